package main

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/inbox"
)

// TestWhoMayDoWhatWithEvents says every command of events as every role, to one event of a rep's, and looks whether anything changed.
// Reps plan and sign in, each her own; only who is above the host decides and alters.
func TestWhoMayDoWhatWithEvents(t *testing.T) {
	k := newTalk(t)
	above := map[string]bool{"wangjianguo": true, "zhouhang": true}
	rep := map[string]bool{"chenxiao": true, "linyutong": true, "zhaolei": true}
	for _, who := range []string{"chenxiao", "linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"} {
		for _, c := range []struct {
			what string
			may  bool
		}{
			{"明天下午开个科室会预算10", rep[who]}, // it asks for what is missing, and what follows is no answer to that
			{"批准 %", above[who]},
			{"驳回 % 预算太高", above[who]},
			{"活动 % 预算100", who == "chenxiao" || above[who]},
			{"取消 %", who == "chenxiao"},
			{"撤销 %", who == "chenxiao"},
			{"改 % 预算90", who == "chenxiao"},
			{"签到 % 王小明", false}, // not before its day
			{"活动效果 %", false},
			{"看 %", false},
			{"本月活动", false},
		} {
			what, may := c.what, c.may
			var unread, out strings.Builder
			k.line(t, "as chenxiao wecom", &unread)
			k.line(t, "@ +11m", &unread)
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "明天下午6点在市一院心内科开科室会，立舒平，预算800，20人"}, &unread)
			number := k.rows(t, `select max(number)::text from event`)[0]
			state := func() string {
				return strings.Join(k.rows(t, `select number::text || state || approval || coalesce(reviewed, '') || revision from event order by number`), " ")
			}
			before := state()
			k.line(t, "as "+who+" wecom", &unread)
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: strings.ReplaceAll(what, "%", number)}, &out)
			if changed := state() != before; changed != may {
				t.Errorf("%s said %q: changed is %v\n%s", who, what, changed, out.String())
			}
			if sees := strings.Contains(out.String(), "市一心内"); sees && !above[who] && who != "chenxiao" {
				t.Errorf("%s sees the event: %s", who, out.String())
			}
			k.line(t, "as chenxiao wecom", &unread)
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "撤销 " + number}, &unread)
		}
	}
}

