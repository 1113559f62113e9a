package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/share"
)

// shareColumns are read by scanShare in this order.
const shareColumns = `id, number, visit, rep, person, coalesce(shared_by, ''), state, text, team, channel, said_at, origin, shared_at`

func (tx *Tx) scanShare(row pgx.CollectableRow) (s share.Share, err error) {
	var shared *time.Time
	err = row.Scan(&s.ID, &s.Number, &s.Visit, &s.Rep, &s.Person, &s.By, &s.State, &s.Text, &s.Team, &s.Channel, &s.SaidAt, &s.Origin, &shared)
	s.SharedAt = tx.local(orZero(shared))
	return s, err
}

var selectShareNumbered = statement(`select ` + shareColumns + ` from share where number = $1 for update`)

// ShareNumbered returns the shared visit of that number, whosever it is, locked, and false if there is none.
func (tx *Tx) ShareNumbered(ctx context.Context, number int64) (share.Share, bool, error) {
	return one(read(ctx, tx, "a shared visit", tx.scanShare, selectShareNumbered, number))
}

var selectShareOf = statement(`
select ` + shareColumns + ` from share where visit = (select id from visit where number = $1) and state <> 'withdrawn' for update`)

// ShareOf returns how the visit of that number is proposed or shared, locked, and false if it is not.
func (tx *Tx) ShareOf(ctx context.Context, number int64) (share.Share, bool, error) {
	return one(read(ctx, tx, "how a visit is shared", tx.scanShare, selectShareOf, number))
}

var insertShare = statement(`
with r as (insert into record (number, kind, id) values ($2, 'share', $1))
insert into share (id, number, visit, rep, person, shared_by, state, text, team, channel, said_at, origin, shared_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9::text[], '{}'), $10, $11, $12, $13)`)

// PutShare implements share.Ledger.
func (tx *Tx) PutShare(s share.Share) {
	tx.write(insertShare, s.ID, s.Number, s.Visit, s.Rep, s.Person, zeroNull(s.By), string(s.State), s.Text, s.Team, string(s.Channel), s.SaidAt, s.Origin,
		zeroNull(s.SharedAt))
}

var updateShare = statement(`
update share set state = $2, shared_by = $3, team = coalesce($4::text[], '{}'), shared_at = $5 where id = $1`)

// ChangeShare implements share.Ledger.
func (tx *Tx) ChangeShare(s share.Share) {
	tx.write(updateShare, s.ID, string(s.State), zeroNull(s.By), s.Team, zeroNull(s.SharedAt))
}

var insertLike = statement(`insert into share_like (share, person, at) values ($1, $2, $3) on conflict do nothing`)

// PutLike implements share.Ledger.
func (tx *Tx) PutLike(s share.Share, person string) { tx.write(insertLike, s.ID, person, tx.now) }

var selectLikes = statement(`
select s.name from share_like l join staff s on s.userid = l.person where l.share = $1 order by l.at, l.person limit 200`)

// WantTalk asks who likes a shared visit, by name, and what was said on it, the oldest first. It arrives with the next Flush.
func (tx *Tx) WantTalk(id domain.ID, likes *[]string, said *[]comment.Line) {
	tx.queue(selectLikes, id).Query(func(rows pgx.Rows) (err error) {
		*likes, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	tx.queue(selectSaid, id, mostSteps).Query(func(rows pgx.Rows) (err error) {
		*said, err = pgx.CollectRows(rows, tx.scanLine)
		return err
	})
}

var selectBest = statement(`
select s.number, r.name, split_part(s.text, E'\n', 1), l.n, c.n
from share s join staff r on r.userid = s.rep
cross join lateral (select count(*) n from share_like where share = s.id) l
cross join lateral (select count(*) n from comment where record = s.id) c
where s.state = 'shared' and s.shared_at >= $1 and s.shared_at < $2
    and ($3 = any(s.team) or s.rep = $3 or s.shared_by = $3 or s.rep = any($4))
order by l.n desc, c.n desc, s.number limit $5`)

// BestShares returns what was shared from one instant to another and what the person may read, the best liked first.
func (tx *Tx) BestShares(ctx context.Context, person string, reps []string, from, to time.Time, limit int) ([]share.Line, error) {
	return read(ctx, tx, "what was shared", pgx.RowToStructByPos[share.Line], selectBest, from, to, person, reps, limit)
}

var selectUnshared = statement(`
select v.number, s.name, v.score from visit v join staff s on s.userid = v.rep
where v.rep = any($1) and v.date between $2 and $3 and v.status in ('open', 'approved') and v.effective and v.result is distinct from 'absent'
    and not exists (select 1 from share k where k.visit = v.id)
order by v.score desc, v.number limit $4`)

// Unshared returns the effective visits of the reps in those days with the highest scores that were never shared.
func (tx *Tx) Unshared(ctx context.Context, reps []string, from, to domain.Date, limit int) ([]share.Candidate, error) {
	return read(ctx, tx, "what could be shared", pgx.RowToStructByPos[share.Candidate], selectUnshared, reps, from, to, limit)
}

var selectShareView = statement(`
select k.number, r.name, coalesce(b.name, ''), k.text, k.state = 'proposed', k.state = 'shared'
from share k join staff r on r.userid = k.rep left join staff b on b.userid = k.shared_by where k.id = $1`)

// Share implements notice.Truth.
func (t truth) Share(ctx context.Context, id domain.ID) (notice.ShareView, bool, error) {
	return one(read(ctx, t.Tx, "a shared visit", pgx.RowToStructByPos[notice.ShareView], selectShareView, id))
}

var selectShareComment = statement(`
select k.number, r.name, coalesce(b.name, ''), k.text, k.state = 'proposed', k.state = 'shared', w.name, c.text
from comment c join share k on k.id = c.record join staff w on w.userid = c.person
join staff r on r.userid = k.rep left join staff b on b.userid = k.shared_by where c.id = $1`)

// ShareComment implements notice.Truth.
func (t truth) ShareComment(ctx context.Context, id domain.ID) (notice.ShareSaid, bool, error) {
	return one(read(ctx, t.Tx, "what was said on a shared visit", func(row pgx.CollectableRow) (v notice.ShareSaid, err error) {
		k := &v.ShareView
		err = row.Scan(&k.Number, &k.Rep, &k.By, &k.Text, &k.Proposed, &k.Shared, &v.Who, &v.Text)
		return v, err
	}, selectShareComment, id))
}
