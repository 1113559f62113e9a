package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// TestWhoMayNameADeputy says the command as every role: managers name, take back and see; nobody else has anything changed.
func TestWhoMayNameADeputy(t *testing.T) {
	k := newTalk(t)
	for who, may := range map[string]bool{"chenxiao": false, "zhaolei": false, "wangjianguo": true, "hemin": true, "zhouhang": true, "pvdesk": false,
		"hegui": false, "guanli": false} {
		deputy := "何敏"
		if who == "hemin" {
			deputy = "王建国"
		}
		for _, over := range []string{"wecom", "sms"} {
			var unread strings.Builder
			k.line(t, "as "+who+" "+over, &unread)
			k.line(t, "@ +1m", &unread)
			count := func() string {
				return k.rows(t, `select count(*) || '/' || count(*) filter (where ended_at is null) from deputyship where manager = $1`, who)[0]
			}
			before := count()
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: deputy + "代我到11月27号"}, &unread)
			if named := count() != before; named != may {
				t.Errorf("%s over %s names a deputy: %v", who, over, named)
			}
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "取消代理"}, &unread)
			if live := k.rows(t, `select count(*)::text from deputyship where ended_at is null`)[0]; live != "0" {
				t.Errorf("%s over %s takes her deputy back: %s remain", who, over, live)
			}
		}
	}
}

// TestADeputyIsToldWhatTheManagerIs submits a week, lets a record wait, and begins a day while somebody stands in: week, escalation and
// morning reach both; afterwards only the manager.
func TestADeputyIsToldWhatTheManagerIs(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "chenxiao", "下午三点市一院心内张伟，立舒平，学术交流，20分钟，认可")
	k.tell(t, "wangjianguo", "周航代我到11月27号")
	k.tell(t, "zhouhang", "何敏代我到11月27号")
	if to := k.told(t, "deputy_named"); !slices.Equal(to, []string{"hemin", "zhouhang"}) {
		t.Errorf("that they stand in is told to %v", to)
	}
	k.tell(t, "chenxiao", "排下周")
	k.tell(t, "chenxiao", "提交")
	if to := k.told(t, "week_waits"); !slices.Equal(to, []string{"wangjianguo", "zhouhang"}) {
		t.Errorf("that a week waits is told to %v", to)
	}
	at := time.Date(2026, 11, 26, 8, 0, 0, 0, k.db.Zone())
	k.now = at
	if _, err := k.db.PromptMornings(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if to := k.told(t, "manager_morning"); !slices.Equal(to, []string{"hemin", "wangjianguo", "zhouhang"}) {
		t.Errorf("the morning of a team is told to %v", to)
	}
	if text := k.composed(t, notice.ManagerMorning, "zhouhang").Text; !strings.HasPrefix(text, "早上好，您代管的王建国团队今天") || !strings.Contains(text, "陈晓") {
		t.Errorf("the deputy reads %q", text)
	}
	if _, err := k.db.PromptOverdueReviews(t.Context(), at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if to := k.told(t, "review_overdue"); !slices.Equal(to, []string{"hemin", "zhouhang"}) {
		t.Errorf("that a manager let a record wait is told to %v", to)
	}
	k.tell(t, "zhouhang", "批准 1001")
	if over := k.told(t, "deputy_over"); !slices.Equal(over, []string{"hemin", "wangjianguo", "zhouhang", "zhouhang"}) {
		t.Errorf("the end will be told to %v", over)
	}
	k.now = time.Date(2026, 11, 28, 8, 0, 0, 0, k.db.Zone())
	if text := k.composed(t, notice.DeputyOver, "wangjianguo").Text; !strings.Contains(text, "您请周航代审批") || !strings.Contains(text, "现有待审0条") {
		t.Errorf("the manager reads at the end %q", text)
	}
	if got := k.tell(t, "hemin", "1001"); strings.Contains(got, "陈晓") {
		t.Errorf("after the end the deputy still sees %s", got)
	}
	at = time.Date(2026, 11, 30, 8, 0, 0, 0, k.db.Zone())
	k.now = at
	if _, err := k.db.PromptMornings(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if to := k.told(t, "manager_morning"); !slices.Equal(to, []string{"hemin", "hemin", "wangjianguo", "wangjianguo", "zhouhang"}) {
		t.Errorf("after the end the morning of a team is told to %v", to)
	}
}

// TestNobodyReviewsHerOwnRecordAsADeputy makes a rep a manager while a record of hers waits: named deputy of her former manager, she
// neither sees nor decides on it.
func TestNobodyReviewsHerOwnRecordAsADeputy(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "chenxiao", "下午三点市一院心内张伟，立舒平，学术交流，20分钟，认可，12月30日再去")
	k.tell(t, "linyutong", "市中心呼吸科马超，肺舒清，学术交流，20分钟，认可，12月30日再去")
	if _, err := k.pool.Exec(t.Context(), `update staff set role = 'manager' where userid = 'chenxiao'`); err != nil {
		t.Fatal(err)
	}
	if _, err := k.pool.Exec(t.Context(), `update world set version = version + 1`); err != nil {
		t.Fatal(err)
	}
	k.tell(t, "wangjianguo", "陈晓代我到11月27号")
	if got := k.tell(t, "chenxiao", "批准 1001"); !strings.Contains(got, "#1001 是您自己的记录") {
		t.Errorf("of her own record she is told %s", got)
	}
	k.tell(t, "chenxiao", "通过 常规")
	if now := k.rows(t, `select status from visit where rep = 'chenxiao'`); !slices.Equal(now, []string{"open"}) {
		t.Errorf("her own record is %v", now)
	}
	if now := k.rows(t, `select decided_by || decided_for from visit where rep = 'linyutong'`); !slices.Equal(now, []string{"chenxiaowangjianguo"}) {
		t.Errorf("her colleague's record was decided by %v", now)
	}
}

// told returns to whom the notices of a kind go, sorted.
func (k *talk) told(t *testing.T, kind string) []string {
	return k.rows(t, `select person from notice where kind = $1 and state <> 'withdrawn' order by person, key`, kind)
}
