package postgres

import (
	"maps"
	"regexp"
	"slices"
	"sync"

	"github.com/yaoban/yaoban/domain/fact"
)

// cause is what a transaction is about: who wrote which message over which channel. It stands with every fact.
type cause struct{ person, channel, message string }

// Console is a DB option for the commands of operators: what they change is marked as theirs.
func Console() Option { return func(db *DB) { db.cause = cause{channel: "cli"} } }

// bookkeeping are the tables that hold no record of the company: how messages travel, who works, what was told. Everything else is
// the company's, a table that comes tomorrow too: a transaction that changes it leaves a fact (package audit).
var bookkeeping = map[string]bool{
	"inbox_seen": true, "inbox_body": true, "conversation": true, "stranger": true, "binding": true, // what people wrote, where their talk stands, and codes that wait (a bound phone is a fact)
	"outbox": true, "notice": true, "delivery": true, "delivery_attempt": true, "attachment": true, // what they are told
	"lease": true, "cadence_run": true, "clock": true, "world": true, "record": true, // who works, and what numbers are taken
	"fact": true, "audit_seal": true, "audit_horizon": true,
}

// uneventful are statements on the company's tables that decide and change nothing that anybody would ask for.
var uneventful = map[string]bool{
	setGreeted: true,                   // who the assistant is was told once
	setWeighed: true,                   // what a draft of the scheme would do is no decision of anybody; the draft has its facts
	moveTold:   true, moveNudged: true, // how far a worker has come with a broadcast
}

// written finds the tables that a statement writes.
var written = regexp.MustCompile(`(?i)\b(?:insert\s+into|delete\s+from|update)\s+([a-z_]+)\b`)

// touched are the company's tables that each statement writes, read once from the statements themselves.
var touched = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for _, sql := range statements {
		if tables := companyTables(sql); len(tables) > 0 && !uneventful[sql] {
			all[sql] = tables
		}
	}
	return all
})

func companyTables(sql string) (tables []string) {
	for _, m := range written.FindAllStringSubmatch(sql, -1) {
		table := m[1]
		if table != "set" && table != "skip" && table != "of" && !bookkeeping[table] && !slices.Contains(tables, table) {
			tables = append(tables, table)
		}
	}
	return tables
}

// changes counts what a transaction has changed and what it has said of that.
type changes struct {
	tables map[string]bool
	facts  int
}

func (c *changes) note(sql string) {
	if sql == insertFact || sql == insertFacts {
		c.facts++
		return
	}
	for _, table := range touched()[sql] {
		if c.tables == nil {
			c.tables = map[string]bool{}
		}
		c.tables[table] = true
	}
}

// audit has a transaction that changed the company's records and named no fact name one, in the batch of its commit. Tests find
// those that happen; in production none is lost.
func (tx *Tx) audit() {
	if len(tx.changed.tables) == 0 || tx.changed.facts > 0 {
		return
	}
	tx.Remember(fact.Fact{Kind: fact.RecordsChanged, At: tx.now, Person: tx.cause.person,
		After: map[string][]string{"tables": slices.Sorted(maps.Keys(tx.changed.tables))}})
}
