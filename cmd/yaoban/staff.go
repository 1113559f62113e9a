package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/team"
)

type staffCommand struct {
	Admin   staffAdminCommand   `cmd:"" help:"Give a person of the staff the role admin."`
	Pending staffPendingCommand `cmd:"" help:"List who wrote and is not in the staff."`
}

type staffAdminCommand struct {
	UserID string `arg:"" name:"userid" help:"Her WeCom userid."`
	As     string `placeholder:"USERID" help:"The admin who does it; only the first admin is named without."`
}

// Run names the admin.
func (c staffAdminCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		by, err := actor(sh.ctx, db, c.As)
		if err != nil {
			return err
		}
		person, err := db.NameAdmin(sh.ctx, c.UserID, by, c.As == "")
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "%s (%s) is admin now. Change her role in the staff file too: the next import takes it from there.\n", person.UserID, person.Name)
		return nil
	})
}

type staffPendingCommand struct{}

// Run lists the strangers, the last ones first. Mobile numbers are masked.
func (staffPendingCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		strangers, err := db.Strangers(sh.ctx)
		if err != nil {
			return err
		}
		if len(strangers) == 0 {
			fmt.Fprintln(sh.stdout, "Nobody who is not in the staff has written.")
			return nil
		}
		t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "CHANNEL\tWHO\tLAST DAY\tMESSAGES")
		for _, s := range strangers {
			who := s.Address
			if s.Channel == domain.SMS {
				who = team.Mask(who)
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%d\n", s.Channel, who, s.Last, s.Messages)
		}
		if err := t.Flush(); err != nil {
			return fmt.Errorf("print the list: %w", err)
		}
		return nil
	})
}
