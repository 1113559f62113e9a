package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

// nearName says that o is a doctor whose name is that of a doctor d whom a rep added, or how that begins: an office is easily written as
// part of a name (于得水主任).
const nearName = `(o.name = d.name or char_length(o.name) >= 2 and starts_with(d.name, o.name))`

// selectNear finds what still waits for a steward though a file has brought a doctor ($1) of that name at that hospital: another department, a
// name that is longer, two who fit, or events in which both were counted. Who was said to be another person is left in peace. The steward is the
// rep's manager; where she has none the admins are told.
var selectNear = statement(`
select a.id, a.number, o.code, s.userid
from addition a join doctor d on d.code = a.doctor and d.state = 'unverified' and d.twin = 0 join staff r on r.userid = a.rep
join doctor o on o.code = any($1) and o.code <> d.code and o.added_by is null and o.state = 'verified' and ` + nearName + `
join hospital h on h.code = o.hospital
join staff s on s.userid = r.manager or r.manager is null and s.role = 'admin' and s.from_date <= $2 and (s.to_date is null or s.to_date >= $2)
where a.state = 'waiting' and a.kind = 'new'
    and (o.hospital = d.hospital and d.hospital_said = '' or d.hospital_said <> '' and (d.hospital_said = h.name or d.hospital_said = any(h.aliases)))
order by a.number, o.code, s.userid limit 1000`)

// tellNear tells the stewards that a file has brought somebody who may be a doctor who waits, once for each pair.
func (tx *Tx) tellNear(ctx context.Context, codes []string) error {
	type near struct {
		ID           domain.ID
		Number       int64
		Code, Person string
	}
	all, err := read(ctx, tx, "who may be a doctor who waits", pgx.RowToStructByPos[near], selectNear, codes, domain.DateOf(tx.now))
	if err != nil {
		return err
	}
	for _, one := range all {
		n, err := notice.AdditionNearTo(one.Person, one.ID, one.Number, one.Code, tx.now)
		if err != nil {
			return err
		}
		if err := tx.Tell(n); err != nil {
			return err
		}
	}
	return nil
}

var selectNearView = statement(`
select d.name, ` + hospitalShown + `, d.department, d.title from doctor d join hospital h on h.code = d.hospital where d.code = $1 and d.state = 'verified'`)

// AdditionNear implements notice.Truth.
func (t truth) AdditionNear(ctx context.Context, code string) (notice.NearView, bool, error) {
	return one(read(ctx, t.Tx, "who may be a doctor who waits", pgx.RowToStructByPos[notice.NearView], selectNearView, code))
}
