package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

var (
	rulesFormats   = []string{"text", "json"}
	explainFormats = []string{"text", "markdown"}
)

func (s *session) rulesCommand() *cobra.Command {
	o := &options{}
	var format string
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "List the rules",
		Example: "  django-session-audit rules\n  django-session-audit rules --format json",
		Args:    none,
		RunE: func(*cobra.Command, []string) error {
			if err := config.OneOf(format, rulesFormats); err != nil {
				return fmt.Errorf("--format %w", err)
			}
			color, err := s.colored(o)
			if err != nil {
				return err
			}
			return s.emit(o, func(w io.Writer) error {
				if format == "json" {
					return report.WriteRulesJSON(w, facts(), optional())
				}
				return report.WriteRules(w, facts(), color)
			})
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text or json")
	cmd.Flags().StringVar(&o.color, "color", "auto", "colour: auto, always or never")
	return completeFlags(cmd, rulesFormats)
}

func (s *session) explainCommand() *cobra.Command {
	o := &options{}
	var format string
	cmd := &cobra.Command{
		Use:     "explain RULE",
		Short:   "Explain a rule, given by its id or name",
		Example: "  django-session-audit explain DJS101\n  django-session-audit explain session-cookie-not-secure",
		Args:    exactlyOne("rule"), ValidArgsFunction: oneRule,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := config.OneOf(format, explainFormats); err != nil {
				return fmt.Errorf("--format %w", err)
			}
			color, err := s.colored(o)
			if err != nil {
				return err
			}
			r, err := findRule(args[0])
			if err != nil {
				return err
			}
			return s.emit(o, func(w io.Writer) error {
				if format == "markdown" {
					return report.WriteRuleMarkdown(w, r)
				}
				return report.Page{Color: color, Width: s.width(o)}.Write(w, r)
			})
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text or markdown")
	cmd.Flags().StringVar(&o.color, "color", "auto", "colour: auto, always or never")
	return completeFlags(cmd, explainFormats)
}

// findRule returns the rule of an id or name, in any case.
func findRule(asked string) (finding.Rule, error) {
	var words []string
	for _, r := range facts() {
		if strings.EqualFold(asked, r.ID) || strings.EqualFold(asked, r.Name) {
			return r, nil
		}
		words = append(words, r.ID, r.Name)
	}
	return finding.Rule{}, fmt.Errorf("there is no rule %s%s\n%s rules lists them", config.Quote(asked), nearest.Hint(asked, words), report.Command)
}

// selection returns the ids of the rules that are asked for by --rules, and of
// those that are to be left out.
func (o *options) selection() (asked, ignored []string, err error) {
	if asked, err = ruleIDs("--rules", o.rules); err != nil {
		return nil, nil, err
	}
	if ignored, err = ruleIDs("--ignore-rule", o.ignored); err != nil {
		return nil, nil, err
	}
	if len(asked) > 0 {
		ignored = append(ignored, allBut(asked)...)
	}
	if len(allBut(ignored)) == 0 {
		return nil, nil, errors.New("--rules and --ignore-rule leave no rule")
	}
	return asked, ignored, nil
}

// optional returns the ids of the rules that are asked only where somebody says so.
func optional() []string {
	var ids []string
	for _, r := range rules.All() {
		if r.Optional {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// allBut returns the ids of the other rules.
func allBut(some []string) []string {
	var ids []string
	for _, r := range rules.All() {
		if !slices.Contains(some, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// ruleIDs returns the ids of rules that a flag names.
func ruleIDs(flag string, words []string) ([]string, error) {
	var ids []string
	for _, word := range words {
		r, err := findRule(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		ids = append(ids, r.ID)
	}
	return ids, nil
}
