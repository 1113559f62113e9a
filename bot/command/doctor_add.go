package command

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/words"
)

// additions keeps and reads doctors who come to a list by message.
type additions interface {
	doctor.AdditionLedger
	WantSame(rep string, p doctor.Profile, into *[]doctor.Known)
	WantForeign(rep, hospital string, into *bool)
	PutOnList(ctx context.Context, rep string, a doctor.Addition, twin int) (short string, added bool, err error)
	GradeNew(ctx context.Context, code string) (domain.Grade, error)
	AdditionsNumbered(ctx context.Context, reps []string, numbers []int64) ([]doctor.Addition, error)
	AdditionsWaiting(ctx context.Context, reps []string) ([]doctor.Addition, error)
	returnedVisits
	AdditionsOf(ctx context.Context, codes []string) ([]doctor.Addition, error)
	DoctorState(ctx context.Context, code string) (state string, known bool, err error)
	// DoctorUsed reports whether a rep has visits to a doctor, or plans, or another rep has added the doctor too.
	DoctorUsed(ctx context.Context, rep, code string) (bool, error)
	MergeClashes(ctx context.Context, was, into []string) ([]string, error)
	MergeDoctors(ctx context.Context, q quality.Schemes, by string, was, into []string) error
}

var (
	sayAdded          = words.New("doctor_add.done", "已新增医生 #%d：%s，简码%s，现在就能记拜访。%s")
	sayAddedSteward   = words.New("doctor_add.steward", "等%s核实，核实前标“待核”。")
	sayAddedNobody    = words.New("doctor_add.nobody", "您没有上级，等公司的名单导入后核实，之前标“待核”。")
	sayAddedUnlisted  = words.New("doctor_add.unlisted", "“%s”公司还没有收录，导入这家医院后才能核实。")
	sayAddedNoGrade   = words.New("doctor_add.no_grade", "还没有等级，暂不计入频次。")
	sayAddUndone      = words.New("doctor_add.undone", "已撤回新增医生 #%d：%s，已从您的名单移出。要再加请重新发“新增医生 …”。")
	_                 = words.Refusal("addition.used", "#%d 这位医生已有拜访或计划，或别的代表也加了，先撤回它们，或请主管核实时驳回。没有改动。")
	sayJoined         = words.New("doctor_add.joined", "已加到您名下 #%d：%s，简码%s。已告诉%s，他不同意会再移出。")
	sayAddName        = words.New("doctor_add.ask_name", "新医生叫什么？请发姓名全称，也可以连医院和科室一起，如“王建国 市一院 心内 主任医师”（#%d）")
	sayAddHospital    = words.New("doctor_add.ask_hospital", "%s在哪家医院？直接回医院名（#%d）")
	sayAddHospitals   = words.New("doctor_add.ask_hospitals", "%s在哪家医院？%s，%s（#%d）")
	sayAddNear        = words.New("doctor_add.ask_near", "没有收录“%s”。是不是：%s？%s，或发医院全称（#%d）")
	sayAddAsSaid      = words.New("doctor_add.as_said", "就按“%s”记（未收录）")
	sayAddDepartment  = words.New("doctor_add.ask_department", "%s在哪个科室？直接回科室名（#%d）")
	sayAddSame        = words.New("doctor_add.ask_same", "%s：同院已有同名或同音的医生。%s，%s（#%d）")
	sayAddIsHer       = words.New("doctor_add.is_her", "就是%s")
	sayAddAnother     = words.New("doctor_add.another", "都不是，另建")
	sayAddOffer       = words.New("doctor_add.offer", "新增%s")
	sayAddSMS         = words.New("doctor_add.sms", "新增医生%s待核")
	sayAddJoinedSMS   = words.New("doctor_add.sms_joined", "加到名下%s")
	_                 = words.Refusal("addition.name", "“%s”不像一个姓名，没有新增。请发姓名全称，如“新增医生 王建国 市一院 心内 主任医师”。")
	_                 = words.Refusal("addition.long", "医院、科室、职称请各在%d个字以内，没有新增。")
	_                 = words.Refusal("addition.mine", "%s已经在您名单里了（简码%s），直接记拜访就行。没有新增。")
	_                 = words.Refusal("addition.manager", "新医生要记到代表名下，请让负责的代表发“新增医生 姓名 医院 科室 职称”，发来后您可以批准、驳回或合并。没有新增。")
	_                 = words.Refusal("addition.admin", "新医生由负责的代表发消息新增，或由您用名单文件导入（yaoban import doctors）。没有新增。")
	_                 = words.Refusal("addition.role", "新医生由负责的代表发消息新增，或由管理员导入。没有新增。")
	_                 = words.Refusal("addition.foreign", "%s现在由别的团队负责您的产品线，没有新增。请联系您的主管或管理员。")
	_                 = register(Command{Intent: understand.DoctorAdd, Run: addDoctor})
	additionQuestions = map[string]string{"name": "姓名", "hospital": "医院", "department": "科室", "same": "是否同一人"}
)

