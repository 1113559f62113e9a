package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/scheme"
)

// schemeFile is the file of a scheme.
type schemeFile struct {
	File string `arg:"" help:"A YAML file (.yaml, .yml), a csv file, or a spreadsheet (xlsx, its first sheet)."`
}

// readScheme reads a scheme's file by its ending and prints everything that is wrong with it.
func readScheme[T any](sh *shell, name string, fromYAML func([]byte) (T, []roster.Problem), fromTable func([]roster.Line) (T, []roster.Problem)) (s T, err error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return s, fmt.Errorf("open the file: %w", err)
	}
	var problems []roster.Problem
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml":
		if err := forbiddenText(raw); err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		s, problems = fromYAML(raw)
	default:
		lines, err := sheet.Read(bytes.NewReader(raw))
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		if err := forbiddenLines(lines); err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		s, problems = fromTable(lines)
	}
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(sh.stderr, p)
		}
		fmt.Fprintf(sh.stderr, "%s: %s wrong; nothing was changed\n", name, count(len(problems), "thing is", "things are"))
		return s, errAlready
	}
	return s, nil
}

func (f schemeFile) quality(sh *shell) (quality.Scheme, error) {
	return readScheme(sh, f.File, scheme.QualityYAML, scheme.QualityTable)
}

func (f schemeFile) quota(sh *shell) (quota.Scheme, error) {
	return readScheme(sh, f.File, scheme.QuotaYAML, scheme.QuotaTable)
}

// applying are the options of putting a scheme in force.
type applying struct {
	schemeFile
	As   string `required:"" placeholder:"USERID" help:"The admin who decides it; she is kept with the version."`
	Note string `help:"Why; it is kept with the version."`
}

// by returns the admin of --as.
func (a applying) by(sh *shell, db *postgres.DB) (string, error) {
	if strings.TrimSpace(a.As) == "" {
		return "", usageError{fmt.Errorf("--as is empty: name the admin who decides it")}
	}
	return actor(sh.ctx, db, a.As)
}

// printHistory lists the versions of a scheme, the newest first.
func printHistory(w io.Writer, all []postgres.SchemeEntry) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "VERSION\tFROM\tAPPLIED\tBY\tNOTE")
	for i := len(all) - 1; i >= 0; i-- {
		e := all[i]
		if e.AppliedAt.IsZero() {
			fmt.Fprintf(t, "%d\t\t\tyaoban\t%s\n", e.Version, e.Note)
			continue
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\n", e.Version, e.From, e.AppliedAt.Format("2006-01-02 15:04"), e.Person, e.Note)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the history: %w", err)
	}
	return nil
}

// printHead says above a scheme's file which version it is.
func printHead(w io.Writer, what string, version int, from domain.Date) {
	fmt.Fprintf(w, "# %s scheme, version %d", what, version)
	if from.Year > 1900 {
		fmt.Fprintf(w, ", from %s", from)
	}
	fmt.Fprintln(w)
}

// printChanges says what differs between the rows of two schemes.
func printChanges(w io.Writer, before, after []scheme.Row) {
	was, is := map[string]string{}, map[string]string{}
	var names []string
	for _, r := range before {
		was[r.Name()] = r.Value
		names = append(names, r.Name())
	}
	for _, r := range after {
		if _, both := was[r.Name()]; !both {
			names = append(names, r.Name())
		}
		is[r.Name()] = r.Value
	}
	changes := 0
	for _, n := range names {
		a, b := was[n], is[n]
		switch {
		case a == b:
			continue
		case a == "":
			fmt.Fprintf(w, "%s: %s, new\n", n, b)
		case b == "":
			fmt.Fprintf(w, "%s: %s, no longer\n", n, a)
		default:
			fmt.Fprintf(w, "%s: %s → %s\n", n, a, b)
		}
		changes++
	}
	if changes == 0 {
		fmt.Fprintln(w, "it says the same as the scheme in force")
	}
}
