package wecom

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/yaoban/yaoban/notify"
)

// Send implements notify.Sender: one attempt with exactly the stored bytes. Every error is a *notify.SendError. An attempt
// whose answer was lost may be repeated: WeCom shows the same bytes once within four hours.
func (c *Client) Send(ctx context.Context, m notify.Outgoing) (notify.Sent, error) {
	var s stored
	if err := json.Unmarshal(m.Body, &s); err != nil || len(s.Body) == 0 || s.API != apiSend && s.API != apiUpdate {
		return notify.Sent{}, &notify.SendError{Outcome: notify.Refuse, Code: "bad_body", Say: "the stored message cannot be read; this is a fault of ours"}
	}
	if left := c.breaker.left(s.API); left > 0 {
		return notify.Sent{}, &notify.SendError{Outcome: notify.Retry, Code: "45009", Say: "WeCom said that this is called too often; we wait until it takes messages again", After: spread(left, m.ID)}
	}
	if s.API == apiUpdate {
		return notify.Sent{}, c.update(ctx, m, s.Body)
	}
	if left := c.members.take(m.Address); left > 0 {
		return notify.Sent{}, &notify.SendError{Outcome: notify.Retry, Code: "member_limit", Say: "the person got as many messages as WeCom shows in a minute or an hour; it would drop this one", After: left}
	}
	return c.send(ctx, m, withMedia(s.Body, m.MediaID))
}

func (c *Client) send(ctx context.Context, m notify.Outgoing, body []byte) (notify.Sent, error) {
	var answer sendAnswer
	if err := c.post(ctx, apiSend, nil, body, &answer); err != nil {
		return notify.Sent{}, c.failed(apiSend, m.ID, err)
	}
	c.warn(ctx, m, answer.ErrMsg)
	for code, list := range map[string]string{"invaliduser": answer.InvalidUser, "unlicenseduser": answer.UnlicensedUser} {
		if slices.ContainsFunc(strings.Split(list, "|"), func(u string) bool { return strings.EqualFold(u, m.Address) }) {
			return notify.Sent{}, &notify.SendError{Outcome: notify.Refuse, Code: code, Say: receivers[code]}
		}
	}
	return notify.Sent{ProviderID: answer.MsgID, ResponseCode: answer.ResponseCode}, nil
}

// receivers says what the lists of a successful answer mean for whoever is in them.
var receivers = map[string]string{
	"invaliduser":    "WeCom does not know this person, or the app may not see her; add her at 应用管理 → the app → 可见范围",
	"unlicenseduser": "the person has no API licence (接口许可), so WeCom delivers nothing to her",
}

func (c *Client) update(ctx context.Context, m notify.Outgoing, body []byte) error {
	var answer updateAnswer
	if err := c.post(ctx, apiUpdate, nil, body, &answer); err != nil {
		return c.failed(apiUpdate, m.ID, err)
	}
	c.warn(ctx, m, answer.ErrMsg)
	if slices.ContainsFunc(answer.InvalidUser, func(u string) bool { return strings.EqualFold(u, m.Address) }) {
		return &notify.SendError{Outcome: notify.Refuse, Code: "invaliduser", Say: receivers["invaliduser"]}
	}
	return nil
}

// failed makes the SendError of a failed call and holds the API where WeCom asks for it.
func (c *Client) failed(api, id string, err error) *notify.SendError {
	e := sendError(err)
	if e.Code == "45009" {
		e.After = spread(c.breaker.trip(api), id)
	}
	return e
}

// warn tells the operator of a JSON that WeCom read only half, which it reports beside the number 0.
func (c *Client) warn(ctx context.Context, m notify.Outgoing, errmsg string) {
	if strings.Contains(errmsg, "wrong json format") {
		c.log.ErrorContext(ctx, "WeCom could not read all of a message; this is a fault of ours", "delivery", m.ID)
	}
}

// spread adds up to ten seconds, always the same for one delivery, so that what waited does not come back in one instant.
func spread(d time.Duration, id string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return d + time.Duration(h.Sum32()%10_000)*time.Millisecond
}
