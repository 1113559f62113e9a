package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/yaoban/yaoban/domain"
)

// refusalCodes maps the constraints that a person's own words can break to what she is told. Every other broken constraint
// is a bug, and goes to operators.
var refusalCodes = map[string]string{
	"staff_mobile_key":         "staff.mobile_taken",
	"manual_grade_waiting_key": "manual.waits_too",
	"visit_event_key":          "event.visited",
	"visit_event_month_key":    "event.capped",
	"coaching_visit_key":       "coach.twice",
	"coaching_day_key":         "coach.twice",
}

// refusalOf turns a broken constraint into a Refusal where the table has one; other errors come back as they are.
func refusalOf(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if code, ok := refusalCodes[pg.ConstraintName]; ok {
			return domain.Refuse(code)
		}
	}
	return err
}
