package config

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

const docs = "../../../docs"

// Configurations that the guides show are read as this program reads them. A
// policy is marked behind the language of its block.
func TestConfigurationsOfTheGuides(t *testing.T) {
	guides, err := filepath.Glob(docs + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	policies, configurations := 0, 0
	for _, guide := range guides {
		text, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?s)```toml( policy)?\n(.*?)```\n").FindAllStringSubmatch(string(text), -1) {
			name := "django-session-audit.toml"
			if strings.Contains(m[2], "["+Table+"]") {
				name = "pyproject.toml"
			}
			file, there := source.NewFile(name, []byte(m[2])), true
			if m[1] != "" {
				policies++
				_, err = ParsePolicy(file)
			} else {
				configurations++
				_, there, err = Parse(file)
			}
			if err != nil || !there {
				t.Errorf("%s: %v\n%s", guide, err, m[2])
			}
		}
	}
	if policies == 0 || configurations < len(Keys) {
		t.Errorf("the guides show %d policies and %d configurations", policies, configurations)
	}
}

// The baseline that the guide shows is one.
func TestBaselineOfTheGuide(t *testing.T) {
	text, err := os.ReadFile(docs + "/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```\n").FindAllSubmatch(text, -1)
	if len(blocks) != 1 {
		t.Fatalf("docs/policies.md has %d blocks of JSON", len(blocks))
	}
	if _, err := (Config{}).ParseBaseline(source.NewFile("baseline.json", blocks[0][1])); err != nil {
		t.Error(err)
	}
}

// The table of the guide is that of the code.
func TestGuideListsTheKeys(t *testing.T) {
	text, err := os.ReadFile(docs + "/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("| key | what is written there |\n|---|---|\n")
	for _, key := range Keys {
		fmt.Fprintf(&want, "| [`%s`](#%s) | %s |\n", key, key, kinds[key].says)
	}
	if !strings.Contains(string(text), "\n## Keys\n\n"+want.String()+"\n### ") {
		t.Errorf("docs/configuration.md should have this table of keys:\n%s", want.String())
	}
}

// The guide has a section on every key, with an example of it, and on no other.
func TestGuideExplainsEveryKey(t *testing.T) {
	text, err := os.ReadFile(docs + "/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, sections, _ := strings.Cut(string(text), "\n## Keys\n")
	sections, _, _ = strings.Cut(sections, "\n## ")
	var explained []string
	for _, section := range strings.Split(sections, "\n### ")[1:] {
		key, body, _ := strings.Cut(section, "\n")
		explained = append(explained, key)
		if !regexp.MustCompile("(?m)^\\[?" + regexp.QuoteMeta(key) + "( =|\\])").MatchString(body) {
			t.Errorf("the section on %s has no example of it", key)
		}
	}
	slices.Sort(explained)
	if !slices.Equal(explained, Keys) {
		t.Errorf("the sections are on %v, the keys are %v", explained, Keys)
	}
}
