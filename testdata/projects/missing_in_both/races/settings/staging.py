from .production import *

ALLOWED_HOSTS = ["staging.races.example.org"]
