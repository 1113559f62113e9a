package command

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/share"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

// shares keeps and finds what teams are shown.
type shares interface {
	share.Ledger
	ShareNumbered(ctx context.Context, number int64) (share.Share, bool, error)
	ShareOf(ctx context.Context, number int64) (share.Share, bool, error)
	WantTalk(id domain.ID, likes *[]string, said *[]comment.Line)
	BestShares(ctx context.Context, person string, reps []string, from, to time.Time, limit int) ([]share.Line, error)
	Unshared(ctx context.Context, reps []string, from, to domain.Date, limit int) ([]share.Candidate, error)
}

var (
	sayShared     = words.New("share.done", "已把 #%d 分享给团队（#%d，%d人），医生和医院已隐去：\n%s\n撤回请说“取消分享 %[2]d”。")
	sayProposed   = words.New("share.proposed", "已请%s把 #%d 分享给团队（#%d），医生和医院已隐去：\n%s")
	sayUnshared   = words.New("share.undone", "已取消分享 #%d。还没收到的不再发，也不再能看。")
	sayShareHead  = words.New("share.head", "%s｜%s %s %s医生")
	sayShareGrade = words.New("share.grade", "%s级")
	sayShareNote  = words.New("share.note", "过程：%s")
	sayOfLevel    = words.New("share.hospital", "%s医院")
	sayNoLevel    = words.New("share.hospital_unknown", "某医院")
	sayShareSMS   = words.New("share.sms", "分享给团队")
	sayAskSMS     = words.New("share.sms_asked", "申请分享")
	sayUndoneSMS  = words.New("share.sms_undone", "取消分享")
	_             = words.Refusal("share.which", "要分享哪条？请带编号，如“分享 1024 给团队”。")
	_             = words.Refusal("share.one", "一次分享一条，请分开说，如“分享 %d”。没有改动。")
	_             = words.Refusal("share.not_fit", "#%d 不能分享：只分享见到医生、内容完整、没有被驳回或撤回的拜访。")
	_             = words.Refusal("share.already", "#%d 已经分享过了（#%d），没有改动。")
	_             = words.Refusal("share.asked", "#%d 已经申请分享（#%d），等主管同意。")
	_             = words.Refusal("share.gone", "#%d 的分享已经取消，看不到了。")
	_             = words.Refusal("share.none", "没有编号 #%d 的分享，或不是您团队的。发“本月优秀”看列表。")
	_             = words.Refusal("share.own", "#%d 是您自己的拜访，不能给自己点赞。")
	_             = words.Refusal("share.nobody", "#%d 没有可以分享的同事，没有改动。")
	_             = words.Refusal("share.no_manager", "没有登记您的主管，#%d 没有人可以替您分享。")
	_             = words.Refusal("share.undo_which", "要取消哪条分享？请带编号，如“取消分享 1030”。")
	_             = words.Refusal("share.undo_not", "#%d 只有分享人、本人或上级可以取消，没有改动。")
	_             = register(Command{Intent: understand.ReviewShare, Roles: withPlans, Run: shareVisit})
	_             = register(Command{Intent: understand.ShareUndo, Roles: withPlans, Run: unshare})
)

// shareVisit shows a visit to the team of its rep, without doctor and hospital; from a rep it is a proposal to her manager (PRODUCT.md M4).
func shareVisit(ctx context.Context, t *Turn) (inbox.Answer, error) {
	switch len(t.Said.Items) {
	case 0:
		return inbox.Answer{}, domain.Refuse("share.which")
	case 1:
	default:
		return inbox.Answer{}, domain.Refuse("share.one", t.Said.Items[0])
	}
	n := int64(t.Said.Items[0])
	if !t.Who.Role.Manages() {
		return t.proposeShare(ctx, n)
	}
	known, ok, err := t.Tx.ShareNumbered(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if ok { // a proposal by its own number
		if !t.reach().Has(t.Who.UserID, known.Rep) {
			return inbox.Answer{}, domain.Refuse("share.none", n)
		}
		return t.show(known, true, n)
	}
	items, err := t.Tx.ItemsNumbered(ctx, []int64{n})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(items) == 0 || !t.reach().Has(t.Who.UserID, items[0].Rep) {
		return inbox.Answer{}, domain.Refuse("review.number", n)
	}
	if known, ok, err = t.Tx.ShareOf(ctx, n); err != nil {
		return inbox.Answer{}, err
	} else if ok {
		return t.show(known, true, n)
	}
	s, err := t.newShare(ctx, items[0].Visit)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.show(s, false, n)
}

// newShare makes a share of a visit, with what people will read.
func (t *Turn) newShare(ctx context.Context, v visit.Visit) (s share.Share, err error) {
	if err := share.Fit(v); err != nil {
		return s, err
	}
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return s, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return s, err
	}
	return share.Share{ID: id, Number: numbers[0], Visit: v.ID, Rep: v.Rep, Person: t.Who.UserID, Text: t.shareText(v), Channel: t.In.Channel,
		SaidAt: t.In.At, Origin: t.Origin}, nil
}

