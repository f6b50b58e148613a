from .base import *  # want DJS101 DJS112 @races.settings.staging

DEBUG = False
ALLOWED_HOSTS = ["races.example.org"]
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
