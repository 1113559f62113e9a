package command

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseReply = words.New("case.reply", "已转给药物警戒（#%d）。还有可以发“回复 %[1]d …”。")
	_            = words.Refusal("case.reply_empty", "#%d 要补充什么？如“回复 %[1]d 患者已停药好转”。")
	_            = register(Command{Intent: understand.CaseReply, Run: replyOnCase})
)

// answerWithin is how long a text without a number may be the answer to a question of the desk.
const answerWithin = 48 * time.Hour

// replyOnCase adds what a person says to a case that she told: the answer to a question of the desk, or more on it.
func replyOnCase(ctx context.Context, t *Turn) (inbox.Answer, error) {
	c, err := t.theCase()
	if err != nil {
		return inbox.Answer{}, err
	}
	if t.caseSaid.text == "" {
		return inbox.Answer{}, domain.Refuse("case.reply_empty", c.Number)
	}
	death, err := t.addWords(ctx, c, t.caseSaid.text)
	if err != nil {
		return inbox.Answer{}, err
	}
	said := sayCaseReply.Say(c.Number)
	if death {
		said += sayDeathHeard.Say()
	}
	return say(said, "decision", map[string]string{"no": number(c.Number), "decision": "转给药物警戒"}), nil
}

// AnswersDesk finds the question of the safety desk that a text answers: it means nothing of its own, no question of the assistant is
// open, and the desk asked within two days. It tells the command to run.
func AnswersDesk(ctx context.Context, t *Turn) (understand.Intent, bool, error) {
	text := strings.TrimSpace(t.In.Text)
	_, open := t.State.Newest()
	if open || t.In.Kind != inbox.Text || t.In.Screened != "" || t.Who.Role == domain.Safety || utf8.RuneCountInString(text) < 2 ||
		t.Said.Further != "" || t.Said.Intent != understand.Unknown && !(t.Said.Intent == understand.SafetyReport && len(t.Said.Visits) == 0 && t.Said.Doctor == "") {
		return "", false, nil
	}
	if t.Said.Intent == understand.SafetyReport && safety.PatientOf(text) == "" {
		return "", false, nil
	}
	asked, err := t.Tx.QuestionsTo(ctx, t.Who.UserID, 0, t.Tx.Now().Add(-answerWithin))
	if err != nil || len(asked) == 0 {
		return "", false, err
	}
	found, err := t.Tx.CasesNumbered(ctx, []int64{asked[0].Number})
	if err != nil || len(found) != 1 {
		return "", false, err
	}
	t.onCase, t.aboutCase = &found[0], true
	t.caseSaid = caseSaid{intent: understand.CaseReply, number: asked[0].Number, text: text}
	return understand.CaseReply, true, nil
}
