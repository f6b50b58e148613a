//go:build linux

package main

import "strings"

// hostileConfigurations are configurations, baselines and policies that are made
// to explode.
var hostileConfigurations = []hostile{
	{name: "a huge configuration", code: 2, says: []string{"larger than 1 MiB"}, make: configured(func() string { return strings.Repeat("# x\n", 300_000) })},
	{name: "a hundred thousand rules", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return "[rules]\n" + numbered("D%d=''\n", many) })},
	{name: "a hundred thousand keys", code: 2, says: []string{"has more keys"}, make: configured(func() string { return numbered("a%d=1\n", many) })},
	{name: "a hundred thousand globs", code: 2, says: []string{"include has more than 500 entries"}, make: configured(func() string { return "include = [" + strings.Repeat("'a',", many) + "]\n" })},
	{name: "a deep configuration", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string {
		return "include = " + strings.Repeat("[", 500_000) + strings.Repeat("]", 500_000) + "\n"
	})},
	{name: "a deep configuration of tables", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return "[" + strings.Repeat("a.", 500_000) + "a]\n" })},
	{name: "a deep configuration of inline tables", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return strings.Repeat("a={", 300_000) + "\n" })},
	{name: "a deep configuration of keys", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return strings.Repeat("a.", 500_000) + "a = 1\n" })},
	{name: "keys that double", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return numbered("[[a"+strings.Repeat(".a", 100)+"]]\n", 4000) })},
	{name: "a configuration of brackets that stay open", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return "a = " + strings.Repeat("[", 1_000_000) })},
	{name: "a configuration that is no text", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string { return "\x00\xff\xfe" })},
	{name: "a configuration that speaks", code: 2, says: []string{"django-session-audit.toml"}, hides: []string{"\x1b"}, make: configured(func() string {
		return "\"::error::owned\" = 1\n\"##[add-mask]owned\" = 1\n\"\\n::error::owned\\u001b[2J\" = 1\n"
	})},
	{name: "a configuration with values that speak", code: 2, says: []string{"django-session-audit.toml"}, hides: []string{"\x1b"}, make: configured(func() string { return "fail-on = \"\\n::error::owned\\u001b[2J ##[add-mask]owned\"\n" })},
	{name: "globs with alternatives without end", code: 2, says: []string{"too many alternatives"}, make: configured(func() string { return "include = ['" + strings.Repeat("{a,b}", 50) + "']\n" })},
	{name: "globs of folders without end", code: 1, says: []string{found}, make: globbed(strings.Repeat("**/", 80) + "x")},
	{name: "globs of stars without end", code: 1, says: []string{found}, make: globbed(strings.Repeat("*a", 120) + "*b")},
	{name: "globs of stars and alternatives", code: 1, says: []string{found}, make: globbed(strings.Repeat("{*a,*b,**/c}", 4) + strings.Repeat("*a", 90) + "b")},
	{name: "globs of classes", code: 1, says: []string{found}, make: globbed(strings.Repeat("*[a-z]", 40))},
	{name: "five hundred globs", code: 1, says: []string{found}, make: func(r tree) {
		globbed("x")(r)
		glob := "'" + strings.Repeat("**/*a*", 40) + "',"
		r.file("django-session-audit.toml", "include = ["+strings.Repeat(glob, 500)+"]\nexclude = ["+strings.Repeat(glob, 500)+"]\n")
	}},
	{name: "a huge pyproject", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.long("pyproject.toml", "[tool.other]\n", "# x\n", 1_000_000, "")
	}},
	{name: "a deep pyproject", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.file("pyproject.toml", "[project]\ndependencies = "+strings.Repeat("[", 1_900_000)+strings.Repeat("]", 1_900_000)+"\n")
	}},
	{name: "a deep pyproject with our table", code: 2, says: []string{"pyproject.toml"}, make: func(r tree) {
		r.project("")
		r.file("pyproject.toml", "[tool.django-session-audit]\na = "+strings.Repeat("[", 500_000)+strings.Repeat("]", 500_000)+"\n")
	}},
	{name: "configuration in two files", code: 2, says: []string{"keep one of them"}, make: func(r tree) {
		r.project("")
		r.file("django-session-audit.toml", "fail-on = 'none'\n")
		r.file("pyproject.toml", "[tool.django-session-audit]\nfail-on = 'none'\n")
	}},
	{name: "a configured env file of a gigabyte", code: 2, says: []string{"larger than the limit"}, make: func(r tree) {
		r.project("")
		r.file("django-session-audit.toml", "env-file = 'prod.env'\n")
		r.long("prod.env", "", "A=1\n", 2_000_000, "")
	}},
	{name: "a configured env file that leads out", code: 2, says: []string{"not a regular file"}, hides: []string{"root:x"}, make: func(r tree) {
		r.project("")
		r.file("django-session-audit.toml", "env-file = 'prod.env'\n")
		r.link("/etc/passwd", "prod.env")
	}},
	{name: "a configured env file above the repository", code: 2, says: []string{"outside the repository"}, make: configured(func() string { return "env-file = '../../../etc/passwd'\n" })},
	{name: "a baseline of brackets", code: 2, says: []string{"baseline.json"}, args: []string{"scan", "--baseline", "baseline.json", "."}, make: func(r tree) {
		r.project("")
		r.file("baseline.json", strings.Repeat("[", 1_000_000))
	}},
	{name: "a baseline of fingerprints", code: 2, says: []string{"baseline.json"}, args: []string{"scan", "--baseline", "baseline.json", "."}, make: func(r tree) {
		r.project("")
		r.long("baseline.json", `{"a": [`, `{"a":1},`, 400_000, `1]}`)
	}},
	{name: "a policy of brackets", code: 2, says: []string{"policy.toml"}, args: []string{"scan", "--policy", "policy.toml", "."}, make: func(r tree) {
		r.project("")
		r.file("policy.toml", "require = "+strings.Repeat("[", 500_000)+strings.Repeat("]", 500_000)+"\n")
	}},
	{name: "requirements of a policy without end", code: 2, says: []string{"django-session-audit.toml"}, make: configured(func() string {
		return "require = ['SESSION_COOKIE_AGE <= " + strings.Repeat("9", 4000) + "', 'SESSION_COOKIE_NAME in [" + strings.Repeat("\"a\",", 900) + "]']\n"
	})},
}

// configured makes a project with a configuration.
func configured(text func() string) func(tree) {
	return func(r tree) {
		r.project("")
		r.file("django-session-audit.toml", text())
	}
}

// globbed makes a project with files that a glob has much to do with.
func globbed(glob string) func(tree) {
	return func(r tree) {
		configured(func() string { return "include = ['" + glob + "']\nexclude = ['" + glob + "']\n" })(r)
		for i := range 200 {
			r.file(strings.Repeat("a/", 20+i%20)+strings.Repeat("a", 100+i%100)+".py", "")
		}
	}
}
