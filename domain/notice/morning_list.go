package notice

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMorning           = words.New("notice.morning", "早上好，%s今天（%s）安排%d家：\n%s\n完成后直接说内容即可。")
	sayMorningFirst      = words.New("notice.morning_overdue", "超期未访%d位，有空先去：%s。\n")
	sayMorningEmpty      = words.New("notice.morning_empty", "早上好，今天（%s）还没有安排。\n%s超期未访%d位，先看：\n%s\n直接说“今天下午3点去%s见%s”就能排上。")
	sayMorningMissedOnly = words.New("notice.morning_missed_only", "早上好，今天（%s）还没有安排。\n%s直接说“今天下午3点去%s见%s”就能排上。")
	sayMorningDoctor     = words.New("notice.morning_doctor", "%d. %s %s%s")
	sayMorningRest       = words.New("notice.morning_rest", "…另有%d家，回“今天”看全部。")
	sayMorningLast       = words.New("notice.morning_last", "上次%s")
	sayMorningAgain      = words.New("notice.morning_again", "，约了%s再访")
	sayMorningSaid       = words.New("notice.morning_said", "提过：%s")
	sayMorningQuota      = words.New("notice.morning_quota", "本月有效%d/%d次，还差%d次")
	sayMorningReached    = words.New("notice.morning_reached", "本月有效%d/%d次，已达标")
	sayMorningMissed     = words.New("notice.morning_missed", "之前没见成%d位：%s，可以补上或另排。\n")
	sayMorningMiss       = words.New("notice.morning_miss", "%s（原定%s）")
)

// MorningAt is when the day's list is pushed on workdays (PRODUCT.md P4).
const MorningAt = "08:00"

const (
	// mostInMorning is how many stops the list names with their briefs, mostOverdue how many overdue doctors an empty day begins
	// with, and overdueBeside how many stand beside a list; missedBeside is how many missed visits do.
	mostInMorning, mostOverdue, overdueBeside, missedBeside = 12, 5, 3, 5
	// mostSaid is how many characters of a remark a brief repeats.
	mostSaid = 30
)

// DayStop is a planned visit of a day with what is good to know before it (PRODUCT.md D9).
type DayStop struct {
	StopView
	Code       string // of the doctor
	Department string
	Products   []string // brands
	// Last is the last visit on which the doctor was met, zero if there was none; LastResult and LastProducts (brands) are what it
	// was about, and Again the day that was agreed on for the next one.
	Last         domain.Date
	LastResult   domain.Result
	LastProducts []string
	Again        domain.Date
	// Said is the latest thing that the doctor said of the last 90 days, empty if there is none.
	Said string
	// Reception is the hospital's window of the day, empty if it receives at any time; Shut says that it receives on other days.
	Reception string
	Shut      bool
}

// MissedStop is a planned visit that was not made and is still to be made (未完成).
type MissedStop struct {
	Doctor DoctorName
	Code   string
	Date   domain.Date // the day for which it was planned
}

// dayTruth is what the morning's lists read.
type dayTruth interface {
	// Day returns the rep's planned visits of a day, in the order of their times.
	Day(ctx context.Context, rep string, on domain.Date) ([]DayStop, error)
	// CarryOver returns what the rep planned in the two weeks before a day and did not make, whose doctors are still hers and whom
	// she has neither met since nor planned to see, the oldest first.
	CarryOver(ctx context.Context, rep string, on domain.Date) ([]MissedStop, error)
	// TeamDay returns the reps directly below a manager who are employed on a day, in the order of their userids.
	TeamDay(ctx context.Context, manager string, on domain.Date) ([]RepDay, error)
}

// MorningList brings a rep the visits of her day, each with a brief of up to three lines, what she missed and has still to make, and the
// doctors who have waited too long: they lead an empty day. With none of them there is nothing to tell. What was cancelled or moved
// overnight is not in it.
var MorningList = register(Kind{
	Name:  "morning_list",
	Stale: 6 * time.Hour,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := monthOf(ctx, truth, n)
		if err != nil || !ok {
			return Content{}, false, err
		}
		stops, err := truth.Day(ctx, n.Person, v.On)
		if err != nil {
			return Content{}, false, err
		}
		planned := func(d quota.Standing) bool {
			return slices.ContainsFunc(stops, func(s DayStop) bool { return s.Code == d.Doctor })
		}
		missed, err := truth.CarryOver(ctx, n.Person, v.On)
		if err != nil {
			return Content{}, false, err
		}
		overdue := slices.DeleteFunc(v.OverdueFirst(), func(d quota.Standing) bool {
			return planned(d) || slices.ContainsFunc(missed, func(m MissedStop) bool { return m.Code == d.Doctor })
		})
		if len(stops) == 0 && len(overdue) == 0 && len(missed) == 0 {
			return Content{}, false, nil
		}
		var codes []string
		for _, d := range overdue[:min(len(overdue), mostOverdue)] {
			codes = append(codes, d.Doctor)
		}
		names, err := truth.DoctorNames(ctx, n.Person, codes)
		if err != nil {
			return Content{}, false, err
		}
		if len(stops) == 0 {
			return Content{Text: emptyMorning(v.On, missed, overdue, names)}, true, nil
		}
		return fullMorning(v, stops, missed, overdue, names), true, nil
	},
})

