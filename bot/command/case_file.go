package command

import (
	"context"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

// caseFiles keeps and reads what people send with an adverse event or a complaint.
type caseFiles interface {
	evidence.CaseLedger
	OutsideFiles(ctx context.Context, address string, since time.Time) (int, error)
	TakeHeld(ctx context.Context, address string, report domain.ID, since time.Time) ([]evidence.Evidence, error)
	CaseFiles(ctx context.Context, id domain.ID) ([]desk.File, error)
}

var (
	sayCaseFileKept  = words.New("case_file.kept", "%s已附到%s #%d，药物警戒看得到。")
	sayCaseFileTold  = words.New("case_file.told", "发来%s，回“%d”可看")
	sayCaseFiles     = words.New("case_file.list", "\n附件：%s%s")
	sayCaseFilesSMS  = words.New("case_file.sms", "，附件%d个发企业微信")
	sayCaseFilesCome = words.New("case_file.come", "，随后发来")
	sayCaseFilesLack = words.New("case_file.lack", "（%s）")
	sayOutsideFile   = words.New("outsider.file", "%s已附到 #%d，供药物警戒处理。")
	sayOutsideHeld   = words.New("outsider.held", "%s收到了。和用药后的不适有关的话，请用一句话说明（谁、用的什么药、怎么了），会一起登记；否则不保存。")
	sayOutsideFull   = words.New("outsider.full", "一天最多收%d个图片或语音，这一个没有保存。请用文字说明，或明天再发。")
	sayOutsideWith   = words.New("outsider.with", "之前发来的%d个图片或语音已一起登记。")
	fileKinds        = map[inbox.Kind]evidence.Kind{inbox.Image: evidence.Image, inbox.Voice: evidence.Voice, inbox.Video: evidence.Video}
	caseFileLacks    = map[evidence.File]words.Text{evidence.Due: words.New("case_file.due", "%d个还在取，稍后再看"), evidence.Gone: words.New("case_file.gone", "%d个微信已过期，没取到"),
		evidence.Refused: words.New("case_file.refused", "%d个格式不认得或过大，没有保存"), evidence.Purged: words.New("case_file.purged", "%d个已过保存期")}
)

// fileFor is what an inbound picture, voice or film is as evidence; false for anything else.
func fileFor(in inbox.Inbound) (e evidence.Evidence, ok bool) {
	kind, ok := fileKinds[in.Kind]
	return evidence.Evidence{Kind: kind, Channel: in.Channel, SaidAt: in.At, MediaID: in.MediaID}, ok && in.MediaID != ""
}

// outsideFile keeps a picture, a voice or a film of an unknown sender: with her case, or held for the words that make one.
func outsideFile(ctx context.Context, tx Tx, in inbox.Inbound, e evidence.Evidence, count int) (inbox.Answer, error) {
	before, err := tx.Outside(ctx, in.Channel, in.From, "")
	if err != nil {
		return inbox.Answer{}, err
	}
	sent, err := tx.OutsideFiles(ctx, in.From, tx.Now().AddDate(0, 0, -1))
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case sent >= evidence.MostOutside && before.Last == 0:
		return inbox.Answer{}, nil
	case sent >= evidence.MostOutside:
		return outsideAnswer(in, sayOutsideFull.Say(evidence.MostOutside)), nil
	}
	if e.ID, err = tx.NewID(); err != nil {
		return inbox.Answer{}, err
	}
	e.Address = in.From
	if before.Last == 0 {
		if sent > 0 { // she was asked already
			return inbox.Answer{}, evidence.KeepForCase(tx, e, evidence.Case{}, "")
		}
		return outsideAnswer(in, sayOutsideHeld.Say(kindName(e.Kind))), evidence.KeepForCase(tx, e, evidence.Case{}, "")
	}
	found, err := tx.CasesNumbered(ctx, []int64{before.Last})
	if err != nil || len(found) != 1 {
		return inbox.Answer{}, err
	}
	c := found[0]
	if err := evidence.KeepForCase(tx, e, evidence.Case{ID: c.ID, Number: c.Number, Kind: string(c.Kind)}, c.Outsider); err != nil {
		return inbox.Answer{}, err
	}
	if count <= desk.OutsiderWords {
		if err := tellFile(ctx, tx, c, in, c.Outsider, e); err != nil {
			return inbox.Answer{}, err
		}
	}
	return outsideAnswer(in, sayOutsideFile.Say(kindName(e.Kind), c.Number)), nil
}

