package interp

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// An arity says how many arguments a builtin function takes by position, and
// which it takes by name.
type arity struct {
	least, most int
	named       []string
}

// arities are those of functions, types and methods, written "least-most
// names…"; "*" is any number, or any name.
// https://docs.python.org/3/library/functions.html and stdtypes.html
var arities = parseArities(map[string]string{
	"len abs any all repr ord chr hex oct bin callable": "1-1",
	"isinstance issubclass hasattr delattr divmod":      "2-2",
	"setattr": "3-3", "getattr": "2-3", "iter next format": "1-2", "vars dir": "0-1", "globals locals": "0-0",
	"sorted": "1-1 key reverse", "sum": "1-2 start", "round": "1-2 number ndigits", "pow": "2-3 base exp mod",
	"min max": "1-* key default", "reversed": "1-1", "filter": "2-2", "map": "2-* strict", "slice range": "1-3",
	"zip": "0-* strict", "enumerate": "1-2 iterable start", "list tuple set frozenset float bool": "0-1",
	"int": "0-2 base", "str": "0-3 object encoding errors", "dict": "0-1 *",

	"list.append list.extend list.remove list.count": "1-1", "list.insert": "2-2", "list.pop": "0-1",
	"list.index tuple.index": "1-3", "tuple.count range.index range.count": "1-1",
	"list.clear list.copy list.reverse": "0-0", "list.sort": "0-0 key reverse",
	"dict.get dict.setdefault dict.pop": "1-2", "dict.fromkeys": "0-1", "dict.update": "0-1 *",
	"dict.copy dict.clear dict.keys dict.values dict.items dict.popitem": "0-0",
	"set.add set.discard set.remove":                                     "1-1", "set.copy set.clear set.pop frozenset.copy": "0-0",
	"set.symmetric_difference set.issubset set.issuperset set.isdisjoint set.symmetric_difference_update": "1-1",
	"frozenset.symmetric_difference frozenset.issubset frozenset.issuperset frozenset.isdisjoint":         "1-1",
	"set.update set.union set.intersection set.difference set.intersection_update set.difference_update":  "0-*",
	"frozenset.union frozenset.intersection frozenset.difference":                                         "0-*",

	"str.lower str.upper str.casefold str.title str.capitalize str.swapcase str.isdigit str.isdecimal str.isnumeric": "0-0",
	"str.isalpha str.isalnum str.isspace str.isupper str.islower str.istitle str.isascii str.isidentifier":           "0-0",
	"str.isprintable":                 "0-0",
	"str.strip str.lstrip str.rstrip": "0-1", "str.removeprefix str.removesuffix str.partition str.rpartition": "1-1",
	"str.startswith str.endswith str.find str.rfind str.index str.rindex str.count": "1-3", "str.join str.zfill": "1-1",
	"str.split str.rsplit": "0-2 sep maxsplit", "str.splitlines": "0-1 keepends", "str.replace": "2-3 count",
	"str.encode bytes.decode": "0-2 encoding errors", "str.ljust str.rjust str.center": "1-2",
	"str.expandtabs": "0-1 tabsize", "str.translate str.format_map": "1-1", "str.maketrans": "0-2",
})

func parseArities(rows map[string]string) map[string]arity {
	table := map[string]arity{}
	for names, row := range rows {
		fields := strings.Fields(row)
		least, most, _ := strings.Cut(fields[0], "-")
		a := arity{most: math.MaxInt, named: fields[1:]}
		a.least, _ = strconv.Atoi(least)
		if n, err := strconv.Atoi(most); err == nil {
			a.most = n
		}
		for name := range strings.FieldsSeq(names) {
			table[name] = a
		}
	}
	return table
}

// checkArity raises TypeError for arguments that a builtin function does not
// take.
func (m *machine) checkArity(name string, args value.Args) error {
	a, ok := arities[name]
	if !ok || args.Open != nil {
		return nil
	}
	if len(args.Pos) > a.most || len(args.Pos) < a.least && len(args.Named) == 0 {
		return m.Raise("TypeError", "a wrong number of arguments")
	}
	for _, n := range args.Named {
		if !slices.Contains(a.named, n.Name) && !slices.Contains(a.named, "*") {
			return m.Raise("TypeError", "got an unexpected keyword argument")
		}
	}
	return nil
}
