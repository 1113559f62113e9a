package command

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

// broadcasts keeps and finds broadcasts.
type broadcasts interface {
	broadcast.Ledger
	BroadcastNumbered(ctx context.Context, number int64) (broadcast.Broadcast, bool, error)
	LastBroadcast(ctx context.Context, person string, draft bool) (broadcast.Broadcast, bool, error)
	Broadcasts(ctx context.Context, person string, limit int) ([]broadcast.Line, error)
	Lines(ctx context.Context, products []string) (all, of []string, err error)
	WantPreview(b broadcast.Broadcast, on domain.Date, names int, into *broadcast.Preview)
	WantStanding(id domain.ID, into *broadcast.Standing)
	Unacked(ctx context.Context, id domain.ID, limit int) ([]broadcast.Unacked, error)
	ReceiversOf(ctx context.Context, id domain.ID, limit int) ([]broadcast.Fate, error)
	Got(ctx context.Context, id domain.ID, person string) (bool, error)
	AckBroadcasts(ctx context.Context, person string, number int64) ([]int64, error)
	Repliers(ctx context.Context, id domain.ID, limit int) ([]string, error)
	WantThread(id domain.ID, person string, into *[]comment.Line)
}

var (
	sayDraft         = words.New("broadcast.draft", "通知草稿 #%d，发给%s，共%d人%s：\n%s\n%s")
	sayDraftNames    = words.New("broadcast.draft_names", "（%s）")
	sayDraftNow      = words.New("broadcast.draft_now", "确认后马上发")
	sayDraftQuiet    = words.New("broadcast.draft_quiet", "现在是免打扰时间，确认后 %s 起发")
	sayDraftAt       = words.New("broadcast.draft_at", "%s 发")
	sayDraftShifted  = words.New("broadcast.draft_shifted", "%s 是免打扰时间，改为 %s 发")
	sayDraftRemind   = words.New("broadcast.draft_remind", "没确认的 %s 再提醒一次")
	sayDraftSpread   = words.New("broadcast.draft_spread", "人多，10分钟内陆续送达")
	sayDraftSMS      = words.New("broadcast.draft_sms", "其中%d人收短信：短信只写编号%s，正文在企业微信看")
	sayDraftSMSTime  = words.New("broadcast.draft_sms_time", "和时间 %s")
	sayDraftOff      = words.New("broadcast.draft_off", "%s休假，休完才收到")
	sayDraftHow      = words.New("broadcast.draft_how", "回1发送，回2不发。发出后对方看过的收不回来。")
	sayDraftAsked    = words.New("broadcast.draft_asked", "通知 #%d 还没发（%s，%d人）：回1发送，回2不发")
	sayDraftSend     = words.New("broadcast.send", "发送")
	sayDraftDrop     = words.New("broadcast.drop", "不发")
	sayDraftField    = words.New("broadcast.sms_field", "“发送”二字（发给%d人）")
	sayDraftCard     = words.New("broadcast.card", "通知 #%d 发给%d人？")
	sayNames         = words.New("broadcast.names_more", "%s…")
	sayNobodyMay     = words.New("broadcast.may_not", "群发通知只有主管、总监和管理员能用，没有发。")
	_                = words.Refusal("broadcast.empty", "要通知什么？请带上内容，如“通知全组：明天下午两点开会”。没有发。")
	_                = words.Refusal("broadcast.long", "通知有%d字，最多%d字。请精简，或分两条发。没有发。")
	_                = words.Refusal("broadcast.past", "定的时间 %s 已经过了，没有发。请换个时间再说一遍。")
	_                = words.Refusal("broadcast.far", "最多定到%d天以后，没有发。")
	_                = words.Refusal("broadcast.remind_before", "再提醒的时间 %s 在发送之前，没有发。请换个时间再说一遍。")
	_                = register(Command{Intent: understand.BroadcastSend, Run: writeBroadcast})
	broadcasters     = []domain.Role{domain.Manager, domain.Director, domain.Admin}
	broadcastAnswers = map[string][]string{"send": {"发送", "发", "确认", "确定", "是", "是的", "对", "发吧", "可以发", "确认发送", "发出"},
		"drop": {"不发", "不", "先不发", "别发", "不发了", "不要发"}}
)

