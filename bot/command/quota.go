package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayQuota        = words.New("quota.all", "本月还差%d次：%s；剩%d个工作日%s。")
	sayQuotaDone    = words.New("quota.done", "本月目标已完成，剩%d个工作日%s。")
	sayQuotaEmpty   = words.New("quota.empty", "名单里没有%s级医生。")
	sayQuotaNobody  = words.New("quota.nobody", "您名下还没有医生，请联系管理员导入。")
	sayQuotaDoctor  = words.New("quota.doctor", "%s 本月有效%d次，目标%d次，还差%d次。%s")
	sayQuotaWho     = words.New("quota.who", "%s还差：%s")
	sayQuotaOverdue = words.New("quota.overdue", "超期未访%d位：%s")
	sayQuotaShort   = words.New("quota.short", "按每天%d次，剩下的时间最多%d次，做不完，请尽早和主管商量。")
	sayQuotaOff     = words.New("quota.off", "（其中请假%s天）")
	_               = register(Command{Intent: understand.QuotaShow, Roles: reporters, Run: showQuotaOrChart})
)

const (
	// mostNamed is how many doctors a list of a grade names, mostOverdue how many of the overdue ones the whole month names.
	mostNamed   = 8
	mostOverdue = 3
	// mostDoctors is how many doctors who fit a name are told one by one.
	mostDoctors = 5
)

// showQuota says from the facts how far along this month's required visits are: for all, for a grade or for one doctor
// (PRODUCT.md Q1).
func showQuota(ctx context.Context, t *Turn) (inbox.Answer, error) {
	var codes []string
	switch {
	case t.Said.Doctor != "":
		codes = []string{t.Said.Doctor}
	case t.Said.Ask == "doctor":
		if codes = t.Said.Candidates; len(codes) == 0 {
			return inbox.Answer{}, domain.Refuse("doctor.unknown")
		}
	case t.Said.Grade != "":
		if codes = t.Book.ofGrade(t.Said.Grade); len(codes) == 0 {
			return say(sayQuotaEmpty.Say(t.Said.Grade), "help", nil), nil
		}
	}
	s, err := t.standings(ctx, codes)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.quotaAnswer(s, t.Said.Doctor != "" || t.Said.Ask == "doctor"), nil
}

// standings are where the rep's own doctors stand this month; codes nil means all.
func (t *Turn) standings(ctx context.Context, codes []string) (s quota.Standings, err error) {
	today := t.Today()
	t.wantMonth(codes, today)
	if err := t.Tx.Flush(ctx); err != nil {
		return s, err
	}
	rules := t.Book.rules
	for _, r := range t.recordsOf(today) {
		s = rules.Quota.Of(today).Standings(quota.MonthOf(rules.Days, today), r, today)
	}
	s.Doctors = slices.DeleteFunc(s.Doctors, func(d quota.Standing) bool { return !d.Hers })
	return s, nil
}

// quotaAnswer words a rep's standings: of doctors that she named, or of a grade or everybody.
func (t *Turn) quotaAnswer(s quota.Standings, named bool) inbox.Answer {
	byGrade := map[domain.Grade]int{}
	for _, d := range s.Doctors {
		byGrade[d.Grade] += d.Remaining()
	}
	var lines []string
	switch {
	case len(s.Doctors) == 0:
		lines = []string{sayQuotaNobody.Say()}
	case named && len(s.Doctors) <= mostDoctors:
		for _, d := range s.Doctors {
			lines = append(lines, sayQuotaDoctor.Say(t.Book.full(d.Doctor), d.Effective, d.Required, d.Remaining(), lastSeen(d, s.On)))
		}
	default:
		lines = t.quotaLines(s, byGrade)
	}
	text := strings.Join(lines, "\n")
	if !s.Month.Known() {
		text += sayNoHolidays.Say()
	}
	return say(text, "quota", map[string]string{"n": number(int64(s.Remaining())), "a": number(int64(byGrade[domain.GradeA])),
		"b": number(int64(byGrade[domain.GradeB])), "c": number(int64(byGrade[domain.GradeC])), "d": number(int64(s.WorkdaysLeft()))})
}

