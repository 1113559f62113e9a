package main

import (
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/words"
)

type doctorCommand struct {
	Grade doctorGradeCommand `cmd:"" help:"Ask for a doctor's grade by hand; the manager of her rep decides on it in chat."`
}

type doctorGradeCommand struct {
	Doctor string `arg:"" help:"The doctor's code."`
	Grade  string `arg:"" enum:"A,B,C,D" help:"A, B, C or D."`
	Reason string `required:"" help:"Why; it is shown wherever the grade is explained."`
	Until  string `required:"" placeholder:"YYYY-MM-DD" help:"The last day; afterwards the scheme's grade counts again. At most a year ahead."`
	As     string `required:"" placeholder:"USERID" help:"The admin who asks for it; she is kept with it."`
}

// Run asks for the grade.
func (c doctorGradeCommand) Run(sh *shell) error {
	until, err := domain.ParseDate(c.Until)
	if err != nil {
		return usageError{fmt.Errorf("--until %s is no date of the form YYYY-MM-DD", c.Until)}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := namedActor(sh, db, c.As)
		if err != nil {
			return err
		}
		asked, err := db.AskManualGrade(sh.ctx, by, strings.TrimSpace(c.Doctor), domain.Grade(c.Grade), strings.TrimSpace(c.Reason), until)
		if r, refused := domain.AsRefusal(err); refused {
			if text, ok := words.ForRefusal(r.Code); ok {
				return fmt.Errorf("ask for a grade by hand: %s", text.Say(r.Args...))
			}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "#%d: %s from %s to %s until %s waits for %s (%s); until it is approved nothing changes\n", asked.Number, asked.Doctor,
			orDash(string(asked.Was)), asked.Grade, asked.Until, asked.SecondName, asked.Second)
		return nil
	})
}
