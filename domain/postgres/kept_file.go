package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

var selectKeptFile = statement(`
select e.kind, e.said_at, f.type, octet_length(f.content) from evidence e join evidence_file f on f.evidence = e.id where e.id = $1`)

// KeptFile implements notice.Truth.
func (t truth) KeptFile(ctx context.Context, id domain.ID) (notice.KeptFileView, bool, error) {
	return one(read(ctx, t.Tx, "a kept file", func(row pgx.CollectableRow) (v notice.KeptFileView, err error) {
		err = row.Scan(&v.Kind, &v.SaidAt, &v.Type, &v.Bytes)
		v.ID, v.SaidAt = id, t.local(v.SaidAt)
		return v, err
	}, selectKeptFile, id))
}
