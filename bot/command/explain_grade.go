package command

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

// grades reads what grading knows.
type grades interface {
	WantGrading(into *grading.Scheme)
	WantGradingFacts(doctor string, into *grading.Doctor, grade *domain.Grade)
}

var (
	sayGradeWhy      = words.New("grade.why", "%s：%s级，%s分（评级方案第%d版）\n%s，合计%s\nA≥%d B≥%d C≥%d")
	sayGradeLine     = words.New("grade.line", "%s线：%s级，%s分：%s（A≥%d B≥%d C≥%d）")
	sayGradeImported = words.New("grade.imported", "%s 是%s级：这是导入的等级，公司还没有启用评级方案，没有得分可查。")
	sayGradeNone     = words.New("grade.none", "%s 还没有等级：导入时没有填，公司也没有启用评级方案。")
	sayGradePart     = words.New("grade.part", "%s（%s）%s")
	sayGradeUnknown  = words.New("grade.unknown", "不详")
	sayGradeItems    = words.New("grade.items", "%s项")
	sayGradeWhich    = words.New("grade.ask", "要查哪一位的等级？%s，%s")
	_                = words.Refusal("grade.which", "要查哪位医生的等级？请带上姓名，如“张伟为什么是B”。")
	_                = register(Command{Intent: understand.GradeExplain, Roles: withPlans, Run: explainGrade})
)

// gradeForm asks whose grade a question meant; nothing is recorded, so nobody is told when it lapses.
var gradeForm = dialog.Form[string]{Name: "grade", Version: 1, Slots: []dialog.Slot[string]{{
	Name:    "doctor",
	Missing: func(d string) bool { return d == "" },
	Fill:    func(d *string, v string) error { *d = v; return nil },
}}}

func init() { onAnswer(gradeForm, finishGrade, nil) }

// explainGrade says why a doctor of the person's own list or subtree has her grade, in points that sum to the score
// (PRODUCT.md D5). Without a doctor, the one of the last recording is meant.
func explainGrade(ctx context.Context, t *Turn) (inbox.Answer, error) {
	switch {
	case t.Said.Doctor != "":
		return t.gradeCard(ctx, t.Said.Doctor)
	case t.Said.Ask == "doctor" && len(t.Said.Candidates) == 0:
		return inbox.Answer{}, domain.Refuse("doctor.unknown")
	case t.Said.Ask == "doctor":
		return t.askGrade(t.Said.Candidates)
	}
	if last := t.State.Last; last != nil && len(last.Numbers) > 0 && t.Who.Role == domain.Rep {
		v, ok, err := t.Tx.VisitNumbered(ctx, t.Who.UserID, last.Numbers[len(last.Numbers)-1])
		if err != nil {
			return inbox.Answer{}, err
		}
		if ok {
			return t.gradeCard(ctx, v.Doctor)
		}
	}
	return inbox.Answer{}, domain.Refuse("grade.which")
}

func (t *Turn) askGrade(candidates []string) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	options := t.Book.doctorOptions(candidates)
	text := sayGradeWhich.Say(numbered(options), choices(len(options)))
	slot, _ := gradeForm.Next("")
	q, err := gradeForm.Question(dialog.Question{ID: id, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{Text: text, Options: options}, "")
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "help", nil)), nil
}

func finishGrade(ctx context.Context, t *Turn, _ dialog.Question, code string) (inbox.Answer, error) {
	return t.gradeCard(ctx, code)
}

// gradeCard says the score of one doctor, for every line that grades apart too.
func (t *Turn) gradeCard(ctx context.Context, code string) (inbox.Answer, error) {
	if _, ok := t.Book.Doctor(code); !ok {
		return inbox.Answer{}, domain.Refuse("doctor.unknown")
	}
	var scheme grading.Scheme
	var facts grading.Doctor
	var grade domain.Grade
	t.Tx.WantGrading(&scheme)
	t.Tx.WantGradingFacts(code, &facts, &grade)
	var hand []doctor.Manual
	t.Tx.WantManual(code, &hand)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	who := t.Book.option(code)
	if m, ok := doctor.Holds(hand, t.Today()); ok {
		return say(t.byHand(who, m, scheme, facts), "help", nil), nil
	}
	switch {
	case !scheme.InForce() && grade == "":
		return say(sayGradeNone.Say(who), "help", nil), nil
	case !scheme.InForce():
		return say(sayGradeImported.Say(who, grade), "help", nil), nil
	}
	r, least := scheme.Grade("", facts), scheme.Of("").Thresholds
	score := points(r.Hundredths)
	lines := []string{sayGradeWhy.Say(who, r.Grade, score, scheme.Version, gradeParts(r), score, least[domain.GradeA], least[domain.GradeB], least[domain.GradeC])}
	for _, line := range slices.Sorted(maps.Keys(scheme.Lines)) {
		if line == "" {
			continue
		}
		r, least := scheme.Grade(line, facts), scheme.Of(line).Thresholds
		lines = append(lines, sayGradeLine.Say(line, r.Grade, points(r.Hundredths), gradeParts(r), least[domain.GradeA], least[domain.GradeB], least[domain.GradeC]))
	}
	return say(strings.Join(lines, "\n"), "help", nil), nil
}

// byHand says that a grade was given by hand, by whom and until when, and what the scheme says beside it.
func (t *Turn) byHand(who string, m doctor.Manual, scheme grading.Scheme, facts grading.Doctor) string {
	text := sayGradeByHand.Say(who, m.Grade, m.Until.String(), t.Book.person(m.AskedBy), t.Book.person(m.DecidedBy), m.Reason)
	if !scheme.InForce() {
		return text + "\n" + sayGradeImports.Say(orNone(m.Was), m.Until.String())
	}
	r := scheme.Grade("", facts)
	return text + "\n" + sayGradeAnyhow.Say(r.Grade, points(r.Hundredths), scheme.Version, m.Until.String(), gradeParts(r))
}

// gradeParts says the parts that sum to a score: 医院等级三级甲等 25｜职称主治医师 10.
func gradeParts(r grading.Result) string {
	parts := make([]string, len(r.Parts))
	for i, p := range r.Parts {
		value := p.Value
		switch {
		case value == "":
			value = sayGradeUnknown.Say()
		case p.Of == grading.Needs:
			value = sayGradeItems.Say(value)
		}
		parts[i] = sayGradePart.Say(grading.Name(p.Of), value, points(p.Hundredths))
	}
	return strings.Join(parts, "｜")
}

// points writes hundredths of a point: 62.5.
func points(hundredths int) string { return strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64) }
