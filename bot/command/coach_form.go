package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAskScore   = words.New("coach.ask_score", "%s几分？1最低，5最高（%d/5，#%d）")
	sayAskScores  = words.New("coach.ask_scores", "%s %s。五项依次是%s，各1到5分，可以一次回五个数，如“45344”。\n")
	sayAskCoach   = words.New("coach.ask_words", "还要说什么吗？一条发来即可，如“优点：开场好；建议：异议多练；待办：下周三前练习异议处理”（#%d，回“跳过”结束）")
	sayAskDue     = words.New("coach.ask_due", "待办“%s”哪天前做完？如“下周三”（#%d）")
	sayAskNothing = words.New("coach.no_words", "好的，辅导 #%d 已告诉本人。")
	sayDueSMS     = words.New("coach.sms_due", "待办的日期")
	sayWordsSMS   = words.New("coach.sms_words", "优点、建议或待办")
)

// coachDraft is a rating whose marks are not all given.
type coachDraft struct {
	// Number is that of the coaching to be, Visit of the joint visit; without one Rep and Date are.
	Number int64                 `json:"number"`
	Visit  int64                 `json:"visit,omitempty"`
	Rep    string                `json:"rep,omitempty"`
	Date   domain.Date           `json:"date,omitzero"`
	Said   understand.CoachWords `json:"said"`
}

var coachForm = dialog.Form[coachDraft]{Name: "coach", Version: 1, Slots: []dialog.Slot[coachDraft]{scoreSlot(0), scoreSlot(1), scoreSlot(2), scoreSlot(3), scoreSlot(4)}}

// scoreSlot asks for the mark of an item. Its value is the words of the answer, which may give more than it was asked for.
func scoreSlot(i int) dialog.Slot[coachDraft] {
	return dialog.Slot[coachDraft]{Name: "score" + strconv.Itoa(i),
		Missing: func(d coachDraft) bool { return d.Said.Scores[i] == 0 },
		Fill: func(d *coachDraft, value string) error {
			var w understand.CoachWords
			if err := json.Unmarshal([]byte(value), &w); err != nil {
				return err
			}
			d.Said = over(d.Said, w)
			return nil
		},
	}
}

// over is what was said with what is said now in its place.
func over(was, now understand.CoachWords) understand.CoachWords {
	was.Scores = coaching.Scores(was.Scores).Over(now.Scores)
	if now.Strengths != "" {
		was.Strengths = now.Strengths
	}
	if now.Advice != "" {
		was.Advice = now.Advice
	}
	was.FollowUps = append(was.FollowUps, now.FollowUps...)
	return was
}

// moreDraft is what is still to be said of a coaching that stands: her words, or the days of follow-ups.
type moreDraft struct {
	Number int64                 `json:"number"`
	Asked  bool                  `json:"asked,omitempty"` // for her words; else Due is asked for
	Said   understand.CoachWords `json:"said"`
	Undue  []understand.FollowUp `json:"undue,omitempty"`
}

var coachWordsForm = dialog.Form[moreDraft]{Name: "coach_words", Version: 1, Slots: []dialog.Slot[moreDraft]{
	{Name: "words", Missing: func(d moreDraft) bool { return !d.Asked }, Fill: func(d *moreDraft, value string) error {
		d.Asked = true
		return json.Unmarshal([]byte(value), &d.Said)
	}},
}}

var coachDueForm = dialog.Form[moreDraft]{Name: "coach_due", Version: 1, Slots: []dialog.Slot[moreDraft]{
	{Name: "due", Missing: func(d moreDraft) bool { return len(d.Undue) > 0 }, Fill: func(d *moreDraft, value string) error {
		due, err := domain.ParseDate(value)
		if err != nil {
			return err
		}
		f := d.Undue[0]
		f.Due = due
		d.Undue, d.Said.FollowUps = d.Undue[1:], append(d.Said.FollowUps, f)
		return nil
	}},
}}

func init() {
	onAnswer(coachForm, scored, readScore)
	onAnswer(coachWordsForm, worded, readCoachWords)
	onAnswer(coachDueForm, dued, readDue)
	askedAside(coachWordsForm.Name)
}

// askScores asks for the marks that a rating lacks, one after the other.
func (t *Turn) askScores(ctx context.Context, c coaching.Coaching, said understand.CoachWords) (inbox.Answer, error) {
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	c.Number = numbers[0]
	d := coachDraft{Number: c.Number, Visit: c.VisitNumber, Said: said}
	if d.Visit == 0 {
		d.Rep, d.Date = c.Rep, c.Date
	}
	a, err := t.nextScore(d)
	a.Text = sayAskScores.Say(t.Book.person(c.Rep), notice.CoachWhat(t.coachView(c, nil)), strings.Join(coaching.Items[:], "、")) + a.Text
	return a, err
}

func (t *Turn) nextScore(d coachDraft) (inbox.Answer, error) {
	slot, _ := coachForm.Next(d)
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	i := slotOf(slot.Name)
	text := sayAskScore.Say(coaching.Items[i], i+1, d.Number)
	q, err := coachForm.Question(dialog.Question{ID: id, Number: d.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot, dialog.Prompt{Text: text}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "missing", map[string]string{"no": number(d.Number), "field": coaching.Items[i] + "1到5分"})), nil
}

// slotOf is the item of a slot.
func slotOf(name string) (i int) {
	if _, err := fmt.Sscanf(name, "score%d", &i); err != nil {
		return 0
	}
	return i
}