// broadcastDraft waits for the word that sends it.
type broadcastDraft struct {
	Number int64  `json:"number"`
	Answer string `json:"answer,omitempty"`
}

var broadcastForm = dialog.Form[broadcastDraft]{Name: "broadcast", Version: 1, Slots: []dialog.Slot[broadcastDraft]{{
	Name:    "send",
	Missing: func(d broadcastDraft) bool { return d.Answer == "" },
	Fill:    func(d *broadcastDraft, v string) error { d.Answer = v; return nil },
}}}

func init() {
	onAnswer(broadcastForm, answerDraft, readDraftAnswer)
	onDrop(broadcastForm.Name, func(ctx context.Context, t *Turn, q dialog.Question) (inbox.Answer, error) {
		return t.stopBroadcast(ctx, q.Number)
	})
}

// readDraftAnswer reads the words for sending and for not sending.
func readDraftAnswer(_ *Turn, _ dialog.Question, text string) (value string, ok bool) {
	text = strings.TrimRight(strings.TrimSpace(text), "。！!. ")
	for value, all := range broadcastAnswers {
		if slices.Contains(all, text) {
			return value, true
		}
	}
	return "", false
}

// answerDraft sends a draft or gives it up.
func answerDraft(ctx context.Context, t *Turn, _ dialog.Question, d broadcastDraft) (inbox.Answer, error) {
	if d.Answer == "send" {
		return t.sendDraft(ctx, d.Number)
	}
	return t.stopBroadcast(ctx, d.Number)
}

