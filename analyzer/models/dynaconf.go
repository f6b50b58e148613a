package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// dynaconf: the Django extension, and settings objects.
//
// https://github.com/dynaconf/dynaconf/blob/master/dynaconf/contrib/django_dynaconf_v2.py
// https://www.dynaconf.com/envvars/
// https://www.dynaconf.com/settings_files/

var dynaconfModules = map[string]module{
	"dynaconf": {setup: func(m *value.Module) {
		lazy := class("dynaconf", "LazySettings", dynaconfMethods)
		lazy.GetAttr = dynaconfAttr
		bind := func(name string, d value.Data) { m.Names.Set(name, value.Value{Data: d}) }
		for _, name := range []string{"LazySettings", "Dynaconf", "Settings"} {
			bind(name, lazy)
		}
		bind("DjangoDynaconf", openFunction("DjangoDynaconf", "name=, **options", func(h value.Host, a *arguments) (value.Value, error) {
			return djangoDynaconf(h, a, lazy)
		}))
		bind("Validator", harmless("dynaconf", "Validator")())
	}},
	"dynaconf.validator": {names: names{}},
}

// A dynaconf is the state of a settings object.
type dynaconf struct {
	prefix string
	// values are what the files give, by names in capitals.
	values *value.Dict
	// open is set where there may be more than is seen.
	open *value.Unknown
}

// How the files are called unless a program says so.
var dynaconfFiles = strings.Fields("settings.toml settings.tml settings.yaml settings.yml settings.json " +
	".secrets.toml .secrets.tml .secrets.yaml .secrets.yml .secrets.json")

// Options that do not change what is read.
var dynaconfHarmless = words("load_dotenv validators settings_files settings_file environments envvar_prefix env_switcher root_path " +
	"merge_enabled lowercase_read secrets default_settings_paths ROOT_PATH_FOR_DYNACONF ENVVAR_PREFIX_FOR_DYNACONF " +
	"ENV_SWITCHER_FOR_DYNACONF ENVIRONMENTS_FOR_DYNACONF SETTINGS_FILES_FOR_DYNACONF dotenv_path core_loaders includes_")

// read reads the files that the options name.
func (d *dynaconf) read(h value.Host, a *arguments, root string, files []string, environments bool, switcher string) error {
	d.values = value.NewDict()
	get := func(names ...string) value.Value {
		for _, name := range names {
			if v := option(a, name); !v.IsZero() {
				return v
			}
		}
		return value.Value{}
	}
	for _, n := range a.named {
		if !dynaconfHarmless[n.Name] {
			d.open = &value.Unknown{Reason: "may come from dynaconf, with options that are not modelled", Key: "dynaconf"}
		}
	}
	if a.open != nil {
		d.open = a.open
	}
	if v := get("envvar_prefix", "ENVVAR_PREFIX_FOR_DYNACONF"); !v.IsZero() {
		d.prefix, _ = value.Text(v)
	}
	if v := get("env_switcher", "ENV_SWITCHER_FOR_DYNACONF"); !v.IsZero() {
		switcher, _ = value.Text(v)
	}
	if v := get("environments", "ENVIRONMENTS_FOR_DYNACONF"); !v.IsZero() {
		environments = value.Truthy(v) == value.Yes
	}
	if v := get("root_path", "ROOT_PATH_FOR_DYNACONF"); !v.IsZero() {
		root, _ = value.PathText(v)
	}
	if v := get("settings_files", "settings_file", "SETTINGS_FILES_FOR_DYNACONF"); !v.IsZero() {
		if files = fileNames(v); files == nil {
			d.open = &value.Unknown{Reason: "may come from a file of dynaconf that is not known", Key: "dynaconf"}
		}
	}
	if secrets, ok := value.PathText(get("secrets")); ok {
		files = append(files, secrets)
	}
	sections, err := dynaconfSections(h, environments, switcher)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := d.readFile(h, root, name, environments, sections); err != nil {
			return err
		}
	}
	return nil
}

func fileNames(v value.Value) []string {
	if p, ok := value.PathText(v); ok {
		return strings.FieldsFunc(p, func(r rune) bool { return r == ',' || r == ';' })
	}
	items, ok := value.Spread(v)
	var list []string
	for _, it := range items {
		p, known := value.PathText(it)
		if !known {
			return nil
		}
		list = append(list, p)
	}
	if !ok {
		return nil
	}
	return list
}

