package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayComment   = words.New("notice.comment_added", "【%s】#%d %s %s %s\n%s：%s\n回复请发“回复 %d …”。")
	sayAnswer    = words.New("notice.comment_answer", "有新回复")
	commentKinds = map[string]words.Text{"comment": words.New("comment.kind.comment", "评语"), "suggestion": words.New("comment.kind.suggestion", "建议"),
		"message": words.New("comment.kind.message", "留言"), "answer": words.New("comment.kind.answer", "回复")}
)

// CommentKind is how people read a kind of what is said on a record: comment, suggestion, message or answer.
func CommentKind(kind string) string { return commentKinds[kind].Say() }

// CommentView is what a notice needs to know of what was said on a visit.
type CommentView struct {
	Number   int64
	Kind     string // comment, suggestion, message, answer
	By       string // name
	Text     string
	Doctor   string // name
	Hospital string // shortest name
	Date     domain.Date
	// Withdrawn: the visit was taken back.
	Withdrawn bool
}

// commentTruth is what the notices about comments read.
type commentTruth interface {
	// Comment returns what was said on a visit, and false if there is none with that id.
	Comment(ctx context.Context, id domain.ID) (CommentView, bool, error)
}

// CommentAdded tells a rep what her manager says on a record of hers, and the manager what the rep answers: the words by WeCom, the
// number by SMS (PRODUCT.md M3). Her next message acknowledges it.
var CommentAdded = register(Kind{
	Name: "comment_added",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Comment(ctx, n.Subject)
		if err != nil || !ok || v.Withdrawn {
			return Content{}, false, err
		}
		c := Content{Text: sayComment.Say(CommentKind(v.Kind), v.Number, monthDay(v.Date), v.Hospital, v.Doctor, v.By, v.Text, v.Number),
			Template: "comment", Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "kind": CommentKind(v.Kind)}}
		if v.Kind == "answer" { // the template speaks of the manager, and here it is she who reads
			c.Template, c.Params = "decision", map[string]string{"no": c.Params["no"], "decision": sayAnswer.Say()}
		}
		return c, true, nil
	},
})

// CommentAddedKey is the key of the notice of one comment.
func CommentAddedKey(id domain.ID) string { return "comment_added/" + id.String() }
