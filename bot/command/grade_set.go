package command

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

// manualGrades keeps and reads grades by hand.
type manualGrades interface {
	doctor.ManualLedger
	WantManual(code string, into *[]doctor.Manual)
	ManualNumbered(ctx context.Context, person string, standsFor []string, numbers []int64) ([]doctor.Manual, error)
	ManualWaiting(ctx context.Context, people []string) ([]doctor.WaitingManual, error)
	GradeNow(ctx context.Context, code string) error
}

var (
	sayGradeAsked   = words.New("grade_set.done", "#%d 已提交：%s改成%s级，到%s。理由：%s。等%s批准，批准之前等级不变。")
	sayGradeTo      = words.New("grade_set.ask_grade", "%s改成哪一级？%s，%s（#%d）")
	sayGradeReason  = words.New("grade_set.ask_reason", "%s改成%s级的理由是什么？直接回复（#%d）")
	sayGradeUntil   = words.New("grade_set.ask_until", "%s的%s级到哪一天为止？回日期，如“12月31日”，最长一年（#%d）")
	sayGradeDoctor  = words.New("grade_set.ask_doctor", "要改哪一位的等级？%s，%s（#%d）")
	sayGradeSMS     = words.New("grade_set.sms", "提交待批")
	sayManualYes    = words.New("grade_set.approved", "已批准 #%d：%s今天起按%s级，到%s。")
	sayManualNo     = words.New("grade_set.refused", "已驳回 #%d，%s等级不变，原因已告诉%s：%s")
	sayManualWaits  = words.New("grade_set.waiting", "待批人工定级%d项：\n%s\n同意回“批准 %d”，不同意请说“驳回 %[3]d 原因”。")
	sayManualLine   = words.New("grade_set.line", "#%d %s %s(%s) %s→%s，到%s。理由：%s")
	sayGradeByHand  = words.New("grade.by_hand", "%s：%s级，人工定级到%s，由%s申请、%s批准。理由：%s。")
	sayGradeAnyhow  = words.New("grade.by_hand_else", "按评级方案是%s级，%s分（第%d版），%s后恢复：\n%s，合计%[2]s")
	sayGradeImports = words.New("grade.by_hand_imported", "导入的等级是%s，%s后恢复。")
	_               = words.Refusal("manual.same", "她现在就是%s级，不用改。")
	_               = words.Refusal("manual.reason", "人工定级要写理由，如“把张伟改成A级，理由新任科主任，到12-31”。没有改动。")
	_               = words.Refusal("manual.long", "理由请在%d个字以内。没有改动。")
	_               = words.Refusal("manual.until", "到期日%s不行：要在今天之后、一年以内。没有改动。")
	_               = words.Refusal("manual.second", "您没有上级可以复核，人工定级要由另一个人批准。请让医生的主管来申请。")
	_               = words.Refusal("manual.waits", "#%d 这位医生已有一项人工定级在等批准，先等它有结果。")
	_               = words.Refusal("manual.waits_too", "这位医生刚有一项人工定级提交了，先等它有结果。")
	_               = words.Refusal("manual.own", "#%d 是您自己申请的，要由您的上级批准。")
	_               = words.Refusal("manual.decided", "#%d 这项人工定级已经有结果了，没有改动。")
	_               = words.Refusal("manual.late", "#%d 的到期日%s已过，不能再批准。")
	_               = words.Refusal("manual.why", "驳回人工定级 #%d 请带上原因，如“驳回 %[1]d 理由不充分”。没有改动。")
	_               = words.Refusal("manual.rep", "等级按评级方案由资料算出，代表不能改，没有改动。看依据请发“%[1]s等级怎么来的”；资料有误请告诉管理员；要人工定级请找%[2]s，由主管发“把%[1]s改成%[3]s级，理由…，到12-31”，上级批准后生效。")
	_               = words.Refusal("manual.rep_alone", "等级按评级方案由资料算出，代表不能改，没有改动。看依据请发“%[1]s等级怎么来的”；资料有误请告诉管理员。")
	_               = register(Command{Intent: understand.GradeSet, Roles: withPlans, Run: setGrade})
)

// gradeDraft is a grade by hand that something is missing of.
type gradeDraft struct {
	Doctor string       `json:"doctor,omitempty"`
	Grade  domain.Grade `json:"grade,omitempty"`
	Reason string       `json:"reason,omitempty"`
	Until  domain.Date  `json:"until,omitzero"`
}

