package models

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// What settings import of Django itself.
//
// https://github.com/django/django/tree/main/django

func djangoModules(opts Options) map[string]module {
	lazy := passing("gettext_lazy")
	translation := names{"get_language": unmodelled("get_language", "str", "depends on the request"), "activate": quiet("activate")}
	for _, name := range strings.Fields("gettext gettext_lazy gettext_noop ugettext ugettext_lazy ugettext_noop") {
		translation[name] = passing(name)
	}
	translation["pgettext_lazy"] = function("pgettext_lazy", "context, message", func(h value.Host, a *arguments) (value.Value, error) {
		return a.value("message"), nil
	})
	constants := names{}
	for name, level := range map[string]int64{"DEBUG": 10, "INFO": 20, "SUCCESS": 25, "WARNING": 30, "ERROR": 40} {
		constants[name] = value.NewInt(level)
	}
	reverse := names{
		"reverse_lazy": unmodelled("reverse_lazy", "str", "comes from the URL configuration"),
		"reverse":      unmodelled("reverse", "str", "comes from the URL configuration"),
	}
	static := unmodelled("static", "str", "comes from the static files' storage")
	return map[string]module{
		"django": {names: names{
			"VERSION":     djangoVersion(opts.DjangoVersion),
			"get_version": djangoVersionText(opts.DjangoVersion),
			"__version__": djangoVersionValue(opts.DjangoVersion),
			"setup":       quiet("setup"),
		}},
		"django.conf": {names: names{
			"settings":                  &value.Unknown{Reason: "comes from django.conf.settings, which is being built", Key: "django.conf.settings"},
			"ENVIRONMENT_VARIABLE":      value.Str("DJANGO_SETTINGS_MODULE"),
			"DEFAULT_STORAGE_ALIAS":     value.Str("default"),
			"STATICFILES_STORAGE_ALIAS": value.Str("staticfiles"),
		}},
		"django.conf.global_settings":                         globalSettings(opts),
		"django.conf.locale":                                  {names: names{"LANG_INFO": openDict("comes from Django's table of languages")}},
		"django.conf.urls":                                    {names: names{}},
		"django.conf.urls.static":                             {names: names{"static": unmodelled("static", "list", "comes from the URL configuration")}},
		"django.contrib":                                      {names: names{}},
		"django.contrib.messages":                             {names: names{"constants": submodule("django.contrib.messages.constants", constants), "DEBUG": value.NewInt(10), "INFO": value.NewInt(20), "SUCCESS": value.NewInt(25), "WARNING": value.NewInt(30), "ERROR": value.NewInt(40)}},
		"django.contrib.messages.constants":                   {names: constants},
		"django.core":                                         {names: names{}},
		"django.core.exceptions":                              {names: names{}},
		"django.core.management":                              {names: names{"execute_from_command_line": quiet("execute_from_command_line"), "call_command": quiet("call_command")}},
		"django.core.management.utils":                        {names: names{"get_random_secret_key": random("get_random_secret_key", "str", "get_random_secret_key()")}},
		"django.core.urlresolvers":                            {names: reverse},
		"django.core.wsgi":                                    {names: names{"get_wsgi_application": quiet("get_wsgi_application")}},
		"django.core.asgi":                                    {names: names{"get_asgi_application": quiet("get_asgi_application")}},
		"django.urls":                                         {names: reverse},
		"django.templatetags":                                 {names: names{}},
		"django.templatetags.static":                          {names: names{"static": static}},
		"django.contrib.staticfiles":                          {names: names{}},
		"django.contrib.staticfiles.templatetags.staticfiles": {names: names{"static": static}},
		"django.http.request":                                 {names: names{"split_domain_port": pure("split_domain_port", "host", "tuple", splitDomainPort)}},
		"django.utils":                                        {names: names{}},
		"django.utils.crypto":                                 {names: names{"get_random_string": random("get_random_string", "str", "get_random_string()")}},
		"django.utils.encoding":                               {names: names{"force_str": forcedText("force_str"), "force_text": forcedText("force_text"), "smart_str": forcedText("smart_str")}},
		"django.utils.functional":                             {names: names{"lazy": function("lazy", "func, *classes", lazyFunction), "SimpleLazyObject": function("SimpleLazyObject", "func", callNow), "cached_property": newPropertyClass("cached_property")}},
		"django.utils.log":                                    {names: names{"DEFAULT_LOGGING": openDict("comes from Django's table of loggers")}},
		"django.utils.module_loading":                         {names: names{"import_string": function("import_string", "dotted_path", importString)}},
		"django.utils.safestring":                             {names: names{"mark_safe": passing("mark_safe")}},
		"django.utils.text":                                   {names: names{"format_lazy": unmodelled("format_lazy", "str", "comes from format_lazy(), which is not modelled")}},
		"django.utils.timezone":                               {names: names{"now": unmodelled("now", "datetime", theTime)}},
		"django.utils.translation":                            {names: translation},
		"django.utils.deprecation":                            {names: names{}},
		"django.utils.six":                                    {names: names{}},
		"django.utils.html":                                   {names: names{"format_html": unmodelled("format_html", "str", "comes from format_html(), which is not modelled"), "mark_safe": lazy}},
	}
}

