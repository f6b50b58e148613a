from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware


class StrictSecurityMiddleware(SecurityMiddleware):
    pass


class TenantSessionMiddleware(SessionMiddleware):
    pass


class TokenCsrfViewMiddleware(CsrfViewMiddleware):
    pass
