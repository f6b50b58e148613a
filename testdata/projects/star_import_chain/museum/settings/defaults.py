"""What every setting is made of."""

__all__ = ["DOMAIN", "SESSION_COOKIE_NAME", "_cookie_domain", "SESSION_COOKIE_SAMESITE"]

DOMAIN = "museum.example.org"
SESSION_COOKIE_NAME = "museum"
SESSION_COOKIE_SAMESITE = "Strict"
# Not in __all__: nobody gets it.
SESSION_COOKIE_HTTPONLY = False


def _cookie_domain(host):
    return "." + host if host.count(".") > 3 else None
