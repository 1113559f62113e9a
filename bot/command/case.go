package command

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

// cases reads and works what the safety desk has on its table.
type cases interface {
	desk.Ledger
	Told(ctx context.Context) (desk.Told, error)
	CasesNumbered(ctx context.Context, numbers []int64) ([]desk.Case, error)
	OpenCases(ctx context.Context, f desk.Filter, limit int) (lines []desk.Line, total int, err error)
	CasesOf(ctx context.Context, person string, closedSince time.Time, limit int) ([]desk.Line, error)
	Dossier(ctx context.Context, c desk.Case, limit int) (desk.Dossier, error)
	QuestionsTo(ctx context.Context, person string, number int64, since time.Time) ([]desk.Question, error)
	AnswerQuestion(id domain.ID)
}

// caseVerbs are the words by which a case is worked, with what they ask for.
var caseVerbs = map[string]understand.Intent{
	"接手": understand.CaseTake, "受理": understand.CaseTake, "认领": understand.CaseTake,
	"指派": understand.CaseAssign, "转给": understand.CaseAssign, "派单": understand.CaseAssign, "派给": understand.CaseAssign,
	"问": understand.CaseAsk, "追问": understand.CaseAsk, "提问": understand.CaseAsk,
	"定级": understand.CaseAssess, "判定": understand.CaseAssess, "评估": understand.CaseAssess,
	"患者": understand.CaseSet, "报告者": understand.CaseSet, "报告人": understand.CaseSet, "产品": understand.CaseSet, "经过": understand.CaseSet, "批号": understand.CaseSet,
	"上报": understand.CaseReported, "已上报": understand.CaseReported,
	"合并": understand.CaseMerge, "结案": understand.CaseClose, "关闭": understand.CaseClose, "重启": understand.CaseReopen,
	"导出": understand.CaseExport, "分类": understand.CaseClassify, "处理": understand.CaseHandle, "回访": understand.CaseCallback,
}

var (
	sayCaseSMS = words.New("case.sms", "更新")
	_          = words.Refusal("case.role", "#%d 只有药物警戒岗位能处理。要补充请发“回复 %[1]d …”。")
	_          = words.Refusal("case.none", "#%d 没有这个编号的安全信息或投诉。回“案例”看列表。")
	_          = words.Refusal("case.closed", "#%d 已由%s结案，没有改动。要再处理请发“重启 %[1]d 原因”。")
	_          = words.Refusal("case.merged", "#%d 已合并到 #%d，没有改动。")
	_          = words.Refusal("case.long", "给 #%d 的话超过500字，没有保存。请写短些。")
	_          = words.Refusal("case.not_safety", "#%d 是投诉，没有这一步。投诉的步骤：分类、派单、处理、回访、结案。")
	_          = words.Refusal("case.not_complaint", "#%d 是安全信息，没有这一步。")
)

const caseVerbPattern = `(已上报|报告者|报告人|接手|受理|认领|指派|转给|派单|派给|追问|提问|定级|判定|评估|患者|产品|经过|批号|上报|合并|结案|关闭|重启|导出|分类|处理|回访|问)`

var (
	verbFirst   = regexp.MustCompile(`(?s)^\s*` + caseVerbPattern + `\s*(?:案例|安全信息|投诉)?\s*[#＃]?\s*(\d{4,9})(?:\s|[:：,，、号])*(.*)$`)
	numberFirst = regexp.MustCompile(`(?s)^\s*[#＃]?\s*(\d{4,9})\s*号?(?:\s|[:：,，、])*` + caseVerbPattern + `(?:\s|[:：,，、])*(.*)$`)
	listsCases  = regexp.MustCompile(`^\s*(?:看|查|查看)?\s*(?:(我的|我报的|我上报的|全部|所有)?(案例|安全信息|投诉|安全案例|个例)(?:列表)?|(?:我的|我报的|我上报的)(?:药品)?不良反应|(超期|到期)(?:的)?(?:案例|安全信息|投诉)?|未结案|待办|待处理(?:的)?(?:案例|安全信息|投诉)?)\s*(?:有哪些|怎么样了|进度|进展)?\s*[?？]?\s*$`)
	showsCase   = regexp.MustCompile(`^\s*(?:看看|看|查看|查|打开|案例|安全信息|投诉|历史)?\s*[#＃]?\s*(\d{4,9})\s*号?\s*(?:怎么样了|进展|进度|到哪了|处理了吗|历史)?\s*[?？]?\s*$`)
)

