package notify

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("+08", 8*60*60))

func TestLadder(t *testing.T) {
	both := notice.Content{Text: "提醒", Template: "reminder"}
	words := notice.Content{Text: "内容只在微信"}
	wecom, sms := domain.WeCom, domain.SMS
	person := func(change func(*delivery.Receiver)) delivery.Receiver {
		p := delivery.Receiver{UserID: "chenxiao", Mobile: "13800001001", Role: domain.Rep, Prefers: domain.PreferAuto}
		if change != nil {
			change(&p)
		}
		return p
	}
	for _, c := range []struct {
		name    string
		content notice.Content
		to      delivery.Receiver
		off     domain.Channel
		refused domain.Channel
		want    []domain.Channel
	}{
		{name: "WeCom comes first", content: both, to: person(nil), want: []domain.Channel{wecom, sms}},
		{name: "she wants SMS", content: both, to: person(func(p *delivery.Receiver) { p.Prefers = domain.PreferSMS }),
			want: []domain.Channel{sms, wecom}},
		{name: "she wants WeCom although she wrote by SMS", content: both, to: person(func(p *delivery.Receiver) {
			p.Prefers, p.LastSMS = domain.PreferWeCom, noon.Add(-time.Hour)
		}), want: []domain.Channel{wecom, sms}},
		{name: "she wrote by SMS an hour ago", content: both, to: person(func(p *delivery.Receiver) { p.LastSMS = noon.Add(-time.Hour) }),
			want: []domain.Channel{sms, wecom}},
		{name: "she wrote by SMS exactly twelve hours ago", content: both,
			to: person(func(p *delivery.Receiver) { p.LastSMS = noon.Add(-12 * time.Hour) }), want: []domain.Channel{sms, wecom}},
		{name: "she wrote by SMS longer ago", content: both,
			to: person(func(p *delivery.Receiver) { p.LastSMS = noon.Add(-12*time.Hour - time.Second) }), want: []domain.Channel{wecom, sms}},
		{name: "her last message came by WeCom", content: both, to: person(func(p *delivery.Receiver) {
			p.LastSMS, p.LastWeCom = noon.Add(-2*time.Hour), noon.Add(-time.Hour)
		}), want: []domain.Channel{wecom, sms}},
		{name: "she stopped SMS", content: both, to: person(func(p *delivery.Receiver) { p.SMSStopped, p.Prefers = true, domain.PreferSMS }),
			want: []domain.Channel{wecom}},
		{name: "the word that SMS are stopped", content: notice.Content{Template: "stopped", Only: sms, EvenStopped: true},
			to: person(func(p *delivery.Receiver) { p.SMSStopped = true }), want: []domain.Channel{sms}},
		{name: "words without a template", content: words, to: person(func(p *delivery.Receiver) { p.Prefers = domain.PreferSMS }),
			want: []domain.Channel{wecom}},
		{name: "a template without words", content: notice.Content{Template: "help"}, to: person(nil), want: []domain.Channel{sms}},
		{name: "an answer by SMS only", content: notice.Content{Text: "好", Template: "help", Only: sms}, to: person(nil),
			want: []domain.Channel{sms}},
		{name: "the update of a card", content: notice.Content{Update: &notice.CardUpdate{ResponseCode: "r", ReplaceName: "已知道"}},
			to: person(func(p *delivery.Receiver) { p.Prefers = domain.PreferSMS }), want: []domain.Channel{wecom}},
		{name: "no WeCom gateway", content: both, to: person(nil), off: wecom, want: []domain.Channel{sms}},
		{name: "no gateway for it", content: words, to: person(nil), off: wecom},
		{name: "WeCom refused", content: both, to: person(nil), refused: wecom, want: []domain.Channel{sms}},
		{name: "no number", content: both, to: person(func(p *delivery.Receiver) { p.Mobile = "" }), want: []domain.Channel{wecom}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ladder(c.content, c.to, noon, func(x domain.Channel) bool { return x != c.off }, func(x domain.Channel) bool { return x == c.refused })
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestHold(t *testing.T) {
	at := func(clock string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-24 "+clock, noon.Location())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	today, tomorrow := at("08:00:00"), at("08:00:00").AddDate(0, 0, 1)
	free, asked, once := notice.Kind{}, notice.Kind{Asked: true}, notice.Kind{AtOnce: true}
	for _, c := range []struct {
		name   string
		kind   notice.Kind
		role   domain.Role
		now    string
		pushed int
		want   time.Time
	}{
		{"before quiet hours", free, domain.Rep, "19:59:59", 0, time.Time{}},
		{"their first moment", free, domain.Rep, "20:00:00", 0, tomorrow},
		{"after midnight", free, domain.Rep, "00:00:00", 0, today},
		{"their last moment", free, domain.Rep, "07:59:59", 0, today},
		{"their end", free, domain.Rep, "08:00:00", 0, time.Time{}},
		{"a manager", free, domain.Manager, "21:00:00", 0, tomorrow},
		{"a director", free, domain.Director, "21:00:00", 0, tomorrow},
		{"the safety desk", free, domain.Safety, "21:00:00", 0, time.Time{}},
		{"what she asked for", asked, domain.Rep, "23:00:00", 9, time.Time{}},
		{"what goes at once", once, domain.Rep, "23:00:00", 9, time.Time{}},
		{"the sixth of the day", free, domain.Rep, "12:00:00", 5, time.Time{}},
		{"the seventh of the day", free, domain.Rep, "12:00:00", 6, tomorrow},
		{"the desk has no cap", free, domain.Compliance, "12:00:00", 60, time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := hold(c.kind, delivery.Case{Now: at(c.now), Pushed: c.pushed, To: delivery.Receiver{Role: c.role}})
			if !got.Equal(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestStale(t *testing.T) {
	hour := notice.Kind{Stale: time.Hour}
	if stale(notice.Kind{}, noon, noon.AddDate(1, 0, 0)) {
		t.Error("a kind without a limit became stale")
	}
	if stale(hour, noon, noon.Add(time.Hour)) || !stale(hour, noon, noon.Add(time.Hour+time.Second)) {
		t.Error("an hour is not an hour")
	}
}

func TestAcknowledged(t *testing.T) {
	told := delivery.Case{ToldAt: noon}
	pressed, wrote, earlier := told, told, told
	pressed.AckedAt = noon.Add(time.Minute)
	wrote.To.LastSMS = noon.Add(time.Second)
	earlier.To.LastWeCom = noon.Add(-time.Second)
	for name, c := range map[string]struct {
		c    delivery.Case
		want bool
	}{"silence": {told, false}, "the button": {pressed, true}, "a message since": {wrote, true}, "a message before": {earlier, false}} {
		if acknowledged(c.c) != c.want {
			t.Errorf("%s: got %v", name, !c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("药伴。！\n;a1 𠮷（·"))).Draw(t, "text")
		limit := rapid.IntRange(8, 64).Draw(t, "limit")
		parts := split(s, limit)
		if got := strings.Join(parts, ""); got != s {
			t.Fatalf("joined they are %q", got)
		}
		for i, p := range parts {
			if len(p) > limit {
				t.Fatalf("part %d has %d bytes", i, len(p))
			}
			if !utf8.ValidString(p) {
				t.Fatalf("part %d is cut inside a character: %q", i, p)
			}
			if p == "" && len(parts) > 1 {
				t.Fatalf("part %d is empty", i)
			}
		}
	})
}

func TestSplitAtSentences(t *testing.T) {
	for _, c := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"short", "好。", 10, []string{"好。"}},
		{"at a line", "第一行是这些字\n第二行。再来", 30, []string{"第一行是这些字\n", "第二行。再来"}},
		{"at a sentence", "一二三四五六。七八九", 24, []string{"一二三四五六。", "七八九"}},
		{"a sentence that ends too early", "一。二三四五六七八九", 24, []string{"一。二三四五六七", "八九"}},
		{"bytes that are no text", string([]byte{0x80, 0x80, 0x80}), 2, []string{"\x80\x80", "\x80"}},
	} {
		if got := split(c.text, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMessagesFitWeCom(t *testing.T) {
	parts := messages(strings.Repeat("拜访记录一条。", 300))
	if len(parts) < 2 {
		t.Fatalf("%d parts", len(parts))
	}
	for i, p := range parts {
		if len(p) > textBytes-len("（15:04:05.000）") {
			t.Errorf("part %d has %d bytes", i+1, len(p))
		}
	}
	if !strings.HasPrefix(parts[0], "(1/") || !strings.HasPrefix(parts[1], "(2/") {
		t.Errorf("the parts are not marked: %.20q, %.20q", parts[0], parts[1])
	}
}

func TestOnCard(t *testing.T) {
	exact := strings.Repeat("字", cardRunes)
	if got, whole := onCard(exact); got != exact || !whole {
		t.Error("a text that fits is cut")
	}
	got, whole := onCard(exact + "多")
	if whole || utf8.RuneCountInString(got) != cardRunes || !strings.HasSuffix(got, "…") {
		t.Errorf("got %d characters, whole %v", utf8.RuneCountInString(got), whole)
	}
}

// TestSecondsAcknowledge: a message's own time has no fractions.
func TestSecondsAcknowledge(t *testing.T) {
	told := time.Date(2026, 11, 23, 15, 0, 0, 700_000_000, time.UTC)
	for _, c := range []struct {
		name  string
		acked time.Time
		wecom time.Time
		sms   time.Time
		want  bool
	}{
		{"nothing", time.Time{}, time.Time{}, time.Time{}, false},
		{"pressed", told.Add(time.Minute), time.Time{}, time.Time{}, true},
		{"wrote before", time.Time{}, told.Add(-time.Minute), told.Add(-time.Hour), false},
		{"wrote in the second before", time.Time{}, told.Truncate(time.Second).Add(-time.Second), time.Time{}, false},
		{"wrote in that very second", time.Time{}, told.Truncate(time.Second), time.Time{}, true},
		{"wrote a short message after", time.Time{}, told.Add(-time.Minute), told.Add(2 * time.Second), true},
	} {
		got := acknowledged(delivery.Case{ToldAt: told, AckedAt: c.acked, To: delivery.Receiver{LastWeCom: c.wecom, LastSMS: c.sms}})
		if got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
