package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/quota"
)

func init() {
	maps.Copy(args, map[string]any{"quota_behind": warned{2}, "quality_low": warned{2}, "infeasible": shortOf{3},
		"team_month_end": teamPart{"month_end": {"boss"}},
		"team_warnings":  teamPart{"quota_behind": {"boss"}, "quality_low": {"boss"}, "infeasible": {"boss"}}})
}

// monthTold is what the records of a month say in these tests.
type monthTold struct {
	months     []MonthView
	away       map[string]bool
	unfinished int
	stops      []StopView
	held       []HeldDraft
	days       []DayStop
	missed     []MissedStop
	team       []RepDay
}

func (t monthTold) Day(context.Context, string, domain.Date) ([]DayStop, error) { return t.days, nil }

func (t monthTold) CarryOver(context.Context, string, domain.Date) ([]MissedStop, error) {
	return t.missed, nil
}

func (t monthTold) Held(context.Context, string, time.Time) ([]HeldDraft, error) { return t.held, nil }

func (t monthTold) TeamDay(context.Context, string, domain.Date) ([]RepDay, error) {
	return t.team, nil
}

func (t monthTold) Months(_ context.Context, _ domain.Date, reps ...string) ([]MonthView, error) {
	return slices.DeleteFunc(slices.Clone(t.months), func(v MonthView) bool { return !slices.Contains(reps, v.Rep) }), nil
}

func (t monthTold) DoctorNames(_ context.Context, _ string, codes []string) (map[string]DoctorName, error) {
	names := map[string]DoctorName{}
	for _, code := range codes {
		names[code] = DoctorName{Name: "张伟" + code, Hospital: "市一", ShortCode: "Z" + code}
	}
	return names, nil
}

func (t monthTold) Away(_ context.Context, person string, _ time.Time) (bool, error) {
	return t.away[person], nil
}

func (t monthTold) Unfinished(context.Context, string, domain.Date) (int, int64, error) {
	return t.unfinished, 1001, nil
}

func (t monthTold) Unrecorded(context.Context, string, domain.Date, domain.TimeOfDay) ([]StopView, error) {
	return t.stops, nil
}

// aMonth is where a rep of n doctors of grade A stands on a day of November 2026 (21 workdays), each seen so many times.
func aMonth(rep string, day, n, seen int, change func(*quota.Record)) MonthView {
	r := quota.Record{Rep: quota.Rep{UserID: rep, Made: n * seen, Effective: n * seen}}
	for i := range n {
		r.Doctors = append(r.Doctors, quota.Doctor{Code: fmt.Sprint(i + 1), Assigned: []quota.Assigned{{}},
			Grades: []quota.GradeFrom{{Grade: domain.GradeA}}, Effective: seen})
	}
	if change != nil {
		change(&r)
	}
	on := domain.Date{Year: 2026, Month: 11, Day: day}
	return MonthView{Standings: quota.Default().Standings(quota.MonthOf(calendar.Default(), on), r, on), Name: "陈晓", Manager: "boss", Off: r.Rep.Off}
}

// badMonth is one in which everything is to be warned of.
func badMonth(rep string) MonthView {
	return aMonth(rep, 26, 20, 0, func(r *quota.Record) { r.Rep.Made, r.Rep.Effective = 12, 4 })
}

func when(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, at.Location())
}

func keysOf(prompts []Prompt) string {
	var keys []string
	for _, p := range prompts {
		keys = append(keys, p.Key)
	}
	return strings.Join(keys, " ")
}

func day(d int) quota.Span {
	date := domain.Date{Year: 2026, Month: 11, Day: d}
	return quota.Span{From: date, To: date}
}