const (
	// newDoctor is the answer that a doctor is to be added, where a visit asks for its doctor.
	newDoctor = "+"
	// asSaid is the answer that a hospital is kept as it was said.
	asSaid = "+"
	// nearHospitals is how many hospitals a question offers.
	nearHospitals = 4
)

// asNew is what was said of an unknown doctor, as a draft.
func (t *Turn) asNew(n *understand.NewDoctor) *additionDraft {
	if n == nil {
		return nil
	}
	var d additionDraft
	d.take(*n)
	return &d
}

// offerNew is the answer that the unknown doctor of a visit is to be added.
func (t *Turn) offerNew(d visitDraft) []dialog.Option {
	if d.New == nil || t.Who.Role != domain.Rep {
		return nil
	}
	who := d.New.Name
	if who == "" {
		who = d.Said
	}
	if d.New.Hospital != "" {
		who += " " + t.Book.hospital(d.New.Hospital) + shortDepartment(d.New.Department)
	}
	return []dialog.Option{{Value: newDoctor, Label: sayAddOffer.Say(who)}}
}

// wantsNew reports whether a text says that the doctor whom a question asks for is to be added.
func wantsNew(q dialog.Question, text string) bool {
	text = strings.TrimSpace(text)
	return slices.ContainsFunc(q.Options, func(o dialog.Option) bool { return o.Value == newDoctor }) &&
		(text == "新增" || text == "添加" || text == "加" || text == "新建" || text == "新医生" || text == "是新医生" || text == "新的")
}

// addDoctor adds a doctor to the rep's list by message (PRODUCT.md D7). A visit that waits for a doctor of that name is finished with
// her.
func addDoctor(ctx context.Context, t *Turn) (inbox.Answer, error) {
	switch {
	case t.Who.Role.Manages():
		return inbox.Answer{}, domain.Refuse("addition.manager")
	case t.Who.Role == domain.Admin:
		return inbox.Answer{}, domain.Refuse("addition.admin")
	case t.Who.Role != domain.Rep:
		return inbox.Answer{}, domain.Refuse("addition.role")
	}
	d := t.asNew(t.Said.New)
	for _, q := range t.drafts() {
		v, ok, err := visitQuestion.Draft(q)
		if err != nil || !ok || v.New == nil || q.Slot != "doctor" || d.Name == "" || !sameName(d.Name, v) {
			continue
		}
		t.State.Close(q.ID)
		d.Visit, d.Number = &v, q.Number
		d.take(understand.NewDoctor{Department: v.New.Department, Title: v.New.Title})
		if d.Hospital == "" && d.HospitalSaid == "" && len(d.Hospitals) == 0 {
			d.Hospital = v.New.Hospital
		}
		break
	}
	return t.add(ctx, *d, d.Number)
}

