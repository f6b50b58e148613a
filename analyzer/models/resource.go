package models

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// resourceNames are the module resource as it is on Linux. Which limits the
// server's process has is not known.
//
// https://docs.python.org/3/library/resource.html
var resourceNames = names{
	// It is negative before Python 3.15.
	"RLIM_INFINITY": &value.Unknown{Type: "int", Reason: pythonVersion, Key: "resource.RLIM_INFINITY"},
	"RLIMIT_CPU":    value.NewInt(0), "RLIMIT_FSIZE": value.NewInt(1), "RLIMIT_DATA": value.NewInt(2), "RLIMIT_STACK": value.NewInt(3),
	"RLIMIT_CORE": value.NewInt(4), "RLIMIT_RSS": value.NewInt(5), "RLIMIT_NPROC": value.NewInt(6), "RLIMIT_NOFILE": value.NewInt(7),
	"RLIMIT_MEMLOCK": value.NewInt(8), "RLIMIT_AS": value.NewInt(9),
	"RUSAGE_SELF": value.NewInt(0), "RUSAGE_CHILDREN": value.NewInt(-1),
	"setrlimit": quiet("setrlimit"),
	"getrlimit": unmodelled("getrlimit", "tuple", notThere), "getrusage": unmodelled("getrusage", "", notThere),
	"getpagesize": unmodelled("getpagesize", "int", notThere),
}
