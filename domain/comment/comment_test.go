package comment

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// book keeps what is written.
type book struct {
	put   []Said
	facts []fact.Fact
	told  []notice.Notice
}

func (b *book) Now() time.Time             { return time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC) }
func (b *book) PutComment(c Said)          { b.put = append(b.put, c) }
func (b *book) Remember(f fact.Fact)       { b.facts = append(b.facts, f) }
func (b *book) Tell(n notice.Notice) error { b.told = append(b.told, n); return nil }

func TestWordsAreKeptAndToldOrRefusedWhole(t *testing.T) {
	s := visit.Source{Person: "boss", Channel: domain.WeCom}
	open := visit.Visit{Number: 1001, Rep: "rep", Status: visit.Open}
	back := visit.Visit{Number: 1001, Rep: "rep", Status: visit.Withdrawn}
	for name, c := range map[string]struct {
		v              visit.Visit
		to, text, code string
	}{
		"said":       {open, "rep", "切入点很好", ""},
		"longest":    {open, "rep", strings.Repeat("好", longest), ""},
		"too long":   {open, "rep", strings.Repeat("好", longest+1), "comment.long"},
		"nothing":    {open, "rep", "", "comment.empty"},
		"taken back": {back, "rep", "好", "comment.withdrawn"},
		"to herself": {open, "boss", "好", "review.own"},
	} {
		b := &book{}
		err := Write(b, s, domain.ID{7}, Suggestion, c.v, c.to, c.text)
		r, _ := domain.AsRefusal(err)
		if r.Code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		want := 0
		if c.code == "" {
			want = 1
		}
		if len(b.put) != want || len(b.facts) != want || len(b.told) != want {
			t.Errorf("%s: %d rows, %d facts, %d notices", name, len(b.put), len(b.facts), len(b.told))
		}
		if want == 1 && (b.told[0].Person != c.to || b.told[0].Subject != domain.ID{7} || b.put[0].Text != c.text || b.put[0].Kind != Suggestion) {
			t.Errorf("%s: told %+v of %+v", name, b.told[0], b.put[0])
		}
	}
}
