package discover

import (
	"bytes"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
)

// Facts are what a Python file shows of itself when it may be a settings
// module.
type facts struct {
	file string
	// score adds up the Django settings that the module assigns; decisive is
	// true if one of them is in no other kind of module.
	score    int
	decisive bool
	stars    []importRef
	froms    []importRef
	includes []string // globs of django-split-settings, relative to the file
	computed []string // dotted names given to import_module, * for holes
	loads    bool     // a library fills the module in: dynaconf, load_settings
	given    bool     // some call is given __name__, or writes names: it may fill the module in
	debug    *bool    // DEBUG, if it is assigned a literal at the top
	classes  []class
	more     bool // whether there are more of them
	broken   bool // the file has syntax errors

	taken func() []string // the files that it takes over, found once

	lists map[string]python.Expr // lists and tuples by name, for include(*name)
	tries int                    // how many try statements are open
}

// An importRef is one from-import.
type importRef struct {
	module string
	level  int
	names  []string // "*" alone for a star import
	tried  bool     // its failure is caught
}

// A class is a class at the top of a module.
type class struct {
	name  string
	bases []string // the last part of each
	line  int
}

// settingWeights are Django's settings by how much they say that a module is a
// settings module.
var settingWeights = map[string]int{
	"INSTALLED_APPS": 3, "ROOT_URLCONF": 3, "MIDDLEWARE": 3, "MIDDLEWARE_CLASSES": 3,
	"WSGI_APPLICATION": 2, "ASGI_APPLICATION": 2, "DATABASES": 2, "TEMPLATES": 2, "AUTH_USER_MODEL": 2,
	"AUTHENTICATION_BACKENDS": 2, "ALLOWED_HOSTS": 2, "STATICFILES_DIRS": 2, "AUTH_PASSWORD_VALIDATORS": 2,
	"DEFAULT_AUTO_FIELD": 2, "STATICFILES_FINDERS": 2, "TEMPLATE_DIRS": 2, "TEMPLATE_LOADERS": 2,
	"SECRET_KEY": 1, "DEBUG": 1, "STATIC_URL": 1, "STATIC_ROOT": 1, "MEDIA_URL": 1, "MEDIA_ROOT": 1, "USE_TZ": 1,
	"USE_I18N": 1, "LANGUAGE_CODE": 1, "TIME_ZONE": 1, "CACHES": 1, "EMAIL_BACKEND": 1, "EMAIL_HOST": 1, "LOGGING": 1,
	"SITE_ID": 1, "INTERNAL_IPS": 1, "ADMINS": 1, "STORAGES": 1, "PASSWORD_HASHERS": 1, "X_FRAME_OPTIONS": 1,
}

// decisiveSettings are assigned in every settings module that starts a server,
// there or in a module that it imports, and hardly elsewhere.
var decisiveSettings = map[string]bool{
	"INSTALLED_APPS": true, "ROOT_URLCONF": true, "MIDDLEWARE": true, "MIDDLEWARE_CLASSES": true,
}

func weightOf(name string) int {
	if w, ok := settingWeights[name]; ok {
		return w
	}
	for _, prefix := range []string{"SESSION_", "CSRF_", "SECURE_", "LANGUAGE_COOKIE_"} {
		if strings.HasPrefix(name, prefix) {
			return 1
		}
	}
	return 0
}

// hints are what a settings module cannot do without: a decisive setting, a star
// import, or a library's way. They are looked for before anything is parsed.
var hints = [][]byte{
	[]byte("INSTALLED_APPS"), []byte("ROOT_URLCONF"), []byte("MIDDLEWARE"), []byte("import *"),
	[]byte("split_settings"), []byte("DjangoDynaconf"), []byte("load_settings"), []byte("import_module"),
}

// mayBeSettings reports whether the content is worth parsing.
func mayBeSettings(content []byte) bool {
	return slices.ContainsFunc(hints, func(h []byte) bool { return bytes.Contains(content, h) }) || importsConfigurations(content)
}

