"""Writes CPython's own trees of Python files as S-expressions.

    python3 record.py            each *.py here (but this one) to its *.ast
    python3 record.py FILE...    to standard output, for the differential test

The form is that of dump_test.go. Places are byte offsets. Within f-strings
there are none, for CPython before 3.12 does not know them. A file that CPython
refuses is the line "SyntaxError".
"""

import ast
import pathlib
import struct
import sys

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
    "MatMult": "@", "BitOr": "|", "BitAnd": "&", "BitXor": "^", "LShift": "<<", "RShift": ">>",
    "Not": "not", "USub": "-", "UAdd": "+", "Invert": "~", "And": "and", "Or": "or",
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}
COMPREHENSIONS = {"ListComp": "[", "SetComp": "{", "DictComp": ":", "GeneratorExp": "("}


def operator(op):
    return OPERATORS[type(op).__name__]


def quote(text):
    out = []
    for ch in text:
        code = ord(ch)
        if 0xD800 <= code <= 0xDFFF:
            code = 0xFFFD
        out.append(ch if " " <= ch <= "~" and ch not in '"\\' else "{%x}" % code)
    return '"' + "".join(out) + '"'


class Dumper:
    def __init__(self, source):
        self.starts = [0]
        body = source[3:] if source.startswith(b"\xef\xbb\xbf") else source
        self.shift = len(source) - len(body)
        i = 0
        while i < len(body):
            if body[i] == 13 and body[i + 1 : i + 2] == b"\n":
                i += 1
            if body[i] in (10, 13):
                self.starts.append(i + 1)
            i += 1
        self.places = True

    def offset(self, line, column):
        return self.shift + self.starts[line - 1] + column

    def form(self, node, kind, *parts):
        place = ""
        if self.places:
            start = self.offset(node.lineno, node.col_offset)
            place = "@%d:%d" % (start, self.offset(node.end_lineno, node.end_col_offset))
        return self.group(kind + place, *parts)

    def group(self, name, *parts):
        return "(" + " ".join([name, *map(self.part, parts)]) + ")"

    def part(self, p):
        if p is None:
            return "nil"
        if isinstance(p, bool):
            return str(p).lower()
        if isinstance(p, (str, int)):
            return str(p)
        if isinstance(p, list):
            return "[" + " ".join(map(self.part, p)) + "]"
        return getattr(self, type(p).__name__, self.generic)(p)

    def generic(self, n):
        if isinstance(n, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            key, value = (n.key, n.value) if isinstance(n, ast.DictComp) else (n.elt, None)
            return self.form(n, "Comp", COMPREHENSIONS[type(n).__name__], key, value, n.generators)
        # The fields of the rest are in the same order on both sides.
        skip = ("ctx", "type_comment", "simple", "returns", "type_params")
        return self.form(n, type(n).__name__, *(getattr(n, f) for f in n._fields if f not in skip))

    def AugAssign(self, n):
        return self.form(n, "AugAssign", n.target, operator(n.op), n.value)

    def For(self, n, is_async=False):
        return self.form(n, "For", n.target, n.iter, n.body, n.orelse, is_async)

    def AsyncFor(self, n):
        return self.For(n, True)

    def With(self, n, is_async=False):
        return self.form(n, "With", n.items, n.body, is_async)

    def AsyncWith(self, n):
        return self.With(n, True)

    def withitem(self, n):
        return self.group("item", n.context_expr, n.optional_vars)

    def Try(self, n, star=False):
        return self.form(n, "Try", n.body, n.handlers, n.orelse, n.finalbody, star)

    def TryStar(self, n):
        return self.Try(n, True)

    def ExceptHandler(self, n):
        return self.form(n, "handler", n.type, n.name or "-", n.body)

    def FunctionDef(self, n, is_async=False):
        return self.form(n, "FunctionDef", n.name, n.args, n.body, n.decorator_list, is_async)

    def AsyncFunctionDef(self, n):
        return self.FunctionDef(n, True)

    def ClassDef(self, n):
        return self.form(n, "ClassDef", n.name, n.bases, n.keywords, n.body, n.decorator_list)

    def ImportFrom(self, n):
        return self.form(n, "ImportFrom", n.module or "-", n.names, n.level)

    def alias(self, n):
        return self.form(n, "alias", n.name, n.asname or "-")

    def keyword(self, n):
        return self.form(n, "keyword", n.arg or "-", n.value)

    def TypeAlias(self, n):
        return self.form(n, "TypeAlias", n.name.id)

    def arguments(self, n):
        positional = n.posonlyargs + n.args
        defaults = [None] * (len(positional) - len(n.defaults)) + n.defaults
        args = [self.group("param", a.arg, a.annotation, d) for a, d in zip(positional, defaults)]
        split = len(n.posonlyargs)
        only = [self.group("param", a.arg, a.annotation, d) for a, d in zip(n.kwonlyargs, n.kw_defaults)]
        vararg = n.vararg.arg if n.vararg else "-"
        kwarg = n.kwarg.arg if n.kwarg else "-"
        return self.group("params", args[:split], args[split:], vararg, only, kwarg)

    def comprehension(self, n):
        return self.group("for", n.target, n.iter, n.ifs, bool(n.is_async))

    def match_case(self, n):
        return self.group("case", n.pattern, n.guard, n.body)

    def MatchSingleton(self, n):
        return self.form(n, "MatchValue", self.constant(n, n.value))

    def MatchAs(self, n):
        return self.form(n, "MatchAs", n.pattern, n.name or "-")

    def MatchStar(self, n):
        return self.form(n, "MatchStar", n.name or "-")

    def MatchValue(self, n):
        if isinstance(n.value, ast.BinOp):
            return self.form(n, "MatchOther")
        return self.form(n, "MatchValue", n.value)

    def MatchMapping(self, n):
        return self.form(n, "MatchMapping", n.keys, n.patterns, n.rest or "-")

    def MatchClass(self, n):
        return self.form(n, "MatchClass", n.cls, n.patterns + n.kwd_patterns, n.kwd_attrs)

    def Constant(self, n):
        return self.constant(n, n.value)

    def constant(self, n, v):
        if v is None:
            return self.form(n, "None")
        if isinstance(v, bool):
            return self.form(n, "Bool", v)
        if isinstance(v, int):
            return self.form(n, "Int", str(v))
        if isinstance(v, float):
            return self.form(n, "Float", struct.pack(">d", v).hex())
        if isinstance(v, complex):
            return self.form(n, "Imag")
        if isinstance(v, str):
            return self.form(n, "Str", quote(v))
        if isinstance(v, bytes):
            return self.form(n, "Bytes", quote(v.decode("latin-1")))
        return self.form(n, "Ellipsis")

    def JoinedStr(self, n):
        before, self.places = self.places, False
        values = self.part(n.values)
        self.places = before
        return self.form(n, "JoinedStr", values)

    def FormattedValue(self, n):
        conversion = chr(n.conversion) if n.conversion >= 0 else "-"
        return self.form(n, "FormattedValue", n.value, conversion, n.format_spec)

    def UnaryOp(self, n):
        return self.form(n, "UnaryOp", operator(n.op), n.operand)

    def BinOp(self, n):
        return self.form(n, "BinOp", n.left, operator(n.op), n.right)

    def BoolOp(self, n):
        return self.form(n, "BoolOp", operator(n.op), n.values)

    def Compare(self, n):
        return self.form(n, "Compare", n.left, "[" + ",".join(map(operator, n.ops)) + "]", n.comparators)

    def Yield(self, n):
        return self.form(n, "Yield", n.value, False)

    def YieldFrom(self, n):
        return self.form(n, "Yield", n.value, True)


def record(path):
    source = path.read_bytes()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return "SyntaxError\n"
    dumper = Dumper(source)
    return "".join(dumper.part(s) + "\n" for s in tree.body)


def main():
    sys.setrecursionlimit(10000)
    if len(sys.argv) > 1:
        for name in sys.argv[1:]:
            sys.stdout.write("\0" + name + "\n" + record(pathlib.Path(name)))
        return
    for path in sorted(pathlib.Path(__file__).parent.glob("*.py")):
        if path.name != "record.py":
            path.with_suffix(".ast").write_text(record(path))


if __name__ == "__main__":
    main()
