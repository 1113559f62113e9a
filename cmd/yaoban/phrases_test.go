package main

import (
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
)

// TestOwnWordsCostNoRoundTrip compares a report by her own words, and one whose note is compared with earlier ones, with the same
// report in full.
func TestOwnWordsCostNoRoundTrip(t *testing.T) {
	k := newTalk(t)
	var trips atomic.Int64
	db, err := postgres.Open(t.Context(), k.pool.Config().ConnString(), k.db.Zone(), postgres.WithWall(func() time.Time { return k.now }),
		postgres.WithTrips(&trips))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	b := talkingBot(db, slog.New(slog.DiscardHandler))
	say := func(text string) (string, int64) {
		t.Helper()
		k.last++
		before := trips.Load()
		a, err := b.Turn(t.Context(), k.text(t, domain.WeCom, fmt.Sprint("p", k.last), text))
		if err != nil {
			t.Fatal(err)
		}
		return a.Text, trips.Load() - before
	}
	say("以后张主任就是市一的") // also reads the book
	_, plain := say("市一张伟，立舒平，20分钟，认可")
	own, taken := say("张主任，安络畅，20分钟，认可")
	if !strings.Contains(own, "张伟(市一心内,A)") || taken != plain {
		t.Errorf("%d round trips instead of %d: %s", taken, plain, own)
	}
	if _, taken = say("市一张伟，倍欣康，20分钟，讲了老年患者的用药数据，主任说科里病人多，同意先在新病人里试用"); taken != plain {
		t.Errorf("a long note takes %d round trips instead of %d", taken, plain)
	}
}

// TestAPhraseOfHerOwnEndsWithTheListItWasSaidFor has another 张主任 join her list, and the one she meant leave it.
func TestAPhraseOfHerOwnEndsWithTheListItWasSaidFor(t *testing.T) {
	k := newTalk(t)
	say := func(text string) string {
		t.Helper()
		k.last++
		a, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, fmt.Sprint("p", k.last), text))
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	change := func(sql string) {
		t.Helper()
		if _, err := k.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
		if _, err := k.pool.Exec(t.Context(), `update world set version = version + 1`); err != nil {
			t.Fatal(err)
		}
	}
	say("以后张主任就是市一的")
	if got := say("张主任，立舒平，20分钟，认可"); !strings.Contains(got, "已记 #1001：张伟(市一心内,A)") {
		t.Fatalf("settled: %s", got)
	}
	change(`with d as (insert into doctor (code, name, hospital, department, title, grade)
    select 'D998', '张三丰', hospital, department, '主任医师', 'B' from doctor where code = 'D003' returning code)
insert into assignment (doctor, rep, from_date, short_code) select code, 'chenxiao', '2026-01-01', 'Z9' from d`)
	if got := say("张主任，安络畅，20分钟，认可"); !strings.Contains(got, "张主任=张伟(市一心内)？回1确认") || !strings.Contains(got, "张三丰") {
		t.Errorf("another one joined: %s", got)
	}
	say("取消")
	change(`update assignment set to_date = '2026-11-01' where rep = 'chenxiao' and doctor in ('D998', 'D001')`)
	if got := say("张主任，倍欣康，20分钟，认可"); !strings.Contains(got, "张伟(附二内分泌,B)") && !strings.Contains(got, "2位") {
		t.Errorf("who was meant has left: %s", got)
	}
}
