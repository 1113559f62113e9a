package main

import (
	"errors"

	"github.com/yaoban/yaoban/domain/screen"
)

type screenCommand struct{}

// Help is shown by --help.
func (screenCommand) Help() string {
	return `Reads {"id","from","text"} lines on standard input and writes {"id","verdict":"pass"|"refuse","rule","text"} for each: the rule that fired and the text as it would be kept.`
}

type screenLine struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type screenAnswer struct {
	ID      string      `json:"id"`
	Verdict string      `json:"verdict"`
	Rule    screen.Rule `json:"rule,omitempty"`
	// Text is masked.
	Text string `json:"text"`
}

// Run screens the lines.
func (screenCommand) Run(sh *shell) error {
	return eachLine(sh, func(l screenLine) (any, error) {
		if l.ID == "" {
			return nil, errors.New("has no id")
		}
		v := screen.Check(l.Text)
		if !v.Refused {
			return screenAnswer{ID: l.ID, Verdict: "pass", Text: v.Masked}, nil
		}
		return screenAnswer{ID: l.ID, Verdict: "refuse", Rule: v.Rule, Text: v.Masked}, nil
	})
}
