package postgres

import (
	"encoding/json"
	"errors"

	"github.com/yaoban/yaoban/domain/fact"
)

var insertFact = statement(`
insert into fact (id, at, kind, person, subject, number, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8)`)

// Remember queues a fact: the history of its record.
func (tx *Tx) Remember(f fact.Fact) {
	id, err := tx.NewID()
	before, err2 := asJSON(f.Before)
	after, err3 := asJSON(f.After)
	if err := errors.Join(err, err2, err3); err != nil {
		tx.failed = err
		return
	}
	tx.write(insertFact, id, f.At, string(f.Kind), f.Person, f.Subject, zeroNull(f.Number), before, after)
}

// asJSON writes a value for a jsonb column; nil stays NULL. pgx would take a string for JSON that is written already.
func asJSON(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	raw, err := json.Marshal(v)
	return raw, err
}
