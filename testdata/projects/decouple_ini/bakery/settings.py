from decouple import Csv, config

SECRET_KEY = config("SECRET_KEY")
DEBUG = config("DEBUG", default=False, cast=bool)
ALLOWED_HOSTS = config("HOSTS", default="bakery.example.org", cast=Csv())

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "bakery.urls"

SESSION_COOKIE_SECURE = config("COOKIE_SECURE", default=True, cast=bool)
SESSION_COOKIE_AGE = config("SESSION_MINUTES", cast=int) * 60
SESSION_COOKIE_SAMESITE = config("SAMESITE", default=None)
SESSION_EXPIRE_AT_BROWSER_CLOSE = config("CLOSE", default="no", cast=bool)
CSRF_COOKIE_SECURE = config("COOKIE_SECURE", default="on", cast=lambda text: text not in ("0", "off"))
CSRF_TRUSTED_ORIGINS = config("ORIGINS", cast=Csv(post_process=tuple))
SECURE_SSL_REDIRECT = config("REDIRECT", cast=bool)
SECURE_HSTS_SECONDS = config("HSTS", default="31536000", cast=int)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
