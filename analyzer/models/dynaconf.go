package models

import (
	"math/big"
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
	"ENV_SWITCHER_FOR_DYNACONF ENVIRONMENTS_FOR_DYNACONF SETTINGS_FILES_FOR_DYNACONF SETTINGS_FILE_FOR_DYNACONF " +
	"envvar ENVVAR_FOR_DYNACONF dotenv_path core_loaders includes_")

// read reads the files that the options name.
func (d *dynaconf) read(h value.Host, a *arguments, root string, files []string, environments bool, switcher string) error {
	d.values = value.NewDict()
	environments = d.configure(a, environments)
	for _, o := range []struct {
		to    *string
		names []string
	}{
		{&d.prefix, []string{"envvar_prefix", "ENVVAR_PREFIX_FOR_DYNACONF"}},
		{&switcher, []string{"env_switcher", "ENV_SWITCHER_FOR_DYNACONF"}},
		{&root, []string{"root_path", "ROOT_PATH_FOR_DYNACONF"}},
	} {
		if v := firstOption(a, o.names...); !v.IsZero() {
			*o.to, _ = value.PathText(v)
		}
	}
	if v := firstOption(a, "settings_files", "settings_file", "SETTINGS_FILES_FOR_DYNACONF", "SETTINGS_FILE_FOR_DYNACONF"); !v.IsZero() {
		if files = fileNames(h, v); files == nil {
			d.open = &value.Unknown{Reason: "may come from a file of dynaconf that is not known", Key: "dynaconf"}
		}
	}
	d.namedByVariable(h, a)
	if secrets, ok := value.PathText(option(a, "secrets")); ok {
		files = append(files[:len(files):len(files)], secrets)
	}
	var tables []*value.Dict
	for _, name := range files {
		t, err := d.readFile(h, root, name)
		if err != nil {
			return err
		}
		if t != nil {
			tables = append(tables, t)
		}
	}
	if !environments {
		for _, t := range tables {
			d.merge(h, t, value.Value{})
		}
		return nil
	}
	current, err := currentEnvironment(h, switcher, tables)
	if err != nil {
		return err
	}
	for _, t := range tables {
		d.mergeSections(h, t, current)
	}
	return nil
}

// configure notes options that are not modelled, and returns whether the files
// have a section for each environment.
func (d *dynaconf) configure(a *arguments, environments bool) bool {
	for _, n := range a.named {
		if !dynaconfHarmless[n.Name] {
			d.open = &value.Unknown{Reason: "may come from dynaconf, with options that are not modelled", Key: "dynaconf"}
		}
	}
	if a.open != nil {
		d.open = a.open
	}
	if v := firstOption(a, "environments", "ENVIRONMENTS_FOR_DYNACONF"); !v.IsZero() {
		return value.Truthy(v) == value.Yes
	}
	return environments
}

// firstOption returns the first of several names of one option that is given.
func firstOption(a *arguments, names ...string) value.Value {
	for _, name := range names {
		if v := option(a, name); !v.IsZero() {
			return v
		}
	}
	return value.Value{}
}

// namedByVariable notes that a variable names other files, if it is told.
func (d *dynaconf) namedByVariable(h value.Host, a *arguments) {
	name := "SETTINGS_FILE_FOR_DYNACONF"
	if v := firstOption(a, "envvar", "ENVVAR_FOR_DYNACONF"); !v.IsZero() {
		name, _ = value.Text(v)
	}
	for _, told := range h.Told(name) {
		if told.Name == name || name == "" {
			d.open = &value.Unknown{Reason: "may come from a file of dynaconf that a variable names", Key: "dynaconf"}
		}
	}
}

