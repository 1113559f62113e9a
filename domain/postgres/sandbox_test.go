package postgres_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/visit"
)

func TestAGlanceShowsAPersonsRecordsAndHerTeams(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	d := good("D1", today)
	d.Joint, d.Next = "boss", visit.Next{Date: today.AddDays(7), Start: "10:00"}
	report(t, db, d, good("D2", today))
	for _, person := range []string{"rep", "boss"} {
		s, err := db.Recent(t.Context(), person)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Visits) != 2 {
			t.Fatalf("%s sees %d visits", person, len(s.Visits))
		}
		v := s.Visits[1] // newest first
		if v.Number != 1001 || v.Rep != "陈晓" || v.Doctor.Name != "张伟" || v.Doctor.Hospital != "江城市第一人民医院" ||
			v.Doctor.Grade != domain.GradeA || v.Joint != "王经理" || v.NextDate != today.AddDays(7) || v.NextStart != "10:00" ||
			v.Start != "15:00" || v.Minutes != 20 || v.Score != 100 || v.Result != domain.Agreed || v.Status != "open" {
			t.Errorf("%s sees %+v", person, v)
		}
	}
	s, err := db.Recent(t.Context(), "nobody")
	if err != nil || len(s.Visits)+len(s.Plans)+len(s.Reminders)+len(s.Reports)+len(s.Deliveries) != 0 {
		t.Errorf("a stranger sees %+v, %v", s, err)
	}
	if s.Visits == nil {
		t.Error("an empty list is null for the page")
	}
}

func TestTheNextInstantIsFoundInBothBounds(t *testing.T) {
	db := company(t)
	now := db.Now().Truncate(time.Millisecond)
	due := now.Add(time.Hour)
	args, err := json.Marshal(notice.Content{Text: "到点了"})
	if err != nil {
		t.Fatal(err)
	}
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		if err := tx.Tell(notice.Notice{Kind: notice.Reply.Name, Key: "k", Person: "rep", Args: args, DueAt: due}); err != nil {
			return err
		}
		return tx.Defer(postgres.TopicSettle, "x", now.Add(30*time.Minute))
	})
	type find func(context.Context, time.Time, time.Time) (time.Time, bool, error)
	for name, c := range map[string]struct {
		find         find
		after, until time.Time
		want         time.Time
	}{
		"the first of all":              {db.NextDue, now, now.Add(2 * time.Hour), now.Add(30 * time.Minute)},
		"after the first":               {db.NextDue, now.Add(30 * time.Minute), now.Add(2 * time.Hour), due},
		"the end counts":                {db.NextDue, now.Add(30 * time.Minute), due, due},
		"none before the end":           {db.NextDue, now.Add(30 * time.Minute), due.Add(-time.Minute), time.Time{}},
		"only what somebody is told":    {db.NextTold, now, now.Add(2 * time.Hour), due},
		"nothing after the last notice": {db.NextTold, due, due.Add(time.Hour), time.Time{}},
	} {
		at, ok, err := c.find(t.Context(), c.after, c.until)
		if err != nil || ok != !c.want.IsZero() || !at.Equal(c.want) {
			t.Errorf("%s: %v, %v, %v; want %v", name, at, ok, err, c.want)
		}
	}
}