// tellFile tells the desk that a file came for a case.
func tellFile(ctx context.Context, tx Tx, c desk.Case, in inbox.Inbound, who string, e evidence.Evidence) error {
	told, err := tx.Told(ctx)
	if err != nil {
		return err
	}
	return tellSupplement(tx, told.Desk, c, in, who, sayCaseFileTold.Say(kindName(e.Kind), c.Number))
}

// sentForCase keeps what a colleague sends within a quarter of an hour of a case that she told, or that the desk asked her for; false if
// there is no such case. A voice and a film belong to the last of them, a picture only where nothing else can be meant.
func (t *Turn) sentForCase(ctx context.Context, e evidence.Evidence, cases []evidence.Case) (a inbox.Answer, ours bool, err error) {
	if len(cases) == 0 {
		return a, false, nil
	}
	if e.ID, err = t.Tx.NewID(); err != nil {
		return a, false, err
	}
	e.Person = t.Who.UserID
	if err := evidence.KeepForCase(t.Tx, e, cases[0], t.Who.UserID); err != nil {
		return a, false, err
	}
	a, err = t.fileKept(ctx, e, cases[0])
	return a, true, err
}

// fileKept tells the desk, and says what was kept.
func (t *Turn) fileKept(ctx context.Context, e evidence.Evidence, of evidence.Case) (inbox.Answer, error) {
	c := desk.Case{ID: of.ID, Number: of.Number, Kind: desk.Kind(of.Kind)}
	if err := tellFile(ctx, t.Tx, c, t.In, t.Who.Name, e); err != nil {
		return inbox.Answer{}, err
	}
	return inbox.Answer{Text: sayCaseFileKept.Say(kindName(e.Kind), notice.CaseName(of.Kind), of.Number)}, nil
}

// notHeard answers a voice or a film: it belongs to a case that was just told, or cannot be taken.
func notHeard(ctx context.Context, t *Turn, otherwise inbox.Answer) (inbox.Answer, error) {
	e, ok := fileFor(t.In)
	if !ok {
		return otherwise, nil
	}
	var cases []evidence.Case
	t.Tx.WantCasesNear(t.Who.UserID, t.In.At, &cases)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	a, ours, err := t.sentForCase(ctx, e, cases)
	if err != nil || !ours {
		return otherwise, err
	}
	return a, nil
}

// caseOption is a case where a question asks to what a picture belongs.
func caseOption(c evidence.Case) dialog.Option {
	return dialog.Option{Value: number(c.Number), Label: notice.CaseName(c.Kind) + " #" + number(c.Number)}
}

// filesOf has the kept files of a case follow over WeCom and says what there is. Whoever calls it has seen that the person may see the case.
func (t *Turn) filesOf(ctx context.Context, c desk.Case) (f following, err error) {
	all, err := t.Tx.CaseFiles(ctx, c.ID)
	if err != nil || len(all) == 0 {
		return f, err
	}
	kinds, lacks, kept := map[evidence.Kind]int{}, map[evidence.File]int{}, 0
	for _, one := range all {
		kinds[one.Kind]++
		if one.State != evidence.Stored {
			lacks[one.State]++
			continue
		}
		kept++
		n, err := notice.KeptFileTo(t.Who.UserID, t.Origin, one.ID, c.Number, kept, t.Tx.Now())
		if err != nil {
			return f, err
		}
		if err := t.Tx.Tell(n); err != nil {
			return f, err
		}
	}
	var missing []string
	for _, state := range keptMissingOrder {
		if lacks[state] > 0 {
			missing = append(missing, caseFileLacks[state].Say(lacks[state]))
		}
	}
	rest := ""
	if len(missing) > 0 {
		rest = sayCaseFilesLack.Say(strings.Join(missing, "，"))
	}
	if kept > 0 {
		rest, f.sms = rest+sayCaseFilesCome.Say(), sayCaseFilesSMS.Say(kept)
	}
	f.said = sayCaseFiles.Say(said(kinds), rest)
	return f, nil
}
