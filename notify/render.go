package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// duplicateWindow is how long WeCom remembers what it showed: the same bytes are not shown again (protocols: WeCom part
// 4.2), which makes a repeated attempt safe and an equal new text invisible. A margin lies at the safe side of each use.
const (
	duplicateWindow = 4 * time.Hour
	windowMargin    = 10 * time.Minute
)

// render makes the deliveries of a notice over one channel: one, or several for a text that WeCom would cut, and one more for
// each attachment. It returns errUndrawn where an attachment was not drawn yet.
func (n *Notifier) render(ctx context.Context, e *easel, c delivery.Case, of notice.Notice, channel domain.Channel, content notice.Content) ([]delivery.Delivery, error) {
	contents := []notice.Content{content}
	if channel == domain.WeCom {
		contents = pieces(content)
	}
	attachments, err := n.drawings(e, of, channel, content)
	if err != nil {
		return nil, err
	}
	count := len(contents) + len(attachments)
	if count == 0 {
		return nil, fmt.Errorf("write a %s for %s: nothing of it can be drawn", of.Kind, channel)
	}
	made := make([]delivery.Delivery, 0, count)
	for i := range count {
		id, err := c.Reads.NewID()
		if err != nil {
			return nil, err
		}
		d := delivery.Delivery{ID: id, Key: key(of, channel), Notice: of.ID, Person: c.To.UserID, Kind: of.Kind, Channel: channel,
			State: delivery.Claimed, Address: c.To.UserID, DueAt: of.DueAt, ClaimedAt: c.Now}
		if channel == domain.SMS {
			d.Address = c.To.Mobile
		}
		if count > 1 {
			d.Key += "/" + strconv.Itoa(i+1)
		}
		if i >= len(contents) {
			if d, err = n.attach(d, attachments[i-len(contents)]); err != nil {
				return nil, err
			}
			made = append(made, d)
			continue
		}
		piece := contents[i]
		if piece.Card != nil && channel == domain.WeCom {
			card := *piece.Card
			if card.TaskID == "" {
				card.TaskID = id.String()
			}
			piece.Card, d.TaskID = &card, card.TaskID
		}
		if d.Body, d.Text, err = n.senders[channel].Render(d.Address, piece); err != nil {
			return nil, fmt.Errorf("write a %s for %s: %w", of.Kind, channel, err)
		}
		if channel == domain.WeCom && of.Number == 0 && piece.Card == nil && piece.Update == nil {
			if err := n.distinguish(ctx, c, &d, piece); err != nil {
				return nil, err
			}
		}
		made = append(made, d)
	}
	return made, nil
}

// pieces cuts content for WeCom: a long text into several, the long text of a card into texts before the card.
func pieces(content notice.Content) []notice.Content {
	if content.Update != nil {
		return []notice.Content{content}
	}
	if content.Text == "" && content.Card == nil && len(content.Attachments) > 0 {
		return nil // they go alone
	}
	card := content.Card
	if card != nil {
		shown, whole := onCard(content.Text)
		last := notice.Content{Text: shown, Card: card}
		if whole {
			return []notice.Content{last}
		}
		return append(texts(content.Text), last)
	}
	return texts(content.Text)
}

func texts(text string) []notice.Content {
	var out []notice.Content
	for _, t := range messages(text) {
		out = append(out, notice.Content{Text: t})
	}
	return out
}

// errTwin says that the same text went to the same person three times within one millisecond, which nobody does.
var errTwin = errors.New("the text repeats one of this moment")

// distinguish adds the time to a text that holds no number and that the person got in these very bytes within WeCom's
// window: WeCom would not show it again.
func (n *Notifier) distinguish(ctx context.Context, c delivery.Case, d *delivery.Delivery, content notice.Content) error {
	text := content.Text
	for _, layout := range []string{"", "（15:04:05）", "（15:04:05.000）"} {
		if layout != "" {
			var err error
			content.Text = text + c.Now.Format(layout)
			if d.Body, d.Text, err = n.senders[d.Channel].Render(d.Address, content); err != nil {
				return fmt.Errorf("write a %s again: %w", d.Kind, err)
			}
		}
		again, err := c.Reads.Repeated(ctx, d.Person, d.Channel, d.Body, c.Wall.Add(-duplicateWindow-windowMargin))
		if err != nil || !again {
			return err
		}
	}
	return errTwin
}

// begin counts the first attempt of the first message of each channel, which follows the claim at once.
func begin(made []delivery.Delivery, wall time.Time) {
	made[0].Attempts, made[0].FirstTryAt, made[0].LastTryAt = 1, wall, wall
}

// key is the unique key of a notice's delivery over a channel.
func key(of notice.Notice, channel domain.Channel) string {
	return of.ID.String() + "/" + string(channel)
}
