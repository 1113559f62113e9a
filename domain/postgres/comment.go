package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/notice"
)

var insertComment = statement(`
insert into comment (id, record, number, kind, person, to_person, text, channel, said_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)

// PutComment implements comment.Ledger.
func (tx *Tx) PutComment(c comment.Said) {
	tx.write(insertComment, c.ID, c.Record, c.Number, string(c.Kind), c.Person, c.To, c.Text, string(c.Channel), c.SaidAt)
}

var selectThread = statement(`
select coalesce((select person from comment where record = $1 and to_person = $2 order by said_at desc, id desc limit 1),
    (select decided_by from visit where id = $1 and decided_by <> $2), (select manager from staff where userid = $2), '')`)

// WhoToAnswer returns whom a rep answers on a record of hers: who wrote to her last about it, else who decided on it, else her manager;
// nobody if there is none of these.
func (tx *Tx) WhoToAnswer(ctx context.Context, record domain.ID, rep string) (string, error) {
	who, _, err := one(read(ctx, tx, "whom a rep answers", pgx.RowTo[string], selectThread, record, rep))
	return who, err
}

var selectCommentsTo = statement(`
select c.number, c.kind, s.name, c.text, c.said_at from comment c join staff s on s.userid = c.person
where c.to_person = $1 order by c.said_at desc, c.number desc, c.id desc limit $2`)

// CommentsTo returns what was said to a person lately, the newest first, at most limit.
func (tx *Tx) CommentsTo(ctx context.Context, person string, limit int) ([]comment.Line, error) {
	return read(ctx, tx, "what was said to a person", tx.scanLine, selectCommentsTo, person, limit)
}

var selectCommentView = statement(`
select c.number, c.kind, s.name, c.text, ` + doctorName + `, ` + hospitalShown + `, v.date, v.status = 'withdrawn'
from comment c join staff s on s.userid = c.person join visit v on v.id = c.record
join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital
where c.id = $1`)

// Comment implements notice.Truth.
func (t truth) Comment(ctx context.Context, id domain.ID) (notice.CommentView, bool, error) {
	return one(read(ctx, t.Tx, "what was said on a visit", func(row pgx.CollectableRow) (v notice.CommentView, err error) {
		err = row.Scan(&v.Number, &v.Kind, &v.By, &v.Text, &v.Doctor, &v.Hospital, &v.Date, &v.Withdrawn)
		return v, err
	}, selectCommentView, id))
}
