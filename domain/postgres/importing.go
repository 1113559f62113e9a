package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/roster"
)

// importChunk is how many rows travel in one statement of an import.
const importChunk = 5_000

// Importing is one import: its file and who runs it.
type Importing struct {
	// File is the name for the record, Lines the content.
	File  string
	Lines []roster.Line
	// Map renames headers of the file to columns; DryRun checks and counts, and writes nothing.
	Map    map[string]string
	DryRun bool
	// Actor is the admin's userid, or what else the command line knows of who runs it.
	Actor string
	// Progress, if set, is called with the share of the rows that are written.
	Progress func(done, of int)
}

// One transaction imports a file (PRODUCT.md D1): stored rows are read, the file is completed and checked against them, and
// what is new or has changed is written. A file with any problem changes nothing. Imports wait for each other.
type importer[T any] struct {
	table *roster.Table[T]
	// stored reads the rows that the file may change, and how many rows there are in all.
	stored func(ctx context.Context, tx *Tx, f *roster.File[T]) (rows []T, total int, err error)
	check  func(ctx context.Context, tx *Tx, f *roster.File[T], stored []T) error
	// write gets the changes in chunks, in the order of the file.
	write func(ctx context.Context, tx *Tx, f *roster.File[T], rows []T, isNew []bool) error
	// after, if set, is called with everything that was new or changed, once it is written.
	after func(ctx context.Context, tx *Tx, rows []T) error
}

var lockWorld = statement(`select version from world for update`)

var growWorld = statement(`update world set version = version + 1`)

func (im importer[T]) run(ctx context.Context, db *DB, in Importing) (report roster.Report, err error) {
	lines, mapping := im.table.Mapped(in.Lines, in.Map)
	f := im.table.Read(lines)
	f.Problems = append(mapping, f.Problems...)
	report = roster.Report{Table: im.table.Name, File: in.File, DryRun: in.DryRun}
	defer func() { report.Ignored, report.Problems, report.Notes = f.Ignored, f.Problems, f.Notes }()
	if len(f.Problems) > 0 && len(f.Rows) == 0 {
		return report, nil
	}
	read := *f
	err = db.InTx(ctx, func(tx *Tx) error {
		again := read // a second run after a deadlock starts from what was read
		f = &again
		f.Rows = slices.Clone(read.Rows)
		return im.apply(ctx, tx, f, in, &report)
	})
	if err != nil {
		return report, fmt.Errorf("import %s: %w", im.table.Name, err)
	}
	return report, nil
}

func (im importer[T]) apply(ctx context.Context, tx *Tx, f *roster.File[T], in Importing, report *roster.Report) error {
	if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
		return err
	}
	stored, total, err := im.stored(ctx, tx, f)
	if err != nil {
		return err
	}
	im.table.Complete(f, stored)
	if err := im.check(ctx, tx, f, stored); err != nil {
		return err
	}
	if len(f.Problems) > 0 {
		return nil
	}
	c := im.table.Compare(f, stored)
	report.New, report.Changed, report.Unchanged = c.New, c.Changed, c.Unchanged
	report.Gone = total - c.Changed - c.Unchanged
	report.Rows = make(map[int]string, len(f.Lines))
	for i, line := range f.Lines {
		report.Rows[line] = c.Outcome[i]
	}
	if in.DryRun {
		return nil
	}
	for at := 0; at < len(c.Rows); at += importChunk {
		end := min(at+importChunk, len(c.Rows))
		if err := im.write(ctx, tx, f, c.Rows[at:end], c.IsNew[at:end]); err != nil {
			return err
		}
		if err := tx.Flush(ctx); err != nil {
			return fmt.Errorf("write rows %d to %d: %w", at+1, end, err)
		}
		if in.Progress != nil {
			in.Progress(end, len(c.Rows))
		}
	}
	if len(c.Rows) > 0 {
		if im.after != nil {
			if err := im.after(ctx, tx, c.Rows); err != nil {
				return err
			}
		}
		tx.write(growWorld)
	}
	said := *report
	said.Ignored = f.Ignored
	tx.Remember(fact.Fact{Kind: fact.RosterImported, At: tx.now, Person: in.Actor, After: said})
	return nil
}

// recordset makes the rows of a json_to_recordset.
func recordset[T any](rows []T) (json.RawMessage, error) {
	b, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("encode rows for an import: %w", err)
	}
	return b, nil
}
