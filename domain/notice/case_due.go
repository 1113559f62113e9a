package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseLeft      = words.New("notice.case_left", "%s #%d 还有%d天到期（%s），还没有%s。首次获知 %s。回“%d”查看。")
	sayCaseDue       = words.New("notice.case_due", "%s #%d 到期了（%s），还没有%s。首次获知 %s。回“%d”查看。")
	sayCaseAtOnce    = words.New("notice.case_at_once", "%s #%d 是死亡病例，须立即上报，现在还没有上报。首次获知 %s。回“%d”查看。")
	sayCaseOverdue   = words.New("notice.case_overdue", "%s #%d 已超期%d天（%s到期），还没有%s。首次获知 %s。回“%d”查看。")
	sayCaseReportSMS = words.New("notice.case_report_sms", "并完成上报")
	sayCaseHandleSMS = words.New("notice.case_handle_sms", "处理结果")
	caseNames        = map[string]words.Text{"safety": words.New("case.kind.safety", "安全信息"), "complaint": words.New("case.kind.complaint", "投诉")}
	caseEnds         = map[string]words.Text{"safety": words.New("case.end.safety", "上报"), "complaint": words.New("case.end.complaint", "结案")}
)

// CaseName is how people read the kind of a case: safety or complaint.
func CaseName(kind string) string { return caseNames[kind].Say() }

// CaseStage is one time at which the desk is told of a deadline, so long before it.
type CaseStage struct {
	Name   string
	Before time.Duration
}

// CaseStages are the stages of every deadline. They run on the calendar: nights and holidays move none of them.
var CaseStages = []CaseStage{{"T-7", 7 * 24 * time.Hour}, {"T-3", 3 * 24 * time.Hour}, {"T-1", 24 * time.Hour}, {"due", 0}}

// CaseView is what a notice needs to know of a case of the safety desk.
type CaseView struct {
	Number   int64
	Kind     string // safety, complaint
	Reporter string // name
	Owner    string // name, empty while nobody has it
	Day0     time.Time
	DueAt    time.Time
	// Waits: its clock runs. Open: it is not closed.
	Waits, Open bool
	// Death: the event ended in death.
	Death bool
	// Missing are the elements that nobody has told: patient, reporter, product, event.
	Missing []string
	// Text is the person's own words, Handling what was done about a complaint.
	Text, Handling string
}

// caseTruth is what the notices about cases read.
type caseTruth interface {
	// Case returns what a case is now, and false if there is none with that id.
	Case(ctx context.Context, id domain.ID) (CaseView, bool, error)
	// CaseQuestion returns what the desk asked, in which case, and false if it was answered.
	CaseQuestion(ctx context.Context, id domain.ID) (text string, number int64, waits bool, err error)
	// CaseAddress returns the address of who told a case and is not in the staff; empty for a colleague's.
	CaseAddress(ctx context.Context, id domain.ID) (string, error)
}

type caseDue struct {
	DueAt time.Time `json:"due_at"`
	Stage string    `json:"stage"`
}

// SafetyDue tells the safety desk, over WeCom and SMS together and at any hour, that the deadline of an adverse event comes near, has
// come, or has passed (PRODUCT.md C1). A deadline that was moved, and a case that was reported or closed, are not told.
var SafetyDue = register(Kind{Name: "safety_due", AtOnce: true, Patience: safetyPatience, Compose: composeDue})

// ComplaintDue tells the desk the same of a complaint, in its time (PRODUCT.md C2).
var ComplaintDue = register(Kind{Name: "complaint_due", Compose: composeDue})

func composeDue(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	var d caseDue
	if err := json.Unmarshal(n.Args, &d); err != nil {
		return Content{}, false, fmt.Errorf("read the deadline of a case: %w", err)
	}
	v, ok, err := truth.Case(ctx, n.Subject)
	if err != nil || !ok || !v.Waits || v.DueAt.Unix() != d.DueAt.Unix() {
		return Content{}, false, err
	}
	due, day0, end := v.DueAt.Format("01-02 15:04"), v.Day0.Format("01-02 15:04"), caseEnds[v.Kind].Say()
	var text string
	switch late := n.DueAt.Sub(v.DueAt); {
	case v.Death:
		text = sayCaseAtOnce.Say(CaseName(v.Kind), v.Number, day0, v.Number)
	case late < 0:
		text = sayCaseLeft.Say(CaseName(v.Kind), v.Number, int((-late+23*time.Hour)/(24*time.Hour)), due, end, day0, v.Number)
	case late < 24*time.Hour:
		text = sayCaseDue.Say(CaseName(v.Kind), v.Number, due, end, day0, v.Number)
	default:
		text = sayCaseOverdue.Say(CaseName(v.Kind), v.Number, int(late/(24*time.Hour)), due, end, day0, v.Number)
	}
	no := strconv.FormatInt(v.Number, 10)
	if v.Kind != "safety" {
		return Content{Text: text, Template: "missing", Params: map[string]string{"no": no, "field": sayCaseHandleSMS.Say()}}, true, nil
	}
	return Content{Text: text, Card: &Card{Title: CaseName(v.Kind) + " #" + no, Buttons: ackButton}, Template: "safety",
		Params: map[string]string{"no": no, "time": SMSTime(v.DueAt), "field": sayCaseReportSMS.Say()}}, true, nil
}

// CaseDueTo is the notice to one person of one stage of a case's deadline (a stage of CaseStages, or a day on which it is overdue).
// Each stage of one deadline is told once, whoever finds that it is time.
func CaseDueTo(kind, person string, id domain.ID, number int64, due time.Time, stage string, at time.Time) Notice {
	args, err := json.Marshal(caseDue{due, stage})
	if err != nil {
		args = nil // two plain values: it cannot be
	}
	name := ComplaintDue.Name
	if kind == "safety" {
		name = SafetyDue.Name
	}
	return Notice{Kind: name, Key: fmt.Sprintf("%s/%s/%d/%s/%s", name, id, due.Unix(), stage, person), Person: person, Subject: id,
		Number: number, Args: args, DueAt: at}
}
