package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

// form is what a question's form does with an answer.
type form struct {
	resume func(ctx context.Context, t *Turn, q dialog.Question, value string) (inbox.Answer, error)
	// read reads a text that is none of the options as the answer; nil: only an option is one.
	read func(t *Turn, q dialog.Question, text string) (value string, ok bool)
	// aside: the answer would only change or complete what stands. Whoever says something else is not asked again, and a new
	// record ends the question.
	aside bool
	// unasked: whoever says something else is not asked again, and yet the question stays.
	unasked bool
	// drop takes back what waits for the answer, and says so, where more than the question does; nil: nothing else waits.
	drop func(ctx context.Context, t *Turn, q dialog.Question) (inbox.Answer, error)
}

// forms are the forms that questions belong to.
var forms = map[string]form{}

// onAnswer has a form go on with next once its question is answered: the slot is filled, the question closed, and a question of
// a form that has changed since is said to be over.
func onAnswer[D any](f dialog.Form[D], next func(context.Context, *Turn, dialog.Question, D) (inbox.Answer, error),
	read func(*Turn, dialog.Question, string) (string, bool)) {
	forms[f.Name] = form{read: read, resume: func(ctx context.Context, t *Turn, q dialog.Question, value string) (inbox.Answer, error) {
		d, ok, err := f.Step(q, value)
		if err != nil {
			return inbox.Answer{}, err
		}
		t.State.Close(q.ID)
		if !ok {
			return old(q), nil
		}
		t.learn(q, value)
		return next(ctx, t, q, d)
	}}
}

// onDrop has 取消 take back what waits for the answer to a form's question.
func onDrop(name string, drop func(context.Context, *Turn, dialog.Question) (inbox.Answer, error)) {
	f := forms[name]
	f.drop = drop
	forms[name] = f
}

// askedAside marks a form whose questions only complete what stands.
func askedAside(name string) {
	f := forms[name]
	f.aside = true
	forms[name] = f
}

// Resume goes on with the form that asked q, with the value that was chosen.
func Resume(ctx context.Context, t *Turn, q dialog.Question, value string) (inbox.Answer, error) {
	f, ok := forms[q.Form]
	if !ok {
		t.State.Close(q.ID)
		return old(q), nil
	}
	a, err := f.resume(ctx, t, q, value)
	if err != nil {
		return inbox.Answer{}, err
	}
	if next, ok := t.State.Release(t.Tx.Now()); ok {
		a = join(a, say(next.Asked, "which", map[string]string{"no": number(next.Number), "k": number(int64(len(next.Options)))}))
	}
	return a, nil
}

// Value reads a text as the answer to one question: one of its options, a doctor beside them where only near names were
// offered, or what the question's form reads in it.
func (t *Turn) Value(q dialog.Question, text string) (value string, ok bool) {
	if value, ok := t.match(q, text); ok {
		return value, true
	}
	if q.Slot == "doctor" {
		if !q.Free {
			return "", false
		}
		if wantsNew(q, text) {
			return newDoctor, true
		}
		if fit := t.Book.Among(text, t.Book.Codes()); len(fit) == 1 && !t.onlyPlace(text) {
			return fit[0], true
		}
		return "", false
	}
	if read := forms[q.Form].read; read != nil {
		return read(t, q, text)
	}
	return "", false
}

// onlyPlace reports whether a text names a hospital or a department and nobody: where none of the list was meant so far, the one doctor
// of a place is a guess.
func (t *Turn) onlyPlace(text string) bool {
	n := understand.NewDoctorIn(text, t.Book.Gazetteer)
	latin := strings.ContainsFunc(text, func(r rune) bool { return r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') })
	return !latin && n.Name == "" && n.Title == "" && (len(n.Hospitals) > 0 || n.Department != "")
}

var (
	sayNobodyYet = words.New("ask.nobody_offered", "那是哪一位？请发姓名全称和医院，如“%s”（#%d，其他内容都留着）")
	_            = words.Refusal("draft.none", "#%d 没有待确认的内容。要改记录请说“改 %[1]d …”。")
)

// ValueNumbered is Value for an answer that names its question (1025 是李静): any one doctor of the list may be the answer, because
// nothing else can be meant.
func (t *Turn) ValueNumbered(q dialog.Question, text string) (value string, ok bool) {
	if value, ok = t.Value(q, text); !ok && q.Slot == "doctor" {
		q.Free = true
		return t.Value(q, text)
	}
	return value, ok
}

// Unread answers a text that names a record by number and gives it no answer that can be read: it is asked again, or nothing of
// that number waits.
func (t *Turn) Unread(n int64) (inbox.Answer, error) {
	q, waits := t.State.Numbered(n)
	if !waits {
		return inbox.Answer{}, domain.Refuse("draft.none", n)
	}
	return t.askAgain(q, sayTryNum.Say(q.Asked)), nil
}

// askAgain puts a question once more; by SMS it has the words that fit what is asked.
func (t *Turn) askAgain(q dialog.Question, text string) inbox.Answer {
	if q.Slot == "doctor" {
		return say(text, "which", map[string]string{"no": number(q.Number), "k": number(int64(len(q.Options)))})
	}
	return say(text, "missing", map[string]string{"no": number(q.Number), "field": "回答"})
}

// NobodyOffered takes the word that none of the doctors offered was meant: the newest question is open to any other of the list.
func (t *Turn) NobodyOffered() (inbox.Answer, bool) {
	q, ok := t.State.Newest()
	if !ok || q.Slot != "doctor" || q.Optional {
		return inbox.Answer{}, false
	}
	q.Free, q.Options, q.Asked = true, nil, sayNobodyYet.Say(t.Book.example(0), q.Number)
	q.AskedAt, q.SaidAt = t.Tx.Now(), t.In.At
	t.State.Replace(q)
	return say(q.Asked, "missing", map[string]string{"no": number(q.Number), "field": "医生姓名和医院"}), true
}

var sayOld = words.New("dialog.old", "编号%d的提问已失效，请重新发一遍内容。")

// old answers a question whose form has changed since: it is closed, and what was said must be said again.
func old(q dialog.Question) inbox.Answer {
	return say(sayOld.Say(q.Number), "missing", map[string]string{"no": number(q.Number), "field": "全部内容"})
}
