package discover

import (
	"path"
	"strings"
)

// A place is a file that may say which settings module runs, and what such a
// file is for.
type place struct {
	kind placeKind
	// role is what a module is for that this file names; "" if the file does
	// not say.
	role Role
	// strong is true if the file is about one environment and names what runs
	// there, false for a default that the environment overrides.
	strong bool
}

// A placeKind says how a file is read.
type placeKind int

const (
	pythonPlace placeKind = iota // manage.py, celery.py, scripts
	serverPlace                  // wsgi.py, asgi.py
	dockerPlace                  // Dockerfile
	composePlace
	envPlace // KEY=value lines
	yamlPlace
	jsonPlace
	iniPlace // ini, TOML
	shellPlace
	procfilePlace
	ciPlace // YAML of continuous integration, which may build and deploy too
)

// suffixes that a tool or a person puts behind the name of a file that is to
// be copied or rendered.
var copySuffixes = []string{
	".example", ".sample", ".dist", ".template", ".tmpl", ".tpl", ".gotmpl", ".j2", ".jinja", ".jinja2", ".default",
}

// withoutCopySuffix returns the name without such endings, and whether it had
// one.
func withoutCopySuffix(base string) (string, bool) {
	had := false
	for again := true; again; {
		again = false
		for _, s := range copySuffixes {
			if strings.HasSuffix(base, s) && len(base) > len(s) {
				base, had, again = strings.TrimSuffix(base, s), true, true
			}
		}
	}
	return base, had
}

// placeOf says what a file is by its path alone; false if it need not be read.
func placeOf(name string) (place, bool) {
	base := path.Base(name)
	if strings.HasSuffix(base, ".py") || strings.HasSuffix(base, ".wsgi") {
		return pythonPlaceOf(name, base)
	}
	base, copied := withoutCopySuffix(strings.ToLower(base))
	p, ok := configPlaceOf(strings.ToLower(path.Dir(name)), base)
	if !ok {
		return p, false
	}
	if role := pathRole(name); role != "" && p.kind != ciPlace {
		p.role = role
		p.strong = true
	}
	if shown := showFolder(name) != "" || hasWord(path.Dir(name), []string{"documentation"}); shown || copied {
		p.strong = false
		if shown && p.role == Production {
			p.role = "" // it shows how others may deploy
		}
	}
	return p, true
}

// pythonPlaceOf knows Python files that start Django. Settings are named in
// few others, and those say nothing about production.
func pythonPlaceOf(name, base string) (place, bool) {
	stem := strings.TrimSuffix(strings.ToLower(base), ".py")
	if stem == "__init__" {
		stem = strings.ToLower(path.Base(path.Dir(name)))
	}
	switch {
	case strings.Contains(stem, "wsgi") || strings.Contains(stem, "asgi"):
		return place{kind: serverPlace, role: Production}, true
	case strings.Contains(stem, "conftest"), strings.HasPrefix(stem, "runtest"), strings.HasPrefix(stem, "run_test"),
		stem == "noxfile", strings.HasPrefix(stem, "test_runner"), strings.HasPrefix(stem, "testserver"):
		return place{role: Test}, true
	case strings.HasPrefix(stem, "manage"), strings.Contains(stem, "celery"), strings.Contains(stem, "worker"),
		strings.Contains(stem, "entrypoint"), strings.Contains(stem, "gunicorn"), strings.Contains(stem, "hypercorn"):
		return place{}, true
	}
	switch stem {
	case "__main__", "main", "cli", "tasks", "fabfile", "server", "app", "application", "runner", "launcher", "bootstrap", "setup_django", "passenger":
		return place{}, true
	}
	return place{}, !strings.Contains(name, "/") // scripts beside manage.py
}

// configPlaceOf knows the files of deployment and test tools, by lower-case
// folder and base name.
func configPlaceOf(dir, base string) (place, bool) {
	ext := path.Ext(base)
	yaml := ext == ".yml" || ext == ".yaml"
	switch {
	case strings.HasPrefix(base, "dockerfile"), strings.HasPrefix(base, "containerfile"), ext == ".dockerfile":
		return place{kind: dockerPlace, role: Production, strong: true}, true
	case yaml && strings.Contains(base, "compose"):
		return place{kind: composePlace, role: Development}, true
	case isContinuousIntegration(dir, base):
		return place{kind: ciPlace, role: Test}, true
	case strings.HasPrefix(base, "procfile"):
		return place{kind: procfilePlace, role: Production, strong: true}, true
	case base == "pytest.ini", base == ".pytest.ini", ext == ".ini" && strings.HasPrefix(base, "tox"), base == "setup.cfg", base == ".coveragerc":
		return place{kind: iniPlace, role: Test}, true
	case base == "pyproject.toml", base == "mypy.ini", base == ".mypy.ini", base == ".pylintrc", base == "pylintrc":
		return place{kind: iniPlace}, true
	case strings.HasPrefix(base, ".env"), ext == ".env", strings.Contains(dir+"/", "env.d/"), strings.Contains(dir+"/", ".envs/"):
		return place{kind: envPlace, role: Development}, true
	case strings.Contains(base, "devcontainer"), strings.Contains(dir, ".devcontainer"), strings.Contains(dir, ".vscode"), strings.Contains(dir, ".idea"):
		return place{kind: jsonPlace, role: Development, strong: true}, ext != ".png"
	}
	if p, ok := serverConfigOf(dir, base, ext, yaml); ok {
		return p, true
	}
	return shellPlaceOf(dir, base, ext)
}

