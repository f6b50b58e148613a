package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Settings made of the URL of a service: dj-database-url, django-cache-url,
// dj-email-url, and the methods of django-environ that do the same.
//
// https://github.com/jazzband/dj-database-url/blob/master/dj_database_url/__init__.py
// https://github.com/epicserve/django-cache-url/blob/main/django_cache_url/__init__.py
// https://github.com/migonzalvar/dj-email-url/blob/main/dj_email_url.py
// https://github.com/joke2k/django-environ/blob/main/environ/environ.py

func serviceURLModules(opts Options) map[string]module {
	return map[string]module{
		"dj_database_url": {names: names{
			"config":      function("config", "env=, default=, engine=, conn_max_age=, conn_health_checks=, disable_server_side_cursors=, ssl_require=, test_options=", databaseFromVariable),
			"parse":       function("parse", "url, engine=, conn_max_age=, conn_health_checks=, disable_server_side_cursors=, ssl_require=, test_options=", databaseFromURL),
			"DEFAULT_ENV": value.Str("DATABASE_URL"),
		}},
		"django_cache_url": {names: serviceNames("CACHE_URL", "locmem://", cacheURL(opts))},
		"dj_email_url":     {names: serviceNames("EMAIL_URL", "", emailURLs)},
		"dj_search_url":    {names: serviceNames("SEARCH_URL", "", urlConfig{})},
	}
}

// serviceNames are the names of a module whose config() makes settings of the
// URL in a variable, and whose parse() those of a URL.
func serviceNames(variable, fallback string, config urlConfig) names {
	return names{
		"config": function("config", "env=, default=", func(h value.Host, a *arguments) (value.Value, error) {
			url, err := variableURL(h, a, variable, fallback)
			if err != nil || value.Truthy(url) == value.No {
				return h.Made(value.NewDict(), url), err
			}
			return configured(h, "config", url, a, config)
		}),
		"parse": function("parse", "url", func(h value.Host, a *arguments) (value.Value, error) {
			return configured(h, "parse", a.value("url"), a, config)
		}),
		"DEFAULT_ENV": value.Str(variable),
	}
}

// variableURL is os.environ.get(env, default).
func variableURL(h value.Host, a *arguments, variable, fallback string) (value.Value, error) {
	name, given := a.get("env")
	if !given {
		name = str(h, variable)
	}
	url, given := a.get("default")
	switch {
	case given:
	case fallback != "":
		url = str(h, fallback)
	default:
		url = h.Made(value.None{})
	}
	return lookUp(h, name, url)
}

func databaseFromVariable(h value.Host, a *arguments) (value.Value, error) {
	url, err := variableURL(h, a, "DATABASE_URL", "")
	if err != nil {
		return url, err
	}
	if value.Truthy(url) == value.No {
		return h.Made(value.NewDict(), url), nil
	}
	a.set("url", url)
	return databaseFromURL(h, a)
}

func databaseFromURL(h value.Host, a *arguments) (value.Value, error) {
	return configured(h, "parse", a.value("url"), a, urlConfig{make: func(h value.Host, url string, engine value.Value) (*value.Dict, error) {
		return databaseURL(h, url, engine, a)
	}})
}

// databaseEngines are the engines of dj-database-url.
var databaseEngines = map[string]string{
	"spatialite": "django.contrib.gis.db.backends.spatialite", "mysql-connector": "mysql.connector.django",
	"mysqlgis": "django.contrib.gis.db.backends.mysql", "oraclegis": "django.contrib.gis.db.backends.oracle",
	"cockroach": "django_cockroachdb", "sqlite": "django.db.backends.sqlite3", "oracle": "django.db.backends.oracle",
	"mssqlms": "mssql", "mssql": "sql_server.pyodbc", "mysql": "django.db.backends.mysql", "mysql2": "django.db.backends.mysql",
	"postgres": "django.db.backends.postgresql", "postgresql": "django.db.backends.postgresql", "pgsql": "django.db.backends.postgresql",
	"postgis": "django.contrib.gis.db.backends.postgis", "redshift": "django_redshift_backend",
	"timescale": "timescale.db.backends.postgresql", "timescalegis": "timescale.db.backends.postgis",
}

