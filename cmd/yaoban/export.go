package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

type exportCommand struct {
	What   string `arg:"" enum:"visits,plans,events,broadcasts,coachings,followups,feedback,evidence,reminders,reports,cases,deliveries,facts,staff,hospitals,doctors,products,words" help:"One of visits, plans, events, broadcasts, coachings, followups, feedback, evidence, reminders, reports, cases, deliveries, facts, staff, hospitals, doctors, products, words."`
	Format string `enum:"jsonl,csv,xlsx" default:"jsonl" help:"jsonl, csv or xlsx."`
	From   string `placeholder:"YYYY-MM-DD" help:"The first day."`
	To     string `placeholder:"YYYY-MM-DD" help:"The last day."`
	All    bool   `help:"Withdrawn visits, their feedback and evidence, withdrawn events, coachings, follow-ups and reports, and broadcasts that were never sent too."`
	Files  string `type:"path" placeholder:"DIR" help:"With evidence: the kept pictures too, each in a file named by its id."`
	Out    string `short:"o" type:"path" placeholder:"FILE" help:"Write to a file instead of standard output; it appears when it is whole."`
	As     string `placeholder:"USERID" help:"The admin who exports; she is kept with it."`
}

// Help is shown by --help.
func (exportCommand) Help() string {
	return `The day is that of the visit (also of its feedback), plan, event or coaching, the due day of a follow-up, a broadcast or a delivery, the day a reminder is set for, day 0 of a case, and the day a fact, a report or evidence is of.
staff, hospitals, doctors, products and words come in the form of their import and have no days.
Each export is kept in the audit log.`
}

// Run writes the rows.
func (c exportCommand) Run(sh *shell) error {
	r, err := c.days()
	if err != nil {
		return usageError{err}
	}
	if c.Format == "xlsx" && c.Out == "" && terminal(sh.stdout) {
		return usageError{errors.New("a spreadsheet is not for a terminal; name a file with --out")}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := actor(sh.ctx, db, c.As)
		if err != nil {
			return err
		}
		if err := db.RememberExport(sh.ctx, by, c.What, r); err != nil { // before, so that one that breaks off is in the log too
			return err
		}
		if c.Files != "" {
			if err := pictureFiles(sh.ctx, db, r, c.Files); err != nil {
				return err
			}
		}
		if c.Out == "" {
			return c.write(sh, db, r, sh.stdout)
		}
		return intoFile(c.Out, func(w io.Writer) error { return c.write(sh, db, r, w) })
	})
}

// days reads the range.
func (c exportCommand) days() (r export.Range, err error) {
	r.All = c.All
	if c.From != "" {
		if r.From, err = domain.ParseDate(c.From); err != nil {
			return r, fmt.Errorf("--from %s is no date of the form YYYY-MM-DD", c.From)
		}
	}
	if c.To != "" {
		if r.To, err = domain.ParseDate(c.To); err != nil {
			return r, fmt.Errorf("--to %s is no date of the form YYYY-MM-DD", c.To)
		}
	}
	if !r.From.IsZero() && !r.To.IsZero() && r.To.Before(r.From) {
		return r, fmt.Errorf("--to %s lies before --from %s", c.To, c.From)
	}
	if c.Files != "" && c.What != "evidence" {
		return r, fmt.Errorf("--files is for evidence; %s have no pictures", c.What)
	}
	switch c.What {
	case "staff", "hospitals", "doctors", "products", "words":
		if c.From != "" || c.To != "" {
			return r, fmt.Errorf("%s have no days; leave --from and --to out", c.What)
		}
	}
	return r, nil
}

func (c exportCommand) write(sh *shell, db *postgres.DB, r export.Range, w io.Writer) error {
	e := exporter{command: c, progress: sh.progress("Exporting " + c.What), w: w}
	defer e.progress.end()
	ctx := sh.ctx
	switch c.What {
	case "visits":
		return rows(e, func(each func(export.Visit) error) error { return db.ExportVisits(ctx, r, each) })
	case "plans":
		return rows(e, func(each func(export.Plan) error) error { return db.ExportPlans(ctx, r, each) })
	case "events":
		return rows(e, func(each func(export.Event) error) error { return db.ExportEvents(ctx, r, each) })
	case "coachings":
		return rows(e, func(each func(export.Coaching) error) error { return db.ExportCoachings(ctx, r, each) })
	case "followups":
		return rows(e, func(each func(export.FollowUp) error) error { return db.ExportFollowUps(ctx, r, each) })
	case "broadcasts":
		return rows(e, func(each func(export.Broadcast) error) error { return db.ExportBroadcasts(ctx, r, each) })
	case "feedback":
		return rows(e, func(each func(export.Feedback) error) error { return db.ExportFeedback(ctx, r, each) })
	case "evidence":
		return rows(e, func(each func(export.Evidence) error) error { return db.ExportEvidence(ctx, r, each) })
	case "reminders":
		return rows(e, func(each func(export.Reminder) error) error { return db.ExportReminders(ctx, r, each) })
	case "reports":
		return rows(e, func(each func(export.Report) error) error { return db.ExportReports(ctx, r, each) })
	case "cases":
		return rows(e, func(each func(export.Case) error) error { return db.ExportCases(ctx, r, each) })
	case "deliveries":
		return rows(e, func(each func(export.Delivery) error) error { return db.ExportDeliveries(ctx, r, each) })
	case "facts":
		return rows(e, func(each func(export.Fact) error) error { return db.ExportFacts(ctx, r, each) })
	case "staff":
		return table(e, roster.StaffTable, func(each func(roster.Staff) error) error { return db.ExportStaff(ctx, each) })
	case "hospitals":
		fields, err := db.Fields(ctx)
		if err != nil {
			return err
		}
		return table(e, roster.HospitalTableWith(fields), func(each func(roster.Hospital) error) error { return db.ExportHospitals(ctx, each) })
	case "doctors":
		fields, err := db.Fields(ctx)
		if err != nil {
			return err
		}
		return table(e, roster.DoctorTableWith(fields), func(each func(roster.Doctor) error) error { return db.ExportDoctors(ctx, each) })
	case "products":
		return table(e, roster.ProductTable, func(each func(roster.Product) error) error { return db.ExportProducts(ctx, each) })
	case "words":
		return table(e, roster.WordTable, func(each func(roster.Word) error) error { return db.ExportWords(ctx, each) })
	}
	return fmt.Errorf("there is no export of %s", c.What)
}

// exporter is one export on its way to w.
type exporter struct {
	command  exportCommand
	progress *progress
	w        io.Writer
}

// rows writes rows of domain/export.
func rows[T any](e exporter, read func(func(T) error) error) error {
	return write(e, sheet.Columns[T](), read, sheet.Values[T]())
}

// table writes rows of the company as its files have them.
func table[T any](e exporter, t *roster.Table[T], read func(func(T) error) error) error {
	return write(e, t.Header(), read, func(row T) []any {
		cells := t.Cells(row)
		values := make([]any, len(cells))
		for i, c := range cells {
			if c != "" {
				values[i] = c
			}
		}
		return values
	})
}

func write[T any](e exporter, columns []string, read func(func(T) error) error, values func(T) []any) (err error) {
	out, err := sheet.NewWriter(e.command.Format, e.w, e.command.What, columns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	done := 0
	return read(func(row T) error {
		done++
		e.progress.show(done, 0)
		return out.Write(values(row))
	})
}

// intoFile writes a file that appears under its name only when it is whole.
func intoFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // what is not whole goes
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("put the file in its place: %w", err)
	}
	return nil
}
