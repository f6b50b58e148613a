from .base import *

SESSION_ENGINE = "forum.sessions.store"  # want DJS308 "the repository has no such module"
