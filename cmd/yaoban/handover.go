package main

import (
	"fmt"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
)

type handoverCommand struct {
	From    string   `required:"" placeholder:"USERID" help:"The rep whose doctors they are."`
	To      string   `required:"" placeholder:"USERID" help:"The rep whose doctors they become."`
	Doctors []string `placeholder:"CODE,…" help:"Only these doctors; without it all of hers."`
	On      string   `required:"" placeholder:"YYYY-MM-DD" help:"The first day on which they are the other rep's."`
	As      string   `required:"" placeholder:"USERID" help:"The admin who decides it; she is kept with it."`
}

// Help is shown by --help.
func (handoverCommand) Help() string {
	return `Visits stay with who made them, and the quota of each rep counts her own days. Plans from that day on become the other rep's under
new numbers; reminders about these doctors are cancelled. Both are told.`
}

// Run hands over.
func (c handoverCommand) Run(sh *shell) error {
	on, err := domain.ParseDate(c.On)
	if err != nil {
		return usageError{fmt.Errorf("--on %s is no date of the form YYYY-MM-DD", c.On)}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := namedActor(sh, db, c.As)
		if err != nil {
			return err
		}
		done, err := db.HandOver(sh.ctx, postgres.Handover{From: c.From, To: c.To, Doctors: c.Doctors, On: on, By: by})
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "%s from %s to %s on %s; %s moved, %d dropped because she has them; %s cancelled\n", count(done.Doctors, "doctor goes", "doctors go"),
			c.From, c.To, on, count(done.Plans, "plan", "plans"), done.Dropped, count(done.Reminders, "reminder", "reminders"))
		return nil
	})
}
