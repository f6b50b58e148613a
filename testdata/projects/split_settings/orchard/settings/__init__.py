from os import environ

from split_settings.tools import include, optional

ENV = environ.get("DJANGO_ENV", "production")

include(
    "components/base.py",
    "components/s*.py",
    f"environments/{ENV}.py",
    optional("environments/local.py"),
    optional("secrets/*.py"),
)