// dynaconfSections are the sections of a file that count, the last the most:
// that of the current environment is named by a variable.
func dynaconfSections(h value.Host, environments bool, switcher string) ([]string, error) {
	if !environments {
		return nil, nil
	}
	current := "development"
	switch v := h.Getenv(switcher); v.State {
	case value.SetTo:
		current = strings.ToLower(v.Text)
	case value.SetSomehow:
		current = ""
	}
	return []string{"default", "dynaconf", current, "global"}, nil
}

// readFile reads one file, looked for in the root and the folders above it.
func (d *dynaconf) readFile(h value.Host, root, name string, environments bool, sections []string) error {
	var file value.Value
	found := ""
	for _, dir := range dynaconfFolders(root) {
		p := joinText(dir, name)
		if f, _ := h.File(p); f != nil {
			found, file = p, str(h, string(f.Bytes))
			break
		}
	}
	if found == "" {
		return nil
	}
	text, _ := value.Text(file)
	var loaded value.Value
	var err error
	switch path.Ext(found) {
	case ".toml", ".tml":
		loaded, err = loadTOML(h, file, text, "toml.decoder.TomlDecodeError")
	case ".yaml", ".yml":
		loaded, err = loadYAML(h, file, text)
	case ".json":
		loaded, err = loadJSON(h, file, text)
	default:
		d.open = &value.Unknown{Reason: "may come from " + path.Base(found) + ", which dynaconf reads", Key: "dynaconf:" + found}
		return nil
	}
	if err != nil {
		return err
	}
	table, ok := loaded.Data.(*value.Dict)
	switch {
	case !ok:
	case !environments:
		d.merge(h, table)
	default:
		d.mergeSections(h, table, sections)
	}
	return nil
}

// dynaconfFolders are the root, its "config", and the folders above.
func dynaconfFolders(root string) []string {
	var folders []string
	for dir := path.Clean(root); strings.HasPrefix(dir, value.Root); dir = path.Dir(dir) {
		folders = append(folders, dir, dir+"/config")
	}
	return folders
}

func (d *dynaconf) mergeSections(h value.Host, table *value.Dict, sections []string) {
	for _, section := range sections {
		for _, e := range table.Entries() {
			name, _ := value.Text(e.Key)
			inner, ok := e.Value.Data.(*value.Dict)
			switch {
			case !ok:
			case section == "" && !words("default dynaconf global")[strings.ToLower(name)]:
				d.blur(h, inner)
			case strings.EqualFold(name, section) && section != "":
				d.merge(h, inner)
			}
		}
	}
}

// blur makes unknown what an environment that is not known may set.
func (d *dynaconf) blur(h value.Host, table *value.Dict) {
	for _, e := range table.Entries() {
		if key, ok := value.Text(e.Key); ok {
			d.values.Set(str(h, strings.ToUpper(key)), h.MakeUnknown("", "depends on the environment that dynaconf is told"))
		}
	}
}

// merge binds what a table gives. Values that dynaconf computes or merges are
// not known.
func (d *dynaconf) merge(h value.Host, table *value.Dict) {
	for _, e := range table.Entries() {
		key, ok := value.Text(e.Key)
		if !ok || strings.HasPrefix(key, "dynaconf_") {
			continue
		}
		v := e.Value
		if computed(v, 0) || strings.Contains(key, "__") {
			v = h.MakeUnknown("", "is computed by dynaconf", v)
		}
		key, _, _ = strings.Cut(strings.ToUpper(key), "__")
		d.values.Set(str(h, key), v)
	}
}

// computed reports whether a value asks dynaconf to compute or to merge.
func computed(v value.Value, depth int) bool {
	switch x := v.Data.(type) {
	case value.Str:
		return strings.HasPrefix(string(x), "@") || strings.HasPrefix(string(x), "dynaconf_merge")
	case *value.Dict:
		for _, e := range x.Entries() {
			if key, _ := value.Text(e.Key); strings.HasPrefix(key, "dynaconf_merge") || depth < maxProxies && computed(e.Value, depth+1) {
				return true
			}
		}
	case *value.List:
		for _, it := range x.Items {
			if depth < maxProxies && computed(it, depth+1) {
				return true
			}
		}
	}
	return false
}

