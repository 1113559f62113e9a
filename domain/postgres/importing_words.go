package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/roster"
)

// BuiltIn says what the assistant reads in a word by itself; it is roster.Vocabulary's.
type BuiltIn = func(word string) (kind roster.WordKind, standard string, known bool)

// ImportWords imports words.csv: the company's own words for products, hospitals, departments, purposes and results. A report
// with problems means that nothing was changed.
func (db *DB) ImportWords(ctx context.Context, in Importing, builtIn BuiltIn) (roster.Report, error) {
	return importer[roster.Word]{
		table: roster.WordTable,
		stored: func(ctx context.Context, tx *Tx, f *roster.File[roster.Word]) ([]roster.Word, int, error) {
			all, err := read(ctx, tx, "the words", scanWord, selectWords)
			return all, len(all), err
		},
		check: func(ctx context.Context, tx *Tx, f *roster.File[roster.Word], stored []roster.Word) error {
			v, err := vocabulary(ctx, tx, f)
			if err != nil {
				return err
			}
			v.BuiltIn = builtIn
			roster.CheckWords(f, v, stored)
			return nil
		},
		write: func(_ context.Context, tx *Tx, _ *roster.File[roster.Word], rows []roster.Word, _ []bool) error {
			set, err := recordset(rows)
			tx.write(deleteWords, set, roster.TakenBack)
			tx.write(upsertWords, set, roster.TakenBack)
			return err
		},
	}.run(ctx, db, in)
}

var selectWords = statement(`select word, kind, standard from word order by word`)

func scanWord(row pgx.CollectableRow) (w roster.Word, err error) {
	err = row.Scan(&w.Word, &w.Kind, &w.Standard)
	return w, err
}

var deleteWords = statement(`
delete from word using json_to_recordset($1) as t(word text, standard text) where word.word = t.word and t.standard = $2`)

var upsertWords = statement(`
insert into word (word, kind, standard)
select word, kind, standard from json_to_recordset($1) as t(word text, kind text, standard text) where standard <> $2
on conflict (word) do update set kind = excluded.kind, standard = excluded.standard`)

var selectDepartments = statement(`select distinct department from doctor order by department`)

// selectPeopleNamed returns which of the words are names of people; there may be a million doctors.
var selectPeopleNamed = statement(`
select lower(name) from doctor where lower(name) = any($1)
union select lower(name) from staff where lower(name) = any($1)`)

// vocabulary reads what the words of a file may clash with.
func vocabulary(ctx context.Context, tx *Tx, f *roster.File[roster.Word]) (v roster.Vocabulary, err error) {
	if v.Products, err = read(ctx, tx, "the products", scanProduct, selectProducts); err != nil {
		return v, err
	}
	if v.Hospitals, err = read(ctx, tx, "the hospitals", scanHospital, selectHospitals); err != nil {
		return v, err
	}
	if v.Departments, err = read(ctx, tx, "the departments", pgx.RowTo[string], selectDepartments); err != nil {
		return v, err
	}
	words := make([]string, len(f.Rows))
	for i, w := range f.Rows {
		words[i] = w.Word
	}
	v.People, err = read(ctx, tx, "the people of that name", pgx.RowTo[string], selectPeopleNamed, words)
	return v, err
}

// Words returns the company's own words, in their order.
func (db *DB) Words(ctx context.Context) ([]roster.Word, error) {
	return fetch(ctx, db, "the words", scanWord, selectWords)
}

// ExportWords hands the words to each, in their order.
func (db *DB) ExportWords(ctx context.Context, each func(roster.Word) error) error {
	return stream(ctx, db, "words", scanRows(scanWord), each, selectWords)
}
