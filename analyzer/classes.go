package analyzer

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// extends says whether the class of a dotted path is another or extends it, as
// far as the repository's files tell: No only where all bases are found. Nothing
// is evaluated: a name stands for all that binds it at the top of its module.
func (e *evaluator) extends(root, dotted, base string) value.Truth {
	l := &lineage{evaluator: e, root: root, base: base, known: map[string]value.Truth{}}
	return l.follow(dotted)
}

// A lineage is the search for one base.
type lineage struct {
	*evaluator
	root string
	base string
	// known are the names that were followed. What leads back to one that is
	// being followed leads nowhere else.
	known map[string]value.Truth
}

// Bounds on how many names are followed in one search, and on how many statements
// are looked at in all of them.
const (
	maxNames  = 100
	maxLooked = 3_000_000
)

// follow follows a dotted path to the class that it names.
func (l *lineage) follow(dotted string) value.Truth {
	switch {
	case dotted == l.base:
		return value.Yes
	case strings.HasPrefix(dotted, "django."):
		return value.No
	}
	module, name, ok := parent(dotted)
	if !ok {
		return value.Maybe
	}
	return l.once(dotted, func() value.Truth {
		if in := l.scope(module); in != nil {
			return in.name(name)
		}
		return value.Maybe
	})
}

// once follows what has a name, unless it has been.
func (l *lineage) once(name string, follow func() value.Truth) value.Truth {
	if answer, known := l.known[name]; known {
		return answer
	}
	if len(l.known) >= maxNames {
		return value.Maybe
	}
	l.known[name] = value.No
	l.known[name] = follow()
	return l.known[name]
}

// parent cuts a dotted path before its last name.
func parent(dotted string) (before, last string, ok bool) {
	i := strings.LastIndexByte(dotted, '.')
	if i < 0 {
		return "", dotted, false
	}
	return dotted[:i], dotted[i+1:], true
}

// A scope is the names of one module.
type scope struct {
	*lineage
	module string
	pkg    string // where relative imports start
	bound  []python.Stmt
}

// scope returns the names of a module of the repository, or nil.
func (l *lineage) scope(module string) *scope {
	for _, file := range l.filesOf(l.root, module) {
		f, err := l.layout.Index.Read(l.repo, file)
		if err != nil || l.looked > maxLooked {
			continue
		}
		pkg := module
		if path.Base(file) != "__init__.py" {
			pkg, _, _ = parent(module)
		}
		bound := top(l.trees.ask(f).Body)
		l.looked += len(bound)
		return &scope{l, module, pkg, bound}
	}
	return nil
}

// filesOf returns the files that a module may be, the likeliest first.
func (e *evaluator) filesOf(root, module string) []string {
	var files []string
	for _, folder := range []string{root, "."} {
		base := path.Join(folder, strings.ReplaceAll(module, ".", "/"))
		for _, file := range []string{base + "/__init__.py", base + ".py"} {
			if e.layout.Index.HasFile(file) {
				files = append(files, file)
			}
		}
	}
	return files
}

// middlewareFiles returns the files of the middleware that is the repository's own:
// rules are going to ask what its classes extend.
func (e *evaluator) middlewareFiles(root string, names *value.Namespace) []string {
	var files []string
	for _, setting := range []string{"MIDDLEWARE", "MIDDLEWARE_CLASSES"} {
		v, _ := names.Get(setting)
		list, ok := v.Data.(*value.List)
		for i := 0; ok && i < len(list.Items) && len(files) < maxNames; i++ {
			class, _ := value.Text(list.Items[i])
			if module, _, dotted := parent(class); dotted && !strings.HasPrefix(module, "django.") {
				files = append(files, e.filesOf(root, module)...)
			}
		}
	}
	return files
}

