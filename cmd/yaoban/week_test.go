package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// both has two messages taken at the same time and returns their answers.
func (k *talk) both(t *testing.T, one, other [2]string) (a, b string) {
	t.Helper()
	var answers [2]string
	var all sync.WaitGroup
	for i, m := range [][2]string{one, other} {
		k.last++
		in := inbox.Inbound{Kind: inbox.Text, Channel: domain.WeCom, ID: fmt.Sprint("m", k.last), At: k.now, From: m[0], Text: m[1]}
		all.Go(func() {
			answer, err := k.bot.Turn(t.Context(), in)
			if err != nil {
				t.Errorf("%s: %v", m[1], err)
			}
			answers[i] = answer.Text
		})
	}
	all.Wait()
	return answers[0], answers[1]
}

func (k *talk) tell(t *testing.T, who, text string) string {
	t.Helper()
	k.last++
	answer, err := k.bot.Turn(t.Context(), inbox.Inbound{Kind: inbox.Text, Channel: domain.WeCom, ID: fmt.Sprint("m", k.last), At: k.now, From: who, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Text
}

func TestTwoProposalsAtOnceMakeOneWeek(t *testing.T) {
	k := newTalk(t)
	one, other := k.both(t, [2]string{"chenxiao", "排下周"}, [2]string{"chenxiao", "排下周"})
	if weeks := k.rows(t, `select number::text from week`); len(weeks) != 1 {
		t.Fatalf("two proposals made the weeks %q", weeks)
	}
	twice := k.rows(t, `select doctor || ' ' || date from plan where state = 'planned' group by doctor, date having count(*) > 1`)
	if len(twice) > 0 {
		t.Errorf("planned twice: %q", twice)
	}
	if again := strings.Count(one+other, "要重新排请回"); again != 1 {
		t.Errorf("%d of the two were told that the week stands already:\n%s\n%s", again, one, other)
	}
}

func TestAWeekSubmittedTwiceAtOnceWaitsOnce(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "chenxiao", "排下周")
	one, other := k.both(t, [2]string{"chenxiao", "提交"}, [2]string{"chenxiao", "提交"})
	if !(strings.Contains(one, "已提交给") != strings.Contains(other, "已提交给")) {
		t.Errorf("two submissions are answered by\n%s\n%s", one, other)
	}
	if told := k.rows(t, `select person from notice where kind = 'week_waits' and state = 'live'`); len(told) != 1 || told[0] != "wangjianguo" {
		t.Errorf("that the week waits is told to %q", told)
	}
}

// TestNobodyApprovesWhatIsBeingChanged has the manager approve while the rep changes a stop: whoever is first wins, and the other is
// told.
func TestNobodyApprovesWhatIsBeingChanged(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "chenxiao", "排下周")
	outcomes := map[string]int{}
	for i := range 12 {
		if answer := k.tell(t, "chenxiao", "提交下周计划"); !strings.Contains(answer, "已提交给") {
			t.Fatalf("round %d: %s", i, answer)
		}
		manager, rep := k.both(t, [2]string{"wangjianguo", "批准 1001"}, [2]string{"chenxiao", fmt.Sprintf("改 1002 上午%d点%d分", 8+i%3, 10+i)})
		approved, refused := strings.Contains(manager, "已批准"), strings.Contains(manager, "正在修改")
		draft, noted := strings.Contains(rep, "已回到草稿"), strings.Contains(rep, "已批准过")
		state := k.rows(t, `select state from week`)[0]
		switch {
		case approved && noted && state == "approved":
			outcomes["manager"]++
		case refused && draft && state == "draft":
			outcomes["rep"]++
		default:
			t.Fatalf("round %d ends as %s:\n%s\n%s", i, state, manager, rep)
		}
		if _, err := k.pool.Exec(t.Context(), `update week set state = 'draft'`); err != nil {
			t.Fatal(err)
		}
	}
	t.Log("who was first:", outcomes)
}
