package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

type understandCommand struct {
	World   string `required:"" type:"existingdir" placeholder:"DIR" help:"The folder with staff.csv, hospitals.csv, doctors.csv, products.csv and, if there is one, words.csv."`
	Explain bool   `help:"Say for each slot which words it comes from and by which rule, and what was seen and not taken."`
	JSON    bool   `name:"json" help:"With --explain: one object a line {\"id\",\"reading\",\"explanation\"}; places are bytes of the text."`
}

// Help is shown by --help.
func (understandCommand) Help() string {
	return `Reads message lines {"id","from","channel","at","text"} on standard input and writes {"id","intent", slots…} for each, in order. Only the files of --world are known.`
}

type messageLine struct {
	ID      string         `json:"id"`
	From    string         `json:"from"`
	Channel domain.Channel `json:"channel"`
	At      time.Time      `json:"at"`
	Text    string         `json:"text"`
}

type readingLine struct {
	ID string `json:"id"`
	understand.Reading
}

// Run reads the lines.
func (c understandCommand) Run(sh *shell) error {
	if c.JSON && !c.Explain {
		return usageError{errors.New("--json goes with --explain; without it the answers are json anyway")}
	}
	cfg, err := sh.config("TIMEZONE")
	if err != nil {
		return err
	}
	zone, err := sh.zone(cfg)
	if err != nil {
		return err
	}
	w, err := readFiles(c.World)
	if err != nil {
		return err
	}
	return eachLine(sh, func(m messageLine) (any, error) {
		if err := m.check(); err != nil {
			return nil, err
		}
		sender, gazetteer, err := w.of(m.From)
		if err != nil {
			return nil, err
		}
		context := understand.Context{At: m.At.In(zone), Channel: m.Channel, Gazetteer: gazetteer}
		if c.Explain {
			reading, why := understand.Explain(m.Text, sender, context)
			if c.JSON {
				return explainedLine{m.ID, reading, why}, nil
			}
			return plain(explained(m, why, gazetteer)), nil
		}
		reading := understand.Read(m.Text, sender, context)
		return readingLine{m.ID, reading}, nil
	})
}

func (m messageLine) check() error {
	switch {
	case m.ID == "":
		return errors.New("has no id")
	case m.From == "":
		return errors.New("has no sender (from)")
	case m.At.IsZero():
		return errors.New("has no time (at)")
	case m.Channel != domain.WeCom && m.Channel != domain.SMS:
		return fmt.Errorf("has the channel %q, not wecom or sms", m.Channel)
	}
	return nil
}
