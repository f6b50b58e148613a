from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import SimpleNamespace
from typing import Final, NamedTuple

AGE: Final = SimpleNamespace(short=7200, long=86400)


class SameSite(str, Enum):
    LAX = "Lax"
    STRICT = "Strict"


class Hours(IntEnum):
    SHIFT = 8
    DAY = 24


class Limits(NamedTuple):
    idle: int
    total: int = Hours.DAY.value * 3600


@dataclass(frozen=True)
class Cookie:
    name: str
    age: int = AGE.long
    secure: bool = True
    samesite: str = SameSite.LAX.value
    paths: list = field(default_factory=lambda: ["/"])

    @property
    def shown(self):
        return f"{self.name}={self.age}"

    @classmethod
    def strict(cls, name):
        return cls(name, age=AGE.short, samesite=SameSite.STRICT.value)


GOLD = Cookie("gold", age=AGE.long * 2, paths=["/gold/", "/"])
