package broadcast

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

var shanghai = time.FixedZone("+08", 8*3600)

// book keeps what is written at a business time.
type book struct {
	now      time.Time
	put      []Broadcast
	changed  []Broadcast
	facts    []fact.Kind
	told     []notice.Notice
	deferred []time.Time
	acked    []string
	said     []comment.Said
	stopped  int
}

func (b *book) Now() time.Time                          { return b.now }
func (b *book) PutBroadcast(x Broadcast)                { b.put = append(b.put, x) }
func (b *book) ChangeBroadcast(x Broadcast)             { b.changed = append(b.changed, x) }
func (b *book) AckBroadcast(_ domain.ID, person string) { b.acked = append(b.acked, person) }
func (b *book) PutComment(c comment.Said)               { b.said = append(b.said, c) }
func (b *book) Remember(f fact.Fact)                    { b.facts = append(b.facts, f.Kind) }
func (b *book) Tell(n notice.Notice) error              { b.told = append(b.told, n); return nil }
func (b *book) Withdraw(domain.ID)                      { b.stopped++ }
func (b *book) Defer(_, _ string, due time.Time) error {
	b.deferred = append(b.deferred, due)
	return nil
}
func at(s string) time.Time    { t, _ := time.ParseInLocation("2006-01-02T15:04", s, shanghai); return t }
func refusal(err error) string { r, _ := domain.AsRefusal(err); return r.Code }
func wrote(with func(*Broadcast)) Broadcast {
	b := Broadcast{ID: domain.ID{1}, Number: 1030, Person: "boss", Text: "明天下午两点开会", Whom: "全组", State: Draft, SaidAt: at("2026-11-24T18:00")}
	if with != nil {
		with(&b)
	}
	return b
}

func TestADraftIsKeptOrRefusedWhole(t *testing.T) {
	for name, c := range map[string]struct {
		with func(*Broadcast)
		code string
	}{
		"written":             {nil, ""},
		"longest":             {func(b *Broadcast) { b.Text = strings.Repeat("会", longest) }, ""},
		"too long":            {func(b *Broadcast) { b.Text = strings.Repeat("会", longest+1) }, "broadcast.long"},
		"no words":            {func(b *Broadcast) { b.Text = "" }, "broadcast.empty"},
		"over":                {func(b *Broadcast) { b.At = at("2026-11-24T17:59") }, "broadcast.past"},
		"ahead":               {func(b *Broadcast) { b.At = at("2026-11-30T08:00") }, ""},
		"too far":             {func(b *Broadcast) { b.At = at("2027-03-30T08:00") }, "broadcast.far"},
		"reminded":            {func(b *Broadcast) { b.RemindAt = at("2026-11-25T09:00") }, ""},
		"reminded too far":    {func(b *Broadcast) { b.RemindAt = at("2027-03-30T08:00") }, "broadcast.far"},
		"reminded before":     {func(b *Broadcast) { b.At, b.RemindAt = at("2026-11-30T08:00"), at("2026-11-25T09:00") }, "broadcast.remind_before"},
		"reminded in a while": {func(b *Broadcast) { b.At, b.RemindAfter = at("2026-11-30T08:00"), time.Hour }, ""},
	} {
		l := &book{now: at("2026-11-24T18:00")}
		_, err := Write(l, wrote(c.with))
		want := 0
		if c.code == "" {
			want = 1
		}
		if refusal(err) != c.code || len(l.put) != want || len(l.facts) != want || len(l.told)+len(l.deferred) != 0 {
			t.Errorf("%s: %v; %d rows, %d facts", name, err, len(l.put), len(l.facts))
		}
	}
}

