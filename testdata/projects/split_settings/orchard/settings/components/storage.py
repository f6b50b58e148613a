SESSION_COOKIE_AGE = SESSION_COOKIE_AGE * 2
SESSION_ENGINE = "django.contrib.sessions.backends.db"
