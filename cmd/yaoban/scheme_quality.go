package main

import (
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/scheme"
	"github.com/yaoban/yaoban/domain/visit"
)

type showQualityCommand struct {
	Number int `name:"version" help:"Another version than the one in force."`
}

// Run prints the scheme as YAML.
func (c showQualityCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.QualitySchemes(sh.ctx)
		if err != nil {
			return err
		}
		s := all.On(domain.DateOf(db.Now()))
		if c.Number != 0 {
			if s = all.Numbered(c.Number); s.Version != c.Number {
				return usageError{fmt.Errorf("there is no version %d; `yaoban scheme quality history` lists them", c.Number)}
			}
		}
		printHead(sh.stdout, "quality", s.Version, s.From)
		fmt.Fprint(sh.stdout, scheme.YAML(scheme.QualityRows(s), func(r scheme.Row) []string { return r.Keys }))
		return nil
	})
}

type historyQualityCommand struct{}

// Run lists the versions.
func (historyQualityCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.QualityHistory(sh.ctx)
		if err != nil {
			return err
		}
		return printHistory(sh.stdout, all)
	})
}

type checkQualityCommand struct{ schemeFile }

// Help is shown by --help.
func (checkQualityCommand) Help() string { return scheme.QualityHelp }

// Run checks the file and says what it would change.
func (c checkQualityCommand) Run(sh *shell) error {
	s, err := c.quality(sh)
	if err != nil {
		return err
	}
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.QualitySchemes(sh.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "%s is a quality scheme.\n", c.File)
		printChanges(sh.stdout, scheme.QualityRows(all.On(domain.DateOf(db.Now()))), scheme.QualityRows(s))
		return nil
	})
}

type applyQualityCommand struct {
	applying
	From string `placeholder:"YYYY-MM-DD" help:"The first day whose records it scores; today if it is left out."`
}

// Help is shown by --help.
func (applyQualityCommand) Help() string { return scheme.QualityHelp }

// Run puts the scheme in force.
func (c applyQualityCommand) Run(sh *shell) error {
	s, err := c.quality(sh)
	if err != nil {
		return err
	}
	if c.From != "" {
		if s.From, err = domain.ParseDate(c.From); err != nil {
			return usageError{fmt.Errorf("--from %s is no date: write it as 2026-12-01", c.From)}
		}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := c.by(sh, db)
		if err != nil {
			return err
		}
		applied, err := db.ApplyQuality(sh.ctx, s, by, c.Note)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "quality scheme, version %d, scores what is recorded from %s on; earlier scores stay as they are\n", applied.Version, applied.From)
		return nil
	})
}

type compareQualityCommand struct {
	schemeFile
	Month string `required:"" placeholder:"YYYY-MM" help:"The month whose visits are compared."`
}

// Help is shown by --help.
func (compareQualityCommand) Help() string { return scheme.QualityHelp }

// Run compares and prints.
func (c compareQualityCommand) Run(sh *shell) error {
	s, err := c.quality(sh)
	if err != nil {
		return err
	}
	month, err := domain.ParseDate(c.Month + "-01")
	if err != nil {
		return usageError{fmt.Errorf("--month %s is no month: write it as 2026-11", c.Month)}
	}
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.CompareQuality(sh.ctx, s, month)
		if err != nil {
			return err
		}
		return c.print(sh, all)
	})
}

// bands are the scores that are counted together.
var bands = []struct {
	name string
	from int
}{{"0–39", 0}, {"40–59", 40}, {"60–79", 60}, {"80–100", 80}}

// mostChanges is how many visits with another verdict are listed one by one.
const mostChanges = 50

// scoreTally is the figures of some visits by one scheme.
type scoreTally struct {
	visits, sum, effective int
	bands                  [4]int
}

func (t *scoreTally) add(v visit.Verdict) {
	t.visits++
	t.sum += v.Score
	if v.Effective {
		t.effective++
	}
	for i := len(bands) - 1; i >= 0; i-- {
		if v.Score >= bands[i].from {
			t.bands[i]++
			break
		}
	}
}

func (t scoreTally) mean() string {
	if t.visits == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", float64(t.sum)/float64(t.visits))
}

func (c compareQualityCommand) print(sh *shell, all []visit.Compared) error {
	if len(all) == 0 {
		fmt.Fprintf(sh.stdout, "There are no visits in %s.\n", c.Month)
		return nil
	}
	var is, would scoreTally
	reps := map[string]*[2]scoreTally{}
	var changed []visit.Compared
	for _, v := range all {
		if reps[v.Rep] == nil {
			reps[v.Rep] = new([2]scoreTally)
		}
		is.add(v.Is)
		would.add(v.Would)
		reps[v.Rep][0].add(v.Is)
		reps[v.Rep][1].add(v.Would)
		if v.Is.Effective != v.Would.Effective {
			changed = append(changed, v)
		}
	}
	fmt.Fprintf(sh.stdout, "%s: %s of %s, as they stand and as %s would have scored them; nothing is changed\n\n", c.Month, count(len(all), "visit", "visits"),
		count(len(reps), "rep", "reps"), c.File)
	t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SCORE\tIS\tWOULD BE")
	for i, b := range bands {
		fmt.Fprintf(t, "%s\t%d\t%d\n", b.name, is.bands[i], would.bands[i])
	}
	fmt.Fprintf(t, "mean\t%s\t%s\neffective\t%d\t%d\n\n", is.mean(), would.mean(), is.effective, would.effective)
	fmt.Fprintln(t, "REP\tVISITS\tMEAN\tWOULD BE\tEFFECTIVE\tWOULD BE")
	for _, rep := range slices.Sorted(maps.Keys(reps)) {
		r := reps[rep]
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%d\t%d\n", rep, r[0].visits, r[0].mean(), r[1].mean(), r[0].effective, r[1].effective)
	}
	fmt.Fprintf(t, "\n%s would have another verdict\n", count(len(changed), "visit", "visits"))
	if len(changed) > 0 {
		fmt.Fprintln(t, "VISIT\tREP\tDATE\tSCORE\tWOULD BE\tEFFECTIVE")
	}
	for _, v := range changed[:min(len(changed), mostChanges)] {
		verdict := "no longer"
		if v.Would.Effective {
			verdict = "now"
		}
		fmt.Fprintf(t, "#%d\t%s\t%s\t%d\t%d\t%s\n", v.Number, v.Rep, v.Date, v.Is.Score, v.Would.Score, verdict)
	}
	if rest := len(changed) - mostChanges; rest > 0 {
		fmt.Fprintf(t, "… and %d more\n", rest)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the comparison: %w", err)
	}
	return nil
}