// sameName reports whether a new doctor's name is the one, or begins with the surname, that a visit was told with.
func sameName(name string, v visitDraft) bool {
	if v.New.Name != "" {
		return v.New.Name == name
	}
	first, _ := utf8.DecodeRuneInString(name)
	return strings.HasPrefix(v.Said, string(first))
}

// addForVisit goes on with the visit whose doctor is to be added.
func (t *Turn) addForVisit(ctx context.Context, q dialog.Question, v visitDraft) (inbox.Answer, error) {
	v.Doctor = ""
	d := additionDraft{}
	if v.New != nil {
		d = *v.New
	}
	d.Visit, d.Number = &v, q.Number
	return t.add(ctx, d, q.Number)
}

// add asks for the first thing that is missing, or adds the doctor and finishes the visit that waits for her. n is the number under
// which she is asked for, 0 if there is none yet.
func (t *Turn) add(ctx context.Context, d additionDraft, n int64) (inbox.Answer, error) {
	var numbers []int64
	if n == 0 || d.Visit != nil {
		t.Tx.WantNumbers(1, &numbers)
	}
	if slot, missing := additionForm.Next(d); missing {
		if err := t.Tx.Flush(ctx); err != nil {
			return inbox.Answer{}, err
		}
		if n == 0 {
			n = numbers[0]
		}
		return t.askAddition(d, slot, n)
	}
	if err := d.Check(); err != nil {
		return inbox.Answer{}, err
	}
	var same []doctor.Known
	var foreign bool
	t.Tx.WantSame(t.Who.UserID, d.Profile, &same)
	t.Tx.WantForeign(t.Who.UserID, d.Hospital, &foreign)
	manager, err := t.Tx.ManagerOf(ctx, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(numbers) > 0 {
		if n == 0 {
			n = numbers[0]
		}
	} else {
		numbers = []int64{n}
	}
	same = alike(d.Name, same)
	mine := slices.IndexFunc(same, func(k doctor.Known) bool { return k.Mine && (k.Code == d.Same || k.Exact && d.Same == "") })
	switch {
	case mine >= 0 && d.Visit == nil:
		return inbox.Answer{}, domain.Refuse("addition.mine", same[mine].Name, t.Book.shortCode(same[mine].Code))
	case mine >= 0:
		d.Visit.Doctor = same[mine].Code
		return t.finishWith(ctx, d)
	case foreign:
		return inbox.Answer{}, domain.Refuse("addition.foreign", t.Book.hospital(d.Hospital))
	case len(same) > 0 && d.Same == "":
		d.Known = same
		return t.askAddition(d, additionForm.Slots[3], n)
	}
	return t.put(ctx, d, same, numbers[0], n, manager)
}

// mostAlike is how many doctors of a hospital are offered as the one who is added.
const mostAlike = 6

// alike keeps of the doctors of a hospital those who bear the name, or one that sounds like it: a homophone is typed easily, and must not
// become a second doctor unseen.
func alike(name string, all []doctor.Known) []doctor.Known {
	all = slices.DeleteFunc(all, func(k doctor.Known) bool { return !understand.SoundsAlike(name, k.Name) })
	return all[:min(len(all), mostAlike)]
}

// put puts the doctor on the list: the one who was chosen, or a new one under the number own. asked is the number of the question.
func (t *Turn) put(ctx context.Context, d additionDraft, same []doctor.Known, own, asked int64, manager string) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	a := doctor.Addition{ID: id, Number: own, Kind: doctor.New, Doctor: "N" + number(own), Profile: d.Profile}
	twin := 0
	for _, k := range same {
		if k.Code == d.Same {
			a.Kind, a.Doctor, a.Title, a.Name, a.Department = doctor.Joined, k.Code, k.Title, k.Name, k.Department
		}
		if k.Exact {
			twin = max(twin, k.Twin+1)
		}
	}
	short, added, err := t.Tx.PutOnList(ctx, t.Who.UserID, a, twin)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !added { // somebody added her in this moment
		t.Tx.WantSame(t.Who.UserID, d.Profile, &same)
		if err := t.Tx.Flush(ctx); err != nil {
			return inbox.Answer{}, err
		}
		d.Known, d.Same = alike(d.Name, same), ""
		return t.askAddition(d, additionForm.Slots[3], asked)
	}
	grade, err := t.Tx.GradeNew(ctx, a.Doctor)
	if err != nil {
		return inbox.Answer{}, err
	}
	if a, err = doctor.Add(t.Tx, t.source(), a, manager); err != nil {
		return inbox.Answer{}, err
	}
	unverified := a.Kind == doctor.New || slices.ContainsFunc(same, func(k doctor.Known) bool { return k.Code == a.Doctor && k.State == doctor.Unverified })
	t.Book = t.Book.with(understand.Doctor{Code: a.Doctor, Name: a.Name, Hospital: a.Hospital, HospitalSaid: a.HospitalSaid, Department: a.Department,
		Title: a.Title, Post: a.Post, Grade: grade, ShortCode: short, Unverified: unverified})
	t.recorded(own)
	done := say(t.saysAdded(a, short, grade, manager), "decision", map[string]string{"no": number(own), "decision": sayAddSMS.Say(short)})
	if a.Kind == doctor.Joined {
		done.Params["decision"] = sayAddJoinedSMS.Say(short)
	}
	if d.Visit == nil {
		return done, nil
	}
	d.Visit.Doctor = a.Doctor
	visited, err := t.finishWith(ctx, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return join(done, visited), nil
}

func (t *Turn) saysAdded(a doctor.Addition, short string, grade domain.Grade, manager string) string {
	if a.Kind == doctor.Joined {
		return sayJoined.Say(a.Number, t.Book.full(a.Doctor), short, t.Book.person(manager))
	}
	rest := sayAddedNobody.Say()
	if manager != "" {
		rest = sayAddedSteward.Say(t.Book.person(manager))
	}
	if a.Hospital == doctor.Unlisted {
		rest += sayAddedUnlisted.Say(a.HospitalSaid)
	}
	if grade == "" {
		rest += sayAddedNoGrade.Say()
	}
	return sayAdded.Say(a.Number, t.Book.full(a.Doctor), short, rest)
}

// undoAddition takes the rep's own new doctor back: the one of the number that is named, or the one that was added last; false where
// something else is meant.
func (t *Turn) undoAddition(ctx context.Context) (a inbox.Answer, ours bool, err error) {
	var numbers []int64
	switch target := t.Said.Target; {
	case target != nil:
		numbers = []int64{target.Number}
	case t.State.Last != nil && len(t.State.Last.Numbers) == 1:
		numbers = t.State.Last.Numbers
	}
	if t.Who.Role != domain.Rep || len(numbers) == 0 || numbers[0] == 0 {
		return a, false, nil
	}
	found, err := t.Tx.AdditionsNumbered(ctx, []string{t.Who.UserID}, numbers)
	if err != nil || len(found) == 0 {
		return a, false, err
	}
	one := found[0]
	used, err := t.Tx.DoctorUsed(ctx, t.Who.UserID, one.Doctor)
	if err != nil {
		return a, false, err
	}
	if err := doctor.TakeBack(t.Tx, one, used); err != nil {
		return a, false, err
	}
	t.State.Last, t.State.Undone = nil, nil
	return say(sayAddUndone.Say(one.Number, one.Name), "decision", map[string]string{"no": number(one.Number), "decision": "撤回"}), true, nil
}

// finishWith finishes the visit that waited, with its doctor.
func (t *Turn) finishWith(ctx context.Context, d additionDraft) (inbox.Answer, error) {
	v := *d.Visit
	v.New, v.Said = nil, ""
	return finishVisit(ctx, t, dialog.Question{ID: t.Origin, Number: d.Number}, v)
}
