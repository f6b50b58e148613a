from museum.settings.base import *

DEBUG = True
ALLOWED_HOSTS += ["localhost"]
SESSION_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_dev"
