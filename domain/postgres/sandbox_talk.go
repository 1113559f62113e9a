package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
	"github.com/yaoban/yaoban/domain/inbox"
)

var talkMessages = statement(`
select b.body, s.answer
from inbox_seen s join inbox_body b using (channel, message_id)
where s.person = $1 and s.state = 'answered'
order by s.at desc, s.received_at desc limit $2`)

var talkDeliveries = statement(`
select coalesce(provider_id, id::text), channel, address, text, media, coalesce(sent_at, due_at)
from delivery
where person = $1 and state in ('sent', 'delivered', 'acknowledged')
order by claimed_at desc, id desc limit $2`)

// Talk returns what was said last on a person's phones, oldest first: at most limit messages of hers with their answers, and at
// most limit that were sent to her. It is for the sandbox page and for nothing else.
func (db *DB) Talk(ctx context.Context, person string, limit int) (all []glance.Said, err error) {
	b := &pgx.Batch{}
	b.Queue(talkMessages, person, limit).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var in inbox.Inbound
			var answer *inbox.Answer
			if err := rows.Scan(&in, &answer); err != nil {
				return err
			}
			all = append(all, db.said(in, answer)...)
		}
		return rows.Err()
	})
	b.Queue(talkDeliveries, person, limit).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			s := glance.Said{Kind: string(inbox.Text)}
			var address, media string
			if err := rows.Scan(&s.ID, &s.Channel, &address, &s.Text, &media, &s.At); err != nil {
				return err
			}
			if s.Channel == domain.SMS {
				s.ID += "/" + address
			}
			if media != "" {
				s.Kind = media
			}
			s.At = s.At.In(db.zone)
			all = append(all, s)
		}
		return rows.Err()
	})
	if err := db.pool.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("read what was said on a person's phones: %w", err)
	}
	slices.SortStableFunc(all, func(a, b glance.Said) int { return cmp.Or(a.At.Compare(b.At), mineFirst(a, b)) })
	return all, nil
}

func mineFirst(a, b glance.Said) int {
	switch {
	case a.Mine == b.Mine:
		return 0
	case a.Mine:
		return -1
	}
	return 1
}

// said is a message and what it was answered at once; by SMS the answer is a delivery of its own.
func (db *DB) said(in inbox.Inbound, answer *inbox.Answer) []glance.Said {
	at := in.At.In(db.zone)
	all := []glance.Said{{ID: in.ID, Channel: in.Channel, Mine: true, Kind: string(in.Kind), Event: in.Event, EventKey: in.EventKey, Text: in.Text, At: at}}
	if in.Kind == inbox.Location {
		all[0].Text = in.Label
	}
	if in.Channel == domain.WeCom && answer != nil && answer.Text != "" {
		all = append(all, glance.Said{ID: in.ID + "/answer", Channel: in.Channel, Kind: string(inbox.Text), Text: answer.Text, At: at.Add(time.Second)})
	}
	return all
}
