package discover

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// An AbsentError says that the repository has not what the options name.
type AbsentError struct {
	// Module is the module's dotted name; "" if the root is absent.
	Module string

	text string
}

// Error says it in a sentence, with what may have been meant.
func (e *AbsentError) Error() string { return e.text }

// choose marks the units that are to be judged, as the options say, and leaves
// out those that the options do not ask for.
func (f *finder) choose(units []*unit, l *Layout) error {
	roles := f.options.Roles
	if len(roles) == 0 {
		roles = []Role{Production}
	}
	root, err := f.rootOption()
	if err != nil {
		return err
	}
	if len(f.options.Modules) > 0 {
		return f.chooseNamed(units, root, l)
	}
	for _, u := range units {
		u.Judged = slices.Contains(roles, u.Role) && (root == "" || u.Root == root)
		l.Modules = append(l.Modules, u.Module)
	}
	return nil
}

// rootOption returns the root that the options ask for, or "".
func (f *finder) rootOption() (string, error) {
	if f.options.Root == "" {
		return "", nil
	}
	root := path.Clean(strings.TrimPrefix(strings.ReplaceAll(f.options.Root, "\\", "/"), "./"))
	if !f.index.HasFolder(root) {
		return "", &AbsentError{text: fmt.Sprintf("root %q: no such folder in the repository; give a project's root relative to the scanned folder", f.options.Root)}
	}
	return root, nil
}

// chooseNamed returns the modules that the options name, whatever their role.
// NAME:Class names one class of django-configurations; without a class, those
// for production are taken, or all if none is.
func (f *finder) chooseNamed(units []*unit, root string, l *Layout) error {
	for _, want := range f.options.Modules {
		name, class, _ := strings.Cut(want, ":")
		found := listed(units, name, class, root)
		if len(found) == 0 {
			u, err := f.unlisted(units, name, class, root)
			if err != nil {
				return err
			}
			found = []*unit{u}
		}
		if roots := rootsOf(found); len(roots) > 1 {
			return fmt.Errorf("module %q is found under %s; say which with --root", name, strings.Join(roots, " and "))
		}
		if class == "" {
			found = forProduction(found)
		}
		for _, u := range found {
			if !u.Judged {
				u.Judged = true
				l.Modules = append(l.Modules, u.Module)
			}
		}
	}
	return nil
}

func listed(units []*unit, name, class, root string) []*unit {
	var found []*unit
	for _, u := range units {
		if u.Name == name && (class == "" || u.Configuration == class) && (root == "" || u.Root == root) {
			found = append(found, u)
		}
	}
	return found
}

func rootsOf(units []*unit) []string {
	roots := map[string]bool{}
	for _, u := range units {
		roots[u.Root] = true
	}
	return slices.Sorted(maps.Keys(roots))
}

func forProduction(units []*unit) []*unit {
	var production []*unit
	for _, u := range units {
		if u.Role == Production {
			production = append(production, u)
		}
	}
	if len(production) > 0 {
		return production
	}
	return units
}

// unlisted returns a module that is not among the settings modules found, or
// an error that says which are.
func (f *finder) unlisted(units []*unit, name, class, root string) (*unit, error) {
	var places []location
	if dottedName().MatchString(name) && !strings.Contains(name, "*") {
		places = f.anywhere(units, name, root)
	}
	switch {
	case len(places) == 0:
		return nil, &AbsentError{Module: name, text: fmt.Sprintf("module %q is not in the repository%s", name, suggestion(units, name))}
	case len(places) > 1:
		var roots []string
		for _, p := range places {
			roots = append(roots, p.root)
		}
		return nil, fmt.Errorf("module %q is found under %s; say which with --root", name, strings.Join(roots, " and "))
	}
	facts := f.look(places[0].file, true)
	if facts == nil {
		return nil, fmt.Errorf("module %q: %s cannot be read, or is larger than a settings module can be", name, places[0].file)
	}
	u := &unit{Module: &Module{Name: name, Root: places[0].root, File: places[0].file, Configuration: class}, facts: facts}
	u.set(Production, "it was asked for by name")
	return u, nil
}

// anywhere returns where a module lies: under the root asked for, else under
// the roots of the projects found, else under any folder that is no package.
func (f *finder) anywhere(units []*unit, name, root string) []location {
	if root != "" {
		return f.under(root, name)
	}
	var found []location
	for _, r := range append([]string{"."}, rootsOf(units)...) {
		for _, at := range f.under(r, name) {
			if !slices.Contains(found, at) {
				found = append(found, at)
			}
		}
	}
	if len(found) > 0 {
		return found
	}
	return f.withTail(strings.ReplaceAll(name, ".", "/"))
}

// suggestion names the settings module whose name is nearest.
func suggestion(units []*unit, name string) string {
	best, distance := "", len(name)/2+1
	for _, u := range units {
		if d := editDistance(name, u.Name); d < distance {
			best, distance = u.Name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	if len(units) == 0 {
		return "; give its dotted name, as DJANGO_SETTINGS_MODULE has it"
	}
	var names []string
	for _, u := range units {
		if !slices.Contains(names, u.Name) {
			names = append(names, u.Name)
		}
	}
	slices.Sort(names)
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	return "; settings modules found: " + strings.Join(names, ", ")
}

// editDistance is Levenshtein's.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, row[j]+1, previous+1)
		}
	}
	return row[len(b)]
}

// noteUnjudged says when a repository has settings and none is judged.
func (f *finder) noteUnjudged(l *Layout) {
	switch {
	case len(l.Judged()) > 0:
	case len(l.Modules) > 0:
		f.notes = append(f.notes, "no settings module is for production; name one with --module, or its role with --role")
	default:
		f.noteUnseen()
	}
}

// noteUnseen says of a module that the project names for its settings, and in
// which none are seen, that it was not judged.
func (f *finder) noteUnseen() {
	for _, m := range f.mentions {
		if m.module == "" {
			continue
		}
		for _, at := range f.locate(m.file, m.module) {
			if f.facts[at.file] != nil {
				f.notes = append(f.notes, fmt.Sprintf("%s, which %s names for the settings, assigns none that are seen; name it with --module to have it judged", at.file, m.file))
				return
			}
		}
	}
}
