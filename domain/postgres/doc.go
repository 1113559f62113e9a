// Package postgres is the only SQL of Yaoban. Every statement stands above its only caller, in the file of its noun; a test
// PREPAREs each against the migrated schema. It imports domain packages and pgx; only cmd and tests import it, everybody
// else declares the few methods that they need.
//
// A Tx is one transaction with one business time. Reads and writes queue up in it and travel together: the first flush
// carries BEGIN and the turn's first reads, the last one the writes and COMMIT, so that a turn takes two or three round
// trips. A constraint that a write breaks surfaces at the flush, as a domain.Refusal where people can do something about it
// (refusals.go). Nothing may call HTTP or Redis inside one.
//
// Where the design speaks of history and facts apart, here the history of a record is its facts (who, when, before, after):
// one row tells both. And a turn locks the person's conversation before it looks for the message's key, so that the key is
// written once, together with its answer; the unique key still stands behind it.
package postgres
