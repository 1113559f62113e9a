package understand

import (
	"regexp"
	"slices"
	"strings"
)

// DoctorAdd puts a new doctor on the rep's list; DoctorMerge says that a new doctor is the same person as another. They are commands
// beyond the table.
const (
	DoctorAdd   Intent = "doctor.add"
	DoctorMerge Intent = "doctor.merge"
)

// NewDoctor is who a text says a new doctor is; what was not said is empty.
type NewDoctor struct {
	Name string
	// Hospitals are the codes that the words for the hospital fit; HospitalSaid are words that fit none.
	Hospitals    []string
	HospitalSaid string
	// Department is the standard name, or the words themselves where they are none that is known.
	Department string
	// Title and Post are what was said of rank and office.
	Title, Post string
}

var (
	// addsDoctor reads the words with which a new doctor is announced.
	addsDoctor = regexp.MustCompile(`^(?:我要|请|帮我|麻烦|再)?(?:新增|添加|增加|加|录入|新建|登记)(?:一下|一位|一个|个|位)?(?:新)?(?:的)?(?:医生|大夫|客户|hcp)(?:是|叫|名叫)?|^新医生(?:是|叫)?`)
	// mergesDoctor reads 合并 1031 到 D014, 1031 和 D014 是同一人.
	mergesDoctor = regexp.MustCompile(`^(?:把)?(?:合并|并)\s*[#＃]?(\d{4,9})\s*(?:合并)?(?:到|入|进|至|和|与|跟|给)\s*(.+)$|^(?:把)?[#＃]?(\d{4,9})\s*(?:合并到|并到|并入|合到|合并入|合并至)\s*(.+)$|^[#＃]?(\d{4,9})\s*(?:和|与|跟|就是)\s*(.+?)\s*(?:是|为)?(?:同一人|同一个人|同一位|一个人|合并)$`)
	// hospitalLike ends the name of a hospital, departmentLike that of a department.
	hospitalLike   = regexp.MustCompile(`(?:医院|卫生院|卫生室|卫生服务中心|服务中心|诊所|门诊部|保健院|医学院|防治院|疗养院|医疗中心|医学中心)$`)
	departmentLike = regexp.MustCompile(`(?:科|室|中心|病区|门诊)$`)
	ranks          = []string{"主任医师", "副主任医师", "主治医师", "住院医师", "主任药师", "副主任药师", "主管药师", "药师", "主任护师", "副主任护师", "主管护师", "护师", "医师", "教授", "副教授", "主任", "副主任"}
	offices        = []string{"科主任", "大主任", "院长", "副院长", "护士长", "科长", "处长", "所长", "站长"}
	// addFillers say nothing of a new doctor.
	addFillers = regexp.MustCompile(`^(?:他|她)?(?:姓名|名字|叫|名叫|医院|科室|职称|职务|单位|在|是|为|的|来自|医生|大夫|老师)+|(?:的|是|医生|大夫|老师)+$`)
)

// addsNewDoctor reads 新增医生 王建国 市一院 心内 主任. Only a rep has a list to add to; others are told so.
func (m *message) addsNewDoctor(r *Reading) bool {
	s := m.string()
	at := addsDoctor.FindStringIndex(strings.TrimLeft(s, " \n"))
	if at == nil || m.isQuestion() {
		return false
	}
	lead := len(s) - len(strings.TrimLeft(s, " \n"))
	n := m.newDoctorIn(runes(s[:at[1]+lead]), len(m.r))
	r.Further, r.New = DoctorAdd, &n
	return true
}

// NewDoctorIn reads a text as the answer to who a new doctor is: a name, a hospital, a department, a title, or several of them.
func NewDoctorIn(text string, g *Gazetteer) NewDoctor {
	m := newMessage(text, Sender{}, Context{}, g)
	return m.newDoctorIn(0, len(m.r))
}

// newDoctorIn reads who a new doctor is in a stretch of the text: hospitals and departments by the terms, the rest piece by piece.
func (m *message) newDoctorIn(from, to int) (n NewDoctor) {
	inTerm := make([]bool, len(m.r)+1)
	for _, t := range m.tokens {
		if t.from < from || t.dead || t.kind != tokHospital && t.kind != tokDepartment {
			continue
		}
		if t.kind == tokDepartment && m.partOfName(t, from) {
			continue
		}
		for i := t.from; i < t.to; i++ {
			inTerm[i] = true
		}
		switch {
		case t.kind == tokHospital && n.Hospitals == nil:
			n.Hospitals = slices.Clone(t.codes)
		case t.kind == tokDepartment && n.Department == "" && len(t.codes) == 1:
			n.Department = t.codes[0]
		}
	}
	for i := from; i < to; {
		if inTerm[i] || isBreak(m.r[i]) {
			i++
			continue
		}
		end := i
		for end < to && !inTerm[end] && !isBreak(m.r[end]) {
			end++
		}
		m.pieceOf(&n, i, end)
		i = end
	}
	return n
}

