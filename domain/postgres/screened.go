package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/screen"
)

var countRefused = statement(`
select count(*) from fact where person = $1 and at >= $2 and kind = $3 and after = to_jsonb($4::text)`)

// WantRefused asks how many messages of the person the rule has refused since an instant.
func (tx *Tx) WantRefused(person string, rule screen.Rule, since time.Time, into *int) {
	tx.queue(countRefused, person, since, string(fact.MessageRefused), string(rule)).QueryRow(func(row pgx.Row) error { return row.Scan(into) })
}

var selectRefused = statement(`
select s.name, s.role, count(f.id), coalesce(max(f.number), 0), coalesce(max(f.at), $2)
from staff s left join fact f on f.person = s.userid and f.at >= $2 and f.kind = $3 and f.after = to_jsonb($4::text)
where s.userid = $1 group by s.name, s.role`)

// Refused implements notice.Truth.
func (t truth) Refused(ctx context.Context, person string, rule screen.Rule, since time.Time) (notice.RefusedView, error) {
	v, _, err := one(read(ctx, t.Tx, "what was refused of a person", func(row pgx.CollectableRow) (v notice.RefusedView, err error) {
		err = row.Scan(&v.Name, &v.Role, &v.Count, &v.Last, &v.LastAt)
		v.LastAt = v.LastAt.In(t.db.zone)
		return v, err
	}, selectRefused, person, since, string(fact.MessageRefused), string(rule)))
	return v, err
}
