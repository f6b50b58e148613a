from tram.settings.base import *

DEBUG = True
SESSION_COOKIE_NAME = "tram_dev"
