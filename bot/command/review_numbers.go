package command

import (
	"context"
	"regexp"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

// endings finds records by the last digits of their numbers.
type endings interface {
	WantEnding(reps []string, ends, powers []int64, into *map[int64][]int64)
}

var _ = words.Refusal("review.ending", "以%s结尾的待审有%d条：%s。没有改动，请发完整编号。")

// fewestDigits is how many digits of a number must be said, at least (DESIGN.md part 3).
const fewestDigits = 3

// endsIn is a number that may be the end of a longer one.
type endsIn struct {
	said  int64
	power int64 // 10 to the digits that were written
	text  string
}

// ending asks which records that wait end in the numbers that the message names. It arrives with the next reading.
func (t *Turn) ending() (ends []endsIn, into *map[int64][]int64) {
	into = new(map[int64][]int64)
	var said, powers []int64
	for _, n := range t.Said.Items {
		e := writtenIn(t.In.Text, int64(n))
		if len(e.text) >= fewestDigits {
			ends, said, powers = append(ends, e), append(said, e.said), append(powers, e.power)
		}
	}
	if len(ends) > 0 {
		t.Tx.WantEnding(t.reach(), said, powers, into)
	}
	return ends, into
}

var digits = regexp.MustCompile(`[0-9]+`)

// writtenIn finds how a number was written: its zeros before count as digits. What was not written in digits counts as it is.
func writtenIn(text string, n int64) endsIn {
	e := endsIn{said: n, power: 1, text: strconv.FormatInt(n, 10)}
	for _, w := range digits.FindAllString(text, -1) {
		if v, err := strconv.ParseInt(w, 10, 64); err == nil && v == n {
			e.text = w
			break
		}
	}
	for range e.text {
		e.power *= 10
	}
	return e
}

// complete puts the whole numbers in the place of their last digits, and reports whether there were any. Digits in which several
// records end are refused (review.ending).
func (t *Turn) complete(ends []endsIn, found map[int64][]int64) (bool, error) {
	whole := false
	for _, e := range ends {
		switch all := found[e.said]; len(all) {
		case 0:
		case 1:
			for i, n := range t.Said.Items {
				if int64(n) == e.said {
					t.Said.Items[i], whole = int(all[0]), true
				}
			}
		default:
			return false, domain.Refuse("review.ending", e.text, len(all), sharp(all))
		}
	}
	return whole, nil
}

// completeNow is ending and complete at once, for what reads nothing else before.
func (t *Turn) completeNow(ctx context.Context) error {
	ends, found := t.ending()
	if len(ends) == 0 {
		return nil
	}
	if err := t.Tx.Flush(ctx); err != nil {
		return err
	}
	_, err := t.complete(ends, *found)
	return err
}
