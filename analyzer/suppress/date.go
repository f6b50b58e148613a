package suppress

import (
	"errors"
	"fmt"
	"time"
)

// A Date is a day. The zero Date is none.
type Date struct{ year, month, day int }

// ErrDate is what ParseDate fails with.
var ErrDate = errors.New("this is no date; write it as 2027-01-31")

// ParseDate reads a day written as 2027-01-31.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, ErrDate
	}
	return DateOf(t), nil
}

// DateOf returns the day of a time, where that time is told.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// IsZero reports whether it is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether the day is before another.
func (d Date) Before(e Date) bool {
	if d.year != e.year {
		return d.year < e.year
	}
	if d.month != e.month {
		return d.month < e.month
	}
	return d.day < e.day
}

// String returns the day as 2027-01-31, or "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}
