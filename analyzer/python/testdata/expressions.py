a
(a)
((a))
(a) + (b)
a + b * c ** -d ** e
-a ** +b
~a
not a
not not a
a or b or c and d and e or f
(a or b) or c
a or (b or c)
a and b and c and d
a < b <= c == d != e > f >= g
a is b is not c in d not in e
a not   in b
a is \
    not b
a if b else c if d else e
lambda: 0
lambda a, /, b=1, *c, d, e=2, **f: a
lambda *, a: a
lambda *a, **k: (a, k)
a.b.c
a . b
a(b)(c)[d].e
a(b, *c, d=e, **f, g=h)
a(*b or c)
a(*b if c else d)
a(*b.c.d(), *e[0], *f + g)
a(b for c in d)
a((b for c in d), e)
a(b := c)
a[b]
a[b, c]
a[b,]
a[b:c]
a[:]
a[::]
a[b:c:d]
a[::d]
a[b:]
a[:c, d:e, f]
a[*b]
a[*b, c]
a[b, *c]
a[()]
a[b := c]
a, b
a,
a, *b, c
*a, b
*a.b, c
*a[0],
(a, b)
(a,)
()
(*a, b)
( a , b , )
[]
[a]
[a, *b.c, *d()]
{a}
{a, *b, c}
{}
{a: b}
{a: b, **c, d: e,}
{**a}
[a for b in c]
[a for b in c if d if e for f in g if h]
[a async for b in c]
{a for b, c in d}
{a: b for a, b in c}
(a for a in b)
[a for a, in b]
[a for (a, b), c in d]
[a for a in b or c]
[lambda: a for a in b]
(yield)
(yield a)
(yield a, b)
(yield from a)
x = yield
x = yield a, b
await a
-await a
await a.b(c) ** d
...
None, True, False
a @ b // c % d / e << f >> g & h ^ i | j
(a := b)
(a, b := c, d)
[a := b, c]
f(a)(b)(c)
a[b][c][d]
(a)(b)
(a).b
(a)[b]
((a, b), c)
(
    a,
    # comment
    b
)
(a  # comment
 + b)
a if (b) else (c)
not a in b
not a == b
a == (b == c)
-1
- 1
--1
1 .real
1..real
"a".join(b)
f(**a)
f(**a, **b)
f(a, *b, c, *d)
f(a)(
    b,
    c=d,
)
(lambda: a)()
(yield a)[b]
{"a": 1, "b": {"c": [1, 2, (3,)]}}
{(a, b): c}
{a if b else c: d}
{lambda: a: b}
{a: lambda: b}
x[lambda: a]
x[a if b else c : d]
x[-1]
x[-1:]
x[a, :, b]
x[a:b, c]
a & b ^ c
a ^ b & c
a & b & c ^ d ^ e & f
(a & b) ^ c & (d ^ e)
a & (b ^ c) & d
a ^ b ^ c & d | e & f ^ g
a & b << 1 ^ -c + 1
a & b & c
await_ ** b
