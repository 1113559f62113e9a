package command

import (
	"context"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/team"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

// outsiders reads what people whom the company does not know told before.
type outsiders interface {
	Outside(ctx context.Context, channel domain.Channel, address, text string) (desk.Outside, error)
}

var (
	sayOutsideWeCom = words.New("outsider.wecom", "未登记人员（企业微信%s）")
	sayOutsideSMS   = words.New("outsider.sms", "未登记人员（短信%s）")
	sayOutsideKept  = words.New("outsider.kept", "您说的用药情况已登记（#%d），供药物警戒处理。知道患者年龄性别、用的药和时间，请接着发。身体不适请及时就医。")
	sayOutsideMore  = words.New("outsider.more", "已补充到 #%d。身体不适请及时就医。")
	_               = words.Refusal("case.outsider", "#%d 是%s发来的，系统发不了消息给对方。联系方式在“导出 %[1]d”的文件里；问到后发“患者 %[1]d …”补充。")
)

// OutsideSaid hears whether a text of somebody whom the company does not know tells of an adverse event: on which of the company's
// products it is, and what its words are taken for.
func OutsideSaid(b *Book, in inbox.Inbound, zone *time.Location) understand.Reading {
	if in.Kind != inbox.Text {
		return understand.Reading{}
	}
	return understand.Read(in.Text, understand.Sender{UserID: in.From}, understand.Context{At: in.At.In(zone), Channel: in.Channel, Gazetteer: b.Gazetteer})
}

// Outside keeps what somebody whom the company does not know tells of an adverse event: a case for the safety desk in the
// transaction of the message, with the message's own time as day 0 (PRODUCT.md C1). What she writes in the days after it is added to
// it. count is how many messages came from her that day. The answer is silent where there is nothing to keep, and over SMS, where an
// unknown phone gets nothing.
func Outside(ctx context.Context, tx Tx, b *Book, in inbox.Inbound, count int) (inbox.Answer, error) {
	if e, ok := fileFor(in); ok {
		return outsideFile(ctx, tx, in, e, count)
	}
	if in.Kind != inbox.Text || strings.TrimSpace(in.Text) == "" {
		return inbox.Answer{}, nil
	}
	before, err := tx.Outside(ctx, in.Channel, in.From, in.Text)
	if err != nil {
		return inbox.Answer{}, err
	}
	said := OutsideSaid(b, in, tx.Zone())
	switch {
	case said.Adverse && before.Opens():
		return outsideCase(ctx, tx, b, in, said, before)
	case before.Again:
		return outsideAnswer(in, sayOutsideMore.Say(before.Last)), nil
	case before.Last != 0 && (said.Adverse || count <= desk.OutsiderWords && len([]rune(in.Text)) > 3):
		return outsideWords(ctx, tx, in, before.Last, count)
	}
	return inbox.Answer{}, nil
}

// outsideName names an unknown sender: the channel and her address, a phone number masked.
func outsideName(in inbox.Inbound) string {
	if in.Channel == domain.SMS {
		return sayOutsideSMS.Say(team.Mask(in.From))
	}
	return sayOutsideWeCom.Say(in.From)
}

func outsideAnswer(in inbox.Inbound, text string) inbox.Answer {
	if in.Channel == domain.SMS {
		return inbox.Answer{}
	}
	return inbox.Answer{Text: text}
}

// outsideCase opens the case. Beyond a number of them in a day the desk is not told of each by itself.
func outsideCase(ctx context.Context, tx Tx, b *Book, in inbox.Inbound, said understand.Reading, before desk.Outside) (inbox.Answer, error) {
	var numbers []int64
	tx.WantNumbers(1, &numbers)
	told, err := tx.Told(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	id, err := tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	origin, err := tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	who, each := outsideName(in), told.Desk
	if !before.ToldEach() {
		each = nil
		for _, person := range told.Desk {
			n, err := notice.OutsidersTo(person, id, numbers[0], safety.Due(in.At.In(tx.Zone()), safety.Unassessed), tx.Now())
			if err != nil {
				return inbox.Answer{}, err
			}
			if err := tx.Tell(n); err != nil {
				return inbox.Answer{}, err
			}
		}
	}
	r, err := report.Keep(tx, visit.Source{Channel: in.Channel, SaidAt: in.At, Origin: origin}, report.Report{ID: id, Number: numbers[0],
		Kind: report.Safety, Outsider: who, Address: in.From, Products: said.Products, Body: said, Text: in.Text}, each)
	if err != nil {
		return inbox.Answer{}, err
	}
	c := desk.Case{ID: r.ID, Number: r.Number, Kind: desk.Safety, Outsider: who, Day0: r.SaidAt.In(tx.Zone())}
	c.Elements = safety.Elements{Patient: safety.PatientOf(in.Text), Reporter: who, Product: b.brands(r.Products), Event: in.Text}
	if _, err := desk.Open(tx, c, told); err != nil {
		return inbox.Answer{}, err
	}
	held, err := tx.TakeHeld(ctx, in.From, r.ID, tx.Now().Add(-evidence.LookBack))
	if err != nil {
		return inbox.Answer{}, err
	}
	text := sayOutsideKept.Say(r.Number)
	if len(held) > 0 {
		text += sayOutsideWith.Say(len(held))
	}
	return outsideAnswer(in, text), nil
}

// outsideWords adds a message to the sender's case. The desk is told of the first ones of a day.
func outsideWords(ctx context.Context, tx Tx, in inbox.Inbound, number int64, count int) (inbox.Answer, error) {
	found, err := tx.CasesNumbered(ctx, []int64{number})
	if err != nil || len(found) != 1 {
		return inbox.Answer{}, err
	}
	c := found[0]
	desk.Add(tx, c, in.Text)
	told, err := tx.Told(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	if _, _, err := desk.HearDeath(tx, c.Outsider, c, in.Text, told); err != nil {
		return inbox.Answer{}, err
	}
	if count <= desk.OutsiderWords {
		if err := tellSupplement(tx, told.Desk, c, in, c.Outsider, in.Text); err != nil {
			return inbox.Answer{}, err
		}
	}
	return outsideAnswer(in, sayOutsideMore.Say(c.Number)), nil
}