func TestOnlyAFreshDraftIsSentAndOnce(t *testing.T) {
	for name, c := range map[string]struct {
		with      func(*Broadcast)
		now       string
		receivers int
		code      string
		due       string
		remind    string
	}{
		"at once":         {nil, "2026-11-24T18:01", 3, "", "2026-11-24T18:01", ""},
		"in the night":    {nil, "2026-11-24T23:10", 3, "", "2026-11-25T08:00", ""},
		"later":           {func(b *Broadcast) { b.At = at("2026-11-30T10:00") }, "2026-11-24T18:01", 3, "", "2026-11-30T10:00", ""},
		"later at night":  {func(b *Broadcast) { b.At = at("2026-11-30T20:00") }, "2026-11-24T18:01", 3, "", "2026-12-01T08:00", ""},
		"reminded":        {func(b *Broadcast) { b.RemindAfter = 2 * time.Hour }, "2026-11-24T18:01", 3, "", "2026-11-24T18:01", "2026-11-25T08:00"},
		"reminded at":     {func(b *Broadcast) { b.RemindAt = at("2026-11-25T09:00") }, "2026-11-24T18:01", 3, "", "2026-11-24T18:01", "2026-11-25T09:00"},
		"again":           {func(b *Broadcast) { b.State = Confirmed }, "2026-11-24T18:01", 3, "broadcast.confirmed", "", ""},
		"after it went":   {func(b *Broadcast) { b.State = Sent }, "2026-11-24T18:01", 3, "broadcast.confirmed", "", ""},
		"given up":        {func(b *Broadcast) { b.State = Dropped }, "2026-11-24T18:01", 3, "broadcast.gone", "", ""},
		"taken back":      {func(b *Broadcast) { b.State = Withdrawn }, "2026-11-24T18:01", 3, "broadcast.gone", "", ""},
		"of yesterday":    {nil, "2026-11-25T08:01", 3, "broadcast.old", "", ""},
		"its time over":   {func(b *Broadcast) { b.At = at("2026-11-24T18:30") }, "2026-11-24T18:31", 3, "broadcast.past", "", ""},
		"nobody any more": {nil, "2026-11-24T18:01", 0, "broadcast.nobody", "", ""},
	} {
		l := &book{now: at(c.now)}
		b, err := Confirm(l, wrote(c.with), c.receivers)
		if refusal(err) != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s: %v, want %q", name, err, c.code)
			continue
		}
		if err != nil {
			if len(l.changed)+len(l.facts)+len(l.deferred) != 0 {
				t.Errorf("%s: something was written", name)
			}
			continue
		}
		if !b.DueAt.Equal(at(c.due)) || b.Receivers != 3 || b.State != Confirmed || len(l.changed) != 1 {
			t.Errorf("%s: due at %v (%+v)", name, b.DueAt, b)
		}
		if c.remind != "" != !b.RemindAt.IsZero() || c.remind != "" && !b.RemindAt.Equal(at(c.remind)) {
			t.Errorf("%s: reminds at %v", name, b.RemindAt)
		}
	}
}

func TestWhatIsLeftIsStopped(t *testing.T) {
	for name, c := range map[string]struct {
		with          func(*Broadcast)
		told, waiting int
		code          string
		state         State
	}{
		"a draft":         {nil, 0, 0, "", Dropped},
		"before its time": {func(b *Broadcast) { b.State = Confirmed }, 0, 3, "", Withdrawn},
		"half told":       {func(b *Broadcast) { b.State = Sent }, 2, 1, "", Withdrawn},
		"all told":        {func(b *Broadcast) { b.State = Sent }, 3, 0, "broadcast.too_late", ""},
		"its reminder":    {func(b *Broadcast) { b.State, b.RemindAt = Sent, at("2026-11-25T09:00") }, 3, 0, "", Withdrawn},
		"reminded": {func(b *Broadcast) {
			b.State, b.RemindAt, b.RemindedAt = Sent, at("2026-11-24T17:00"), at("2026-11-24T17:00")
		}, 3, 0, "broadcast.too_late", ""},
		"again":    {func(b *Broadcast) { b.State = Withdrawn }, 0, 3, "broadcast.gone", ""},
		"given up": {func(b *Broadcast) { b.State = Dropped }, 0, 0, "broadcast.gone", ""},
	} {
		l := &book{now: at("2026-11-24T18:01")}
		b, err := Stop(l, wrote(c.with), "boss", c.told, c.waiting)
		if refusal(err) != c.code || c.code == "" && (b.State != c.state || len(l.changed) != 1 || len(l.facts) != 1) || c.code != "" && len(l.changed)+len(l.facts) != 0 {
			t.Errorf("%s: %v, now %s, %d changes, %d facts", name, err, b.State, len(l.changed), len(l.facts))
		}
		if c.state == Withdrawn && l.stopped != 1 {
			t.Errorf("%s: what waits is still told", name)
		}
	}
}

