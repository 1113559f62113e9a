package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAttached      = words.New("evidence.attached", "%s已附到#%d %s。")
	sayPlaceAttached = words.New("evidence.place", "位置离%s%s，已附到#%d %s。")
	sayPlaceUnknown  = words.New("evidence.place_unknown", "位置已附到#%d %s；%s没有登记坐标，算不出距离。")
	sayWaits         = words.New("evidence.waits", "%s收到了，前后15分钟内没有拜访记录。15分钟内发来拜访就自动附上；晚些发的，说出当时的钟点也行。")
	sayWhichVisit    = words.New("evidence.which", "%s附到哪次拜访？%s，%s")
	sayNoConsent     = words.New("evidence.no_consent", "位置没有保存：要先得到您的同意。回“同意位置”后再发一次，就会附到拜访并算出离医院的距离；随时可回“撤回同意”。")
	sayNoPlace       = words.New("evidence.no_place", "这个位置没有坐标，没有保存。请用输入框旁“+”里的“位置”重新发。")
	sayNotHers       = words.New("evidence.not_hers", "图片和位置只能附到代表自己的拜访，没有保存。")
	sayWith          = words.New("evidence.with", "已附%s。")
	sayNearHospital  = words.New("evidence.near", "位置（离%s%s）")
)

// evidenceDraft is what waits for which of several visits is meant.
type evidenceDraft struct {
	Visit    string      `json:"visit,omitempty"`
	Evidence []domain.ID `json:"evidence"`
	// Kinds counts them.
	Kinds map[evidence.Kind]int `json:"kinds"`
}

var evidenceForm = dialog.Form[evidenceDraft]{Name: "evidence", Version: 1, Slots: []dialog.Slot[evidenceDraft]{{
	Name:    "visit",
	Missing: func(d evidenceDraft) bool { return d.Visit == "" },
	Fill:    func(d *evidenceDraft, v string) error { d.Visit = v; return nil },
}}}

func init() { onAnswer(evidenceForm, finishEvidence, nil) }

// showsVisit takes a picture or a place (PRODUCT.md V7): the one visit within a quarter of an hour has it at once, of several
// the rep says which, and without one it waits for the visit to be told of.
// A picture that comes with a case which she just told belongs to that; where both are possible she says which.
func showsVisit(ctx context.Context, t *Turn) (inbox.Answer, error) {
	var cases []evidence.Case
	if t.In.Kind == inbox.Image {
		t.Tx.WantCasesNear(t.Who.UserID, t.In.At, &cases)
	}
	if !slices.Contains(reporters, t.Who.Role) {
		return t.showsCase(ctx, &cases)
	}
	e := evidence.Evidence{Person: t.Who.UserID, Kind: evidence.Image, Channel: t.In.Channel, SaidAt: t.In.At, MediaID: t.In.MediaID}
	var visits []evidence.Visit
	agreed := true
	t.Tx.WantVisitsNear(t.Who.UserID, t.In.At, &visits)
	if t.In.Kind == inbox.Location {
		e.Kind, e.MediaID, e.Point, e.Label = evidence.Place, "", evidence.Point{Lat: t.In.Lat, Lon: t.In.Lon}, t.In.Label
		t.Tx.WantConsent(t.Who.UserID, &agreed)
	}
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	switch {
	case !agreed:
		return inbox.Answer{Text: sayNoConsent.Say()}, nil
	case e.Kind == evidence.Place && !e.Point.Known():
		return inbox.Answer{Text: sayNoPlace.Say()}, nil
	}
	if len(visits) == 0 && len(cases) == 1 {
		a, _, err := t.sentForCase(ctx, e, cases)
		return a, err
	}
	var err error
	if e.ID, err = t.Tx.NewID(); err != nil {
		return inbox.Answer{}, err
	}
	var one evidence.Visit
	if len(visits) == 1 && len(cases) == 0 {
		one = visits[0]
	}
	if err := evidence.Keep(t.Tx, e, one); err != nil {
		return inbox.Answer{}, err
	}
	switch len(visits) + len(cases) {
	case 0:
		return inbox.Answer{Text: sayWaits.Say(kindName(e.Kind))}, nil
	case 1:
		return inbox.Answer{Text: t.attached(e, one)}, nil
	}
	return t.askEvidence([]evidence.Evidence{e}, visits, cases, inbox.Answer{})
}

// showsCase takes a picture of somebody who files no visits: it can only belong to a case that she told.
func (t *Turn) showsCase(ctx context.Context, cases *[]evidence.Case) (inbox.Answer, error) {
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	e, ok := fileFor(t.In)
	if !ok || len(*cases) == 0 {
		return inbox.Answer{Text: sayNotHers.Say()}, nil
	}
	a, _, err := t.sentForCase(ctx, e, *cases)
	return a, err
}

