package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/visit"
)

// selectSecond finds who decides on a grade that an admin asks for: the manager, employed today, of the rep who has seen the doctor for
// longest.
var selectSecond = statement(`
select m.userid, m.name from assignment a join staff s on s.userid = a.rep join staff m on m.userid = s.manager
where a.doctor = $1 and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2) and m.from_date <= $2 and (m.to_date is null or m.to_date >= $2)
order by a.from_date, a.rep limit 1`)

var selectGradeOfDoctor = statement(`select grade from doctor where code = $1`)

// ManualAsked is a grade by hand that waits, and the name of who decides on it.
type ManualAsked struct {
	doctor.Manual
	SecondName string
}

// AskManualGrade asks for a grade by hand as an admin; the manager of the doctor's rep decides. It refuses a doctor whom nobody has, or
// whom no rep with a manager sees, and what doctor.AskGrade refuses.
func (db *DB) AskManualGrade(ctx context.Context, admin, code string, grade domain.Grade, reason string, until domain.Date) (asked ManualAsked, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		had, known, err := one(read(ctx, tx, "the doctor's grade", pgx.RowTo[domain.Grade], selectGradeOfDoctor, code))
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("there is no doctor %s", code)
		}
		type second struct{ UserID, Name string }
		who, found, err := one(read(ctx, tx, "who decides", pgx.RowToStructByPos[second], selectSecond, code, domain.DateOf(tx.now)))
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("no rep with a manager sees %s today, so that nobody could decide on her grade", code)
		}
		var numbers []int64
		var standing []doctor.Manual
		tx.WantNumbers(1, &numbers)
		tx.WantManual(code, &standing)
		if err := tx.Flush(ctx); err != nil {
			return fmt.Errorf("read the grades by hand: %w", err)
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		asked.SecondName = who.Name
		asked.Manual, err = doctor.AskGrade(tx, visit.Source{Person: admin}, doctor.Manual{ID: id, Number: numbers[0], Doctor: code, Grade: grade, Was: had,
			Reason: reason, Until: until, Second: who.UserID}, standing, domain.DateOf(tx.now))
		return err
	})
	if err != nil {
		return ManualAsked{}, fmt.Errorf("ask for a grade by hand: %w", err)
	}
	return asked, nil
}
