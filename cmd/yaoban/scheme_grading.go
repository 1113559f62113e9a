package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

type gradingCommand struct {
	Show     showGradingCommand     `cmd:"" help:"Print the scheme in force, another version, or the default, as a file to edit."`
	History  historyGradingCommand  `cmd:"" help:"List every version: when, by whom, why."`
	Check    checkGradingCommand    `cmd:"" help:"Say what is wrong with a file, or what it would change. Changes nothing."`
	Preview  previewGradingCommand  `cmd:"" help:"Say exactly which doctors would move, and what it does to the required visits. Changes nothing."`
	Apply    applyGradingCommand    `cmd:"" help:"Put the scheme of a file in force and grade every doctor by it."`
	Rollback rollbackGradingCommand `cmd:"" help:"Put an earlier version in force again; 0 lets the imported grades stand again."`
}

type gradingFile struct {
	File string `arg:"" help:"A YAML file (.yaml, .yml), a csv file, or a spreadsheet (xlsx, its first sheet)."`
}

// Help is shown by --help.
func (gradingFile) Help() string { return grading.Help }

// read reads the file by its ending; everything that is wrong with its form is printed.
func (f gradingFile) read(sh *shell) (s grading.Scheme, err error) {
	raw, err := os.ReadFile(f.File)
	if err != nil {
		return s, fmt.Errorf("open the file: %w", err)
	}
	var problems []roster.Problem
	switch strings.ToLower(filepath.Ext(f.File)) {
	case ".yaml", ".yml":
		if err := forbiddenText(raw); err != nil {
			return s, fmt.Errorf("%s: %w", f.File, err)
		}
		s, problems = grading.YAML(raw)
	default:
		lines, err := sheet.Read(bytes.NewReader(raw))
		if err != nil {
			return s, fmt.Errorf("%s: %w", f.File, err)
		}
		if err := forbiddenLines(lines); err != nil {
			return s, fmt.Errorf("%s: %w", f.File, err)
		}
		s, problems = grading.Table(lines)
	}
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(sh.stderr, p)
		}
		fmt.Fprintf(sh.stderr, "%s: %s wrong; nothing was changed\n", f.File, count(len(problems), "thing is", "things are"))
		return s, errAlready
	}
	return s, nil
}

// inForce returns the newest version, without a scheme if none was ever applied.
func inForce(all []postgres.GradingVersion) (v postgres.GradingVersion) {
	if len(all) > 0 {
		v = all[len(all)-1]
	}
	return v
}

type showGradingCommand struct {
	Number  int  `name:"version" help:"Another version than the one in force."`
	Default bool `help:"The default that a company may start from."`
}

// Run prints the scheme as YAML.
func (c showGradingCommand) Run(sh *shell) error {
	if c.Default {
		return printGrading(sh, "default, not in force", grading.Default())
	}
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.GradingSchemes(sh.ctx)
		if err != nil {
			return err
		}
		v := inForce(all)
		if c.Number != 0 {
			if c.Number < 0 || c.Number > len(all) {
				return usageError{fmt.Errorf("there is no version %d; `yaoban scheme grading history` lists them", c.Number)}
			}
			v = all[c.Number-1]
		}
		if !v.Scheme.InForce() {
			fmt.Fprintln(sh.stdout, "# No grading scheme is in force: the imported grades stand. `yaoban scheme grading show --default` prints one to start from.")
			return nil
		}
		return printGrading(sh, fmt.Sprintf("version %d, applied %s", v.Scheme.Version, v.AppliedAt.Format("2006-01-02 15:04")), v.Scheme)
	})
}

func printGrading(sh *shell, what string, s grading.Scheme) error {
	text, err := s.Text()
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.stdout, "# grading scheme, %s\n%s", what, text)
	return nil
}

type historyGradingCommand struct{}

