package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAcked          = words.New("broadcast.acked", "好的，通知 %s 已确认。")
	sayDraftAgain     = words.New("broadcast.sms_again", "“发送”二字")
	sayShownBroadcast = words.New("broadcast.shown", "通知 #%d %s %s：\n%s")
	sayShownThread    = words.New("broadcast.shown_thread", "\n回复：\n%s")
	sayShownAnswer    = words.New("broadcast.shown_answer", "\n确认回“收到 %d”，有话回“回复 %[1]d …”。")
	_                 = words.Refusal("broadcast.reply_whom", "#%d 有%d人回复过，回谁？请说“回复 %[1]d %[3]s …”。没有发。")
	_                 = words.Refusal("broadcast.reply_nobody", "#%d 还没有人回复。要告诉所有人请再发一条通知。")
	_                 = words.Refusal("broadcast.reply_not", "#%d 的收件人里没有%s，没有发。")
	_                 = register(Command{Intent: understand.BroadcastAck, Run: acknowledgeOne})
)

// mostRepliers is how many who answered are looked at.
const mostRepliers = 200

// acknowledgeBroadcasts confirms what was told to a person, all or the one of a number, and says so; a silent answer where there was nothing.
func (t *Turn) acknowledgeBroadcasts(ctx context.Context, number int64) (inbox.Answer, error) {
	acked, err := t.Tx.AckBroadcasts(ctx, t.Who.UserID, number)
	if err != nil || len(acked) == 0 {
		return inbox.Answer{}, err
	}
	return inbox.Answer{Text: sayAcked.Say(sharp(acked))}, nil
}

// acknowledgeOne confirms the broadcast of a number (收到 1030).
func acknowledgeOne(ctx context.Context, t *Turn) (inbox.Answer, error) {
	a, err := t.acknowledgeBroadcasts(ctx, t.Said.Broadcast.Number)
	if err != nil || !a.Silent() {
		return a, err
	}
	return inbox.Answer{Text: sayAck.Say()}, nil
}

// draftWaits asks again for the word that sends a draft where the message only agrees (好的): what cannot be called back is sent by no word
// that may mean something else.
func (t *Turn) draftWaits() (inbox.Answer, bool) {
	q, ok := t.State.Newest()
	if !ok || q.Form != broadcastForm.Name {
		return inbox.Answer{}, false
	}
	return say(q.Asked, "missing", map[string]string{"no": number(q.Number), "field": sayDraftAgain.Say()}), true
}

// broadcastFor returns the broadcast of a number if the person sent it, got it, or may see it; false otherwise.
func (t *Turn) broadcastFor(ctx context.Context, n int64) (b broadcast.Broadcast, ok bool, err error) {
	if b, ok, err = t.Tx.BroadcastNumbered(ctx, n); err != nil || !ok {
		return b, false, err
	}
	if t.maySteer(b) || t.mayWatch(b) {
		return b, true, nil
	}
	ok, err = t.Tx.Got(ctx, b.ID, t.Who.UserID)
	return b, ok, err
}

// showBroadcast shows a broadcast with what was said about it: all of it to the sender and those above, her own part to a receiver.
func (t *Turn) showBroadcast(ctx context.Context, b broadcast.Broadcast) (inbox.Answer, error) {
	if b.State == broadcast.Draft {
		return t.showDraft(ctx, b)
	}
	whole := t.maySteer(b) || t.mayWatch(b)
	person := t.Who.UserID
	if whole {
		person = ""
	}
	var said []comment.Line
	var s broadcast.Standing
	t.Tx.WantThread(b.ID, person, &said)
	if whole {
		t.Tx.WantStanding(b.ID, &s)
	}
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	sender := notice.DecidedBy(t.Book.person(b.Person), t.nameOrNone(b.For))
	text := sayShownBroadcast.Say(b.Number, b.DueAt.Format("01-02 15:04"), sender, b.Text)
	if whole {
		text += "\n" + t.howFar(b, s)
		if state, ok := broadcastStates[b.State]; ok {
			text += "（" + state.Say() + "）"
		}
	}
	if len(said) > 0 {
		lines := make([]string, len(said))
		for i, c := range said {
			lines[i] = sayShareTalk.Say(c.SaidAt.Format("01-02 15:04"), c.By, c.Text)
		}
		text += sayShownThread.Say(strings.Join(lines, "\n"))
	}
	if !whole {
		text += sayShownAnswer.Say(b.Number)
	}
	template, params := notice.BroadcastSMS(b.Number, b.HappensAt)
	if whole {
		template, params = "decision", map[string]string{"no": number(b.Number), "decision": sayStandingSMS.Say(s.Acked, b.Receivers)}
	}
	return say(text, template, params), nil
}

// nameOrNone is a colleague's name, or nothing.
func (t *Turn) nameOrNone(userid string) string {
	if userid == "" {
		return ""
	}
	return t.Book.person(userid)
}

// showDraft asks for the word that sends a draft again.
func (t *Turn) showDraft(ctx context.Context, b broadcast.Broadcast) (inbox.Answer, error) {
	var p broadcast.Preview
	t.Tx.WantPreview(b, domain.DateOf(b.Begins(t.Tx.Now())), mostAddressed, &p)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	t.closeDraft(b.Number)
	return t.askToSend(b, p)
}

// replyOnBroadcast takes 回复 1030 … about a broadcast: a receiver's words go to its sender, the sender's to the receiver whom they name first,
// or who alone has answered. false if the number is no broadcast of hers.
func (t *Turn) replyOnBroadcast(ctx context.Context, n int64, text string) (a inbox.Answer, ours bool, err error) {
	b, ours, err := t.broadcastFor(ctx, n)
	if err != nil || !ours || b.State == broadcast.Draft {
		return a, false, err
	}
	to := b.Person
	if b.Person == t.Who.UserID {
		if to, text, err = t.answersWhom(ctx, b, text); err != nil {
			return a, true, err
		}
	} else if got, err := t.Tx.Got(ctx, b.ID, t.Who.UserID); err != nil || !got { // somebody above, who only watches
		return a, false, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return a, true, err
	}
	if err := broadcast.Reply(t.Tx, b, t.source(), id, to, text); err != nil {
		return a, true, err
	}
	return say(sayAnswered.Say(t.Book.person(to), n, text), "decision",
		map[string]string{"no": number(n), "decision": sayCommentSMS.Say(notice.CommentKind(string(comment.Answer)))}), true, nil
}

// answersWhom finds which receiver the sender answers, and her words without the name.
func (t *Turn) answersWhom(ctx context.Context, b broadcast.Broadcast, text string) (to, rest string, err error) {
	repliers, err := t.Tx.Repliers(ctx, b.ID, mostRepliers)
	if err != nil {
		return "", "", err
	}
	for _, p := range slices.Concat(repliers, t.Book.reps) {
		if after, named := strings.CutPrefix(text, t.Book.person(p)); named {
			if !slices.Contains(repliers, p) {
				if got, err := t.Tx.Got(ctx, b.ID, p); err != nil {
					return "", "", err
				} else if !got {
					return "", "", domain.Refuse("broadcast.reply_not", b.Number, t.Book.person(p))
				}
			}
			return p, strings.TrimLeft(after, " ，,：:、"), nil
		}
	}
	switch len(repliers) {
	case 0:
		return "", "", domain.Refuse("broadcast.reply_nobody", b.Number)
	case 1:
		return repliers[0], text, nil
	}
	return "", "", domain.Refuse("broadcast.reply_whom", b.Number, len(repliers), t.Book.person(repliers[0]))
}
