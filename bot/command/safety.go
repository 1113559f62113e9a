package command

import (
	"context"
	"regexp"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySafety    = words.New("safety.kept", "安全信息 #%d 已受理并通知药物警戒（首次获知时间按本条消息 %s 计）。%s")
	sayNoDesk    = words.New("safety.no_desk", "药物警戒岗位还没有导入，请立即电话报告。")
	sayToldBy    = words.New("safety.told_by", "公司员工%s")
	batchNumber  = regexp.MustCompile(`批号(?:是|为)?\s*[:：]?\s*([A-Za-z0-9-]{4,20})`)
	sayUnsent    = words.New("safety.unsent", "这条通知没有发给任何人：里面有安全信息或投诉，已按上报处理。仍要通知，请去掉患者和投诉的情况重新说一遍，如“通知全组：用药安全问题请当天上报”。")
	sayComplaint = words.New("complaint.kept", "投诉 #%d 已登记。有批号、数量或照片请接着发。")
	reportNames  = map[report.Kind]string{report.Safety: "安全信息", report.Complaint: "投诉", report.Event: "活动", report.TimeOff: "请假"}
	_            = register(Command{Intent: understand.SafetyReport, Run: safetyReport})
	_            = register(Command{Intent: understand.ComplaintReport, Run: keepComplaint})
)

// safetyReport keeps an adverse event and does what the same message says beside it.
func safetyReport(ctx context.Context, t *Turn) (inbox.Answer, error) {
	before := len(t.numbers)
	a, err := keepSafety(ctx, t)
	a = t.sayUnsent(a)
	if err != nil || len(t.numbers) == before { // the same words again
		return a, err
	}
	return t.sayBeside(ctx, a)
}

// keepSafety opens a safety case for an adverse event, whoever tells it, in the transaction of the message, and records the
// visits that the same message reports (PRODUCT.md C1). The safety desk is told at once. What is a complaint too is registered as one
// beside it (C2).
func keepSafety(ctx context.Context, t *Turn) (inbox.Answer, error) {
	a, err := t.keep(ctx, report.Safety, func(r report.Report, d supplementDraft, asked string) inbox.Answer {
		if asked == "" {
			asked = sayAskMore.Say()
		}
		field := sayNextSMS(d)
		if field == "" {
			field = "停药和转归"
		}
		due := t.At().AddDate(0, 0, 15)
		return say(saySafety.Say(r.Number, t.At().Format("01-02 15:04"), asked), "safety",
			map[string]string{"no": number(r.Number), "time": due.Format("01-02 15:04"), "field": field})
	})
	if err != nil || !t.Said.Complains || !t.caseKept {
		return a, err
	}
	said, asked := t.Said, len(t.State.Open)
	t.Said = understand.Reading{Intent: understand.ComplaintReport, Doctor: said.Doctor, Products: said.Products}
	complaint, err := keepComplaint(ctx, t)
	t.Said = said
	if err != nil {
		return inbox.Answer{}, err
	}
	if asked < len(t.State.Open) { // the patient is asked for first
		t.State.Open = slices.Concat(t.State.Open[asked:], t.State.Open[:asked])
	}
	return join(complaint, a), nil
}

// keepComplaint registers a complaint (PRODUCT.md C2) and records the visits that the same message reports.
func keepComplaint(ctx context.Context, t *Turn) (inbox.Answer, error) {
	a, err := t.keep(ctx, report.Complaint, func(r report.Report, _ supplementDraft, _ string) inbox.Answer {
		return say(sayComplaint.Say(r.Number), "missing", map[string]string{"no": number(r.Number), "field": "批号或数量"})
	})
	return t.sayUnsent(a), err
}

// sayUnsent says of what was written as a broadcast and is a report that nobody was told: a case is never made known by a message to many
// (PRODUCT.md M7, C1).
func (t *Turn) sayUnsent(a inbox.Answer) inbox.Answer {
	if t.Said.Unsent && !a.Silent() {
		a.Text += "\n" + sayUnsent.Say()
	}
	return a
}

// keep keeps what was told with its number, then records the visits of the same message. The same words told again within
// ten minutes are the same report (PRODUCT.md V6).
func (t *Turn) keep(ctx context.Context, kind report.Kind, answer func(report.Report, supplementDraft, string) inbox.Answer) (inbox.Answer, error) {
	if t.heardBefore && kind != report.TimeOff {
		if a, repeated := t.repeated(); repeated {
			return a, nil
		}
	}
	t.caseKept = t.caseKept || kind == report.Safety
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	var told desk.Told
	if kind == report.Safety || kind == report.Complaint {
		var err error
		if told, err = t.Tx.Told(ctx); err != nil {
			return inbox.Answer{}, err
		}
	} else if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	r, err := report.Keep(t.Tx, t.source(), report.Report{ID: id, Number: numbers[0], Kind: kind, Doctor: t.Said.Doctor,
		Products: t.Said.Products, Body: t.Said, Text: t.In.Text}, told.Desk)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(r.Number)
	d, asked := supplementDraft{Report: r.ID, Number: r.Number, Kind: r.Kind}, ""
	if kind == report.Safety || kind == report.Complaint {
		c, err := desk.Open(t.Tx, t.caseOf(r), told)
		if err != nil {
			return inbox.Answer{}, err
		}
		if kind == report.Safety {
			d.NoPatient, d.NoProduct = c.Elements.Patient == "", c.Elements.Product == ""
		}
		if asked, err = t.askSupplement(d); err != nil {
			return inbox.Answer{}, err
		}
	}
	a := answer(r, d, asked)
	if kind == report.Safety && len(told.Desk) == 0 {
		a.Text += sayNoDesk.Say()
	}
	t.noField = true // what the safety desk needs is asked first
	if len(t.Said.Visits) > 0 && t.Who.Role == domain.Rep {
		visits, err := t.report(ctx, t.Said.Visits)
		if r, refused := domain.AsRefusal(err); refused { // what was told of a patient stands, whatever is wrong with the visit
			return join(say(refusalWords(r), "", nil), a), nil
		}
		if err != nil {
			return inbox.Answer{}, err
		}
		return join(visits, a), nil
	}
	t.State.Tell(sum(t.In.Text), t.In.At, t.numbers)
	return a, nil
}

// caseOf is the case of what was told, with the elements that the text tells: the patient by initials, sex and age, the doctor who told
// it or else the colleague herself, our product, and the event in her own words.
func (t *Turn) caseOf(r report.Report) desk.Case {
	c := desk.Case{ID: r.ID, Number: r.Number, Kind: desk.Kind(r.Kind), Reporter: t.Who.UserID, Day0: r.SaidAt.In(t.Tx.Zone())}
	c.Elements.Product = t.Book.brands(r.Products)
	if c.Kind == desk.Complaint {
		c.Batch = batchOf(r.Text)
		return c
	}
	c.Elements.Patient, c.Elements.Event = safety.PatientOf(r.Text), r.Text
	c.Elements.Reporter = sayToldBy.Say(t.Who.Name)
	if r.Doctor != "" {
		c.Elements.Reporter = t.Book.full(r.Doctor)
	}
	return c
}

// batchOf returns the batch number that a text names; empty if it names none.
func batchOf(text string) string {
	if m := batchNumber.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