// Run lists the versions, the newest first.
func (historyGradingCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.GradingSchemes(sh.ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(sh.stdout, "No grading scheme was ever applied: the imported grades stand.")
			return nil
		}
		t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "VERSION\tAPPLIED\tBY\tWHAT\tNOTE")
		for i := len(all) - 1; i >= 0; i-- {
			v, what := all[i], "the imported grades stand"
			if v.Scheme.InForce() {
				before := grading.None
				if i > 0 {
					before = all[i-1].Scheme
				}
				what = count(len(grading.Changes(before, v.Scheme)), "figure changed", "figures changed")
			}
			fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\n", v.Scheme.Version, v.AppliedAt.Format("2006-01-02 15:04"), v.Person, what, v.Note)
		}
		if err := t.Flush(); err != nil {
			return fmt.Errorf("print the history: %w", err)
		}
		return nil
	})
}

type checkGradingCommand struct{ gradingFile }

// Run checks the file and says what it would change.
func (c checkGradingCommand) Run(sh *shell) error {
	s, err := c.read(sh)
	if err != nil {
		return err
	}
	return sh.withDB(func(db *postgres.DB) error {
		fields, err := db.Fields(sh.ctx)
		if err != nil {
			return err
		}
		if err := s.Validate(fields); err != nil {
			return err
		}
		all, err := db.GradingSchemes(sh.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "%s is a grading scheme.\n", c.File)
		changes := grading.Changes(inForce(all).Scheme, s)
		for _, ch := range changes {
			fmt.Fprintf(sh.stdout, "%s: %s → %s\n", ch.What, orDash(ch.Was), orDash(ch.Is))
		}
		if len(changes) == 0 {
			fmt.Fprintln(sh.stdout, "It says the same as the scheme in force.")
		}
		return nil
	})
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

type applyGradingCommand struct {
	gradingFile
	As   string `required:"" placeholder:"USERID" help:"The admin who decides it; she is kept with the version."`
	Note string `help:"Why; it is kept with the version."`
}

// Run puts the scheme in force.
func (c applyGradingCommand) Run(sh *shell) error {
	s, err := c.read(sh)
	if err != nil {
		return err
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := namedActor(sh, db, c.As)
		if err != nil {
			return err
		}
		done, err := db.ApplyGrading(sh.ctx, s, by, c.Note)
		if err != nil {
			return err
		}
		return printRegraded(sh, done)
	})
}

type rollbackGradingCommand struct {
	Version int    `arg:"" help:"The version to go back to; 0: no scheme, the imported grades."`
	As      string `required:"" placeholder:"USERID" help:"The admin who decides it; she is kept with the version."`
	Note    string `help:"Why; it is kept with the version."`
}

// Run goes back.
func (c rollbackGradingCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		by, err := namedActor(sh, db, c.As)
		if err != nil {
			return err
		}
		note := strings.TrimSpace(fmt.Sprintf("back to version %d. %s", c.Version, c.Note))
		done, err := db.RollBackGrading(sh.ctx, c.Version, by, note)
		if err != nil {
			return err
		}
		return printRegraded(sh, done)
	})
}

// namedActor returns the admin of --as, which must name one.
func namedActor(sh *shell, db *postgres.DB, as string) (string, error) {
	if strings.TrimSpace(as) == "" {
		return "", usageError{errors.New("--as is empty: name the admin who decides it")}
	}
	return actor(sh.ctx, db, as)
}

func printRegraded(sh *shell, done postgres.Regraded) error {
	fmt.Fprintf(sh.stdout, "grading scheme, version %d, is in force; %s\n", done.Version, count(done.InAll(), "grade changed", "grades changed"))
	sums := map[string]int{}
	var order []string
	for _, m := range done.Moved {
		key := strings.TrimSpace(m.Line + " " + orDash(string(m.Was)) + "→" + string(m.Is))
		if sums[key] == 0 {
			order = append(order, key)
		}
		sums[key] += m.Count
	}
	for _, key := range order {
		fmt.Fprintf(sh.stdout, "%s: %d\n", key, sums[key])
	}
	return nil
}

// gradeOf shows a grade that may be none.
func gradeOf(g domain.Grade) string { return orDash(string(g)) }
