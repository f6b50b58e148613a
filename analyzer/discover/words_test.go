package discover

import (
	"strings"
	"testing"
)

func TestRoleOfWords(t *testing.T) {
	for name, want := range map[string]string{
		"production": "production production", "settings_prod": "production prod", "clever-cloud": "production clever",
		"PreProduction": "production preproduction", "production-debug": "development debug", "local_dev": "development local",
		"ci_test": "test ci", "settings_for_test": "test test", "ContinuousIntegration": "test integration",
		"common_settings": "shared common", "settings2": "", "k8s": "production k8s", "e2e": "test e2e", "hobby": "",
		"not_production_settings": "development not production", "contest": "", "latest": "", "developers": "development developers",
	} {
		role, word := roleOfWords(name)
		if got := strings.TrimSpace(string(role) + " " + word); got != want {
			t.Errorf("roleOfWords(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestGlobErrors(t *testing.T) {
	for glob, want := range map[string]string{
		"/a": "leading slash", "a/../b": "matches nothing", "[a": "not a glob", strings.Repeat("a", 300): "longer",
		"{a,b}{a,b}{a,b}{a,b}{a,b}": "too many", "./a/": "", " ": "", "**/*.py": "",
	} {
		_, err := compileGlobs("include", []string{glob})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", glob, err, want)
		}
	}
}

func TestImportsConfigurations(t *testing.T) {
	for text, want := range map[string]bool{
		"from configurations import Configuration": true, "x = 1\nfrom\tconfigurations.values import *": true,
		"a configurations b\nfrom  configurations import x": true, "from configurations": true,
		"from configurations_of import x": false, "from my.configurations import x": false, "xfrom configurations import x": false,
		"fromconfigurations": false, "import configurations": false, "": false, "from configuration import x": false,
	} {
		if got := importsConfigurations([]byte(text)); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

// TestPackageKeys holds that the search for words misses nothing that the expression
// finds.
func TestPackageKeys(t *testing.T) {
	for text, want := range map[string]string{
		"package_dir={'': 'src'}": "src", "[options]\npackage_dir =\n    =src": "src", `package-dir = {"" = "lib"}`: "lib",
		"[tool.setuptools.package-dir]\n\"\" = \"src\"": "src", "where\t= [\"src\"]": "src", "from='src'": "src",
		`packages = [{include = "a", from = "py"}]`: "py", "pythonpath = src": "src", "python_paths = a b": "a", "  pythonpath=a": "a",
		"from x import y\nwhere is it\npackage_dir": "", `description = ""`: "",
	} {
		got := ""
		for _, m := range packageFolder().FindAllStringSubmatch(text, 8) {
			got += strings.Join(m[1:], "")
		}
		if searched := namesPackageFolder([]byte(text)); got != want || searched != (want != "") {
			t.Errorf("%q: finds %q, want %q; is searched: %t", text, got, want, searched)
		}
	}
}
