package sms

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/notify"
)

const (
	pageSize = 50
	// maxPages bounds a query. Flow control lets 50 messages of one template a day through to a number.
	maxPages = 40
)

// beijing is the zone of the gateway's days.
var beijing = time.FixedZone("+08", 8*60*60)

// Detail is what the gateway knows of one message.
type Detail struct {
	// Found is false if the gateway shows no message with that OutId. That proves nothing soon after the attempt: a message
	// may become visible late (protocols: Aliyun SMS part 9).
	Found bool
	Verdict
	// Code is the carrier's or the gateway's word on it; empty while it waits.
	Code string
}

// Query asks what became of the message that was sent to number under outID. date is the day of the attempt in Beijing,
// at most 30 days ago; around midnight the neighbour has to be asked too. It reads all pages. An error is a
// *notify.SendError with Retry or Halt, whichever lets the question be asked again: a query sends nothing.
func (c *Client) Query(ctx context.Context, number string, date domain.Date, outID string) (Detail, error) {
	if !mobile.MatchString(number) {
		return Detail{}, errors.New("query a short message: the address is no mobile number of 11 digits")
	}
	beijingDay := strings.ReplaceAll(date.String(), "-", "")
	var best Detail
	for page := 1; page <= maxPages; page++ {
		rows, err := c.gateway.details(ctx, number, beijingDay, page, pageSize)
		if err != nil {
			return Detail{}, asQuestion(sendError(err, c.clock.Now()))
		}
		for _, row := range rows {
			if row.outID != outID {
				continue
			}
			// One OutId is one message; should the gateway ever show two rows, the one that arrived counts.
			if d := row.judged(); !best.Found || d.State == Delivered {
				best = d
			}
		}
		if best.State == Delivered || len(rows) < pageSize {
			return best, nil
		}
	}
	return Detail{}, fmt.Errorf("query a short message: over %d rows for one number and day", maxPages*pageSize)
}

// judged applies SendStatus: 1 waiting, 2 failed, 3 delivered (protocols: Aliyun SMS part 3.3).
func (d detail) judged() Detail {
	switch d.status {
	case 2:
		v := Judge(d.code, false)
		v.State = Failed
		return Detail{Found: true, Code: d.code, Verdict: v}
	case 3:
		return Detail{Found: true, Code: d.code, Verdict: Judge("DELIVERED", true)}
	}
	return Detail{Found: true, Code: d.code, Verdict: Judge("REQUEST_SUCCESS", true)}
}

// asQuestion makes of an open or final outcome one that lets a query be repeated.
func asQuestion(err error) error {
	var e *notify.SendError
	if errors.As(err, &e) && (e.Outcome == notify.Unknown || e.Outcome == notify.Refuse) {
		return &notify.SendError{Outcome: notify.Retry, Code: e.Code, Say: "The gateway did not say what became of a message; ask again.", After: e.After}
	}
	return err
}
