package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/bot"
	"github.com/yaoban/yaoban/bot/wecom"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/postgres"
)

// talkingBot ties the bot to the database. It is all that a conversation needs; the channels come beside it.
func talkingBot(db *postgres.DB, log *slog.Logger) *bot.Bot {
	return talkingBotOf(db, log, event.PerHead)
}

// talkingBotOf is talkingBot for a company with a limit of its own for the budgets of events, in yuan a head.
func talkingBotOf(db *postgres.DB, log *slog.Logger, perHead int) *bot.Bot {
	lib := &library{db: db, perHead: perHead}
	return &bot.Bot{
		Atomically: func(ctx context.Context, f func(bot.Tx) error) error {
			return db.InTx(ctx, func(tx *postgres.Tx) error { return f(tx) })
		},
		Bury:    db.Bury,
		Outage:  postgres.Outage,
		Books:   &bot.Books{Read: lib.book},
		Cut:     wecom.Cut,
		Log:     log,
		Observe: func(domain.Channel, string, time.Duration) {},
	}
}