var gradeWish = dialog.Form[gradeDraft]{Name: "grade.set", Version: 1, Slots: []dialog.Slot[gradeDraft]{
	{
		Name:    "doctor",
		Missing: func(d gradeDraft) bool { return d.Doctor == "" },
		Fill:    func(d *gradeDraft, v string) error { d.Doctor = v; return nil },
	},
	{
		Name:    "grade",
		Missing: func(d gradeDraft) bool { return d.Grade == "" },
		Fill:    func(d *gradeDraft, v string) error { d.Grade = domain.Grade(v); return nil },
	},
	{
		Name:    "reason",
		Missing: func(d gradeDraft) bool { return d.Reason == "" },
		Fill:    func(d *gradeDraft, v string) error { d.Reason = v; return nil },
	},
	{
		Name:    "until",
		Missing: func(d gradeDraft) bool { return d.Until.IsZero() },
		Fill: func(d *gradeDraft, v string) (err error) {
			d.Until, err = domain.ParseDate(v)
			return err
		},
	},
}}

func init() {
	onAnswer(gradeWish, func(ctx context.Context, t *Turn, q dialog.Question, d gradeDraft) (inbox.Answer, error) {
		return t.wishGrade(ctx, d, nil, q.Number)
	}, readGradeWish)
	alsoDecides(decider{decide: decideManual, waiting: manualWaiting})
}

// readGradeWish reads a text as what the question asks for: any words are a reason, one day ahead is the last one.
func readGradeWish(t *Turn, q dialog.Question, text string) (string, bool) {
	switch q.Slot {
	case "reason":
		return strings.TrimSpace(text), strings.TrimSpace(text) != ""
	case "until":
		day, ok := understand.DayAhead(text, t.At())
		return day.String(), ok
	case "grade":
		g := strings.ToUpper(strings.TrimSuffix(strings.TrimSpace(text), "级"))
		return g, slices.Contains(gradeLetters, domain.Grade(g))
	}
	return "", false
}

var gradeLetters = []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD}

// setGrade asks for a doctor's grade by hand (PRODUCT.md D6): a manager does, for a doctor of her subtree; the next person above her
// decides.
func setGrade(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Said.Doctor == "" && len(t.Said.Candidates) == 0 {
		return inbox.Answer{}, domain.Refuse("doctor.unknown")
	}
	if t.Who.Role == domain.Rep {
		return t.gradeNotHers(ctx)
	}
	w := t.Said.Wish
	return t.wishGrade(ctx, gradeDraft{Doctor: t.Said.Doctor, Grade: w.Grade, Reason: w.Reason, Until: w.Until}, t.Said.Candidates, 0)
}

