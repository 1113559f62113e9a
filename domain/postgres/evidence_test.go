package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/postgres"
)

// TestAPictureIsKeptOnce: workers that fetched it twice, or late, change nothing; old ones go, and that they were there stays.
func TestAPictureIsKeptOnce(t *testing.T) {
	db := company(t)
	ctx := t.Context()
	var id domain.ID
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		var err error
		if id, err = tx.NewID(); err != nil {
			return err
		}
		return tx.PutEvidence(evidence.Evidence{ID: id, Person: "rep", Kind: evidence.Image, Channel: domain.WeCom, SaidAt: tx.Now(), MediaID: "m1", File: evidence.Due})
	})
	if e, due, err := db.DueFile(ctx, id); err != nil || !due || e.MediaID != "m1" || !e.Report.IsZero() {
		t.Fatalf("due: %+v %v %v", e, due, err)
	}
	for _, content := range []string{"first", "second"} {
		if err := db.KeepFile(ctx, id, "image/png", []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.LeaveFile(ctx, id, evidence.Gone); err != nil {
		t.Fatal(err)
	}
	if _, due, err := db.DueFile(ctx, id); err != nil || due {
		t.Errorf("it is still due (%v)", err)
	}
	var state, content string
	if err := db.QueryRow(ctx, `select e.file, convert_from(f.content, 'UTF8') from evidence e join evidence_file f on f.evidence = e.id`, &state, &content); err != nil ||
		state != "kept" || content != "first" {
		t.Errorf("%s: %q (%v)", state, content, err)
	}
	for _, c := range []struct {
		before time.Time
		gone   int
	}{{db.Now().Add(-time.Hour), 0}, {db.Now().Add(time.Hour), 1}} {
		if n, err := db.PurgeFiles(ctx, c.before); err != nil || n != c.gone {
			t.Errorf("%d are purged, not %d (%v)", n, c.gone, err)
		}
	}
	var rows int
	if err := db.QueryRow(ctx, `select count(*) from evidence`, &rows); err != nil || rows != 1 {
		t.Errorf("%d rows (%v)", rows, err)
	}
}