// caseSaid is what a text asks of a case.
type caseSaid struct {
	intent understand.Intent
	verb   string
	number int64
	text   string
}

// readCase reads a text as work on a case; false if it is none. A list or a case alone is one only for the desk; for others the
// number decides.
func readCase(t *Turn) (s caseSaid, ok bool) {
	text := strings.TrimSpace(t.In.Text)
	if m := verbFirst.FindStringSubmatch(text); m != nil {
		s.verb, s.text = m[1], m[3]
		s.number, _ = strconv.ParseInt(m[2], 10, 64) // at most nine digits
	} else if m := numberFirst.FindStringSubmatch(text); m != nil {
		s.verb, s.text = m[2], m[3]
		s.number, _ = strconv.ParseInt(m[1], 10, 64)
	} else if m := showsCase.FindStringSubmatch(text); m != nil {
		s.intent = understand.CaseShow
		s.number, _ = strconv.ParseInt(m[1], 10, 64)
		return s, true
	} else if m := repliesTo.FindStringSubmatch(text); m != nil {
		s.intent, s.text = understand.CaseReply, strings.TrimSpace(m[2])
		s.number, _ = strconv.ParseInt(m[1], 10, 64)
		return s, true
	} else if listsCases.MatchString(text) {
		s.intent = understand.CaseList
		return s, true
	} else {
		return s, false
	}
	s.intent, s.text = caseVerbs[s.verb], strings.TrimSpace(s.text)
	return s, true
}

// Works finds what a message asks of a case: from the desk whatever it names; from others only where the number is that of a case, so
// that every other meaning of the same words stays. false if it asks nothing of one.
func Works(ctx context.Context, t *Turn) (understand.Intent, bool, error) {
	s, ok := readCase(t)
	if !ok || t.In.Screened != "" {
		return "", false, nil
	}
	if s.intent == understand.CaseList {
		asksOwn := t.Who.Role == domain.Safety || !strings.Contains(t.In.Text, "待") && !strings.Contains(t.In.Text, "期") && !strings.Contains(t.In.Text, "未")
		return s.intent, asksOwn, nil
	}
	found, err := t.Tx.CasesNumbered(ctx, []int64{s.number})
	if err != nil {
		return "", false, err
	}
	switch {
	case len(found) == 1:
		t.onCase = &found[0]
	case t.Who.Role != domain.Safety:
		return "", false, nil
	}
	t.caseSaid = s
	_, err = t.theCase()
	t.aboutCase = err == nil
	return s.intent, true, nil
}

// theCase returns the case that the message names, locked. Who is not of the desk, has not told it and does not work it is told
// that there is none (case.none).
func (t *Turn) theCase() (desk.Case, error) {
	c := t.onCase
	if c == nil || t.Who.Role != domain.Safety && c.Reporter != t.Who.UserID && c.Owner != t.Who.UserID {
		return desk.Case{}, domain.Refuse("case.none", t.caseSaid.number)
	}
	return *c, nil
}

// worker is the person as the desk's rules know her.
func (t *Turn) worker() desk.Worker { return desk.Worker{UserID: t.Who.UserID, Role: t.Who.Role} }

// onCaseDo registers a command on one case: do changes it and says what was done.
func onCaseDo(intent understand.Intent, do func(ctx context.Context, t *Turn, c desk.Case) (string, error)) {
	register(Command{Intent: intent, Run: func(ctx context.Context, t *Turn) (inbox.Answer, error) {
		c, err := t.theCase()
		if err != nil {
			return inbox.Answer{}, err
		}
		text, err := do(ctx, t, c)
		if err != nil {
			return inbox.Answer{}, t.withNames(err)
		}
		return say(text, "decision", map[string]string{"no": number(c.Number), "decision": sayCaseSMS.Say()}), nil
	}})
}

// withNames puts names in the place of the userids that a rule of the desk refuses with.
func (t *Turn) withNames(err error) error {
	r, refused := domain.AsRefusal(err)
	if !refused || len(r.Args) < 2 {
		return err
	}
	if id, ok := r.Args[1].(string); ok {
		r.Args = slices.Clone(r.Args)
		r.Args[1] = t.Book.person(id)
	}
	return r
}
