package simulate

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// The names of what must not happen.
const (
	lost          = "lost"
	doubled       = "doubled"
	wrong         = "wrong"
	unanswered    = "unanswered"
	notUnderstood = "not_understood"
	quotaDiffers  = "quota_differs"
	safetyLost    = "safety_lost"
	deedLost      = "deed_lost"
	deedWrong     = "deed_wrong"
	overCap       = "over_cap"
	quietBreach   = "quiet_hours"
	duplicate     = "duplicate"
	disturbed     = "disturbed"
	missed        = "missed"
	late          = "late"
	smsForm       = "sms_form"
	undelivered   = "undelivered"
)

// invariants are all of them in the order of the report, with their names in both languages.
var invariants = []struct{ name, english, chinese string }{
	{lost, "visits lost", "拜访丢失"},
	{doubled, "visits doubled or recorded without an answer", "拜访重复"},
	{wrong, "visits with a wrong doctor, date or content", "拜访记错"},
	{unanswered, "messages without an answer", "消息未回"},
	{notUnderstood, "messages not understood", "消息未懂"},
	{quotaDiffers, "quota answers that a recount contradicts", "额度与重算不符"},
	{safetyLost, "adverse events without a case", "不良反应未受理"},
	{deedLost, "events, broadcasts, ratings, new doctors lost", "活动、通知、辅导、新医生丢失"},
	{deedWrong, "… stored twice, of somebody else or without an answer", "活动、通知、辅导、新医生重复或记错"},
	{overCap, "days with more than 6 pushes", "单日推送超过6条"},
	{quietBreach, "pushes between 20:00 and 08:00", "静默时段推送"},
	{duplicate, "pushes told twice", "推送重复"},
	{disturbed, "prompts on days off and holidays", "休假日打扰"},
	{missed, "pushes missed", "应推未推"},
	{late, "pushes late", "推送迟到"},
	{smsForm, "short messages too long or with a name", "短信超长或含姓名"},
	{undelivered, "deliveries failed or unsettled", "投递失败"},
}

// mostExamples is how many cases of one finding are kept.
const mostExamples = 10

// Finding is one thing that must not happen and did.
type Finding struct {
	Name     string   `json:"name"`
	Count    int      `json:"count"`
	Examples []string `json:"examples,omitempty"`
}

func (f *field) finding(name, example string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := f.findings[name]
	if found == nil {
		found = &Finding{Name: name}
		f.findings[name] = found
	}
	found.Count++
	found.Examples = append(found.Examples, example)
	if len(found.Examples) > 20*mostExamples { // the first of all, in whatever order they come
		found.trim()
	}
}

func (f *Finding) trim() {
	slices.Sort(f.Examples)
	f.Examples = f.Examples[:min(len(f.Examples), mostExamples)]
}

// Counts are what was said in a run: messages by channel, visits by what became of them, and what was compared.
type Counts struct {
	WeComWritten   int `json:"wecom_written"`
	SMSWritten     int `json:"sms_written"`
	Redelivered    int `json:"redelivered"`
	VisitsTold     int `json:"visits_told"`
	VisitsStored   int `json:"visits_stored"`
	ToldTwice      int `json:"told_twice"`
	Questions      int `json:"questions"`
	LeftOpen       int `json:"left_open"`
	Amended        int `json:"amended"`
	TakenBack      int `json:"taken_back"`
	TimeOff        int `json:"time_off"`
	WeeksSubmitted int `json:"weeks_submitted"`
	WeeksApproved  int `json:"weeks_approved"`
	// Deeds are what was said and answered as recorded beside visits and weeks: adverse events, events, broadcasts, ratings, new doctors.
	Deeds        map[string]int `json:"deeds"`
	Rejected     int            `json:"rejected"`
	Deputies     int            `json:"deputies"`
	QuotaAnswers int            `json:"quota_answers"`
	Expected     int            `json:"expected_pushes"`
}

// dayOf is what one person was told on one day of what binds the cap: each notice once, however many messages it took.
type dayOf struct {
	person  string
	day     domain.Date
	notices map[noticeKey]bool
}

// stoodInFor finds of whose team a morning's words or card are.
var stoodInFor = regexp.MustCompile(`代管的.+?团队`)

type noticeKey struct {
	kind string
	due  time.Time
	// record parts notices of one kind that are due at the same instant, as comments on two records are; the words and the card of one
	// are two messages of one notice.
	record string
}

// byRecord are the kinds of which several may be due at one instant.
var byRecord = []string{"comment_added", "week_waits", "review_rejected", "joint_visit", "event_waits", "event_decided", "addition_waits", "addition_decided", "coach_rated",
	"coach_task_due"}

// recordNamed finds the number of the record that a notice is about.
var recordNamed = regexp.MustCompile(`#\d+|编号\d+`)

func (d dayOf) kinds() (out []string) {
	for k := range d.notices {
		out = append(out, k.kind)
	}
	slices.Sort(out)
	return out
}

// pushes are the days of all reps and managers on which they were told something that the cap binds.
func (f *field) pushes(all []told) []dayOf {
	days := map[string]*dayOf{}
	for _, t := range all {
		if !f.binds(t) || t.media {
			continue
		}
		day := domain.DateOf(t.at)
		key := t.person + day.String()
		if days[key] == nil {
			days[key] = &dayOf{person: t.person, day: day, notices: map[noticeKey]bool{}}
		}
		n := noticeKey{kind: t.kind, due: t.due}
		switch {
		case slices.Contains(byRecord, t.kind):
			n.record = cmp.Or(recordNamed.FindString(t.text), t.text)
		case t.kind == "manager_morning": // one of her own team, one of each that she stands in for
			n.record = stoodInFor.FindString(t.text)
		}
		days[key].notices[n] = true
	}
	out := make([]dayOf, 0, len(days))
	for _, d := range days {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b dayOf) int { return cmp.Or(a.day.Sub(b.day), cmp.Compare(a.person, b.person)) })
	return out
}
