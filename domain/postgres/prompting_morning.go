package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
)

// selectMorning reads the reps who have a plan today or a doctor, with the halves of the day that they have off.
var selectMorning = statement(`
select s.userid, ` + offOn("s.userid", "$1", "'am'") + `, ` + offOn("s.userid", "$1", "'pm'") + `
from staff s
where s.role = 'rep' and s.from_date <= $1 and (s.to_date is null or s.to_date >= $1)
    and (exists (select 1 from assignment where rep = s.userid and from_date <= $1 and to_date is null)
        or exists (select 1 from plan where rep = s.userid and date = $1 and state = 'planned'))
order by s.userid limit $2`)

// selectMorningManagers reads who has reps directly below.
var selectMorningManagers = statement(`
select m.userid from staff m
where m.role in ('manager', 'director') and m.from_date <= $1 and (m.to_date is null or m.to_date >= $1)
    and exists (select 1 from staff s where s.manager = m.userid and s.role = 'rep' and s.from_date <= $1 and (s.to_date is null or s.to_date >= $1))
order by m.userid limit $2`)

// PromptMornings brings every rep her day and every manager her team's at the instant of the slot, on workdays, and returns for how
// many people there may be something to tell. A second run of one slot tells nobody again.
func (db *DB) PromptMornings(ctx context.Context, slot time.Time) (told int, err error) {
	slot = slot.In(db.zone)
	on := domain.DateOf(slot)
	days, err := db.Calendar(ctx)
	if err != nil || !days.Workday(on) {
		return 0, err
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		var prompts []notice.Prompt
		if _, err := read(ctx, tx, "whose day begins", func(row pgx.CollectableRow) (_ struct{}, err error) {
			var rep string
			var am, pm bool
			if err = row.Scan(&rep, &am, &pm); err != nil {
				return
			}
			var off []quota.TimeOff
			for half, taken := range map[quota.Half]bool{quota.Morning: am, quota.Afternoon: pm} {
				if taken {
					off = append(off, quota.TimeOff{Span: quota.Span{From: on, To: on}, Half: half})
				}
			}
			if p, ok := notice.MorningListTo(rep, off, slot); ok {
				prompts = append(prompts, p)
			}
			return
		}, selectMorning, on, mostDoctors); err != nil {
			return err
		}
		managers, err := read(ctx, tx, "whose team's day begins", pgx.RowTo[string], selectMorningManagers, on, mostDoctors)
		if err != nil {
			return err
		}
		teams := make([]notice.Prompt, len(managers))
		for i, m := range managers {
			teams[i] = notice.ManagerMorningTo(m, slot)
		}
		if teams, err = tx.withDeputies(ctx, teams, on); err != nil {
			return err
		}
		prompts = append(prompts, teams...)
		fresh, err := tx.tellNew(ctx, prompts)
		told = len(people(fresh))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("begin the day: %w", err)
	}
	return told, nil
}
