package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// decider is a sort of records beside visits on which somebody decides by number: weeks, grades by hand.
type decider struct {
	// decide decides on those of the numbers that are of its sort and within the person's reach, all or none, and returns their
	// numbers. Those of others are left alone.
	decide func(ctx context.Context, t *Turn, numbers []int64, approve bool) (a inbox.Answer, decided []int64, err error)
	// waiting says what of its sort waits for the person, of one rep if one is named; a silent answer where nothing does.
	waiting func(ctx context.Context, t *Turn, rep string) (inbox.Answer, error)
	// routine approves what of its sort waits and is no risk (通过 常规); nil: each of its sort is decided on by its number.
	routine func(ctx context.Context, t *Turn) (inbox.Answer, error)
}

// deciders are asked in the order in which their files registered them.
var deciders []decider

// alsoDecides adds a sort of records at start-up.
func alsoDecides(d decider) { deciders = append(deciders, d) }

// decideWith decides on the records among the named ones that are no visits, and lets rest decide on the visits.
func (t *Turn) decideWith(ctx context.Context, approve bool, rest func(context.Context, *Turn) (inbox.Answer, error)) (inbox.Answer, error) {
	named := len(t.Said.Items)
	var others inbox.Answer
	for _, d := range deciders {
		if len(t.Said.Items) == 0 {
			break
		}
		numbers := make([]int64, len(t.Said.Items))
		for i, n := range t.Said.Items {
			numbers[i] = int64(n)
		}
		a, decided, err := d.decide(ctx, t, numbers, approve)
		if err != nil {
			return inbox.Answer{}, err
		}
		t.Said.Items = slices.DeleteFunc(t.Said.Items, func(n int) bool { return slices.Contains(decided, int64(n)) })
		others = join(others, a)
	}
	if named > 0 && len(t.Said.Items) == 0 {
		return others, nil
	}
	if named == 0 && approve && (t.Said.All || strings.Contains(t.In.Text, routineWord)) {
		for _, d := range deciders {
			if d.routine == nil {
				continue
			}
			a, err := d.routine(ctx, t)
			if err != nil {
				return inbox.Answer{}, err
			}
			others = join(others, a)
		}
	}
	a, err := rest(ctx, t)
	if r, no := domain.AsRefusal(err); no && !others.Silent() { // the others are decided; what else was named is not
		return join(others, say(refusalWords(r), "", nil)), nil
	}
	return besides(others, a, sayWaitingNone.Say()), err
}

// approveAll approves records by their numbers; rejectAll sends them back.
func approveAll(ctx context.Context, t *Turn) (inbox.Answer, error) {
	return t.decideWith(ctx, true, approve)
}

func rejectAll(ctx context.Context, t *Turn) (inbox.Answer, error) {
	return t.decideWith(ctx, false, reject)
}

// listAll lists what waits of every sort, and the visits that do.
func listAll(ctx context.Context, t *Turn) (inbox.Answer, error) {
	rep := ""
	if slices.Contains(t.reach(), t.Said.Rep) {
		rep = t.Said.Rep
	}
	var others inbox.Answer
	for _, d := range deciders {
		a, err := d.waiting(ctx, t, rep)
		if err != nil {
			return inbox.Answer{}, err
		}
		others = join(others, a)
	}
	visits, err := listReviews(ctx, t)
	return besides(others, visits, sayWaitingNone.Say()), err
}

// besides puts what was said of other records before the answer about visits; nothing about those is said where there are none.
func besides(others, rest inbox.Answer, none string) inbox.Answer {
	if others.Silent() {
		return rest
	}
	if rest.Text == none {
		return others
	}
	return join(others, rest)
}