// partOfName reports whether what looks like a department stands within the unlisted name of a hospital (中医科医院).
func (m *message) partOfName(t token, from int) bool {
	end := t.to
	for end < len(m.r) && !isBreak(m.r[end]) && end-t.to < 6 {
		end++
	}
	return hospitalLike.MatchString(string(m.r[t.to:end])) && runes(string(m.r[t.to:end])) <= 6 && t.from >= from && !slices.ContainsFunc(m.tokens, func(o token) bool {
		return o.kind == tokHospital && !o.dead && o.from < end && t.from < o.to
	})
}

// pieceOf reads one piece between signs and terms: a rank or an office, a hospital or a department that nobody knows, a name with or
// without a title behind it.
func (m *message) pieceOf(n *NewDoctor, from, to int) {
	said := strings.TrimSpace(m.cut(from, to))
	piece := strings.TrimSpace(addFillers.ReplaceAllString(string(m.r[from:to]), ""))
	if piece == "" {
		return
	}
	for _, list := range []struct {
		words []string
		into  *string
	}{{offices, &n.Post}, {ranks, &n.Title}} {
		for _, w := range list.words {
			if piece == w {
				if *list.into == "" {
					*list.into = w
				}
				return
			}
		}
	}
	switch {
	case hospitalLike.MatchString(piece) && runes(piece) >= 4:
		if n.Hospitals == nil && n.HospitalSaid == "" {
			n.HospitalSaid = strings.TrimSpace(addFillers.ReplaceAllString(said, ""))
		}
		return
	case departmentLike.MatchString(piece) && runes(piece) >= 2:
		if n.Department == "" {
			n.Department = piece
		}
		return
	}
	name := []rune(piece)
	for _, w := range slices.Concat(offices, ranks, []string{"医生", "大夫", "老师"}) {
		if rest, ok := strings.CutSuffix(piece, w); ok && len([]rune(rest)) >= 2 && len([]rune(rest)) < len(name) {
			name = []rune(rest)
			if title := strings.TrimPrefix(piece, rest); slices.Contains(offices, title) {
				n.Post = title
			} else if slices.Contains(ranks, title) {
				n.Title = title
			}
		}
	}
	if n.Name == "" && len(name) >= 2 && len(name) <= 4 && !slices.ContainsFunc(name, func(c rune) bool { return !isHan(c) }) && (surnames[name[0]] || len(name) >= 3 && compoundSurnames[string(name[:2])] ||
		strings.ContainsRune(surnameList, name[0])) {
		n.Name = string(name)
	}
}

// asNewDoctor is what a text says of a doctor who is not on the list.
func (m *message) asNewDoctor(p *mention) *NewDoctor {
	n := NewDoctor{Hospitals: slices.Clone(p.hospitals)}
	if p.full && len(p.name) >= 2 {
		n.Name = string(p.name)
	}
	if len(p.departments) == 1 {
		n.Department = p.departments[0]
	}
	said := string(m.r[p.from:p.to])
	for _, w := range ranks {
		if rest, ok := strings.CutSuffix(said, w); ok && len(rest) < len(said) && len(w) > len(n.Title) {
			n.Title = w
		}
	}
	return &n
}

// mergesNewDoctor reads 合并 1031 到 D014 from a manager.
func (m *message) mergesNewDoctor(r *Reading) bool {
	at := mergesDoctor.FindStringSubmatchIndex(strings.TrimSpace(m.string()))
	if at == nil || !m.who.Role.Manages() {
		return false
	}
	s := strings.TrimSpace(m.string())
	for k := 1; k < 7; k += 2 {
		if at[2*k] >= 0 {
			r.Further, r.Items = DoctorMerge, []int{int(recordNumber(s[at[2*k]:at[2*k+1]]))}
			r.Text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s[at[2*k+2]:at[2*k+3]]), "。"))
		}
	}
	m.about(r)
	return true
}

// NearHospitals returns the codes of at most n hospitals whose names come closest to the words said, best first: those that share most
// characters with it. It offers; it never decides.
func (g *Gazetteer) NearHospitals(said string, n int) []string {
	type scored struct {
		code  string
		score int
	}
	want := normalise(said).r
	var found []scored
	for _, h := range g.hospitals {
		best := 0
		for _, name := range append([]string{h.Name}, h.Aliases...) {
			score := 0
			for _, c := range normalise(name).r {
				if slices.Contains(want, c) && !strings.ContainsRune("医院市省区县第人民中心", c) {
					score += 3
				} else if slices.Contains(want, c) {
					score++
				}
			}
			best = max(best, score)
		}
		if best >= 5 {
			found = append(found, scored{h.Code, best})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return b.score - a.score })
	var out []string
	for _, f := range found[:min(n, len(found))] {
		out = append(out, f.code)
	}
	return out
}
