package models

import (
	"fmt"
	"math/big"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Files of data: JSON, TOML and YAML.
//
// https://docs.python.org/3/library/tomllib.html
// https://pyyaml.org/wiki/PyYAMLDocumentation

var dataModules = map[string]module{
	"json":         {names: jsonNames},
	"json.decoder": {names: names{}},
	"simplejson":   {names: jsonNames},
	"tomllib":      {names: tomlNames("tomllib.TOMLDecodeError")},
	"tomli":        {names: tomlNames("tomli.TOMLDecodeError")},
	"toml":         {names: tomlNames("toml.decoder.TomlDecodeError")},
	"toml.decoder": {names: names{}},
	"yaml":         {names: yamlNames},
	"yaml.scanner": {names: names{}},
	"yaml.parser":  {names: names{}},
	"ast":          {names: names{"literal_eval": function("literal_eval", "node_or_string", literalEval)}},
}

// A loader makes a value of a text, or raises.
type loader func(h value.Host, v value.Value, text string) (value.Value, error)

// loading returns a function that loads a text or a file, which its first
// parameter takes.
func loading(name, parameter string, load loader) *value.Function {
	return openFunction(name, parameter+", *rest, **options", func(h value.Host, a *arguments) (value.Value, error) {
		v, err := textOf(h, a.value(parameter))
		if err != nil {
			return v, err
		}
		if u := value.UnknownIn(v); u != nil {
			return derived(h, "", name, u, v), nil
		}
		text, ok := value.PathText(v)
		if b, bytes := v.Data.(value.Bytes); bytes {
			text, ok = string(b), true
		}
		if !ok {
			return h.MakeUnknown("", "comes from "+name+"() of what is no text", v), nil
		}
		if err := h.Spend(1 + len(text)/16); err != nil {
			return v, err
		}
		return load(h, v, text)
	})
}

// maxData bounds data that is parsed.
const maxData = 1 << 20

// tooMuch reports whether data is larger or nested deeper than is parsed.
func tooMuch(text string) bool { return len(text) > maxData || source.Intricate([]byte(text)) }

func tooMuchData(h value.Host, from value.Value) value.Value {
	return h.MakeUnknown("", "comes from data that is larger or nested deeper than is read", from)
}

func tomlNames(class string) names {
	load := func(h value.Host, v value.Value, text string) (value.Value, error) {
		return loadTOML(h, v, text, class)
	}
	return names{
		"loads": loading("loads", "s", load),
		// toml.load takes a path as well as a file.
		"load": openFunction("load", "source, *rest, **options", func(h value.Host, a *arguments) (value.Value, error) {
			file := a.value("source")
			if _, path := value.PathText(file); path {
				text, err := readText(h, file)
				if err != nil {
					return text, err
				}
				file = text
			}
			return call(h, value.Value{Data: loading("load", "f", load)}, file)
		}),
	}
}

func loadTOML(h value.Host, v value.Value, text, class string) (value.Value, error) {
	var loaded map[string]any
	if tooMuch(text) {
		return tooMuchData(h, v), nil
	}
	if err := toml.Unmarshal([]byte(text), &loaded); err != nil {
		return value.Value{}, h.Raise(class, "Invalid TOML")
	}
	return fromTOML(h, v, loaded, "", tomlOrder(text)), nil
}

// tomlOrder tells the order in which the keys of a document come, each by its
// full path: go-toml's maps do not keep it.
func tomlOrder(text string) map[string]int {
	order := map[string]int{}
	var p unstable.Parser
	p.Reset([]byte(text))
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = noteKeys(order, "", e.Key())
		case unstable.KeyValue:
			noteValue(order, noteKeys(order, table, e.Key()), e.Value())
		}
	}
	return order
}

func noteKeys(order map[string]int, at string, keys unstable.Iterator) string {
	for keys.Next() {
		at += "\x00" + string(keys.Node().Data)
		if _, noted := order[at]; !noted {
			order[at] = len(order)
		}
	}
	return at
}

