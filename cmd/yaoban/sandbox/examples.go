package sandbox

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"

	"github.com/yaoban/yaoban/domain"
)

// examplesFile holds the messages that the page offers to click, one a line, for the people of the example world and, with
// *role as the person, for everybody else in that role.
//
//go:embed examples.csv
var examplesFile []byte

// Example is one message to click.
type Example struct {
	// Person is a userid, or * and a role.
	Person  string         `json:"person"`
	Channel domain.Channel `json:"channel"`
	Label   string         `json:"label"`
	LabelEN string         `json:"label_en"`
	Text    string         `json:"text"`
	// Intent is what the message is meant to be understood as, in the words of GUIDE.md, or refused for one
	// that the screen stops. A test checks it.
	Intent string `json:"-"`
}

// Examples returns the messages to click. The error names a line of the embedded file that is wrong.
func Examples() ([]Example, error) {
	rows, err := csv.NewReader(bytes.NewReader(examplesFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read examples.csv: %w", err)
	}
	var all []Example
	for i, row := range rows[1:] {
		e := Example{row[0], domain.Channel(row[1]), row[2], row[3], row[4], row[5]}
		if e.Person == "" || e.Channel != domain.WeCom && e.Channel != domain.SMS || e.Label == "" || e.LabelEN == "" || e.Text == "" {
			return nil, fmt.Errorf("read examples.csv: line %d is incomplete", i+2)
		}
		all = append(all, e)
	}
	return all, nil
}