func databaseURL(h value.Host, url string, engine value.Value, a *arguments) (*value.Dict, error) {
	if url == "sqlite://:memory:" {
		return dictOf(h, "ENGINE", databaseEngines["sqlite"], "NAME", ":memory:"), nil
	}
	u := splitURL(url)
	backend, ok := databaseEngines[u.scheme]
	if !ok {
		return nil, h.Raise("ValueError", "unknown scheme")
	}
	name := unquote(strings.TrimPrefix(u.path, "/"))
	if u.scheme == "sqlite" && name == "" {
		name = ":memory:"
	}
	user, password, _, _ := u.userinfo()
	host, _ := u.hostPort()
	options := value.NewDict()
	for _, p := range parseQuery(u.query) {
		options.Set(str(h, p.name), h.Made(optionValue(p.value)))
	}
	if value.Truthy(a.value("ssl_require")) == value.Yes {
		options.Set(str(h, "sslmode"), str(h, "require"))
	}
	d := dictOf(h, "ENGINE", backend, "USER", unquote(user), "PASSWORD", unquote(password),
		"HOST", unquote(host), "PORT", portOrEmpty(u), "NAME", name)
	if options.Len() > 0 {
		d.Set(str(h, "OPTIONS"), h.Made(options))
	}
	orElse := func(name string, d value.Data) value.Value {
		if v, given := a.get(name); given {
			return v
		}
		return h.Made(d)
	}
	d.Set(str(h, "CONN_MAX_AGE"), orElse("conn_max_age", value.NewInt(0)))
	d.Set(str(h, "CONN_HEALTH_CHECKS"), orElse("conn_health_checks", value.Bool(false)))
	d.Set(str(h, "DISABLE_SERVER_SIDE_CURSORS"), orElse("disable_server_side_cursors", value.Bool(false)))
	if value.Truthy(engine) != value.No && !engine.IsZero() {
		d.Set(str(h, "ENGINE"), engine)
	}
	if test := a.value("test_options"); !isNone(test) {
		d.Set(str(h, "TEST"), test)
	}
	return d, nil
}

// portOrEmpty is the port, or "" if there is none.
func portOrEmpty(u urlParts) value.Data {
	if n, ok := u.portNumber(); ok {
		return value.NewInt(int64(n))
	}
	return value.Str("")
}

// optionValue is an option of a URL: a number, a truth or a text.
func optionValue(text string) value.Data {
	switch strings.ToLower(text) {
	case "true":
		return value.Bool(true)
	case "false":
		return value.Bool(false)
	}
	return digitsOrText(text)
}

func digitsOrText(text string) value.Data {
	if text != "" && strings.Trim(text, "0123456789") == "" {
		i, _ := parseInt(text)
		return i
	}
	return value.Str(text)
}

// cacheBackends are the backends of django-cache-url.
var cacheBackends = map[string]string{
	"db":    "django.core.cache.backends.db.DatabaseCache",
	"dummy": "django.core.cache.backends.dummy.DummyCache", "elasticache": "django_elasticache.memcached.ElastiCache",
	"file": "django.core.cache.backends.filebased.FileBasedCache", "locmem": "django.core.cache.backends.locmem.LocMemCache",
	"uwsgicache": "uwsgicache.UWSGICache", "memcached": "django.core.cache.backends.memcached.PyLibMCCache",
	"djangopylibmc": "django_pylibmc.memcached.PyLibMCCache", "pymemcached": "django.core.cache.backends.memcached.MemcachedCache",
	"pymemcache": "django.core.cache.backends.memcached.PyMemcacheCache", "redis-cache": "redis_cache.RedisCache",
}

const versionOfDjango = "depends on the version of Django and on what is installed"

// djangoRedis is Django's own backend for Redis, from Django 4 on.
const djangoRedis = "django.core.cache.backends.redis.RedisCache"

// cacheURL is django_cache_url.parse. The backend of a Redis URL depends on
// the version of Django.
func cacheURL(opts Options) urlConfig {
	return urlConfig{make: func(h value.Host, url string, _ value.Value) (*value.Dict, error) { return cacheDict(h, url, opts) }}
}

