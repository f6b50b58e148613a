import importlib
import os

ENV = os.environ.get("DJANGO_ENV", "production")

module = importlib.import_module(f"tram.settings.{ENV}")
globals().update({name: getattr(module, name) for name in dir(module) if name.isupper()})
