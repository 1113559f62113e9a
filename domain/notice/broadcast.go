package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayBroadcast       = words.New("notice.broadcast", "%s：\n%s\n请点“知道了”或回“收到”，有话回“回复 %d …”。")
	sayBroadcastCard   = words.New("notice.broadcast_card", "通知 #%d")
	sayBroadcastAgain  = words.New("notice.broadcast_again", "%s %s发的通知还没有您的确认：\n%s\n请点“知道了”或回“收到”，有话回“回复 %d …”。")
	sayBroadcastAgainT = words.New("notice.broadcast_again_card", "提醒：通知 #%d")
	sayBroadcastSMS    = words.New("notice.broadcast_sms", "通知")
	sayBroadcastGone   = words.New("notice.broadcast_gone", "通知 #%d 已按时发给%d人：%s\n看谁没确认回“谁没确认 %[1]d”，撤回没收到的回“撤回 %[1]d”。")
	sayBroadcastNudged = words.New("notice.broadcast_nudged", "通知 #%d 已提醒%d位没确认的（只提醒这一次）。看名单回“谁没确认 %[1]d”。")
	sayBroadcastNobody = words.New("notice.broadcast_nobody", "通知 #%d 到了提醒的时间，送到的人都确认了，没有提醒谁。")
	sayBroadcastReply  = words.New("notice.broadcast_reply", "%s回复通知 #%d：%s\n回复请发“回复 %[2]d %[1]s …”。")
	sayBroadcastAnswer = words.New("notice.broadcast_answer", "%s就通知 #%d 回您：%s\n回复请发“回复 %[2]d …”。")
	sayBroadcastGoneS  = words.New("notice.broadcast_gone_sms", "通知%d人")
	sayBroadcastNudgeS = words.New("notice.broadcast_nudged_sms", "提醒%d人")
	sayBroadcastReplyS = words.New("notice.broadcast_reply_sms", "有新回复")
	sayBroadcastFile   = words.New("notice.broadcast_file", "通知 #%d 的名单（%d人）：")
	sayBroadcastNames  = words.New("notice.broadcast_file_name", "通知%d名单")
)

// broadcastPatience is how long a receiver's confirmation is waited for before a short message follows, like that of a rejection (DESIGN.md
// part 4).
const broadcastPatience = 4 * time.Hour

// BroadcastView is what a notice needs to know of a broadcast and of who reads it.
type BroadcastView struct {
	Number  int64
	By, For string // names
	Text    string
	SaidAt  time.Time
	// HappensAt is the one day and clock time that the text names, zero if there is none.
	HappensAt time.Time
	// Standing: it was confirmed and not taken back. Acked: she has confirmed it.
	Standing, Acked bool
	// Receivers and Reminded are how many there are.
	Receivers, Reminded int
}

// BroadcastSaid is an answer in the thread of a broadcast.
type BroadcastSaid struct {
	Number int64
	Who    string // name
	Text   string
	// Sender: it is the sender's, to one receiver.
	Sender bool
}

// broadcastTruth is what the notices about broadcasts read.
type broadcastTruth interface {
	// Broadcast returns a broadcast as it is now for one person, and false if there is none.
	Broadcast(ctx context.Context, id domain.ID, person string) (BroadcastView, bool, error)
	// BroadcastSaid returns what was said in the thread of a broadcast by the id of the words, and false if there is nothing.
	BroadcastSaid(ctx context.Context, comment domain.ID) (BroadcastSaid, bool, error)
}

// Broadcast tells somebody what a manager or an admin has for many (PRODUCT.md M7). One that was taken back by then is not told.
var Broadcast = register(Kind{Name: "broadcast", Patience: broadcastPatience, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Broadcast(ctx, n.Subject, n.Person)
	if err != nil || !ok || !v.Standing || v.Acked {
		return Content{}, false, err
	}
	return v.content(sayBroadcastCard, sayBroadcast.Say(DecidedBy(v.By, v.For), v.Text, v.Number)), true, nil
}})

// BroadcastReminder tells once again who has not confirmed by then.
var BroadcastReminder = register(Kind{Name: "broadcast_reminder", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Broadcast(ctx, n.Subject, n.Person)
	if err != nil || !ok || !v.Standing || v.Acked {
		return Content{}, false, err
	}
	return v.content(sayBroadcastAgainT, sayBroadcastAgain.Say(DecidedBy(v.By, v.For), v.SaidAt.Format("01-02 15:04"), v.Text, v.Number)), true, nil
}})

// content is a card to be confirmed. By SMS go its number and, where the text names one, its time: names and free words have no template.
func (v BroadcastView) content(title words.Text, text string) Content {
	c := Content{Text: text, Card: &Card{Title: title.Say(v.Number), Buttons: ackButton}}
	c.Template, c.Params = BroadcastSMS(v.Number, v.HappensAt)
	return c
}

// BroadcastSMS is how a broadcast goes by SMS: the number and, where its text names one, its time.
func BroadcastSMS(number int64, at time.Time) (template string, params map[string]string) {
	no := strconv.FormatInt(number, 10)
	if at.IsZero() {
		return "comment", map[string]string{"no": no, "kind": sayBroadcastSMS.Say()}
	}
	return "reminder", map[string]string{"time": SMSTime(at), "subject": sayBroadcastSMS.Say(), "no": no}
}

