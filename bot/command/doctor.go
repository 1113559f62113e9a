package command

import (
	"cmp"
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/feedback"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayDoctorHead  = words.New("doctor.head", "%s\n%s %s%s")
	sayDoctorGrade = words.New("doctor.grade", "等级%s｜%s")
	sayDoctorLast  = words.New("doctor.last", "最近拜访：#%d %s")
	sayDoctorNone  = words.New("doctor.no_visit", "最近90天没有拜访记录")
	sayDoctorNext  = words.New("doctor.next", "已排：#%d %s")
	_              = words.Refusal("doctor.which", "要查哪位医生？请发姓名，如“查 张伟”。")
	_              = words.Refusal("doctor.unknown", "您的名单里没有这位医生。请核对姓名，或请管理员导入。")
	_              = register(Command{Intent: understand.DoctorShow, Roles: withPlans, Run: showDoctor})
)

// doctorForm asks which doctor a question about one meant; nothing is recorded, so nobody is told when it lapses.
var doctorForm = dialog.Form[string]{Name: "doctor", Version: 1, Slots: []dialog.Slot[string]{{
	Name:    "doctor",
	Missing: func(d string) bool { return d == "" },
	Fill:    func(d *string, v string) error { *d = v; return nil },
}}}

func init() { onAnswer(doctorForm, finishDoctor, nil) }

// showDoctor tells what is known of a doctor (PRODUCT.md D8, as far as it is kept today).
func showDoctor(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if understand.AsksGrade(t.In.Text) {
		return explainGrade(ctx, t)
	}
	if t.Said.Doctor != "" {
		return t.doctorCard(ctx, t.Said.Doctor)
	}
	if len(t.Said.Candidates) == 0 {
		return inbox.Answer{}, domain.Refuse("doctor.unknown")
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	options := t.Book.doctorOptions(t.Said.Candidates)
	text := sayDoctorWhich.Say(numbered(options), choices(len(options)))
	slot, _ := doctorForm.Next("")
	q, err := doctorForm.Question(dialog.Question{ID: id, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{Text: text, Options: options, Said: understand.Phrase(t.Said.Said)}, "")
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "help", nil)), nil
}

var sayDoctorWhich = words.New("doctor.ask", "要查哪一位？%s，%s")

func finishDoctor(ctx context.Context, t *Turn, _ dialog.Question, code string) (inbox.Answer, error) {
	return t.doctorCard(ctx, code)
}

// doctorCard says who a doctor is, when she was seen last, what is planned, and how far along her month is. A manager reads
// the profile and what the doctor said to the reps below her; the visits shown are the asker's own.
func (t *Turn) doctorCard(ctx context.Context, code string) (inbox.Answer, error) {
	d, ok := t.Book.Doctor(code)
	if !ok {
		return inbox.Answer{}, domain.Refuse("doctor.unknown")
	}
	post := ""
	if d.Post != "" {
		post = "·" + d.Post
	}
	where, _ := t.Book.Hospital(d.Hospital)
	lines := []string{sayDoctorHead.Say(strings.TrimSpace(t.Book.name(code)+" "+d.ShortCode), cmp.Or(d.HospitalSaid, where.Name)+" "+d.Department, d.Title, post)}
	var said []feedback.Said
	from := t.Today().AddDays(-90)
	var own []roster.Value
	t.Tx.WantProfile(code, &own)
	if t.Who.Role != domain.Rep {
		t.Tx.WantFeedback(code, t.Book.reps, from, &said)
		if err := t.Tx.Flush(ctx); err != nil {
			return inbox.Answer{}, err
		}
		if d.Grade != "" {
			lines = append(lines, sayDoctorGrade.Say(d.Grade, t.Book.place(code)))
		}
		lines = append(lines, ownFields(own)...)
		return say(strings.Join(append(lines, feedbackLines(said)...), "\n"), "help", nil), nil
	}
	var visits []visit.Visit
	var plans []plan.Plan
	t.Tx.WantFeedback(code, []string{t.Who.UserID}, from, &said)
	t.Tx.WantVisits(t.Who.UserID, []string{code}, from, &visits)
	t.Tx.WantPlans(t.Who.UserID, []string{code}, &plans)
	t.wantMonth([]string{code}, t.Today())
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	if d.Grade != "" {
		lines = append(lines, sayDoctorGrade.Say(d.Grade, t.month(code, t.Today(), visits).say()))
	}
	if n := len(visits); n > 0 {
		lines = append(lines, sayDoctorLast.Say(visits[n-1].Number, t.Book.visitLine(visits[n-1].Details)))
	} else {
		lines = append(lines, sayDoctorNone.Say())
	}
	lines = append(lines, ownFields(own)...)
	lines = append(lines, feedbackLines(said)...)
	plans = plan.Standing(plans)
	for _, p := range plans[:min(len(plans), 3)] {
		lines = append(lines, sayDoctorNext.Say(p.Number, t.Book.planLine(p.Details)))
	}
	return say(strings.Join(lines, "\n"), "help", nil), nil
}
