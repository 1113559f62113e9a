package notice

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Broadcast(context.Context, domain.ID, string) (BroadcastView, bool, error) {
	return t.told, !t.gone, nil
}

func (t told) BroadcastSaid(context.Context, domain.ID) (BroadcastSaid, bool, error) {
	return t.answer, !t.gone, nil
}

// A broadcast and its reminder are told to who has not confirmed while it stands; by SMS goes what its text fixes in time, else its number.
func TestABroadcastIsToldWhileItStandsAndIsNotConfirmed(t *testing.T) {
	zone := time.FixedZone("+08", 8*3600)
	v := BroadcastView{Number: 1030, By: "何敏", For: "王建国", Text: "明天下午两点开会", SaidAt: time.Date(2026, 11, 24, 18, 0, 0, 0, zone), Standing: true, Receivers: 3, Reminded: 2}
	for name, c := range map[string]struct {
		with  func(*told)
		still bool
		sms   string
	}{
		"told":       {func(*told) {}, true, "comment"},
		"in time":    {func(t *told) { t.told.HappensAt = time.Date(2026, 11, 25, 14, 0, 0, 0, zone) }, true, "reminder"},
		"taken back": {func(t *told) { t.told.Standing = false }, false, ""},
		"confirmed":  {func(t *told) { t.told.Acked = true }, false, ""},
		"gone":       {func(t *told) { t.gone = true }, false, ""},
	} {
		for _, k := range []Kind{Broadcast, BroadcastReminder} {
			truth := told{told: v}
			c.with(&truth)
			content, still, err := k.Compose(t.Context(), truth, Notice{Person: "chenxiao"})
			if err != nil || still != c.still || content.Template != c.sms {
				t.Errorf("%s, %s: %+v %v %v", name, k.Name, content, still, err)
			}
			if still && (!strings.Contains(content.Text, "何敏（代王建国）") || !strings.Contains(content.Text, v.Text) || len(content.Card.Buttons) != 1 || content.Card.Buttons[0].Key != AckKey) {
				t.Errorf("%s, %s says %+v with %+v", name, k.Name, content.Text, content.Card)
			}
			if c.sms == "reminder" && content.Params["time"] != "11-25 14:00" {
				t.Errorf("%s, %s goes by SMS as %v", name, k.Name, content.Params)
			}
		}
	}
	if Broadcast.Patience == 0 || !Broadcast.Bound() || !BroadcastReminder.Bound() || BroadcastReminder.Patience != 0 {
		t.Error("a broadcast must be confirmed, its reminder is not followed by a second one, and quiet hours bind both")
	}
	for k, want := range map[string]string{BroadcastGone.Name: "已按时发给3人", BroadcastNudged.Name: "已提醒2位"} {
		kind, _ := KindNamed(k)
		if content, still, err := kind.Compose(t.Context(), told{told: v}, Notice{Person: "hemin"}); err != nil || !still || !strings.Contains(content.Text, want) {
			t.Errorf("the sender reads %q (%v, %v)", content.Text, still, err)
		}
	}
	for sender, want := range map[bool]string{false: "陈晓回复通知 #1030：来不了\n回复请发“回复 1030 陈晓 …”。", true: "陈晓就通知 #1030 回您：来不了"} {
		content, _, err := BroadcastReply.Compose(t.Context(), told{answer: BroadcastSaid{Number: 1030, Who: "陈晓", Text: "来不了", Sender: sender}}, Notice{})
		if err != nil || !strings.HasPrefix(content.Text, want) {
			t.Errorf("an answer reads %q (%v)", content.Text, err)
		}
	}
}

func TestQuietHoursEndAtEight(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02T15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for from, want := range map[string]string{"2026-11-24T19:59": "2026-11-24T19:59", "2026-11-24T20:00": "2026-11-25T08:00", "2026-11-24T07:59": "2026-11-24T08:00",
		"2026-11-24T08:00": "2026-11-24T08:00", "2026-11-24T00:00": "2026-11-24T08:00"} {
		if got := Awake(at(from)); !got.Equal(at(want)) {
			t.Errorf("from %s on it may be told at %v, want %s", from, got, want)
		}
	}
}