// importsConfigurations reports whether the content has "from configurations". The
// second word alone is in many files named for something else that is configured.
func importsConfigurations(content []byte) bool {
	for {
		before, after, found := bytes.Cut(content, []byte("configurations"))
		if !found {
			return false
		}
		word := bytes.TrimRight(before, " \t")
		if first, from := bytes.CutSuffix(word, []byte("from")); from && len(word) < len(before) && !endsInWord(first) && !startsWithWord(after) {
			return true
		}
		content = after
	}
}

func endsInWord(b []byte) bool     { return len(b) > 0 && isWord(b[len(b)-1]) }
func startsWithWord(b []byte) bool { return len(b) > 0 && isWord(b[0]) }
func isWord(c byte) bool           { return c == '_' || isAlphanumeric(c) }

// factsOf reads the facts off a module's tree.
func factsOf(m *python.Module) *facts {
	f := &facts{file: m.File.Path, broken: len(m.Errors) > 0, lists: map[string]python.Expr{}}
	f.body(m.Body)
	return f
}

// body goes through statements that run when the module is imported.
func (f *facts) body(stmts []python.Stmt) {
	for _, s := range stmts {
		f.stmt(s)
	}
}

func (f *facts) stmt(s python.Stmt) {
	switch s := s.(type) {
	case *python.Assign:
		for _, t := range s.Targets {
			f.assign(t, s.Value)
		}
		f.call(s.Value)
	case *python.AnnAssign:
		f.assign(s.Target, s.Value)
		f.call(s.Value)
	case *python.AugAssign:
		f.assign(s.Target, nil)
	case *python.ExprStmt:
		f.call(s.Value)
	case *python.ImportFrom:
		f.importFrom(s)
	case *python.ClassDef:
		f.class(s)
	case *python.If:
		f.body(s.Body)
		f.body(s.Else)
	case *python.Try:
		f.tries++
		f.body(s.Body)
		f.tries--
		for _, h := range s.Handlers {
			f.body(h.Body)
		}
		f.body(s.Else)
		f.body(s.Finally)
	case *python.With:
		f.body(s.Body)
	case *python.For:
		f.body(s.Body)
		f.body(s.Else)
	case *python.Match:
		for _, c := range s.Cases {
			f.body(c.Body)
		}
	}
}

func (f *facts) assign(target, value python.Expr) {
	switch t := target.(type) {
	case *python.Tuple:
		for _, e := range t.Elts {
			f.assign(e, nil)
		}
	case *python.Subscript:
		f.assign(t.Value, nil)
	case *python.Name:
		f.score += weightOf(t.ID)
		switch value.(type) {
		case *python.List, *python.Tuple:
			f.lists[t.ID] = value
		}
		f.decisive = f.decisive || decisiveSettings[t.ID]
		if literal, ok := value.(*python.BoolLit); ok && t.ID == "DEBUG" {
			f.debug = &literal.Value
		}
	}
}

func (f *facts) importFrom(s *python.ImportFrom) {
	ref := importRef{module: s.Module, level: s.Level, tried: f.tries > 0}
	for _, n := range s.Names {
		ref.names = append(ref.names, n.Name)
	}
	if len(ref.names) == 1 && ref.names[0] == "*" {
		f.stars = append(f.stars, ref)
	} else {
		f.froms = append(f.froms, ref)
	}
}

// maxClasses is how many classes of a file may be configurations.
const maxClasses = 2000

func (f *facts) class(s *python.ClassDef) {
	if len(f.classes) == maxClasses {
		f.more = true
		return
	}
	c := class{name: s.Name, line: s.At.File.Position(s.At.Start).Line}
	for _, b := range s.Bases {
		if name := lastName(b); name != "" {
			c.bases = append(c.bases, name)
		}
	}
	f.classes = append(f.classes, c)
}

