package command

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/department"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/inbox"
)

// This file asks for what is missing of a new doctor, and reads the answers.

// additionDraft is a new doctor of whom something is missing, and the visit that waits for her.
type additionDraft struct {
	doctor.Profile
	// Hospitals are the codes that the words for the hospital fit.
	Hospitals []string `json:"hospitals,omitempty"`
	// Same is the doctor of the company who was chosen where one is there already, newDoctor for another person of that name.
	Same string `json:"same,omitempty"`
	// Known are the doctors who were offered.
	Known []doctor.Known `json:"known,omitempty"`
	// Visit waits for her under the number Number.
	Visit  *visitDraft `json:"visit,omitempty"`
	Number int64       `json:"number,omitempty"`
}

var additionForm = dialog.Form[additionDraft]{Name: "doctor.add", Version: 1, Slots: []dialog.Slot[additionDraft]{
	{Name: "name", Missing: func(d additionDraft) bool { return d.Name == "" }, Fill: (*additionDraft).fill},
	{Name: "hospital", Missing: func(d additionDraft) bool { return d.Hospital == "" }, Fill: (*additionDraft).fillHospital},
	{Name: "department", Missing: func(d additionDraft) bool { return d.Department == "" }, Fill: (*additionDraft).fill},
	{Name: "same", Missing: func(d additionDraft) bool { return len(d.Known) > 0 && d.Same == "" },
		Fill: func(d *additionDraft, v string) error { d.Same = v; return nil }},
}}

func init() {
	onAnswer(additionForm, func(ctx context.Context, t *Turn, q dialog.Question, d additionDraft) (inbox.Answer, error) {
		return t.add(ctx, d, q.Number)
	}, readAddition)
}

// fill takes what an answer says of a new doctor: each thing that is not known yet.
func (d *additionDraft) fill(raw string) error {
	var n understand.NewDoctor
	if err := json.Unmarshal([]byte(raw), &n); err != nil {
		return err
	}
	d.take(n)
	return nil
}

func (d *additionDraft) fillHospital(v string) error {
	switch {
	case v == asSaid:
		d.Hospital = doctor.Unlisted
	case strings.HasPrefix(v, "{"):
		d.HospitalSaid = ""
		return d.fill(v)
	default:
		d.Hospital, d.HospitalSaid = v, ""
	}
	return nil
}

// take puts what was said where nothing is yet.
func (d *additionDraft) take(n understand.NewDoctor) {
	for _, one := range []struct {
		into *string
		said string
	}{{&d.Name, n.Name}, {&d.Department, n.Department}, {&d.Title, n.Title}, {&d.Post, n.Post}} {
		if *one.into == "" {
			*one.into = one.said
		}
	}
	switch {
	case d.Hospital != "":
	case len(n.Hospitals) == 1:
		d.Hospital, d.Hospitals = n.Hospitals[0], nil
	case len(n.Hospitals) > 1:
		d.Hospitals = n.Hospitals
	case n.HospitalSaid != "":
		d.HospitalSaid, d.Hospitals = n.HospitalSaid, nil
	}
}

// readAddition reads a text as what a question about a new doctor asks for, and what else it says of her. A number, or a department where
// the hospital is asked for, is no answer: it would be kept as a name that nobody has.
func readAddition(t *Turn, q dialog.Question, text string) (string, bool) {
	n := understand.NewDoctorIn(text, t.Book.Gazetteer)
	text = strings.Trim(text, " ,，。.")
	switch q.Slot {
	case "name":
		if n.Name == "" && isWord(text, 2, 6) && n.Department == "" && len(n.Hospitals) == 0 {
			n.Name = text
		}
		if n.Name == "" {
			return "", false
		}
	case "hospital":
		if len(n.Hospitals) == 0 && n.HospitalSaid == "" && n.Department == "" && isWord(text, 3, 20) {
			n.HospitalSaid = text
		}
		if len(n.Hospitals) == 0 && n.HospitalSaid == "" {
			return "", false
		}
	case "department":
		if n.Department == "" && isWord(text, 2, 12) {
			n.Department = text
			if standard, ok := department.Standard(text); ok {
				n.Department = standard
			}
		}
		if n.Department == "" {
			return "", false
		}
	default:
		return "", false
	}
	raw, err := json.Marshal(n)
	return string(raw), err == nil
}

// isWord reports whether a text is one word of so many Chinese characters.
func isWord(text string, least, most int) bool {
	n := utf8.RuneCountInString(text)
	return n >= least && n <= most && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) && r != '·' })
}

// askAddition asks for one thing of a new doctor.
func (t *Turn) askAddition(d additionDraft, slot dialog.Slot[additionDraft], n int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	p := t.promptAddition(d, slot.Name, n)
	q, err := additionForm.Question(dialog.Question{ID: id, Number: n, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot, p, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(n)
	return t.ask(q, say(p.Text, "missing", map[string]string{"no": number(n), "field": additionQuestions[slot.Name]})), nil
}

func (t *Turn) promptAddition(d additionDraft, slot string, n int64) (p dialog.Prompt) {
	switch slot {
	case "name":
		p.Text = sayAddName.Say(n)
	case "hospital":
		codes := d.Hospitals
		if len(codes) == 0 && d.HospitalSaid != "" {
			codes = t.Book.NearHospitals(d.HospitalSaid, nearHospitals)
		}
		for _, code := range codes[:min(len(codes), mostOptions-1)] {
			h, _ := t.Book.Hospital(code)
			p.Options = append(p.Options, dialog.Option{Value: code, Label: h.Name})
		}
		switch {
		case d.HospitalSaid != "":
			p.Options = append(p.Options, dialog.Option{Value: asSaid, Label: sayAddAsSaid.Say(d.HospitalSaid)})
			p.Text = sayAddNear.Say(d.HospitalSaid, numbered(p.Options), choices(len(p.Options)), n)
		case len(p.Options) > 0:
			p.Text = sayAddHospitals.Say(d.Name, numbered(p.Options), choices(len(p.Options)), n)
		default:
			p.Text = sayAddHospital.Say(d.Name, n)
		}
	case "department":
		p.Text = sayAddDepartment.Say(d.Name, n)
	case "same":
		for _, k := range d.Known[:min(len(d.Known), mostOptions-1)] {
			parts := []string{k.Title, k.Code}
			if k.Title == "" {
				parts = parts[1:]
			}
			if k.State == doctor.Unverified {
				parts = append(parts, sayUnverified.Say())
			}
			who := k.Name + " " + shortDepartment(k.Department) + "（" + strings.Join(parts, "，") + "）"
			p.Options = append(p.Options, dialog.Option{Value: k.Code, Label: sayAddIsHer.Say(who)})
		}
		p.Options = append(p.Options, dialog.Option{Value: newDoctor, Label: sayAddAnother.Say()})
		p.Text = sayAddSame.Say(d.Name, numbered(p.Options), choices(len(p.Options)), n)
	}
	return p
}