// top returns the statements at the top of a module, those in branches too.
func top(body []python.Stmt) []python.Stmt {
	var all []python.Stmt
	for _, s := range body {
		all = append(all, s)
		switch s := s.(type) {
		case *python.If:
			all = append(all, top(s.Body)...)
			all = append(all, top(s.Else)...)
		case *python.Try:
			all = append(all, top(s.Body)...)
			for _, h := range s.Handlers {
				all = append(all, top(h.Body)...)
			}
			all = append(all, top(s.Else)...)
		}
	}
	return all
}

// name follows a name through all that binds it.
func (s *scope) name(name string) value.Truth {
	return s.once(s.module+":"+name, func() value.Truth { return s.bindings(name, "") })
}

// bindings follows a name, and what is asked of it after a dot, through all
// that binds it. Only a name that nothing else binds is looked for in what star
// imports bring.
func (s *scope) bindings(name, rest string) value.Truth {
	var answers, stars []value.Truth
	if s.looked += len(s.bound); s.looked > maxLooked {
		return value.Maybe
	}
	for _, stmt := range s.bound {
		switch stmt := stmt.(type) {
		case *python.Import:
			answers = append(answers, s.imported(stmt, name, rest)...)
		case *python.ImportFrom:
			named, starred := s.importedFrom(stmt, name, rest)
			answers, stars = append(answers, named...), append(stars, starred...)
		case *python.ClassDef:
			if stmt.Name == name && rest == "" {
				answers = append(answers, s.bases(stmt))
			}
		case *python.FunctionDef:
			if stmt.Name == name && rest == "" {
				answers = append(answers, value.No)
			}
		case *python.Assign:
			if assigns(stmt, name) && rest == "" {
				answers = append(answers, s.class(stmt.Value))
			}
		}
	}
	if len(answers) == 0 {
		answers = append(stars, value.Maybe)
	}
	answer := value.No
	for _, a := range answers {
		answer = answer.Or(a)
	}
	return answer
}

func assigns(a *python.Assign, name string) bool {
	for _, t := range a.Targets {
		if n, ok := t.(*python.Name); ok && n.ID == name {
			return true
		}
	}
	return false
}

// imported follows the names of an import that are that name, as importedFrom
// does of another form.
func (s *scope) imported(i *python.Import, name, rest string) (answers []value.Truth) {
	for _, a := range i.Names {
		first, _, _ := strings.Cut(a.Name, ".")
		switch {
		case a.AsName == name:
			answers = append(answers, s.follow(a.Name+rest))
		case a.AsName == "" && first == name:
			answers = append(answers, s.follow(name+rest))
		}
	}
	return answers
}

func (s *scope) importedFrom(i *python.ImportFrom, name, rest string) (named, starred []value.Truth) {
	from, ok := i.From(s.pkg)
	if !ok {
		return nil, nil
	}
	for _, a := range i.Names {
		switch {
		case a.Name == "*":
			starred = append(starred, s.follow(from+"."+name+rest))
		case a.AsName == name, a.AsName == "" && a.Name == name:
			named = append(named, s.follow(from+"."+a.Name+rest))
		}
	}
	return named, starred
}

func (s *scope) bases(c *python.ClassDef) value.Truth {
	answer := value.No
	for _, b := range c.Bases {
		answer = answer.Or(s.class(b))
	}
	return answer
}

// class follows an expression that gives a class.
func (s *scope) class(x python.Expr) value.Truth {
	switch x := x.(type) {
	case *python.Name:
		if x.ID == "object" {
			return value.No
		}
		return s.name(x.ID)
	case *python.Attribute:
		if name, rest := chain(x); name != "" {
			return s.bindings(name, rest)
		}
	}
	return value.Maybe
}

// chain takes a.b.c apart into "a" and ".b.c"; the name is "" if x is anything
// else.
func chain(x python.Expr) (name, rest string) {
	switch x := x.(type) {
	case *python.Name:
		return x.ID, ""
	case *python.Attribute:
		name, rest = chain(x.Value)
		return name, rest + "." + x.Attr
	}
	return "", ""
}
