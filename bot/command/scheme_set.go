package command

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

// schemes reads the grading scheme and keeps what an admin wants of it.
type schemes interface {
	grading.DraftLedger
	GradingBook(ctx context.Context, most int) (grading.Book, error)
	WeighGrading(ctx context.Context, s grading.Scheme, need quota.Scheme) (grading.Effect, error)
	DraftNumbered(ctx context.Context, number int64) (grading.Draft, bool, error)
	ApplyDraft(ctx context.Context, d grading.Draft) (after grading.Draft, moved int, ok bool, err error)
	ApplyLater(d grading.Draft)
	Withdraw(subject domain.ID)
}

// weighedAtOnce is up to how many doctors a change of the scheme is worked out and put in force within the turn that asks for it. WeCom
// wants its answer within five seconds; to work out what 20,000 would do took one on two cores that had five times their load
// (BenchmarkWeighGrading), half as many take half of that. For more of them a worker does it, and the answer follows.
const weighedAtOnce = 10_000

var (
	saySchemeRest   = words.New("scheme.rest", "#%d %s后权重合计%d，要正好100，还要%s%d。现在是：%s。\n接着说别的权重，如“%s权重改成%d”；不改了回“取消”。")
	saySchemeMore   = words.New("scheme.more", "增加")
	saySchemeLess   = words.New("scheme.less", "减少")
	saySchemeWhich  = words.New("scheme.which_line", "改哪条产品线的方案？%s，%s（#%d）")
	saySchemeOthers = words.New("scheme.other_lines", "其他产品线")
	saySchemeLine   = words.New("scheme.line", "%s线")
	saySchemeSoon   = words.New("scheme.weighing", "#%d %s\n医生较多，正在算影响，算好马上发给您；您确认之前什么都不会改。")
	saySchemeAgain  = words.New("scheme.ask_again", "#%d 还没有应用：应用回“确认 %[1]d”，放弃回“取消 %[1]d”。")
	saySchemeYes    = words.New("scheme.yes", "确认")
	saySchemeNo     = words.New("scheme.no", "取消")
	saySchemeSMS    = words.New("scheme.sms_weighing", "受理，正在算影响")
	saySchemeSMSSum = words.New("scheme.sms_rest", "其他权重（合计%d）")
	_               = words.Refusal("scheme.role", "评级方案只有管理员能改，没有改动。有建议请告诉管理员；医生为什么是这一级可以问“张伟为什么是B”。")
	_               = words.Refusal("scheme.none", "公司还没有启用评级方案，等级是导入的。要启用请发“启用默认方案”，或请运维用文件启用。")
	_               = words.Refusal("scheme.unread", "“%s”没看懂，整条都没有改。可以这样说：“职称权重改到30，床位权重改到10”“A级的线改到80”“三甲的分改成90”。")
	_               = words.Refusal("scheme.two_lines", "一次只能改一条产品线的方案，没有改动。请分开说。")
	_               = words.Refusal("scheme.range", "%d不行：权重、分数和等级线都在0到100之间。没有改动。")
	_               = words.Refusal("scheme.no_threshold", "%s级没有线：只有A、B、C有，C以下就是D。没有改动。")
	_               = words.Refusal("scheme.thresholds", "等级线要从高到低：A级%d、B级%d、C级%d不行。没有改动。")
	_               = words.Refusal("scheme.forbidden", "“%s”不能做评级指标：处方量和销量不得用来评价医生（禁止统方）。没有改动。")
	_               = words.Refusal("scheme.indicator", "方案里没有“%s”这个指标，没有改动。现在的指标有：%s。新增指标请用方案文件。")
	_               = words.Refusal("scheme.word", "方案里没有“%s”，没有改动。有分值的是如：%s；新的一项请带上指标，如“职称 主任技师的分改成100”“门诊量2000以上的分改成60”。")
	_               = words.Refusal("scheme.words", "“%s”在几个指标里都有：%s。请带上指标，如“%[3]s%[1]s的分改成90”。没有改动。")
	_               = words.Refusal("scheme.same", "这样说和现在的方案一样，没有改动。")
	_               = words.Refusal("scheme.invalid", "#%d 这样改方案用不了：每个指标都要有分值，字段也要还在用。没有改动，请用方案文件检查。")
	_               = register(Command{Intent: understand.SchemeSet, Run: setScheme})
)