// djangoDynaconf is DjangoDynaconf(__name__): what the files say is bound in
// the settings module.
func djangoDynaconf(h value.Host, a *arguments, lazy *value.Class) (value.Value, error) {
	d := &dynaconf{prefix: "DJANGO"}
	if err := d.read(h, a, callerFolder(h), dynaconfFiles, true, "DJANGO_ENV"); err != nil {
		return value.Value{}, err
	}
	scope := h.Globals()
	if scope == nil {
		return h.Made(object(lazy, d)), nil
	}
	h.Assume("no variable whose name begins with " + d.prefix + "_ overrides a setting through dynaconf")
	for _, e := range d.values.Entries() {
		if key, ok := value.Text(e.Key); ok {
			if err := h.SetAttr(value.Value{Data: h.Module()}, key, e.Value); err != nil {
				return value.Value{}, err
			}
		}
	}
	if d.open != nil {
		scope.Open = d.open
	}
	return h.Made(object(lazy, d)), nil
}

var dynaconfMethods = names{
	"__init__": openFunction("__init__", "self, **options", func(h value.Host, a *arguments) (value.Value, error) {
		d := stateOf[dynaconf](a)
		d.prefix = "DYNACONF"
		return h.Made(value.None{}), d.read(h, a, callerFolder(h), dynaconfFiles, false, "ENV_FOR_DYNACONF")
	}),
	"get":          method("get", "key, default=, cast=, *rest", dynaconfGet),
	"__call__":     method("__call__", "key, default=, *rest", dynaconfGet),
	"__getitem__":  method("__getitem__", "key", dynaconfGet),
	"__contains__": unmodelled("__contains__", "bool", "depends on what dynaconf is told"),
	"exists":       unmodelled("exists", "bool", "depends on what dynaconf is told"),
	"as_bool":      unmodelled("as_bool", "bool", "comes from dynaconf, which is not modelled here"),
	"as_int":       unmodelled("as_int", "int", "comes from dynaconf, which is not modelled here"),
	"to_dict":      unmodelled("to_dict", "dict", "comes from dynaconf, which is not modelled here"),
	"as_dict":      unmodelled("as_dict", "dict", "comes from dynaconf, which is not modelled here"),
	"validators":   &value.Unknown{Reason: "comes from dynaconf's validators, which are not modelled"},
	"populate_obj": function("populate_obj", "self, obj, *rest, **options", func(h value.Host, a *arguments) (value.Value, error) {
		d := stateOf[dynaconf](a)
		for _, e := range d.entries() {
			if key, ok := value.Text(e.Key); ok {
				if err := h.SetAttr(a.value("obj"), key, e.Value); err != nil {
					return value.Value{}, err
				}
			}
		}
		return h.Made(value.None{}), nil
	}),
}

func (d *dynaconf) entries() []value.Entry {
	if d.values == nil {
		return nil
	}
	return d.values.Entries()
}

func dynaconfGet(h value.Host, a *arguments) (value.Value, error) {
	key, ok := value.Text(a.value("key"))
	if !ok || strings.ContainsAny(key, ".") || option(a, "cast").Known() {
		return h.MakeUnknown("", "comes from dynaconf in a way that is not modelled", a.given...), nil
	}
	fallback, given := a.get("default")
	if !given && a.function == "get" {
		fallback = h.Made(value.None{})
	}
	return stateOf[dynaconf](a).lookup(h, key, fallback)
}

// lookup asks the environment, then the files.
func (d *dynaconf) lookup(h value.Host, key string, fallback value.Value) (value.Value, error) {
	key = strings.ToUpper(key)
	if d.values != nil {
		if v, found := d.values.GetStr(key); found == value.Yes {
			fallback = v
		} else if d.open != nil {
			return h.MakeUnknown("", d.open.Reason), nil
		}
	}
	return question{
		name: d.prefix + "_" + key, cast: "dynaconf", fallback: fallback, missing: "AttributeError",
		parse: func(h value.Host, text value.Value) (value.Value, error) { return parseDynaconf(h, text) },
	}.ask(h)
}

// parseDynaconf reads the text of a variable as TOML, and else as it is.
func parseDynaconf(h value.Host, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	if strings.HasPrefix(s, "@") {
		return h.MakeUnknown("", "is computed by dynaconf", text), nil
	}
	loaded, err := loadTOML(h, text, "value = "+s, "ValueError")
	if err != nil {
		return text, nil // not TOML: a plain text
	}
	if d, ok := loaded.Data.(*value.Dict); ok && d.Len() == 1 {
		v, _ := d.GetStr("value")
		return v, nil
	}
	return text, nil
}

func dynaconfAttr(h value.Host, self *value.Object, name string) (value.Value, error) {
	d, ok := self.State.(*dynaconf)
	if !ok || strings.HasPrefix(name, "_") {
		return value.Value{}, nil
	}
	return d.lookup(h, name, value.Value{})
}