func cacheDict(h value.Host, url string, opts Options) (*value.Dict, error) {
	u := splitURL(url)
	redis := u.scheme == "redis" || u.scheme == "rediss" || u.scheme == "hiredis"
	name, ok := cacheBackends[u.scheme]
	if !ok && !redis {
		return nil, h.Raise("Exception", "Unknown backend")
	}
	backend := str(h, name)
	if redis {
		backend = redisBackend(h, opts.djangoAtLeast(4), "django_redis.cache.RedisCache")
	}
	args := parseQuery(u.query)
	d := dictOf(h, "BACKEND", backend)
	var location value.Value
	switch {
	case redis:
		location = h.MakeUnknown("str", "is the place of a cache, which is not modelled")
	case u.netloc != "":
		location = str(h, strings.Join(strings.Split(u.netloc, ","), ";"))
	case strings.Contains(u.scheme, "memcache") || u.scheme == "djangopylibmc":
		location = str(h, "unix://"+u.path)
	default:
		location = str(h, u.path)
	}
	d.Set(str(h, "LOCATION"), location)
	for _, p := range args {
		key := strings.ToUpper(p.name)
		if key == "LIB" {
			d.Set(str(h, "BACKEND"), h.MakeUnknown("str", versionOfDjango))
		}
		if key == "MAX_ENTRIES" || key == "CULL_FREQUENCY" {
			d.Set(str(h, "OPTIONS"), h.MakeUnknown("dict", "is a table of options, which is not modelled"))
			continue
		}
		d.Set(str(h, key), str(h, p.value))
	}
	return d, nil
}

// redisBackend is Django's own backend, or another one where Django is too old.
func redisBackend(h value.Host, own value.Truth, other string) value.Value {
	switch own {
	case value.Yes:
		return str(h, djangoRedis)
	case value.No:
		return str(h, other)
	}
	return h.MakeUnknown("str", versionOfDjango)
}

const (
	smtpBackend  = "django.core.mail.backends.smtp.EmailBackend"
	emailPackage = "django.core.mail.backends."
)

var (
	emailKeys     = strings.Fields("EMAIL_FILE_PATH EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_HOST EMAIL_PORT EMAIL_BACKEND EMAIL_USE_TLS EMAIL_USE_SSL")
	emailURLs     = urlConfig{emailURL, append(strings.Fields("EMAIL_TIMEOUT SERVER_EMAIL DEFAULT_FROM_EMAIL"), emailKeys...)}
	environEmails = urlConfig{environEmail, append([]string{"OPTIONS"}, emailKeys...)}
)

// emailURL is dj_email_url.parse.
func emailURL(h value.Host, url string, _ value.Value) (*value.Dict, error) {
	u := splitURL(url)
	port, hasPort := u.portNumber()
	tls, host := false, hostOrNone(u)
	backend := ""
	switch u.scheme {
	case "smtp":
		backend = smtpBackend
		if !hasPort {
			port, hasPort = 25, true
		}
		if host == (value.None{}) {
			host = value.Str("localhost")
		}
	case "submission", "submit":
		backend, tls = smtpBackend, true
		if !hasPort {
			port, hasPort = 587, true
		}
	case "smtps":
		backend, tls = smtpBackend, true
	case "console", "dummy":
		backend = emailPackage + u.scheme + ".EmailBackend"
	case "file":
		backend = emailPackage + "filebased.EmailBackend"
	case "memory":
		backend = emailPackage + "locmem.EmailBackend"
	}
	if u.query != "" {
		return nil, nil
	}
	d := emailDict(h, u, strings.TrimPrefix(u.path, "/"), host)
	d.Set(str(h, "EMAIL_PORT"), h.Made(numberOrNone(port, hasPort)))
	d.Set(str(h, "EMAIL_USE_SSL"), h.Made(value.Bool(false)))
	d.Set(str(h, "EMAIL_USE_TLS"), h.Made(value.Bool(tls)))
	d.Set(str(h, "EMAIL_TIMEOUT"), h.Made(value.None{}))
	if backend != "" {
		d.Set(str(h, "EMAIL_BACKEND"), str(h, backend))
	}
	return d, nil
}

func hostOrNone(u urlParts) value.Data {
	if host, _ := u.hostPort(); host != "" {
		return value.Str(host)
	}
	return value.None{}
}

func numberOrNone(n int, ok bool) value.Data {
	if ok {
		return value.NewInt(int64(n))
	}
	return value.None{}
}

func emailDict(h value.Host, u urlParts, path string, host value.Data) *value.Dict {
	user, password, hasUser, hasPassword := u.userinfo()
	text := func(s string, there bool) value.Data {
		if there {
			return value.Str(unquote(s))
		}
		return value.None{}
	}
	return dictOf(h, "EMAIL_FILE_PATH", path, "EMAIL_HOST_USER", text(user, hasUser), "EMAIL_HOST_PASSWORD", text(password, hasPassword), "EMAIL_HOST", host)
}

