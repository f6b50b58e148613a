from .base import *

SESSION_ENGINE = "forum.own"
