package sandbox

import (
	"fmt"
	"testing"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox/chromium"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
	"github.com/yaoban/yaoban/domain/review"
)

// aMonth is a rep's month with everything in it that the panel can show, and names as long as they come.
func aMonth() glance.Month {
	on := domain.DateOf(morning)
	long := glance.Doctor{Name: "欧阳明月", Hospital: "江城大学附属第二医院", Department: "呼吸与危重症医学科", Grade: domain.GradeA}
	why := &glance.Grade{Grade: domain.GradeA, Version: 2, Score: 9750, Least: map[domain.Grade]int{domain.GradeA: 89, domain.GradeB: 70, domain.GradeC: 40},
		Parts: []glance.Part{{Of: "level", Value: "三级甲等", Points: 1000, Most: 1000}, {Of: "title", Value: "主任医师", Points: 3000, Most: 3000},
			{Of: "outpatients", Value: "5318", Points: 4500, Most: 4500}, {Of: "beds", Points: 750, Most: 1000}, {Of: "hospital.教学医院", Value: "是", Points: 500, Most: 500}},
		History: []glance.GradeSince{{Grade: domain.GradeB, From: on.AddDays(-50)}, {Grade: domain.GradeA, From: on.AddDays(-22)}}}
	w := glance.Week{Monday: on.Monday(), Number: 1451, State: "submitted", Report: glance.WeekFigures{Due: 7, Done: 5, Open: 2, Ahead: 3, OffPlan: 4, Made: 9, Met: 8, Effective: 7,
		Completion: 714, Rate: 875, Quality: 81250, Results: map[domain.Result]int{domain.Agreed: 4, domain.Interested: 2, domain.Objection: 1, domain.Absent: 1}, Feedback: 1}}
	for i := range 5 {
		d := glance.Day{Date: w.Monday.AddDays(i), Work: i != 2}
		for n, state := range []string{"done", "planned", "missed", "off", "absent"}[:5-i] {
			d.Stops = append(d.Stops, glance.Stop{Number: int64(1000 + 10*i + n), Doctor: long, State: state, Start: "15:00", Result: domain.Agreed, Score: 85})
		}
		w.Days = append(w.Days, d)
	}
	next := glance.Week{Monday: w.Monday.AddDays(7), Days: []glance.Day{{Date: w.Monday.AddDays(7), Work: true}}, Report: glance.WeekFigures{Completion: -1, Rate: -1, Quality: -1}}
	r := &glance.RepMonth{Progress: glance.Share{Done: 20, Of: 32}, Level: 1, Remaining: 12, Capacity: 8, Short: 4, Weeks: []glance.Week{w, next}, Commented: 1024}
	for i, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC} {
		r.Grades = append(r.Grades, glance.GradeBar{Grade: g, Share: glance.Share{Done: 4 * i, Of: 12}})
	}
	for i := range 9 {
		r.Doctors = append(r.Doctors, glance.DoctorMonth{Code: fmt.Sprint("D", i), Doctor: long, Effective: i, Required: 4, Last: on.AddDays(-20 - i), Ago: 20 + i, Overdue: 10 + i, Why: why})
	}
	return glance.Month{On: on, Days: 21, Elapsed: 16, Left: 6, Rep: r}
}

// aTeam is a manager's panel.
func aTeam() glance.Month {
	m := aMonth()
	row := glance.TeamRow{Rep: "chenxiao", Name: "陈晓", Progress: m.Rep.Progress, Level: 2, Week: m.Rep.Weeks[0]}
	record := glance.Record{Number: 1499, Rep: "欧阳明月", Doctor: m.Rep.Doctors[0].Doctor, Date: m.On, Result: domain.Interested, Score: 27}
	for _, k := range []review.RiskKind{review.NearCopy, review.LowScore, review.Incomplete, review.Overlap, review.Ahead, review.Late} {
		record.Risks = append(record.Risks, glance.Risk{Kind: k, Amount: 1487, Percent: 89})
	}
	m.Rep, m.Team = nil, []glance.TeamRow{row, row}
	m.Waiting = &glance.Waiting{Total: 2, Risks: []glance.Record{record}, Routine: []glance.Record{{Number: 1500, Rep: "陈晓", Doctor: record.Doctor, Date: m.On, Score: 85}},
		Weeks: []glance.WaitingWeek{{Number: 1451, Rep: "陈晓", Monday: m.Team[0].Week.Monday}}}
	return m
}