// environDatabases are the engines of django-environ.
var environDatabases = map[string]string{
	"postgres": "django.db.backends.postgresql", "postgresql": "django.db.backends.postgresql",
	"psql": "django.db.backends.postgresql", "pgsql": "django.db.backends.postgresql",
	"postgis": "django.contrib.gis.db.backends.postgis", "mysql": "django.db.backends.mysql", "mysql2": "django.db.backends.mysql",
	"mysql-connector": "mysql.connector.django", "mysqlgis": "django.contrib.gis.db.backends.mysql", "mssql": "mssql",
	"oracle": "django.db.backends.oracle", "pyodbc": "sql_server.pyodbc", "redshift": "django_redshift_backend",
	"spatialite": "django.contrib.gis.db.backends.spatialite", "sqlite": "django.db.backends.sqlite3", "ldap": "ldapdb.backends.ldap",
	"cockroachdb": "django_cockroachdb",
}

var databaseOptions = words("CONN_MAX_AGE ATOMIC_REQUESTS AUTOCOMMIT DISABLE_SERVER_SIDE_CURSORS CONN_HEALTH_CHECKS")

// environDatabase is Env.db_url_config for the common forms.
func environDatabase(h value.Host, url string, engine value.Value) (*value.Dict, error) {
	if url == "sqlite://:memory:" {
		return dictOf(h, "ENGINE", environDatabases["sqlite"], "NAME", ":memory:"), nil
	}
	u := splitURL(url)
	name := unquotePlus(strings.TrimPrefix(u.path, "/"))
	switch {
	case u.scheme == "ldap" || u.scheme == "oracle" || strings.Contains(u.netloc, ","), strings.HasPrefix(name, "/") && u.scheme != "sqlite":
		return nil, nil
	case u.scheme == "sqlite" && name == "":
		name = ":memory:"
	}
	user, password, _, _ := u.userinfo()
	host, _ := u.hostPort()
	d := dictOf(h, "NAME", name, "USER", unquote(user), "PASSWORD", unquote(password), "HOST", host, "PORT", portOrEmpty(u))
	if err := urlOptions(h, d, u.query, databaseOptions, false); err != nil {
		return nil, err
	}
	scheme := u.scheme
	if text, ok := value.Text(engine); ok && text != "" {
		scheme = text
	}
	if backend, ok := environDatabases[scheme]; ok {
		scheme = backend
	}
	if scheme == "" {
		return value.NewDict(), nil
	}
	d.Set(str(h, "ENGINE"), str(h, scheme))
	return d, nil
}

// urlOptions sets the options in a URL's query: those of the table in the dict
// itself, the others under OPTIONS.
func urlOptions(h value.Host, d *value.Dict, query string, own map[string]bool, upper bool) error {
	pairs := parseQuery(query)
	if query == "" {
		return nil
	}
	options := value.NewDict()
	for _, p := range pairs {
		key := strings.ToUpper(p.name)
		v, err := literalOrText(h, p.value)
		if err != nil {
			return err
		}
		switch {
		case own[key]:
			d.Set(str(h, key), v)
		case upper:
			options.Set(str(h, key), v)
		default:
			options.Set(str(h, p.name), h.Made(digitsOrText(p.value)))
		}
	}
	d.Set(str(h, "OPTIONS"), h.Made(options))
	return nil
}

// literalOrText is what literal_eval gives, or the text itself.
func literalOrText(h value.Host, text string) (value.Value, error) {
	p := &literalParser{h: h, from: value.Value{}, rest: strings.TrimSpace(text)}
	v, ok := p.value(0)
	switch {
	case ok && strings.TrimSpace(p.rest) == "":
		return v, nil
	case p.unsure:
		return h.MakeUnknown("", "is an option of a URL, which is not modelled"), nil
	}
	return str(h, text), nil
}

// environCaches are the backends of django-environ; "" depends on what is
// installed.
var environCaches = map[string]string{
	"dbcache":     "django.core.cache.backends.db.DatabaseCache",
	"dummycache":  "django.core.cache.backends.dummy.DummyCache",
	"filecache":   "django.core.cache.backends.filebased.FileBasedCache",
	"locmemcache": "django.core.cache.backends.locmem.LocMemCache",
	"memcache":    "django.core.cache.backends.memcached.MemcachedCache",
	"pymemcache":  "",
	"pylibmc":     "django.core.cache.backends.memcached.PyLibMCCache",
	"rediscache":  "", "redis": "", "rediss": "",
}