// readScore reads a text as the mark of the item that was asked for, or as the marks from it on, or as all that a rating holds.
func readScore(t *Turn, q dialog.Question, text string) (value string, ok bool) {
	w := t.coachWords(text)
	if w.Scores == ([5]int{}) {
		marks := strings.Map(func(c rune) rune {
			switch i := strings.IndexRune("一二三四五①②③④⑤１２３４５", c); {
			case c >= '1' && c <= '5':
				return c
			case i >= 0:
				return rune('1' + (i/3)%5)
			case strings.ContainsRune(" ,，、。.分!！", c):
				return -1
			}
			return 'x'
		}, strings.TrimSpace(text))
		from := slotOf(q.Slot)
		w = understand.CoachWords{}
		if marks == "" || strings.Contains(marks, "x") || len(marks) > len(w.Scores)-from {
			return "", false
		}
		for i, c := range marks {
			w.Scores[from+i] = int(c - '0')
		}
	}
	raw, err := json.Marshal(w)
	return string(raw), err == nil
}

// scored goes on with a rating once a mark is given, and keeps it once all are.
func scored(ctx context.Context, t *Turn, _ dialog.Question, d coachDraft) (inbox.Answer, error) {
	if _, missing := coachForm.Next(d); missing {
		return t.nextScore(d)
	}
	said := &understand.CoachSaid{Number: d.Visit, Rep: d.Rep, Date: d.Date}
	at, err := t.coachTarget(ctx, said)
	if err != nil {
		return inbox.Answer{}, err
	}
	if at.standing { // it was rated while she was asked
		return t.changeCoaching(ctx, at.Coaching, d.Said)
	}
	at.Number = d.Number
	return t.keepCoaching(ctx, at.Coaching, d.Said, true)
}

// askWords asks for what a manager has to say beside the marks.
func (t *Turn) askWords(a inbox.Answer, n int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	d := moreDraft{Number: n}
	slot, _ := coachWordsForm.Next(d)
	text := sayAskCoach.Say(n)
	q, err := coachWordsForm.Question(dialog.Question{ID: id, Number: n, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot, dialog.Prompt{Text: text}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return join(a, t.ask(q, say(text, "missing", map[string]string{"no": number(n), "field": sayWordsSMS.Say()}))), nil
}

// readCoachWords reads a text as a manager's words beside the marks: all of it is.
func readCoachWords(t *Turn, _ dialog.Question, text string) (value string, ok bool) {
	w := understand.CoachWords{}
	if bare := strings.Trim(strings.TrimSpace(text), "。.!！"); !slices.Contains(append([]string{"没了", "就这些", "结束"}, skipWords...), bare) {
		w = t.coachWords(text)
	}
	raw, err := json.Marshal(w)
	return string(raw), err == nil
}

// worded keeps what a manager says beside the marks.
func worded(ctx context.Context, t *Turn, _ dialog.Question, d moreDraft) (inbox.Answer, error) {
	c, ok, err := t.Tx.CoachingNumbered(ctx, t.Book.reps, d.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("coach.number", d.Number)
	}
	if d.Said.None() {
		return say(sayAskNothing.Say(d.Number), "decision", map[string]string{"no": number(d.Number), "decision": sayCoachSMS.Say()}), coaching.Told(t.Tx, c)
	}
	return t.changeCoaching(ctx, c, d.Said)
}

// askDue asks for the day of the first follow-up that lacks one.
func (t *Turn) askDue(a inbox.Answer, n int64, undated []understand.FollowUp) (inbox.Answer, error) {
	if len(undated) == 0 {
		return a, nil
	}
	q, err := t.dueQuestion(moreDraft{Number: n, Undue: undated})
	return join(a, q), err
}

func (t *Turn) dueQuestion(d moreDraft) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	slot, _ := coachDueForm.Next(d)
	text := sayAskDue.Say(d.Undue[0].Text, d.Number)
	q, err := coachDueForm.Question(dialog.Question{ID: id, Number: d.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot, dialog.Prompt{Text: text}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "missing", map[string]string{"no": number(d.Number), "field": sayDueSMS.Say()})), nil
}

// readDue reads a text as the day of a follow-up.
func readDue(t *Turn, _ dialog.Question, text string) (value string, ok bool) {
	said := t.coachDue(text)
	return said.String(), !said.IsZero()
}

// dued keeps a follow-up once its day is said.
func dued(ctx context.Context, t *Turn, _ dialog.Question, d moreDraft) (inbox.Answer, error) {
	if len(d.Undue) > 0 {
		return t.dueQuestion(d)
	}
	c, ok, err := t.Tx.CoachingNumbered(ctx, t.Book.reps, d.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("coach.number", d.Number)
	}
	return t.changeCoaching(ctx, c, understand.CoachWords{FollowUps: d.Said.FollowUps})
}

// AnswersCoach finds the open question about a coaching that a manager's text answers: her words and days mean nothing of their own
// while she is asked for them.
func AnswersCoach(t *Turn) (q dialog.Question, value string, ok bool) {
	if t.In.Kind != inbox.Text || !t.Who.Role.Manages() {
		return q, "", false
	}
	q, open := t.State.Newest()
	if !open || t.In.At.Before(q.SaidAt) || q.Form != coachWordsForm.Name && q.Form != coachDueForm.Name && q.Form != coachForm.Name {
		return q, "", false
	}
	if q.Form == coachWordsForm.Name && !(t.Said.Intent == understand.Unknown && t.Said.Further == "") && t.coachWords(t.In.Text).Plain {
		return q, "", false // what begins with no label is a command where it means one
	}
	value, ok = t.Value(q, t.In.Text)
	return q, value, ok
}
