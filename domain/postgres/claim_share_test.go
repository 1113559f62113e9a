package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// However many notices are being claimed, and however long their words take, connections are left for messages that come in and for the
// leases of what is being worked on.
func TestClaimsLeaveConnectionsToTheOthers(t *testing.T) {
	pool := pgtest.Pool(t)
	url := pool.Config().ConnString()
	joint := "?"
	if strings.Contains(url, "?") {
		joint = "&"
	}
	db, err := postgres.Open(t.Context(), url+joint+"pool_max_conns=4", shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if _, err := pool.Exec(t.Context(), `insert into staff (userid, name, role, mobile, from_date) select 'rep' || i, '代表', 'rep', '1390000000' || i, '2020-01-01'
		from generate_series(1, 8) i`); err != nil {
		t.Fatal(err)
	}
	var ids []domain.ID
	for _, rep := range []string{"rep1", "rep2", "rep3", "rep4", "rep5", "rep6", "rep7", "rep8"} {
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			id, err := tx.NewID()
			ids = append(ids, id)
			if err != nil {
				return err
			}
			return tx.Tell(notice.Notice{ID: id, Kind: notice.Reply.Name, Key: rep, Person: rep, Args: []byte(`{"text":"好"}`), DueAt: tx.Now()})
		}); err != nil {
			t.Fatal(err)
		}
	}
	released := make(chan struct{})
	claimed, ended := make(chan struct{}, len(ids)), make(chan error, len(ids))
	for _, id := range ids {
		go func() {
			_, _, err := db.ClaimNotice(t.Context(), id, time.Now(), func(context.Context, delivery.Case) (delivery.Decision, error) {
				claimed <- struct{}{}
				<-released
				return delivery.Decision{Withdraw: true}, nil
			})
			ended <- err
		}()
	}
	for range 3 {
		<-claimed
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for range 5 {
		if err := db.InTx(ctx, func(tx *postgres.Tx) error { return tx.Flush(ctx) }); err != nil {
			t.Errorf("a transaction beside the claims: %v", err)
		}
	}
	if err := db.ExtendRows(ctx, ids, make([]int, len(ids)), time.Now()); err != nil {
		t.Errorf("leases beside the claims: %v", err)
	}
	if len(claimed) > 0 {
		t.Errorf("%d more are claimed at once", len(claimed))
	}
	over, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := db.ClaimNotice(over, ids[0], time.Now(), nil); err == nil {
		t.Error("a claim waits on though its time is over")
	}
	close(released)
	for range ids {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}
