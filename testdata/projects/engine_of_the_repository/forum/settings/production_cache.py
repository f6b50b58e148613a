from .base import *

SESSION_ENGINE = "redis_sessions.session"
