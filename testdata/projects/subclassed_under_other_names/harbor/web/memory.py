import django.contrib.sessions.middleware


class Memory(django.contrib.sessions.middleware.SessionMiddleware):
    pass
