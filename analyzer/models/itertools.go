package models

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// The iterators of itertools that end.
//
// https://docs.python.org/3/library/itertools.html

func itertoolsNames() names {
	return names{
		"chain":        newChain,
		"product":      function("product", "*iterables, repeat=", product),
		"repeat":       function("repeat", "object, times=", repeated),
		"count":        unmodelled("count", "", "comes from itertools.count(), which is not modelled"),
		"islice":       function("islice", "iterable, *bounds", sliced),
		"zip_longest":  function("zip_longest", "*iterables, fillvalue=", zipLongest),
		"accumulate":   function("accumulate", "iterable, func=, *, initial=", accumulate),
		"starmap":      function("starmap", "function, iterable", starmap),
		"pairwise":     seriesOf("pairwise", pairs),
		"takewhile":    function("takewhile", "predicate, iterable", takeWhile),
		"dropwhile":    function("dropwhile", "predicate, iterable", dropWhile),
		"filterfalse":  function("filterfalse", "predicate, iterable", filterFalse),
		"combinations": function("combinations", "iterable, r", combinations),
	}
}

// wholeSeries returns the items of an iterable, or the unknown value that
// stands for the result where they are not all known one by one.
func wholeSeries(h value.Host, name string, iterable value.Value) ([]value.Value, value.Value, error) {
	items, err := h.Iterate(iterable)
	if err != nil {
		return nil, iterable, err
	}
	for _, it := range items {
		if sp, splice := it.Data.(*value.Splice); splice {
			return nil, derived(h, name, name, sp.Of, iterable), nil
		}
	}
	return items, value.Value{}, nil
}

// seriesOf is a function that makes a series of another.
func seriesOf(name string, f func(h value.Host, items []value.Value) []value.Value) *value.Function {
	return function(name, "iterable", func(h value.Host, a *arguments) (value.Value, error) {
		items, unknown, err := wholeSeries(h, name, a.value("iterable"))
		if err != nil || !unknown.IsZero() {
			return unknown, err
		}
		return series(h, name, f(h, items), a), nil
	})
}

func series(h value.Host, name string, items []value.Value, a *arguments) value.Value {
	return h.Made(&value.Iterator{Kind: name, Items: items}, a.given...)
}

func row(h value.Host, items ...value.Value) value.Value {
	return h.Made(&value.Tuple{Items: items}, items...)
}

func pairs(h value.Host, items []value.Value) []value.Value {
	var made []value.Value
	for i := 1; i < len(items); i++ {
		made = append(made, row(h, items[i-1], items[i]))
	}
	return made
}

func repeated(h value.Host, a *arguments) (value.Value, error) {
	n, ok := integer(a.value("times"))
	if !ok || n > maxProduct {
		return h.MakeUnknown("repeat", "comes from itertools.repeat() without a known end", a.given...), nil
	}
	var items []value.Value
	for range n {
		items = append(items, a.value("object"))
	}
	return series(h, "repeat", items, a), h.Spend(len(items))
}

// sliced is islice(iterable, stop) and islice(iterable, start, stop, step).
func sliced(h value.Host, a *arguments) (value.Value, error) {
	items, unknown, err := wholeSeries(h, "islice", a.value("iterable"))
	if err != nil || !unknown.IsZero() {
		return unknown, err
	}
	start, stop, step := 0, len(items), 1
	to := []*int{&stop}
	if len(a.rest) > 1 {
		to = []*int{&start, &stop, &step}
	}
	for i, v := range a.rest {
		if isNone(v) {
			continue
		}
		n, ok := integer(v)
		if !ok || n < 0 || i >= len(to) {
			return h.MakeUnknown("islice", "comes from itertools.islice() with bounds that are not known", a.given...), nil
		}
		*to[i] = n
	}
	var picked []value.Value
	for i := start; step > 0 && i < min(stop, len(items)); i += step {
		picked = append(picked, items[i])
	}
	return series(h, "islice", picked, a), nil
}

func zipLongest(h value.Host, a *arguments) (value.Value, error) {
	fill, given := a.get("fillvalue")
	if !given {
		fill = h.Made(value.None{})
	}
	var columns [][]value.Value
	longest := 0
	for _, iterable := range a.rest {
		items, unknown, err := wholeSeries(h, "zip_longest", iterable)
		if err != nil || !unknown.IsZero() {
			return unknown, err
		}
		columns = append(columns, items)
		longest = max(longest, len(items))
	}
	rows := make([]value.Value, longest)
	for i := range rows {
		cells := make([]value.Value, len(columns))
		for j, c := range columns {
			cells[j] = fill
			if i < len(c) {
				cells[j] = c[i]
			}
		}
		rows[i] = row(h, cells...)
	}
	return series(h, "zip_longest", rows, a), nil
}