// schemeWish is a change of the scheme that something is missing of: the line, or the rest of the weights.
type schemeWish struct {
	Edits []grading.Edit `json:"edits"`
	Line  string         `json:"line,omitempty"`
	Lined bool           `json:"lined,omitempty"`
	Rest  string         `json:"rest,omitempty"`
}

var schemeWishForm = dialog.Form[schemeWish]{Name: "scheme.set", Version: 1, Slots: []dialog.Slot[schemeWish]{
	{
		Name:    "line",
		Missing: func(w schemeWish) bool { return !w.Lined },
		Fill: func(w *schemeWish, v string) error {
			w.Line, w.Lined = strings.TrimPrefix(v, lineValue), true
			return nil
		},
	},
	{
		Name:    "rest", // is answered by another change, which setScheme adds
		Missing: func(schemeWish) bool { return true },
		Fill:    func(w *schemeWish, v string) error { w.Rest = v; return nil },
	},
}}

// lineValue stands before a line in an option's value, so that the empty line has one too.
const lineValue = "line:"

func init() {
	onAnswer(schemeWishForm, func(ctx context.Context, t *Turn, q dialog.Question, w schemeWish) (inbox.Answer, error) {
		return t.wishScheme(ctx, w, q.Number)
	}, nil)
}

// setScheme changes the company's grading scheme by words (PRODUCT.md D3, O5): an admin says what, sees what it would do, and says yes.
func setScheme(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Scheme
	switch {
	case t.Who.Role != domain.Admin:
		return inbox.Answer{}, domain.Refuse("scheme.role")
	case said.Unread != "":
		return inbox.Answer{}, domain.Refuse("scheme.unread", said.Unread)
	case said.Default:
		book, err := t.Tx.GradingBook(ctx, weighedAtOnce)
		if err != nil {
			return inbox.Answer{}, err
		}
		return t.proposeScheme(ctx, book, grading.Default(), nil, 0)
	}
	w, n := schemeWish{Edits: said.Edits}, int64(0)
	if q, ok := t.State.Newest(); ok && q.Form == schemeWishForm.Name { // the rest of what she began
		earlier, ok, err := schemeWishForm.Draft(q)
		if err != nil {
			return inbox.Answer{}, err
		}
		if ok {
			w, n = earlier, q.Number
			w.Edits = append(w.Edits, said.Edits...)
		}
		t.State.Close(q.ID)
	}
	return t.wishScheme(ctx, w, n)
}

// wishScheme asks for what is missing of a change, or says what it would do. n is its number, 0 if it has none yet.
func (t *Turn) wishScheme(ctx context.Context, w schemeWish, n int64) (inbox.Answer, error) {
	book, err := t.Tx.GradingBook(ctx, weighedAtOnce)
	if err != nil {
		return inbox.Answer{}, err
	}
	now := book.InForce().Scheme
	if !now.InForce() {
		return inbox.Answer{}, domain.Refuse("scheme.none")
	}
	own := slices.DeleteFunc(slices.Sorted(maps.Keys(now.Lines)), func(l string) bool { return l == "" })
	if err := w.cutLines(own, book.Lines); err != nil {
		return inbox.Answer{}, err
	}
	w.Lined = w.Lined || len(own) == 0
	if n, err = t.numberOr(ctx, n); err != nil {
		return inbox.Answer{}, err
	}
	if !w.Lined {
		return t.askLine(w, own, n)
	}
	after, err := now.With(w.Line, w.Edits)
	if err != nil {
		return inbox.Answer{}, err
	}
	if sum := after.Of(w.Line).Sum(); sum != 100 {
		return t.askRest(w, now, after, sum, n)
	}
	return t.proposeScheme(ctx, book, after, nil, n)
}

// numberOr returns n, or a number drawn for what has none yet.
func (t *Turn) numberOr(ctx context.Context, n int64) (int64, error) {
	if n != 0 {
		return n, nil
	}
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return 0, err
	}
	return numbers[0], nil
}

// cutLines finds the product line that the edits name before what they change (心血管线的职称权重), of those that are graded apart or
// that the company has.
func (w *schemeWish) cutLines(own, all []string) error {
	lines := slices.Concat(own, all)
	slices.SortFunc(lines, func(a, b string) int { return len(b) - len(a) })
	others := saySchemeOthers.Say()
	for n := range w.Edits {
		e := &w.Edits[n]
		for _, line := range append(lines, others) {
			rest, ok := strings.CutPrefix(e.Said, line)
			if !ok || line == "" {
				continue
			}
			if line == others {
				line = ""
			}
			if w.Lined && w.Line != line {
				return domain.Refuse("scheme.two_lines")
			}
			w.Line, w.Lined = line, true
			for _, of := range []string{"产品线", "线", "的"} {
				rest = strings.TrimPrefix(rest, of)
			}
			e.Said = strings.TrimSpace(rest)
			break
		}
	}
	return nil
}

