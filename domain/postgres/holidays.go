package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/notice"
)

// HolidaysKnown reports whether the holiday notice of a year is built in or was imported.
func (t truth) HolidaysKnown(ctx context.Context, year int) (bool, error) {
	days, err := t.calendar(ctx)
	return days.Known(year), err
}

// calendar returns the workdays that the company counts by, as the transaction sees them.
func (tx *Tx) calendar(ctx context.Context) (calendar.Calendar, error) {
	imported, err := read(ctx, tx, "the holidays", scanHoliday, selectHolidays)
	if err != nil {
		return calendar.Calendar{}, err
	}
	return withImported(imported)
}

// Calendar returns the workdays that the company counts by: the notices that are built in and those that were imported.
func (db *DB) Calendar(ctx context.Context) (calendar.Calendar, error) {
	imported, err := db.Holidays(ctx)
	if err != nil {
		return calendar.Calendar{}, err
	}
	return withImported(imported)
}

func withImported(imported []calendar.Row) (calendar.Calendar, error) {
	days, err := calendar.Default().With(imported)
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("make the calendar of the imported holidays: %w", err)
	}
	return days, nil
}

var selectAdmins = statement(`
select userid from staff where role = 'admin' and from_date <= $1 and (to_date is null or to_date >= $1) order by userid limit 50`)

// WarnOfHolidays tells every admin that the holidays of a year are missing, if they are on the day of the slot; a second run of
// one slot tells nobody again. It returns how many were told.
func (db *DB) WarnOfHolidays(ctx context.Context, slot time.Time) (told int, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		on := domain.DateOf(slot.In(db.zone))
		days, err := tx.calendar(ctx)
		if err != nil {
			return err
		}
		year := notice.MissingHolidays(days, on)
		if year == 0 {
			return nil
		}
		admins, err := read(ctx, tx, "the admins", pgx.RowTo[string], selectAdmins, on)
		if err != nil {
			return err
		}
		for _, admin := range admins {
			n, err := notice.WarnOfHolidays(admin, year, on, slot)
			if err != nil {
				return err
			}
			if err := tx.Tell(n); err != nil {
				return err
			}
		}
		told = len(admins)
		return nil
	})
	return told, err
}
