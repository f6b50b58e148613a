package discover

import (
	"strings"
	"unicode"
)

// words splits a name such as "settings_prod", "clever-cloud" or "PreProduction"
// into its lower-case words. Digits belong to a word, except at its end: k8s,
// settings2.
func words(name string) []string {
	var list []string
	start := 0
	flush := func(end int) {
		if end > start {
			if w := strings.TrimRight(name[start:end], "0123456789"); w != "" {
				list = append(list, strings.ToLower(w))
			}
		}
	}
	lower := false // the previous rune is a lower-case letter
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			start = i + len(string(r))
		case lower && unicode.IsUpper(r):
			flush(i)
			start = i
		}
		lower = unicode.IsLower(r)
	}
	flush(len(name))
	return list
}

// roleWords are words that say what a settings module, or a file that names
// one, is for. Staging counts as production: it faces the same network.
var roleWords = wordRoles()

// Words by role. The words of a name are asked in the order test, development,
// production, shared, so that "production-debug" is for development.
var (
	testWords = strings.Fields(`
		test tests testing tester unittest unittests pytest ci travis circle
		circleci jenkins github gitlab e2e integration functional cypress selenium
		playwright coverage tox nox benchmark bench loadtest smoketest
		testsuite testrunner behave autotest`)
	developmentWords = strings.Fields(`
		dev devel develop developer developers development devstack devserver
		local localhost localdev debug vagrant compose devcontainer codespaces
		codespace gitpod laptop workstation docs doc sphinx build builder static
		collectstatic mypy stubs typing lint linting schema playground`)
	productionWords = strings.Fields(`
		prod production prd live deploy deployment deployed heroku aws gcp azure
		ec ecs eks gke fargate eb beanstalk elasticbeanstalk kubernetes k8s kube
		helm cloud clever cabotage dokku fly flyio render railway gae appengine
		pythonanywhere platformsh scalingo staging stage stg preprod preproduction
		uat qa release enterprise hosted onprem onpremise selfhosted saas server
		webserver paas`)
	sharedWords = strings.Fields(`
		base common shared default defaults global globals core generic abstract
		mixin mixins components`)
	templateWords = strings.Fields(`
		example examples sample dist template tmpl tpl skel skeleton in orig`)
)

// wordRoles maps each word to its role. Where lists share a word, the earlier
// one has it, in the order of asking.
func wordRoles() map[string]Role {
	roles := map[string]Role{}
	for _, group := range []struct {
		role  Role
		words []string
	}{{Test, testWords}, {Development, developmentWords}, {Production, productionWords}, {Shared, sharedWords}} {
		for _, w := range group.words {
			if _, taken := roles[w]; !taken {
				roles[w] = group.role
			}
		}
	}
	return roles
}

// RoleOf returns the role that a name speaks of: Production for ON_PRODUCTION,
// Development for LOCAL_DEV, and "" for most.
func RoleOf(name string) Role {
	role, _ := roleOfWords(name)
	return role
}

// roleOfWords returns the role that a name's words say, and the word that says
// it.
func roleOfWords(name string) (Role, string) {
	list := words(name)
	for _, role := range []Role{Test, Development, Production, Shared} {
		for i, w := range list {
			if roleWords[w] == role {
				if role == Production && i > 0 && (list[i-1] == "not" || list[i-1] == "non") {
					return Development, list[i-1] + " " + w
				}
				return role, w
			}
			if w == "pre" && role == Production && i+1 < len(list) && strings.HasPrefix(list[i+1], "prod") {
				return role, w + list[i+1]
			}
		}
	}
	return "", ""
}

// placeWords are the words that count in the path of a file that names a
// module. They are fewer: there "compose", "deploy" or "docker" are tools.
var placeWords = map[string]Role{
	"prod": Production, "production": Production, "prd": Production, "live": Production,
	"staging": Production, "stage": Production, "stg": Production, "preprod": Production, "preproduction": Production, "uat": Production,
	"dev": Development, "devel": Development, "develop": Development, "development": Development, "developer": Development, "developers": Development, "debug": Development,
	"local": Development, "localhost": Development, "devstack": Development, "vagrant": Development, "devcontainer": Development,
	"test": Test, "tests": Test, "testing": Test, "ci": Test, "e2e": Test, "pytest": Test, "cypress": Test,
}

// hasWord reports whether one of the name's words is in the list.
func hasWord(name string, list []string) bool {
	for _, w := range words(name) {
		for _, known := range list {
			if w == known {
				return true
			}
		}
	}
	return false
}
