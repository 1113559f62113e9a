package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/quota"
)

type previewGradingCommand struct{ gradingFile }

// Run says who would move.
func (c previewGradingCommand) Run(sh *shell) error {
	s, err := c.read(sh)
	if err != nil {
		return err
	}
	return sh.withDB(func(db *postgres.DB) error {
		moves, err := db.PreviewGrading(sh.ctx, s)
		if err != nil {
			return err
		}
		schemes, err := db.QuotaSchemes(sh.ctx)
		if err != nil {
			return err
		}
		return printPreview(sh, moves, schemes.Of(domain.DateOf(db.Now())), domain.DateOf(db.Now()).FirstOfMonth())
	})
}

// repLoad is what a preview does to one rep.
type repLoad struct {
	rep    string
	moved  int
	visits int
}

// printPreview lists who would move, and sums by rep what it does to the visits that a whole month requires.
func printPreview(sh *shell, moves []postgres.PreviewMove, need quota.Scheme, month domain.Date) error {
	fmt.Fprintf(sh.stdout, "%s would change; nothing is changed\n", count(len(moves), "grade", "grades"))
	if len(moves) == 0 {
		return nil
	}
	reps := map[string]*repLoad{}
	all := 0
	t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DOCTOR\tLINE\tIS\tWOULD BE\tVISITS A MONTH\tREPS")
	for _, m := range moves {
		more := need.Need(m.Line, month, m.Is) - need.Need(m.Line, month, m.Was)
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%+d\t%s\n", m.Doctor, orDash(m.Line), gradeOf(m.Was), gradeOf(m.Is), more, strings.Join(m.Reps, ","))
		for _, rep := range m.Reps {
			if reps[rep] == nil {
				reps[rep] = &repLoad{rep: rep}
			}
			reps[rep].moved++
			reps[rep].visits += more
			all += more
		}
	}
	fmt.Fprintf(t, "\nREP\tDOCTORS MOVED\tVISITS A MONTH\n")
	loads := make([]*repLoad, 0, len(reps))
	for _, l := range reps {
		loads = append(loads, l)
	}
	slices.SortFunc(loads, func(a, b *repLoad) int { return cmp.Or(b.visits-a.visits, cmp.Compare(a.rep, b.rep)) })
	for _, l := range loads {
		fmt.Fprintf(t, "%s\t%d\t%+d\n", l.rep, l.moved, l.visits)
	}
	fmt.Fprintf(t, "all\t\t%+d\n", all)
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the preview: %w", err)
	}
	return nil
}
