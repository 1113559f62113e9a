package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/visit"
)

var selectGists = statement(`
select id, gist from visit where rep = $1 and date >= $2 and gist <> '' and status <> 'withdrawn'
order by date desc, number desc limit 200`)

// WantGists asks for the gists of the rep's notes on and after from, the newest first and at most 200; they arrive with the next
// Flush.
func (tx *Tx) WantGists(rep string, from domain.Date, into *[]visit.Gist) {
	tx.queue(selectGists, rep, from).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[visit.Gist])
		return err
	})
}
