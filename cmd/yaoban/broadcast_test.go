package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// broadcasts has what is due of broadcasts go out as the workers would, over WeCom, and writes down who is told what.
func (k *talk) broadcasts(t *testing.T, out *strings.Builder) {
	t.Helper()
	for _, id := range k.rows(t, `select distinct ref from outbox where topic = 'broadcast' and done_at is null and due_at <= $1`, k.now) {
		parsed, err := domain.ParseID(id)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.db.AdvanceBroadcast(t.Context(), parsed); err != nil {
			t.Fatal(err)
		}
	}
	k.notices(t, "broadcast%", out)
	k.fresh(t) // the facts of the workers
}

// notices has the due notices of the kinds that are like a pattern of SQL told over WeCom, and writes down who is told what.
func (k *talk) notices(t *testing.T, kinds string, out *strings.Builder) {
	t.Helper()
	for _, id := range k.rows(t, `select id::text from notice where kind like $1 and state = 'live' and due_at <= $2 order by kind, person, created_at`, kinds, k.now) {
		parsed, err := domain.ParseID(id)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.db.ClaimNotice(t.Context(), parsed, k.now, func(ctx context.Context, c delivery.Case) (d delivery.Decision, err error) {
			kind, _ := notice.KindNamed(c.Notice.Kind)
			content, still, err := kind.Compose(ctx, c.Reads, c.Notice)
			if err != nil || !still || c.Over {
				return delivery.Decision{Withdraw: true}, err
			}
			one := delivery.Delivery{Key: id + "/wecom", Notice: parsed, Person: c.Notice.Person, Address: c.Notice.Person, Kind: kind.Name, Channel: domain.WeCom,
				State: delivery.Sent, Text: content.Text, TaskID: id, DueAt: c.Notice.DueAt, ClaimedAt: c.Now}
			if one.ID, err = c.Reads.NewID(); err != nil {
				return d, err
			}
			fmt.Fprintf(out, "+ %s %s\n", c.Notice.Person, strings.ReplaceAll(content.Text, "\n", " / "))
			return delivery.Decision{Deliveries: []delivery.Delivery{one}}, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
