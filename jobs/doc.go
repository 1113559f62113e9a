// Package jobs carries rows of the outbox to their handlers and runs what happens by the calendar. It is the only package
// that knows asynq. Postgres holds the truth: a row is taken by a relay, handed to Redis as a task that names the row and its
// attempt, and begun by a worker only while that attempt is still the row's own, under a lease that the worker extends. A
// lost Redis or a killed worker costs delay, never a row: the rescue queues again what nobody works on (DESIGN.md part 4).
//
// Handlers run at least once and must be idempotent by their ref. Retries, back-off and death are the outbox's, never
// asynq's. It imports domain packages, notify (for *notify.Later), asynq and go-redis.
package jobs