func openDict(reason string) func() value.Data {
	return func() value.Data {
		d := value.NewDict()
		d.Open = &value.Unknown{Reason: reason, Key: reason}
		return d
	}
}

// djangoVersion is django.VERSION.
func djangoVersion(text string) func() value.Data {
	return func() value.Data {
		var items []value.Value
		for _, p := range strings.Split(text, ".") {
			n, err := strconv.Atoi(p)
			if err != nil {
				return &value.Unknown{Type: "tuple", Reason: "depends on the version of Django", Key: "django.VERSION"}
			}
			items = append(items, value.Value{Data: value.NewInt(int64(n))})
		}
		for len(items) < 3 {
			items = append(items, value.Value{Data: value.NewInt(0)})
		}
		return &value.Tuple{Items: append(items, value.Value{Data: value.Str("final")}, value.Value{Data: value.NewInt(0)})}
	}
}

func djangoVersionValue(text string) value.Data {
	if text == "" {
		return &value.Unknown{Type: "str", Reason: "depends on the version of Django", Key: "django.__version__"}
	}
	return value.Str(text)
}

func djangoVersionText(text string) *value.Function {
	return function("get_version", "version=", func(h value.Host, a *arguments) (value.Value, error) {
		return h.Made(djangoVersionValue(text)), nil
	})
}

// globalSettings is django.conf.global_settings: every name that the options
// know, and unknown for the others.
func globalSettings(opts Options) module {
	return module{setup: func(m *value.Module) {
		if opts.DjangoDefault == nil {
			return
		}
		for _, name := range globalNames {
			if v, ok := opts.DjangoDefault(name); ok {
				m.Names.Set(name, deepCopy(v))
			}
		}
	}}
}

// globalNames are the settings that other settings are made of.
var globalNames = strings.Fields(`
ALLOWED_HOSTS AUTHENTICATION_BACKENDS CACHES CSRF_COOKIE_AGE CSRF_COOKIE_DOMAIN CSRF_COOKIE_HTTPONLY
CSRF_COOKIE_MASKED CSRF_COOKIE_NAME CSRF_COOKIE_PATH CSRF_COOKIE_SAMESITE CSRF_COOKIE_SECURE
CSRF_FAILURE_VIEW CSRF_HEADER_NAME CSRF_TRUSTED_ORIGINS CSRF_USE_SESSIONS DATE_INPUT_FORMATS DEBUG
DEFAULT_FILE_STORAGE DEFAULT_HASHING_ALGORITHM FILE_UPLOAD_HANDLERS FILE_UPLOAD_MAX_MEMORY_SIZE
INSTALLED_APPS INTERNAL_IPS LANGUAGES LANGUAGE_CODE LANGUAGE_COOKIE_AGE LANGUAGE_COOKIE_DOMAIN
LANGUAGE_COOKIE_HTTPONLY LANGUAGE_COOKIE_NAME LANGUAGE_COOKIE_PATH LANGUAGE_COOKIE_SAMESITE
LANGUAGE_COOKIE_SECURE LOGIN_REDIRECT_URL LOGIN_URL LOGOUT_REDIRECT_URL MESSAGE_STORAGE MIDDLEWARE
MIDDLEWARE_CLASSES PASSWORD_HASHERS SECRET_KEY SECRET_KEY_FALLBACKS SECURE_BROWSER_XSS_FILTER
SECURE_CONTENT_TYPE_NOSNIFF SECURE_CROSS_ORIGIN_OPENER_POLICY SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_HSTS_PRELOAD SECURE_HSTS_SECONDS SECURE_PROXY_SSL_HEADER SECURE_REDIRECT_EXEMPT
SECURE_REFERRER_POLICY SECURE_SSL_HOST SECURE_SSL_REDIRECT SESSION_CACHE_ALIAS SESSION_COOKIE_AGE
SESSION_COOKIE_DOMAIN SESSION_COOKIE_HTTPONLY SESSION_COOKIE_NAME SESSION_COOKIE_PATH
SESSION_COOKIE_SAMESITE SESSION_COOKIE_SECURE SESSION_ENGINE SESSION_EXPIRE_AT_BROWSER_CLOSE
SESSION_FILE_PATH SESSION_SAVE_EVERY_REQUEST SESSION_SERIALIZER SIGNING_BACKEND SILENCED_SYSTEM_CHECKS
STATICFILES_FINDERS STATICFILES_STORAGE STORAGES TEMPLATE_CONTEXT_PROCESSORS TEMPLATE_LOADERS
TIME_ZONE USE_I18N USE_L10N USE_TZ USE_X_FORWARDED_HOST USE_X_FORWARDED_PORT X_FRAME_OPTIONS`)

