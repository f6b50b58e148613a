package action

import (
	"fmt"
	"slices"
	"strings"

	githubactions "github.com/sethvargo/go-githubactions"

	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
)

// An Input is one input of the action. action.yml describes them; a test
// compares.
type Input struct {
	Name, Default string
	// Words are what it may be, if it is not free text.
	Words []string
}

// The words of inputs.
const (
	auto   = "auto"
	always = "always"
	never  = "never"
	yes    = "true"
	no     = "false"
)

// Inputs are all inputs in the order of action.yml.
var Inputs = []Input{
	{Name: "path", Default: "."},
	{Name: "include"},
	{Name: "exclude"},
	{Name: "config"},
	{Name: "profile", Words: config.Profiles},
	{Name: "policy"},
	{Name: "baseline"},
	{Name: "fail-on", Words: config.Thresholds},
	{Name: "changed-only", Default: no, Words: []string{yes, no}},
	{Name: "upload", Default: auto, Words: []string{auto, always, never}},
	{Name: "wait-for-processing", Default: yes, Words: []string{yes, no}},
	{Name: "category"},
	{Name: "sarif-file", Default: "django-session-audit.sarif"},
	{Name: "annotations", Default: auto, Words: []string{auto, yes, no}},
	{Name: "summary", Default: yes, Words: []string{yes, no}},
	{Name: "suggest", Default: no, Words: []string{yes, no}},
	{Name: "token", Default: "${{ github.token }}"},
}

// inputs are the inputs of one run.
type inputs struct {
	path, config, profile, failOn         string
	policy, baseline                      string
	include, exclude                      []string
	upload, category, sarifFile, annotate string
	wait, summary, changedOnly, suggest   bool
	token                                 string
}

// readInputs reads and checks the inputs. An input that is not given has its
// default, for a run outside of a workflow.
func readInputs(gha *githubactions.Action) (inputs, error) {
	given := map[string]string{}
	for _, in := range Inputs {
		text := gha.GetInput(in.Name)
		if text == "" && in.Name != "token" {
			text = in.Default
		}
		if in.Words != nil {
			text = strings.ToLower(text)
			if !slices.Contains(in.Words, text) && text != in.Default {
				return inputs{}, fmt.Errorf("the input %s: %w", in.Name, config.OneOf(text, in.Words))
			}
		}
		given[in.Name] = text
	}
	return inputs{
		path: given["path"], config: given["config"], profile: given["profile"], failOn: given["fail-on"],
		policy: given["policy"], baseline: given["baseline"],
		include: lines(given["include"]), exclude: lines(given["exclude"]),
		upload: given["upload"], category: given["category"], sarifFile: given["sarif-file"], annotate: given["annotations"],
		wait: given["wait-for-processing"] == yes, summary: given["summary"] == yes,
		changedOnly: given["changed-only"] == yes, suggest: given["suggest"] == yes,
		token: given["token"],
	}, nil
}

// lines returns the lines of an input that are not empty.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