func (t *Turn) quotaLines(s quota.Standings, byGrade map[domain.Grade]int) []string {
	left := s.Remaining()
	if _, required := s.Progress(); required == 0 && t.Said.Grade != "" {
		return []string{sayMonthFree.Say(t.Said.Grade, "本月")}
	}
	lines := []string{sayQuota.Say(left, gradeSums(byGrade), s.WorkdaysLeft(), daysOff(s))}
	if left == 0 {
		lines[0] = sayQuotaDone.Say(s.WorkdaysLeft(), daysOff(s))
	}
	if g := t.Said.Grade; g != "" && left > 0 {
		lines = append(lines, sayQuotaWho.Say(string(g)+"级", t.stillToSee(s)))
	}
	if overdue := s.OverdueFirst(); len(overdue) > 0 && t.Said.Grade == "" {
		lines = append(lines, sayQuotaOverdue.Say(len(overdue), t.overdueNames(overdue)))
	}
	if f := s.Feasible(); f.Short > 0 && t.Said.Grade == "" {
		lines = append(lines, sayQuotaShort.Say(t.Book.rules.Quota.Of(s.On).Capacity, f.Capacity))
	}
	return lines
}

// stillToSee names the doctors who still need visits, those who have waited too long first.
func (t *Turn) stillToSee(s quota.Standings) string {
	open := slices.DeleteFunc(slices.Clone(s.Doctors), func(d quota.Standing) bool { return d.Remaining() == 0 })
	slices.SortStableFunc(open, func(a, b quota.Standing) int {
		return cmp.Or(b.Overdue-a.Overdue, b.Remaining()-a.Remaining())
	})
	names := make([]string, 0, mostNamed)
	for _, d := range open[:min(len(open), mostNamed)] {
		names = append(names, t.Book.option(d.Doctor)+" "+strconv.Itoa(d.Remaining())+"次")
	}
	return andSo(names, len(open))
}

// overdueNames names the doctors who have waited longest beyond what their grade may.
func (t *Turn) overdueNames(overdue []quota.Standing) string {
	names := make([]string, 0, mostOverdue)
	for _, d := range overdue[:min(len(overdue), mostOverdue)] {
		waited := "没见过"
		if !d.Last.IsZero() {
			waited = "上次" + day(d.Last)
		}
		names = append(names, t.Book.full(d.Doctor)+waited)
	}
	return andSo(names, len(overdue))
}

// andSo joins some of all names.
func andSo(names []string, all int) string {
	text := strings.Join(names, "、")
	if all > len(names) {
		text += "…"
	}
	return text
}

// lastSeen says when a doctor was met last and whether that is too long ago: 上次11-12，已超期1天.
func lastSeen(d quota.Standing, on domain.Date) string {
	if d.Last.IsZero() {
		return "还没见过。"
	}
	text := "上次" + day(d.Last)
	if days := on.Sub(d.Last); days > 0 {
		text += fmt.Sprintf("（%d天前）", days)
	}
	if d.Overdue > 0 {
		text += fmt.Sprintf("，超期%d天", d.Overdue)
	}
	return text + "。"
}

// daysOff says how many of the workdays that are left the rep is off, in half days.
func daysOff(s quota.Standings) string {
	halves := 2*s.WorkdaysLeft() - s.HalfDaysLeft()
	if halves <= 0 {
		return ""
	}
	text := strconv.Itoa(halves / 2)
	if halves%2 == 1 {
		text += ".5"
	}
	return sayQuotaOff.Say(text)
}

func gradeSums(by map[domain.Grade]int) string {
	var parts []string
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if by[g] > 0 {
			parts = append(parts, fmt.Sprintf("%s级%d次", g, by[g]))
		}
	}
	return strings.Join(parts, "、")
}
