package simulate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Report is what a simulation found.
type Report struct {
	Seed uint64      `json:"seed"`
	From domain.Date `json:"from"`
	To   domain.Date `json:"to"`
	// Interrupted: it was ended on the last day, before all were played.
	Interrupted bool   `json:"interrupted,omitempty"`
	Workdays    int    `json:"workdays"`
	Reps        int    `json:"reps"`
	Managers    int    `json:"managers"`
	Doctors     int    `json:"doctors"`
	Counts      Counts `json:"counts"`
	// Pushes are what Yaoban started itself, to reps and to managers: what the cap of 6 a day binds.
	RepPushes     Spread `json:"rep_pushes"`
	ManagerPushes Spread `json:"manager_pushes"`
	// Kinds counts the notices by kind, replies by short message included.
	Kinds map[string]int `json:"kinds"`
	// SlowestSeconds is how long after its time the latest expected push came.
	SlowestSeconds float64 `json:"slowest_seconds"`
	SMS            SMSCost `json:"sms"`
	// Grades are how far the reps came, recounted: Σ min(A, P) and ΣP by grade.
	Grades []GradeReach `json:"grades"`
	// EffectiveRate is the share of effective visits among those on which the doctor was met.
	EffectiveRate float64   `json:"effective_rate"`
	Findings      []Finding `json:"findings"`
}

// Spread is how many pushes people got a day, over the workdays.
type Spread struct {
	Mean float64 `json:"mean"`
	Max  int     `json:"max"`
	// Days counts the days of a person by the number of pushes: [0] is the days without any.
	Days []int `json:"days"`
}

// SMSCost is what short messages would have cost.
type SMSCost struct {
	Messages int     `json:"messages"`
	Parts    int     `json:"parts"`
	Price    float64 `json:"price_yuan"`
	Cost     float64 `json:"cost_yuan"`
	// Answers are those that answered a short message, Pushes the others.
	Answers int `json:"answers"`
	Pushes  int `json:"pushes"`
}

// GradeReach is how far the doctors of a grade were seen in the last month that was played.
type GradeReach struct {
	Grade  domain.Grade `json:"grade"`
	Done   int          `json:"done"`
	Needed int          `json:"needed"`
}

// Holds reports whether nothing was found.
func (r *Report) Holds() bool { return len(r.Findings) == 0 }

func (f *field) report(all []told) *Report {
	to := f.o.From.AddDays(f.o.Days - 1)
	r := &Report{Seed: f.o.Seed, From: f.o.From, To: to, Interrupted: f.interrupted, Workdays: f.company.days.Workdays(f.o.From, to), Reps: len(f.reps), Managers: len(f.managers),
		Counts: f.counts, Kinds: map[string]int{}, SlowestSeconds: f.slowest.Round(time.Second).Seconds(), SMS: SMSCost{Price: f.o.SMSPrice}}
	for _, x := range f.reps {
		r.Doctors += len(x.doctors)
	}
	var reps, managers []int
	for _, d := range f.pushes(all) {
		if f.rep(d.person) != nil {
			reps = append(reps, len(d.notices))
		} else {
			managers = append(managers, len(d.notices))
		}
	}
	r.RepPushes, r.ManagerPushes = spread(reps, len(f.reps)*r.Workdays), spread(managers, len(f.managers)*r.Workdays)
	for _, t := range all {
		if !t.media {
			r.Kinds[t.kind]++
		}
		if t.channel == domain.SMS {
			r.SMS.add(t)
		}
	}
	r.SMS.Cost = float64(r.SMS.Parts) * r.SMS.Price
	f.reach(r, to)
	for _, i := range invariants {
		if found := f.findings[i.name]; found != nil {
			found.trim()
			r.Findings = append(r.Findings, *found)
		}
	}
	return r
}

func (c *SMSCost) add(t told) {
	c.Messages, c.Parts = c.Messages+1, c.Parts+t.parts
	if t.kind == "reply" {
		c.Answers++
		return
	}
	c.Pushes++
}

// spread counts days by their number of pushes; of of them there are in all.
func spread(days []int, of int) (s Spread) {
	sum := 0
	for _, n := range days {
		sum, s.Max = sum+n, max(s.Max, n)
	}
	s.Days = make([]int, s.Max+1)
	for _, n := range days {
		s.Days[n]++
	}
	s.Days[0] = max(0, of-len(days))
	if n := max(of, len(days)); n > 0 {
		s.Mean = float64(sum*100/n) / 100
	}
	return s
}