// show shows it to the team of its rep: those with the same manager, or, told by somebody above her, all of that person's.
func (t *Turn) show(s share.Share, known bool, visitNumber int64) (inbox.Answer, error) {
	switch s.State {
	case share.Shared:
		return inbox.Answer{}, domain.Refuse("share.already", visitNumber, s.Number)
	case share.Withdrawn:
		return inbox.Answer{}, domain.Refuse("share.gone", s.Number)
	}
	rep, _ := t.Book.Colleague(s.Rep)
	team := slices.DeleteFunc(slices.Clone(t.Book.reps), func(other string) bool {
		o, _ := t.Book.Colleague(other)
		direct := rep.Manager == t.Who.UserID || rep.Manager == t.Book.standsFor[s.Rep]
		return other == s.Rep || direct && o.Manager != rep.Manager || !direct && t.Book.standsFor[other] != t.Book.standsFor[s.Rep]
	})
	if len(team) == 0 {
		return inbox.Answer{}, domain.Refuse("share.nobody", visitNumber)
	}
	s, err := share.Show(t.Tx, s, t.Who.UserID, team, known)
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(sayShared.Say(visitNumber, s.Number, len(s.Team), s.Text), "decision", map[string]string{"no": number(s.Number), "decision": sayShareSMS.Say()}), nil
}

// proposeShare asks the rep's manager to show a visit of hers.
func (t *Turn) proposeShare(ctx context.Context, n int64) (inbox.Answer, error) {
	v, ok, err := t.Tx.VisitNumbered(ctx, t.Who.UserID, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("amend.number", n)
	}
	known, ok, err := t.Tx.ShareOf(ctx, n)
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case ok && known.State == share.Shared:
		return inbox.Answer{}, domain.Refuse("share.already", n, known.Number)
	case ok:
		return inbox.Answer{}, domain.Refuse("share.asked", n, known.Number)
	}
	manager, err := t.Tx.ManagerOf(ctx, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	if manager == "" {
		return inbox.Answer{}, domain.Refuse("share.no_manager", n)
	}
	s, err := t.newShare(ctx, v)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := share.Propose(t.Tx, s, manager); err != nil {
		return inbox.Answer{}, err
	}
	return say(sayProposed.Say(t.Book.person(manager), n, s.Number, s.Text), "decision", map[string]string{"no": number(s.Number), "decision": sayAskSMS.Say()}), nil
}

// shareText is what the team reads of a visit: what it was about and how it went, and nothing by which its doctor or hospital could be
// named.
func (t *Turn) shareText(v visit.Visit) string {
	d, _ := t.Book.Doctor(v.Doctor)
	h, _ := t.Book.Hospital(d.Hospital)
	place, grade := sayNoLevel.Say(), ""
	if h.Level != "" {
		place = sayOfLevel.Say(h.Level)
	}
	if d.Grade != "" {
		grade = sayShareGrade.Say(d.Grade)
	}
	parts := []string{sayShareHead.Say(t.Book.person(v.Rep), place, shortDepartment(d.Department), grade)}
	if v.Minutes > 0 {
		parts = append(parts, strconv.Itoa(v.Minutes)+"分钟")
	}
	for _, more := range []string{t.Book.brands(v.Products), purposeNames[v.Purpose], notice.ResultNames[v.Result], strconv.Itoa(v.Score) + "分"} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	text := strings.Join(parts, "｜")
	note := understand.Masked(v.Note, understand.Sender{UserID: v.Rep, Role: domain.Rep},
		understand.Context{At: v.SaidAt, Channel: v.Channel, Gazetteer: t.Book.Gazetteer})
	names := append([]string{d.Name, h.Name}, h.Aliases...)
	if note == "" || slices.ContainsFunc(names, func(name string) bool { return utf8.RuneCountInString(name) > 1 && strings.Contains(note, name) }) {
		return text
	}
	return text + "\n" + sayShareNote.Say(note)
}

// unshare takes back what a team was shown, or a proposal: who shared it, its rep, or somebody above her.
func unshare(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if len(t.Said.Items) != 1 {
		return inbox.Answer{}, domain.Refuse("share.undo_which")
	}
	n := int64(t.Said.Items[0])
	s, ok, err := t.Tx.ShareNumbered(ctx, n)
	if err == nil && !ok {
		s, ok, err = t.Tx.ShareOf(ctx, n)
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	above := t.Who.Role.Manages() && t.reach().Has(t.Who.UserID, s.Rep)
	switch {
	case !ok || !above && !s.Sees(t.Who.UserID):
		return inbox.Answer{}, domain.Refuse("share.none", n)
	case !above && t.Who.UserID != s.Rep && t.Who.UserID != s.By:
		return inbox.Answer{}, domain.Refuse("share.undo_not", s.Number)
	}
	if err := share.Undo(t.Tx, s, t.Who.UserID); err != nil {
		return inbox.Answer{}, err
	}
	return say(sayUnshared.Say(s.Number), "decision", map[string]string{"no": number(s.Number), "decision": sayUndoneSMS.Say()}), nil
}

// shareFor returns the shared visit of that number if the person may read it, and false otherwise.
func (t *Turn) shareFor(ctx context.Context, n int64) (s share.Share, ok bool, err error) {
	if s, ok, err = t.Tx.ShareNumbered(ctx, n); err != nil || !ok {
		return s, false, err
	}
	reach := review.Reach(nil)
	if t.Who.Role.Manages() {
		reach = t.reach()
	}
	return s, s.Sees(t.Who.UserID) || reach.Has(t.Who.UserID, s.Rep), nil
}
