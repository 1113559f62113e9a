package postgres

import "github.com/yaoban/yaoban/domain/fact"

var insertFact = statement(`
insert into fact (id, at, kind, person, subject, number, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8)`)

// Remember queues a fact: the history of its record.
func (tx *Tx) Remember(f fact.Fact) {
	id, err := tx.NewID()
	if err != nil {
		tx.failed = err
		return
	}
	tx.write(insertFact, id, f.At, string(f.Kind), f.Person, f.Subject, zeroNull(f.Number), f.Before, f.After)
}
