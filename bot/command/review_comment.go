package command

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

// comments keeps and reads what is said on records.
type comments interface {
	comment.Ledger
	WhoToAnswer(ctx context.Context, record domain.ID, rep string) (string, error)
	CommentsTo(ctx context.Context, person string, limit int) ([]comment.Line, error)
}

var (
	sayCommented    = words.New("comment.done", "%s已发给%s（%s）：%s")
	sayAnswered     = words.New("comment.answered", "已回复%s（#%d）：%s")
	sayCommentSMS   = words.New("comment.sms", "发出%s")
	sayComments     = words.New("comment.list", "最近收到的%d条：\n%s\n回复请发“回复 %d …”。")
	sayCommentLine  = words.New("comment.line", "#%d %s %s（%s）：%s")
	sayCommentsNone = words.New("comment.none", "还没有收到评语、建议或留言。")
	_               = words.Refusal("comment.withdrawn", "#%d 已撤回，没有发出。")
	_               = words.Refusal("comment.empty", "#%d 要写什么？请带上内容，如“评语 %[1]d 切入点很好”“回复 %[1]d 下次带资料”。")
	_               = words.Refusal("comment.long", "给 #%d 的话超过500字，没有发出。请分几条写。")
	_               = words.Refusal("comment.nobody", "#%d 没有可以回复的人：没有人给您留言，也没有登记您的主管。")
	_               = register(Command{Intent: understand.ReviewComment, Roles: managers, Run: writeComment})
	_               = register(Command{Intent: understand.ThreadReply, Roles: repliers, Run: answerComment})
	_               = register(Command{Intent: understand.ThreadShow, Roles: withPlans, Run: showComments})
)

// mostComments is how many of what was said to a person a list shows.
const mostComments = 10

// writeComment writes a comment, a suggestion or a message on records and has it told to their reps (PRODUCT.md M3).
func writeComment(ctx context.Context, t *Turn) (inbox.Answer, error) {
	text := strings.TrimSpace(t.Said.Text)
	kind := comment.Kind(t.Said.Kind)
	name := notice.CommentKind(string(kind))
	done, refused, err := t.decideEach(ctx, func(i review.Item) error {
		id, err := t.Tx.NewID()
		if err != nil {
			return err
		}
		return comment.Write(t.Tx, t.source(), id, kind, i.Visit, i.Rep, text)
	})
	if r, no := domain.AsRefusal(err); no && r.Code == "review.number" { // no visit: perhaps one that was shared
		if s, ok, err := t.shareFor(ctx, int64(t.Said.Items[0])); err != nil {
			return inbox.Answer{}, err
		} else if ok {
			return t.remarkOn(s)
		}
		if a, ours, err := t.sayOnCoaching(ctx, int64(t.Said.Items[0]), kind, text); ours || err != nil {
			return a, err
		}
		if a, ours, err := t.replyOnBroadcast(ctx, int64(t.Said.Items[0]), text); ours || err != nil {
			return a, err
		}
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	return decided(done, refused, sayCommented.Say(name, repsOf(done), sharp(numbersOf(done)), text), sayCommentSMS.Say(name)), nil
}

// repliesTo is an answer on a record that a rep writes: 回复 1024 下次带资料.
var repliesTo = regexp.MustCompile(`(?s)^\s*回复\s*[#＃]?\s*(\d{4,9})(?:\s|[:：，,、号])*(.*)$`)

// repliers are those whose 回复 goes to who wrote to them; a manager's is a message on a record first.
var repliers = []domain.Role{domain.Rep, domain.Admin, domain.Compliance}

// Replies reports whether a text is somebody's answer on a record. It is one whatever its words would mean by themselves, but for
// what harms a patient, which comes first.
func Replies(t *Turn) bool {
	return slices.Contains(repliers, t.Who.Role) && t.Said.Intent != understand.SafetyReport && t.Said.Intent != understand.ComplaintReport &&
		repliesTo.MatchString(t.In.Text)
}

// answerComment sends a rep's words on a record of hers to who wrote to her about it.
func answerComment(ctx context.Context, t *Turn) (inbox.Answer, error) {
	m := repliesTo.FindStringSubmatch(t.In.Text)
	if m == nil {
		return inbox.Answer{}, domain.Refuse("amend.nothing")
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return inbox.Answer{}, domain.Refuse("amend.lost")
	}
	v, ok, err := t.Tx.VisitNumbered(ctx, t.Who.UserID, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		if a, ours, err := t.sayOnCoaching(ctx, n, comment.Answer, strings.TrimSpace(m[2])); ours || err != nil {
			return a, err
		}
		if a, ours, err := t.replyOnBroadcast(ctx, n, strings.TrimSpace(m[2])); ours || err != nil {
			return a, err
		}
		return inbox.Answer{}, domain.Refuse("amend.number", n)
	}
	to, err := t.Tx.WhoToAnswer(ctx, v.ID, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	if to == "" {
		return inbox.Answer{}, domain.Refuse("comment.nobody", n)
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	text := strings.TrimSpace(m[2])
	if err := comment.Write(t.Tx, t.source(), id, comment.Answer, v, to, text); err != nil {
		return inbox.Answer{}, err
	}
	return say(sayAnswered.Say(t.Book.person(to), n, text), "decision",
		map[string]string{"no": number(n), "decision": sayCommentSMS.Say(notice.CommentKind(string(comment.Answer)))}), nil
}

// showComments lists what was said to a person on records, the newest first; by SMS the number of the newest.
func showComments(ctx context.Context, t *Turn) (inbox.Answer, error) {
	all, err := t.Tx.CommentsTo(ctx, t.Who.UserID, mostComments)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return say(sayCommentsNone.Say(), "help", nil), nil
	}
	lines := make([]string, len(all))
	for i, c := range all {
		lines[i] = sayCommentLine.Say(c.Number, notice.CommentKind(string(c.Kind)), c.By, c.SaidAt.Format("01-02 15:04"), c.Text)
	}
	first := all[0]
	return say(sayComments.Say(len(all), strings.Join(lines, "\n"), first.Number), "comment",
		map[string]string{"no": number(first.Number), "kind": notice.CommentKind(string(first.Kind))}), nil
}
