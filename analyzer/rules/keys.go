package rules

import (
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A key is what rules ask of one key. Nothing of its text may leave this file,
// not even how long it is.
type key struct {
	value value.Value
}

// inSource says whether the key is written in the repository: a known text that
// no variable was asked for, or the default of one that may not be set.
func (k key) inSource() value.Truth {
	if _, known := k.text(); known {
		return value.Of(k.filled() && !k.given())
	}
	if k.fallsBackOn() != "" || madeAtRandom(k.value) {
		return value.No // It comes from the variable in this world, or from nowhere.
	}
	return value.Maybe
}

// weak says whether Django's check finds the key weak (security.W009): short,
// of few characters, or made by startproject. Django refuses an empty key, so a
// server that runs has another one.
func (k key) weak() value.Truth {
	text, known := k.text()
	if !known {
		return value.Maybe
	}
	return value.Of(text != "" && weakness(text) != "")
}

// weakness says what is wrong with a key, or "".
func weakness(text string) string {
	distinct := map[rune]bool{}
	for _, r := range text {
		distinct[r] = true
	}
	switch {
	case strings.HasPrefix(text, django.InsecureKeyPrefix):
		return "starts with '" + django.InsecureKeyPrefix + "', as a key that startproject made for development"
	case utf8.RuneCountInString(text) < django.KeyLength:
		return "is shorter than 50 characters"
	case len(distinct) < django.KeyCharacters:
		return "has fewer than 5 different characters"
	}
	return ""
}

// why says what is weak about the key, for a message.
func (k key) why() string {
	text, _ := k.text()
	return weakness(text)
}

// told says whether the key is known. One that is not is no question of DJS402:
// DJS401 asks whether it is known to others, and a server's own key is its own
// business.
func (k key) told() value.Truth {
	_, known := k.text()
	return value.Of(known)
}

func (k key) filled() bool {
	text, _ := k.text()
	return text != ""
}

func (k key) text() (string, bool) {
	if b, ok := k.value.Data.(value.Bytes); ok {
		return string(b), true
	}
	return value.Text(k.value)
}

// given says whether the key was told from outside the repository.
func (k key) given() bool {
	for _, e := range k.value.Origin.Environments() {
		if e.Given {
			return true
		}
	}
	return false
}

// fallsBackOn returns the name of the variable that the key is asked of, or "".
func (k key) fallsBackOn() string {
	if u, ok := k.value.Data.(*value.Unknown); ok && u.Env != nil {
		return u.Env.Name
	}
	if all := k.value.Origin.Environments(); len(all) > 0 {
		return all[0].Name
	}
	return ""
}

// A keyed setting is one that holds keys, with the first key a rule objects to.
type keyed struct {
	setting *settings.Setting
	keys    []key
	open    bool
}

// secretKey returns SECRET_KEY.
func secretKey(w *settings.World) keyed {
	s := w.Get("SECRET_KEY")
	if s.State != settings.Assigned {
		return keyed{setting: s, open: s.State == settings.Unsure}
	}
	return keyed{setting: s, keys: []key{{s.Value}}}
}

// fallbackKeys returns the keys in SECRET_KEY_FALLBACKS, which Django knows
// from 4.1 on.
func fallbackKeys(w *settings.World) keyed {
	s := w.Get("SECRET_KEY_FALLBACKS")
	k := keyed{setting: s, open: s.State == settings.Unsure}
	if s.State != settings.Assigned || w.Version.AtLeast(4, 1, 0) == value.No {
		return k
	}
	k.open = s.Items() == nil && s.Unknown() != nil
	for _, it := range s.Items() {
		if _, splice := it.Data.(*value.Splice); splice {
			k.open = true
			continue
		}
		k.keys = append(k.keys, key{it})
	}
	return k
}

// first returns the first key for which a question is answered by Yes, and the
// answer over all keys.
func (k keyed) first(ask func(key) value.Truth) (key, value.Truth) {
	answer := value.No
	if k.open {
		answer = value.Maybe
	}
	for _, one := range k.keys {
		t := ask(one)
		if t == value.Yes {
			return one, t
		}
		answer = answer.Or(t)
	}
	return key{}, answer
}

// forgeable says whether a session that lives in the cookie is signed with a
// key that others know or can guess; DJS303 then speaks for the key's other
// rules.
func forgeable(w *settings.World, k keyed) value.Truth {
	_, known := k.first(func(k key) value.Truth { return k.inSource().Or(k.weak()) })
	return w.UsesSessions().And(engine(w, django.CookieEngine)).And(known)
}