// emptyMorning is the list of a day without plans. It has no form for SMS: there is no template that says it.
func emptyMorning(on domain.Date, missed []MissedStop, overdue []quota.Standing, names map[string]DoctorName) string {
	if len(overdue) == 0 {
		return sayMorningMissedOnly.Say(DayOfWeek(on), missedLine(missed), missed[0].Doctor.Hospital, missed[0].Doctor.Name)
	}
	var lines []string
	for i, d := range overdue[:min(len(overdue), mostOverdue)] {
		grade := ""
		if d.Grade != "" {
			grade = string(d.Grade) + "级，"
		}
		lines = append(lines, sayMorningDoctor.Say(i+1, names[d.Doctor].String(), grade, lastSeen(d)))
	}
	first := names[overdue[0].Doctor]
	return sayMorningEmpty.Say(DayOfWeek(on), missedLine(missed), len(overdue), strings.Join(lines, "\n"), first.Hospital, first.Name)
}

// missedLine names what was missed, the oldest first; empty if nothing was.
func missedLine(missed []MissedStop) string {
	if len(missed) == 0 {
		return ""
	}
	var named []string
	for _, m := range missed[:min(len(missed), missedBeside)] {
		named = append(named, sayMorningMiss.Say(m.Doctor, monthDay(m.Date)))
	}
	list := strings.Join(named, "、")
	if len(missed) > missedBeside {
		list += "…"
	}
	return sayMorningMissed.Say(len(missed), list)
}

func fullMorning(v MonthView, stops []DayStop, missed []MissedStop, overdue []quota.Standing, names map[string]DoctorName) Content {
	standing := map[string]quota.Standing{}
	for _, d := range v.Doctors {
		standing[d.Doctor] = d
	}
	var lines, codes []string
	for i, s := range stops {
		codes = append(codes, s.Doctor.ShortCode)
		if i < mostInMorning {
			lines = append(lines, s.line())
			lines = append(lines, s.brief(standing[s.Code])...)
		}
	}
	if rest := len(stops) - mostInMorning; rest > 0 {
		lines = append(lines, sayMorningRest.Say(rest))
	}
	first := ""
	if len(overdue) > 0 {
		var waiting []string
		for _, d := range overdue[:min(len(overdue), overdueBeside)] {
			waiting = append(waiting, names[d.Doctor].String())
		}
		list := strings.Join(waiting, "、")
		if len(overdue) > len(waiting) {
			list += "…"
		}
		first = sayMorningFirst.Say(len(overdue), list)
	}
	text := sayMorning.Say(first+missedLine(missed), DayOfWeek(v.On), len(stops), strings.Join(lines, "\n"))
	return Content{Text: text, Template: "today", Params: map[string]string{"n": strconv.Itoa(len(stops)), "codes": joinCodes(codes)}}
}

// line writes the stop itself: #1002 15:00 张伟(Z1) 市一 心血管内科｜立舒平.
func (s DayStop) line() string {
	head := "#" + strconv.FormatInt(s.Number, 10)
	if s.Start != "" {
		head += " " + string(s.Start)
	}
	head += " " + s.Doctor.String() + " " + s.Department
	if len(s.Products) > 0 {
		head += "｜" + strings.Join(s.Products, "、")
	}
	switch {
	case s.Reception != "":
		head += "｜" + sayReception.Say(s.Reception)
	case s.Shut:
		head += "｜" + sayShut.Say()
	}
	return head
}

// brief is what is good to know before the visit, at most three lines: the last talk and what was agreed on, what the doctor said, and
// how far along her month is.
func (s DayStop) brief(d quota.Standing) []string {
	var lines []string
	add := func(line string) { lines = append(lines, "· "+line) }
	if !s.Last.IsZero() {
		about := strings.Join(slices.DeleteFunc([]string{strings.Join(s.LastProducts, "、"), ResultNames[s.LastResult]},
			func(part string) bool { return part == "" }), "·")
		last := strings.TrimSpace(sayMorningLast.Say(monthDay(s.Last)) + " " + about)
		if !s.Again.IsZero() {
			last += sayMorningAgain.Say(monthDay(s.Again))
		}
		add(last)
	}
	if said := []rune(s.Said); len(said) > mostSaid {
		add(sayMorningSaid.Say(string(said[:mostSaid]) + "…"))
	} else if len(said) > 0 {
		add(sayMorningSaid.Say(s.Said))
	}
	switch {
	case d.Required == 0:
	case d.Remaining() > 0:
		add(sayMorningQuota.Say(d.DoctorMonth.Effective, d.Required, d.Remaining()))
	default:
		add(sayMorningReached.Say(d.DoctorMonth.Effective, d.Required))
	}
	return lines
}

// MorningListTo is the list to one rep on a day, with the days off that she has: false where she has all of that day off.
func MorningListTo(rep string, off []quota.TimeOff, at time.Time) (Prompt, bool) {
	due, ok := free(off, at)
	return morningTo(MorningList.Name, rep, due), ok
}

// morningTo is a morning's notice to one person.
func morningTo(kind, person string, due time.Time) Prompt {
	return Prompt{Notice: Notice{Kind: kind, Key: kind + "/" + domain.DateOf(due).String() + "/" + person, Person: person, DueAt: due}}
}
