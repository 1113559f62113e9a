package main

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/roster"
)

// mostForOneBook is what one rep's book may take, so that 10,000 of them fit into a GiB together with what they share.
const mostForOneBook = 96 << 10

// TestTheBooksOfALargeCompanyFit builds books as turns do, each from a list that was read anew, in a company of 10,000 reps
// with 150 doctors each, and weighs them.
func TestTheBooksOfALargeCompanyFit(t *testing.T) {
	const reps, doctors, weighed = 10_000, 150, 200
	c := newBigCompany(reps, doctors)
	staff := make([]roster.Staff, reps)
	for i, userid := range c.reps {
		staff[i] = roster.Staff{UserID: userid, Name: c.doctor(i), Role: domain.Rep}
	}
	hospitals := make([]roster.Hospital, 2_000)
	for i := range hospitals {
		hospitals[i] = roster.Hospital{Code: fmt.Sprintf("H%04d", i), Name: fmt.Sprintf("第%d人民医院", i), Aliases: []string{fmt.Sprintf("%d院", i)}}
	}
	list := func(rep int) []roster.Doctor {
		out := make([]roster.Doctor, doctors)
		for i := range out { // every text anew, as a database gives them
			out[i] = roster.Doctor{Code: fmt.Sprintf("D%05d%03d", rep, i), Name: c.doctor(i), Hospital: fmt.Sprintf("H%04d", (rep+i)%2000),
				Department: fmt.Sprint("心血管内科", i%30), Title: fmt.Sprint("主治医师", i%4), Post: fmt.Sprint("科主任", i%3),
				Grade: domain.Grade(fmt.Sprint(string("ABCD"[i%4]))), ShortCode: fmt.Sprint("Z", i)}
		}
		return out
	}
	before := heap()
	shared := shelf{common: command.NewCommon(commonWorld(hospitals, nil, staff, nil), command.Rules{Days: calendar.Default()}), words: map[string]string{}}
	common := heap() - before
	var l library
	books := make([]*command.Book, weighed)
	before = heap()
	for i := range books {
		books[i] = shared.common.Book(l.known(shared, list(i)), nil, nil)
	}
	one := (heap() - before) / weighed
	t.Logf("what all share takes %d MiB, one book of %d doctors %d KiB, %d of them %d MiB", common>>20, doctors, one>>10, reps, (common+one*reps)>>20)
	if one > mostForOneBook {
		t.Errorf("one book takes %d bytes, at most %d may be", one, mostForOneBook)
	}
	if all := common + one*reps; all > 1<<30 {
		t.Errorf("all books take %d MiB, at most 1,024 may be", all>>20)
	}
	runtime.KeepAlive(books)
	runtime.KeepAlive(shared)
}

// heap is how many bytes are in use.
func heap() int {
	runtime.GC()
	runtime.GC() // what the first one found to be finalised
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
