package command

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/words"
)

// doctorFields reads and changes single fields of any doctor of the company.
type doctorFields interface {
	doctor.FieldLedger
	DoctorFields(ctx context.Context) ([]roster.Field, error)
	DoctorsNamed(ctx context.Context, text string) ([]roster.Doctor, error)
	WholeDoctor(ctx context.Context, code string) (roster.Doctor, bool, error)
	ProductAreas(ctx context.Context) (map[string]string, error)
	WriteDoctorField(ctx context.Context, code, key, value string) error
	FieldChangeNumbered(ctx context.Context, number int64) (doctor.FieldChange, bool, error)
}

var (
	sayFieldAsk    = words.New("doctor_set.ask", "#%d %s：%s %s→%s。%s确认回“确认”，不改回“取消”。")
	sayFieldAgain  = words.New("doctor_set.ask_again", "#%d %s的%s改成%s还没有改：确认回“确认”，不改回“取消”。")
	sayFieldWhose  = words.New("doctor_set.which", "要改哪一位的%s？%s，%s（#%d）")
	sayFieldDone   = words.New("doctor_set.done", "#%d 已改：%s的%s %s→%s。%s撤回请发“撤回 %[1]d”。")
	sayFieldKept   = words.New("doctor_set.kept", "好的，没有改动（#%d）。")
	sayFieldNone   = words.New("doctor_set.empty", "空")
	sayFieldMoves  = words.New("doctor_set.moves", "等级会从%s变成%s（%s分）。")
	sayFieldMoved  = words.New("doctor_set.moved", "等级从%s变成%s，已告诉代表。")
	sayFieldOfLine = words.New("doctor_set.of_line", "%s线")
	sayFieldStays  = words.New("doctor_set.stays", "等级不变（%s级，%s分）。")
	sayFieldNoRule = words.New("doctor_set.no_scheme", "公司没有启用评级方案，等级不变。")
	sayFieldHand   = words.New("doctor_set.by_hand", "人工定级%s级到%s，期间等级不变。")
	sayFieldSMS    = words.New("doctor_set.sms", "确认或取消（等级%s）")
	sayFieldGrade  = words.New("doctor_set.grade", "等级")
	sayFieldSMSSet = words.New("doctor_set.sms_done", "改好")
	sayFieldSMSNo  = words.New("doctor_set.sms_kept", "取消")
	sayGradeSame   = words.New("doctor_set.grade_same", "不变")
	sayGradeArrow  = words.New("doctor_set.grade_arrow", "%s变%s")
	_              = words.Refusal("field.role", "医生资料只有管理员能改，没有改动。要改请告诉管理员。")
	_              = words.Refusal("field.unknown", "没看懂要改哪个字段，没有改动。可以改：%s。如“张伟的床位改成80”。")
	_              = words.Refusal("field.grade", "%s不能直接改：由评级方案算出；要人工定级请医生的主管发“把张伟改成A级，理由…，到12-31”。")
	_              = words.Refusal("field.import", "%s请用导入更新；换代表请用辖区交接。没有改动。")
	_              = words.Refusal("field.who", "要改哪位医生？请带姓名，如“张伟的床位改成80”。没有改动。")
	_              = words.Refusal("field.nobody", "没有找到“%s”这位医生，没有改动。请写姓名全称，重名的带上医院，如“市一院张伟的床位改成80”。")
	_              = words.Refusal("field.many", "符合“%s”的医生有%d位，没有改动。请带上医院和科室，如“市一院心内张伟的床位改成80”。")
	_              = words.Refusal("field.count", "%s要填0以上的整数，“%s”不行。没有改动。")
	_              = words.Refusal("field.number", "%s要填数字（最多6位小数），“%s”不行。没有改动。")
	_              = words.Refusal("field.date", "%s要填日期，如“2026-11-28”，“%s”不行。没有改动。")
	_              = words.Refusal("field.choice", "%s只能是：%s。“%s”不行，没有改动。")
	_              = words.Refusal("field.product", "%s要填本公司产品，没有“%s”。没有改动。")
	_              = words.Refusal("field.text", "%s请在%d个字以内，不要换行。没有改动。")
	_              = words.Refusal("field.needed", "%s不能为空，没有改动。")
	_              = words.Refusal("field.same", "%s的%s现在就是%s，不用改。")
	_              = words.Refusal("field.since", "#%d 没有改：这期间资料变了，请重新说一遍。")
	_              = register(Command{Intent: understand.DoctorSet, Run: setDoctor})
)

// fieldWish is a changed field that waits for which doctor is meant, or for a yes.
type fieldWish struct {
	Field  string `json:"field"`
	To     string `json:"to"` // in her words
	Doctor string `json:"doctor,omitempty"`
	Was    string `json:"was,omitempty"`
	Yes    string `json:"yes,omitempty"`
}

