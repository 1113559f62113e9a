package command

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/feedback"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAskProducts = words.New("event.ask_products", "#%d 讲了哪个产品？%s，%s（回“跳过”不答）")
	sayAskMinutes  = words.New("event.ask_minutes", "#%d 开了多久？如“40分钟”，记下后%d次拜访才好计分（回“跳过”不答）")
	sayAskSatisfy  = words.New("event.ask_satisfaction", "听众反馈1/3：满意度几分？1最低，5最高（#%d，回“跳过”不答）")
	sayAskUseful   = words.New("event.ask_useful", "听众反馈2/3：内容有用几分？1最低，5最高（回“跳过”不答）")
	sayAskAgain    = words.New("event.ask_again", "听众反馈3/3：还想再参加吗？%s（回“跳过”不答）")
	sayAskWords    = words.New("event.ask_words", "他们还说了什么？直接写，别写患者信息（回“跳过”结束）")
	sayReactionEnd = words.New("event.reaction_end", "#%d 的反馈已记下：%s。会后看“活动效果 %[1]d”。")
	sayReactionNo  = words.New("event.reaction_none", "好的。会后看“活动效果 %d”。")
	sayReactionIs  = words.New("event.reaction", "满意度%s，有用%s，再参加%s")
	sayReactionSMS = words.New("event.reaction_sms", "%s（活动已记）")
	reactionFields = map[string]string{"products": "产品", "minutes": "时长", "satisfaction": "满意度1到5分", "useful": "内容有用1到5分", "again": "想不想再参加", "words": "听众的话"}
	againNames     = map[string]string{"yes": "想", "no": "不想"}
)

// skipped is the value of a question that was not answered.
const skipped = "-"

// skipWords are how people pass a question over.
var skipWords = []string{"跳过", "不答", "不知道", "没有", "无", "下一题", "略过", "先跳过", "跳"}

// reactionDraft is what was answered of an event so far; a slot that was passed over holds skipped.
type reactionDraft struct {
	Number   int64  `json:"number"`
	Visits   int    `json:"visits,omitempty"`
	Products string `json:"products,omitempty"`
	Minutes  string `json:"minutes,omitempty"`
	Satisfy  string `json:"satisfaction,omitempty"`
	Useful   string `json:"useful,omitempty"`
	Again    string `json:"again,omitempty"`
	Words    string `json:"words,omitempty"`
}

// reactionForm asks what an event lacks for its visits to count, and in three questions and an open one what the audience thought
// (PRODUCT.md E4).
var reactionForm = dialog.Form[reactionDraft]{Name: "event_reaction", Version: 1, Slots: []dialog.Slot[reactionDraft]{
	reactionSlot("products", func(d *reactionDraft) *string { return &d.Products }),
	reactionSlot("minutes", func(d *reactionDraft) *string { return &d.Minutes }),
	reactionSlot("satisfaction", func(d *reactionDraft) *string { return &d.Satisfy }),
	reactionSlot("useful", func(d *reactionDraft) *string { return &d.Useful }),
	reactionSlot("again", func(d *reactionDraft) *string { return &d.Again }),
	reactionSlot("words", func(d *reactionDraft) *string { return &d.Words }),
}}

func reactionSlot(name string, of func(*reactionDraft) *string) dialog.Slot[reactionDraft] {
	return dialog.Slot[reactionDraft]{Name: name,
		Missing: func(d reactionDraft) bool { return *of(&d) == "" },
		Fill:    func(d *reactionDraft, v string) error { *of(d) = v; return nil },
	}
}

func init() {
	onAnswer(reactionForm, reacted, readReaction)
	askedAside(reactionForm.Name)
}

// askReaction begins the questions about an event with the first that has no answer yet; visits is how many it made just now.
func (t *Turn) askReaction(a inbox.Answer, e event.Event, visits int) (inbox.Answer, error) {
	d := reactionDraft{Number: e.Number, Visits: visits, Products: skipped, Minutes: skipped}
	if len(e.Products) == 0 && visits > 0 {
		d.Products = ""
	}
	if e.Minutes == 0 && visits > 0 {
		d.Minutes = ""
	}
	if e.Satisfaction > 0 || e.Useful > 0 || e.Again != nil || e.Words != "" { // asked before
		d.Satisfy, d.Useful, d.Again, d.Words = skipped, skipped, skipped, skipped
	}
	q, done, err := t.nextReaction(d)
	if done || err != nil {
		return a, err
	}
	if a.Template == "missing" || a.Template == "which" { // something else is asked for first
		q.Template, q.Params = "", nil
	} else {
		q.Params["field"] = sayReactionSMS.Say(q.Params["field"])
	}
	return join(a, q), nil
}