// attached says what was attached to which visit.
func (t *Turn) attached(e evidence.Evidence, v evidence.Visit) string {
	doctor, _ := t.Book.Doctor(v.Doctor)
	switch {
	case e.Kind == evidence.Image:
		return sayAttached.Say(kindName(e.Kind), v.Number, t.Book.full(v.Doctor))
	case !v.Hospital.Known():
		return sayPlaceUnknown.Say(v.Number, t.Book.full(v.Doctor), t.Book.hospital(doctor.Hospital))
	}
	return sayPlaceAttached.Say(t.Book.hospital(doctor.Hospital), distance(e.Point.Metres(v.Hospital)), v.Number, t.Book.full(v.Doctor))
}

func kindName(k evidence.Kind) string {
	return map[evidence.Kind]string{evidence.Image: "图片", evidence.Place: "位置", evidence.Voice: "语音", evidence.Video: "视频"}[k]
}

// distance writes metres as people say them: 不到0.1公里, 约0.3公里, 约12公里.
func distance(metres int) string {
	switch {
	case metres < 100:
		return "不到0.1公里"
	case metres < 9950:
		return fmt.Sprintf("约%.1f公里", float64(metres)/1000)
	}
	return fmt.Sprintf("约%d公里", (metres+500)/1000)
}

