from django.middleware import security

from . import forms
from .memory import *


class Shield(security.SecurityMiddleware):
    pass


class Shelter:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


FormCheck = forms.FormCheck