// gradeNotHers tells a rep who decides on a grade and how (PRODUCT.md D5, D6).
func (t *Turn) gradeNotHers(ctx context.Context) (inbox.Answer, error) {
	manager, err := t.Tx.ManagerOf(ctx, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	who, grade := t.Said.Said, t.Said.Wish.Grade
	if t.Said.Doctor != "" {
		who = t.Book.name(t.Said.Doctor)
	}
	if manager == "" {
		return inbox.Answer{}, domain.Refuse("manual.rep_alone", who)
	}
	if grade == "" {
		grade = domain.GradeA
	}
	return inbox.Answer{}, domain.Refuse("manual.rep", who, t.Book.person(manager), grade)
}

// wishGrade asks for the first thing that is missing, or hands the wish to the second person. n is its number, 0 if it has none yet.
func (t *Turn) wishGrade(ctx context.Context, d gradeDraft, candidates []string, n int64) (inbox.Answer, error) {
	if d.Doctor != "" {
		if _, ok := t.Book.Doctor(d.Doctor); !ok {
			return inbox.Answer{}, domain.Refuse("doctor.unknown")
		}
	}
	var numbers []int64
	if n == 0 {
		t.Tx.WantNumbers(1, &numbers)
	}
	var standing []doctor.Manual
	t.Tx.WantManual(d.Doctor, &standing)
	second, err := t.Tx.ManagerOf(ctx, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	if second == "" {
		return inbox.Answer{}, domain.Refuse("manual.second")
	}
	if n == 0 {
		n = numbers[0]
	}
	if slot, missing := gradeWish.Next(d); missing {
		return t.askGradeWish(d, slot, candidates, n)
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	m, err := doctor.AskGrade(t.Tx, t.source(), doctor.Manual{ID: id, Number: n, Doctor: d.Doctor, Grade: d.Grade, Was: t.Book.grade(d.Doctor), Reason: d.Reason,
		Until: d.Until, Second: second}, standing, t.Today())
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(sayGradeAsked.Say(n, t.Book.full(m.Doctor), m.Grade, m.Until.String(), m.Reason, t.Book.person(second)), "decision",
		map[string]string{"no": number(n), "decision": sayGradeSMS.Say()}), nil
}

// askGradeWish asks for one thing that a grade by hand lacks.
func (t *Turn) askGradeWish(d gradeDraft, slot dialog.Slot[gradeDraft], candidates []string, n int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	who, p := t.Book.option(d.Doctor), dialog.Prompt{}
	field := map[string]string{"doctor": "医生", "grade": "等级", "reason": "理由", "until": "到期日"}[slot.Name]
	switch slot.Name {
	case "doctor":
		p.Options = t.Book.doctorOptions(candidates)
		p.Text = sayGradeDoctor.Say(numbered(p.Options), choices(len(p.Options)), n)
	case "grade":
		for _, g := range gradeLetters {
			p.Options = append(p.Options, dialog.Option{Value: string(g), Label: string(g) + "级"})
		}
		p.Text = sayGradeTo.Say(who, numbered(p.Options), choices(len(p.Options)), n)
	case "reason":
		p.Text = sayGradeReason.Say(who, d.Grade, n)
	case "until":
		p.Text = sayGradeUntil.Say(who, d.Grade, n)
	}
	q, err := gradeWish.Question(dialog.Question{ID: id, Number: n, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot, p, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(p.Text, "missing", map[string]string{"no": number(n), "field": field})), nil
}

// decideManual decides on those of the named records that are grades by hand.
func decideManual(ctx context.Context, t *Turn, numbers []int64, approve bool) (a inbox.Answer, decided []int64, err error) {
	all, err := t.Tx.ManualNumbered(ctx, t.Who.UserID, t.standsFor(), numbers)
	if err != nil || len(all) == 0 {
		return a, nil, err
	}
	var lines []string
	for _, m := range all {
		if m, err = doctor.DecideGrade(t.Tx, t.Who.UserID, m, approve, strings.TrimSpace(t.Said.Text), t.Today()); err != nil {
			return a, nil, err
		}
		decided = append(decided, m.Number)
		if !approve {
			lines = append(lines, sayManualNo.Say(m.Number, t.Book.option(m.Doctor), t.Book.person(m.AskedBy), m.DecisionReason))
			continue
		}
		lines = append(lines, sayManualYes.Say(m.Number, t.Book.option(m.Doctor), m.Grade, m.Until.String()))
		if err := t.Tx.GradeNow(ctx, m.Doctor); err != nil {
			return a, nil, err
		}
	}
	word := "驳回"
	if approve {
		word = "批准"
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(decided[0]), "decision": word}), decided, nil
}

// standsFor are the managers whom the person stands in for today.
func (t *Turn) standsFor() []string {
	return slices.Compact(slices.Sorted(maps.Values(t.Book.standsFor)))
}

// manualWaiting lists the grades by hand that wait for the person; of one rep only there are none.
func manualWaiting(ctx context.Context, t *Turn, rep string) (inbox.Answer, error) {
	if rep != "" {
		return inbox.Answer{}, nil
	}
	all, err := t.Tx.ManualWaiting(ctx, append(t.standsFor(), t.Who.UserID))
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	lines := make([]string, len(all))
	for i, m := range all {
		lines[i] = sayManualLine.Say(m.Number, m.By, m.Name, m.Hospital, orNone(m.Was), m.Grade, m.Until.String(), m.Reason)
	}
	return say(sayManualWaits.Say(len(all), strings.Join(lines, "\n"), all[0].Number), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayGradeSMS.Say()}), nil
}

// orNone writes a grade, also that of somebody whom nobody has graded.
func orNone(g domain.Grade) string {
	if g == "" {
		return "未评"
	}
	return string(g)
}
