package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/notice"
)

// GradingVersion is a version of the grading scheme.
type GradingVersion = grading.Version

var selectGradingSchemes = statement(`select version, body, applied_at, person, note from grading_scheme order by version limit 10000`)

func scanGrading(row pgx.CollectableRow) (v GradingVersion, err error) {
	var body []byte
	var version int
	if err = row.Scan(&version, &body, &v.AppliedAt, &v.Person, &v.Note); err == nil && body != nil {
		err = json.Unmarshal(body, &v.Scheme)
	}
	v.Scheme.Version = version
	return v, err
}

// GradingSchemes returns every version, in order; the last one is in force. Without any, the imported grades stand.
func (db *DB) GradingSchemes(ctx context.Context) ([]GradingVersion, error) {
	all, err := fetch(ctx, db, "the grading schemes", scanGrading, selectGradingSchemes)
	for i := range all {
		all[i].AppliedAt = all[i].AppliedAt.In(db.zone)
	}
	return all, err
}

var selectGradingInForce = statement(`select version, body, applied_at, person, note from grading_scheme order by version desc limit 1`)

// WantGrading asks for the scheme in force; it arrives with the next Flush.
func (tx *Tx) WantGrading(into *grading.Scheme) {
	tx.queue(selectGradingInForce).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, scanGrading)
		for _, v := range all {
			*into = v.Scheme
		}
		return err
	})
}

var insertGradingScheme = statement(`
insert into grading_scheme (version, body, applied_at, person, note) values ($1, $2, $3, $4, $5)`)

// Regraded is what putting a scheme in force did.
type Regraded struct {
	Version int
	Moved   []Moved
}

// InAll is how many grades changed, over all lines.
func (r Regraded) InAll() (n int) {
	lines := map[string]int{}
	for _, m := range r.Moved {
		lines[m.Line] = m.InAll
	}
	for _, k := range lines {
		n += k
	}
	return n
}

// ApplyGrading puts a scheme in force and grades every doctor by it, in one transaction: readers see the old grades until its end,
// and an interrupted one changes nothing and can be run again. Reps whose doctors moved are told. It refuses a scheme that is not
// valid, and one that says the same as the one in force.
func (db *DB) ApplyGrading(ctx context.Context, s grading.Scheme, by, note string) (done Regraded, err error) {
	return db.applyGrading(ctx, by, note, func(ctx context.Context, tx *Tx, all []GradingVersion) (grading.Scheme, error) {
		fields, err := read(ctx, tx, "the fields", scanField, selectFields)
		if err != nil {
			return s, err
		}
		if len(all) > 0 && all[len(all)-1].Scheme.InForce() && len(grading.Changes(all[len(all)-1].Scheme, s)) == 0 {
			return s, errors.New("the scheme says the same as the one in force")
		}
		return s, s.Validate(fields)
	})
}

// RollBackGrading puts an earlier version in force again, as a new version; 0 means no scheme: the imported grades stand again.
func (db *DB) RollBackGrading(ctx context.Context, to int, by, note string) (Regraded, error) {
	return db.applyGrading(ctx, by, note, func(_ context.Context, _ *Tx, all []GradingVersion) (grading.Scheme, error) {
		if len(all) == 0 {
			return grading.None, errors.New("no grading scheme was ever in force")
		}
		if to == all[len(all)-1].Scheme.Version {
			return grading.None, fmt.Errorf("version %d is in force", to)
		}
		if to == 0 {
			return grading.None, nil
		}
		for _, v := range all {
			if v.Scheme.Version == to {
				return v.Scheme, nil
			}
		}
		return grading.None, fmt.Errorf("there is no version %d; `yaoban scheme grading history` lists them", to)
	})
}

func (db *DB) applyGrading(ctx context.Context, by, note string, next func(context.Context, *Tx, []GradingVersion) (grading.Scheme, error)) (done Regraded, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
			return err
		}
		all, err := read(ctx, tx, "the grading schemes", scanGrading, selectGradingSchemes)
		if err != nil {
			return err
		}
		s, err := next(ctx, tx, all)
		if err != nil {
			return err
		}
		done, err = tx.putInForce(ctx, s, all, by, note)
		return err
	})
	if err != nil {
		return Regraded{}, fmt.Errorf("put a grading scheme in force: %w", err)
	}
	return done, nil
}