// TestAnEventIsToldToWhomItConcerns plans a dear event, lets it wait, and has it decided and held: the manager, compliance and the host
// are told, each once, and an export has it with who came and the visits.
func TestAnEventIsToldToWhomItConcerns(t *testing.T) {
	k := newTalk(t)
	k.now = time.Date(2026, 11, 23, 9, 0, 0, 0, k.db.Zone())
	k.tell(t, "chenxiao", "周四下午2点在市一院心内科开科室会，立舒平，预算9000，讲者张伟，20人，40分钟")
	told := func() string {
		return strings.Join(k.rows(t, `select kind || ' ' || person || ' ' || to_char(due_at at time zone 'Asia/Shanghai', 'DD HH24:MI') from notice
			where kind like 'event%' and state = 'live' order by kind, person, due_at`), "\n")
	}
	want := "event_after chenxiao 26 15:40\nevent_costs hegui 23 09:00\nevent_soon chenxiao 26 13:00\nevent_tomorrow chenxiao 25 17:00\n" +
		"event_undecided chenxiao 25 15:00\nevent_undecided wangjianguo 25 15:00\nevent_waits wangjianguo 23 09:00"
	if got := told(); got != want {
		t.Errorf("a new plan is told:\n%s\nwant\n%s", got, want)
	}
	k.tell(t, "chenxiao", "改 1001 周五下午3点")
	want = "event_after chenxiao 27 16:40\nevent_costs hegui 23 09:00\nevent_soon chenxiao 27 14:00\nevent_tomorrow chenxiao 26 17:00\n" +
		"event_undecided chenxiao 26 15:00\nevent_undecided wangjianguo 26 15:00\nevent_waits wangjianguo 23 09:00"
	if got := told(); got != want {
		t.Errorf("a moved plan is told:\n%s\nwant\n%s", got, want)
	}
	k.tell(t, "wangjianguo", "批准 1001")
	if got := told(); !strings.Contains(got, "event_decided chenxiao") {
		t.Errorf("a decision is told:\n%s", got)
	}
	k.now = time.Date(2026, 11, 27, 16, 0, 0, 0, k.db.Zone())
	k.tell(t, "chenxiao", "1001 开完了，李静、赵敏、王小明等12人参加")
	if got := told(); got != "" {
		t.Errorf("after it was told of, there is still to tell:\n%s", got)
	}
	var events []export.Event
	if err := k.db.ExportEvents(t.Context(), export.Range{}, func(e export.Event) error { events = append(events, e); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(events) != 1 || events[0].State != "held" || events[0].Approval != "approved" || events[0].Headcount != 12 || *events[0].Budget != 9000 ||
		strings.Join(events[0].Attendees, " ") != "D004 D011 王小明" || len(events[0].Visits) != 2 {
		t.Errorf("exported: %+v", events)
	}
	var visits int
	if err := k.db.ExportVisits(t.Context(), export.Range{}, func(v export.Visit) error {
		visits++
		if v.Event != 1001 || v.Purpose != domain.Academic || v.Minutes != 40 || !v.Effective {
			t.Errorf("exported: %+v", v)
		}
		return nil
	}); err != nil || visits != 2 {
		t.Errorf("%d visits are exported: %v", visits, err)
	}
}

// TestARepeatedSignInIsTheSame delivers one message twice, by its id, and says the same names again: nobody gets a second visit.
func TestARepeatedSignInIsTheSame(t *testing.T) {
	k := newTalk(t)
	k.now = time.Date(2026, 11, 23, 18, 0, 0, 0, k.db.Zone())
	k.tell(t, "chenxiao", "今天中午在市一院心内开了科室会，立舒平，李静、赵敏等12人参加，40分钟")
	in := inbox.Inbound{Channel: domain.WeCom, From: "chenxiao", ID: "again", At: k.now, Kind: inbox.Text, Text: "签到 1001 徐丽 赵敏"}
	for range 2 {
		if _, err := k.bot.Turn(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	k.now = k.now.Add(11 * time.Minute)
	k.tell(t, "chenxiao", "签到 1001 徐丽 李静")
	k.now = k.now.Add(11 * time.Minute)
	k.tell(t, "chenxiao", "今天中午市一院心内科室会，立舒平，李静、赵敏、徐丽参加")
	if got := k.rows(t, `select doctor || ' ' || count(*) from visit where status <> 'withdrawn' group by doctor order by doctor`); strings.Join(got, ",") != "D004 1,D011 1,D014 1" {
		t.Errorf("visits: %v", got)
	}
	if got := k.rows(t, `select count(*)::text from event_attendee where removed_by is null`)[0]; got != "3" {
		t.Errorf("%s stand on the list", got)
	}
}

// TestAnEventsCardDecides presses the buttons of the card of an event: 批准 approves it and its visits, once; 驳回 asks for the reason.
func TestAnEventsCardDecides(t *testing.T) {
	k := newTalk(t)
	k.now = time.Date(2026, 11, 23, 18, 0, 0, 0, k.db.Zone())
	k.tell(t, "chenxiao", "今天中午在市一院心内开了科室会，立舒平，李静、赵敏等12人参加，40分钟")
	k.tell(t, "wangjianguo", "看 1001")
	press := func(key string) {
		k.last++
		in := inbox.Inbound{Channel: domain.WeCom, From: "wangjianguo", ID: "press" + key, At: k.now, Kind: inbox.Event, Event: inbox.CardClick, EventKey: key}
		if _, err := k.bot.Turn(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	state := func() string {
		return strings.Join(k.rows(t, `select e.reviewed || ' ' || (select string_agg(status, ',') from visit where visit.event = e.id) from event e`), "")
	}
	press("review.reject/1001")
	if got := state(); got != "open open,open" {
		t.Errorf("sent back without a reason: %s", got)
	}
	press("review.approve/1001")
	if got := state(); got != "approved approved,approved" {
		t.Errorf("approved by its card: %s", got)
	}
	k.tell(t, "chenxiao", "改 1002 不是李静是张薇")
	if got := k.rows(t, `select doctor from visit where number = 1002`)[0]; got != "D004" {
		t.Errorf("a visit of an event is another doctor's: %s", got)
	}
}
