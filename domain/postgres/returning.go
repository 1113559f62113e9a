package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/review"
)

// selectItemsOfDoctor leaves out visits that a group event made: the list of the event says who came.
var selectItemsOfDoctor = statement(itemsOf(`doctor = $1 and status <> 'withdrawn' and event is null order by number limit 500 for update`))

// ItemsOfDoctor returns the visits that were told of a doctor, whosever they are, locked, in the order of their numbers.
func (tx *Tx) ItemsOfDoctor(ctx context.Context, code string) ([]review.Item, error) {
	return read(ctx, tx, "records of a doctor", tx.scanItem, selectItemsOfDoctor, code)
}

var selectReturnedTo = statement(`
select number from visit where rep = $1 and doctor = $2 and status = 'rejected' and event is null order by number limit 100`)

// ReturnedTo returns the numbers of a rep's visits to a doctor that went back to her.
func (tx *Tx) ReturnedTo(ctx context.Context, rep, code string) ([]int64, error) {
	return read(ctx, tx, "visits that went back to a rep", pgx.RowTo[int64], selectReturnedTo, rep, code)
}
