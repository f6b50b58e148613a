package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Small things that settings import of other libraries. A library that is not
// here at all is foreign: all of it is unknown, by name.

var smallModules = map[string]module{
	// https://github.com/adamchainz/django-cors-headers/blob/main/src/corsheaders/defaults.py
	// Older versions have more headers, so only the methods are certain.
	"corsheaders": {names: names{}},
	"corsheaders.defaults": {names: names{
		"default_headers": openTuple("accept authorization content-type user-agent x-csrftoken x-requested-with", "depends on the version of django-cors-headers"),
		"default_methods": textTuple("DELETE GET OPTIONS PATCH POST PUT"),
	}},
	// https://docs.celeryq.dev/en/stable/reference/celery.schedules.html
	"celery.schedules": {names: names{"crontab": harmless("celery.schedules", "crontab"), "schedule": harmless("celery.schedules", "schedule")}},
	"kombu":            {names: names{"Exchange": harmless("kombu", "Exchange"), "Queue": harmless("kombu", "Queue")}},
	// https://github.com/getsentry/sentry-python
	"sentry_sdk":                      {names: quietNames("init set_tag set_context set_user capture_message capture_exception configure_scope")},
	"sentry_sdk.integrations.django":  {names: names{"DjangoIntegration": harmless("sentry_sdk", "DjangoIntegration")}},
	"sentry_sdk.integrations.celery":  {names: names{"CeleryIntegration": harmless("sentry_sdk", "CeleryIntegration")}},
	"sentry_sdk.integrations.redis":   {names: names{"RedisIntegration": harmless("sentry_sdk", "RedisIntegration")}},
	"sentry_sdk.integrations.logging": {names: names{"LoggingIntegration": harmless("sentry_sdk", "LoggingIntegration"), "ignore_logger": quiet("ignore_logger")}},
}

func textTuple(list string) func() value.Data {
	return func() value.Data {
		t := &value.Tuple{}
		for _, s := range strings.Fields(list) {
			t.Items = append(t.Items, value.Value{Data: value.Str(s)})
		}
		return t
	}
}

// openTuple is a tuple that has those items and may have others.
func openTuple(list, reason string) func() value.Data {
	return func() value.Data {
		t := textTuple(list)().(*value.Tuple)
		t.Items = append(t.Items, value.Value{Data: &value.Splice{Of: &value.Unknown{Reason: reason, Key: reason}}})
		return t
	}
}
