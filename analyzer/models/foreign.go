package models

import (
	"math"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Modules that tell of the machine, the network and other programs: nothing of
// it can be known. And the small rest of the standard library.
//
// https://docs.python.org/3/library/index.html

const (
	otherProgram = "comes from another program"
	theNetwork   = "comes from the network"
)

var foreignModules = map[string]module{
	"socket": {names: names{
		"gethostname": unmodelled("gethostname", "str", "is the name of the machine"), "getfqdn": unmodelled("getfqdn", "str", "is the name of the machine"),
		"gethostbyname": unmodelled("gethostbyname", "str", theNetwork), "gethostbyname_ex": unmodelled("gethostbyname_ex", "tuple", theNetwork),
		"getaddrinfo": unmodelled("getaddrinfo", "list", theNetwork), "socket": harmless("socket", "socket"),
		"AF_INET": value.NewInt(2), "SOCK_STREAM": value.NewInt(1), "SOCK_DGRAM": value.NewInt(2),
		"setdefaulttimeout": quiet("setdefaulttimeout"),
	}},
	"platform": {names: names{
		"system": known("system", value.Str("Linux")), "node": unmodelled("node", "str", "is the name of the machine"),
		"machine": unmodelled("machine", "str", notThere), "platform": unmodelled("platform", "str", notThere),
		"python_version": unmodelled("python_version", "str", pythonVersion), "release": unmodelled("release", "str", notThere),
		"python_implementation": known("python_implementation", value.Str("CPython")),
		"uname":                 unmodelled("uname", "", notThere), "processor": unmodelled("processor", "str", notThere),
	}},
	"subprocess": {names: names{
		"check_output": unmodelled("check_output", "bytes", otherProgram), "run": unmodelled("run", "", otherProgram),
		"Popen": unmodelled("Popen", "", otherProgram), "call": unmodelled("call", "int", otherProgram),
		"check_call": unmodelled("check_call", "int", otherProgram), "getoutput": unmodelled("getoutput", "str", otherProgram),
		"getstatusoutput": unmodelled("getstatusoutput", "tuple", otherProgram),
		"PIPE":            value.NewInt(-1), "STDOUT": value.NewInt(-2), "DEVNULL": value.NewInt(-3),
	}},
	"getpass": {names: names{
		"getuser": unmodelled("getuser", "str", "is the name of the server's user"), "getpass": unmodelled("getpass", "str", "is typed by a person"),
	}},
	"multiprocessing": {names: names{"cpu_count": unmodelled("cpu_count", "int", notThere)}},
	"resource":        {names: resourceNames},
	"shutil": {names: names{
		"which": unmodelled("which", "", installed), "rmtree": quiet("rmtree"), "copy": quiet("copy"), "copyfile": quiet("copyfile"),
		"disk_usage": unmodelled("disk_usage", "", notThere),
	}},
	"locale": {names: names{
		"setlocale": quiet("setlocale"), "getlocale": unmodelled("getlocale", "tuple", notThere),
		"getdefaultlocale": unmodelled("getdefaultlocale", "tuple", notThere), "LC_ALL": value.NewInt(6),
	}},
	"gettext": {names: names{"gettext": passing("gettext"), "ngettext": unmodelled("ngettext", "str", "comes from ngettext(), which is not modelled")}},
	"inspect": {names: inspectNames},
	"tempfile": {names: names{
		"gettempdir": known("gettempdir", value.Str("/tmp")), "tempdir": value.None{},
		"mkdtemp": random("mkdtemp", "str", "tempfile.mkdtemp()"), "mkstemp": random("mkstemp", "tuple", "tempfile.mkstemp()"),
		"TemporaryDirectory": unmodelled("TemporaryDirectory", "", "comes from a temporary folder"),
		"NamedTemporaryFile": unmodelled("NamedTemporaryFile", "", "comes from a temporary file"),
	}},
	"io": {names: names{
		"open": openFunctionOf, "StringIO": function("StringIO", "initial_value=, newline=", newStringIO), "BytesIO": function("BytesIO", "initial_value=", newStringIO),
	}},
	"codecs": {names: names{"open": function("open", "file, mode=, encoding=, errors=, buffering=", func(h value.Host, a *arguments) (value.Value, error) {
		return openFile(h, a.value("file"), a.value("mode"))
	})}},
	"math": {names: names{
		"pi": value.Float(math.Pi), "e": value.Float(math.E), "inf": value.Float(math.Inf(1)),
		"floor": rounded("floor", math.Floor), "ceil": rounded("ceil", math.Ceil), "trunc": rounded("trunc", math.Trunc),
		"sqrt": real("sqrt", math.Sqrt),
	}},
	"decimal":        {names: names{"Decimal": unmodelled("Decimal", "Decimal", "is a Decimal, which is not modelled")}},
	"fractions":      {names: names{}},
	"distutils":      {names: names{}},
	"distutils.util": {names: names{"strtobool": strtobool(false)}},
	"distutils.version": {names: names{
		"LooseVersion":  unmodelled("LooseVersion", "", "comes from LooseVersion(), which is not modelled"),
		"StrictVersion": unmodelled("StrictVersion", "", "comes from StrictVersion(), which is not modelled"),
	}},
	"setuptools._distutils.util": {names: names{"strtobool": strtobool(false)}},
	"str2bool":                   {names: names{"str2bool": unmodelled("str2bool", "bool", "comes from str2bool(), which is not modelled")}},
	"six": {names: names{
		"PY2": value.Bool(false), "PY3": value.Bool(true), "text_type": typeName("six", "text_type"),
		"ensure_str": passing("ensure_str"), "ensure_text": passing("ensure_text"), "u": passing("u"),
	}},
	"six.moves": {names: names{}},
}

// known returns a function without arguments whose result is known.
func known(name string, d value.Data) *value.Function {
	return function(name, "", func(h value.Host, a *arguments) (value.Value, error) { return h.Made(d), nil })
}

// rounded is a function that makes an int of a number.
func rounded(name string, f func(float64) float64) *value.Function {
	return pure(name, "x", "int", func(h value.Host, a *arguments) (value.Data, error) {
		if i, ok := value.Integer(a.value("x")); ok {
			return value.Int{Int: i}, nil
		}
		x, ok := a.value("x").Data.(value.Float)
		if !ok || math.Abs(float64(x)) > 1<<52 || math.IsNaN(float64(x)) {
			return nil, nil
		}
		return value.NewInt(int64(f(float64(x)))), nil
	})
}

func real(name string, f func(float64) float64) *value.Function {
	return pure(name, "x", "float", func(h value.Host, a *arguments) (value.Data, error) {
		n, ok := value.Number(a.value("x"))
		if !ok || n.Sign() < 0 {
			return nil, nil
		}
		x, _ := n.Float64()
		return value.Float(f(x)), nil
	})
}
