package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/team"
)

// told is one thing that a person was told: the messages of one notice, over whatever channel.
type told struct {
	shown
	person string
	kind   string
	due    time.Time
}

// exempt are the kinds that a person asked for, or that tell the safety desk: quiet hours and the cap do not bind them (PRODUCT.md X4).
var exempt = []string{"reply", "reminder", "plan_reminder", "safety_case", "month_chart", "week_report_asked", "month_report_asked",
	"event_tomorrow", "event_soon"}

// byCalendar are the kinds that are silent in time off and on days that are not worked.
var byCalendar = []string{"morning_list", "evening_prompt", "month_end", "quota_behind", "quality_low", "infeasible"}

// heads tell what a merged message tells, by the first words of its parts.
var heads = map[string][]string{"morning_list": {"早上好"}, "month_end": {"【月末提醒"}, "quota_behind": {"【进度提醒】", "【进度告警】"},
	"quality_low": {"【质量提醒】", "【质量告警】"}, "infeasible": {"【做不完预警】"}, "evening_prompt": {"今天还有"}, "week_report": {"周报"},
	"week_report_team": {"团队周报"}, "manager_morning": {"早上好"}, "joint_visit": {"与您的协访"}, "coach_rated": {"辅导反馈"}, "broadcast": {"请点“知道了”"},
	"deputy_named": {"请您代审批"}, "review_rejected": {"会重新送审"}, "comment_added": {"回复请发"}}

// The bounds of PRODUCT.md X4.
const (
	quietFrom, quietTo = 20, 8
	mostADay           = 6
	mostUnits          = 70
)

// judge holds what the phones showed and what is stored against what was sent and answered.
func (f *field) judge(ctx context.Context) (*Report, error) {
	last := f.o.From.AddDays(f.o.Days - 1)
	var all []errand
	for _, r := range f.reps {
		all = append(all, errand{who: r.UserID, run: func(ctx context.Context) { r.askQuota(ctx, last) }})
	}
	if err := f.work(ctx, all); err != nil {
		return nil, fmt.Errorf("ask everybody's quota at the end: %w", err)
	}
	if err := f.judgeDeeds(ctx); err != nil {
		return nil, err
	}
	if err := f.judgeVisits(ctx); err != nil {
		return nil, err
	}
	pushes, err := f.judgeDeliveries(ctx)
	if err != nil {
		return nil, err
	}
	f.judgePushes(pushes)
	f.judgeDesk(pushes)
	f.judgeExpected(pushes, f.o.Clock.Now())
	return f.report(pushes), nil
}

// judgeVisits compares every stored visit with what was told and answered.
func (f *field) judgeVisits(ctx context.Context) error {
	type told struct {
		rep *rep
		v   *visit
	}
	known := map[int64]told{}
	for _, r := range f.reps {
		for _, v := range r.ledger.visits {
			known[v.number] = told{r, v}
		}
	}
	err := f.o.Stored.ExportVisits(ctx, export.Range{All: true}, func(v export.Visit) error {
		f.counts.VisitsStored++
		t, ok := known[v.Number]
		delete(known, v.Number)
		switch {
		case !ok:
			f.finding(doubled, fmt.Sprintf("#%d %s %s %s is stored and was never answered", v.Number, v.Rep, v.Doctor, v.Date))
		case !team.SameUserID(v.Rep, t.rep.UserID) || v.Doctor != t.v.doctor.code:
			f.finding(wrong, fmt.Sprintf("#%d is stored with %s of %s, told of %s by %s", v.Number, v.Doctor, v.Rep, t.v.doctor.code, t.rep.UserID))
		case v.Date != t.v.date:
			f.finding(wrong, fmt.Sprintf("#%d is stored on %s, told of %s", v.Number, v.Date, t.v.date))
		case !t.v.sameAs(v):
			f.finding(wrong, fmt.Sprintf("#%d is stored as %+v, told as %+v", v.Number, v, *t.v))
		}
		return nil
	})
	for number, t := range known {
		f.finding(lost, fmt.Sprintf("#%d of %s to %s on %s was answered as recorded and is not stored", number, t.rep.UserID, t.v.doctor.code, t.v.date))
	}
	return err
}

// sameAs compares what a visit is about.
func (v *visit) sameAs(s export.Visit) bool {
	var next domain.Date
	if s.Next != nil {
		next = s.Next.Date
	}
	products := slices.Sorted(slices.Values(s.Products))
	joint := ""
	if v.joint {
		joint = v.rep.manager.UserID
	}
	return team.SameUserID(s.Joint, joint) && (s.Status == "rejected") == (v.rejected && !v.withdrawn) && s.Start == v.start && s.Minutes == v.minutes && s.Purpose == v.purpose && s.Result == v.result && next == v.next &&
		slices.Equal(products, slices.Sorted(slices.Values(v.products))) && (s.Status == "withdrawn") == v.withdrawn && s.Channel == v.channel
}