var profileForm = dialog.Form[fieldWish]{Name: "doctor.set", Version: 1, Slots: []dialog.Slot[fieldWish]{
	{
		Name:    "which",
		Missing: func(w fieldWish) bool { return w.Doctor == "" },
		Fill:    func(w *fieldWish, v string) error { w.Doctor = v; return nil },
	},
	{
		Name:    "yes",
		Missing: func(w fieldWish) bool { return w.Yes == "" },
		Fill:    func(w *fieldWish, v string) error { w.Yes = v; return nil },
	},
}}

func init() {
	onAnswer(profileForm, func(ctx context.Context, t *Turn, q dialog.Question, w fieldWish) (inbox.Answer, error) {
		return t.wishField(ctx, w, q.Number)
	}, nil)
	onDrop(profileForm.Name, func(_ context.Context, _ *Turn, q dialog.Question) (inbox.Answer, error) {
		return fieldKept(q.Number), nil
	})
}

func fieldKept(n int64) inbox.Answer {
	return say(sayFieldKept.Say(n), "decision", map[string]string{"no": number(n), "decision": sayFieldSMSNo.Say()})
}

// gradeSaid is a value that only a grade has.
var gradeSaid = regexp.MustCompile(`^[A-Da-d](?:级|类)`)

// setDoctor changes one field of one doctor (PRODUCT.md D4, O5): any doctor of the company, by an admin, who hears first what it does to
// the grade. Who is meant is asked, never guessed.
func setDoctor(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Who.Role != domain.Admin {
		return inbox.Answer{}, domain.Refuse("field.role")
	}
	fields, err := t.Tx.DoctorFields(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	f, who, err := doctor.FieldIn(t.Said.Field.Of, fields)
	if err != nil && gradeSaid.MatchString(t.Said.Field.To) { // 把李静改成A级
		return inbox.Answer{}, domain.Refuse("field.grade", sayFieldGrade.Say())
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	if _, err := f.Read(t.Said.Field.To, t.Book.productCalled); err != nil {
		return inbox.Answer{}, err
	}
	if who == "" {
		return inbox.Answer{}, domain.Refuse("field.who")
	}
	found, err := t.Tx.DoctorsNamed(ctx, who)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.Book = t.Book.meeting(found)
	w := fieldWish{Field: f.Key, To: t.Said.Field.To}
	fit := t.Book.Among(who, t.Book.Codes())
	if slices.Contains(t.Book.Codes(), who) {
		fit = []string{who}
	}
	switch {
	case len(fit) == 0:
		return inbox.Answer{}, domain.Refuse("field.nobody", who)
	case len(fit) > mostOptions:
		return inbox.Answer{}, domain.Refuse("field.many", who, len(fit))
	case len(fit) == 1:
		w.Doctor = fit[0]
		return t.wishField(ctx, w, 0)
	}
	n, err := t.numberOr(ctx, 0)
	if err != nil {
		return inbox.Answer{}, err
	}
	options := t.Book.doctorOptions(fit)
	text := sayFieldWhose.Say(f.Label, numbered(options), choices(len(options)), n)
	return t.askProfile(w, dialog.Prompt{Text: text, Options: options}, n,
		say(text, "which", map[string]string{"no": number(n), "k": number(int64(len(fit)))}))
}

// meeting is the book with other doctors: those of the company of whom a text of somebody without a list of her own speaks.
func (b *Book) meeting(doctors []roster.Doctor) *Book {
	known := make([]understand.Doctor, len(doctors))
	out := *b
	out.order = make([]string, len(doctors))
	for i, d := range doctors {
		out.order[i] = d.Code
		known[i] = understand.Doctor{Code: d.Code, Name: d.Name, Hospital: d.Hospital, Department: d.Department, Title: d.Title, Post: d.Post, Grade: d.Grade}
	}
	out.Gazetteer = b.Gazetteer.Meeting(known)
	return &out
}

// productCalled returns the code of a product by its brand, its generic name or another word for it.
func (b *Book) productCalled(word string) (string, bool) {
	for _, code := range b.sold {
		p, _ := b.Product(code)
		if strings.EqualFold(word, code) || word == p.Brand || word == p.Generic || slices.Contains(p.Aliases, word) {
			return code, true
		}
	}
	return "", false
}

// askProfile opens a question about a field that is to be another.
func (t *Turn) askProfile(w fieldWish, p dialog.Prompt, n int64, a inbox.Answer) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	slot, _ := profileForm.Next(w)
	q, err := profileForm.Question(dialog.Question{ID: id, Number: n, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true, Unseen: slot.Name == "yes"}, slot, p, w)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, a), nil
}

// fieldNow is a field of a doctor as it stands, with what another value would make of her grade.
type fieldNow struct {
	field doctor.Field
	of    roster.Doctor
	value string
	// is is what the field would hold; says what that does to the grade, short in a few characters.
	is, says, short string
}

