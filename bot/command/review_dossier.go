package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

// dossiers reads what is known around records.
type dossiers interface {
	WantDossier(id, original domain.ID, into *review.Dossier)
}

var (
	sayDossierOriginal = words.New("review.original", "雷同%d%%的原记录 #%d %s %s：%s")
	sayDossierShown    = words.New("review.evidence", "佐证：%s")
	sayDossierImage    = words.New("review.evidence_image", "图片%d张（%s%s）")
	sayDossierPlace    = words.New("review.evidence_place", "位置 %s%s%s")
	sayDossierMetres   = words.New("review.evidence_metres", "，距医院%s")
	sayDossierSteps    = words.New("review.steps", "经过：\n%s")
	sayDossierSaid     = words.New("review.said", "往来：\n%s")
	sayDossierLine     = words.New("review.said_line", "%s %s%s：%s")
	stepNames          = map[fact.Kind]words.Text{fact.VisitAmended: words.New("review.step.amended", "修改"), fact.VisitWithdrawn: words.New("review.step.withdrawn", "撤回"),
		fact.VisitRestored: words.New("review.step.restored", "恢复"), fact.ReviewApproved: words.New("review.step.approved", "批准"),
		fact.ReviewRejected: words.New("review.step.rejected", "驳回"), fact.ReviewReopened: words.New("review.step.reopened", "撤销批准"),
		fact.JointDenied: words.New("review.step.joint_denied", "说没有同去"), fact.JointConfirmed: words.New("review.step.joint_confirmed", "确认同去")}
)

// known says what is known around a record: what it nearly copies, what shows that it took place, what became of it, and what was
// said on it. It reads in one round trip.
func (t *Turn) known(ctx context.Context, v visit.Visit) (string, []review.Shown, error) {
	var d review.Dossier
	t.Tx.WantDossier(v.ID, v.Copy.Of, &d)
	if err := t.Tx.Flush(ctx); err != nil {
		return "", nil, err
	}
	var lines []string
	if o := d.Original; o.Number != 0 {
		lines = append(lines, sayDossierOriginal.Say(int(100*v.Copy.Similarity), o.Number, day(o.Date), o.Doctor, o.Note))
	}
	if shown := evidenceOf(d.Shown); shown != "" {
		lines = append(lines, sayDossierShown.Say(shown))
	}
	if steps := t.stepLines(d.Steps); len(steps) > 0 {
		lines = append(lines, sayDossierSteps.Say(strings.Join(steps, "\n")))
	}
	said := make([]string, len(d.Said))
	for i, c := range d.Said {
		said[i] = sayDossierLine.Say(c.SaidAt.Format("01-02 15:04"), c.By, notice.CommentKind(string(c.Kind)), c.Text)
	}
	if len(said) > 0 {
		lines = append(lines, sayDossierSaid.Say(strings.Join(said, "\n")))
	}
	if len(lines) == 0 {
		return "", nil, nil
	}
	return "\n" + strings.Join(lines, "\n"), d.Shown, nil
}

// evidenceOf says what shows that a visit took place, and what became of pictures that are not there: 图片2张（11-24 14:58）、位置 11-24 15:01 市一院门诊，距医院120米.
func evidenceOf(all []review.Shown) string {
	var parts []string
	images, first := 0, ""
	missing := map[evidence.File]int{}
	for _, s := range all {
		at := s.SaidAt.Format("01-02 15:04")
		if s.Kind == evidence.Image {
			if images++; first == "" {
				first = at
			}
			missing[s.File]++
			continue
		}
		far := ""
		if s.Metres != nil {
			far = sayDossierMetres.Say(distance(*s.Metres))
		}
		label := s.Label
		if label != "" {
			label = " " + label
		}
		parts = append(parts, sayDossierPlace.Say(at, label, far))
	}
	if images > 0 {
		parts = append([]string{sayDossierImage.Say(images, first, notKept(missing))}, parts...)
	}
	return strings.Join(parts, "、")
}

// stepLines says what was done with a record, a line each.
func (t *Turn) stepLines(all []review.Step) (lines []string) {
	for _, s := range all {
		line := s.At.Format("01-02 15:04") + " " + s.By + " " + stepNames[s.Kind].Say()
		if s.Kind == fact.VisitAmended {
			line += t.changes(s.Before, s.After)
		} else if s.Reason != "" {
			line += "：" + s.Reason
		}
		lines = append(lines, line)
	}
	return lines
}

// changes says which slots of a visit changed: ：20分钟→25分钟、认可→感兴趣.
func (t *Turn) changes(before, after visit.Details) string {
	slots := func(d visit.Details) []string {
		minutes := ""
		if d.Minutes > 0 {
			minutes = strconv.Itoa(d.Minutes) + "分钟"
		}
		return []string{t.Book.name(d.Doctor), day(d.Date), string(d.Start), minutes, t.Book.brands(d.Products), purposeNames[d.Purpose],
			notice.ResultNames[d.Result], t.joint(d.Joint), nextOf(d.Next)}
	}
	var parts []string
	was, is := slots(before), slots(after)
	for i := range was {
		if was[i] != is[i] {
			parts = append(parts, orNothing(was[i])+"→"+orNothing(is[i]))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "：" + strings.Join(parts, "、")
}

func (t *Turn) joint(userid string) string {
	if userid == "" {
		return ""
	}
	return t.Book.person(userid) + "协访"
}

func nextOf(n visit.Next) string {
	if n.Date.IsZero() {
		return ""
	}
	return strings.TrimSpace("下次 " + day(n.Date) + " " + string(n.Start))
}

func orNothing(s string) string {
	if s == "" {
		return "无"
	}
	return s
}
