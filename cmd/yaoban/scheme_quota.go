package main

import (
	"fmt"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/scheme"
)

type showQuotaCommand struct {
	Number int `name:"version" help:"Another version than the one in force."`
}

// Run prints the scheme as YAML.
func (c showQuotaCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.QuotaSchemes(sh.ctx)
		if err != nil {
			return err
		}
		s := all.Of(domain.DateOf(db.Now()))
		if c.Number != 0 {
			if c.Number < 1 || c.Number > len(all) {
				return usageError{fmt.Errorf("there is no version %d; `yaoban scheme quota history` lists them", c.Number)}
			}
			s = all[c.Number-1]
		}
		printHead(sh.stdout, "quota", s.Version, s.From)
		fmt.Fprint(sh.stdout, scheme.YAML(scheme.QuotaRows(s), scheme.QuotaOrder))
		return nil
	})
}

type historyQuotaCommand struct{}

// Run lists the versions.
func (historyQuotaCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.QuotaHistory(sh.ctx)
		if err != nil {
			return err
		}
		return printHistory(sh.stdout, all)
	})
}

type checkQuotaCommand struct{ schemeFile }

// Help is shown by --help.
func (checkQuotaCommand) Help() string { return scheme.QuotaHelp }

// Run checks the file and says what it would change.
func (c checkQuotaCommand) Run(sh *shell) error {
	s, err := c.quota(sh)
	if err != nil {
		return err
	}
	return sh.withDB(func(db *postgres.DB) error {
		all, err := db.QuotaSchemes(sh.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "%s is a quota scheme.\n", c.File)
		printChanges(sh.stdout, scheme.QuotaRows(all.Of(domain.DateOf(db.Now()))), scheme.QuotaRows(s))
		return nil
	})
}

type applyQuotaCommand struct {
	applying
	From string `placeholder:"YYYY-MM" help:"The first month that it holds for; this month if it is left out."`
}

// Help is shown by --help.
func (applyQuotaCommand) Help() string { return scheme.QuotaHelp }

// Run puts the scheme in force.
func (c applyQuotaCommand) Run(sh *shell) error {
	s, err := c.quota(sh)
	if err != nil {
		return err
	}
	if c.From != "" {
		if s.From, err = domain.ParseDate(c.From + "-01"); err != nil {
			return usageError{fmt.Errorf("--from %s is no month: write it as 2026-12", c.From)}
		}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := c.by(sh, db)
		if err != nil {
			return err
		}
		applied, err := db.ApplyQuota(sh.ctx, s, by, c.Note)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.stdout, "quota scheme, version %d, holds from %04d-%02d on; past months stay as they were\n", applied.Version, applied.From.Year,
			applied.From.Month)
		return nil
	})
}
