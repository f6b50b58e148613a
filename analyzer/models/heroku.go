package models

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// django-heroku, whose settings(locals()) sets names of the caller.
//
// https://github.com/heroku/django-heroku/blob/master/django_heroku/core.py

var herokuModules = map[string]module{
	"django_heroku":      {names: herokuNames},
	"django_heroku.core": {names: herokuNames},
	"django_on_heroku":   {names: herokuNames},
}

var herokuNames = names{
	"settings": function("settings", "config, *, db_colors=, databases=, test_runner=, staticfiles=, allowed_hosts=, logging=, secret_key=", herokuSettings),
}

func herokuSettings(h value.Host, a *arguments) (value.Value, error) {
	config := a.value("config")
	on := func(name string) bool { return a.flag(name, true) != value.No }
	set := func(name string, v value.Value) error { return h.SetItem(config, str(h, name), v) }
	if on("databases") {
		if err := herokuDatabase(h, config); err != nil {
			return value.Value{}, err
		}
	}
	if on("staticfiles") {
		if err := herokuStatic(h, config, set); err != nil {
			return value.Value{}, err
		}
	}
	if on("allowed_hosts") {
		if err := set("ALLOWED_HOSTS", h.Made(&value.List{Items: texts(h, []string{"*"})})); err != nil {
			return value.Value{}, err
		}
	}
	if on("logging") {
		if err := set("LOGGING", h.MakeUnknown("dict", "comes from django_heroku.settings()")); err != nil {
			return value.Value{}, err
		}
	}
	if on("secret_key") && h.Getenv("SECRET_KEY").State != value.Unset {
		v, err := question{name: "SECRET_KEY", cast: "str", missing: "KeyError"}.ask(h)
		if err != nil {
			return v, err
		}
		if err := set("SECRET_KEY", v); err != nil {
			return v, err
		}
	}
	return h.Made(value.None{}), nil
}

func herokuDatabase(h value.Host, config value.Value) error {
	if h.Getenv("DATABASE_URL").State == value.Unset {
		return nil
	}
	return h.SetItem(config, str(h, "DATABASES"), h.MakeUnknown("dict", "comes from the environment variable DATABASE_URL"))
}

// herokuStatic puts WhiteNoise first in the middleware.
func herokuStatic(h value.Host, config value.Value, set func(string, value.Value) error) error {
	static := h.MakeUnknown("str", "comes from django_heroku.settings()")
	if base, err := h.GetItem(config, str(h, "BASE_DIR")); err == nil {
		if p, ok := value.PathText(base); ok {
			static = str(h, joinText(p, "staticfiles"), base)
		}
	}
	if err := set("STATIC_ROOT", static); err != nil {
		return err
	}
	if err := set("STATIC_URL", str(h, "/static/")); err != nil {
		return err
	}
	name := "MIDDLEWARE_CLASSES"
	old, err := h.GetItem(config, str(h, name))
	if err != nil {
		name = "MIDDLEWARE"
		if old, err = h.GetItem(config, str(h, name)); err != nil {
			return err
		}
	}
	items, err := h.Iterate(old)
	if err != nil {
		return err
	}
	items = append(texts(h, []string{"whitenoise.middleware.WhiteNoiseMiddleware"}), items...)
	if err := set(name, h.Made(&value.Tuple{Items: items}, old)); err != nil {
		return err
	}
	return set("STATICFILES_STORAGE", str(h, "whitenoise.storage.CompressedManifestStaticFilesStorage"))
}