// deepCopy returns a value whose collections are the program's own.
func deepCopy(v value.Value) value.Value {
	left := maxCopied
	return copied(v, 0, &left)
}

// maxCopied bounds a copy; what is beyond it is shared.
const maxCopied = 100_000

func copied(v value.Value, depth int, left *int) value.Value {
	if *left--; depth > 16 || *left < 0 {
		return v
	}
	all := func(items []value.Value) []value.Value {
		list := make([]value.Value, len(items))
		for i, it := range items {
			list[i] = copied(it, depth+1, left)
		}
		return list
	}
	switch d := v.Data.(type) {
	case *value.List:
		return value.Value{Data: &value.List{Items: all(d.Items)}, Origin: v.Origin}
	case *value.Tuple:
		return value.Value{Data: &value.Tuple{Items: all(d.Items)}, Origin: v.Origin}
	case *value.Dict:
		c := value.NewDict()
		for _, e := range d.Entries() {
			c.Set(e.Key, copied(e.Value, depth+1, left))
		}
		c.Open = d.Open
		return value.Value{Data: c, Origin: v.Origin}
	case *value.Set:
		c := value.NewSet(all(d.Items())...)
		c.Frozen, c.Open = d.Frozen, d.Open
		return value.Value{Data: c, Origin: v.Origin}
	}
	return v
}

// lazyFunction is lazy(func, str): what the function gives is asked for later,
// with the same result.
func lazyFunction(h value.Host, a *arguments) (value.Value, error) {
	return a.value("func"), nil
}

func callNow(h value.Host, a *arguments) (value.Value, error) {
	return h.Call(a.value("func"), value.Args{})
}

func importString(h value.Host, a *arguments) (value.Value, error) {
	dotted, ok := value.Text(a.value("dotted_path"))
	i := strings.LastIndex(dotted, ".")
	if !ok || i < 0 {
		return h.MakeUnknown("", "comes from import_string() of a name that is not known", a.given...), nil
	}
	if err := decides(h, a.given...); err != nil {
		return value.Value{}, err
	}
	m, err := h.Import(dotted[:i])
	if err != nil {
		return m, err
	}
	return h.GetAttr(m, dotted[i+1:])
}

// hostText is what Django takes for a host with an optional port
// (https://github.com/django/django/blob/main/django/http/request.py).
var hostText = lazyregexp.New(`^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$`)

// splitDomainPort is split_domain_port: a host that is none gives two empty
// texts.
func splitDomainPort(h value.Host, a *arguments) (value.Data, error) {
	host, ok := a.text("host")
	if !ok {
		return nil, nil
	}
	domain, port := "", ""
	if m := hostText().FindStringSubmatch(strings.ToLower(host)); m != nil {
		domain, port = strings.TrimSuffix(m[1], "."), m[2]
	}
	return &value.Tuple{Items: []value.Value{str(h, domain), str(h, port)}}, nil
}

// forcedText is force_str: bytes are decoded, everything else goes through str().
func forcedText(name string) *value.Function {
	return function(name, "s, encoding=, strings_only=, errors=", func(h value.Host, a *arguments) (value.Value, error) {
		v := a.value("s")
		if b, ok := v.Data.(value.Bytes); ok && utf8.ValidString(string(b)) {
			return h.Made(value.Str(b), v), nil
		}
		if text, ok := h.Str(v); ok {
			return h.Made(value.Str(text), v), nil
		}
		return h.MakeUnknown("str", "comes from "+name+"() of something that is not known", v), nil
	})
}