func isContinuousIntegration(dir, base string) bool {
	if strings.HasPrefix(dir, ".github") || strings.HasPrefix(dir, ".circleci") || strings.HasPrefix(dir, ".gitlab") || strings.HasPrefix(dir, ".woodpecker") {
		return strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml") || strings.HasSuffix(base, ".sh")
	}
	switch base {
	case ".gitlab-ci.yml", ".travis.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "jenkinsfile", "appveyor.yml", ".appveyor.yml", ".drone.yml", ".woodpecker.yml", ".pre-commit-config.yaml":
		return true
	}
	return false
}

// platformFiles are the files in which a hosting platform is told what to run.
var platformFiles = map[string]placeKind{
	"app.yaml": yamlPlace, "app.yml": yamlPlace, "fly.toml": iniPlace, "render.yaml": yamlPlace, "app.json": jsonPlace,
	"heroku.yml": yamlPlace, "manifest.yml": yamlPlace, ".platform.app.yaml": yamlPlace, "serverless.yml": yamlPlace,
	"zappa_settings.json": jsonPlace, "zappa_settings.yml": yamlPlace, "zappa_settings.toml": iniPlace,
	"railway.json": jsonPlace, "railway.toml": iniPlace, "vercel.json": jsonPlace, "nixpacks.toml": iniPlace,
	"cloudbuild.yaml": yamlPlace, "koyeb.yaml": yamlPlace, "scalingo.json": jsonPlace, "apprunner.yaml": yamlPlace,
}

// deployFolders are words of folders that hold manifests of a deployment.
var deployFolders = []string{
	"k8s", "kube", "kubernetes", "helm", "chart", "charts", "manifest", "manifests", "deploy", "deployment", "deployments",
	"infra", "infrastructure", "ops", "argocd", "kustomize", "overlays", "openshift", "devops", "ebextensions",
	"copilot", "ecs", "ansible", "systemd", "supervisor", "uwsgi", "nginx", "apache", "do", "terraform", "conf", "etc",
}

// deployEndings are the endings, besides those of YAML, of manifests in folders of
// a deployment.
var deployEndings = map[string]bool{".conf": true, ".ini": true, ".config": true, ".toml": true, ".tf": true, ".json": true}

func serverConfigOf(dir, base, ext string, yaml bool) (place, bool) {
	if kind, ok := platformFiles[base]; ok {
		return place{kind: kind, role: Production, strong: true}, true
	}
	switch {
	case ext == ".service", strings.HasPrefix(base, "supervisor"), strings.Contains(base, "uwsgi"):
		return place{kind: iniPlace, role: Production, strong: true}, true
	case ext == ".json" && strings.Contains(base, "task"):
		return place{kind: jsonPlace, role: Production, strong: true}, true
	}
	if !yaml && !deployEndings[ext] {
		return place{}, false
	}
	if !hasWord(dir, deployFolders) {
		// A manifest at the top, such as production.yml or values.yaml.
		return place{kind: yamlPlace}, yaml && !strings.Contains(dir, "/") && (dir == "." || dir == "docker" || dir == "compose")
	}
	switch {
	case yaml:
		return place{kind: yamlPlace, role: Production, strong: true}, true
	case ext == ".json":
		return place{kind: jsonPlace, role: Production, strong: true}, true
	}
	return place{kind: iniPlace, role: Production, strong: true}, true
}

func shellPlaceOf(dir, base, ext string) (place, bool) {
	switch {
	case ext == ".sh", ext == ".bash", ext == "" && hasWord(dir, []string{"bin", "scripts", "script", "docker", "deploy", "compose", "deployment"}):
		if strings.Contains(base, "entrypoint") || hasWord(base, []string{"start", "gunicorn", "uwsgi", "daphne", "uvicorn", "serve"}) {
			return place{kind: shellPlace, role: Production}, true
		}
		return place{kind: shellPlace}, true
	case strings.HasPrefix(base, "makefile"), base == "gnumakefile", base == "justfile", strings.HasPrefix(base, "taskfile"), base == "vagrantfile", ext == ".mk":
		return place{kind: shellPlace}, true
	}
	return place{}, false
}

// pathRole returns what the words of a file's path say, the nearest part
// first: compose/production/django/Dockerfile is for production.
func pathRole(name string) Role {
	for part := name; part != "." && part != "/"; part = path.Dir(part) {
		list := words(path.Base(part))
		for _, role := range []Role{Test, Development, Production} {
			for _, w := range list {
				if placeWords[w] == role {
					return role
				}
			}
		}
	}
	return ""
}
