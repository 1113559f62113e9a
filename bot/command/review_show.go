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
	sayShown       = words.New("review.show", "#%d %s %s\n%s %s｜%s\n原话：%s\n记录于%s，状态：%s")
	sayShownRisks  = words.New("review.show_risks", "\n留意%s")
	sayShownHow    = words.New("review.show_how", "\n批准回“批准 %d”，退回说“驳回 %d 原因”，评语说“评语 %d …”。")
	sayCardTitle   = words.New("review.card", "#%d 待您审批")
	sayCardApprove = words.New("review.card_approve", "批准")
	sayCardReject  = words.New("review.card_reject", "驳回")
	statusNames    = map[visit.Status]words.Text{visit.Open: words.New("review.status.open", "待审"), visit.Incomplete: words.New("review.status.incomplete", "待审（不完整）"),
		visit.Approved: words.New("review.status.approved", "已批准"), visit.Rejected: words.New("review.status.rejected", "已驳回，等修改"),
		visit.Withdrawn: words.New("review.status.withdrawn", "已撤回")}
	_ = register(Command{Intent: understand.RecordShow, Roles: managers, Run: showRecord})
)

// showsRecord is a manager's wish to see one record: 1024, 看 1024.
var showsRecord = regexp.MustCompile(`^\s*(?:看看|看|查|打开)?\s*[#＃]?\s*(\d{3,9})\s*号?\s*$`)

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
	t.Said.Items = []int{int(n)}
	if err := t.completeNow(ctx); err != nil {
		return inbox.Answer{}, err
	}
	n = int64(t.Said.Items[0])
	items, err := t.Tx.ItemsNumbered(ctx, []int64{n})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(items) == 0 {
		if s, ok, err := t.shareFor(ctx, n); err != nil {
			return inbox.Answer{}, err
		} else if ok {
			return t.showShare(ctx, s)
		}
		if c, ok, err := t.coachingOf(ctx, n); err != nil {
			return inbox.Answer{}, err
		} else if ok {
			return t.showCoaching(ctx, c)
		}
		if b, ok, err := t.broadcastFor(ctx, n); err != nil {
			return inbox.Answer{}, err
		} else if ok {
			return t.showBroadcast(ctx, b)
		}
		return t.showWeekBelow(ctx, n)
	}
	if !t.reach().Has(t.Who.UserID, items[0].Rep) {
		return inbox.Answer{}, domain.Refuse("review.number", n)
	}
	i := items[0]
	around, shown, err := t.known(ctx, i.Visit)
	if err != nil {
		return inbox.Answer{}, err
	}
	pictures, err := t.pictures(n, shown)
	if err != nil {
		return inbox.Answer{}, err
	}
	text := t.shown(i) + around + pictures.said
	params := map[string]string{"no": number(n), "decision": statusNames[i.Status].Say() + pictures.sms}
	if !i.Waits() {
		return say(text, "decision", params), nil
	}
	t.sees(i)
	if err := t.recordCard(n, "/"+strconv.Itoa(i.Revision), itemLine(i)); err != nil {
		return inbox.Answer{}, err
	}
	return say(text+sayShownHow.Say(n, n, n), "decision", params), nil
}

// recordCard sends a card with 批准 and 驳回 after the answer, over WeCom. shown goes on the keys: / and the revision that was shown, or
// nothing for what is not changed once it waits.
func (t *Turn) recordCard(n int64, shown, line string) error {
	if t.In.Channel != domain.WeCom {
		return nil
	}
	of := number(n) + shown
	return t.card(&notice.Card{Title: sayCardTitle.Say(n), Buttons: []notice.Button{
		{Text: sayCardApprove.Say(), Key: approveKey + of}, {Text: sayCardReject.Say(), Key: rejectKey + of}}}, line)
}

// card has a card follow the answer over WeCom.
func (t *Turn) card(c *notice.Card, text string) error {
	late, err := notice.LateReply(t.Who.UserID, "review_card/"+t.In.ID, notice.Content{Only: domain.WeCom, Text: text, Card: c}, t.Tx.Now())
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
		parts = append(parts, notice.ResultNames[i.Result])
	}
	for _, more := range []string{t.joint(i.Joint), nextOf(i.Next)} {
		if more != "" {
			parts = append(parts, more)
		}
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
	return strings.TrimSpace(text)
}