var cacheOptions = words("TIMEOUT KEY_PREFIX VERSION KEY_FUNCTION BINARY")

// environCache is Env.cache_url_config. For Redis, django-redis goes first if
// it is installed.
func environCache(opts Options) urlConfig {
	return urlConfig{make: func(h value.Host, url string, backend value.Value) (*value.Dict, error) {
		return environCacheDict(h, url, backend, opts)
	}}
}

func environCacheDict(h value.Host, url string, backend value.Value, opts Options) (*value.Dict, error) {
	if url == "" {
		return value.NewDict(), nil
	}
	u := splitURL(url)
	name, ok := environCaches[u.scheme]
	if !ok {
		return nil, h.Raise(improperlyConfigured, "Invalid cache schema")
	}
	d := value.NewDict()
	switch {
	case name != "":
		d.Set(str(h, "BACKEND"), str(h, name))
	case u.scheme == "pymemcache" || opts.installed("django_redis") == value.Maybe:
		d.Set(str(h, "BACKEND"), h.MakeUnknown("str", versionOfDjango))
	case opts.installed("django_redis") == value.Yes:
		d.Set(str(h, "BACKEND"), str(h, "django_redis.cache.RedisCache"))
	default:
		d.Set(str(h, "BACKEND"), redisBackend(h, opts.djangoAtLeast(4), "redis_cache.RedisCache"))
	}
	d.Set(str(h, "LOCATION"), cacheLocation(h, u))
	if err := urlOptions(h, d, u.query, cacheOptions, true); err != nil {
		return nil, err
	}
	if value.Truthy(backend) == value.Yes {
		d.Set(str(h, "BACKEND"), backend)
	}
	return d, nil
}

func cacheLocation(h value.Host, u urlParts) value.Value {
	places := strings.Split(u.netloc, ",")
	switch {
	case u.scheme == "filecache":
		return str(h, u.netloc+u.path)
	case u.netloc == "" && (u.scheme == "memcache" || u.scheme == "pymemcache"):
		return str(h, "unix:"+u.path)
	case strings.HasPrefix(u.scheme, "redis"):
		scheme := "unix"
		if host, _ := u.hostPort(); host != "" {
			scheme = strings.ReplaceAll(u.scheme, "cache", "")
		}
		for i, p := range places {
			places[i] = scheme + "://" + p + u.path
		}
	}
	if len(places) == 1 {
		return str(h, places[0])
	}
	return h.Made(&value.List{Items: texts(h, places)})
}

var environMailSchemes = lazyregexp.New(`^(smtps?|smtp\+(tls|ssl)|(console|file|memory|dummy)mail)$`)

// environEmail is Env.email_url_config.
func environEmail(h value.Host, url string, backend value.Value) (*value.Dict, error) {
	u := splitURL(url)
	if u.query != "" {
		return nil, nil
	}
	d := emailDict(h, u, unquotePlus(strings.TrimPrefix(u.path, "/")), hostOrNone(u))
	port, ok := u.portNumber()
	d.Set(str(h, "EMAIL_PORT"), h.Made(numberOrNone(port, ok)))
	switch {
	case value.Truthy(backend) == value.Yes:
		d.Set(str(h, "EMAIL_BACKEND"), backend)
	case !environMailSchemes().MatchString(u.scheme):
		return nil, h.Raise(improperlyConfigured, "Invalid email schema")
	case strings.HasPrefix(u.scheme, "smtp"):
		d.Set(str(h, "EMAIL_BACKEND"), str(h, smtpBackend))
	default:
		kind := strings.NewReplacer("filemail", "filebased", "memorymail", "locmem", "mail", "").Replace(u.scheme)
		d.Set(str(h, "EMAIL_BACKEND"), str(h, emailPackage+kind+".EmailBackend"))
	}
	switch u.scheme {
	case "smtps", "smtp+tls":
		d.Set(str(h, "EMAIL_USE_TLS"), h.Made(value.Bool(true)))
	case "smtp+ssl":
		d.Set(str(h, "EMAIL_USE_SSL"), h.Made(value.Bool(true)))
	}
	return d, nil
}