// nextReaction asks the next question of a draft, and reports whether there is none.
func (t *Turn) nextReaction(d reactionDraft) (inbox.Answer, bool, error) {
	slot, missing := reactionForm.Next(d)
	if !missing {
		return inbox.Answer{}, true, nil
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, false, err
	}
	var options []dialog.Option
	var text string
	switch slot.Name {
	case "products":
		for _, code := range t.Book.sold[:min(len(t.Book.sold), mostOptions)] {
			options = append(options, dialog.Option{Value: code, Label: t.Book.brands([]string{code})})
		}
		text = sayAskProducts.Say(d.Number, numbered(options), choices(len(options)))
	case "minutes":
		text = sayAskMinutes.Say(d.Number, d.Visits)
	case "satisfaction":
		text = sayAskSatisfy.Say(d.Number)
	case "useful":
		text = sayAskUseful.Say()
	case "again":
		options = []dialog.Option{{Value: "yes", Label: againNames["yes"]}, {Value: "no", Label: againNames["no"]}}
		text = sayAskAgain.Say(numbered(options))
	default:
		text = sayAskWords.Say()
	}
	q, err := reactionForm.Question(dialog.Question{ID: id, Number: d.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true,
		Unseen: t.In.Channel == domain.SMS}, slot, dialog.Prompt{Text: text, Options: options}, d)
	if err != nil {
		return inbox.Answer{}, false, err
	}
	t.opened = append(t.opened, q.ID)
	t.State.Ask(q)
	return say(text, "missing", map[string]string{"no": number(d.Number), "field": reactionFields[slot.Name]}), false, nil
}

// longestWords is how much of what an audience said is kept.
const longestWords = 200

// readReaction reads a text as the answer to a question about an event.
func readReaction(t *Turn, q dialog.Question, text string) (value string, ok bool) {
	bare := strings.Trim(strings.TrimSpace(text), "。.!！分")
	for _, w := range skipWords {
		if bare == w && !(q.Slot == "again" && w == "没有") {
			return skipped, true
		}
	}
	switch q.Slot {
	case "products":
		if said := t.EventSlots(text); len(said.Products) > 0 {
			return strings.Join(said.Products, "|"), true
		}
	case "minutes":
		if n := parseNumber(bare); n > 0 && n <= 600 && strings.Trim(bare, "0123456789") == "" {
			return strconv.FormatInt(n, 10), true
		}
		if said := t.EventSlots(text); said.Minutes > 0 {
			return strconv.Itoa(said.Minutes), true
		}
	case "satisfaction", "useful":
		for i, marks := range []string{"1一①", "2二两②", "3三③", "4四④", "5五⑤"} {
			if utf8.RuneCountInString(bare) == 1 && strings.Contains(marks, bare) {
				return strconv.Itoa(i + 1), true
			}
		}
	case "again":
		switch {
		case bare == "1", strings.HasPrefix(bare, "想"), bare == "是", bare == "愿意", bare == "会":
			return "yes", true
		case bare == "2", strings.HasPrefix(bare, "不"), bare == "否":
			return "no", true
		}
	case "words":
		return bare, bare != ""
	}
	return "", false
}

// reacted keeps one answer about an event and asks the next.
func reacted(ctx context.Context, t *Turn, q dialog.Question, d reactionDraft) (inbox.Answer, error) {
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, d.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok || e.State != event.Held {
		return inbox.Answer{}, domain.Refuse("event.number", d.Number)
	}
	switch q.Slot {
	case "products":
		if d.Products != skipped {
			e, err = t.correctHeld(ctx, e, func(c *event.Details) { c.Products = strings.Split(d.Products, "|") })
		}
	case "minutes":
		if d.Minutes != skipped {
			e, err = t.correctHeld(ctx, e, func(c *event.Details) { c.Minutes = int(parseNumber(d.Minutes)) })
		}
	default:
		if value := e.Reaction; fillReaction(&value, q.Slot, d) {
			e = event.React(t.Tx, t.Who.UserID, e, value)
		}
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	a, done, err := t.nextReaction(d)
	if err != nil || !done {
		return a, err
	}
	if e.Satisfaction == 0 && e.Useful == 0 && e.Again == nil && e.Words == "" {
		return say(sayReactionNo.Say(e.Number), "", nil), nil
	}
	return say(sayReactionEnd.Say(e.Number, reactionLine(e.Reaction)), "decision", eventSMS(e.Number, sayEventSMSNow)), nil
}

// fillReaction puts an answer into a reaction, and reports false where it was passed over.
func fillReaction(r *event.Reaction, slot string, d reactionDraft) bool {
	switch {
	case slot == "satisfaction" && d.Satisfy != skipped:
		r.Satisfaction = int(parseNumber(d.Satisfy))
	case slot == "useful" && d.Useful != skipped:
		r.Useful = int(parseNumber(d.Useful))
	case slot == "again" && d.Again != skipped:
		yes := d.Again == "yes"
		r.Again = &yes
	case slot == "words" && d.Words != skipped:
		kept := feedback.Strip(d.Words)
		r.Words = string([]rune(kept)[:min(utf8.RuneCountInString(kept), longestWords)])
	default:
		return false
	}
	return true
}

// reactionLine says what the audience thought.
func reactionLine(r event.Reaction) string {
	score := func(n int) string {
		if n == 0 {
			return "—"
		}
		return strconv.Itoa(n) + "/5"
	}
	again := "—"
	if r.Again != nil {
		again = againNames[map[bool]string{true: "yes", false: "no"}[*r.Again]]
	}
	line := sayReactionIs.Say(score(r.Satisfaction), score(r.Useful), again)
	if r.Words != "" {
		line += "；" + r.Words
	}
	return line
}