// BroadcastGone tells the sender that her broadcast went at the time that she had set.
var BroadcastGone = register(Kind{Name: "broadcast_gone", Asked: true, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Broadcast(ctx, n.Subject, n.Person)
	if err != nil || !ok || !v.Standing {
		return Content{}, false, err
	}
	return Content{Text: sayBroadcastGone.Say(v.Number, v.Receivers, v.Text), Template: "decision", Params: broadcastParams(v.Number, sayBroadcastGoneS.Say(v.Receivers))}, true, nil
}})

// BroadcastNudged tells the sender how many were reminded.
var BroadcastNudged = register(Kind{Name: "broadcast_nudged", Asked: true, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Broadcast(ctx, n.Subject, n.Person)
	if err != nil || !ok || !v.Standing {
		return Content{}, false, err
	}
	text := sayBroadcastNudged.Say(v.Number, v.Reminded)
	if v.Reminded == 0 {
		text = sayBroadcastNobody.Say(v.Number)
	}
	return Content{Text: text, Template: "decision", Params: broadcastParams(v.Number, sayBroadcastNudgeS.Say(v.Reminded))}, true, nil
}})

// BroadcastReply brings the sender what a receiver answers, and a receiver what the sender answers her.
var BroadcastReply = register(Kind{Name: "broadcast_reply", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.BroadcastSaid(ctx, n.Subject)
	if err != nil || !ok {
		return Content{}, false, err
	}
	text := sayBroadcastReply
	if v.Sender {
		text = sayBroadcastAnswer
	}
	return Content{Text: text.Say(v.Who, v.Number, v.Text), Template: "decision", Params: broadcastParams(v.Number, sayBroadcastReplyS.Say())}, true, nil
}})

func broadcastParams(number int64, decision string) map[string]string {
	return map[string]string{"no": strconv.FormatInt(number, 10), "decision": decision}
}

// BroadcastFile is who gets a broadcast and how far each has come, as people read it.
type BroadcastFile struct {
	Number int64              `json:"number"`
	Rows   []BroadcastFileRow `json:"rows"`
}

// BroadcastFileRow is one receiver.
type BroadcastFileRow struct {
	Name    string `json:"name"`
	Manager string `json:"manager"` // name
	State   string `json:"state"`
	Told    string `json:"told"`
	Acked   string `json:"acked"`
	Reply   string `json:"reply"`
}

// BroadcastNames brings somebody the names of all receivers as a spreadsheet, which she asked for. What it holds is as it was then.
var BroadcastNames = register(Kind{Name: "broadcast_names", Asked: true, Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
	var f BroadcastFile
	if err := json.Unmarshal(n.Args, &f); err != nil {
		return Content{}, false, fmt.Errorf("read the names of a broadcast: %w", err)
	}
	sheet := figures.Sheet{Name: "名单", Columns: []figures.Column{{Name: "姓名"}, {Name: "主管"}, {Name: "状态"}, {Name: "收到时间"}, {Name: "确认时间"}, {Name: "回复", Width: 60}}}
	for _, r := range f.Rows {
		sheet.Rows = append(sheet.Rows, []any{r.Name, r.Manager, r.State, r.Told, r.Acked, r.Reply})
	}
	return Content{Text: sayBroadcastFile.Say(f.Number, len(f.Rows)), Only: domain.WeCom,
		Attachments: []Attachment{{Name: sayBroadcastNames.Say(f.Number), Workbook: &figures.Workbook{Sheets: []figures.Sheet{sheet}}}}}, true, nil
}})

// BroadcastNamesTo is the notice to who asked for the names of a broadcast by one message.
func BroadcastNamesTo(person string, origin, id domain.ID, f BroadcastFile, now time.Time) (Notice, error) {
	args, err := json.Marshal(f)
	if err != nil {
		return Notice{}, fmt.Errorf("keep the names of a broadcast: %w", err)
	}
	return Notice{Kind: BroadcastNames.Name, Key: BroadcastNames.Name + "/" + origin.String(), Person: person, Subject: id, Number: f.Number, Args: args, DueAt: now}, nil
}

// The keys of the buttons under a draft, before its number.
const (
	BroadcastSendKey = "broadcast.send/"
	BroadcastDropKey = "broadcast.drop/"
)

// BroadcastKey is the key of the notice of a broadcast to one receiver, BroadcastReminderKey that of the one reminder, BroadcastReplyKey
// that of an answer.
func BroadcastKey(id domain.ID, person string) string {
	return "broadcast/" + id.String() + "/" + person
}

// BroadcastReminderKey is described with BroadcastKey.
func BroadcastReminderKey(id domain.ID, person string) string {
	return "broadcast_reminder/" + id.String() + "/" + person
}

// BroadcastReplyKey is described with BroadcastKey.
func BroadcastReplyKey(comment domain.ID) string { return "broadcast_reply/" + comment.String() }