// askEvidence asks to which of several visits something belongs, put behind an answer. What was asked before and not answered is
// asked together with it, so that one digit settles a row of pictures.
func (t *Turn) askEvidence(all []evidence.Evidence, visits []evidence.Visit, cases []evidence.Case, before inbox.Answer) (inbox.Answer, error) {
	var options []dialog.Option
	for _, c := range cases {
		options = append(options, caseOption(c))
	}
	for _, v := range visits {
		label := strings.TrimSpace(fmt.Sprintf("#%d %s %s", v.Number, t.Book.option(v.Doctor), v.Start))
		options = append(options, dialog.Option{Value: number(v.Number), Label: label})
	}
	options = options[:min(len(options), mostOptions)]
	d := evidenceDraft{Kinds: map[evidence.Kind]int{}}
	for _, e := range all {
		d.Evidence = append(d.Evidence, e.ID)
		d.Kinds[e.Kind]++
	}
	for _, q := range slices.Clone(t.State.Open) {
		older, ok, err := evidenceForm.Draft(q)
		if err != nil {
			return inbox.Answer{}, err
		}
		if ok && sameOptions(q, options) {
			d.Evidence = append(older.Evidence, d.Evidence...)
			for k, n := range older.Kinds {
				d.Kinds[k] += n
			}
			t.State.Close(q.ID)
		}
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	slot, _ := evidenceForm.Next(d)
	text := sayWhichVisit.Say(said(d.Kinds), numbered(options), choices(len(options)))
	q, err := evidenceForm.Question(dialog.Question{ID: id, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{Text: text, Options: options}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return join(before, t.ask(q, inbox.Answer{Text: text})), nil
}

// sameOptions reports whether a question offers exactly these records.
func sameOptions(q dialog.Question, options []dialog.Option) bool {
	return len(q.Options) == len(options) && !slices.ContainsFunc(options, func(v dialog.Option) bool {
		return !slices.ContainsFunc(q.Options, func(o dialog.Option) bool { return o.Value == v.Value })
	})
}

// said counts what is meant: 图片, 2张图片、位置.
func said(kinds map[evidence.Kind]int) string {
	var parts []string
	for _, k := range []evidence.Kind{evidence.Image, evidence.Voice, evidence.Video, evidence.Place} {
		switch n := kinds[k]; {
		case n == 1:
			parts = append(parts, kindName(k))
		case n > 1:
			parts = append(parts, fmt.Sprintf(map[evidence.Kind]string{evidence.Image: "%d张图片", evidence.Voice: "%d段语音", evidence.Video: "%d段视频", evidence.Place: "%d个位置"}[k], n))
		}
	}
	return strings.Join(parts, "、")
}

// finishEvidence attaches what waited to the visit that was named.
func finishEvidence(ctx context.Context, t *Turn, q dialog.Question, d evidenceDraft) (inbox.Answer, error) {
	v, found, err := t.Tx.VisitNumbered(ctx, t.Who.UserID, parseNumber(d.Visit))
	if err != nil {
		return inbox.Answer{}, err
	}
	if !found {
		return t.finishCaseFile(ctx, q, d)
	}
	if v.Status == visit.Withdrawn {
		return inbox.Answer{}, domain.Refuse("amend.number", parseNumber(d.Visit))
	}
	var waiting []evidence.Evidence
	var hospitals map[string]evidence.Point
	t.Tx.WantWaiting(t.Who.UserID, q.SaidAt.Add(-evidence.LookBack), t.In.At, &waiting)
	t.Tx.WantHospitals([]string{v.Doctor}, &hospitals)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	near := nearby(v, hospitals)
	waiting = slices.DeleteFunc(waiting, func(e evidence.Evidence) bool { return !slices.Contains(d.Evidence, e.ID) })
	for _, e := range waiting {
		evidence.Attach(t.Tx, e, near)
	}
	switch len(waiting) {
	case 0:
		return old(q), nil
	case 1:
		return inbox.Answer{Text: t.attached(waiting[0], near)}, nil
	}
	return inbox.Answer{Text: sayAttached.Say(t.with(waiting, near.Hospital, v.Doctor), v.Number, t.Book.full(v.Doctor))}, nil
}

// finishCaseFile attaches what waited to the case that was named.
func (t *Turn) finishCaseFile(ctx context.Context, q dialog.Question, d evidenceDraft) (inbox.Answer, error) {
	n := parseNumber(d.Visit)
	found, err := t.Tx.CasesNumbered(ctx, []int64{n})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(found) != 1 || found[0].Reporter != t.Who.UserID {
		return inbox.Answer{}, domain.Refuse("amend.number", n)
	}
	of := evidence.Case{ID: found[0].ID, Number: n, Kind: string(found[0].Kind)}
	var waiting []evidence.Evidence
	t.Tx.WantWaiting(t.Who.UserID, q.SaidAt.Add(-evidence.LookBack), t.In.At, &waiting)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	waiting = slices.DeleteFunc(waiting, func(e evidence.Evidence) bool { return !slices.Contains(d.Evidence, e.ID) || e.Kind != evidence.Image })
	if len(waiting) == 0 {
		return old(q), nil
	}
	for _, e := range waiting {
		evidence.AttachToCase(t.Tx, e, of, t.Who.UserID)
	}
	return t.fileKept(ctx, waiting[0], of)
}

func nearby(v visit.Visit, hospitals map[string]evidence.Point) evidence.Visit {
	return evidence.Visit{ID: v.ID, Number: v.Number, Doctor: v.Doctor, Date: v.Date, Start: v.Start, Minutes: v.Minutes, SaidAt: v.SaidAt,
		Hospital: hospitals[v.Doctor]}
}

// askUndecided asks, behind an answer, to which of the visits that were just recorded something belongs. A short message has no
// room for it: it is left with none.
func (t *Turn) askUndecided(a inbox.Answer) (inbox.Answer, error) {
	if len(t.undecided) == 0 || t.In.Channel != domain.WeCom {
		return a, nil
	}
	return t.askEvidence(t.undecided, t.between, nil, a)
}

// wantEvidence asks for what the rep sent and what belongs to no visit yet; it arrives with the next flush.
func (t *Turn) wantEvidence(s visit.Source) {
	t.Tx.WantWaiting(t.Who.UserID, s.SaidAt.Add(-evidence.LookBack), s.SaidAt.Add(evidence.Window), &t.waiting)
}

// attachWaiting gives what waited to a visit that was just recorded, if it fits that one alone; what fits several is left for
// the question. It returns the words for each visit.
func (t *Turn) attachWaiting(ctx context.Context, visits []visit.Visit) (with []string, err error) {
	with = make([]string, len(visits))
	t.waiting = slices.DeleteFunc(t.waiting, func(e evidence.Evidence) bool { return t.asked(e.ID) })
	if len(t.waiting) == 0 {
		return with, nil
	}
	doctors := make([]string, len(visits))
	for i, v := range visits {
		doctors[i] = v.Doctor
	}
	var hospitals map[string]evidence.Point
	t.Tx.WantHospitals(doctors, &hospitals)
	if err := t.Tx.Flush(ctx); err != nil {
		return nil, err
	}
	found := make([][]evidence.Evidence, len(visits))
	t.undecided, t.between = nil, nil
	for _, e := range t.waiting {
		var fits []int
		for i, v := range visits {
			if nearby(v, nil).Near(e.SaidAt, t.Tx.Zone()) {
				fits = append(fits, i)
			}
		}
		switch {
		case len(fits) == 1:
			evidence.Attach(t.Tx, e, nearby(visits[fits[0]], hospitals))
			found[fits[0]] = append(found[fits[0]], e)
		case len(fits) > 1:
			t.undecided = append(t.undecided, e)
			t.between = t.between[:0]
			for _, i := range fits {
				t.between = append(t.between, nearby(visits[i], hospitals))
			}
		}
	}
	for i, all := range found {
		if with[i] = t.with(all, hospitals[visits[i].Doctor], visits[i].Doctor); with[i] != "" {
			with[i] = sayWith.Say(with[i])
		}
	}
	return with, nil
}

// with says what was attached to one visit, for its line: 2张图片、位置（离市一约0.3公里）.
func (t *Turn) with(all []evidence.Evidence, hospital evidence.Point, doctor string) string {
	kinds := map[evidence.Kind]int{}
	var place string
	for _, e := range all {
		kinds[e.Kind]++
		if d, ok := t.Book.Doctor(doctor); ok && e.Kind == evidence.Place && hospital.Known() {
			place = sayNearHospital.Say(t.Book.hospital(d.Hospital), distance(e.Point.Metres(hospital)))
		}
	}
	if place != "" {
		delete(kinds, evidence.Place)
		return strings.Trim(said(kinds)+"、"+place, "、")
	}
	return said(kinds)
}

// asked reports whether an open question asks to which visit something belongs.
func (t *Turn) asked(id domain.ID) bool {
	return slices.ContainsFunc(t.State.Open, func(q dialog.Question) bool {
		d, ok, err := evidenceForm.Draft(q)
		return err == nil && ok && slices.Contains(d.Evidence, id)
	})
}
