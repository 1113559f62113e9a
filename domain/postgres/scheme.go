package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
)

// SchemeEntry is who put a version of a scheme in force, when, and why.
type SchemeEntry struct {
	Version int
	// From is the first day that it holds for; AppliedAt is zero for the version that Yaoban brings.
	From      domain.Date
	AppliedAt time.Time
	Person    string
	Note      string
}

// versioned is a stored scheme of either sort.
type versioned struct {
	SchemeEntry
	body []byte
}

func scanVersioned(row pgx.CollectableRow) (v versioned, err error) {
	var at *time.Time
	err = row.Scan(&v.Version, &v.body, &v.From, &at, &v.Person, &v.Note)
	if at != nil {
		v.AppliedAt = *at
	}
	return v, err
}

var (
	selectQualitySchemes = statement(`
select version, body, valid_from, applied_at, person, note from quality_scheme order by version limit 10000`)
	selectQuotaSchemes = statement(`
select version, body, valid_from, applied_at, person, note from quota_scheme order by version limit 10000`)
	insertQualityScheme = statement(`
insert into quality_scheme (version, body, valid_from, applied_at, person, note) values ($1, $2, $3, $4, $5, $6)`)
	insertQuotaScheme = statement(`
insert into quota_scheme (version, body, valid_from, applied_at, person, note) values ($1, $2, $3, $4, $5, $6)`)
)

// QualitySchemes returns every version of the quality scheme, in order.
func (db *DB) QualitySchemes(ctx context.Context) (quality.Schemes, error) {
	rows, err := fetch(ctx, db, "the quality schemes", scanVersioned, selectQualitySchemes)
	return decode(rows, err, func(s *quality.Scheme, e SchemeEntry) { s.Version, s.From = e.Version, e.From })
}

// qualitySchemes is QualitySchemes within a transaction.
func (tx *Tx) qualitySchemes(ctx context.Context) (quality.Schemes, error) {
	rows, err := read(ctx, tx, "the quality schemes", scanVersioned, selectQualitySchemes)
	return decode(rows, err, func(s *quality.Scheme, e SchemeEntry) { s.Version, s.From = e.Version, e.From })
}

// QuotaSchemes returns every version of the quota scheme, in order.
func (db *DB) QuotaSchemes(ctx context.Context) (quota.Schemes, error) {
	rows, err := fetch(ctx, db, "the quota schemes", scanVersioned, selectQuotaSchemes)
	return decode(rows, err, func(s *quota.Scheme, e SchemeEntry) { s.Version, s.From = e.Version, e.From })
}

func decode[T any](rows []versioned, err error, set func(*T, SchemeEntry)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	all := make([]T, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r.body, &all[i]); err != nil {
			return nil, fmt.Errorf("read version %d of a scheme: %w", r.Version, err)
		}
		set(&all[i], r.SchemeEntry)
	}
	return all, nil
}

// QualityHistory returns who put which quality scheme in force, in order.
func (db *DB) QualityHistory(ctx context.Context) ([]SchemeEntry, error) {
	return db.schemeHistory(ctx, selectQualitySchemes)
}

// QuotaHistory returns who put which quota scheme in force, in order.
func (db *DB) QuotaHistory(ctx context.Context) ([]SchemeEntry, error) {
	return db.schemeHistory(ctx, selectQuotaSchemes)
}

func (db *DB) schemeHistory(ctx context.Context, sql string) ([]SchemeEntry, error) {
	rows, err := fetch(ctx, db, "the history of a scheme", scanVersioned, sql)
	if err != nil {
		return nil, err
	}
	out := make([]SchemeEntry, len(rows))
	for i, r := range rows {
		out[i] = r.SchemeEntry
		if !r.AppliedAt.IsZero() {
			out[i].AppliedAt = r.AppliedAt.In(db.zone)
		}
	}
	return out, nil
}

// ApplyQuality puts a quality scheme in force and returns it with its version; its From may not lie before today, because what
// was scored is never scored anew. Every process scores by it from its next turn on. It refuses a scheme that is not valid
// with everything that is wrong.
func (db *DB) ApplyQuality(ctx context.Context, s quality.Scheme, person, note string) (quality.Scheme, error) {
	err := db.applyScheme(ctx, selectQualitySchemes, insertQualityScheme, fact.QualityApplied, person, note,
		func(version int, today domain.Date) (any, domain.Date, error) {
			if s.From.IsZero() {
				s.From = today
			}
			s.Version = version
			if s.From.Before(today) {
				return nil, s.From, fmt.Errorf("the quality scheme holds from %s, which is past: what was recorded keeps its score", s.From)
			}
			return s, s.From, s.Validate()
		})
	return s, err
}

// ApplyQuota puts a quota scheme in force and returns it with its version; it holds for this month or from a later one on,
// because past months stay as they were. Every process counts by it from its next turn on.
func (db *DB) ApplyQuota(ctx context.Context, s quota.Scheme, person, note string) (quota.Scheme, error) {
	err := db.applyScheme(ctx, selectQuotaSchemes, insertQuotaScheme, fact.QuotaApplied, person, note,
		func(version int, today domain.Date) (any, domain.Date, error) {
			if s.From.IsZero() {
				s.From = today.FirstOfMonth()
			}
			s.Version = version
			if s.From.Before(today.FirstOfMonth()) {
				return nil, s.From, fmt.Errorf("the quota scheme holds from %s: past months stay as they were", s.From)
			}
			return s, s.From, s.Validate()
		})
	return s, err
}

func (db *DB) applyScheme(ctx context.Context, list, insert string, kind fact.Kind, person, note string,
	next func(version int, today domain.Date) (body any, from domain.Date, err error)) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
			return err
		}
		all, err := read(ctx, tx, "the schemes", scanVersioned, list)
		if err != nil {
			return err
		}
		version := 1
		if len(all) > 0 {
			version = all[len(all)-1].Version + 1
		}
		scheme, from, err := next(version, domain.DateOf(tx.now))
		if err != nil {
			return err
		}
		body, err := asJSON(scheme)
		if err != nil {
			return err
		}
		tx.write(insert, version, body, from, tx.now, person, note)
		tx.write(growWorld)
		tx.Remember(fact.Fact{Kind: kind, At: tx.now, Person: person, After: scheme})
		return nil
	})
	if err != nil {
		return fmt.Errorf("apply a scheme: %w", err)
	}
	return nil
}
