package models

import (
	"fmt"
	"math"
	"math/big"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// datetime, time and the like. Lengths of time are exact; the time of day is
// never known.
//
// https://docs.python.org/3/library/datetime.html

const theTime = "depends on the time at which the server starts"

var timeModules = map[string]module{
	"datetime": {names: names{
		"timedelta": newTimedeltaClass,
		"datetime":  newMomentClass("datetime", "now utcnow today fromtimestamp utcfromtimestamp strptime fromisoformat combine"),
		"date":      newMomentClass("date", "today fromtimestamp fromisoformat fromordinal"),
		"time":      newMomentClass("time", "fromisoformat"),
		"timezone":  newMomentClass("timezone", ""),
		"tzinfo":    newMomentClass("tzinfo", ""),
		"UTC":       func() value.Data { return object(class("datetime", "timezone", nil), nil) },
		"MINYEAR":   value.NewInt(1), "MAXYEAR": value.NewInt(9999),
	}},
	"time": {names: names{
		"time": unmodelled("time", "float", theTime), "time_ns": unmodelled("time_ns", "int", theTime),
		"monotonic": unmodelled("monotonic", "float", theTime), "perf_counter": unmodelled("perf_counter", "float", theTime),
		"strftime": unmodelled("strftime", "str", theTime), "localtime": unmodelled("localtime", "", theTime),
		"gmtime": unmodelled("gmtime", "", theTime), "ctime": unmodelled("ctime", "str", theTime),
		"sleep": quiet("sleep"), "tzset": quiet("tzset"),
		"timezone": &value.Unknown{Type: "int", Reason: notThere, Key: "time.timezone"},
		"tzname":   &value.Unknown{Type: "tuple", Reason: notThere, Key: "time.tzname"},
	}},
	"calendar": {names: names{}},
	"zoneinfo": {names: names{"ZoneInfo": harmless("zoneinfo", "ZoneInfo")}},
	"pytz": {names: names{
		"timezone": function("timezone", "zone", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(object(class("pytz", "tzinfo", nil), nil), a.given...), nil
		}),
		"utc": func() value.Data { return object(class("pytz", "UTC", nil), nil) }, "UTC": func() value.Data { return object(class("pytz", "UTC", nil), nil) },
	}},
}

// harmless is a class whose instances tell nothing.
func harmless(module, name string) func() value.Data {
	return func() value.Data {
		c := class(module, name, names{"__init__": openFunction("__init__", "self, *args, **named", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(value.None{}), nil
		})})
		c.GetAttr = func(h value.Host, self *value.Object, attr string) (value.Value, error) {
			if len(attr) > 1 && attr[:2] == "__" {
				return value.Value{}, nil
			}
			return h.MakeUnknown("", "comes from an object of "+module+"."+name+", which is not modelled"), nil
		}
		return c
	}
}

// newMomentClass returns a class of points in time: its constructors, and all
// that its instances tell, are not known.
func newMomentClass(name, constructors string) func() value.Data {
	return func() value.Data {
		c := harmless("datetime", name)().(*value.Class)
		for constructor := range words(constructors) {
			c.Attrs.Set(constructor, value.Value{Data: unmodelled(constructor, "", theTime)})
		}
		for _, constant := range []string{"min", "max", "utc", "resolution"} {
			c.Attrs.Set(constant, value.Value{Data: object(c, nil)})
		}
		return c
	}
}

// Microseconds of the arguments of timedelta, in their order.
var timedeltaUnits = []struct {
	name         string
	microseconds int64
}{
	{"days", 86_400_000_000}, {"seconds", 1_000_000}, {"microseconds", 1}, {"milliseconds", 1000},
	{"minutes", 60_000_000}, {"hours", 3_600_000_000}, {"weeks", 604_800_000_000},
}

const maxDays = 999_999_999

func newTimedeltaClass() value.Data {
	c := class("datetime", "timedelta", nil)
	c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
		return makeTimedelta.Call(h, args)
	}
	c.Attrs.Set("resolution", value.Value{Data: value.Timedelta(1)})
	return c
}

var makeTimedelta = openFunction("timedelta", "days=, seconds=, microseconds=, milliseconds=, minutes=, hours=, weeks=", func(h value.Host, a *arguments) (value.Value, error) {
	if u := a.unknown(); u != nil {
		return derived(h, "timedelta", "timedelta", u, a.given...), nil
	}
	total := new(big.Rat)
	for _, unit := range timedeltaUnits {
		v, given := a.get(unit.name)
		if !given {
			continue
		}
		n, ok := value.Number(v)
		if !ok {
			return value.Value{}, h.Raise("TypeError", "unsupported type for timedelta component")
		}
		r, _ := n.Rat(nil)
		total.Add(total, new(big.Rat).Mul(r, new(big.Rat).SetInt64(unit.microseconds)))
	}
	us, ok := roundHalfEven(total)
	if !ok {
		return value.Value{}, h.Raise("OverflowError", "days too large")
	}
	return h.Made(value.Timedelta(us), a.given...), nil
})

// roundHalfEven rounds as Python does. It reports false for what no timedelta
// can hold here.
func roundHalfEven(r *big.Rat) (int64, bool) {
	floor := new(big.Int).Div(r.Num(), r.Denom())
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(floor))
	switch half := rest.Cmp(big.NewRat(1, 2)); {
	case half > 0, half == 0 && floor.Bit(0) == 1:
		floor.Add(floor, big.NewInt(1))
	}
	if !floor.IsInt64() {
		return 0, false
	}
	return floor.Int64(), true
}

// TimedeltaAttr answers an attribute of a value.Timedelta. It reports false for
// one that it does not have.
func TimedeltaAttr(h value.Host, v value.Value, name string) (value.Value, bool, error) {
	t, ok := v.Data.(value.Timedelta)
	if !ok {
		return value.Value{}, false, nil
	}
	const second = int64(1_000_000)
	days, rest := floorDivide(int64(t), 86_400_000_000)
	switch name {
	case "days":
		return h.Made(value.NewInt(days), v), true, nil
	case "seconds":
		return h.Made(value.NewInt(rest/second), v), true, nil
	case "microseconds":
		return h.Made(value.NewInt(rest%second), v), true, nil
	case "total_seconds":
		return value.Value{Data: &value.BoundMethod{Self: v, Func: totalSeconds}, Origin: v.Origin}, true, nil
	}
	return value.Value{}, false, nil
}

var totalSeconds = pure("total_seconds", "self", "float", func(h value.Host, a *arguments) (value.Data, error) {
	t, ok := a.value("self").Data.(value.Timedelta)
	if !ok {
		return nil, nil
	}
	seconds, _ := new(big.Rat).SetFrac64(int64(t), 1_000_000).Float64()
	if math.IsInf(seconds, 0) {
		return nil, nil
	}
	return value.Float(seconds), nil
})

// TimedeltaText returns str() of a timedelta.
func TimedeltaText(t value.Timedelta) string {
	days, rest := floorDivide(int64(t), 86_400_000_000)
	seconds, micro := rest/1_000_000, rest%1_000_000
	text := fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if micro != 0 {
		text += fmt.Sprintf(".%06d", micro)
	}
	switch days {
	case 0:
		return text
	case 1, -1:
		return fmt.Sprintf("%d day, %s", days, text)
	}
	return fmt.Sprintf("%d days, %s", days, text)
}

// floorDivide divides as Python does: the remainder is never negative.
func floorDivide(n, by int64) (quotient, remainder int64) {
	quotient, remainder = n/by, n%by
	if remainder < 0 {
		return quotient - 1, remainder + by
	}
	return quotient, remainder
}