func accumulate(h value.Host, a *arguments) (value.Value, error) {
	items, unknown, err := wholeSeries(h, "accumulate", a.value("iterable"))
	if err != nil || !unknown.IsZero() {
		return unknown, err
	}
	if initial := a.value("initial"); !isNone(initial) {
		items = append([]value.Value{initial}, items...)
	}
	var sums []value.Value
	for i, it := range items {
		switch f := a.value("func"); {
		case i == 0:
		case isNone(f):
			it, err = h.BinOp("+", sums[i-1], it)
		default:
			it, err = call(h, f, sums[i-1], it)
		}
		if err != nil {
			return it, err
		}
		sums = append(sums, it)
	}
	return series(h, "accumulate", sums, a), nil
}

func starmap(h value.Host, a *arguments) (value.Value, error) {
	rows, unknown, err := wholeSeries(h, "starmap", a.value("iterable"))
	if err != nil || !unknown.IsZero() {
		return unknown, err
	}
	var made []value.Value
	for _, r := range rows {
		cells, unknown, err := wholeSeries(h, "starmap", r)
		if err != nil || !unknown.IsZero() {
			return unknown, err
		}
		v, err := h.Call(a.value("function"), value.Args{Pos: cells})
		if err != nil {
			return v, err
		}
		made = append(made, v)
	}
	return series(h, "starmap", made, a), nil
}

// asked asks the predicate of a call about each item.
func asked(h value.Host, a *arguments, items []value.Value) ([]value.Truth, error) {
	answers := make([]value.Truth, len(items))
	for i, it := range items {
		v := it
		if p := a.value("predicate"); !isNone(p) {
			var err error
			if v, err = call(h, p, it); err != nil {
				return nil, err
			}
		}
		answers[i] = value.Truthy(v)
	}
	return answers, nil
}

// choosing is a function of a predicate that keeps items by the answers.
func choosing(h value.Host, a *arguments, keep func(answers []value.Truth, i int) bool) (value.Value, error) {
	items, unknown, err := wholeSeries(h, a.function, a.value("iterable"))
	if err != nil || !unknown.IsZero() {
		return unknown, err
	}
	answers, err := asked(h, a, items)
	if err != nil {
		return value.Value{}, err
	}
	var kept []value.Value
	for i, it := range items {
		if answers[i] == value.Maybe {
			return h.MakeUnknown(a.function, "is chosen by a condition that is not known", a.given...), nil
		}
		if keep(answers, i) {
			kept = append(kept, it)
		}
	}
	return series(h, a.function, kept, a), nil
}

func takeWhile(h value.Host, a *arguments) (value.Value, error) {
	open := true
	return choosing(h, a, func(answers []value.Truth, i int) bool {
		open = open && answers[i] == value.Yes
		return open
	})
}

func dropWhile(h value.Host, a *arguments) (value.Value, error) {
	open := false
	return choosing(h, a, func(answers []value.Truth, i int) bool {
		open = open || answers[i] == value.No
		return open
	})
}

func filterFalse(h value.Host, a *arguments) (value.Value, error) {
	return choosing(h, a, func(answers []value.Truth, i int) bool { return answers[i] == value.No })
}

func combinations(h value.Host, a *arguments) (value.Value, error) {
	items, unknown, err := wholeSeries(h, "combinations", a.value("iterable"))
	if err != nil || !unknown.IsZero() {
		return unknown, err
	}
	n, ok := integer(a.value("r"))
	if !ok || n < 0 || len(items) > 20 {
		return h.MakeUnknown("combinations", "comes from itertools.combinations() of more than is kept", a.given...), nil
	}
	var rows []value.Value
	var choose func(from int, chosen []value.Value)
	choose = func(from int, chosen []value.Value) {
		if len(chosen) == n {
			rows = append(rows, row(h, append([]value.Value(nil), chosen...)...))
			return
		}
		for i := from; i < len(items) && len(rows) < maxProduct; i++ {
			choose(i+1, append(chosen[:len(chosen):len(chosen)], items[i]))
		}
	}
	choose(0, nil)
	if len(rows) >= maxProduct {
		return h.MakeUnknown("combinations", "comes from itertools.combinations() of more than is kept", a.given...), nil
	}
	return series(h, "combinations", rows, a), h.Spend(len(rows))
}
