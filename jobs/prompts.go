package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

type promptStore interface {
	// Now is business time in the company's zone.
	Now() time.Time
	// Each tells whom its rule finds at the instant of a slot, once whoever runs it and however often, and returns how many.
	PromptMornings(ctx context.Context, slot time.Time) (int, error)
	PromptMonthEnds(ctx context.Context, slot time.Time) (int, error)
	PromptWarnings(ctx context.Context, slot time.Time) (int, error)
	PromptEvenings(ctx context.Context, slot time.Time) (int, error)
	PromptOverdueReviews(ctx context.Context, slot time.Time) (int, error)
}

// Prompts returns the cadences by which people are told, asked and warned (PRODUCT.md P4, P7, M5, Q2, Q3, Q6). Who is told what, and on which
// days, is the rule of the kinds of notices; a cadence only names the time of the day. One that nobody ran on its day is left out:
// it would speak of yesterday, and the next one says what is still true.
func Prompts(store promptStore, log *slog.Logger) []Cadence {
	prompt := func(name string, at domain.TimeOfDay, run func(context.Context, time.Time) (int, error)) Cadence {
		return Cadence{Name: name, Slot: Daily(at), Run: func(ctx context.Context, slot time.Time) error {
			if domain.DateOf(store.Now()) != domain.DateOf(slot) {
				return nil
			}
			told, err := run(ctx, slot)
			if err == nil {
				log.InfoContext(ctx, "people are told by the calendar", "cadence", name, "slot", slot, "people", told)
			}
			return err
		}}
	}
	return []Cadence{
		prompt("morning", notice.MorningAt, store.PromptMornings),
		prompt("month_end", notice.MonthEndAt, store.PromptMonthEnds),
		prompt("warnings", notice.WarnAt, store.PromptWarnings),
		prompt("review_overdue", notice.ReviewOverdueAt, store.PromptOverdueReviews),
		prompt("evening_prompt", notice.EveningAt, store.PromptEvenings),
	}
}
