package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// TestMessagesArriveWhilePartitionsAreMade pushes messages in parallel to the making of their month's partition: none may fail.
func TestMessagesArriveWhilePartitionsAreMade(t *testing.T) {
	db := company(t)
	done := make(chan error, 4)
	for w := range cap(done) {
		go func() {
			for i := range 150 {
				in := inbox.Inbound{Channel: domain.SMS, ID: fmt.Sprint(w, "-", i), From: "13800001001", Kind: inbox.Text, Text: "x", At: db.Now()}
				if err := db.StoreSMS(context.Background(), []inbox.Inbound{in}, nil); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	if _, err := db.AddPartitions(t.Context(), db.Now(), 3); err != nil {
		t.Errorf("make partitions: %v", err)
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Errorf("a message was not stored: %v", err)
		}
	}
	var n int
	if err := pgxRow(t, db, `select count(*) from inbox_body`, &n); err != nil || n != 600 {
		t.Errorf("%d of 600 messages are stored (%v)", n, err)
	}
}
