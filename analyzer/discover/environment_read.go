package discover

import (
	"bytes"
	"path"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

var envName = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// An envKind says how a file sets variables.
type envKind int

const (
	noEnv envKind = iota
	envFile
	envDockerfile
	envCompose
	envProcfile
	envFly
	envYAML // manifests of platforms, Kubernetes and Helm; app.json
)

// envKindOf says by its path whether a file sets variables for production, and
// how. Files to be copied, and files for all environments, do not.
func (f *finder) envKindOf(name string) envKind {
	if strings.HasSuffix(name, ".py") {
		return noEnv
	}
	p, ok := placeOf(name)
	if !ok || p.role != Production || !p.strong {
		return noEnv
	}
	base := strings.ToLower(path.Base(name))
	if _, copied := withoutCopySuffix(base); copied || testFolder(name) != "" || strings.Contains(name, "{{") || hasWord(base, templateWords) {
		return noEnv
	}
	if isCompanion(name) || hasWord(path.Dir(name), []string{"ansible", "roles", "playbooks"}) {
		return noEnv
	}
	switch {
	case p.kind == envPlace:
		return envFile
	case p.kind == dockerPlace:
		return envDockerfile
	case p.kind == composePlace:
		return envCompose
	case p.kind == procfilePlace:
		return envProcfile
	case base == "fly.toml":
		return envFly
	case p.kind == yamlPlace, base == "app.json":
		return envYAML
	}
	return noEnv
}

// isCompanion reports whether a name is that of a service beside the server.
func isCompanion(name string) bool {
	return hasWord(name, []string{"worker", "workers", "celery", "celerybeat", "celeryworker", "beat", "flower", "nginx", "postgres", "postgresql", "db", "database", "redis", "frontend", "rabbitmq", "traefik"}) &&
		!hasWord(path.Base(name), []string{"django", "web", "backend", "app", "api"})
}

func (f *finder) readEnv(kind envKind, name string, content []byte) []Given {
	switch kind {
	case envFile:
		return scanEnvFile(name, content)
	case envDockerfile:
		return f.readDockerfile(name, content)
	case envProcfile:
		return scanProcfile(name, content)
	case envFly:
		return scanFly(name, content)
	}
	if kind == envYAML && !isManifest(name, content) {
		return nil
	}
	if f.manifests += len(content); f.manifests > maxManifests {
		return nil
	}
	if kind == envCompose {
		return f.readCompose(name, content)
	}
	return readManifest(name, content)
}

var envLine = lazyregexp.New(`^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$`)

// scanEnvFile reads KEY=value lines. A text that goes on over several lines, or
// has escapes, is left out.
func scanEnvFile(name string, content []byte) []Given {
	var list []Given
	open := byte(0) // the quote of a text that began on a line above
	for i, line := range splitLines(content) {
		if open != 0 {
			if strings.IndexByte(line, open) >= 0 {
				open = 0
			}
			continue
		}
		m := envLine().FindStringSubmatch(line)
		if m == nil || isComment(line) {
			continue
		}
		text, ok := unquote(m[2])
		if !ok && m[2] != "" && strings.Count(m[2], m[2][:1])%2 == 1 {
			open = m[2][0]
		}
		if ok {
			list = append(list, Given{Name: m[1], Text: text, File: name, Line: i + 1})
		}
	}
	return list
}

// unquote returns the text of a value as shells and dotenv readers agree on
// it.
func unquote(value string) (string, bool) {
	if value == "" {
		return "", true
	}
	if quote := value[0]; quote == '"' || quote == '\'' {
		text, rest, closed := strings.Cut(value[1:], string(quote))
		rest = strings.TrimSpace(rest)
		return text, closed && (rest == "" || rest[0] == '#') && !strings.Contains(text, `\`)
	}
	text, _, _ := strings.Cut(value, " #")
	text = strings.TrimSpace(text)
	return text, !strings.ContainsAny(text, `"'\`)
}

var (
	processLine = lazyregexp.New(`^(?:web|release|django|server|app)\s*:\s*(.*)$`)
	leadingVar  = lazyregexp.New(`^(?:env\s+|export\s+)?([A-Za-z_][A-Za-z0-9_]*)=("[^"\\]*"|'[^']*'|[^\s"'\\]*)\s+`)
)

// scanProcfile reads the variables before the command of the web process.
func scanProcfile(name string, content []byte) []Given {
	var list []Given
	for i, line := range splitLines(content) {
		m := processLine().FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(line, "release") {
			continue
		}
		for rest := m[1]; ; {
			v := leadingVar().FindStringSubmatch(rest)
			if v == nil {
				break
			}
			if text, ok := unquote(v[2]); ok {
				list = append(list, Given{Name: v[1], Text: text, File: name, Line: i + 1})
			}
			rest = rest[len(v[0]):]
		}
	}
	return list
}

// scanFly reads the [env] section of fly.toml.
func scanFly(name string, content []byte) []Given {
	var list []Given
	section := ""
	for i, line := range splitLines(content) {
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "[") {
			section = strings.Trim(trimmed, "[] ")
		}
		m := envLine().FindStringSubmatch(line)
		if m == nil || section != "env" {
			continue
		}
		if text, ok := unquote(m[2]); ok {
			list = append(list, Given{Name: m[1], Text: text, File: name, Line: i + 1})
		}
	}
	return list
}

// Limits of the YAML that is parsed. The parser takes more than linear time for
// nesting, which a manifest has little of.
const (
	maxManifestSize = 64 << 10
	maxManifests    = 2 << 20 // of all together
	maxNesting      = 24      // of brackets, and of signs in one line
)

// tame reports whether content is no more nested than a manifest written by
// people. Brackets are counted wherever they are, which is enough.
func tame(content []byte) bool {
	if len(content) > maxManifestSize {
		return false
	}
	depth, signs := 0, 0
	for i, c := range content {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		case '\n':
			signs = 0
		case '-', '?', ':', '&', '*', '!':
			if i+1 == len(content) || content[i+1] <= ' ' || c == '&' || c == '*' || c == '!' {
				signs++
			}
		}
		if depth > maxNesting || signs > maxNesting {
			return false
		}
	}
	return true
}

// isManifest tells manifests from other YAML of a deployment's folders: by the
// name, or by what Kubernetes and Cloud Foundry need.
func isManifest(name string, content []byte) bool {
	base := strings.ToLower(path.Base(name))
	_, platform := platformFiles[base]
	return bytes.Contains(content, []byte("env")) && (platform || strings.HasPrefix(base, "values") || strings.HasPrefix(path.Dir(name), ".do")) ||
		bytes.Contains(content, []byte("kind:")) || bytes.Contains(content, []byte("applications:"))
}

// documents parses YAML, or JSON, which is YAML, into syntax trees, without
// expanding aliases.
func documents(content []byte) (docs []ast.Node) {
	defer func() {
		if recover() != nil { // a file that its parser cannot take says nothing
			docs = nil
		}
	}()
	if !tame(content) {
		return nil
	}
	file, err := parser.ParseBytes(content, 0)
	if err != nil {
		return nil
	}
	for _, d := range file.Docs {
		if d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	return docs
}

// A pair is a key and a value of a YAML mapping.
type pair struct {
	key   string
	value ast.Node
	line  int
}

// pairsOf returns the pairs of a mapping, or none for another node.
func pairsOf(n ast.Node) []pair {
	var nodes []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		nodes = n.Values
	case *ast.MappingValueNode:
		nodes = []*ast.MappingValueNode{n}
	case *ast.AnchorNode:
		return pairsOf(n.Value)
	}
	var list []pair
	for _, v := range nodes {
		if t := v.Key.GetToken(); t != nil && v.Value != nil {
			list = append(list, pair{key: t.Value, value: v.Value, line: t.Position.Line})
		}
	}
	return list
}

// get returns the value of a key of a mapping, or nil.
func get(n ast.Node, key string) ast.Node {
	for _, p := range pairsOf(n) {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// itemsOf returns the items of a sequence.
func itemsOf(n ast.Node) []ast.Node {
	if s, ok := n.(*ast.SequenceNode); ok {
		return s.Values
	}
	return nil
}

// scalar returns the text of a scalar as it is written.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// variables reads a mapping of names to texts, a sequence of NAME=text, or one
// of mappings with a name and a value.
func variables(name string, n ast.Node) []Given {
	var list []Given
	for _, p := range pairsOf(n) {
		value := p.value
		if inner := get(value, "value"); inner != nil {
			value = inner // app.json
		}
		if text, ok := scalar(value); ok {
			list = append(list, Given{Name: p.key, Text: text, File: name, Line: p.line})
		}
	}
	for _, item := range itemsOf(n) {
		if text, ok := scalar(item); ok {
			if key, value, found := strings.Cut(text, "="); found {
				list = append(list, Given{Name: key, Text: value, File: name, Line: item.GetToken().Position.Line})
			}
			continue
		}
		key := get(item, "name")
		if key == nil {
			key = get(item, "key")
		}
		variable, isText := scalar(key)
		if text, ok := scalar(get(item, "value")); ok && isText {
			list = append(list, Given{Name: variable, Text: text, File: name, Line: key.GetToken().Position.Line})
		}
	}
	return list
}

// manifestKeys are the keys below which platforms, Kubernetes and charts keep
// variables.
var manifestKeys = map[string]bool{
	"env": true, "envVars": true, "env_variables": true, "environment": true, "environment_variables": true,
	"envs": true, "extraEnv": true, "extraEnvVars": true, "extraEnvs": true,
}

// readManifest reads the variables of all containers and services of a
// manifest, except those of databases and the like.
func readManifest(name string, content []byte) []Given {
	var list []Given
	var visit func(n ast.Node, depth int)
	visit = func(n ast.Node, depth int) {
		if depth > 40 || isInfrastructure(n) {
			return
		}
		for _, p := range pairsOf(n) {
			if manifestKeys[p.key] {
				list = append(list, variables(name, p.value)...)
				continue
			}
			visit(p.value, depth+1)
		}
		for _, item := range itemsOf(n) {
			visit(item, depth+1)
		}
	}
	for _, doc := range documents(content) {
		if kind, _ := scalar(get(doc, "kind")); kind == "ConfigMap" {
			list = append(list, variables(name, get(doc, "data"))...)
		}
		visit(doc, 0)
	}
	return list
}

// isInfrastructure reports whether a service or container runs an image that
// is no Django project's.
func isInfrastructure(n ast.Node) bool {
	image, ok := scalar(get(n, "image"))
	if !ok || get(n, "build") != nil {
		return false
	}
	return hasWord(image, []string{"postgres", "postgresql", "postgis", "mysql", "mariadb", "redis", "valkey", "rabbitmq", "memcached", "nginx", "traefik", "caddy",
		"elasticsearch", "opensearch", "minio", "mongo", "keycloak", "grafana", "prometheus", "mailhog", "mailpit", "kafka", "zookeeper", "pgbouncer", "certbot", "node", "clickhouse"})
}

// readCompose reads the variables of a compose file's services, with those of
// the env_files that are in the repository.
func (f *finder) readCompose(name string, content []byte) []Given {
	var list []Given
	for _, doc := range documents(content) {
		for _, service := range pairsOf(get(doc, "services")) {
			if isInfrastructure(service.value) || isCompanion(service.key) {
				continue
			}
			own := variables(name, get(service.value, "environment"))
			for _, file := range envFilesOf(service.value) {
				if list = append(list, without(f.envFile(path.Join(path.Dir(name), file)), own)...); len(list) > maxVariables {
					return list
				}
			}
			list = append(list, own...)
		}
	}
	return list
}

// envFile returns the variables of a file that a compose file names.
func (f *finder) envFile(name string) []Given {
	list, read := f.envFiles[name]
	if !read && f.index.HasFile(name) {
		list = scanEnvFile(name, f.read(name, maxPlaceSize))
	}
	f.envFiles[name] = list
	return list
}

// envFilesOf returns the paths in a service's env_file.
func envFilesOf(service ast.Node) []string {
	n := get(service, "env_file")
	if text, ok := scalar(n); ok {
		return []string{text}
	}
	var files []string
	for _, item := range itemsOf(n) {
		if inner := get(item, "path"); inner != nil {
			item = inner
		}
		if text, ok := scalar(item); ok {
			files = append(files, text)
		}
	}
	return files
}

// without leaves out the variables that others override.
func without(list, overriding []Given) []Given {
	names := map[string]bool{}
	for _, g := range overriding {
		names[g.Name] = true
	}
	var kept []Given
	for _, g := range list {
		if !names[g.Name] {
			kept = append(kept, g)
		}
	}
	return kept
}
