package simulate

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/team"
)

// judged is a field of two reps and one of the safety desk, where nothing was said yet.
func judged() *field {
	reps := []*rep{{repRow: &repRow{Person: team.Person{UserID: "rep1"}}}, {repRow: &repRow{Person: team.Person{UserID: "rep2"}}}}
	return &field{reps: reps, byUser: map[string]*rep{"rep1": reps[0], "rep2": reps[1]}, company: &company{safety: []team.Person{{UserID: "pv01"}}},
		findings: map[string]*Finding{}, deeds: map[string]map[int64]deed{}, calls: map[int64]*call{}, counts: Counts{Deeds: map[string]int{}}}
}

// found returns what was found, as name ×count.
func (f *field) found() string {
	var all []string
	for _, i := range invariants {
		if x := f.findings[i.name]; x != nil {
			all = append(all, strings.Repeat(i.name+" ", x.Count))
		}
	}
	return strings.TrimSpace(strings.Join(all, ""))
}

func TestTheJudgeFindsWhatIsLostAndWhatIsTwice(t *testing.T) {
	for want, records := range map[string][]stored{
		"":                                {{1, "rep1"}, {2, "REP1"}},
		"deed_lost":                       {{1, "rep1"}},
		"deed_lost deed_lost":             nil,
		"deed_wrong":                      {{1, "rep1"}, {2, "rep1"}, {2, "rep1"}},
		"deed_lost deed_wrong deed_wrong": {{1, "rep2"}, {3, "rep1"}},
	} {
		f := judged()
		f.did(deedEvent, 1, "rep1", "科室会")
		f.did(deedEvent, 2, "rep1", "科室会")
		f.compare(deedEvent, records)
		if got := f.found(); got != want {
			t.Errorf("%v: found %q, not %q", records, got, want)
		}
	}
	f := judged()
	f.did(deedHarm, 7, "rep1", "肌肉痛")
	f.did(deedHarm, 7, "rep1", "肌肉痛")
	if got := f.found(); got != "deed_wrong" {
		t.Errorf("one number for two: %q", got)
	}
}

func TestTheJudgeFindsADoctorWhoWasAddedTwice(t *testing.T) {
	f := judged()
	d := &doctor{name: "谢建国", added: 9}
	f.reps[0].doctors = []*doctor{{code: "D1", name: "谢建"}, d}
	for _, code := range []string{"N1", "N2"} {
		if err := f.learnCode(roster.Doctor{Code: code, Name: "谢建国", Reps: []string{"rep1"}}); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.found(); got != "deed_wrong" || d.code != "N1" {
		t.Errorf("found %q, code %s", got, d.code)
	}
}

func TestTheJudgeFindsWhomABroadcastDidNotReach(t *testing.T) {
	row := func(person, fate string) export.Broadcast {
		return export.Broadcast{Number: 5, Person: person, Fate: fate}
	}
	for want, rows := range map[string][]export.Broadcast{
		"":                    {row("rep1", "told"), row("rep2", "acknowledged")},
		"deed_lost":           {row("rep1", "waiting"), row("rep2", "acknowledged")},
		"deed_lost deed_lost": {row("rep1", "told")},
		"deed_wrong":          {row("rep1", "told"), row("rep2", "acknowledged"), row("rep2", "acknowledged")},
	} {
		f := judged()
		f.calls[5] = &call{to: f.reps, acked: map[*rep]bool{f.reps[1]: true}}
		f.judgeReceivers(map[int64][]export.Broadcast{5: rows})
		if got := f.found(); got != want {
			t.Errorf("%v: found %q, not %q", rows, got, want)
		}
	}
}

// The safety desk hears of an adverse event over WeCom and by SMS, of each once; the words and the card of one are one.
func TestTheJudgeFindsWhatTheSafetyDeskDidNotHear(t *testing.T) {
	at := time.Date(2030, 3, 4, 14, 10, 0, 0, time.UTC)
	heard := func(channel domain.Channel, text string, due time.Time) told {
		return told{shown: shown{channel: channel, text: text}, person: "pv01", kind: "safety_case", due: due}
	}
	words, card := heard(domain.WeCom, "【安全信息 #70】12-01 14:10 张建国报告", at), heard(domain.WeCom, "新的安全信息 #70", at)
	short := heard(domain.SMS, "【药伴】安全信息70已受理，请在12-16 14:10前补充四要素。", at)
	for want, all := range map[string][]told{
		"":                        {words, card, short},
		"safety_lost":             {words, card},
		"safety_lost safety_lost": {heard(domain.WeCom, "【安全信息 #701】", at), heard(domain.SMS, "安全信息170已受理", at)},
		"duplicate":               {words, card, short, heard(domain.SMS, short.text, at.Add(time.Hour))},
	} {
		f := judged()
		f.did(deedHarm, 70, "rep1", "肌肉痛")
		f.judgeDesk(all)
		if got := f.found(); got != want {
			t.Errorf("%v: found %q, not %q", all, got, want)
		}
	}
}

// Words and card of one notice are one push; the mornings of two teams, of which one is somebody's for whom she stands in, are two.
func TestAPushIsANoticeAndNotAMessage(t *testing.T) {
	f := judged()
	f.bosses = map[string]*manager{"boss": {}}
	at := time.Date(2030, 3, 4, 8, 0, 0, 0, time.UTC)
	morning := func(text string) told {
		return told{shown: shown{channel: domain.WeCom, at: at, text: text}, person: "boss", kind: "manager_morning", due: at}
	}
	days := f.pushes([]told{morning("早上好，团队今天（03-04 周一）：#1001"), morning("团队：待审24条"), morning("早上好，您代管的金海志团队今天（03-04 周一）："), morning("您代管的金海志团队：待审20条")})
	if len(days) != 1 || len(days[0].notices) != 2 {
		t.Errorf("pushes %v", days)
	}
}
