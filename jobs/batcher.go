package jobs

import "context"

// together makes of calls that come at the same time one call of do: while one batch is on its way, the next one gathers.
// Nothing is delayed for the sake of gathering.
type together[Q any] struct {
	calls chan call[Q]
	do    func([]Q) error
}

type call[Q any] struct {
	q    Q
	done chan<- error
}

// maxTogether bounds a batch.
const maxTogether = 200

func newTogether[Q any](do func([]Q) error) *together[Q] {
	return &together[Q]{calls: make(chan call[Q], maxTogether), do: do}
}

// run serves calls until ctx ends.
func (t *together[Q]) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-t.calls:
			t.serve(first)
		}
	}
}

func (t *together[Q]) serve(first call[Q]) {
	calls := []call[Q]{first}
gather:
	for len(calls) < maxTogether {
		select {
		case c := <-t.calls:
			calls = append(calls, c)
		default:
			break gather
		}
	}
	qs := make([]Q, len(calls))
	for i, c := range calls {
		qs[i] = c.q
	}
	err := t.do(qs)
	for _, c := range calls {
		c.done <- err
	}
}

// call has q done together with whatever else comes now. If ctx ends first, q may still be done.
func (t *together[Q]) call(ctx context.Context, q Q) error {
	done := make(chan error, 1)
	select {
	case t.calls <- call[Q]{q, done}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
