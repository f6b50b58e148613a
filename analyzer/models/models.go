// Package models tells what Python's standard library, and the libraries met in
// Django settings, give back: one file a library, each a table of names. A model
// talks to the program that is being evaluated only through value.Host, touches
// no file, variable or clock by itself, and knows nothing of syntax or of rules.
//
// What a model does not know is an unknown value that says so. It never guesses.
// One that changes what was there before says so with Host.Changes: statements are
// run a second time to see what they would do otherwise.
package models

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Library maps the dotted name of each modelled module to what makes it. A
// module is made anew for each run, since programs change modules.
type Library map[string]func() *value.Module

// Options are what the models need to be told about the project.
type Options struct {
	// DjangoVersion is the version of Django as text ("5.2.4"), or "" if it
	// is not known.
	DjangoVersion string
	// DjangoDefault returns Django's own value of a setting. It may be nil.
	DjangoDefault func(name string) (value.Value, bool)
	// Installed says whether the project installs what gives a module, such
	// as "django_redis". It may be nil: then that is not known.
	Installed func(module string) value.Truth
}

func (o Options) installed(module string) value.Truth {
	if o.Installed == nil {
		return value.Maybe
	}
	return o.Installed(module)
}

// djangoAtLeast says whether Django is at least of a major version.
func (o Options) djangoAtLeast(major int) value.Truth {
	first, _, _ := strings.Cut(o.DjangoVersion, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return value.Maybe
	}
	return value.Of(n >= major)
}

// Standard returns all models.
func Standard(opts Options) Library {
	lib := Library{}
	for _, part := range []map[string]module{
		systemModules, pathModules, timeModules, randomModules, foreignModules,
		dataModules, configModules, textModules, urlModules, collectionModules,
		functionModules, typingModules, enumModules, dataclassModules,
		cryptoModules, addressModules, quietModules,
		decoupleModules, dotenvModules, environsModules, everettModules, getenvModules, mitolModules, dynaconfModules, pydanticModules, splitModules, herokuModules, smallModules, cfenvModules, packagingModules,
		djangoModules(opts), configurationsModules(opts), environModules(opts), serviceURLModules(opts), importModules(opts),
	} {
		for name, m := range part {
			order := sync.OnceValue(func() []string { return sortedKeys(m.names) })
			lib[name] = func() *value.Module { return m.makeIn(name, order()) }
		}
	}
	return lib
}

// Distribution returns the name on PyPI of the library that a modelled package
// is of, or "" for those of Python's standard library and those that are
// modelled in part.
func Distribution(pkg string) string { return distributions[pkg] }

var distributions = map[string]string{
	"cfenv": "cfenv", "configurations": "django-configurations", "decouple": "python-decouple", "dj_database_url": "dj-database-url",
	"django_cache_url": "django-cache-url", "dotenv": "python-dotenv", "dynaconf": "dynaconf", "environ": "django-environ",
	"environs": "environs", "everett": "everett", "getenv": "django-getenv", "split_settings": "django-split-settings",
}

// Exceptions maps the full name of each exception class of the modelled
// libraries to its base: a builtin class, or another full name. The interpreter
// makes the classes and binds them in their modules.
func Exceptions() map[string]string { return maps.Clone(exceptions) }

