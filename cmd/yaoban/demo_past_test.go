package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// played is the example company with its past, on a database of its own, at the instant at which the demo would begin.
type played struct {
	db    *postgres.DB
	until time.Time
	demo  *demo
	cfg   Config
}

func playedUntil(t *testing.T, until string) played {
	t.Helper()
	p := unplayed(t, until)
	p.play(t, p.until)
	return p
}

// play plays the past up to an instant.
func (p played) play(t *testing.T, until time.Time) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := p.demo.playPast(t.Context(), p.cfg, until, &lateClock{}, log); err != nil {
		t.Fatal(err)
	}
}

// unplayed is the example company before its first day.
func unplayed(t *testing.T, until string) played {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", until, zone)
	if err != nil {
		t.Fatal(err)
	}
	p := played{until: at, demo: &demo{}}
	sh := &shell{ctx: t.Context(), stdout: io.Discard, stderr: t.Output(), getenv: func(string) string { return "" }}
	address := pgtest.URL(t)
	sh.getenv = func(name string) string { return map[string]string{envPrefix + "DATABASE_URL": address}[name] }
	cfg, err := p.demo.config(sh, demoCommand{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.demo.stop(); err != nil {
			t.Error(err)
		}
	})
	if p.db, err = postgres.Open(t.Context(), address, zone, postgres.WithWall(func() time.Time { return at })); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.db.Close)
	if err := importExampleWorld(t.Context(), p.db); err != nil {
		t.Fatal(err)
	}
	people, err := p.db.Staff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.demo.startGateways(&cfg, people, &lateClock{}, nil); err != nil {
		t.Fatal(err)
	}
	p.cfg = cfg
	return p
}