func noteValue(order map[string]int, at string, n *unstable.Node) {
	for children := n.Children(); children.Next(); {
		switch child := children.Node(); child.Kind {
		case unstable.KeyValue:
			noteValue(order, noteKeys(order, at, child.Key()), child.Value())
		default:
			noteValue(order, at, child)
		}
	}
}

func fromTOML(h value.Host, from value.Value, x any, at string, order map[string]int) value.Value {
	switch x := x.(type) {
	case map[string]any:
		keys := sortedKeys(x)
		sort.SliceStable(keys, func(i, j int) bool { return order[at+"\x00"+keys[i]] < order[at+"\x00"+keys[j]] })
		d := value.NewDict()
		for _, k := range keys {
			d.Set(str(h, k, from), fromTOML(h, from, x[k], at+"\x00"+k, order))
		}
		return h.Made(d, from)
	case []any:
		l := &value.List{}
		for _, it := range x {
			l.Items = append(l.Items, fromTOML(h, from, it, at, order))
		}
		return h.Made(l, from)
	case string:
		return str(h, x, from)
	case bool:
		return h.Made(value.Bool(x), from)
	case int64:
		return h.Made(value.NewInt(x), from)
	case float64:
		return h.Made(value.Float(x), from)
	case time.Time, toml.LocalDate, toml.LocalDateTime, toml.LocalTime:
		return h.MakeUnknown("datetime", "is a date, which is not modelled", from)
	}
	return h.MakeUnknown("", "comes from TOML that is not modelled", from)
}

var yamlNames = names{
	"safe_load":     loading("safe_load", "stream", loadYAML),
	"load":          loading("load", "stream", loadYAML),
	"full_load":     loading("full_load", "stream", loadYAML),
	"unsafe_load":   loading("unsafe_load", "stream", loadYAML),
	"safe_load_all": unmodelled("safe_load_all", "", "comes from yaml.safe_load_all(), which is not modelled"),
	"dump":          unmodelled("dump", "str", "comes from yaml.dump(), which is not modelled"),
	"safe_dump":     unmodelled("safe_dump", "str", "comes from yaml.safe_dump(), which is not modelled"),
	"SafeLoader":    typeName("yaml", "SafeLoader"), "Loader": typeName("yaml", "Loader"),
	"FullLoader": typeName("yaml", "FullLoader"), "CSafeLoader": typeName("yaml", "CSafeLoader"), "BaseLoader": typeName("yaml", "BaseLoader"),
}

func loadYAML(h value.Host, v value.Value, text string) (value.Value, error) {
	if tooMuch(text) {
		return tooMuchData(h, v), nil
	}
	file, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		return value.Value{}, h.Raise("yaml.scanner.ScannerError", "not YAML")
	}
	y := &yamlReader{h: h, from: v, anchors: map[string]ast.Node{}}
	switch {
	case len(file.Docs) > 1 && file.Docs[1].Body != nil:
		return value.Value{}, h.Raise("yaml.YAMLError", "expected a single document")
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return h.Made(value.None{}, v), nil
	}
	return y.read(file.Docs[0].Body, 0), nil
}

// A yamlReader turns YAML's nodes into values by the rules of YAML 1.1, which
// PyYAML follows: "yes" is true, "010" is eight.
type yamlReader struct {
	h       value.Host
	from    value.Value
	anchors map[string]ast.Node
	nodes   int
}

const maxYAMLNodes = 50_000

func (y *yamlReader) unknown(what string) value.Value {
	return y.h.MakeUnknown("", "comes from YAML with "+what, y.from)
}

