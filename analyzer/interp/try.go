package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// execTry runs a try statement. Its handlers are known while the body runs, so
// that a lookup that may fail knows whether failing is part of the program.
func (m *machine) execTry(s *python.Try) (outcome, error) {
	classes, err := m.handlerClasses(s)
	if err != nil {
		return outcome{}, err
	}
	if len(s.Finally) == 0 {
		return m.tryBody(s, classes)
	}
	// What leaves a loop at the end swallows what was raised.
	o, err := m.withHandlers([]*value.Class{anyContext}, func() (outcome, error) { return m.tryBody(s, classes) })
	if err != nil && !isRaised(err) {
		return o, err
	}
	last, finalErr := m.execAll(s.Finally)
	if finalErr != nil || last.signal != goesOn {
		return last, finalErr
	}
	return o, err
}

func (m *machine) tryBody(s *python.Try, classes [][]*value.Class) (outcome, error) {
	var all []*value.Class
	for _, c := range classes {
		all = append(all, c...)
	}
	began := m.steps
	o, err := m.withHandlers(all, func() (outcome, error) { return m.execAll(s.Body) })
	m.bearSince(began)
	raised, ok := err.(*value.Raised)
	if !ok {
		if err != nil || o.signal != goesOn {
			return o, err
		}
		return m.execAll(s.Else)
	}
	for i, h := range s.Handlers {
		if m.handles(raised, classes[i]) {
			return m.runHandler(h, raised)
		}
	}
	return o, err
}

func (m *machine) runHandler(h python.ExceptHandler, raised *value.Raised) (outcome, error) {
	f := m.frame
	outer := f.raised
	f.raised = raised
	defer func() { f.raised = outer }()
	if h.Name != "" {
		m.bindName(h.Name, raised.Exc, h.Span())
		defer m.unbind(f.locals, h.Name)
	}
	return m.execAll(h.Body)
}

// handlerClasses returns what each handler catches. A type that is not known
// catches nothing that the evaluation itself would raise. Python asks only when
// something is raised, so what the body is to bind may not be there yet.
func (m *machine) handlerClasses(s *python.Try) ([][]*value.Class, error) {
	classes := make([][]*value.Class, len(s.Handlers))
	for i, h := range s.Handlers {
		types := []python.Expr{h.Type}
		switch t := h.Type.(type) {
		case nil:
			classes[i] = []*value.Class{m.exceptionClass("BaseException")}
			continue
		case *python.Tuple:
			types = t.Elts
		}
		for _, t := range types {
			v, err := m.eval(t)
			if _, raised := err.(*value.Raised); raised {
				continue
			}
			if err != nil {
				return nil, err
			}
			classes[i] = append(classes[i], classesIn(v)...)
		}
	}
	return classes, nil
}

func classesIn(v value.Value) []*value.Class {
	switch d := v.Data.(type) {
	case *value.Class:
		return []*value.Class{d}
	case *value.Tuple:
		var classes []*value.Class
		for _, it := range d.Items {
			classes = append(classes, classesIn(it)...)
		}
		return classes
	}
	return nil
}

func (m *machine) execRaise(s *python.Raise) error {
	if s.Exc == nil {
		if m.frame.raised != nil {
			return m.frame.raised
		}
		return m.Raise("RuntimeError", "No active exception to reraise")
	}
	v, err := m.eval(s.Exc)
	if err != nil {
		return err
	}
	m.frame.site = s.Span()
	return m.raiseValue(v)
}

// raiseValue is "raise v".
func (m *machine) raiseValue(v value.Value) error {
	if c, ok := v.Data.(*value.Class); ok {
		var err error
		if v, err = m.instantiate(c, value.Args{}); err != nil {
			return err
		}
	}
	o, ok := v.Data.(*value.Object)
	switch {
	case ok && o.Class.IsSubclass(m.classes["BaseException"]) != value.No:
	case v.Known():
		return m.Raise("TypeError", "exceptions must derive from BaseException")
	default:
		v = m.exception("Exception")
	}
	return &value.Raised{Exc: v, At: m.Site()}
}

func (m *machine) execAssert(s *python.Assert) error {
	v, err := m.eval(s.Test)
	if err != nil {
		return err
	}
	// A server that runs has passed the assertion, whatever is not known.
	if value.Truthy(v) == value.No {
		return m.Raise("AssertionError", "")
	}
	return nil
}

// Raise implements value.Host. The message is for readers of the code: what
// Python would say to the last letter is not known.
func (m *machine) Raise(class, message string) error {
	return &value.Raised{Exc: m.exception(class), At: m.Site()}
}

// errnoOf are the errors that the system answers with where Python raises one of
// these.
var errnoOf = map[string]string{
	"FileNotFoundError": "ENOENT", "FileExistsError": "EEXIST", "NotADirectoryError": "ENOTDIR",
	"IsADirectoryError": "EISDIR", "PermissionError": "EACCES",
}

func (m *machine) exception(class string) value.Value {
	o := &value.Object{Class: m.exceptionClass(class), Attrs: m.makes(value.NewNamespace())}
	o.Attrs.Set("args", m.Made(&value.Tuple{Items: []value.Value{m.MakeUnknown("", "is the text of an exception")}}))
	if number, ok := errnoOf[class]; ok {
		o.Attrs.Set("errno", m.Made(value.NewInt(models.Errno[number])))
	}
	return m.Made(o)
}
