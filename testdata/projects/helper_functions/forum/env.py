"""Reads typed variables."""

import functools
import os

PREFIX = "APP_"
TRUE = frozenset({"1", "true", "yes", "on"})
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def prefixed(read):
    @functools.wraps(read)
    def wrapper(name, *args, **kwargs):
        return read(PREFIX + name, *args, **kwargs)

    return wrapper


@prefixed
def get_bool(name, default=False):
    text = os.environ.get(name)
    if text is None:
        return default
    return text.strip().lower() in TRUE


@prefixed
def get_seconds(name, default):
    text = os.environ.get(name, default)
    number, unit = text[:-1], text[-1]
    return int(number) * UNITS[unit]


class Variables:
    def __init__(self, separator=","):
        self.separator = separator

    def list(self, name, default=()):
        text = os.environ.get(f"{PREFIX}{name}")
        return text.split(self.separator) if text else list(default)
