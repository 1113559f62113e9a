package command

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReminderSet  = words.New("reminder.set", "好的，%s %s 提醒您：%s（#%d）。回“取消 %[4]d”取消。")
	sayOnlyOnce     = words.New("reminder.once", "只提醒这一次，重复的提醒还没有开通。")
	sayReminderWhen = words.New("reminder.when", "什么时候提醒？如“明天上午9点”（#%d）")
	_               = words.Refusal("reminder.past", "%s 已经过了，请换个时间。")
	_               = words.Refusal("reminder.far", "%s 超过一年，太远了，请换个时间。")
	_               = register(Command{Intent: understand.ReminderSet, Run: setReminder})
)

// atLayout is how GUIDE.md writes the time of a reminder.
const atLayout = "2006-01-02T15:04"

// reminderDraft is a reminder whose time was not said.
type reminderDraft struct {
	Subject string       `json:"subject"`
	Doctor  string       `json:"doctor,omitempty"`
	At      string       `json:"at,omitempty"`
	Source  visit.Source `json:"source"`
}

var reminderForm = dialog.Form[reminderDraft]{Name: "reminder", Version: 1, Slots: []dialog.Slot[reminderDraft]{{
	Name:    "at",
	Missing: func(d reminderDraft) bool { return d.At == "" },
	Fill:    func(d *reminderDraft, v string) error { d.At = v; return nil },
}}}

func init() { onAnswer(reminderForm, finishReminder, readTime) }

// parseNumber reads a record number; 0 is none.
func parseNumber(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// setReminder keeps a reminder (PRODUCT.md P2). Whom it is about stands in its words; an unclear doctor needs no question.
func setReminder(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if a, ok, err := t.remindAhead(ctx); ok || err != nil {
		return a, err
	}
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	subject := t.Said.Subject
	if subject == "" {
		subject = t.In.Text
	}
	d := reminderDraft{Subject: subject, Doctor: t.Said.Doctor, At: t.Said.At, Source: t.source()}
	slot, missing := reminderForm.Next(d)
	if !missing {
		return t.makeReminder(d, numbers[0])
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	text := sayReminderWhen.Say(numbers[0])
	q, err := reminderForm.Question(dialog.Question{ID: id, Number: numbers[0], AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot, dialog.Prompt{Text: text}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(numbers[0])
	return t.ask(q, say(text, "missing", map[string]string{"no": number(numbers[0]), "field": "提醒时间"})), nil
}

func (t *Turn) makeReminder(d reminderDraft, n int64) (inbox.Answer, error) {
	at, err := time.ParseInLocation(atLayout, d.At, t.Tx.Zone())
	if err != nil {
		return inbox.Answer{}, domain.Refuse("amend.unclear")
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	r, err := remind.Make(t.Tx, d.Source, id, n, at, d.Subject, d.Doctor)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(n)
	once := ""
	if every.MatchString(t.In.Text) {
		once = sayOnlyOnce.Say()
	}
	return say(once+sayReminderSet.Say(notice.DayOfWeek(domain.DateOf(at)), string(domain.ClockTime(at)), r.Subject, n), "planned",
		map[string]string{"n": "1", "no": number(n), "time": at.Format("01-02 15:04")}), nil
}

// finishReminder sets the reminder whose time was asked for.
func finishReminder(_ context.Context, t *Turn, q dialog.Question, d reminderDraft) (inbox.Answer, error) {
	d.Source.Origin, d.Source.SaidAt = t.Origin, t.In.At
	return t.makeReminder(d, q.Number)
}

// every are the words of a reminder that is meant to come again.
var every = regexp.MustCompile(`每(天|日|周|星期|礼拜|月|个)`)

// notTime finds a word that no time has: such a text is a message of its own.
var notTime = regexp.MustCompile(`[^0-9０-９零一二三四五六七八九十两半点时分刻钟:：.上下中午早晨晚夜今明后天大周星期礼拜日号月底年前小的吧就在，, 。]`)

// readTime reads a text as the answer to the question when to remind, by reading it as a reminder of its own.
func readTime(t *Turn, _ dialog.Question, text string) (value string, ok bool) {
	if notTime.MatchString(text) {
		return "", false
	}
	r := t.Read(text+"提醒我回电话", t.In.At)
	return r.At, r.Intent == understand.ReminderSet && r.At != ""
}