func (t *Turn) askLine(w schemeWish, own []string, n int64) (inbox.Answer, error) {
	options := []dialog.Option{{Value: lineValue, Label: saySchemeOthers.Say()}}
	for _, line := range own[:min(len(own), mostOptions-1)] {
		options = append(options, dialog.Option{Value: lineValue + line, Label: saySchemeLine.Say(line)})
	}
	return t.askScheme(w, "line", dialog.Prompt{Text: saySchemeWhich.Say(numbered(options), choices(len(options)), n), Options: options}, n, "产品线")
}

// askRest says that the weights do not sum to 100 yet, with an example that makes them so.
func (t *Turn) askRest(w schemeWish, now, after grading.Scheme, sum int, n int64) (inbox.Answer, error) {
	rule := after.Of(w.Line)
	weights := make([]string, len(rule.Indicators))
	for i, x := range rule.Indicators {
		weights[i] = grading.Name(x.Of) + number(int64(x.Weight))
	}
	// Of those that she has not spoken of, the one that can take what is over or missing.
	example, to := "", 0
	for _, x := range rule.Indicators {
		name := grading.Name(x.Of)
		spoken := slices.ContainsFunc(w.Edits, func(e grading.Edit) bool { return e.Kind == grading.EditWeight && strings.HasPrefix(e.Said, name) })
		if left := x.Weight + 100 - sum; !spoken && left > to && left <= 100 {
			example, to = name, left
		}
	}
	if example == "" && len(rule.Indicators) > 0 {
		last := rule.Indicators[len(rule.Indicators)-1]
		example, to = grading.Name(last.Of), max(1, min(100, last.Weight+100-sum))
	}
	how, by := saySchemeMore.Say(), 100-sum
	if by < 0 {
		how, by = saySchemeLess.Say(), -by
	}
	text := saySchemeRest.Say(n, notice.SchemeChanges(grading.Changes(now, after)), sum, how, by, strings.Join(weights, "、"), example, to)
	return t.askScheme(w, "rest", dialog.Prompt{Text: text}, n, saySchemeSMSSum.Say(sum))
}

func (t *Turn) askScheme(w schemeWish, slot string, p dialog.Prompt, n int64, field string) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	i := slices.IndexFunc(schemeWishForm.Slots, func(s dialog.Slot[schemeWish]) bool { return s.Name == slot })
	q, err := schemeWishForm.Question(dialog.Question{ID: id, Number: n, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, schemeWishForm.Slots[i], p, w)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(p.Text, "missing", map[string]string{"no": number(n), "field": field})), nil
}

// proposeScheme keeps a scheme that she wants and says what it would do, at once in a company of some thousand doctors. back is the version
// that it goes back to, nil for a new one.
func (t *Turn) proposeScheme(ctx context.Context, book grading.Book, s grading.Scheme, back *int, n int64) (inbox.Answer, error) {
	n, err := t.numberOr(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	now := book.InForce().Scheme
	d := grading.Draft{ID: id, Number: n, Person: t.Who.UserID, Channel: t.In.Channel, SaidAt: t.In.At, Base: now.Version, Scheme: s, Back: back,
		Changes: grading.Changes(now.Apart(s), s), State: grading.Ready}
	if err := d.Valid(book.Fields); err != nil {
		return inbox.Answer{}, err
	}
	if book.Doctors > weighedAtOnce {
		d.State = grading.Weighing
	} else {
		effect, err := t.Tx.WeighGrading(ctx, s, t.Book.rules.Quota.Of(t.Today()))
		if err != nil {
			return inbox.Answer{}, err
		}
		d.Effect = &effect
	}
	if d, err = grading.Propose(t.Tx, d); err != nil {
		return inbox.Answer{}, err
	}
	if d.State == grading.Weighing {
		return t.askYes(d, say(saySchemeSoon.Say(n, notice.SchemeSummary(d)), "decision", map[string]string{"no": number(n), "decision": saySchemeSMS.Say()}))
	}
	return t.askYes(d, say(notice.SchemePreview(d), "missing", notice.SchemeConfirmParams(d)))
}