// exceptions has a class that is known by two names twice: the one derives from
// the other, and the models raise the one that derives from all.
var exceptions = map[string]string{
	"configparser.Error":                          "Exception",
	"configparser.NoSectionError":                 "configparser.Error",
	"configparser.NoOptionError":                  "configparser.Error",
	"configparser.ParsingError":                   "configparser.Error",
	"configparser.MissingSectionHeaderError":      "configparser.ParsingError",
	"configparser.DuplicateSectionError":          "configparser.Error",
	"configparser.InterpolationError":             "configparser.Error",
	"decouple.UndefinedValueError":                "Exception",
	"django.core.exceptions.ImproperlyConfigured": "Exception",
	"django.core.exceptions.ObjectDoesNotExist":   "Exception",
	"django.core.exceptions.PermissionDenied":     "Exception",
	"django.core.exceptions.SuspiciousOperation":  "Exception",
	"django.core.exceptions.DisallowedHost":       "django.core.exceptions.SuspiciousOperation",
	"django.core.exceptions.ValidationError":      "Exception",
	"django.core.exceptions.AppRegistryNotReady":  "Exception",
	"django.core.exceptions.FieldError":           "Exception",
	"django.core.exceptions.MiddlewareNotUsed":    "Exception",
	"django.core.exceptions.ViewDoesNotExist":     "Exception",
	"environ.ImproperlyConfigured":                "django.core.exceptions.ImproperlyConfigured",
	"dynaconf.validator.ValidationError":          "Exception",
	"environs.EnvError":                           "environs.exceptions.EnvError",
	"environs.EnvValidationError":                 "environs.EnvError",
	"environs.EnvSealedError":                     "TypeError",
	"environs.ParserConflictError":                "ValueError",
	"environs.exceptions.EnvError":                "ValueError",
	"everett.ConfigurationError":                  "Exception",
	"everett.ConfigurationMissingError":           "everett.ConfigurationError",
	"everett.InvalidValueError":                   "everett.ConfigurationError",
	"getenv.ImproperlyConfigured":                 "Exception",
	"getpass.GetPassWarning":                      "UserWarning",
	"importlib.metadata.PackageNotFoundError":     "ModuleNotFoundError",
	"importlib_metadata.PackageNotFoundError":     "ModuleNotFoundError",
	"json.JSONDecodeError":                        "ValueError",
	"json.decoder.JSONDecodeError":                "json.JSONDecodeError",
	"packaging.version.InvalidVersion":            "ValueError",
	"pkg_resources.DistributionNotFound":          "Exception",
	"pkg_resources.VersionConflict":               "Exception",
	"pydantic.ValidationError":                    "ValueError",
	"re.error":                                    "Exception",
	"shutil.Error":                                "OSError",
	"socket.gaierror":                             "OSError",
	"socket.herror":                               "OSError",
	"socket.timeout":                              "OSError",
	"subprocess.SubprocessError":                  "Exception",
	"subprocess.CalledProcessError":               "subprocess.SubprocessError",
	"subprocess.TimeoutExpired":                   "subprocess.SubprocessError",
	"toml.TomlDecodeError":                        "ValueError",
	"toml.decoder.TomlDecodeError":                "toml.TomlDecodeError",
	"tomli.TOMLDecodeError":                       "ValueError",
	"tomllib.TOMLDecodeError":                     "ValueError",
	"yaml.YAMLError":                              "Exception",
	"yaml.scanner.ScannerError":                   "yaml.YAMLError",
	"yaml.parser.ParserError":                     "yaml.YAMLError",
}

// A module is a table of names with what each is bound to. A value.Data that
// can be changed must come from a function, so that each run has its own.
type module struct {
	names names
	// setup, where not nil, adds what needs the module itself.
	setup func(*value.Module)
}

// names maps a name to a value.Data, or to a func() value.Data that makes one.
type names map[string]any

// make makes the module of that name.
func (m module) make(name string) *value.Module { return m.makeIn(name, sortedKeys(m.names)) }

// makeIn makes the module of that name, with its own names in that order.
func (m module) makeIn(name string, order []string) *value.Module {
	made := &value.Module{
		Name: name, Names: value.NewNamespace(),
		Foreign: &value.Unknown{Reason: "comes from " + name + ", which is modelled only in part", Key: "module:" + name},
	}
	made.Names.Promise(order, m.names.get)
	if m.setup != nil {
		m.setup(made)
	}
	return made
}

// get returns what a name is bound to, anew for each run: a program may set
// attributes of functions.
func (n names) get(name string) (value.Value, bool) {
	made, known := n[name]
	if !known {
		return value.Value{}, false
	}
	data := dataOf(made)
	if f, ok := data.(*value.Function); ok {
		own := *f
		data = &own
	}
	return value.Value{Data: data}, true
}

// submodule is a module that is there as soon as its package is imported.
func submodule(name string, n names) func() value.Data {
	return func() value.Data { return module{names: n}.make(name) }
}

// bind binds all names in a namespace, in the order of the alphabet.
func (n names) bind(ns *value.Namespace) {
	ns.Grow(len(n))
	for _, name := range sortedKeys(n) {
		ns.Set(name, value.Value{Data: dataOf(n[name])})
	}
}

func dataOf(v any) value.Data {
	switch v := v.(type) {
	case value.Data:
		return v
	case func() value.Data:
		return v()
	}
	panic(fmt.Sprintf("models: a table holds a %T", v))
}
