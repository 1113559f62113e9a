package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWeekWaits    = words.New("notice.week_waits", "%s提交了周计划 #%d（%s至%s）：%d家%s。\n%s\n看明细回“看 %[2]d”；同意回“批准 %[2]d”，退回请说“驳回 %[2]d 原因”。")
	sayWeekDay      = words.New("notice.week_day", "%s %d家：%s")
	sayWeekApproved = words.New("notice.week_approved", "%s批准了您的周计划 #%d（%s至%s），%d家。每个工作日早上会把当天的名单发给您。")
	sayWeekSentBack = words.New("notice.week_sent_back", "%s退回了您的周计划 #%d（%s至%s）：%s\n直接说怎么改，改好回“提交”。")
	sayWeekCard     = words.New("notice.week_card", "%s的周计划 #%d 待您审批")
	sayWeekDetail   = words.New("notice.week_detail", "看明细")
	sayDecisions    = map[bool]string{true: "批准", false: "退回"}
	sayAltered      = words.New("notice.week_sms_altered", "由主管调整")
	sayWaits        = words.New("notice.week_sms_waits", "提交待批")
)

// WeekView is what a notice needs to know of a week.
type WeekView struct {
	Number    int64
	Rep       string // userid
	Name      string // of the rep
	From, To  domain.Date
	State     string // draft, submitted, approved, sent_back
	DecidedBy string // name
	Reason    string
	Revision  int
	Days      []WeekDay
	Stops     int
	OfGrade   map[domain.Grade]int
}

// WeekDay is one day of a week with stops.
type WeekDay struct {
	Date      domain.Date
	Stops     int
	Hospitals []string // shortest names, in the order of their codes
}

// WeekTruth is what the notices about a week read.
type WeekTruth interface {
	// Week returns the week's state of now, and false if there is none.
	Week(ctx context.Context, id domain.ID) (WeekView, bool, error)
}

// WeekWaits tells a manager that a week waits for her (PRODUCT.md P3). One that was taken back, decided or submitted anew says
// nothing.
var WeekWaits = register(Kind{
	Name:      "week_waits",
	Deputised: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		w, ok, err := truth.Week(ctx, n.Subject)
		if err != nil || !ok || w.State != "submitted" || w.Revision != n.Revision {
			return Content{}, false, err
		}
		lines := make([]string, len(w.Days))
		for i, d := range w.Days {
			lines[i] = sayWeekDay.Say(DayOfWeek(d.Date), d.Stops, strings.Join(d.Hospitals, "、"))
		}
		return Content{
			Card:     WeekCard(w.Name, w.Number, w.Revision),
			Text:     sayWeekWaits.Say(w.Name, w.Number, monthDay(w.From), monthDay(w.To), w.Stops, gradeCounts(w.OfGrade), strings.Join(lines, "\n")),
			Template: "decision",
			Params:   map[string]string{"no": strconv.FormatInt(w.Number, 10), "decision": sayWaits.Say()},
		}, true, nil
	},
})

// The keys of a week's buttons, before its number and revision: a press decides on what was shown and on nothing else.
const (
	WeekApproveKey = "week.approve/"
	WeekRejectKey  = "week.reject/"
)

// WeekCard has the buttons of a rep's week that waits, as it was shown at that revision.
func WeekCard(rep string, number int64, revision int) *Card {
	of := strconv.FormatInt(number, 10) + "/" + strconv.Itoa(revision)
	return &Card{Title: sayWeekCard.Say(rep, number), Buttons: []Button{{sayDecisions[true], WeekApproveKey + of},
		{sayDecisions[false], WeekRejectKey + of}, {sayWeekDetail.Say(), SayKey + "看 " + strconv.FormatInt(number, 10)}}}
}

// WeekDecided tells a rep what became of the week that she submitted (PRODUCT.md P3, M2).
var WeekDecided = register(Kind{
	Name: "week_decided",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		w, ok, err := truth.Week(ctx, n.Subject)
		if err != nil || !ok || w.State != "approved" && w.State != "sent_back" {
			return Content{}, false, err
		}
		text := sayWeekApproved.Say(w.DecidedBy, w.Number, monthDay(w.From), monthDay(w.To), w.Stops)
		if w.State == "sent_back" {
			text = sayWeekSentBack.Say(w.DecidedBy, w.Number, monthDay(w.From), monthDay(w.To), w.Reason)
		}
		return Content{Text: text, Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(w.Number, 10), "decision": sayDecisions[w.State == "approved"]}}, true, nil
	},
})

// WeekAltered tells a rep that her manager changed a stop of her week (PRODUCT.md P3). What was changed is fixed when it happens, and
// stands in its Args.
var WeekAltered = register(Kind{
	Name: "week_altered",
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var what string
		if err := json.Unmarshal(n.Args, &what); err != nil {
			return Content{}, false, fmt.Errorf("read what was changed in a week: %w", err)
		}
		return Content{Text: what, Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(n.Number, 10), "decision": sayAltered.Say()}}, true, nil
	},
})

// WeekAlteredOf makes the notice, due at once.
func WeekAlteredOf(rep string, week domain.ID, number int64, revision int, what string, now time.Time) (Notice, error) {
	args, err := json.Marshal(what)
	if err != nil {
		return Notice{}, fmt.Errorf("keep what was changed in a week: %w", err)
	}
	return Notice{Kind: WeekAltered.Name, Key: "week_altered/" + week.String() + "/" + strconv.Itoa(revision), Person: rep, Number: number, Args: args,
		DueAt: now}, nil
}

// WeekWaitsKey is the key of the notice to one manager that a week waits at one revision.
func WeekWaitsKey(id domain.ID, revision int, manager string) string {
	return "week_waits/" + id.String() + "/" + strconv.Itoa(revision) + "/" + manager
}

// WeekDecidedKey is the key of the notice that a week was decided at one revision.
func WeekDecidedKey(id domain.ID, revision int) string {
	return "week_decided/" + id.String() + "/" + strconv.Itoa(revision)
}

var weekdayNames = []string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// DayOfWeek writes a date with its weekday: 11-23 周一.
func DayOfWeek(d domain.Date) string { return monthDay(d) + " " + weekdayNames[d.Weekday()] }

// monthDay writes a date: 11-23.
func monthDay(d domain.Date) string { return d.String()[len("2006-"):] }

// gradeCounts writes how many there are of each grade: ，A级12、B级20.
func gradeCounts(of map[domain.Grade]int) string {
	var parts []string
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if of[g] > 0 {
			parts = append(parts, string(g)+"级"+strconv.Itoa(of[g]))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "（" + strings.Join(parts, "、") + "）"
}

// Add counts n stops at a hospital on a day; days come in order.
func (w *WeekView) Add(date domain.Date, hospital string, grade domain.Grade, n int) {
	if len(w.Days) == 0 || w.Days[len(w.Days)-1].Date != date {
		w.Days = append(w.Days, WeekDay{Date: date})
	}
	d := &w.Days[len(w.Days)-1]
	if !slices.Contains(d.Hospitals, hospital) {
		d.Hospitals = append(d.Hospitals, hospital)
	}
	d.Stops += n
	w.Stops += n
	w.OfGrade[grade] += n
}