func (p played) visits(t *testing.T) (all []export.Visit) {
	t.Helper()
	if err := p.db.ExportVisits(t.Context(), export.Range{All: true}, func(v export.Visit) error { all = append(all, v); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func (p played) plans(t *testing.T) (all []export.Plan) {
	t.Helper()
	if err := p.db.ExportPlans(t.Context(), export.Range{}, func(v export.Plan) error { all = append(all, v); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// say asks the bot as it would answer when the page opens.
func (p played) say(t *testing.T, person, text string) string {
	t.Helper()
	id, err := p.db.NewID()
	if err != nil {
		t.Fatal(err)
	}
	a, err := talkingBot(p.db, slog.New(slog.DiscardHandler)).Turn(t.Context(), inbox.Inbound{Channel: domain.WeCom, ID: id.String(), From: person, At: p.until, Kind: inbox.Text, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return a.Text
}

// TestThePastHasWhatANewcomerIsToFind: whatever the day on which somebody opens the page.
func TestThePastHasWhatANewcomerIsToFind(t *testing.T) {
	for _, until := range []string{"2026-11-28T23:20", "2027-05-03T14:00"} {
		t.Run(until, func(t *testing.T) {
			t.Parallel()
			p := playedUntil(t, until)
			if c, err := p.db.OutboxCounts(t.Context()); err != nil || c.Dead > 0 || c.Waiting > 0 {
				t.Errorf("the outbox was left with %+v (%v)", c, err)
			}
			today := domain.DateOf(p.until)
			months, status, reps, channels := map[int]int{}, map[string]int{}, map[string]int{}, map[domain.Channel]int{}
			for _, v := range p.visits(t) {
				months[int(v.Date.Month)]++
				status[v.Status]++
				reps[v.Rep]++
				channels[v.Channel]++
				if v.Date.After(today) || v.RecordedAt.After(p.until.Add(time.Minute)) {
					t.Errorf("visit %d lies in the future", v.Number)
				}
			}
			before := today.FirstOfMonth().AddDays(-1)
			if months[int(before.Month)] < 60 || len(reps) != 4 || channels[domain.SMS] < 5 || status["approved"] < 60 || status["open"] < 5 || status["incomplete"] < 1 {
				t.Errorf("by month %v, by rep %v, by channel %v, by status %v", months, reps, channels, status)
			}
			states := map[string]int{}
			for _, pl := range p.plans(t) {
				states[pl.State]++
			}
			if states["done"] < 50 || states["missed"] < 10 || states["planned"] < 10 {
				t.Errorf("plans by state: %v", states)
			}
			p.sees(t, "wangjianguo", "待审", "风险", "雷同", "偏低", "待批周计划", "陈晓")
			p.sees(t, "hemin", "待审", "重叠", "待批周计划")
			p.sees(t, "chenxiao", "看评语", "王建国", "切入点很好")
			p.sees(t, "chenxiao", "我的辅导", "王建国 平均4.0（待办0/1）")
			p.sees(t, "wangjianguo", "辅导待办", "和同事对练两次异议处理")
			p.sees(t, "chenxiao", "查一下黄海燕", "等级", "最近拜访")
			p.sees(t, "chenxiao", "黄海燕为什么是A", "评级方案", "合计97")
			p.sees(t, "chenxiao", "上周周报", "计划", "完成")
			var opened int64
			reports, cases := map[string]int{}, []string{}
			if err := p.db.ExportReports(t.Context(), export.Range{}, func(r export.Report) error {
				reports[r.Kind]++
				if r.Kind == "safety" {
					cases, opened = append(cases, r.Text), r.Number
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if reports["safety"] != 1 {
				t.Errorf("the past opens these safety cases, not only the one that it stages: %q", cases)
			}
			for _, kind := range []string{"safety", "complaint", "timeoff"} {
				if reports[kind] == 0 {
					t.Errorf("there is no report of the kind %s: %v", kind, reports)
				}
			}
			events := 0
			if err := p.db.ExportEvents(t.Context(), export.Range{}, func(export.Event) error {
				events++
				return nil
			}); err != nil || events == 0 {
				t.Errorf("there are %d group events, %v", events, err)
			}
			p.worksCase(t, opened)
			for _, person := range []string{"wangjianguo", "hemin", "pvdesk"} {
				if !slices.ContainsFunc(p.demo.wecom.Shown(person), func(m wecomtest.Shown) bool { return m.Card != nil && m.Card.Replaced == "" }) {
					t.Errorf("the phone of %s has no card that waits", person)
				}
			}
		})
	}
}

// worksCase lets the safety desk say what the page offers it to say of the case.
func (p played) worksCase(t *testing.T, number int64) {
	t.Helper()
	examples, err := sandbox.Examples()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range examples {
		if !strings.HasPrefix(e.Intent, "case.") {
			continue
		}
		n++
		answer := p.say(t, "pvdesk", strings.ReplaceAll(e.Text, "{case}", fmt.Sprint(number)))
		if !strings.Contains(answer, fmt.Sprint(number)) || strings.Contains(answer, "没看懂") {
			t.Errorf("the safety desk's %s is answered: %s", e.Text, answer)
		}
	}
	if n < 4 {
		t.Errorf("the page offers the safety desk %d things to say of a case", n)
	}
}

// sees checks that an answer of the bot has all those words.
func (p played) sees(t *testing.T, person, text string, words ...string) {
	t.Helper()
	answer := p.say(t, person, text)
	for _, w := range words {
		if !strings.Contains(answer, w) {
			t.Errorf("%s: %s is answered without %q:\n%s", person, text, w, answer)
		}
	}
}

// story is what the past left, a line a record.
func (p played) story(t *testing.T) (lines []string) {
	t.Helper()
	for _, v := range p.visits(t) {
		lines = append(lines, fmt.Sprint(v.Number, v.Rep, v.Doctor, v.Date, v.Start, v.Minutes, v.Products, v.Purpose, v.Result, v.Score, v.Effective, v.Status))
	}
	for _, pl := range p.plans(t) {
		lines = append(lines, fmt.Sprint(pl.Number, pl.Rep, pl.Doctor, pl.Date, pl.State))
	}
	return lines
}

// TestThePastIsTheSameEachTimeAndPlayedOnce: what varies is drawn from days and names, so that two demos of one day show the same;
// and a company that has worked is left as it is.
func TestThePastIsTheSameEachTimeAndPlayedOnce(t *testing.T) {
	a, b := playedUntil(t, "2026-12-03T18:00"), playedUntil(t, "2026-12-03T18:00")
	story := a.story(t)
	if again := b.story(t); len(story) == 0 || !slices.Equal(story, again) {
		t.Errorf("two demos of one day have different pasts (%d and %d records)", len(story), len(again))
	}
	a.play(t, a.until.AddDate(0, 0, 3))
	if !slices.Equal(story, a.story(t)) {
		t.Error("a company that has worked got another past at the next start")
	}
}

// TestACompanyOfItsOwnGetsNoPast: whoever points the demo at a database with her own people finds them as they were.
func TestACompanyOfItsOwnGetsNoPast(t *testing.T) {
	p := unplayed(t, "2026-11-25T15:00")
	lines, err := roster.ReadCSV(strings.NewReader("userid,name,role,manager,mobile,from,to,lines,channel,deputy\nsomebody,钱进,rep,hemin,13912345678,2026-01-04,,心血管,auto,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := p.db.ImportStaff(t.Context(), postgres.Importing{File: "staff.csv", Lines: lines, Actor: "test"}); err != nil || len(r.Problems) > 0 {
		t.Fatalf("import one more person: %v %v", r.Problems, err)
	}
	p.play(t, p.until)
	if n := len(p.story(t)); n > 0 {
		t.Errorf("a company of its own got %d records", n)
	}
}
