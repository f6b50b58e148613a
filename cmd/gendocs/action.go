package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
)

// An actionFile is what is read of action.yml, in its order.
type actionFile struct {
	Inputs  []actionValue
	Outputs []actionValue
}

type actionValue struct {
	Name, Description, Default string
}

func readAction(name string) (actionFile, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return actionFile{}, err
	}
	var raw struct {
		Inputs  yaml.MapSlice `yaml:"inputs"`
		Outputs yaml.MapSlice `yaml:"outputs"`
	}
	if err := yaml.Unmarshal(text, &raw); err != nil {
		return actionFile{}, fmt.Errorf("%s: %w", name, err)
	}
	return actionFile{values(raw.Inputs), values(raw.Outputs)}, nil
}

func values(all yaml.MapSlice) []actionValue {
	var out []actionValue
	for _, item := range all {
		v := actionValue{Name: fmt.Sprint(item.Key)}
		if facts, ok := item.Value.(map[string]any); ok {
			v.Description, _ = facts["description"].(string)
			if d, ok := facts["default"]; ok {
				v.Default = fmt.Sprint(d)
			}
		}
		out = append(out, v)
	}
	return out
}

func (a actionFile) inputTable() string {
	var b strings.Builder
	b.WriteString("| input | default | |\n|---|---|---|\n")
	for _, in := range a.Inputs {
		value := ""
		if in.Default != "" {
			value = "`" + in.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", in.Name, value, cell(in.Description))
	}
	return b.String()
}

func (a actionFile) outputTable() string {
	var b strings.Builder
	b.WriteString("| output | |\n|---|---|\n")
	for _, out := range a.Outputs {
		fmt.Fprintf(&b, "| `%s` | %s |\n", out.Name, cell(out.Description))
	}
	return b.String()
}