// judgeDeliveries gives each thing that was shown its kind, and finds what did not get through.
func (f *field) judgeDeliveries(ctx context.Context) ([]told, error) {
	byProvider, byText := map[string]export.Delivery{}, map[string]export.Delivery{}
	err := f.o.Stored.ExportDeliveries(ctx, export.Range{}, func(d export.Delivery) error {
		byProvider[d.ProviderID], byText[team.FoldUserID(d.Person)+d.Text] = d, d
		if !slices.Contains([]string{"sent", "delivered", "acknowledged"}, d.State) {
			f.finding(undelivered, fmt.Sprintf("%s to %s over %s due %s is %s after %d attempts", d.Kind, d.Person, d.Channel, d.DueAt.Format("01-02 15:04"), d.State, d.Attempts))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	counts, err := f.o.Stored.OutboxCounts(ctx)
	if err != nil {
		return nil, err
	}
	if counts.Dead > 0 {
		f.finding(undelivered, fmt.Sprintf("%d rows of the outbox were given up", counts.Dead))
	}
	phones := map[string]string{}
	for _, p := range f.company.people {
		phones[p.Mobile] = p.UserID
		if n := f.o.WeCom.Dropped(p.UserID); n > 0 {
			f.finding(undelivered, fmt.Sprintf("%d messages to %s were dropped by WeCom, over its frequency", n, p.UserID))
		}
	}
	var all []told
	for _, s := range f.seen.all() {
		d, ok := byProvider[s.provider]
		if !ok { // the record of the attempt that showed it was lost; the next one had another name and showed nothing
			text := s.text
			if s.media {
				text = "[" + text + "]"
			}
			d = byText[team.FoldUserID(s.to)+text]
		}
		t := told{shown: s, person: team.FoldUserID(s.to), kind: d.Kind, due: d.DueAt}
		if userid, ok := phones[s.to]; ok {
			t.person = team.FoldUserID(userid)
		}
		t.at = t.at.In(f.o.Zone)
		if d.Kind == "" {
			f.finding(undelivered, fmt.Sprintf("%s was shown what no delivery says: %s", t.person, t.text))
		}
		all = append(all, t)
	}
	return all, nil
}

// judgePushes holds what Yaoban started itself against its bounds.
func (f *field) judgePushes(all []told) {
	days := f.pushes(all)
	for _, d := range days {
		if len(d.notices) > mostADay {
			f.finding(overCap, fmt.Sprintf("%s was told %d things on %s: %v", d.person, len(d.notices), d.day, d.kinds()))
		}
	}
	seen := map[string]bool{}
	for _, t := range all {
		f.judgeText(t)
		if !f.binds(t) {
			continue
		}
		if h := t.at.Hour(); h >= quietFrom || h < quietTo {
			f.finding(quietBreach, fmt.Sprintf("%s was told a %s over %s at %s: %s", t.person, t.kind, t.channel, t.at.Format("01-02 15:04:05"), t.text))
		}
		key := fmt.Sprint(t.person, t.channel, domain.DateOf(t.at), t.kind, t.text)
		if seen[key] && !t.media {
			f.finding(duplicate, fmt.Sprintf("%s was told twice on %s: %s", t.person, domain.DateOf(t.at), t.text))
		}
		seen[key] = true
		if r := f.rep(t.person); r != nil && slices.Contains(byCalendar, t.kind) {
			if day := domain.DateOf(t.at); !f.company.days.Workday(day) || r.ledger.halves(day) == 0 {
				f.finding(disturbed, fmt.Sprintf("%s was told a %s at %s", t.person, t.kind, t.at.Format("01-02 15:04")))
			}
		}
	}
}

// judgeText checks the form of a short message: one part, numbers and short codes, no doctor's name.
func (f *field) judgeText(t told) {
	if t.channel != domain.SMS {
		return
	}
	if n := len(utf16.Encode([]rune(t.text))); n > mostUnits || t.parts != 1 {
		f.finding(smsForm, fmt.Sprintf("%d characters in %d parts: %s", n, t.parts, t.text))
	}
	if r := f.rep(t.person); r != nil {
		for _, d := range r.doctors {
			if strings.Contains(t.text, d.name) {
				f.finding(smsForm, "it names a doctor: "+t.text)
			}
		}
	}
}

// binds reports whether quiet hours and the cap bind something that a person was told: it is for a rep or a manager, and nobody asked for
// it.
func (f *field) binds(t told) bool {
	if slices.Contains(exempt, t.kind) {
		return false
	}
	return f.rep(t.person) != nil || f.bosses[t.person] != nil
}

func (f *field) rep(person string) *rep { return f.byUser[person] }

// judgeExpected looks for everything that somebody had to be told by an instant.
func (f *field) judgeExpected(all []told, until time.Time) {
	of := map[string][]told{}
	for _, t := range all {
		of[t.person] = append(of[t.person], t)
	}
	bound := map[string]dayOf{}
	for _, d := range f.pushes(all) {
		bound[d.person+d.day.String()] = d
	}
	for _, e := range f.expected {
		if e.due.After(until) {
			continue
		}
		person := team.FoldUserID(e.person)
		e.due = e.due.In(f.o.Zone)
		f.counts.Expected++
		var best time.Duration = -1
		for _, t := range of[person] {
			// Business time stands a little after the instant at which something is told.
			if late := t.at.Sub(e.due); t.tells(e) && late >= 0 && late < 24*time.Hour && (best < 0 || late < best) {
				best = late
			}
		}
		what := fmt.Sprintf("%s: %s due %s", e.person, e.kind, e.due.Format("01-02 15:04"))
		if e.why != "" {
			what += " for " + e.why
		}
		that := bound[person+domain.DateOf(e.due).String()]
		full := len(that.notices) >= mostADay
		switch {
		case best < 0 && full || best > f.late(e) && full: // beyond the cap it waits for the morning, or is too late then
		case best < 0:
			f.finding(missed, fmt.Sprintf("%s; that day she was told %v", what, that.kinds()))
		case best > f.late(e):
			f.finding(late, fmt.Sprintf("%s came after %s; that day she was told %v", what, best.Round(time.Second), that.kinds()))
		}
		f.slowest = max(f.slowest, best)
	}
}

// tells reports whether something that was told is what was expected.
func (t told) tells(e expectation) bool {
	if e.number != 0 && !t.names(e.number) {
		return false
	}
	if t.kind == e.kind {
		return true
	}
	return t.kind == "digest" && slices.ContainsFunc(heads[e.kind], func(head string) bool { return strings.Contains(t.text, head) })
}
