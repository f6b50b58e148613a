"""Docstring."""
from __future__ import annotations, division as d
from __future__ import (print_function,)
import a
import a.b.c
import a . b as c, d
from a import b
from a.b import (c, d as e,)
from . import a
from .. import a
from ... import a
from .... import a
from .a import b
from ...a.b import c
from . a import *
from a import *
x = 1
x = y = 2
x, y = z
x, y, = z
(x, y) = z
[x, y] = z
x, (y, *z) = w
*x, = y
*x.y, z = w
x.y = z
x[y] = z
x.y[z].w = v
(x) = y
(x.y) = z
x = y, z
x = y,
x = *y, z
x = yield_
x += 1; y -= 2; z *= 3
x @= 1
x /= 1
x //= 1
x %= 1
x **= 1
x >>= 1
x <<= 1
x &= 1
x ^= 1
x |= 1, 2
x: int
x: int = 3
x.y: int = 3
x[y]: int
(x): int = 3
x: List[int] = []
x: Dict[str, Optional[int]] = {}
x: a.b[c] = d
x: int | None = None
x: "str" = ""
x: Tuple[()] = ()
x: Callable[[int], str] = f
x: Literal["a", -1] = 1
x: Annotated[int, a(b), c:d]
x: int = 1, 2
x: None = None
x: (yield_) = 1
x: a if b else c
del x
del x, y
del (x, y)
del x.y, z[0]
del (x)
del [x]
assert x
assert x, y
assert (x, y)
raise
raise x
raise x from y
raise x(y) from None
return_ = 1
pass
pass; pass
pass;
if x: pass
if x: y = 1; z = 2
if x:
    pass
elif y:
    pass
elif z: pass
else:
    pass
if x:
    if y:
        pass
    # comment
    else:
        pass

# comment
else:
    # comment
    pass
    # trailing comment

if (x): pass
if x := y: pass
while x:
    break
else:
    continue
while x: pass
for x in y: pass
for x, y in z: pass
for (x, y) in z: pass
for x, in z: pass
for x.y in z: pass
for x[0] in z: pass
for *x, y in z: pass
for x in y, z: pass
for x in *y, z: pass
for x in (y): pass
for x in y:
    pass
else:
    pass
try:
    a
except:
    b
try:
    a
except A:
    b
except (A, B) as c:
    d
except a.b as c:
    d
except A if b else C: pass
else:
    e
finally:
    f
try: pass
finally: pass
try:
    pass
except* A:
    pass
except *B as c:
    pass
except* (C, D):
    pass
with a: pass
with a as b: pass
with a, b as c: pass
with a as (b, c): pass
with a as b.c, d as e[0]: pass
with (a): pass
with (a, b): pass
with (a, b,): pass
with (a as b): pass
with (a as b, c): pass
with (a as b, c as d,): pass
with (a, b) as c: pass
with (a), b: pass
with (a), (b): pass
with (yield_): pass
with a(), b() as c:
    pass
with (
    a() as b,
    c() as d,
):
    pass
with a as [b, c]: pass
with (a or b): pass
with (a for a in b): pass
with ((a, b)): pass
with (a.b) as c: pass
with (a).b as c: pass
with (): pass
with open(a) as f, open(b) as g: pass
def f(): pass
def f(a): pass
def f(a, b=1, *c, d, e=2, **g): pass
def f(a, /): pass
def f(a, /, b): pass
def f(a, b=1, /, c=2, *, d=3): pass
def f(*, a): pass
def f(*a): pass
def f(**a): pass
def f(a: int, b: str = "x", *c: d, e: f = g, **h: i) -> j: pass
def f(*a: *b): pass
def f(a: List[int] = [], *, b: a.b = None) -> List[int]: pass
def f(a, b,): pass
def f():
    """Doc."""
    return
def f():
    return 1, 2
def f():
    return *a, b
def f():
    yield
    yield a
    x = yield a
    x += yield a
    yield from a
    return (yield)
async def f():
    async for x in y: pass
    async with a as b: pass
    await c
    return [x async for x in y]
def f():
    nonlocal_ = 1
    def g():
        nonlocal nonlocal_, b
        global c
class A: pass
class A(): pass
class A(B, C, metaclass=D, **e): pass
class A(*b): pass
class A(B[C]):
    x: int
    y: int = 1

    def f(self):
        pass

    class Meta:
        pass
@a
def f(): pass
@a.b(c)
@d
class A: pass
@a
async def f():
    pass
@(a or b)
# comment
@x[0]
def f(): pass
x = 1 ; y = 2 ;
x = (1
     + 2)
x = \
    1
if a and \
   b:
    pass
