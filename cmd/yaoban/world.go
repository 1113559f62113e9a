package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

// exampleWorld is the example company that the demo and the conversations of the tests live in.
//
//go:embed world/*.csv
var exampleWorld embed.FS

// importExampleWorld imports the example company; again, it changes nothing.
func importExampleWorld(ctx context.Context, db *postgres.DB) error {
	for _, step := range []struct {
		file string
		run  func(context.Context, postgres.Importing) (roster.Report, error)
	}{
		{"staff.csv", db.ImportStaff}, {"hospitals.csv", db.ImportHospitals}, {"products.csv", db.ImportProducts}, {"doctors.csv", db.ImportDoctors},
	} {
		raw, err := exampleWorld.ReadFile("world/" + step.file)
		if err != nil {
			return fmt.Errorf("read the example world: %w", err)
		}
		lines, err := roster.ReadCSV(bytes.NewReader(raw))
		if err != nil {
			return fmt.Errorf("read the example %s: %w", step.file, err)
		}
		report, err := step.run(ctx, postgres.Importing{File: step.file, Lines: lines, Actor: "demo"})
		if err != nil {
			return err
		}
		if len(report.Problems) > 0 {
			return fmt.Errorf("import the example %s: %s", step.file, report.Problems[0])
		}
	}
	return nil
}
