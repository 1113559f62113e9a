package understand_test

import (
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

var shanghai = time.FixedZone("CST", 8*3600)

// FuzzRead feeds any text and checks what must hold of every reading: nothing that does not exist, no day that is not
// plausible, no intent beyond the table, no slot from nothing.
func FuzzRead(f *testing.F) {
	p := load(f)
	for _, set := range []string{"dev", "own", "heldout"} {
		for _, l := range lines(f, "testdata/"+set+".jsonl") {
			f.Add(l.Text, uint8(len(l.Text)))
		}
	}
	for _, s := range []string{"", " ", "\u202e张主任\u200b", "{{.}} '; drop table visit; --", "九九九九九九九九九点", "\xff\xfe张", "1️⃣", "提前", "辅导 1001 4 5 3 4 4 优点：好；待办：1、下周三前练习 2、月底前看指南", "今天带教陈晓 45344", "下周", "99月99号", strings.Repeat("张主任", 700)} {
		f.Add(s, uint8(0))
	}
	people := []string{"chenxiao", "linyutong", "zhaolei", "sunting", "wangjianguo", "zhouhang", "guanli"}
	at := time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai)
	f.Fuzz(func(t *testing.T, text string, who uint8) {
		person := people[int(who)%len(people)]
		channel := domain.WeCom
		if who%2 == 1 {
			channel = domain.SMS
		}
		c := understand.Context{At: at, Channel: channel, Gazetteer: p.gazetteers[person]}
		r := understand.Read(text, understand.Sender{UserID: person, Role: p.roles[person]}, c)
		check(t, text, r, c, p.roles[person])
		understand.CoachSlots(text, understand.Sender{UserID: person, Role: p.roles[person]}, c)
		understand.CoachDue(text, understand.Sender{UserID: person, Role: p.roles[person]}, c)
		_, why := understand.Explain(text, understand.Sender{UserID: person, Role: p.roles[person]}, c)
		for _, slot := range append(why.Slots, why.Intent) {
			for _, w := range slot.From {
				if w.From < 0 || w.From >= w.To || w.To > len(text) || text[w.From:w.To] != w.Text {
					t.Errorf("%s comes from %d to %d of %d bytes, %q", slot.Slot, w.From, w.To, len(text), w.Text)
				}
			}
		}
	})
}

var closed = []understand.Intent{understand.VisitReport, understand.VisitPlan, understand.VisitAmend, understand.VisitUndo, understand.ReminderSet,
	understand.PlanShow, understand.QuotaShow, understand.DoctorShow, understand.KBSearch, understand.EventReport, understand.SafetyReport,
	understand.ComplaintReport, understand.TimeOffSet, understand.ReviewList, understand.ReviewApprove, understand.ReviewReject, understand.ReviewComment,
	understand.ReviewShare, understand.TeamShow, understand.SMSStop, understand.SMSStart, understand.Help, understand.Unknown}

func check(t *testing.T, text string, r understand.Reading, c understand.Context, role domain.Role) {
	t.Helper()
	if !slices.Contains(closed, r.Intent) {
		t.Errorf("the intent %q is not in the table", r.Intent)
	}
	if r.Further != "" && r.Intent != understand.Unknown {
		t.Errorf("%s also means %s", r.Intent, r.Further)
	}
	if strings.TrimSpace(text) == "" && r.Intent != understand.Unknown {
		t.Errorf("nothing means %s", r.Intent)
	}
	if role.Manages() && len(r.Visits) > 0 {
		t.Error("a manager files no visits")
	}
	doctor := func(code string) {
		if _, ok := c.Gazetteer.Doctor(code); code != "" && !ok {
			t.Errorf("the doctor %s is not on the list", code)
		}
	}
	day := func(d domain.Date) {
		today := domain.DateOf(c.At)
		if !d.IsZero() && (d.Sub(today) > 40*366 || today.Sub(d) > 40*366) {
			t.Errorf("the day %s is not plausible", d)
		}
		if _, err := domain.ParseDate(d.String()); !d.IsZero() && err != nil {
			t.Errorf("the day %v does not exist: %v", d, err)
		}
	}
	products := func(codes []string) {
		for i, code := range codes {
			if _, ok := c.Gazetteer.Product(code); !ok || slices.Contains(codes[:i], code) {
				t.Errorf("the product %s does not exist or stands twice", code)
			}
		}
	}
	visit := func(v understand.Visit, report bool) {
		doctor(v.Doctor)
		products(v.Products)
		day(v.Date)
		for _, code := range v.Candidates {
			doctor(code)
		}
		if v.Doctor != "" && v.Ask != "" || v.Ask == "doctor" && v.Candidates == nil || len(v.Candidates) == 1 {
			t.Errorf("the visit with %q asks %q among %v", v.Doctor, v.Ask, v.Candidates)
		}
		if v.Start != "" {
			if _, err := domain.ParseTimeOfDay(string(v.Start)); err != nil {
				t.Error(err)
			}
		}
		if v.Minutes < 0 || v.Minutes > 1440 || v.Remind < 0 {
			t.Errorf("a talk of %d minutes, a reminder %d before", v.Minutes, v.Remind)
		}
		if report && (v.Date.IsZero() || v.Date.After(domain.DateOf(c.At))) {
			t.Errorf("a report of %s", v.Date)
		}
		if v.Next != nil && (v.Next.Date.IsZero() || v.Next.Date.Before(domain.DateOf(c.At))) {
			t.Errorf("a next visit on %s", v.Next.Date)
		}
		if !strings.Contains(text, v.Said) || !strings.Contains(text, v.Rest) {
			t.Errorf("the words %q or %q are not in the text", v.Said, v.Rest)
		}
	}
	for _, v := range r.Visits {
		visit(v, r.Intent != understand.VisitPlan)
	}
	if r.Changes != nil {
		visit(*r.Changes, false)
	}
	doctor(r.Doctor)
	products(r.Products)
	for _, d := range []domain.Date{r.From, r.To, r.Date} {
		day(d)
	}
	if r.To.Before(r.From) {
		t.Errorf("from %s to %s", r.From, r.To)
	}
	if r.Hospital != "" {
		if _, ok := c.Gazetteer.Hospital(r.Hospital); !ok {
			t.Errorf("the hospital %s does not exist", r.Hospital)
		}
	}
	if r.At != "" {
		if _, err := time.Parse("2006-01-02T15:04", r.At); err != nil {
			t.Error(err)
		}
	}
	if utf8.ValidString(text) && !strings.Contains(text, r.Said) {
		t.Errorf("the words %q are not in the text", r.Said)
	}
}

