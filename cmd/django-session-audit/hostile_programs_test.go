//go:build linux

package main

import (
	"fmt"
	"strings"
)

// hostilePrograms take more time or memory than there is, if they are run as
// they are written.
var hostilePrograms = []hostile{
	{name: "a text repeated", code: 1, says: []string{found}, make: program_("X = 'a' * 10 ** 12")},
	{name: "a tower of powers", code: 1, says: []string{found}, make: program_("X = 10 ** 10 ** 10")},
	{name: "a shift", code: 1, says: []string{found}, make: program_("X = 1 << 10 ** 12", "Y = -1 << (1 << 14)")},
	{name: "a long factorial", code: 1, says: []string{found}, make: program_("X = 1", "for i in range(1, 10 ** 6):", "    X *= i")},
	{name: "numbers that grow by squares", code: 1, says: []string{found}, make: program_("X = 7", "for i in range(10 ** 4):", "    X = X * X")},
	{name: "pow with three arguments", code: 1, says: []string{found}, make: program_("X = pow(3, 10 ** 4000, 10 ** 4000)", "Y = pow(10, 10 ** 10)")},
	{name: "numbers as text", code: 1, says: []string{found}, make: program_("X = str(1 << 16000)", "for i in range(10 ** 6):", "    Y = str(1 << 16000)")},
	{name: "texts as numbers", code: 1, says: []string{found}, make: program_("X = int('9' * 10 ** 6)", "Y = int('f' * 10 ** 6, 16)", "Z = float('9' * 10 ** 6)", "D = '9' * 10 ** 6", "for i in range(10 ** 5):", "    int(D)", "    float(D)")},
	{name: "lists repeated", code: 1, says: []string{found}, make: program_("X = [0] * 10 ** 12", "Y = (0,) * 10 ** 12", "X = [[0] * 10 ** 5] * 10 ** 5")},
	{name: "bytes repeated", code: 1, says: []string{found}, make: program_("X = b'a' * 10 ** 12", "Y = bytes(10 ** 12)", "Z = bytearray(10 ** 12)")},
	{name: "bytes doubled", code: 1, says: []string{found}, make: program_("X = b'aaaaaaaa'", "for i in range(60):", "    X = X + X")},
	{name: "bytes doubled in place", code: 1, says: []string{found}, make: program_("X = b'aaaaaaaa'", "for i in range(60):", "    X += X")},
	{name: "texts doubled", code: 1, says: []string{found}, make: doubled("X = X + X")},
	{name: "texts doubled in place", code: 1, says: []string{found}, make: doubled("X += X")},
	{name: "texts doubled by a field", code: 1, says: []string{found}, make: doubled("X = f'{X}{X}'")},
	{name: "texts doubled by percent", code: 1, says: []string{found}, make: doubled("X = '%s%s' % (X, X)")},
	{name: "texts doubled by format", code: 1, says: []string{found}, make: doubled("X = '{0}{0}'.format(X)")},
	{name: "texts doubled by format_map", code: 1, says: []string{found}, make: doubled("X = '{a}{a}'.format_map({'a': X})")},
	{name: "texts doubled by join", code: 1, says: []string{found}, make: doubled("X = ''.join([X, X])")},
	{name: "texts joined by themselves", code: 1, says: []string{found}, make: doubled("X = X.join(X)")},
	{name: "texts replaced by themselves", code: 1, says: []string{found}, make: doubled("X = X.replace('a', X)")},
	{name: "texts replaced between letters", code: 1, says: []string{found}, make: doubled("X = X.replace('', X)")},
	{name: "texts translated", code: 1, says: []string{found}, make: doubled("X = X.translate({97: X})")},
	{name: "texts by repr", code: 1, says: []string{found}, make: program_("X = '\\\\'", "for i in range(60):", "    X = repr(X)")},
	{name: "lists by repr", code: 1, says: []string{found}, make: program_("X = ['a']", "for i in range(60):", "    X = [X, X]", "Y = repr(X)", "Z = str(X)", "W = '%r' % (X,)", "V = X == X", "U = hash(str(X))")},
	{name: "dictionaries that share", code: 1, says: []string{found}, make: program_("X = {'a': 1}", "for i in range(60):", "    X = {'a': X, 'b': X}", "Y = str(X)", "import json, copy", "Z = json.dumps(X)", "W = copy.deepcopy(X)", "CACHES = X")},
	{name: "a list that holds itself", code: 1, says: []string{found}, make: program_("X = []", "X.append(X)", "X.append(X)", "Y = str(X)", "Z = X == X", "import json, copy", "W = copy.deepcopy(X)", "V = json.dumps(X)", "ALLOWED_HOSTS = X", "MIDDLEWARE = X + MIDDLEWARE", "CSRF_TRUSTED_ORIGINS = X")},
	{name: "a dictionary that holds itself", code: 1, says: []string{found}, make: program_("X = {}", "X['a'] = X", "X['b'] = X", "Y = str(X)", "CACHES = X", "SECURE_CSP = X", "DATABASES = X", "globals().update(X)", "X.update(X)", "Z = {**X, **X}")},
	{name: "expanded tabs", code: 1, says: []string{found}, make: program_("X = '\\t'.expandtabs(10 ** 12)", "X = ('\\t' * 1000).expandtabs(10 ** 6)")},
	{name: "padded texts", code: 1, says: []string{found}, make: program_("A = 'a'.ljust(10 ** 12)", "B = 'a'.rjust(10 ** 12)", "C = 'a'.center(10 ** 12)", "D = 'a'.zfill(10 ** 12)")},
	{name: "wide formats", code: 1, says: []string{found}, make: program_("A = '%0999999999d' % 1", "B = '%.999999999f' % 1.5", "C = '{:>999999999}'.format(1)", "D = f'{1:0999999999d}'",
		"E = format(1, '999999999')", "F = '%*d' % (999999999, 1)", "G = '{:.999999999f}'.format(1.5)", "H = '%.999999999s' % 'a'", "I = '{:{}}'.format(1, 999999999)", "J = f'{1:{10**9}}'", "K = '%999999999999999999999d' % 1")},
	{name: "many padded texts", code: 1, says: []string{found}, make: program_("X = []", "for i in range(10 ** 6):", "    X.append('a'.ljust(10 ** 6 + i))")},
	{name: "many long texts", code: 1, says: []string{found}, make: program_("X = []", "for i in range(10 ** 6):", "    X.append(str(i) * 10 ** 5)")},
	{name: "many long texts under names", code: 1, says: []string{found}, make: program_(sequence("X%d = 'a%d' * 10 ** 5", 5000)...)},
	{name: "many long texts by calls", code: 1, says: []string{found}, make: program_("def f(n):", "    return (str(n) * 10 ** 5).upper()", "X = [f(i) for i in range(10 ** 5)]")},
	{name: "much work on long texts", code: 1, says: []string{found}, make: program_("A = 'ab' * 500000", "for i in range(10 ** 6):", "    A.upper(); A.count('b'); A.find('c'); A.split('a'); A.strip('ab'); A == A + ''; 'c' in A; A[::-1]; sorted(A); list(A); A.encode(); hash(A)")},
	{name: "long texts compared", code: 1, says: []string{found}, make: program_("A = 'a' * 10 ** 6", "B = 'a' * 10 ** 6", "for i in range(10 ** 6):", "    A == B")},
	{name: "long texts as keys", code: 1, says: []string{found}, make: program_("D = {}", "for i in range(10 ** 6):", "    D['a' * 10 ** 6] = 1")},
	{name: "long texts sought", code: 1, says: []string{found}, make: program_("A = 'a' * 10 ** 6", "B = 'a' * 5 * 10 ** 5 + 'b'", "for i in range(10 ** 6):", "    B in A", "    A.find(B)", "    A.replace(B, '')", "    A.startswith(B)")},
	{name: "long lists sought", code: 1, says: []string{found}, make: program_("A = list(range(90000))", "for i in range(10 ** 6):", "    -1 in A", "    A.count(5)", "    A == A + []")},
	{name: "long lists copied", code: 1, says: []string{found}, make: program_("A = list(range(90000))", "X = []", "for i in range(10 ** 5):", "    X.append(A[:])", "    X.append(list(A))", "    X.append(A + [])", "    X.append(tuple(A))")},
	{name: "long lists sorted", code: 1, says: []string{found}, make: program_("A = list(range(90000))", "for i in range(10 ** 5):", "    sorted(A, reverse=True)", "    A.sort(key=lambda x: -x)", "    A.reverse()", "    A.insert(0, 1)", "    A.pop(0)")},
	{name: "long dictionaries", code: 1, says: []string{found}, make: program_("X = {}", "for i in range(10 ** 7):", "    X[i] = {}")},
	{name: "dictionaries copied", code: 1, says: []string{found}, make: program_("X = dict.fromkeys(range(90000))", "Y = []", "for i in range(10 ** 5):", "    Y.append(dict(X))", "    Y.append({**X})", "    Y.append(X | X)", "    Y.append(X.copy())")},
	{name: "sets", code: 1, says: []string{found}, make: program_("X = set(range(90000))", "Y = []", "for i in range(10 ** 5):", "    Y.append(X | X)", "    Y.append(X & X)", "    Y.append(X - X)")},
	{name: "lists that grow in place", code: 1, says: []string{found}, make: program_("X = [0]", "for i in range(60):", "    X += X", "    X.extend(X)", "    X *= 2")},
	{name: "a list extended by itself", code: 1, says: []string{found}, make: program_("X = [0]", "X[:] = X + X", "for i in X:", "    X.append(i)")},
	{name: "zip of endless iterators", code: 1, says: []string{found}, make: program_("import itertools", "X = list(zip(itertools.count(), itertools.repeat(1), itertools.cycle('a')))", "Y = list(itertools.product(range(1000), repeat=1000))", "Z = list(itertools.permutations(range(100)))", "W = dict(enumerate(itertools.count()))", "for i in itertools.count(): pass")},
	{name: "endless iterators of its own", code: 1, says: []string{found}, make: program_("def g():", "    while True:", "        yield 1", "X = list(g())", "Y = sum(g())", "class A:", "    def __iter__(self): return self", "    def __next__(self): return 1", "Z = list(A())", "class B:", "    def __getitem__(self, i): return i", "W = list(B())", "V = list(iter(int, 1))")},
	{name: "long ranges", code: 1, says: []string{found}, make: program_("X = list(range(10 ** 12))", "Y = sum(range(10 ** 12))", "Z = 5 in range(10 ** 12)", "W = [i for i in range(10 ** 12)]", "V = max(range(10 ** 12))", "U = range(10 ** 30)[5]", "for i in range(10 ** 12): pass")},
	{name: "endless loops", code: 1, says: []string{found}, make: program_("while True:", "    while True:", "        pass")},
	{name: "recursion", code: 1, says: []string{found}, make: program_("def f(n):", "    return f(n + 1) + f(n + 2)", "X = f(0)", "class A:", "    def __getattr__(self, n): return getattr(self, n)", "    def __str__(self): return str(self)", "    def __eq__(self, o): return self == o", "    def __bool__(self): return bool(self)", "    def __len__(self): return len(self)", "    def __iter__(self): return iter(self)", "    def __call__(self): return self()", "a = A()", "X = a.b, str(a), a == a, bool(a), len(a), list(a), a()", "g = lambda: g()", "X = g()", "@property", "def h(): return h")},
	{name: "exponential recursion", code: 1, says: []string{found}, make: program_("def f(n):", "    return 1 if n == 0 else f(n - 1) + f(n - 1)", "X = f(100)")},
	{name: "generators of generators", code: 1, says: []string{found}, make: program_("def g(n):", "    yield n", "    yield from g(n + 1)", "X = list(g(0))")},
	{name: "comprehensions in comprehensions", code: 1, says: []string{found}, make: program_("X = [[[i for i in range(1000)] for j in range(1000)] for k in range(1000)]")},
	{name: "patterns that backtrack", code: 1, says: []string{found}, make: program_("import re", "A = 'a' * 50000 + 'b'", "X = re.match('(a+)+$', A)", "Y = re.match('(a|a)*$', A)", "Z = re.sub('(a*)*b?', 'x' * 1000, A)", "W = re.split('(a?){1000}', A)", "V = re.findall('.*?a.*?a.*?c', A)")},
	{name: "patterns that grow", code: 1, says: []string{found}, make: program_("import re", "X = re.match('((a{1000}){1000}){1000}', 'a')", "Y = re.match('(' * 100000 + ')' * 100000, 'a')", "Z = re.match('(a{1,1000}){1,1000}' * 1000, 'a' * 10 ** 6)", "W = re.sub('', 'x' * 10 ** 6, 'a' * 10 ** 6)", "V = re.sub('a', 'b' * 10 ** 6, 'a' * 10 ** 6)")},
	{name: "patterns in a loop", code: 1, says: []string{found}, make: program_("import re", "A = 'a' * 10 ** 6", "for i in range(10 ** 6):", "    re.search('(a*)*b', A)")},
	{name: "programs that run texts", code: 1, says: []string{found}, make: program_("X = 'exec(X)'", "exec(X)", "exec('Y = 1\\n' * 10 ** 5)", "Z = eval('1+' * 10 ** 5 + '1')", "W = eval('[' * 10 ** 5)", "for i in range(10 ** 6):", "    exec('a = 1')", "    eval('1 + 1')")},
	{name: "programs that run long texts", code: 1, says: []string{found}, make: program_("X = 'a = 1\\n' * 10 ** 5", "for i in range(10 ** 6):", "    exec(X)", "    compile(X, '', 'exec')", "    eval('(' + '1,' * 10 ** 5 + str(i) + ')')")},
	{name: "literals of texts", code: 1, says: []string{found}, make: program_("import ast, json, yaml, base64", "X = ast.literal_eval('[' * 10 ** 5 + ']' * 10 ** 5)", "Y = json.loads('[' * 10 ** 6 + ']' * 10 ** 6)", "for i in range(10 ** 5):", "    ast.literal_eval('[' + '1,' * 10 ** 5 + ']')", "    json.loads('[' + '1,' * 10 ** 5 + '1]')", "    base64.b64decode('a' * 10 ** 6)")},
	{name: "classes in great number", code: 1, says: []string{found}, make: program_("A = object", "for i in range(10 ** 5):", "    A = type('A', (A,), {})", "X = A().x", "class B(B if 0 else object): pass", "class C(*[object] * 1000): pass")},
	{name: "classes in diamonds", code: 1, says: []string{found}, make: program_(append([]string{"class A0: pass", "class B0: pass"}, sequence("class A%d(A%[2]d, B%[2]d): pass\nclass B%[1]d(A%[2]d, B%[2]d): pass", 200)...)...)},
	{name: "names in great number", code: 1, says: []string{found}, make: program_("for i in range(10 ** 6):", "    globals()['SESSION_X%d' % i] = 'a' * 1000")},
	{name: "conditions in great number", code: 1, says: []string{found}, make: program_(append([]string{"import vault", "X = 'a' * 10 ** 6"}, sequence("if vault.f%d(): X = X[:-1]", 1000)...)...)},
	{name: "conditions that double", code: 1, says: []string{found}, make: program_(append([]string{"import vault", "X = []"}, sequence("if vault.f%d():\n    X = X + [%[2]d] * 90000", 1000)...)...)},
	{name: "unknown values that grow", code: 1, says: []string{found}, make: program_("import vault", "X = vault.x", "for i in range(10 ** 4):", "    X = X + X", "Y = vault.y", "for i in range(10 ** 5):", "    Y = Y.a(Y, Y)[Y]", "ALLOWED_HOSTS = X")},
	{name: "unknown texts that grow", code: 1, says: []string{found}, make: program_("import os", "X = os.environ['HOME']", "for i in range(10 ** 4):", "    X = X + X + 'a'", "    Y = f'{X}{X}'", "SESSION_COOKIE_NAME = X")},
	{name: "environment in great number", code: 1, says: []string{found}, make: program_("import os", "for i in range(10 ** 6):", "    if os.environ.get('A%d' % i): Y = i")},
	{name: "environment that chooses", code: 1, says: []string{found}, make: program_(append([]string{"import os", "X = 'a' * 10 ** 5"}, sequence("X = X if os.environ.get('A%d') else X + 'b' * 10 ** 5", 1000)...)...)},
	{name: "paths that grow", code: 1, says: []string{found}, make: program_("from pathlib import Path", "X = Path('a')", "for i in range(60):", "    X = X / X", "Y = Path('a' * 10 ** 6)", "for i in range(10 ** 6):", "    Y = Y / ('b' * 10 ** 6)", "    Y.parent.exists()")},
	{name: "paths joined", code: 1, says: []string{found}, make: program_("import os", "X = 'a'", "for i in range(60):", "    X = os.path.join(X, X)", "Y = os.path.join(*['a' * 1000] * 100000)", "Z = os.path.abspath('../' * 10 ** 5)", "W = os.path.normpath('a/' * 10 ** 6)")},
	{name: "arguments spread", code: 1, says: []string{found}, make: program_("def f(*a, **k): return f(*a, *a, **k)", "X = f(*[1] * 1000)", "def g(*a): return a", "for i in range(10 ** 5): g(*range(10 ** 5))")},
	{name: "times that grow", code: 1, says: []string{found}, make: program_("from datetime import timedelta", "X = timedelta(days=10 ** 400)", "Y = timedelta(days=10 ** 9) * 10 ** 300", "SESSION_COOKIE_AGE = Y", "Z = timedelta(seconds=1e308) * 1e308")},
	{name: "floats", code: 1, says: []string{found}, make: program_("X = 1e400 - 1e400", "Y = int(1e308)", "Z = round(1e308, -300)", "SESSION_COOKIE_AGE = X", "CSRF_COOKIE_AGE = 1e400", "W = 1e400 // 1", "V = divmod(1e400, 1e-300)", "try: U = int(X)", "except Exception: pass")},
	{name: "handlers that hide the end", code: 1, says: []string{found}, make: program_("def f():", "    try: return f()", "    except BaseException: return f()", "    finally: f()", "X = f()")},
	{name: "settings that are huge", code: 1, says: []string{found}, make: program_("ALLOWED_HOSTS = ['a' * 10 ** 6] * 10 ** 5", "MIDDLEWARE = MIDDLEWARE * 50000", "SESSION_COOKIE_NAME = 'a' * 10 ** 6", "CSRF_TRUSTED_ORIGINS = ['https://%d.example.com' % i for i in range(50000)]", "INSTALLED_APPS = [str(i) for i in range(90000)]", "SESSION_COOKIE_AGE = 1 << 16000")},
}

// program_ makes settings that take in a module of these lines.
func program_(lines ...string) func(tree) {
	return func(r tree) {
		r.project("from .local import *\n")
		r.file("shop/local.py", "from shop.settings import *\n"+strings.Join(lines, "\n")+"\n")
	}
}

// doubled makes a text twice as long, again and again.
func doubled(step string) func(tree) {
	return program_("X = 'aaaaaaaa'", "for i in range(60):", "    "+step, "Y = []", "for i in range(10 ** 6):", "    X = X[:100000]", "    "+step, "    Y.append(X)")
}

// sequence numbers a line, with each number and the one before.
func sequence(format string, times int) []string {
	var lines []string
	for i := range times {
		lines = append(lines, fmt.Sprintf(format, i+1, i))
	}
	return lines
}
