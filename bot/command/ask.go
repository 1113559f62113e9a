package command

import (
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWhich  = words.New("ask.doctor", "‘%s’有%d位：%s，%s（#%d，其他内容都留着）")
	sayUsual  = words.New("ask.usual", "%[1]s=%[2]s(%[3]s)？回1确认；不是请回：%[4]s（#%[5]d，其他内容都留着）")
	sayNobody = words.New("ask.nobody", "名单里没有符合‘%s’的医生。%s（#%d，其他内容都留着）")
	sayNear   = words.New("ask.near", "是不是：%s？%s，或发姓名全称")
	sayLater  = words.New("ask.later", "#%d 还要确认，答完上面这个再问。")
	sayName   = words.New("ask.name", "请发姓名全称和医院，如“%s”")
)

// mostOptions is how many numbered answers a question shows; the rest is answered by name.
const mostOptions = 9

// askVisit opens the question whom a reported visit was with, or on which day it was. number is the record number that the visit
// will have.
func (t *Turn) askVisit(w told, number int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	v := w.said
	d := visitDraft{Details: w.Details, Gist: w.gist, Source: t.source(), NoDay: v.NoDay, New: t.asNew(v.New), Said: v.Said, Days: w.days}
	if v.Ask != "" {
		d.Doctor = ""
	}
	q := dialog.Question{ID: id, Number: number, AskedAt: t.Tx.Now(), SaidAt: t.In.At}
	var p dialog.Prompt
	var a inbox.Answer
	slot, _ := visitQuestion.Next(d)
	if slot.Name == "doctor" {
		q.Free = len(v.Candidates) == 0
		p, a = t.whichDoctor(v.Said, v.Candidates, number, t.offerNew(d)...)
	} else {
		p, a = t.askDate(d, number)
	}
	if q, err = visitQuestion.Question(q, slot, p, d); err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, a), nil
}

// ask opens a question. A second one of the same message is held back until the first is answered, and only announced: each
// digit has one meaning.
func (t *Turn) ask(q dialog.Question, a inbox.Answer) inbox.Answer {
	q.Held, q.Unseen = t.asking, q.Unseen || t.In.Channel == domain.SMS
	t.asking = true
	t.opened = append(t.opened, q.ID)
	t.State.Ask(q)
	if q.Held {
		return inbox.Answer{Text: sayLater.Say(q.Number)}
	}
	return a
}

// whichDoctor words the question which of the candidates was meant by the words said; without candidates it offers the
// nearest names of her list, and beside them what else is given: to add her (PRODUCT.md V2).
func (t *Turn) whichDoctor(said string, candidates []string, no int64, beside ...dialog.Option) (dialog.Prompt, inbox.Answer) {
	if said == "" {
		said = "医生"
	}
	codes := candidates
	if len(codes) == 0 {
		codes = t.Book.Near(said, 3)
	}
	usual, known := t.Phrases.Default(understand.Phrase(said), candidates)
	if known {
		codes = slices.Concat([]string{usual}, slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == usual }))
	}
	options := t.Book.doctorOptions(codes)
	if len(candidates) == 0 {
		options = append(options, beside...)
	}
	var text string
	switch {
	case known:
		text = sayUsual.Say(said, t.Book.name(usual), t.Book.place(usual), othersNumbered(options), no)
	case len(candidates) > 0:
		text = sayWhich.Say(said, len(candidates), numbered(options), choices(len(options)), no)
	case len(options) > 0:
		text = sayNobody.Say(said, sayNear.Say(numbered(options), choices(len(options))), no)
	default:
		text = sayNobody.Say(said, sayName.Say("张伟 市一院"), no)
	}
	p := dialog.Prompt{Text: text, Options: options}
	if len(candidates) > 1 {
		p.Said = understand.Phrase(said)
	}
	return p,
		say(text, "which", map[string]string{"no": number(no), "k": strconv.Itoa(len(candidates))})
}

// join puts two answers into one: the words one under the other, and by SMS the one that asks, because it needs an answer.
func join(a, b inbox.Answer) inbox.Answer {
	switch {
	case a.Silent():
		return b
	case b.Silent():
		return a
	}
	a.Text += "\n" + b.Text
	if b.Template != "" {
		a.Template, a.Params = b.Template, b.Params
	}
	return a
}

// sum is what makes two texts the same report: letters and digits, without spaces, punctuation and case.
func sum(text string) string {
	h := fnv.New128a()
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
	_, _ = h.Write([]byte(plain)) // a hash never fails
	return strconv.FormatUint(uint64(len(plain)), 36) + "-" + hex.EncodeToString(h.Sum(nil))
}

// match returns the option that an answer's text means: by number, by its words, or as a doctor that fits among them.
func (t *Turn) match(q dialog.Question, text string) (value string, ok bool) {
	if i, ok := understand.Choice(text, len(q.Options)); ok && !q.Unseen {
		return q.Options[i].Value, true
	}
	if q.Slot == "doctor" {
		codes := make([]string, len(q.Options))
		for i, o := range q.Options {
			codes[i] = o.Value
		}
		if fit := t.Book.Among(text, codes); len(fit) == 1 {
			return fit[0], true
		}
		return "", false
	}
	i := slices.IndexFunc(q.Options, func(o dialog.Option) bool {
		return sum(o.Label) == sum(text) || sum(o.Value) == sum(text)
	})
	if i < 0 {
		i = onlyWith(q.Options, text)
	}
	if i < 0 {
		return "", false
	}
	return q.Options[i].Value, true
}

// onlyWith returns the one option that has the text as a word of its label (a name, a day), and -1 if none or several have it.
func onlyWith(options []dialog.Option, text string) int {
	found := -1
	for i, o := range options {
		if slices.Contains(strings.Fields(o.Label), text) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}
