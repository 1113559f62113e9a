package command

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseTaken    = words.New("case.taken", "#%d 由您处理，%s到期。")
	sayCaseAssigned = words.New("case.assigned", "#%d 已派给%s。")
	sayCaseAssessed = words.New("case.assessed", "#%d 定为%s%s，%s前上报。")
	sayCaseAtOnce   = words.New("case.assessed_death", "#%d 定为死亡病例，须立即上报。")
	sayCaseCriteria = words.New("case.criteria", "（%s）")
	sayCaseSet      = words.New("case.set", "#%d 已记%s：%s。%s")
	sayCaseStill    = words.New("case.still", "还缺%s。")
	sayCaseWhole    = words.New("case.whole", "四要素已齐。")
	sayCaseReported = words.New("case.reported", "#%d 已记为%s上报，编号 %s。")
	sayCaseMerged   = words.New("case.merge", "#%d 已合并到 #%d。")
	sayCaseClosed   = words.New("case.close", "#%d 已结案：%s。已告诉%s。")
	sayClosedAlone  = words.New("case.close_outsider", "#%d 已结案：%s。")
	sayCaseReopened = words.New("case.reopen", "#%d 已重启，%s到期。")
	sayCaseAskedTo  = words.New("case.asked", "已问%s（#%d）：%s 答复会回到这里。")
	criteriaNames   = map[safety.Criterion]words.Text{safety.LifeThreatening: words.New("case.criterion.life", "危及生命"), safety.Hospital: words.New("case.criterion.hospital", "住院"), safety.Disability: words.New("case.criterion.disability", "残疾"), safety.Congenital: words.New("case.criterion.congenital", "先天异常"), safety.Important: words.New("case.criterion.important", "其他重要医学事件")}
	_               = words.Refusal("case.taken", "#%d 已由%s接手，没有改动。要转过来请发“指派 %[1]d 姓名”。")
	_               = words.Refusal("case.assignee", "#%d 只能派给药物警戒岗位的同事，没有改动。")
	_               = words.Refusal("case.assign_who", "#%d 派给谁？请写全名，如“派单 %[1]d 何敏”。")
	_               = words.Refusal("case.classify_first", "#%d 请先分类，如“分类 %[1]d 质量”。")
	_               = words.Refusal("case.assess_what", "#%d 定为哪一级？请写：一般、新的、严重（可加 住院、危及生命、残疾、先天异常）、死亡；也可写说明书已载明或未载明。")
	_               = words.Refusal("case.assess_first", "#%d 请先定级，如“定级 %[1]d 严重 住院”。")
	_               = words.Refusal("case.element", "#%d 要记什么？如“患者 %[1]d 女65岁”“产品 %[1]d 立舒平”。")
	_               = words.Refusal("case.patient", "#%d 患者请写性别和年龄，如“女65岁”；不知道写“不详”。不要写姓名。")
	_               = words.Refusal("case.elements", "#%d 四要素还不全，不能记为已上报。回“%[1]d”看缺什么。")
	_               = words.Refusal("case.report_day", "#%d 上报日期不对：要在首次获知当天到今天之间，如“上报 %[1]d 11-28 编号”。")
	_               = words.Refusal("case.reference", "#%d 请带上受理编号，如“上报 %[1]d 11-28 ADR2026001”。")
	_               = words.Refusal("case.merge_which", "#%d 合并到哪件？如“合并 %[1]d 到 1030”。")
	_               = words.Refusal("case.merge", "#%d 只能合并到另一件同类、未结案的。")
	_               = words.Refusal("case.reason", "#%d 结案请带上原因，如“结案 %[1]d 已上报并随访完”。")
	_               = words.Refusal("case.reopen_reason", "#%d 重启请带上原因，如“重启 %[1]d 患者再次住院”。")
	_               = words.Refusal("case.open", "#%d 没有结案，不用重启。")
	_               = words.Refusal("case.question", "#%d 要问什么？如“问 %[1]d 患者用药多久了？”。")
)

