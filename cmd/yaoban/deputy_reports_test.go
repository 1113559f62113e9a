package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// claimed has the notice of a kind that the person gets for whom she stands in for composed, if it still is told; over says that it is not.
func (k *talk) claimed(t *testing.T, kind notice.Kind, person string) (c notice.Content, over bool) {
	t.Helper()
	ids := k.rows(t, `select id::text from notice where kind = $1 and person = $2 and deputyship is not null and state = 'live'`, kind.Name, person)
	if len(ids) != 1 {
		t.Fatalf("%d notices of the kind %s wait for %s in somebody's stead", len(ids), kind.Name, person)
	}
	id, err := domain.ParseID(ids[0])
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = k.db.ClaimNotice(t.Context(), id, k.now, func(ctx context.Context, one delivery.Case) (delivery.Decision, error) {
		if over = one.Over; over {
			return delivery.Decision{}, nil
		}
		var err error
		c, _, err = kind.Compose(ctx, one.Reads, one.Notice)
		return delivery.Decision{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, over
}

// TestADeputyGetsTheManagersReports stands in over the end of a month: the reports of the week and of the month, the list at the month's
// end and the warnings reach the manager and her deputy, each once however often they are made, with the team named; a deputy's own reports
// do not change. When it is over there is none.
func TestADeputyGetsTheManagersReports(t *testing.T) {
	k := playWeek(t) // Friday 2026-11-27, 18:00
	k.tell(t, "wangjianguo", "何敏代我到12月2号")
	at := func(month time.Month, day, hour, minute int) time.Time {
		k.now = time.Date(2026, month, day, hour, minute, 0, 0, k.db.Zone())
		return k.now
	}
	monday := domain.Date{Year: 2026, Month: 11, Day: 23}
	last := domain.Date{Year: 2026, Month: 11, Day: 30}
	for _, c := range []struct {
		kind notice.Kind
		at   time.Time
		make func(time.Time) (int, error)
		to   []string
		says string
	}{
		{notice.TeamWeekReport, at(11, 30, 8, 30), func(at time.Time) (int, error) { return k.db.TellTeamReports(t.Context(), monday, at) },
			[]string{"hemin", "hemin", "wangjianguo", "zhouhang"}, "您代管的王建国团队周报 11-23至11-29（2人）"},
		{notice.TeamMonthReport, at(12, 1, 8, 45), func(at time.Time) (int, error) { return k.db.TellMonthReports(t.Context(), last, at) },
			[]string{"hemin", "hemin", "wangjianguo", "zhouhang"}, "您代管的王建国组11月（至11-30，工作日21/21，2人）"},
	} {
		k.now = c.at
		for range 2 {
			if _, err := c.make(c.at); err != nil {
				t.Fatal(err)
			}
		}
		if to := k.told(t, c.kind.Name); !slices.Equal(to, c.to) {
			t.Errorf("%s goes to %v, want %v", c.kind.Name, to, c.to)
		}
		said, over := k.claimed(t, c.kind, "hemin")
		if over || !strings.HasPrefix(said.Text, c.says) {
			t.Errorf("%s reads (%v)\n%s", c.kind.Name, over, said.Text)
		}
	}
	at(12, 3, 8, 30)
	for _, kind := range []notice.Kind{notice.TeamWeekReport, notice.TeamMonthReport} {
		if _, over := k.claimed(t, kind, "hemin"); !over {
			t.Errorf("%s that was held until the deputyship is over is still told", kind.Name)
		}
	}
	if _, err := k.db.TellTeamReports(t.Context(), monday.AddDays(7), k.now); err != nil {
		t.Fatal(err)
	}
	if to := k.rows(t, `select person from notice where key like 'week_report_team/2026-W49/%' order by 1`); !slices.Equal(to, []string{"hemin", "wangjianguo", "zhouhang"}) {
		t.Errorf("after the end the week goes to %v", to)
	}
}

// TestADeputyGetsTheListsOfTheTeam lets two teams fall behind five workdays before the month's end: the deputy has one list of each, her
// own and the manager's, which names the team; taken back before it was told, the manager's is gone.
func TestADeputyGetsTheListsOfTheTeam(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "wangjianguo", "何敏代我到11月27号")
	k.now = time.Date(2026, 11, 24, 17, 30, 0, 0, k.db.Zone())
	for _, c := range []struct {
		kind notice.Kind
		make func(context.Context, time.Time) (int, error)
		says string
	}{
		{notice.TeamWarnings, k.db.PromptWarnings, "【您代管的王建国团队预警】"},
		{notice.TeamMonthEnd, k.db.PromptMonthEnds, "【您代管的王建国团队月末】"},
	} {
		for range 2 {
			if _, err := c.make(t.Context(), k.now); err != nil {
				t.Fatal(err)
			}
		}
		if to := k.told(t, c.kind.Name); !slices.Equal(to, []string{"hemin", "hemin", "wangjianguo"}) {
			t.Fatalf("%s goes to %v", c.kind.Name, to)
		}
		said, over := k.claimed(t, c.kind, "hemin")
		if over || !strings.HasPrefix(said.Text, c.says) || !strings.Contains(said.Text, "陈晓") || strings.Contains(said.Text, "赵磊") {
			t.Errorf("of %s the deputy reads\n%s", c.kind.Name, said.Text)
		}
	}
	k.tell(t, "wangjianguo", "取消代理")
	for _, kind := range []notice.Kind{notice.TeamWarnings, notice.TeamMonthEnd} {
		if to := k.told(t, kind.Name); !slices.Equal(to, []string{"hemin", "wangjianguo"}) {
			t.Errorf("after it was taken back %s goes to %v", kind.Name, to)
		}
	}
}

// TestADeputyHearsOfWhatWasMadeBefore sets a follow-up and names the deputy later: on its day both are reminded of it, once; the deputy of
// another day is not. A new doctor and a grade by hand wait for the deputy too, but not for who asked for it.
func TestADeputyHearsOfWhatWasMadeBefore(t *testing.T) {
	k := newTalk(t)
	k.now = time.Date(2026, 11, 24, 16, 0, 0, 0, k.db.Zone())
	if got := k.tell(t, "wangjianguo", "辅导 陈晓 43344 待办：周五前练习异议处理；12-10前模拟一次"); !strings.HasPrefix(got, "已记辅导") {
		t.Fatalf("a coaching is answered %s", got)
	}
	k.now = k.now.Add(time.Hour)
	k.tell(t, "wangjianguo", "何敏代我到11月27号")
	k.now = time.Date(2026, 11, 27, 10, 0, 0, 0, k.db.Zone())
	var out strings.Builder
	for range 3 {
		k.notices(t, "coach_task_watch", &out)
	}
	if got := out.String(); strings.Count(got, "+ hemin ") != 1 || strings.Count(got, "+ wangjianguo ") != 1 {
		t.Errorf("of a follow-up that was set before are told\n%s", got)
	}
	k.now = time.Date(2026, 12, 10, 10, 0, 0, 0, k.db.Zone())
	out.Reset()
	for range 2 {
		k.notices(t, "coach_task_watch", &out)
	}
	if got := out.String(); strings.Contains(got, "+ hemin ") || strings.Count(got, "+ wangjianguo ") != 1 {
		t.Errorf("after the deputyship are told\n%s", got)
	}
	k.tell(t, "wangjianguo", "何敏代我到12月12号")
	k.tell(t, "zhouhang", "王建国代我到12月12号")
	k.tell(t, "chenxiao", "新增医生 郑大钱 省医 心内 主治医师")
	k.tell(t, "wangjianguo", "张伟市一心内定为B级，到2027年3月1日，理由：转去行政岗，门诊停了")
	out.Reset()
	for range 2 {
		k.notices(t, "addition_waits", &out)
		k.notices(t, "grade_waits", &out)
	}
	got := out.String()
	if strings.Count(got, "+ hemin 陈晓新增了医生") != 1 || strings.Count(got, "+ wangjianguo 陈晓新增了医生") != 1 {
		t.Errorf("of a new doctor are told\n%s", got)
	}
	if strings.Count(got, "+ zhouhang 王建国申请") != 1 || strings.Contains(got, "+ wangjianguo 王建国申请") {
		t.Errorf("of a grade by hand are told\n%s", got)
	}
}
