package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Modules that settings use for what does not show in settings: logging,
// warnings and the like.
//
// https://docs.python.org/3/library/logging.html

var logLevels = map[string]int64{
	"CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARNING": 30, "WARN": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0,
}

var quietModules = map[string]module{
	"logging":          {names: loggingNames()},
	"logging.config":   {names: quietNames("dictConfig fileConfig")},
	"logging.handlers": {names: names{}},
	"warnings": {names: names{
		"filterwarnings": quiet("filterwarnings"), "simplefilter": quiet("simplefilter"), "warn": quiet("warn"),
		"resetwarnings": quiet("resetwarnings"), "catch_warnings": harmless("warnings", "catch_warnings"),
	}},
	"atexit": {names: names{"register": passing("register"), "unregister": quiet("unregister")}},
	"signal": {names: names{"signal": quiet("signal")}},
	"gc":     {names: quietNames("collect disable enable freeze")},
	"pprint": {names: quietNames("pprint pp")},
	"threading": {names: names{
		"Lock": harmless("threading", "Lock"), "RLock": harmless("threading", "RLock"),
		"local": newSimpleNamespaceClass, "Thread": harmless("threading", "Thread"),
	}},
	"traceback": {names: names{
		"print_exc": quiet("print_exc"), "print_stack": quiet("print_stack"),
		"format_exc": unmodelled("format_exc", "str", "is the text of an exception"),
	}},
	"faulthandler": {names: quietNames("enable register")},
	"mimetypes":    {names: quietNames("add_type init")},
	"pymysql":      {names: quietNames("install_as_MySQLdb")},
	"future":       {names: names{}},
	"__future__":   {names: names{}},
}

func quietNames(list string) names {
	n := names{}
	for name := range words(list) {
		n[name] = quiet(name)
	}
	return n
}

func loggingNames() names {
	n := quietNames("basicConfig captureWarnings disable debug info warning warn error critical exception log addLevelName shutdown")
	n["getLogger"] = function("getLogger", "name=", func(h value.Host, a *arguments) (value.Value, error) {
		return h.Made(object(loggerClass, nil), a.given...), nil
	})
	n["getLevelName"] = unmodelled("getLevelName", "", "comes from logging.getLevelName(), which is not modelled")
	for name, level := range logLevels {
		n[name] = value.NewInt(level)
	}
	for _, name := range strings.Fields("Filter Formatter Handler StreamHandler FileHandler NullHandler LoggerAdapter Logger LogRecord") {
		n[name] = harmless("logging", name)
	}
	return n
}

var loggerClass = newLoggerClass()

// newLoggerClass returns the class of loggers, whose every method does nothing
// that shows.
func newLoggerClass() *value.Class {
	n := quietNames("debug info warning warn error critical exception log setLevel addHandler removeHandler addFilter")
	n["isEnabledFor"] = unmodelled("isEnabledFor", "bool", "depends on the configuration of logging")
	n["getChild"] = passing("getChild")
	c := class("logging", "Logger", n)
	c.GetAttr = func(h value.Host, self *value.Object, name string) (value.Value, error) {
		if strings.HasPrefix(name, "__") {
			return value.Value{}, nil
		}
		return h.MakeUnknown("", "comes from a logger, which is not modelled"), nil
	}
	return c
}
