package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// byID reads the ref of an outbox row as an id.
func byID(f func(context.Context, domain.ID) error) func(context.Context, string) error {
	return func(ctx context.Context, ref string) error {
		id, err := domain.ParseID(ref)
		if err != nil {
			return fmt.Errorf("read the ref of an outbox row: %w", err)
		}
		return f(ctx, id)
	}
}

// answerStored takes the turn of a short message that a push stored, after those that its sender sent before it. The answer
// is a late reply, which the turn itself queues. A turn that was taken already changes nothing.
func (s *server) answerStored(ctx context.Context, messageID string) error {
	in, ok, err := s.db.StoredMessage(ctx, domain.SMS, messageID)
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("answer a stored short message: there is none under the key of this row")
	}
	for left := true; left; {
		if left, err = s.answerBefore(ctx, in); err != nil {
			return err
		}
	}
	_, err = s.bot.Turn(ctx, in)
	return err
}

// answerBefore takes the turns of the first messages that the same person sent before and that still wait, and reports whether
// it took any: there may be more of them.
func (s *server) answerBefore(ctx context.Context, in inbox.Inbound) (took bool, err error) {
	earlier, err := s.db.StoredBefore(ctx, in)
	if err != nil {
		return false, err
	}
	for _, id := range earlier {
		before, ok, err := s.db.StoredMessage(ctx, domain.SMS, id)
		if err != nil {
			return took, err
		}
		if !ok {
			continue
		}
		if _, err := s.bot.Turn(ctx, before); err != nil {
			return took, err
		}
		took = true
	}
	return took, nil
}