// TestThePanelFitsAndFollows: at the usual widths nothing in the panel is cut off or sticks out; every reason has words; it can be
// used by the keyboard, keeps what is focused when something new comes, and shows it.
func TestThePanelFitsAndFollows(t *testing.T) {
	f, s, h := open(t)
	f.mu.Lock()
	f.months = map[string]glance.Month{"chenxiao": aMonth(), "wangjianguo": aTeam()}
	f.mu.Unlock()
	s.stage.touchAll()
	for _, size := range [][2]int64{{1440, 900}, {1024, 768}, {390, 844}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		tab := chromium.New(t, size[0], size[1])
		tab.Do("open the page", chromium.Open(h.URL), chromium.Sees(`document.querySelector('.head-month')?.textContent.includes('20')`))
		if size[0] < 900 {
			tab.Do("go to the panel", chromium.Click(`#tab-records`))
		}
		fits := `[...document.querySelectorAll('.view:not([hidden]) .tile')].every(x => x.scrollWidth <= x.clientWidth + 1 && x.getBoundingClientRect().right <= innerWidth) && document.documentElement.scrollWidth <= innerWidth`
		tab.Do("fit the month", chromium.Sees(`!/false|undefined|NaN|\[object/.test(document.querySelector('#panel-records').textContent)`), chromium.Sees(fits), chromium.Sees(`document.querySelectorAll('.days .stop').length === 15`))
		tab.Look(name + "-panel-month")
		tab.Do("fit what waits", chromium.Run(`[...document.querySelectorAll('.people button')].find((x) => x.textContent === '王建国').click()`),
			chromium.Sees(`!/false|undefined|NaN|\[object/.test(document.querySelector('#panel-records').textContent)`),
			chromium.Sees(`document.querySelectorAll('.reasons .status').length === 6 && !document.querySelector('.reasons').textContent.includes('risk_')`), chromium.Sees(fits))
		tab.Look(name + "-panel-waiting")
		tab.Do("fit the team", chromium.Run(`document.querySelector('[data-view="team"]').click()`), chromium.Sees(`document.querySelectorAll('.team-row').length === 2`), chromium.Sees(fits))
	}
	tab := chromium.New(t, 1440, 900)
	tab.Do("explain another grade by the keyboard", chromium.Open(h.URL), chromium.Sees(`document.querySelector('[data-key="d-D0"]')?.ariaExpanded === 'true'`),
		chromium.Run(`document.querySelector('[data-key="d-D1"]').focus()`), chromium.Enter(false),
		chromium.Sees(`document.querySelector('[data-key="d-D1"]').ariaExpanded === 'true' && document.activeElement.dataset.key === 'd-D1'`),
		chromium.Sees(`document.querySelectorAll('.why').length === 1`))
	changed := aMonth()
	changed.Rep.Progress.Done = 21
	f.mu.Lock()
	f.months = map[string]glance.Month{"chenxiao": changed, "wangjianguo": aTeam()}
	f.mu.Unlock()
	tab.Do("say something, and see the month follow where one looks", chromium.Run(`fetch('/sandbox/say', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-Yaoban-Sandbox': '1'},
			body: JSON.stringify({person: 'chenxiao', channel: 'wecom', kind: 'text', text: '张伟'})})`),
		chromium.Sees(`document.querySelector('.big strong').textContent === '21'`), chromium.Sees(`document.activeElement.dataset.key === 'd-D1'`))
	tab.Do("put words on the manager's phone by the panel", chromium.Run(`[...document.querySelectorAll('.people button')].find((x) => x.textContent === '王建国').click()`),
		chromium.Run(`document.querySelector('.act[title="看 1499"]').focus()`), chromium.Enter(false),
		chromium.Sees(`document.activeElement.id === 'write-manager' && document.activeElement.value === '看 1499'`))
	for _, said := range f.said() {
		if said == "wangjianguo text 看 1499" {
			t.Error("a button of the panel sent something by itself")
		}
	}
}