func (y *yamlReader) read(n ast.Node, depth int) value.Value {
	if y.nodes++; depth > maxNesting || y.nodes > maxYAMLNodes {
		return y.unknown("more items than are read")
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return y.mapping(n.Values, depth)
	case *ast.MappingValueNode:
		return y.mapping([]*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		l := &value.List{}
		for _, it := range n.Values {
			l.Items = append(l.Items, y.read(it, depth+1))
		}
		return y.h.Made(l, y.from)
	case *ast.AnchorNode:
		y.anchors[n.Name.GetToken().Value] = n.Value
		return y.read(n.Value, depth+1)
	case *ast.AliasNode:
		if target, ok := y.anchors[n.Value.GetToken().Value]; ok {
			return y.read(target, depth+1)
		}
		return y.unknown("an alias that is not known")
	case *ast.LiteralNode:
		return str(y.h, n.Value.Value, y.from)
	case *ast.TagNode:
		if n.Start.Value == "!!str" {
			return str(y.h, n.Value.GetToken().Value, y.from)
		}
		return y.unknown("a tag, which is not modelled")
	case *ast.StringNode:
		if t := n.Token.Type; t == token.SingleQuoteType || t == token.DoubleQuoteType {
			return str(y.h, n.Value, y.from)
		}
		return y.plain(n.Value)
	case *ast.NullNode:
		return y.h.Made(value.None{}, y.from)
	case ast.ScalarNode:
		return y.plain(n.GetToken().Value)
	}
	return y.unknown("a node that is not modelled")
}

// mapping reads a mapping; "<<" merges others, which its own keys override.
func (y *yamlReader) mapping(values []*ast.MappingValueNode, depth int) value.Value {
	d, merged := value.NewDict(), value.NewDict()
	for _, kv := range values {
		v := y.read(kv.Value, depth+1)
		if _, merge := kv.Key.(*ast.MergeKeyNode); !merge {
			d.Set(y.read(kv.Key, depth+1), v)
			continue
		}
		maps := []value.Value{v}
		if l, ok := v.Data.(*value.List); ok {
			maps = l.Items
		}
		for i := len(maps) - 1; i >= 0; i-- {
			if m, ok := maps[i].Data.(*value.Dict); ok {
				for _, e := range m.Entries() {
					merged.Set(e.Key, e.Value)
				}
			} else {
				merged.Open = value.UnknownIn(maps[i])
			}
		}
	}
	for _, e := range d.Entries() {
		merged.Set(e.Key, e.Value)
	}
	return y.h.Made(merged, y.from)
}

// How YAML 1.1 tells plain scalars apart
// (https://github.com/yaml/pyyaml/blob/main/lib/yaml/resolver.py).
var (
	yamlTrue  = words("yes Yes YES true True TRUE on On ON")
	yamlFalse = words("no No NO false False FALSE off Off OFF")
	yamlNull  = words("~ null Null NULL")
	yamlInt   = lazyregexp.New(`^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*)$`)
	yamlFloat = lazyregexp.New(`^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
	yamlOther = lazyregexp.New(`^([-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?.*|=)$`)
)

func (y *yamlReader) plain(s string) value.Value {
	switch {
	case yamlTrue[s]:
		return y.h.Made(value.Bool(true), y.from)
	case yamlFalse[s]:
		return y.h.Made(value.Bool(false), y.from)
	case yamlNull[s] || s == "":
		return y.h.Made(value.None{}, y.from)
	case yamlInt().MatchString(s):
		digits := strings.ReplaceAll(s, "_", "")
		if i, ok := new(big.Int).SetString(strings.TrimPrefix(digits, "+"), 0); ok {
			return y.h.Made(value.Int{Int: i}, y.from)
		}
	case yamlFloat().MatchString(s):
		text := strings.Replace(strings.ReplaceAll(strings.ToLower(s), "_", ""), ".inf", "inf", 1)
		if f, err := strconv.ParseFloat(strings.Replace(text, ".nan", "nan", 1), 64); err == nil {
			return y.h.Made(value.Float(f), y.from)
		}
	case yamlOther().MatchString(s):
		return y.unknown("a date or a time, which is not modelled")
	default:
		return str(y.h, s, y.from)
	}
	return y.unknown(fmt.Sprintf("a number of %d characters, which is not modelled", len(s)))
}
