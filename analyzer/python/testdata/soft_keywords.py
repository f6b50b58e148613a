import type, match, case
from match import type as print, case as exec
type = 3
type: int = 3
type.x = 4
type[0] = 5
type(a).b = 6
type (a).b = type(c)
type, match = match, type
match = case = _ = print
match: str = "x"
match.x = case.y = _.z = 1
match[0] = case[1]
match(a)
match (a), b
print(match, type=1, match=2, case=3, print=4, exec=5, _=6)
print
print(a)
print (a)
print (a), b
print(*a, sep="", end="")
print(a) if b else c
x = print
exec(a)
exec
exec.a = 1
print.a = 2
x.print().exec.match.type.case
def match(type, case=1, *print, exec, **_):
    return type
def type(self): pass
def print(self): pass
def exec(self): pass
class match(type): pass
class case: pass
lambda type, match=1, *case: type
for type in match: pass
for match, case in type: pass
with a as type, b as match: pass
try: pass
except a as match: pass
del type, match
global_ = [type for type in match if case]
(type := 3)
(match := case)
type += 1
match += 1
{type: match, **case}
@match
def f(): global type, match
async_ = 1
match_ = type_ = 1
match x:
    case match: pass
match match:
    case case: pass
    case type.match | print.x: pass
