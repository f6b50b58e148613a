try:
    from django.middleware.csrf import CsrfViewMiddleware as Base
except ImportError:
    Base = object


class Lenient(Base):
    pass


class FormCheck(Lenient):
    pass