// TestLongTextsTakeLinearTime reads texts of twice the length and compares: a quadratic step would take four times as long.
func TestLongTextsTakeLinearTime(t *testing.T) {
	p := load(t)
	c := understand.Context{At: time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: p.gazetteers["chenxiao"]}
	who := understand.Sender{UserID: "chenxiao", Role: domain.Rep}
	for _, unit := range []string{"市一院心内张主任，立舒平20分钟，同意。", "zhangwei shiyi ", "三点半到四点", "不是张伟是李静，", "病人吃立舒平皮疹", "老", "，", "1", "z"} {
		took := func(length int) time.Duration {
			text := strings.Repeat(unit, length/utf8.RuneCountInString(unit))
			best := time.Hour
			for range 5 {
				start := computed(t)
				understand.Read(text, who, c)
				best = min(best, computed(t)-start)
			}
			return best
		}
		short, long := took(1000), took(4000)
		if long > 12*short+5*time.Millisecond {
			t.Errorf("%q: 1,000 characters take %v, 4,000 take %v", unit, short, long)
		}
	}
	w := crowd(t, 400)
	var many strings.Builder
	for _, d := range w.Doctors {
		many.WriteString(d.Name + "，立舒平20分钟，同意。")
	}
	c.Gazetteer = understand.NewGazetteer(w)
	start := computed(t)
	understand.Read(string([]rune(many.String())[:understand.MaxLength]), who, c)
	if took := computed(t) - start; took > time.Second {
		t.Errorf("a text with a visit of each of 270 doctors takes %v", took)
	}
	if r := understand.Read(strings.Repeat("张", understand.MaxLength+1), who, c); !r.TooLong || r.Intent != understand.Unknown {
		t.Errorf("a text over the limit is read as %+v", r)
	}
}

// computed is how long the processors have worked for this test: what a busy machine lets it wait is not in it.
func computed(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkRead(b *testing.B) {
	p := load(b)
	var set []line
	for _, l := range lines(b, "testdata/dev.jsonl") {
		if l.From == "chenxiao" {
			set = append(set, l)
		}
	}
	g := understand.NewGazetteer(crowd(b, 150))
	_ = p
	b.ResetTimer()
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		l := set[i%len(set)]
		understand.Read(l.Text, understand.Sender{UserID: l.From, Role: domain.Rep}, understand.Context{At: l.At, Channel: domain.Channel(l.Channel), Gazetteer: g})
	}
}

func BenchmarkNewGazetteer(b *testing.B) {
	for _, n := range []int{200, 5000} {
		w := crowd(b, n)
		b.Run(map[int]string{200: "200", 5000: "5000"}[n], func(b *testing.B) {
			common := understand.NewCommon(w)
			b.ReportAllocs()
			for b.Loop() {
				common.Gazetteer(w.Doctors)
			}
		})
	}
}

// TestManyGazetteersFit builds gazetteers as for a company of many reps and bounds what each keeps: 10,000 of 150 doctors
// must fit in 1 GiB.
func TestManyGazetteersFit(t *testing.T) {
	w := crowd(t, 150)
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	common := understand.NewCommon(w)
	before := heap()
	const n = 100
	keep := make([]*understand.Gazetteer, n)
	for i := range keep {
		keep[i] = common.Gazetteer(w.Doctors)
	}
	each := (heap() - before) / n
	runtime.KeepAlive(keep)
	runtime.KeepAlive(common)
	t.Logf("a gazetteer of 150 doctors keeps %d KiB", each>>10)
	if each > 100<<10 {
		t.Errorf("a gazetteer of 150 doctors keeps %d bytes; 10,000 do not fit in 1 GiB", each)
	}
}