func TestMonthEndsAreTold(t *testing.T) {
	for _, c := range []struct {
		name string
		v    MonthView
		want string
	}{
		// From the 17th on ten workdays are left, from the 24th five, from the 27th two.
		{"ten days left", aMonth("rep", 17, 3, 1, nil), "month_end/2026-11/T-10/rep 09:00"},
		{"nine", aMonth("rep", 18, 3, 1, nil), ""},
		{"five", aMonth("rep", 24, 3, 1, nil), "month_end/2026-11/T-5/rep 09:00"},
		{"two", aMonth("rep", 27, 3, 1, nil), "month_end/2026-11/T-2/rep 09:00"},
		{"Saturday, with one left", aMonth("rep", 28, 3, 1, nil), ""},
		{"no gap", aMonth("rep", 24, 3, 4, nil), ""},
		{"no doctors", aMonth("rep", 24, 0, 0, nil), ""},
		{"off that day", aMonth("rep", 24, 3, 1, func(r *quota.Record) { r.Rep.Off = []quota.TimeOff{{Span: day(24)}} }), ""},
		{"off in the morning", aMonth("rep", 24, 3, 1, func(r *quota.Record) { r.Rep.Off = []quota.TimeOff{{Span: day(24), Half: quota.Morning}} }),
			"month_end/2026-11/T-5/rep 13:00"},
		{"off in the afternoon", aMonth("rep", 24, 3, 1, func(r *quota.Record) { r.Rep.Off = []quota.TimeOff{{Span: day(24), Half: quota.Afternoon}} }),
			"month_end/2026-11/T-5/rep 09:00"},
		{"off in both halves", aMonth("rep", 24, 3, 1, func(r *quota.Record) {
			r.Rep.Off = []quota.TimeOff{{Span: day(24), Half: quota.Morning}, {Span: day(24), Half: quota.Afternoon}}
		}), ""},
		{"of doctors who went to a colleague", aMonth("rep", 24, 1, 0, func(r *quota.Record) {
			r.Doctors[0].Assigned = []quota.Assigned{{Span: quota.Span{To: domain.Date{Year: 2026, Month: 11, Day: 20}}}}
		}), ""},
	} {
		got := ""
		if p, ok := MonthEndOf(c.v, when(c.v.On.Day, 9, 0)); ok {
			got = p.Key + p.DueAt.Format(" 15:04")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Ten days before the end of the month of National Day, which has 18 workdays by the days that are worked in exchange.
func TestMonthEndsAreCountedInWorkdays(t *testing.T) {
	days := calendar.Default()
	first := domain.Date{Year: 2026, Month: 10, Day: 1}
	var told []string
	for d := first; d.Month == first.Month; d = d.AddDays(1) {
		v := MonthView{Standings: quota.Default().Standings(quota.MonthOf(days, d), quota.Record{Rep: quota.Rep{UserID: "rep"},
			Doctors: []quota.Doctor{{Code: "1", Assigned: []quota.Assigned{{}}, Grades: []quota.GradeFrom{{Grade: domain.GradeA}}}}}, d)}
		if p, ok := MonthEndOf(v, d.At("09:00", at.Location())); ok {
			told = append(told, strings.TrimSuffix(strings.TrimPrefix(p.Key, "month_end/2026-10/"), "/rep")+d.String()[7:])
		}
	}
	if n := len(days.Month(first)); n != 18 {
		t.Errorf("October has %d workdays", n)
	}
	if got := strings.Join(told, " "); got != "T-10-19 T-5-26 T-2-29" {
		t.Errorf("told on %s", got)
	}
}

func TestWarnings(t *testing.T) {
	made := func(made, effective int) func(*quota.Record) {
		return func(r *quota.Record) { r.Rep.Made, r.Rep.Effective = made, effective }
	}
	for _, c := range []struct {
		name string
		v    MonthView
		want string
	}{
		{"on course", aMonth("rep", 13, 10, 2, nil), ""},                                 // 20 of 19
		{"below 0.8", aMonth("rep", 19, 10, 2, nil), "quota_behind/2026-11/1/rep"},       // 20 of 26.7
		{"below 0.6", aMonth("rep", 13, 10, 1, nil), "quota_behind/2026-11/2/rep"},       // 10 of 19
		{"before the fifth day", aMonth("rep", 5, 10, 0, nil), ""},                       // the fourth
		{"on the fifth day", aMonth("rep", 6, 10, 0, nil), "quota_behind/2026-11/2/rep"}, //
		{"on Sunday", aMonth("rep", 8, 10, 0, nil), ""},                                  //
		{"too few are effective", aMonth("rep", 13, 10, 2, made(20, 11)), "quality_low/2026-11/1/rep"},
		{"far too few", aMonth("rep", 13, 10, 2, made(20, 7)), "quality_low/2026-11/2/rep"},
		{"nine visits prove nothing", aMonth("rep", 13, 10, 2, made(9, 0)), ""},
		{"cannot be done", aMonth("rep", 2, 45, 0, nil), "infeasible/2026-11/1/rep"}, // 180 in 168: a day and a half too many
		{"just can", aMonth("rep", 2, 42, 0, nil), ""},                               // 168 in 168
		{"all at once", badMonth("rep"), "quota_behind/2026-11/2/rep quality_low/2026-11/2/rep infeasible/2026-11/3/rep"},
		{"off in the afternoon", aMonth("rep", 13, 10, 1, func(r *quota.Record) { r.Rep.Off = []quota.TimeOff{{Span: day(13), Half: quota.Afternoon}} }), ""},
		{"came on the 16th", aMonth("rep", 18, 10, 0, func(r *quota.Record) { // 4·11/21 each: 20, and 12 to be expected by the thirteenth day
			r.Rep.Employed.From = domain.Date{Year: 2026, Month: 11, Day: 16}
		}), "quota_behind/2026-11/2/rep"},
	} {
		got, err := WarningsOf(c.v, when(c.v.On.Day, 17, 30))
		if err != nil || keysOf(got) != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, keysOf(got), err, c.want)
		}
	}
	light, _ := WarningsOf(aMonth("rep", 19, 10, 2, nil), when(19, 17, 30))
	if !slices.Equal(light[0].Unless, []string{"quota_behind/2026-11/2/rep"}) {
		t.Errorf("the lighter warning is told unless %v", light[0].Unless)
	}
}

func TestStepsOfWhatCannotBeDone(t *testing.T) {
	for short, want := range map[int]int{1: 0, 7: 0, 8: 1, 15: 1, 16: 2, 31: 2, 32: 3, 500: 3} {
		if got := stepOfShort(short, 8); got != want {
			t.Errorf("%d too many are step %d, want %d", short, got, want)
		}
	}
}

// What is told is what is true when it is told: who has caught up, is away, or has told her visits meanwhile hears nothing.
func TestPromptsTellTheTruthOfNow(t *testing.T) {
	good, bad := standing(), standing()
	good.months, good.unfinished, good.stops, good.days, good.team = []MonthView{aMonth("boss", 26, 5, 4, nil)}, 0, nil, nil, nil
	bad.away = map[string]bool{"boss": true}
	holiday := standing()
	holiday.months = []MonthView{badMonth("boss")}
	holiday.months[0].On = domain.Date{Year: 2026, Month: 11, Day: 28}
	for _, k := range []Kind{MonthEnd, QuotaBehind, QualityLow, Infeasible, EveningPrompt, TeamMonthEnd, TeamWarnings, MorningList, ManagerMorning} {
		raw, err := json.Marshal(args[k.Name])
		if err != nil {
			t.Fatal(err)
		}
		n := Notice{Kind: k.Name, Person: "boss", Args: raw, DueAt: at}
		for what, truth := range map[string]told{"that is no longer so": good, "in time off": bad, "on Saturday": holiday} {
			if k.Name == EveningPrompt.Name && what == "on Saturday" {
				continue // what she planned for a Saturday she is asked for on Saturday
			}
			if _, still, err := k.Compose(t.Context(), truth, n); still || err != nil {
				t.Errorf("%s is told %s (%v)", k.Name, what, err)
			}
		}
	}
}

func TestTheTextsOfAMonth(t *testing.T) {
	truth := standing()
	truth.months = append(truth.months, aMonth("second", 26, 2, 3, func(r *quota.Record) { r.Rep.Made, r.Rep.Effective = 10, 5 }))
	say := func(k Kind, a any) Content {
		raw, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		c, still, err := k.Compose(t.Context(), truth, Notice{Kind: k.Name, Person: "boss", Args: raw, DueAt: at})
		if err != nil || !still {
			t.Fatalf("%s says nothing: %v", k.Name, err)
		}
		t.Log("\n" + c.Text)
		return c
	}
	end := say(MonthEnd, nil)
	if lines := strings.Split(end.Text, "\n"); len(lines) != 12 || !strings.Contains(end.Text, "做不完】：本月还剩3个工作日（含今天），还差80次（A级80次）") ||
		!strings.Contains(lines[10], "另有12位医生") || !strings.HasPrefix(lines[2], "1. 张伟1(Z1) 市一 A级差4次，还没见过") {
		t.Errorf("the reminder is %q", end.Text)
	}
	if p := end.Params; end.Template != "quota" || p["n"] != "80" || p["a"] != "80" || p["b"] != "0" || p["d"] != "3" {
		t.Errorf("by SMS %s %v", end.Template, p)
	}
	if c := say(QuotaBehind, warned{2}); !strings.Contains(c.Text, "第19个工作日，按进度应完成72次，已完成0次（0%）") || !strings.Contains(c.Text, "和主管") {
		t.Errorf("the warning is %q", c.Text)
	}
	if c := say(QualityLow, warned{2}); !strings.Contains(c.Text, "12次拜访中4次有效（33%），目标60%。有2条还没补全，先补 #1001") || c.Params["rate"] != "33" || c.Params["n"] != "2" {
		t.Errorf("the warning is %q %v", c.Text, c.Params)
	}
	if c := say(Infeasible, shortOf{0}); !strings.Contains(c.Text, "还差80次，剩下的时间最多做24次，有56次做不完") || c.Template != "" {
		t.Errorf("the alarm is %q, by SMS %s", c.Text, c.Template)
	}
	list := teamPart{QuotaBehind.Name: {"boss", "second", "gone"}, QualityLow.Name: {"second"}, Infeasible.Name: {"boss"}}
	if c := say(TeamWarnings, list); !strings.Contains(c.Text, "次数落后1人：\n❗陈晓 应完成72次") || !strings.Contains(c.Text, "有效率偏低1人：\n陈晓 10次中5次有效（50%）") ||
		!strings.Contains(c.Text, "做不完1人：\n陈晓 还差80次，最多做24次") {
		t.Errorf("the team's list is %q", c.Text)
	}
	if c := say(TeamMonthEnd, teamPart{MonthEnd.Name: {"boss", "second"}}); !strings.Contains(c.Text, "2人还有缺口，共差82次：\n陈晓 差80次") || c.Params["n"] != "82" {
		t.Errorf("the team's month is %q %v", c.Text, c.Params)
	}
	if c := say(EveningPrompt, nil); !strings.Contains(c.Text, "今天还有2家没记：\n#1002 15:00 张伟(Z1) 市一\n#1003 王芳") || c.Template != "today" || c.Params["codes"] != "Z1、W1" {
		t.Errorf("the prompt is %q %v", c.Text, c.Params)
	}
}

func TestBrokenPromptsAreAnError(t *testing.T) {
	for _, k := range []Kind{QuotaBehind, QualityLow, Infeasible, TeamMonthEnd, TeamWarnings} {
		if _, still, err := k.Compose(t.Context(), standing(), Notice{Kind: k.Name, Person: "boss", Args: json.RawMessage(`{`)}); err == nil || still {
			t.Errorf("%s of broken words: %v, %v", k.Name, still, err)
		}
	}
	if _, _, err := QuotaBehind.Compose(t.Context(), standing(), Notice{Person: "boss", Args: json.RawMessage(`{"level":3}`)}); err == nil {
		t.Error("a third level is warned of")
	}
}