// reach recounts everybody's month on the last day.
func (f *field) reach(r *Report, to domain.Date) {
	done, needed := map[domain.Grade]int{}, map[domain.Grade]int{}
	made, effective := 0, 0
	for _, x := range f.reps {
		m := recount(x.repRow, x.ledger, f.company.days, to)
		for i, d := range x.doctors {
			done[d.grade] += min(m.has[i], m.needs[i])
			needed[d.grade] += m.needs[i]
		}
		made, effective = made+m.made, effective+m.effective
	}
	for _, g := range slices.Sorted(maps.Keys(needed)) {
		if needed[g] > 0 {
			r.Grades = append(r.Grades, GradeReach{g, done[g], needed[g]})
		}
	}
	if made > 0 {
		r.EffectiveRate = float64(effective*1000/made) / 1000
	}
}

// Print writes the report for people, each row in English and Chinese.
func (r *Report) Print(w io.Writer) error {
	b := &strings.Builder{}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	row := func(label, format string, args ...any) { fmt.Fprintf(t, label+"\t"+format+"\n", args...) }
	c := r.Counts
	row("days 日期", "%s to %s, %d workdays 工作日; seed %d", r.From, r.To, r.Workdays, r.Seed)
	if r.Interrupted {
		row("interrupted 中断", "only what was played by then is in here 仅含已走完的部分")
	}
	row("people 人员", "%d reps 代表, %d managers 主管, %d doctors 医生", r.Reps, r.Managers, r.Doctors)
	row("messages written 上行消息", "%d over WeCom 企业微信, %d by SMS 短信; %d delivered again 重投, %d told twice 重报", c.WeComWritten, c.SMSWritten, c.Redelivered, c.ToldTwice)
	row("visits 拜访", "told 报 %d, stored 存 %d; amended 改 %d, taken back 撤 %d; questions 追问 %d, left open 未答 %d", c.VisitsTold, c.VisitsStored, c.Amended, c.TakenBack, c.Questions, c.LeftOpen)
	row("besides 其他", "time off 请假 %d, weeks submitted 周计划提交 %d, approved 批准 %d; sent back 驳回 %d, deputies 代审 %d", c.TimeOff, c.WeeksSubmitted, c.WeeksApproved, c.Rejected, c.Deputies)
	row("told beside 另报", "adverse events 不良反应 %d, events 活动 %d, broadcasts 通知 %d, ratings 辅导 %d, new doctors 新医生 %d", c.Deeds[deedHarm], c.Deeds[deedEvent], c.Deeds[deedBroadcast],
		c.Deeds[deedCoaching], c.Deeds[deedDoctor])
	row("pushes a rep and workday 代表每工作日推送", "mean 平均 %.2f, most 最多 %d; days with 0, 1, 2 … 天数分布: %v", r.RepPushes.Mean, r.RepPushes.Max, r.RepPushes.Days)
	row("pushes a manager and workday 主管每工作日推送", "mean 平均 %.2f, most 最多 %d; days with 0, 1, 2 … 天数分布: %v", r.ManagerPushes.Mean, r.ManagerPushes.Max, r.ManagerPushes.Days)
	row("expected pushes 应推", "%d, the slowest after 最慢 %.0f s", c.Expected, r.SlowestSeconds)
	row("quota answers recounted 额度核对", "%d", c.QuotaAnswers)
	row("SMS sent 下行短信", "%d (%d answers 回复, %d pushes 推送), ¥%.2f at 单价 ¥%.3f", r.SMS.Messages, r.SMS.Answers, r.SMS.Pushes, r.SMS.Cost, r.SMS.Price)
	for _, g := range r.Grades {
		row("grade "+string(g.Grade)+" 级达成", "%d of %d", g.Done, g.Needed)
	}
	row("effective rate 有效率", "%.1f%%", 100*r.EffectiveRate)
	fmt.Fprintln(t)
	r.printFindings(row)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printFindings writes how often each thing happened that must not, and examples.
func (r *Report) printFindings(row func(label, format string, args ...any)) {
	for _, i := range invariants {
		at := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Name == i.name })
		if at < 0 {
			row(i.english+" "+i.chinese, "0")
			continue
		}
		row(i.english+" "+i.chinese, "%d !", r.Findings[at].Count)
		for _, example := range r.Findings[at].Examples {
			row("", "%s", strings.ReplaceAll(example, "\n", " / "))
		}
	}
}