func init() {
	onCaseDo(understand.CaseTake, takeCase)
	onCaseDo(understand.CaseAssign, assignCase)
	onCaseDo(understand.CaseAsk, askOnCase)
	onCaseDo(understand.CaseAssess, assessCase)
	onCaseDo(understand.CaseSet, setOnCase)
	onCaseDo(understand.CaseReported, reportCase)
	onCaseDo(understand.CaseMerge, mergeCase)
	onCaseDo(understand.CaseClose, closeCase)
	onCaseDo(understand.CaseReopen, reopenCase)
}

func takeCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	c, err := desk.Take(t.Tx, t.worker(), c)
	return sayCaseTaken.Say(c.Number, due(c)), err
}

func due(c desk.Case) string { return c.DueAt.Format("01-02 15:04") }

func assignCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	found := t.Book.ColleaguesNamed(t.caseSaid.text)
	if t.Who.Role == domain.Safety && len(found) != 1 {
		return "", domain.Refuse("case.assign_who", c.Number)
	}
	var to desk.Worker
	if len(found) == 1 {
		to = desk.Worker{UserID: found[0].UserID, Role: found[0].Role}
	}
	c, err := desk.Assign(t.Tx, t.worker(), c, to)
	return sayCaseAssigned.Say(c.Number, t.Book.person(to.UserID)), err
}

func askOnCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return "", err
	}
	err = desk.Ask(t.Tx, t.worker(), c, id, t.caseSaid.text)
	return sayCaseAskedTo.Say(t.Book.person(c.Reporter), c.Number, t.caseSaid.text), err
}

// graded reads how serious an event is; the worst word wins.
func graded(text string) (s safety.Seriousness, criteria []safety.Criterion, e desk.Expectedness) {
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case has("未载明", "非预期", "没写", "说明书没有"):
		e = desk.Unexpected
	case has("载明", "预期", "已知"):
		e = desk.Expected
	}
	for c, words := range map[safety.Criterion][]string{safety.LifeThreatening: {"危及生命", "抢救"}, safety.Hospital: {"住院"}, safety.Disability: {"残疾", "致残"},
		safety.Congenital: {"先天", "畸形"}, safety.Important: {"重要医学"}} {
		if has(words...) {
			criteria = append(criteria, c)
		}
	}
	slices.Sort(criteria)
	switch {
	case has("死亡"):
		s = safety.Death
	case has("非严重", "不严重", "一般") && len(criteria) == 0:
		s = safety.Other
	case has("严重") || len(criteria) > 0:
		s = safety.Serious
	case has("新的", "新发"):
		s = safety.New
	}
	return s, criteria, e
}

func assessCase(ctx context.Context, t *Turn, c desk.Case) (string, error) {
	s, criteria, e := graded(t.caseSaid.text)
	if t.Who.Role == domain.Safety && s == safety.Unassessed && e == "" {
		return "", domain.Refuse("case.assess_what", c.Number)
	}
	told, err := t.Tx.Told(ctx)
	if err != nil {
		return "", err
	}
	c, err = desk.Assess(t.Tx, t.worker(), c, s, criteria, e, told)
	if c.Seriousness == safety.Death {
		return sayCaseAtOnce.Say(c.Number), err
	}
	by := ""
	if len(c.Criteria) > 0 {
		names := make([]string, len(c.Criteria))
		for i, one := range c.Criteria {
			names[i] = criteriaNames[one].Say()
		}
		by = sayCaseCriteria.Say(strings.Join(names, "、"))
	}
	return sayCaseAssessed.Say(c.Number, caseSeriousness[c.Seriousness].Say(), by, due(c)), err
}

// elementWords are the words for the elements of an adverse event.
var elementWords = map[string]safety.Element{"患者": safety.Patient, "报告者": safety.Reporter, "报告人": safety.Reporter, "产品": safety.Product, "经过": safety.Event}

func setOnCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	verb, text := t.caseSaid.verb, t.caseSaid.text
	if verb == "批号" {
		if t.Who.Role != domain.Safety && c.Reporter != t.Who.UserID {
			return "", domain.Refuse("case.role", c.Number)
		}
		c, err := desk.SetBatch(t.Tx, t.Who.UserID, c, text)
		return sayCaseSet.Say(c.Number, verb, c.Batch, ""), err
	}
	el := elementWords[verb]
	c, err := desk.SetElement(t.Tx, t.worker(), c, el, text)
	return sayCaseSet.Say(c.Number, verb, c.Elements.Get(el), stillMissing(c)), err
}

// stillMissing says which elements of an adverse event are unknown.
func stillMissing(c desk.Case) string {
	missing := c.Elements.Missing()
	if len(missing) == 0 {
		return sayCaseWhole.Say()
	}
	names := make([]string, len(missing))
	for i, el := range missing {
		names[i] = elementName(el)
	}
	return sayCaseStill.Say(strings.Join(names, "、"))
}

var (
	reportDay  = regexp.MustCompile(`^\s*(?:(\d{4})[-.年/])?(\d{1,2})[-.月/](\d{1,2})[日号]?\s*(.*)$`)
	numberWord = regexp.MustCompile(`^(?:受理)?(?:编号|号)?\s*[:：]?\s*`)
)

func reportCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	on, text := t.Today(), t.caseSaid.text
	if rest, ok := strings.CutPrefix(text, "今天"); ok {
		text = rest
	} else if rest, ok := strings.CutPrefix(text, "昨天"); ok {
		on, text = on.AddDays(-1), rest
	} else if m := reportDay.FindStringSubmatch(text); m != nil {
		year := m[1]
		if year == "" {
			year = strconv.Itoa(t.At().Year())
		}
		text = m[4]
		var err error
		if on, err = domain.ParseDate(year + "-" + twoDigits(m[2]) + "-" + twoDigits(m[3])); err != nil {
			return "", domain.Refuse("case.report_day", c.Number)
		}
		if m[1] == "" && on.After(t.Today()) { // said in January of a day in December
			on = domain.DateOf(on.Time(t.Tx.Zone()).AddDate(-1, 0, 0))
		}
	}
	text = numberWord.ReplaceAllString(strings.TrimSpace(text), "")
	c, err := desk.Report(t.Tx, t.worker(), c, on, text)
	return sayCaseReported.Say(c.Number, day(on), c.Reference), err
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

var otherNumber = regexp.MustCompile(`\d{4,9}`)

func mergeCase(ctx context.Context, t *Turn, c desk.Case) (string, error) {
	if t.Who.Role != domain.Safety {
		return "", domain.Refuse("case.role", c.Number)
	}
	n, err := strconv.ParseInt(otherNumber.FindString(t.caseSaid.text), 10, 64)
	if err != nil {
		return "", domain.Refuse("case.merge_which", c.Number)
	}
	both, err := t.Tx.CasesNumbered(ctx, []int64{c.Number, n})
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(both, func(o desk.Case) bool { return o.Number == n })
	if at < 0 {
		return "", domain.Refuse("case.none", n)
	}
	told, err := t.Tx.Told(ctx)
	if err != nil {
		return "", err
	}
	_, err = desk.Merge(t.Tx, t.worker(), c, both[at], told)
	return sayCaseMerged.Say(c.Number, n), err
}

func closeCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	c, err := desk.Close(t.Tx, t.worker(), c, t.caseSaid.text)
	if c.Reporter == "" {
		return sayClosedAlone.Say(c.Number, c.Reason), err
	}
	return sayCaseClosed.Say(c.Number, c.Reason, t.Book.person(c.Reporter)), err
}

func reopenCase(ctx context.Context, t *Turn, c desk.Case) (string, error) {
	told, err := t.Tx.Told(ctx)
	if err != nil {
		return "", err
	}
	c, err = desk.Reopen(t.Tx, t.worker(), c, t.caseSaid.text, told)
	return sayCaseReopened.Say(c.Number, due(c)), err
}