// putInForce makes a scheme the next version, grades every doctor by it and tells the reps whose doctors moved. The caller has locked the
// world, and all are the versions so far.
func (tx *Tx) putInForce(ctx context.Context, s grading.Scheme, all []GradingVersion, by, note string) (done Regraded, err error) {
	s.Version = 1
	if len(all) > 0 {
		s.Version = all[len(all)-1].Scheme.Version + 1
	}
	var body any
	if s.InForce() {
		if body, err = asJSON(s); err != nil {
			return done, fmt.Errorf("write the scheme: %w", err)
		}
	}
	tx.write(insertGradingScheme, s.Version, body, tx.now, by, note)
	done.Version = s.Version
	if done.Moved, err = tx.regradeAll(ctx, s, scope{}); err != nil {
		return done, err
	}
	tx.write(growWorld)
	tx.Remember(fact.Fact{Kind: fact.GradingApplied, At: tx.now, Person: by, After: map[string]any{"version": s.Version, "scheme": body, "moved": done.InAll()}})
	return done, tx.tellRegraded(notice.SchemeApplied, done.Moved)
}

// tellRegraded tells each rep which of her doctors moved, and why. Doctors who had no grade before are not spoken of.
func (tx *Tx) tellRegraded(why notice.RegradeReason, moved []Moved) error {
	byRep := map[string][]notice.GradeMove{}
	var reps []string
	for _, m := range moved {
		if m.Rep == "" || m.Was == "" {
			continue
		}
		if byRep[m.Rep] == nil {
			reps = append(reps, m.Rep)
		}
		byRep[m.Rep] = append(byRep[m.Rep], notice.GradeMove{Line: m.Line, Was: m.Was, Is: m.Is, Count: m.Count, Names: m.Names})
	}
	for _, rep := range reps {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		n, err := notice.GradesChanged(id, rep, why, byRep[rep], tx.now)
		if err != nil {
			return err
		}
		if err := tx.Tell(n); err != nil {
			return err
		}
	}
	return nil
}

// PreviewMove is one doctor who would move.
type PreviewMove struct {
	Line    string
	Doctor  string
	Was, Is domain.Grade
	Reps    []string
}

// PreviewGrading says exactly who would move if the scheme were in force. It changes nothing.
func (db *DB) PreviewGrading(ctx context.Context, s grading.Scheme) (moves []PreviewMove, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		fields, err := read(ctx, tx, "the fields", scanField, selectFields)
		if err != nil {
			return err
		}
		if err := s.Validate(fields); err != nil {
			return err
		}
		lines, products, err := tx.lines(ctx, s)
		if err != nil {
			return err
		}
		for _, line := range lines {
			args, err := ruleArguments(s, line, products[line])
			if err != nil {
				return err
			}
			rows, err := read(ctx, tx, "who would move", func(row pgx.CollectableRow) (m PreviewMove, err error) {
				m.Line = line
				err = row.Scan(&m.Doctor, &m.Was, &m.Is, &m.Reps)
				return m, err
			}, previewGrades, append(args, nil, nil, domain.DateOf(tx.now))...)
			if err != nil {
				return err
			}
			moves = append(moves, rows...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("preview a grading scheme: %w", err)
	}
	return moves, nil
}

var selectGradingFacts = statement(`
select h.level, d.title, d.outpatients, d.beds, d.custom, h.custom, d.grade,
    array(select coalesce(p.area, '') from unnest(d.needs) n (code) left join product p on p.code = n.code)
from doctor d join hospital h on h.code = d.hospital where d.code = $1`)

// WantGradingFacts asks for what grading knows of a doctor, and for the grade that she has; both arrive with the next Flush.
func (tx *Tx) WantGradingFacts(doctor string, into *grading.Doctor, grade *domain.Grade) {
	tx.queue(selectGradingFacts, doctor).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		for rows.Next() {
			var areas []string
			if err := rows.Scan(&into.Level, &into.Title, &into.Outpatients, &into.Beds, &into.Own, &into.Hospital, grade, &areas); err != nil {
				return err
			}
			into.Needs = map[string]int{"": len(areas)}
			for _, a := range areas {
				if a != "" {
					into.Needs[a]++
				}
			}
		}
		return rows.Err()
	})
}
