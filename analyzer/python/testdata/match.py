match x:
    case 1: pass
    case -1: pass
    case 1.5 | -2.5: pass
    case 1 + 2j: pass
    case -1 - 2j: pass
    case "a" "b": pass
    case b"a": pass
    case None: pass
    case True | False: pass
    case a: pass
    case _: pass
match x:
    case a.b: pass
    case a.b.c | d.e: pass
    case (a): pass
    case (1): pass
    case (1 | 2) as b: pass
    case 1 | 2 as c: pass
    case (): pass
    case (a,): pass
    case (a, b): pass
    case a, b: pass
    case a,: pass
    case *a, b: pass
    case *_, b: pass
    case []: pass
    case [a]: pass
    case [a, *b, _]: pass
    case [1, [2, -3], (4, 5)]: pass
    case [1 | 2, a as b]: pass
    case {}: pass
    case {"a": 1, **b}: pass
    case {1: a, -2: [b], c.d: {}, None: 1 | 2,}: pass
    case {**a}: pass
    case A(): pass
    case A.B(c, d=1): pass
    case A(1, B([_, *_]) | C(), d=-1, e=[f, *g], h=i,): pass
    case a if b: pass
    case a if b and c:
        x = 1
        y = 2
    case (a as b): pass
    case (a, b) | [c, d]: pass
    case str() | None: pass
match x, y:
    case a, b: pass
match x,:
    case a: pass
match (x):
    case 1: pass
match (x, y):
    case (1, 2): pass
match [x]:
    case [1]: pass
match -x:
    case 1: pass
match x.y(z):
    case 1:
        match a:
            case 2: pass
            # comment
    # comment
    case 3:
        pass
match not x:
    case 1: pass
match {a: b}:
    case 1: pass
match lambda: x:
    case 1: pass
match *x, y:
    case 1: pass
match x if y else z:
    case 1: pass
