from .settings import *

DEBUG = True
SESSION_COOKIE_SECURE = False  # django-session-audit: ignore[DJS101]
SESSION_COOKIE_HTTPONLY = True  # django-session-audit: ignore[DJS102] left over
