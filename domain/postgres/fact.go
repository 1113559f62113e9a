package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/fact"
)

var insertFact = statement(`
insert into fact (id, at, kind, person, subject, number, before, after, channel, message) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)

// Remember queues a fact: the history of its record.
func (tx *Tx) Remember(f fact.Fact) {
	id, err := tx.NewID()
	before, err2 := asJSON(f.Before)
	after, err3 := asJSON(f.After)
	if err := errors.Join(err, err2, err3); err != nil {
		tx.failed = err
		return
	}
	tx.write(insertFact, id, f.At, string(f.Kind), f.Person, f.Subject, zeroNull(f.Number), before, after, tx.cause.channel, tx.cause.message)
}

// RememberExport remembers that somebody takes data out.
func (db *DB) RememberExport(ctx context.Context, by, what string, r export.Range) error {
	said := struct {
		What string      `json:"what"`
		From domain.Date `json:"from,omitzero"`
		To   domain.Date `json:"to,omitzero"`
		All  bool        `json:"all,omitempty"`
	}{what, r.From, r.To, r.All}
	if err := db.InTx(ctx, func(tx *Tx) error {
		tx.Remember(fact.Fact{Kind: fact.DataExported, At: tx.now, Person: by, After: said})
		return nil
	}); err != nil {
		return fmt.Errorf("remember the export: %w", err)
	}
	return nil
}

// asJSON writes a value for a jsonb column; nil stays NULL. pgx would take a string for JSON that is written already.
func asJSON(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	raw, err := json.Marshal(v)
	return raw, err
}
