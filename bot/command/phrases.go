package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayPhraseSet   = words.New("phrase.set", "记住了：您说“%s”就是%s(%s)，以后不再问；名单有变会再问。回“忘掉%[1]s”取消。")
	sayPhraseUsed  = words.New("phrase.used", "（“%s”按您说的记为%s %s，不对请回“改…”）")
	sayPhraseList  = words.New("phrase.list", "您的叫法：\n%s\n回“忘掉…”或“忘掉全部”可以删掉，只对您自己有效。")
	sayPhraseNone  = words.New("phrase.none", "还没有记住您的叫法。可以这样说：“以后张主任就是市一的”。")
	sayPhraseSure  = words.New("phrase.settled", "%s = %s(%s)，不再问")
	sayPhraseUsual = words.New("phrase.usual", "%s = %s(%s)，先请您确认")
	sayPhraseSoFar = words.New("phrase.so_far", "%s = %s(%s)，答过%d次，还照常问")
	sayPhraseMixed = words.New("phrase.mixed", "%s：答过不同的医生，照常问")
	sayPhraseGone  = words.New("phrase.forgotten", "好的，忘掉了“%s”，以后照常问。")
	sayPhraseAll   = words.New("phrase.all_forgotten", "好的，您的%d个叫法都忘掉了，以后照常问。")
	_              = words.Refusal("phrase.unknown", "没有记住过“%s”。发“我的叫法”看记住了哪些。")
	_              = words.Refusal("phrase.nobody", "名单里没有“%s”能指的医生。请用平时的称呼，如“以后张主任就是市一的”。")
	_              = words.Refusal("phrase.clear", "“%s”在您的名单里只有%s(%s)一位，本来就不用问。")
	_              = words.Refusal("phrase.which", "“%s”有%d位：%s。请说清是哪一位，如“以后%[1]s就是%[4]s的”。")
	_              = register(Command{Intent: understand.WordSet, Roles: reporters, Run: setPhrase})
	_              = register(Command{Intent: understand.WordShow, Roles: reporters, Run: showPhrases})
	_              = register(Command{Intent: understand.WordForget, Roles: reporters, Run: forgetPhrase})
)

// learn keeps what an answer tells of the words that were asked about. Only one of those offered is such an answer.
func (t *Turn) learn(q dialog.Question, doctor string) {
	if q.Said == "" || !slices.ContainsFunc(q.Options, func(o dialog.Option) bool { return o.Value == doctor }) {
		return
	}
	t.Phrases.Answered(q.Said, doctor, t.Tx.Now())
	t.PhrasesChanged = true
}

// sayOwn adds to an answer which doctors her own words decided.
func (t *Turn) sayOwn(a inbox.Answer, said []understand.Visit) inbox.Answer {
	var told []string
	for _, v := range said {
		if line := sayPhraseUsed.Say(v.Said, t.Book.name(v.Doctor), t.Book.place(v.Doctor)); v.Own && !slices.Contains(told, line) {
			told = append(told, line)
		}
	}
	if len(told) > 0 {
		a.Text += "\n" + strings.Join(told, "\n")
	}
	return a
}

// setPhrase keeps whom she means by words that fit several doctors of her list (以后张主任就是市一的). From then on nobody asks, as
// long as the list stays as it is for these words.
func setPhrase(_ context.Context, t *Turn) (inbox.Answer, error) {
	said := understand.Phrase(t.Said.Phrase)
	candidates, err := t.candidates(said)
	if err != nil {
		return inbox.Answer{}, err
	}
	fit := t.Book.Among(t.Said.Text, candidates)
	if len(fit) != 1 {
		options := t.Book.doctorOptions(candidates)
		return inbox.Answer{}, domain.Refuse("phrase.which", said, len(candidates), numbered(options), t.Book.place(candidates[0]))
	}
	t.Phrases.Settle(said, fit[0], candidates, t.Tx.Now())
	t.PhrasesChanged = true
	t.Tx.Remember(fact.Fact{Kind: fact.PhraseSettled, At: t.Tx.Now(), Person: t.Who.UserID, After: map[string]string{"said": said, "doctor": fit[0]}})
	return say(sayPhraseSet.Say(said, t.Book.name(fit[0]), t.Book.place(fit[0])), "help", nil), nil
}

// candidates are the doctors whom the words fit when nothing else is said. One who is clear needs no phrase.
func (t *Turn) candidates(said string) ([]string, error) {
	r := t.Read("今天拜访了"+said, t.In.At)
	if len(r.Visits) != 1 || understand.Phrase(r.Visits[0].Said) != said {
		return nil, domain.Refuse("phrase.nobody", said)
	}
	switch v := r.Visits[0]; {
	case len(v.Candidates) > 1:
		return v.Candidates, nil
	case v.Doctor != "":
		return nil, domain.Refuse("phrase.clear", said, t.Book.name(v.Doctor), t.Book.place(v.Doctor))
	}
	return nil, domain.Refuse("phrase.nobody", said)
}

// showPhrases lists everything that is kept of her words (我的叫法).
func showPhrases(_ context.Context, t *Turn) (inbox.Answer, error) {
	var lines []string
	for _, p := range *t.Phrases {
		name, place := t.Book.name(p.Doctor), t.Book.place(p.Doctor)
		switch {
		case p.Settled:
			lines = append(lines, sayPhraseSure.Say(p.Said, name, place))
		case p.Otherwise:
			lines = append(lines, sayPhraseMixed.Say(p.Said))
		case p.Offered():
			lines = append(lines, sayPhraseUsual.Say(p.Said, name, place))
		default:
			lines = append(lines, sayPhraseSoFar.Say(p.Said, name, place, p.Times))
		}
	}
	if len(lines) == 0 {
		return say(sayPhraseNone.Say(), "help", nil), nil
	}
	return say(sayPhraseList.Say(strings.Join(lines, "\n")), "help", nil), nil
}

// forgetPhrase drops one phrase or all of them (忘掉张主任, 忘掉全部).
func forgetPhrase(_ context.Context, t *Turn) (inbox.Answer, error) {
	said := understand.Phrase(t.Said.Phrase)
	n := len(*t.Phrases)
	switch {
	case t.Said.All && n == 0:
		return say(sayPhraseNone.Say(), "help", nil), nil
	case t.Said.All:
		*t.Phrases = nil
	case !t.Phrases.Forget(said):
		return inbox.Answer{}, domain.Refuse("phrase.unknown", said)
	}
	t.PhrasesChanged = true
	gone := fact.Fact{Kind: fact.PhraseForgotten, At: t.Tx.Now(), Person: t.Who.UserID}
	if t.Said.All {
		t.Tx.Remember(gone)
		return say(sayPhraseAll.Say(n), "help", nil), nil
	}
	gone.Before = map[string]string{"said": said}
	t.Tx.Remember(gone)
	return say(sayPhraseGone.Say(said), "help", nil), nil
}

// othersNumbered are the options after the first, with their numbers.
func othersNumbered(options []dialog.Option) string {
	all := numbered(options)
	return strings.TrimSpace(strings.TrimPrefix(all, numbered(options[:1])))
}
