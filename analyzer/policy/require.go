package policy

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Requirement is a line of a policy that one setting must meet, such as
//
//	SESSION_COOKIE_AGE <= 20 * 60
//	SESSION_COOKIE_SAMESITE in ["Lax", "Strict"]
//
// with one of the operators =, !=, <, <=, >, >=, in, not in, and contains. The
// right side is a text in quotes, a number or a product of numbers, True, False
// or None; after in and not in, a list of them in brackets.
type Requirement struct {
	Setting  string
	Operator Operator
	// Values is one value, or those of a list.
	Values []Literal
	// Text is the line as it was written, without blanks around it.
	Text string
	// Asker names who asks for it, as in "the profile starter".
	Asker string
}

// An Operator compares a setting with the right side of a requirement.
type Operator string

// The operators.
const (
	Equal        Operator = "="
	NotEqual     Operator = "!="
	Less         Operator = "<"
	LessEqual    Operator = "<="
	Greater      Operator = ">"
	GreaterEqual Operator = ">="
	In           Operator = "in"
	NotIn        Operator = "not in"
	Contains     Operator = "contains"
)

// Ordered reports whether the operator compares numbers by size.
func (o Operator) Ordered() bool {
	return o == Less || o == LessEqual || o == Greater || o == GreaterEqual
}

// A Literal is a value of a requirement: nil for None, a bool, a float64 or a
// string.
type Literal any

// Bounds of a requirement.
const (
	maxLine  = 1000
	maxItems = 100
)

// A LineError says what is wrong with a require line, and at which character,
// counted from 1.
type LineError struct {
	Column int
	Text   string
}

// Error returns what is wrong and where.
func (e *LineError) Error() string { return fmt.Sprintf("character %d: %s", e.Column, e.Text) }

// ParseRequirement reads a require line. An error is a *LineError and repeats
// nothing of the line.
func ParseRequirement(line string) (r Requirement, err error) {
	p := &lineParser{line: line}
	defer func() {
		switch stop := recover().(type) {
		case nil:
		case *LineError:
			r, err = Requirement{}, stop
		default:
			panic(stop)
		}
	}()
	if len(line) > maxLine {
		p.fail(fmt.Sprintf("the line is longer than %d characters", maxLine))
	}
	p.blanks()
	r.Setting = p.setting()
	r.Operator = p.operator()
	r.Values = p.right(r.Operator)
	if p.blanks(); p.at < len(p.line) {
		p.fail("nothing may follow the value")
	}
	r.Text = strings.TrimSpace(strings.ReplaceAll(line, "\t", " "))
	return r, nil
}

// A lineParser reads one line from left to right; fail ends the reading.
type lineParser struct {
	line string
	at   int
}

func (p *lineParser) fail(text string) {
	column := utf8.RuneCountInString(p.line[:min(p.at, len(p.line))]) + 1
	panic(&LineError{Column: column, Text: text})
}

func (p *lineParser) blanks() {
	for p.at < len(p.line) && (p.line[p.at] == ' ' || p.line[p.at] == '\t') {
		p.at++
	}
}

// take skips text if it comes next.
func (p *lineParser) take(text string) bool {
	if strings.HasPrefix(p.line[p.at:], text) {
		p.at += len(text)
		return true
	}
	return false
}

// word returns the letters, digits and underscores that come next.
func (p *lineParser) word() string {
	start := p.at
	for p.at < len(p.line) && wordByte(p.line[p.at]) {
		p.at++
	}
	return p.line[start:p.at]
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func (p *lineParser) setting() string {
	start := p.at
	name := p.word()
	if name == "" || name != strings.ToUpper(name) || '0' <= name[0] && name[0] <= '9' || name[0] == '_' {
		p.at = start
		p.fail("a line starts with the name of a setting in capitals, as in SESSION_COOKIE_AGE <= 1200")
	}
	return name
}

func (p *lineParser) operator() Operator {
	p.blanks()
	for _, o := range []string{"==", "!=", "<=", ">=", "=", "<", ">"} {
		if p.take(o) {
			return Operator(strings.Replace(o, "==", "=", 1))
		}
	}
	start := p.at
	switch word := p.word(); word {
	case "in", "contains":
		return Operator(word)
	case "not":
		p.blanks()
		if p.word() == "in" {
			return NotIn
		}
	}
	p.at = start
	p.fail("after the setting comes one of =, !=, <, <=, >, >=, in, not in, contains")
	return ""
}

// right returns the values after an operator.
func (p *lineParser) right(o Operator) []Literal {
	p.blanks()
	if o == In || o == NotIn {
		return p.list()
	}
	start := p.at
	v := p.value()
	_, number := v.(float64)
	_, text := v.(string)
	switch {
	case o.Ordered() && !number:
		p.at = start
		p.fail(string(o) + " compares numbers")
	case o == Contains && !text:
		p.at = start
		p.fail("contains takes a text in quotes")
	}
	return []Literal{v}
}

func (p *lineParser) list() []Literal {
	if !p.take("[") {
		p.fail(`in takes a list, as in ["Lax", "Strict"]`)
	}
	var values []Literal
	for p.blanks(); !p.take("]"); p.blanks() {
		if len(values) == maxItems {
			p.fail(fmt.Sprintf("a list has at most %d values", maxItems))
		}
		values = append(values, p.value())
		p.blanks()
		if !p.take(",") && !strings.HasPrefix(p.line[p.at:], "]") {
			p.fail("a comma or a closing bracket is missing")
		}
	}
	if len(values) == 0 {
		p.fail("the list is empty, so no value could meet it")
	}
	return values
}

func (p *lineParser) value() Literal {
	if p.at < len(p.line) && (p.line[p.at] == '"' || p.line[p.at] == '\'') {
		return p.text()
	}
	start := p.at
	switch word := p.word(); word {
	case "True":
		return true
	case "False":
		return false
	case "None":
		return nil
	}
	p.at = start
	return p.product()
}

// text reads a text in quotes. There are no escapes: no setting that bears on
// sessions needs one.
func (p *lineParser) text() string {
	quote := p.line[p.at]
	start := p.at
	p.at++
	end := strings.IndexByte(p.line[p.at:], quote)
	if end < 0 {
		p.at = start
		p.fail("the closing quote is missing")
	}
	text := p.line[p.at : p.at+end]
	if i := strings.IndexFunc(text, func(r rune) bool { return r == '\\' || r == utf8.RuneError || !unicode.IsPrint(r) }); i >= 0 {
		p.at += i
		p.fail("a text has no backslashes and no control characters")
	}
	p.at += end + 1
	return text
}

// product reads numbers multiplied with each other, as in 20 * 60.
func (p *lineParser) product() float64 {
	n := p.number()
	for {
		end := p.at
		p.blanks()
		if !p.take("*") {
			p.at = end
			return n
		}
		p.blanks()
		n *= p.number()
	}
}

func (p *lineParser) number() float64 {
	start := p.at
	p.take("-")
	for p.at < len(p.line) && (p.line[p.at] == '.' || wordByte(p.line[p.at])) {
		p.at++
	}
	text := p.line[start:p.at]
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789._-", r) }) {
		p.at = start
		p.fail(`a value is a text in quotes, a number, True, False or None`)
	}
	return n
}
