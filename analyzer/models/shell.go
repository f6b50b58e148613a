package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// shlex and textwrap.
//
// https://docs.python.org/3/library/shlex.html
// https://docs.python.org/3/library/textwrap.html

// shellSplit is shlex.split(s) in its POSIX mode. A text that ends within quotes
// raises.
func shellSplit(h value.Host, a *arguments) (value.Data, error) {
	text, ok := value.Text(a.value("s"))
	if !ok || a.flag("comments", false) != value.No || a.flag("posix", true) != value.Yes {
		return nil, nil
	}
	var words []string
	var word strings.Builder
	begun, quote := false, rune(0)
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case quote == r:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case r == '\\' && quote != '\'':
			if i++; i == len(runes) {
				return nil, h.Raise("ValueError", "No escaped character")
			}
			if quote == '"' && runes[i] != '"' && runes[i] != '\\' {
				word.WriteRune(r)
			}
			word.WriteRune(runes[i])
			begun = true
		case quote == 0 && strings.ContainsRune(" \t\r\n", r):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, h.Raise("ValueError", "No closing quotation")
	}
	if begun {
		words = append(words, word.String())
	}
	return &value.List{Items: texts(h, words, a.given...)}, nil
}

var shellUnsafe = lazyregexp.New(`[^\w@%+=:,./-]`)

func shellQuote(h value.Host, a *arguments) (value.Data, error) {
	text, ok := value.Text(a.value("s"))
	switch {
	case !ok:
		return nil, nil
	case text == "":
		return value.Str("''"), nil
	case !shellUnsafe().MatchString(text):
		return value.Str(text), nil
	}
	return value.Str("'" + strings.ReplaceAll(text, "'", `'"'"'`) + "'"), nil
}

// dedent removes the whitespace that all lines begin with. Lines of nothing but
// whitespace have no say, and become empty.
func dedent(h value.Host, a *arguments) (value.Data, error) {
	text, ok := value.Text(a.value("text"))
	if !ok || strings.ContainsAny(text, "\r\v\f") {
		return nil, nil
	}
	lines := strings.Split(text, "\n")
	margin, first := "", true
	for i, line := range lines {
		rest := strings.TrimLeft(line, " \t")
		if rest == "" {
			lines[i] = ""
			continue
		}
		indent := line[:len(line)-len(rest)]
		if first {
			margin, first = indent, false
		}
		for !strings.HasPrefix(indent, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, margin)
	}
	return value.Str(strings.Join(lines, "\n")), nil
}
