package interp

import (
	"errors"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Limits bound the work of one program.
type Limits struct {
	// Worlds is the most worlds that are run.
	Worlds int
	// Steps is the most steps of one world, TotalSteps of all together.
	Steps, TotalSteps int
	// Kept is about how many bytes the names of all worlds may take that are kept,
	// where the caller says which matter. Those that do are kept in any case.
	Kept int
}

// The limits unless others are given. A step is a statement, an expression, an
// item of a collection, or a stretch of a long text. The largest real settings
// modules take about 50,000 in a world, and eight million in all.
const (
	defaultWorlds     = 160
	defaultSteps      = 400_000
	defaultTotalSteps = 10_000_000
	defaultKept       = 64 << 20
)

// Bounds on single values, on recursion and on memory, in one place.
const (
	maxCallDepth = 120
	maxText      = 1 << 20
	maxPath      = 1 << 16
	maxItems     = 100_000
	maxBits      = 1 << 14
	maxWhile     = 10_000
	maxMade      = 10_000
	maxTested    = 16
	maxAssumed   = 500
	maxSoftened  = 200

	// perName is what it costs to take a name over: it is larger than most
	// values.
	perName = 3
	// perClass and perSoftened are what a class costs, and a statement that is
	// passed over: either takes as long as dozens of others.
	perClass    = 20
	perSoftened = 50
	// perDecision is what a decision costs, which is looked at in all worlds.
	perDecision = 40

	// maxHeld is how many bytes the large values of one world may take.
	maxHeld = 24 << 20
	// maxKept is how many steps the worlds may have taken whose values are
	// kept: what a world holds grows with them.
	maxKept = 2_000_000
	// maxKeptHeld is the same for their large values.
	maxKeptHeld = 64 << 20
)

var errBudget = errors.New("the module takes more steps than are spent on one")

func (l Limits) orDefaults() Limits {
	if l.Worlds == 0 {
		l.Worlds = defaultWorlds
	}
	if l.Steps == 0 {
		l.Steps = defaultSteps
	}
	if l.TotalSteps == 0 {
		l.TotalSteps = defaultTotalSteps
	}
	if l.Kept == 0 {
		l.Kept = defaultKept
	}
	return l
}

// Within returns the limits of a program that may take no more than so many
// steps in all, and of which so many bytes are kept.
func (l Limits) Within(steps, kept int) Limits {
	l = l.orDefaults()
	l.TotalSteps = min(l.TotalSteps, steps)
	l.Steps = min(l.Steps, steps)
	l.Kept = min(l.Kept, kept)
	return l
}

// Spend implements value.Host.
func (m *machine) Spend(steps int) error {
	m.steps += steps
	if m.steps > m.Limits.Steps || m.held > maxHeld || m.imagining != nil && m.imagining.failed {
		return errBudget
	}
	return nil
}

// extent is how long it takes to go through a value, in steps, and about how
// many bytes it takes. Both are nothing for what is small.
func extent(d value.Data) (steps, bytes int) {
	const perStep, perItem = 64, 64
	switch d := d.(type) {
	case value.Str:
		return len(d) / perStep, len(d)
	case value.Bytes:
		return len(d) / perStep, len(d)
	case value.Path:
		return len(d) / perStep, len(d)
	case value.Int:
		return d.BitLen() / perStep, d.BitLen() / 8
	case *value.List:
		return len(d.Items) / 8, len(d.Items) * perItem
	case *value.Tuple:
		return len(d.Items) / 8, len(d.Items) * perItem
	case *value.Set:
		if d == nil { // an expression that failed
			return 0, 0
		}
		return d.Len() / 8, d.Len() * perItem
	case *value.Dict:
		return d.Len() / 8, d.Len() * perItem
	}
	return 0, 0
}

// small is the size of a value whose memory is not counted: steps bound how
// many of them there are.
const small = 4 << 10

// hold counts a new value. The next Spend tells when it was too much.
func (m *machine) hold(d value.Data) {
	steps, bytes := extent(d)
	m.steps += steps
	if bytes > small {
		m.held += bytes
	}
}

// spendOn takes the steps of an operation that goes through values.
func (m *machine) spendOn(values ...value.Value) error {
	total := 0
	for _, v := range values {
		steps, _ := extent(v.Data)
		total += steps
	}
	return m.Spend(total)
}