func fileNames(h value.Host, v value.Value) []string {
	if p, ok := askedPath(h, v); ok {
		return strings.FieldsFunc(p, func(r rune) bool { return r == ',' || r == ';' })
	}
	items, ok := value.Spread(v)
	var list []string
	for _, it := range items {
		p, known := askedPath(h, it)
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

// currentEnvironment is the name of the environment, which a variable gives. It
// is looked up among the sections of the files, so that the host can take it to
// name production as it does for any other table of environments.
func currentEnvironment(h value.Host, switcher string, tables []*value.Dict) (value.Value, error) {
	asked, err := question{name: switcher, cast: "str", fallback: str(h, "development")}.ask(h)
	if err != nil {
		return asked, err
	}
	named := value.NewDict()
	for _, t := range tables {
		for _, e := range t.Entries() {
			name, _ := value.Text(e.Key)
			if _, section := e.Value.Data.(*value.Dict); section && !sharedSections[strings.ToLower(name)] {
				name = strings.ToLower(name)
				named.Set(str(h, name), str(h, name))
			}
		}
	}
	if text, ok := value.Text(asked); ok {
		text = strings.ToLower(text)
		asked.Data = value.Str(text)
		named.Set(str(h, text), str(h, text))
	}
	named.Set(str(h, "production"), str(h, "production"))
	return h.GetItem(h.Made(named), asked)
}

// sharedSections count in every environment.
var sharedSections = words("default dynaconf global")

// readFile reads one file, looked for in the root and the folders above it.
func (d *dynaconf) readFile(h value.Host, root, name string) (*value.Dict, error) {
	var file value.Value
	found := ""
	for _, dir := range dynaconfFolders(root) {
		p := joinText(dir, name)
		f, there := h.File(p)
		if f != nil {
			found, file = p, str(h, string(f.Bytes))
			break
		}
		if there == value.Maybe {
			d.open = &value.Unknown{Reason: "may come from " + pathForPeople(p) + ", which is outside the repository", Key: "dynaconf:" + p}
		}
	}
	if found == "" {
		return nil, nil
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
	}
	table, _ := loaded.Data.(*value.Dict)
	return table, err
}

// dynaconfFolders are the root, its "config", and the folders above.
func dynaconfFolders(root string) []string {
	var folders []string
	for dir := path.Clean(root); strings.HasPrefix(dir, value.Root); dir = path.Dir(dir) {
		folders = append(folders, dir, dir+"/config")
	}
	return folders
}

// mergeSections merges the sections of a file that count, the last the most.
func (d *dynaconf) mergeSections(h value.Host, table *value.Dict, current value.Value) {
	environment, known := value.Text(current)
	for _, section := range []string{"default", "dynaconf", environment, "global"} {
		for _, e := range table.Entries() {
			name, _ := value.Text(e.Key)
			inner, ok := e.Value.Data.(*value.Dict)
			shared := sharedSections[strings.ToLower(name)]
			switch {
			case !ok:
			case !known && section == "" && !shared:
				d.blur(h, inner)
			case strings.EqualFold(name, section) && shared:
				d.merge(h, inner, value.Value{})
			case strings.EqualFold(name, section):
				d.merge(h, inner, current)
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
func (d *dynaconf) merge(h value.Host, table *value.Dict, chosen value.Value) {
	for _, e := range table.Entries() {
		key, ok := value.Text(e.Key)
		if !ok || strings.HasPrefix(key, "dynaconf_") {
			continue
		}
		v := e.Value
		if computed(v, 0) || strings.Contains(key, "__") {
			v = h.MakeUnknown("", "is computed by dynaconf", v)
		}
		if !chosen.IsZero() {
			v = h.Made(v.Data, v, chosen)
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
	if err := d.bindTold(h); err != nil {
		return value.Value{}, err
	}
	if d.open != nil {
		scope.Open = d.open
	}
	scope.Overlay(&value.Outside{At: h.Site(), Without: "no variable that begins with " + d.prefix + "_ changes this"})
	return h.Made(object(lazy, d)), nil
}

// bindTold binds the settings that variables with the prefix give, after the
// files. A name with "__" reaches into a setting, and what that is then is not
// known.
func (d *dynaconf) bindTold(h value.Host) error {
	module := value.Value{Data: h.Module()}
	for _, told := range h.Told(d.prefix + "_") {
		name := strings.ToUpper(strings.TrimPrefix(told.Name, d.prefix+"_"))
		key, _, nested := strings.Cut(name, "__")
		v, err := question{name: told.Name, cast: "dynaconf", fallback: h.Made(value.None{}), parse: parseDynaconf}.ask(h)
		if err != nil {
			return err
		}
		if nested || computed(v, 0) {
			v = h.MakeUnknown("", "is merged by dynaconf with what "+told.Name+" says", v)
		}
		if err := h.SetAttr(module, key, v); err != nil {
			return err
		}
	}
	return nil
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
	cast, casts := a.get("cast")
	if !ok || strings.ContainsAny(key, ".") {
		return h.MakeUnknown("", "comes from dynaconf in a way that is not modelled", a.given...), nil
	}
	fallback, given := a.get("default")
	if !given && a.function == "get" {
		fallback = h.Made(value.None{})
	}
	v, err := stateOf[dynaconf](a).lookup(h, key, fallback)
	if err != nil || !casts || isNone(cast) {
		return v, err
	}
	return castDynaconf(h, v, cast), nil
}

// castDynaconf is get(key, default, "@bool"), which casts the default, too.
func castDynaconf(h value.Host, v, cast value.Value) value.Value {
	text, known := h.Str(v)
	switch name, _ := value.Text(cast); {
	case !v.Known() || !known:
	case name == "@bool":
		return h.Made(value.Bool(dynaconfTrue[strings.ToLower(text)]), v, cast)
	case name == "@str":
		return str(h, text, v, cast)
	case name == "@int":
		if i, ok := new(big.Int).SetString(strings.TrimSpace(text), 10); ok {
			return h.Made(value.Int{Int: i}, v, cast)
		}
	}
	return h.MakeUnknown("", "is cast by dynaconf in a way that is not modelled", v, cast)
}

// https://github.com/dynaconf/dynaconf/blob/master/dynaconf/utils/parse_conf.py
var dynaconfTrue = words("t true enabled 1 on yes")

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
	if t := strings.TrimSpace(s); t == "True" || t == "False" {
		s = strings.ToLower(t)
	}
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