// lookAt reads a doctor, locked, and works out what another value of a field would do.
func (t *Turn) lookAt(ctx context.Context, code, key, to string) (f fieldNow, err error) {
	fields, err := t.Tx.DoctorFields(ctx)
	if err != nil {
		return f, err
	}
	field, ok := doctor.FieldKeyed(key, fields)
	if !ok {
		return f, domain.Refuse("field.unknown", key)
	}
	d, ok, err := t.Tx.WholeDoctor(ctx, code)
	if err != nil {
		return f, err
	}
	if !ok {
		return f, domain.Refuse("field.nobody", code)
	}
	f.field, f.of, f.value = field, d, field.Of(d)
	t.Book = t.Book.meeting([]roster.Doctor{d})
	if f.is, err = field.Read(to, t.Book.productCalled); err != nil {
		return f, err
	}
	var scheme grading.Scheme
	var facts grading.Doctor
	var hand []doctor.Manual
	var grade domain.Grade
	t.Tx.WantGrading(&scheme)
	t.Tx.WantGradingFacts(code, &facts, &grade)
	t.Tx.WantManual(code, &hand)
	areas, err := t.Tx.ProductAreas(ctx)
	if err != nil {
		return f, err
	}
	f.short = sayGradeSame.Say()
	if m, holds := doctor.Holds(hand, t.Today()); holds {
		f.says = sayFieldHand.Say(m.Grade, m.Until.String())
		return f, nil
	}
	if !scheme.InForce() {
		f.says = sayFieldNoRule.Say()
		return f, nil
	}
	after := field.In(facts, f.is, func(code string) string { return areas[code] })
	r := scheme.Grade("", after)
	f.says = sayFieldStays.Say(orNone(grade), points(r.Hundredths))
	if r.Grade != grade {
		f.says = sayFieldMoves.Say(orNone(grade), r.Grade, points(r.Hundredths))
		f.short = sayGradeArrow.Say(orNone(grade), r.Grade)
	}
	for line := range scheme.Lines {
		if line == "" {
			continue
		}
		was, is := scheme.Grade(line, facts), scheme.Grade(line, after)
		if was.Grade != is.Grade {
			f.says += sayFieldOfLine.Say(line) + sayFieldMoves.Say(was.Grade, is.Grade, points(is.Hundredths))
		}
	}
	return f, nil
}

// shows is a value as people read it.
func (t *Turn) shows(key, value string) string {
	switch {
	case value == "":
		return sayFieldNone.Say()
	case key == "needs":
		return t.Book.brands(strings.Split(value, "|"))
	}
	return value
}

// wishField says what a change would do and asks for a yes; with the yes it changes the field. n is its number, 0 if it has none yet.
func (t *Turn) wishField(ctx context.Context, w fieldWish, n int64) (inbox.Answer, error) {
	if w.Yes == no {
		return fieldKept(n), nil
	}
	n, err := t.numberOr(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	f, err := t.lookAt(ctx, w.Doctor, w.Field, w.To)
	if err != nil {
		return inbox.Answer{}, err
	}
	who, was, is := t.Book.full(w.Doctor), t.shows(w.Field, f.value), t.shows(w.Field, f.is)
	if w.Yes == yes {
		return t.changeField(ctx, w, f, n)
	}
	if f.value == f.is {
		return inbox.Answer{}, domain.Refuse("field.same", t.Book.option(w.Doctor), f.field.Label, is)
	}
	w.Was = f.value
	return t.askProfile(w, dialog.Prompt{Text: sayFieldAgain.Say(n, t.Book.option(w.Doctor), f.field.Label, is), Options: yesOrNo()}, n,
		say(sayFieldAsk.Say(n, who, f.field.Label, was, is, f.says), "missing", map[string]string{"no": number(n), "field": sayFieldSMS.Say(f.short)}))
}

// changeField changes a field that she has said yes to, and grades the doctor anew.
func (t *Turn) changeField(ctx context.Context, w fieldWish, f fieldNow, n int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	c, err := doctor.SetField(t.Tx, doctor.FieldChange{ID: id, Number: n, Doctor: w.Doctor, Field: w.Field, Was: w.Was, Is: f.is, Person: t.Who.UserID,
		Channel: t.In.Channel, SaidAt: t.In.At}, f.value)
	if err != nil {
		return inbox.Answer{}, err
	}
	moved, err := t.writeField(ctx, c.Doctor, c.Field, c.Is, f.of.Grade)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(n)
	return say(sayFieldDone.Say(n, t.Book.option(c.Doctor), f.field.Label, t.shows(c.Field, c.Was), t.shows(c.Field, c.Is), moved), "decision",
		map[string]string{"no": number(n), "decision": sayFieldSMSSet.Say()}), nil
}

// writeField writes a value and says what became of the grade.
func (t *Turn) writeField(ctx context.Context, code, key, value string, before domain.Grade) (string, error) {
	if err := t.Tx.WriteDoctorField(ctx, code, key, value); err != nil {
		return "", err
	}
	d, _, err := t.Tx.WholeDoctor(ctx, code)
	if err != nil || d.Grade == before {
		return "", err
	}
	return sayFieldMoved.Say(orNone(before), orNone(d.Grade)), nil
}
