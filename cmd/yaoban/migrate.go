package main

import (
	"fmt"

	"github.com/yaoban/yaoban/domain/postgres"
)

type migrateCommand struct{}

// Help is shown by --help.
func (migrateCommand) Help() string {
	return "Safe to run again and from several places at once. It uses YAOBAN_DATABASE_DIRECT_URL where a pooler stands before the database."
}

// Run brings the schema to the newest version.
func (migrateCommand) Run(sh *shell) error {
	cfg, err := sh.config("DATABASE_URL", "DATABASE_DIRECT_URL")
	if err != nil {
		return err
	}
	applied, err := postgres.Migrate(sh.ctx, cfg.MigrationURL())
	if err != nil {
		return err
	}
	if applied == 0 {
		fmt.Fprintln(sh.stdout, "The schema is the newest already.")
	} else {
		fmt.Fprintf(sh.stdout, "The schema is the newest now; migrations applied: %d.\n", applied)
	}
	return nil
}
