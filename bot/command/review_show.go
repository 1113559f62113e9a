package command

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayShown        = words.New("review.show", "#%d %s %s\n%s %s｜%s\n原话：%s\n记录于%s，状态：%s")
	sayShownRisks   = words.New("review.show_risks", "\n留意%s")
	sayShownDecided = words.New("review.show_decided", "\n上次审阅：%s %s %s")
	sayShownHow     = words.New("review.show_how", "\n批准回“批准 %d”，退回说“驳回 %d 原因”，评语说“评语 %d …”。")
	sayCardTitle    = words.New("review.card", "#%d 待您审批")
	sayCardApprove  = words.New("review.card_approve", "批准")
	sayCardReject   = words.New("review.card_reject", "驳回")
	sayCardReason   = words.New("review.card_reason", "请写原因")
	sayCardDone     = words.New("review.card_done", "已批准")
	sayCardNot      = words.New("review.card_not", "没有改动")
	statusNames     = map[visit.Status]words.Text{visit.Open: words.New("review.status.open", "待审"), visit.Incomplete: words.New("review.status.incomplete", "待审（不完整）"),
		visit.Approved: words.New("review.status.approved", "已批准"), visit.Rejected: words.New("review.status.rejected", "已驳回，等修改"),
		visit.Withdrawn: words.New("review.status.withdrawn", "已撤回")}
	_ = register(Command{Intent: understand.RecordShow, Roles: managers, Run: showRecord})
)

// The keys of a record's buttons, before its number.
const (
	approveKey = "review.approve/"
	rejectKey  = "review.reject/"
)

// showsRecord is a manager's wish to see one record: 1024, 看 1024.
var showsRecord = regexp.MustCompile(`^\s*(?:看看|看|查|打开)?\s*[#＃]?\s*(\d{4,9})\s*号?\s*$`)

// Shows reports whether a text asks to see one record of somebody below.
func Shows(t *Turn) bool { return t.Who.Role.Manages() && showsRecord.MatchString(t.In.Text) }

// showRecord says all that is known of one record below a manager; if it waits, a card with 批准 and 驳回 follows over WeCom
// (PRODUCT.md M2).
func showRecord(ctx context.Context, t *Turn) (inbox.Answer, error) {
	m := showsRecord.FindStringSubmatch(t.In.Text)
	if m == nil {
		return inbox.Answer{}, domain.Refuse("review.which")
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return inbox.Answer{}, domain.Refuse("review.which")
	}
	items, err := t.Tx.ItemsNumbered(ctx, []int64{n})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(items) == 0 {
		return t.showWeekBelow(ctx, n)
	}
	if !t.reach().Has(t.Who.UserID, items[0].Rep) {
		return inbox.Answer{}, domain.Refuse("review.number", n)
	}
	i := items[0]
	text := t.shown(i)
	params := map[string]string{"no": number(n), "decision": statusNames[i.Status].Say()}
	if !i.Waits() {
		return say(text, "decision", params), nil
	}
	if err := t.recordCard(n, itemLine(i)); err != nil {
		return inbox.Answer{}, err
	}
	return say(text+sayShownHow.Say(n, n, n), "decision", params), nil
}

// recordCard sends a card with 批准 and 驳回 after the answer, over WeCom.
func (t *Turn) recordCard(n int64, line string) error {
	if t.In.Channel != domain.WeCom {
		return nil
	}
	card := notice.Content{Only: domain.WeCom, Text: line, Card: &notice.Card{Title: sayCardTitle.Say(n), Buttons: []notice.Button{
		{Text: sayCardApprove.Say(), Key: approveKey + number(n)}, {Text: sayCardReject.Say(), Key: rejectKey + number(n)}}}}
	late, err := notice.LateReply(t.Who.UserID, "review_card/"+t.In.ID, card, t.Tx.Now())
	if err != nil {
		return err
	}
	return t.Tx.Tell(late)
}

// shown is all that is known of a record.
func (t *Turn) shown(i review.Item) string {
	var parts []string
	if i.Minutes > 0 {
		parts = append(parts, strconv.Itoa(i.Minutes)+"分钟")
	}
	if len(i.Products) > 0 {
		parts = append(parts, t.Book.brands(i.Products))
	}
	if i.Purpose != "" {
		parts = append(parts, purposeNames[i.Purpose])
	}
	if i.Result != "" {
		parts = append(parts, resultNames[i.Result])
	}
	if i.Joint != "" {
		parts = append(parts, t.Book.person(i.Joint)+"协访")
	}
	if !i.Next.Date.IsZero() {
		parts = append(parts, strings.TrimSpace("下次 "+day(i.Next.Date)+" "+string(i.Next.Start)))
	}
	if i.Met() {
		parts = append(parts, strconv.Itoa(i.Score)+"分")
	}
	when := strings.TrimSpace(day(i.Date) + " " + string(i.Start))
	text := sayShown.Say(i.Number, i.RepName, when, i.Hospital, i.DoctorName, strings.Join(parts, "｜"), i.Note,
		i.SaidAt.Format("01-02 15:04"), statusNames[i.Status].Say())
	if risks := review.Risks(i, t.Book.rules.Quality, t.Tx.Zone()); len(risks) > 0 {
		text += sayShownRisks.Say(risksOf(review.Judged{Item: i, Risks: risks}))
	}
	if i.DecidedBy != "" {
		text += sayShownDecided.Say(i.DecidedBy, i.DecidedAt.Format("01-02 15:04"), i.Reason)
	}
	return strings.TrimSpace(text)
}

// Pressed does what the button of a record's card says, as the command would: what may not be changes nothing. It returns the word
// that takes the place of the buttons and what is to be said beside it; ok is false for a button that is none of a record's.
func Pressed(ctx context.Context, t *Turn, key string) (word string, said inbox.Answer, ok bool, err error) {
	if word, said, ok, err = pressedCase(ctx, t, key); ok || err != nil {
		return word, said, ok, err
	}
	rest, approves := strings.CutPrefix(key, approveKey)
	if !approves {
		if rest, ok = strings.CutPrefix(key, rejectKey); !ok {
			return "", said, false, nil
		}
	}
	n, err := strconv.Atoi(rest)
	if err != nil || !t.Who.Role.Manages() {
		return sayCardNot.Say(), said, true, nil
	}
	t.Said.Items = []int{n}
	run, word := rejectAll, sayCardReason.Say() // a button brings no reason: she is asked for it
	if approves {
		run, word = approveAll, sayCardDone.Say()
	}
	said, err = run(ctx, t)
	if r, refused := domain.AsRefusal(err); refused {
		w, _ := words.ForRefusal(r.Code)
		if r.Code != "review.reason" && r.Code != "event.reason" {
			word = sayCardNot.Say()
		}
		return word, say(w.Say(r.Args...), "", nil), true, nil
	}
	return word, said, true, err
}
