package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

type fieldCommand struct {
	Add    fieldAddCommand    `cmd:"" help:"Add a field; it can be imported, looked up, graded by and exported at once."`
	List   fieldListCommand   `cmd:"" help:"List the fields."`
	Retire fieldRetireCommand `cmd:"" help:"Take a field out of use; its values are kept."`
}

type fieldAddCommand struct {
	Owner  string   `arg:"" enum:"doctor,hospital" help:"doctor or hospital."`
	Name   string   `arg:"" help:"The field's name: the header of its column, and what people read."`
	Type   string   `arg:"" enum:"text,number,date,enum" help:"text, number, date or enum."`
	Values []string `placeholder:"A,B,…" help:"The values of an enum, parted by commas."`
	As     string   `required:"" placeholder:"USERID" help:"The admin who decides it; she is kept with it."`
}

// Help is shown by --help.
func (fieldAddCommand) Help() string {
	return `Prescription volumes, sales by doctor, gifts and birthdays are never fields. To give an enum more values, add it again with all of them.`
}

// Run adds the field.
func (c fieldAddCommand) Run(sh *shell) error {
	f := roster.Field{Owner: roster.Owner(c.Owner), Name: strings.TrimSpace(c.Name), Type: roster.FieldType(c.Type)}
	for _, v := range c.Values {
		f.Choices = append(f.Choices, strings.TrimSpace(v))
	}
	if err := f.Check(); err != nil {
		return usageError{err}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := actor(sh.ctx, db, c.As)
		if err != nil {
			return err
		}
		if err := db.AddField(sh.ctx, f, by); err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "%ss have the field %s (%s) now; a file fills it by the column %[2]s\n", f.Owner, f.Name, f.Type)
		return nil
	})
}

type fieldListCommand struct{}

// Run lists the fields.
func (fieldListCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.Fields(sh.ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(sh.stdout, "There are no fields of the company's own; `yaoban field add` makes one.")
			return nil
		}
		t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "OF\tNAME\tTYPE\tVALUES\tSTATE")
		for _, f := range all {
			state := "in use"
			if f.Retired {
				state = "retired"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", f.Owner, f.Name, f.Type, strings.Join(f.Choices, ","), state)
		}
		if err := t.Flush(); err != nil {
			return fmt.Errorf("print the list: %w", err)
		}
		return nil
	})
}

type fieldRetireCommand struct {
	Owner string `arg:"" enum:"doctor,hospital" help:"doctor or hospital."`
	Name  string `arg:"" help:"The field's name."`
	As    string `required:"" placeholder:"USERID" help:"The admin who decides it; she is kept with it."`
}

// Run takes the field out of use.
func (c fieldRetireCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		by, err := actor(sh.ctx, db, c.As)
		if err != nil {
			return err
		}
		if err := db.RetireField(sh.ctx, roster.Owner(c.Owner), c.Name, by); err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "the field %s of %ss is out of use; its values are kept\n", c.Name, c.Owner)
		return nil
	})
}
