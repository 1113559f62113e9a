package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/safety"
)

var insertCase = statement(`
insert into desk_case (id, number, kind, reporter, day0, due_at, state, patient, source, product, event, batch, outsider)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)

// PutCase implements desk.Ledger.
func (tx *Tx) PutCase(c desk.Case) {
	e := c.Elements
	tx.write(insertCase, c.ID, c.Number, string(c.Kind), zeroNull(c.Reporter), c.Day0, c.DueAt, string(c.State), e.Patient, e.Reporter, e.Product, e.Event, c.Batch,
		c.Outsider)
}

var updateCase = statement(`
update desk_case set day0 = $2, due_at = $3, state = $4, owner = $5, patient = $6, source = $7, product = $8, event = $9, seriousness = $10,
    criteria = $11, expected = $12, reported_on = $13, reference = $14, category = $15, batch = $16, handling = $17, callback = $18,
    reason = $19, merged_into = $20, closed_by = $21, closed_at = $22, revision = $23
where id = $1`)

// SetCase implements desk.Ledger. The case was read locked.
func (tx *Tx) SetCase(c desk.Case) {
	criteria := make([]string, len(c.Criteria))
	for i, one := range c.Criteria {
		criteria[i] = string(one)
	}
	e := c.Elements
	tx.write(updateCase, c.ID, c.Day0, c.DueAt, string(c.State), zeroNull(c.Owner), e.Patient, e.Reporter, e.Product, e.Event, string(c.Seriousness),
		criteria, string(c.Expected), zeroNull(c.ReportedOn), c.Reference, string(c.Category), c.Batch, c.Handling, c.Callback, c.Reason,
		zeroNull(c.Into), zeroNull(c.ClosedBy), zeroNull(c.ClosedAt), c.Revision)
}

// caseColumns are read by scanCase in this order.
const caseColumns = `c.id, c.number, c.kind, coalesce(c.reporter, ''), c.outsider, c.day0, c.due_at, c.state, coalesce(c.owner, ''), c.patient, c.source, c.product, c.event,
    c.seriousness, c.criteria, c.expected, c.reported_on, c.reference, c.category, c.batch, c.handling, c.callback, c.reason,
    coalesce(c.merged_into, 0), coalesce(c.closed_by, ''), c.closed_at, c.revision`

// teller names who told a case: a colleague r, or the unknown sender.
const teller = `coalesce(r.name, c.outsider)`

// caseRow reads caseColumns, then more.
func (tx *Tx) caseRow(row pgx.CollectableRow, c *desk.Case, more ...any) error {
	var criteria []string
	var reported *domain.Date
	var closed *time.Time
	e := &c.Elements
	to := append([]any{&c.ID, &c.Number, &c.Kind, &c.Reporter, &c.Outsider, &c.Day0, &c.DueAt, &c.State, &c.Owner, &e.Patient, &e.Reporter, &e.Product, &e.Event,
		&c.Seriousness, &criteria, &c.Expected, &reported, &c.Reference, &c.Category, &c.Batch, &c.Handling, &c.Callback, &c.Reason,
		&c.Into, &c.ClosedBy, &closed, &c.Revision}, more...)
	if err := row.Scan(to...); err != nil {
		return err
	}
	for _, one := range criteria {
		c.Criteria = append(c.Criteria, safety.Criterion(one))
	}
	c.Day0, c.DueAt, c.ReportedOn = tx.local(c.Day0), tx.local(c.DueAt), orZero(reported)
	if closed != nil {
		c.ClosedAt = tx.local(*closed)
	}
	return nil
}

func (tx *Tx) scanCase(row pgx.CollectableRow) (c desk.Case, err error) {
	err = tx.caseRow(row, &c)
	return c, err
}

var selectCases = statement(`select ` + caseColumns + ` from desk_case c where c.number = any($1) order by c.id for update`)

// CasesNumbered returns the cases of those numbers, locked in the order of their ids.
func (tx *Tx) CasesNumbered(ctx context.Context, numbers []int64) ([]desk.Case, error) {
	return read(ctx, tx, "cases by their numbers", tx.scanCase, selectCases, numbers)
}

var selectOpenCases = statement(`
select ` + caseColumns + `, ` + teller + `, coalesce(o.name, ''), count(*) over ()
from desk_case c left join staff r on r.userid = c.reporter left join staff o on o.userid = c.owner
where c.state not in ('closed', 'merged') and ($1 = '' or c.kind = $1) and (not $3 or c.due_at <= $4) and ($5 = '' or c.owner = $5)
order by c.state = 'reported', c.due_at, c.number limit $2`)

// OpenCases returns the cases that are not closed, those whose clock ends first before the others: of one kind if it is named, only
// those that are past their time, only those of one owner. total is how many there are.
func (tx *Tx) OpenCases(ctx context.Context, f desk.Filter, limit int) (lines []desk.Line, total int, err error) {
	lines, err = read(ctx, tx, "the open cases", func(row pgx.CollectableRow) (l desk.Line, err error) {
		err = tx.caseRow(row, &l.Case, &l.ReporterName, &l.OwnerName, &total)
		return l, err
	}, selectOpenCases, string(f.Kind), limit, f.Overdue, tx.now, f.Owner)
	return lines, total, err
}

var selectCasesOf = statement(`
select ` + caseColumns + `, r.name, coalesce(o.name, '')
from desk_case c join staff r on r.userid = c.reporter left join staff o on o.userid = c.owner
where c.reporter = $1 and (c.state not in ('closed', 'merged') or c.closed_at >= $3) order by c.number desc limit $2`)

// CasesOf returns the cases that a person told, the newest first: the open ones, and those closed since an instant.
func (tx *Tx) CasesOf(ctx context.Context, person string, closedSince time.Time, limit int) ([]desk.Line, error) {
	return read(ctx, tx, "the cases that a person told", func(row pgx.CollectableRow) (l desk.Line, err error) {
		err = tx.caseRow(row, &l.Case, &l.ReporterName, &l.OwnerName)
		return l, err
	}, selectCasesOf, person, limit, closedSince)
}

var selectDossier = statement(`
select p.text, coalesce(` + doctorName + `, ''), coalesce(` + hospitalName + `, ''), ` + teller + `, coalesce(o.name, ''), coalesce(b.name, '')
from report p join desk_case c on c.id = p.id left join staff r on r.userid = c.reporter left join staff o on o.userid = c.owner
left join staff b on b.userid = c.closed_by left join doctor d on d.code = p.doctor left join hospital h on h.code = d.hospital
where p.id = $1`)

var selectCaseFacts = statement(`
select f.at, f.kind, coalesce(s.name, f.person), coalesce(f.after::text, '')
from fact f left join staff s on s.userid = f.person
where f.subject = $1 and f.at >= $2 order by f.at, f.kind, f.id limit $3`)

// Dossier returns all that is kept of a case beside itself: the words that told it and what happened to it, the oldest first.
func (tx *Tx) Dossier(ctx context.Context, c desk.Case, limit int) (d desk.Dossier, err error) {
	tx.queue(selectDossier, c.ID).Query(func(rows pgx.Rows) error {
		d, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (d desk.Dossier, err error) {
			err = row.Scan(&d.Text, &d.Doctor, &d.Hospital, &d.Reporter, &d.Owner, &d.ClosedBy)
			return d, err
		})
		return err
	})
	facts, err := read(ctx, tx, "what happened to a case", func(row pgx.CollectableRow) (f desk.Happened, err error) {
		err = row.Scan(&f.At, &f.Kind, &f.By, &f.After)
		f.At = tx.local(f.At)
		return f, err
	}, selectCaseFacts, c.ID, c.Day0.AddDate(0, -1, 0), limit)
	d.Case, d.History = c, facts
	return d, err
}

var insertQuestion = statement(`
insert into desk_question (id, desk_case, number, asked_by, person, text, asked_at) values ($1, $2, $3, $4, $5, $6, $7)`)

// PutQuestion implements desk.Ledger.
func (tx *Tx) PutQuestion(q desk.Question) {
	tx.write(insertQuestion, q.ID, q.Case, q.Number, q.By, q.Person, q.Text, q.At)
}

var selectQuestions = statement(`
select id, desk_case, number, asked_by, person, text, asked_at from desk_question
where person = $1 and answered_at is null and ($2 = 0 or number = $2) and asked_at >= $3 order by asked_at desc limit 5 for update`)

// QuestionsTo returns what the desk asked a person since an instant and she has not answered, the newest first; of one case if its
// number is named.
func (tx *Tx) QuestionsTo(ctx context.Context, person string, number int64, since time.Time) ([]desk.Question, error) {
	return read(ctx, tx, "what the safety desk asked a person", func(row pgx.CollectableRow) (q desk.Question, err error) {
		err = row.Scan(&q.ID, &q.Case, &q.Number, &q.By, &q.Person, &q.Text, &q.At)
		return q, err
	}, selectQuestions, person, number, since)
}

var answerQuestion = statement(`update desk_question set answered_at = $2 where id = $1`)

// AnswerQuestion queues that a question was answered.
func (tx *Tx) AnswerQuestion(id domain.ID) { tx.write(answerQuestion, id, tx.now) }

var selectCaseView = statement(`
select ` + caseColumns + `, ` + teller + `, coalesce(o.name, ''), p.text
from desk_case c join report p on p.id = c.id left join staff r on r.userid = c.reporter left join staff o on o.userid = c.owner where c.id = $1`)

// Case implements notice.Truth.
func (t truth) Case(ctx context.Context, id domain.ID) (notice.CaseView, bool, error) {
	return one(read(ctx, t.Tx, "what a case is now", func(row pgx.CollectableRow) (v notice.CaseView, err error) {
		var c desk.Case
		err = t.caseRow(row, &c, &v.Reporter, &v.Owner, &v.Text)
		v.Number, v.Kind, v.Day0, v.DueAt = c.Number, string(c.Kind), c.Day0, c.DueAt
		v.Waits, v.Open, v.Death, v.Handling = c.Waits(), c.Open(), c.Dies(), c.Handling
		for _, el := range c.Elements.Missing() {
			v.Missing = append(v.Missing, string(el))
		}
		return v, err
	}, selectCaseView, id))
}

var selectCaseQuestion = statement(`select text, number, answered_at is null from desk_question where id = $1`)

// CaseQuestion implements notice.Truth.
func (t truth) CaseQuestion(ctx context.Context, id domain.ID) (text string, number int64, waits bool, err error) {
	type row struct {
		Text   string
		Number int64
		Waits  bool
	}
	r, ok, err := one(read(ctx, t.Tx, "what the safety desk asked", pgx.RowToStructByPos[row], selectCaseQuestion, id))
	return r.Text, r.Number, ok && r.Waits, err
}

var selectCaseAddress = statement(`select coalesce(address, '') from report where id = $1 and person is null`)

// CaseAddress implements notice.Truth.
func (t truth) CaseAddress(ctx context.Context, id domain.ID) (string, error) {
	address, _, err := one(read(ctx, t.Tx, "how to reach who told a case", pgx.RowTo[string], selectCaseAddress, id))
	return address, err
}