func TestThereIsOneReminder(t *testing.T) {
	sent := func(b *Broadcast) { b.State, b.DueAt = Sent, at("2026-11-24T17:00") }
	for name, c := range map[string]struct {
		with     func(*Broadcast)
		at       string
		code     string
		remindAt string
	}{
		"now":                 {sent, "", "", "2026-11-24T18:01"},
		"later":               {sent, "2026-11-25T09:00", "", "2026-11-25T09:00"},
		"in the night":        {sent, "2026-11-24T22:00", "", "2026-11-25T08:00"},
		"before the set time": {func(b *Broadcast) { sent(b); b.RemindAt = at("2026-11-25T09:00") }, "", "", "2026-11-24T18:01"},
		"too far":             {sent, "2027-03-25T09:00", "broadcast.far", ""},
		"a second one":        {func(b *Broadcast) { sent(b); b.RemindedAt = at("2026-11-24T17:30") }, "", "broadcast.reminded", ""},
		"of a draft":          {nil, "", "broadcast.not_yet", ""},
		"before it goes":      {func(b *Broadcast) { b.State, b.DueAt = Confirmed, at("2026-11-25T08:00") }, "", "broadcast.not_yet", ""},
		"of what is stopped":  {func(b *Broadcast) { b.State = Withdrawn }, "", "broadcast.gone", ""},
	} {
		l := &book{now: at("2026-11-24T18:01")}
		when := time.Time{}
		if c.at != "" {
			when = at(c.at)
		}
		b, err := Remind(l, wrote(c.with), "boss", when)
		if refusal(err) != c.code || c.code == "" && (!b.RemindAt.Equal(at(c.remindAt)) || len(l.deferred) != 1 || !l.deferred[0].Equal(b.RemindAt)) || c.code != "" && len(l.changed) != 0 {
			t.Errorf("%s: %v, reminds at %v, deferred %v", name, err, b.RemindAt, l.deferred)
		}
	}
	l := &book{now: at("2026-11-25T09:00")}
	due := wrote(func(b *Broadcast) { sent(b); b.RemindAt = at("2026-11-25T09:00") })
	if due.Next(at("2026-11-25T08:59")) != Nothing || due.Next(l.now) != Reminding {
		t.Error("the reminder is not due at its time")
	}
	if err := Reminded(l, due, 0); err != nil || !l.changed[0].RemindedAt.IsZero() || l.changed[0].Next(l.now) != Nothing {
		t.Errorf("a reminder of nobody: %v, %+v", err, l.changed)
	}
	if err := Reminded(l, due, 2); err != nil || l.changed[1].RemindedAt.IsZero() || l.changed[1].Next(l.now) != Nothing || len(l.told) != 2 || l.told[1].Person != "boss" {
		t.Errorf("a reminder of two: %v, %+v", err, l.changed)
	}
}

func TestEachReceiverHasHerInstant(t *testing.T) {
	now := at("2026-11-24T18:01")
	b := wrote(func(b *Broadcast) { b.State, b.DueAt, b.Receivers = Confirmed, now, 2 })
	back := domain.Date{Year: 2026, Month: 11, Day: 27}
	told := b.Notices([]Receiver{{Person: "chenxiao"}, {Person: "sunting", Back: back}}, now)
	if !told[0].DueAt.Equal(now) || !told[1].DueAt.Equal(at("2026-11-27T08:00")) || told[0].Key == told[1].Key || told[0].Number != 1030 || told[0].Subject != b.ID {
		t.Errorf("told: %+v", told)
	}
	if late := b.Notices([]Receiver{{Person: "chenxiao"}}, at("2026-11-24T21:00")); !late[0].DueAt.Equal(at("2026-11-25T08:00")) {
		t.Errorf("a worker that comes in quiet hours tells at %v", late[0].DueAt)
	}
	b.Receivers = 201
	spread := map[time.Time]bool{}
	for i := range 201 {
		n := b.Notices([]Receiver{{Person: "rep" + strings.Repeat("x", i)}}, now)[0]
		if n.DueAt.Before(now) || n.DueAt.After(now.Add(10*time.Minute)) {
			t.Fatalf("told at %v", n.DueAt)
		}
		spread[n.DueAt] = true
	}
	if len(spread) < 100 {
		t.Errorf("201 people are told at %d instants", len(spread))
	}
}

func TestAnswersGoIntoTheThread(t *testing.T) {
	b := wrote(func(b *Broadcast) { b.State = Sent })
	for name, c := range map[string]struct {
		from, to, text, code string
		kind                 comment.Kind
		acks                 int
	}{
		"a receiver's": {"rep", "boss", "晚到十分钟", "", comment.Answer, 1},
		"the sender's": {"boss", "rep", "可以", "", comment.Message, 0},
		"nothing":      {"rep", "boss", "", "comment.empty", "", 0},
		"too long":     {"rep", "boss", strings.Repeat("好", longestReply+1), "comment.long", "", 0},
	} {
		l := &book{now: at("2026-11-24T18:05")}
		err := Reply(l, b, visit.Source{Person: c.from, Channel: domain.WeCom}, domain.ID{9}, c.to, c.text)
		if refusal(err) != c.code || len(l.acked) != c.acks {
			t.Errorf("%s: %v, confirmed by %v", name, err, l.acked)
		}
		if c.code == "" && (len(l.said) != 1 || l.said[0].Kind != c.kind || l.said[0].Record != b.ID || len(l.told) != 1 || l.told[0].Person != c.to || len(l.facts) != 1) {
			t.Errorf("%s: %+v, told %+v", name, l.said, l.told)
		}
	}
}