// writeBroadcast keeps what a manager or an admin wants many people told, shows whom it would reach, and waits for her word: what was read
// cannot be called back (PRODUCT.md M7).
func writeBroadcast(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if !slices.Contains(broadcasters, t.Who.Role) {
		return say(sayNobodyMay.Say(), "help", nil), nil
	}
	said := t.Said.Broadcast
	a, err := t.address(ctx, said.To)
	if err != nil {
		return inbox.Answer{}, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	b := broadcast.Broadcast{ID: id, Person: t.Who.UserID, For: a.forWh, Text: said.Text, Whom: a.whom, To: a.to, Channel: t.In.Channel, SaidAt: t.In.At,
		Origin: t.Origin, At: said.At, HappensAt: said.HappensAt, RemindAt: said.RemindAt, RemindAfter: said.RemindAfter}
	var numbers []int64
	var p broadcast.Preview
	t.Tx.WantNumbers(1, &numbers)
	t.Tx.WantPreview(b, domain.DateOf(b.Begins(t.Tx.Now())), mostAddressed, &p)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	if p.Count == 0 {
		return inbox.Answer{}, domain.Refuse("broadcast.nobody")
	}
	b.Number = numbers[0]
	if b, err = broadcast.Write(t.Tx, b); err != nil {
		return inbox.Answer{}, err
	}
	return t.askToSend(b, p)
}

// askToSend shows a draft and asks for the word that sends it; over WeCom a card with buttons follows.
func (t *Turn) askToSend(b broadcast.Broadcast, p broadcast.Preview) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	d := broadcastDraft{Number: b.Number}
	slot, _ := broadcastForm.Next(d)
	q, err := broadcastForm.Question(dialog.Question{ID: id, Number: b.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot,
		dialog.Prompt{Text: sayDraftAsked.Say(b.Number, b.Whom, p.Count), Options: []dialog.Option{{Value: "send", Label: sayDraftSend.Say()}, {Value: "drop", Label: sayDraftDrop.Say()}}}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	if t.In.Channel == domain.WeCom {
		no := number(b.Number)
		if err := t.card(&notice.Card{Title: sayDraftCard.Say(b.Number, p.Count), Buttons: []notice.Button{
			{Text: sayDraftSend.Say(), Key: notice.BroadcastSendKey + no}, {Text: sayDraftDrop.Say(), Key: notice.BroadcastDropKey + no}}}, b.Text); err != nil {
			return inbox.Answer{}, err
		}
	}
	text := sayDraft.Say(b.Number, b.Whom, p.Count, draftNames(b, p), b.Text, strings.Join(t.draftNotes(b, p), "；")+"。\n"+sayDraftHow.Say())
	return t.ask(q, say(text, "missing", map[string]string{"no": number(b.Number), "field": sayDraftField.Say(p.Count)})), nil
}

// draftNames are the first names of whom a draft reaches, where its audience does not name them already.
func draftNames(b broadcast.Broadcast, p broadcast.Preview) string {
	if !b.To.Everyone && len(b.To.Under) == 0 && len(b.To.People) <= mostAddressed && len(b.To.Except) == 0 && p.Count == len(b.To.People) {
		return ""
	}
	return sayDraftNames.Say(firstNames(p.Names, p.Count))
}

// firstNames are names of count people, of whom only the first may be given.
func firstNames(names []string, count int) string {
	text := strings.Join(names, "、")
	if count > len(names) {
		return sayNames.Say(text)
	}
	return text
}

// draftNotes say when a draft would go, and what of it does not reach everybody in the same way.
func (t *Turn) draftNotes(b broadcast.Broadcast, p broadcast.Preview) []string {
	now := t.Tx.Now()
	begins := b.Begins(now)
	var notes []string
	switch {
	case !b.At.IsZero() && !begins.Equal(b.At):
		notes = append(notes, sayDraftShifted.Say(moment(b.At), moment(begins)))
	case !b.At.IsZero():
		notes = append(notes, sayDraftAt.Say(moment(begins)))
	case begins.After(now):
		notes = append(notes, sayDraftQuiet.Say(moment(begins)))
	default:
		notes = append(notes, sayDraftNow.Say())
	}
	if p.Count > notice.SpreadAbove {
		notes = append(notes, sayDraftSpread.Say())
	}
	if at := b.Reminds(now); !at.IsZero() {
		notes = append(notes, sayDraftRemind.Say(moment(at)))
	}
	if p.BySMS > 0 {
		with := ""
		if !b.HappensAt.IsZero() {
			with = sayDraftSMSTime.Say(notice.SMSTime(b.HappensAt))
		}
		notes = append(notes, sayDraftSMS.Say(p.BySMS, with))
	}
	if p.Off > 0 {
		notes = append(notes, sayDraftOff.Say(firstNames(p.OffNames, p.Off)))
	}
	return notes
}

// moment writes a day and a clock time: 11-30 周一 08:00.
func moment(at time.Time) string {
	return notice.DayOfWeek(domain.DateOf(at)) + " " + at.Format("15:04")
}

// pressedBroadcast takes the buttons under a draft: as the words would, and so that the card says what became of it.
func pressedBroadcast(ctx context.Context, t *Turn, key string) (word string, said inbox.Answer, ok bool, err error) {
	run, done := t.sendDraft, sayDraftSend
	rest, ok := strings.CutPrefix(key, notice.BroadcastSendKey)
	if !ok {
		if rest, ok = strings.CutPrefix(key, notice.BroadcastDropKey); !ok {
			return "", said, false, nil
		}
		run, done = t.stopBroadcast, sayDraftDrop
	}
	n, parsed := strconv.ParseInt(rest, 10, 64)
	if parsed != nil || !slices.Contains(broadcasters, t.Who.Role) {
		return sayCardNot.Say(), said, true, nil
	}
	said, err = run(ctx, n)
	if r, refused := domain.AsRefusal(err); refused {
		return sayCardNot.Say(), say(refusalWords(r), "", nil), true, nil
	}
	return done.Say(), said, true, err
}