// call looks for the calls that fill a module in: of django-split-settings,
// importlib, dynaconf, and classes with a load method of their own.
func (f *facts) call(e python.Expr) {
	c, ok := e.(*python.Call)
	if !ok {
		return
	}
	name := lastName(c.Func)
	switch {
	case name == "include":
		for _, a := range c.Args {
			f.include(a)
		}
	case name == "import_module" && len(c.Args) > 0:
		if text := pattern(c.Args[0]); text != "" {
			f.computed = append(f.computed, text)
		}
	case name == "DjangoDynaconf", name == "load_settings":
		f.loads = f.loads || passesName(c)
	case name == "exec", name == "execfile", name == "update" && writesNames(c.Func):
		f.given = true
	case name != "getLogger" && name != "get_logger":
		f.given = f.given || passesName(c)
	}
	if a, ok := c.Func.(*python.Attribute); ok {
		f.call(a.Value)
		// MIDDLEWARE.insert(0, …), INSTALLED_APPS.append(…)
		if target, ok := a.Value.(*python.Name); ok && decisiveSettings[target.ID] {
			f.assign(target, nil)
		}
	}
	for _, a := range c.Args {
		f.call(a)
		if s, ok := a.(*python.Starred); ok {
			f.call(s.Value)
		}
	}
}

// include records an argument of split-settings' include: a path, a glob, or
// optional(path).
func (f *facts) include(e python.Expr) {
	switch e := e.(type) {
	case *python.Call:
		if lastName(e.Func) == "optional" && len(e.Args) > 0 {
			f.include(e.Args[0])
			return
		}
	case *python.Starred:
		f.include(e.Value)
		return
	case *python.Name:
		if list := f.lists[e.ID]; list != nil {
			delete(f.lists, e.ID) // a list cannot include itself for ever
			f.include(list)
		}
		return
	case *python.List:
		for _, x := range e.Elts {
			f.include(x)
		}
		return
	case *python.Tuple:
		for _, x := range e.Elts {
			f.include(x)
		}
		return
	}
	if text := pattern(e); text != "" && text != "*" {
		f.includes = append(f.includes, text)
	}
}

// writesNames reports whether a method is called on globals(), locals() or
// vars().
func writesNames(method python.Expr) bool {
	a, ok := method.(*python.Attribute)
	if !ok {
		return false
	}
	c, ok := a.Value.(*python.Call)
	if !ok {
		return false
	}
	name := lastName(c.Func)
	return name == "globals" || name == "locals" || name == "vars"
}

// passesName reports whether a call is given __name__: the library then
// writes into the module.
func passesName(c *python.Call) bool {
	for _, a := range c.Args {
		if n, ok := a.(*python.Name); ok && n.ID == "__name__" {
			return true
		}
	}
	return false
}

// pattern returns the text of a string expression, with * for each part that
// is not literal, or "" if nothing of it is.
func pattern(e python.Expr) string {
	switch e := e.(type) {
	case *python.StrLit:
		return e.Value
	case *python.JoinedStr:
		text := ""
		for _, v := range e.Values {
			if p := pattern(v); p != "" {
				text += p
			} else {
				text += "*"
			}
		}
		return text
	case *python.BinOp:
		left := pattern(e.Left)
		if e.Op == "%" {
			return computed(left)
		}
		if right := pattern(e.Right); e.Op == "+" && left+right != "" {
			return orStar(left) + orStar(right)
		}
	case *python.Call:
		if a, ok := e.Func.(*python.Attribute); ok && a.Attr == "format" {
			return computed(pattern(a.Value))
		}
	}
	return ""
}

func orStar(text string) string {
	if text == "" {
		return "*"
	}
	return text
}

// lastName returns the last part of a dotted name, or "".
func lastName(e python.Expr) string {
	switch e := e.(type) {
	case *python.Name:
		return e.ID
	case *python.Attribute:
		return e.Attr
	case *python.Subscript:
		return lastName(e.Value)
	case *python.Call:
		return lastName(e.Func)
	}
	return ""
}
