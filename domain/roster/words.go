package roster

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/department"
)

// WordKind is what a word of the company's own stands for.
type WordKind string

// The kinds of words.
const (
	ProductWord    WordKind = "product"
	HospitalWord   WordKind = "hospital"
	DepartmentWord WordKind = "department"
	PurposeWord    WordKind = "purpose"
	ResultWord     WordKind = "result"
)

// Word is one row of words.csv: what the company's people say, and the one standard value that it leads to (PRODUCT.md D2).
type Word struct {
	// Word is what is said, in small letters.
	Word string   `json:"word"`
	Kind WordKind `json:"kind"`
	// Standard is a product's or a hospital's code, the standard name of a department, or the code of a purpose or a result;
	// TakenBack where the row takes the word back.
	Standard string `json:"standard"`
}

// TakenBack is the standard of a row that takes a word back: it means nothing of its own any more.
const TakenBack = "-"

// WordTable is words.csv. Its rows are checked further by CheckWords.
var WordTable = &Table[Word]{
	Name: "words",
	key:  func(w Word) string { return w.Word },
	columns: []column[Word]{
		{"word", []string{"词", "词语", "叫法", "说法", "别名", "同义词"}, true, readWord, func(w Word) string { return w.Word }},
		{"kind", []string{"类别", "类型", "种类"}, true,
			func(c string, w *Word) (err error) { w.Kind, err = one(c, "kind of word", wordKinds); return },
			func(w Word) string { return string(w.Kind) }},
		{"standard", []string{"标准", "标准值", "标准名", "标准词", "含义"}, true,
			func(c string, w *Word) (err error) { w.Standard, err = text(c); return }, func(w Word) string { return w.Standard }},
	},
}

var wordKinds = map[WordKind][]string{
	ProductWord: {"产品", "药品", "品种"}, HospitalWord: {"医院"}, DepartmentWord: {"科室", "部门"}, PurposeWord: {"目的", "拜访目的"}, ResultWord: {"结果", "拜访结果"},
}

// readWord checks a word: of two characters or more, because one alone stands in too many others, and no mere number.
func readWord(c string, w *Word) (err error) {
	if w.Word, err = text(strings.ToLower(c)); err != nil {
		return err
	}
	switch {
	case utf8.RuneCountInString(w.Word) < 2:
		return errors.New(quote(c) + " has only one character, which would be found inside other words")
	case !strings.ContainsFunc(w.Word, func(r rune) bool {
		return unicode.IsLetter(r) && !strings.ContainsRune("零一二两三四五六七八九十百千点", r)
	}):
		return errors.New(quote(c) + " is a number or a sign")
	}
	return nil
}

// Vocabulary is what words mean before the company's own are added.
type Vocabulary struct {
	Products    []Product
	Hospitals   []Hospital
	Departments []string // those that doctors have
	People      []string // names of doctors and staff
	// BuiltIn returns what the assistant reads in a word by itself: with a kind and a standard value if it means one, with the
	// empty kind if it is any other word of the language that it knows. nil: nothing is built in.
	BuiltIn func(word string) (kind WordKind, standard string, known bool)
}

// CheckWords finds what is wrong with a complete file of words: a standard value that does not exist, and a word that means
// something else already: by itself, by the company's files, or by an earlier file of words. It puts the one standard value into
// the rows and leaves out those that take back what is not stored.
func CheckWords(f *File[Word], v Vocabulary, stored []Word) {
	means, known := v.meanings(), WordTable.byKey(stored)
	rows, lines := f.Rows[:0:0], f.Lines[:0:0]
	for i, w := range f.Rows {
		line := f.Lines[i]
		old, isStored := known[w.Word]
		if w.Standard == TakenBack {
			if isStored && old.Kind != w.Kind {
				f.problem(line, "kind", "%s is stored for a %s", quote(w.Word), old.Kind)
			}
			if isStored {
				rows, lines = append(rows, w), append(lines, line)
			}
			continue
		}
		standard, ok := v.standard(w)
		if !ok {
			f.problem(line, "standard", "%s is no %s", quote(w.Standard), wanted[w.Kind])
			continue
		}
		w.Standard = standard
		switch reason := v.conflict(w, means[w.Word]); {
		case isStored && (old.Kind != w.Kind || old.Standard != w.Standard):
			f.problem(line, "word", "%s is stored for the %s %s; take that back first, with the standard %s", quote(w.Word), old.Kind, old.Standard, TakenBack)
		case reason != "":
			f.problem(line, "word", "%s %s", quote(w.Word), reason)
		}
		rows, lines = append(rows, w), append(lines, line)
	}
	f.Rows, f.Lines = rows, lines
}

// wanted says what a standard value of each kind is.
var wanted = map[WordKind]string{
	ProductWord: "product's code or brand; import products first", HospitalWord: "hospital's code or name; import hospitals first",
	DepartmentWord: "department's standard name (such as 心血管内科) and no doctor's department",
	PurposeWord:    "purpose (access, invite, followup, academic, detailing, relationship)",
	ResultWord:     "result (agreed, interested, neutral, objection, refused, absent)",
}

// standard finds the one standard value that a row means.
func (v Vocabulary) standard(w Word) (string, bool) {
	switch w.Kind {
	case ProductWord:
		for _, p := range v.Products {
			if w.Standard == p.Code || w.Standard == p.Brand {
				return p.Code, true
			}
		}
	case HospitalWord:
		for _, h := range v.Hospitals {
			if w.Standard == h.Code || w.Standard == h.Name {
				return h.Code, true
			}
		}
	case DepartmentWord:
		if slices.Contains(v.Departments, w.Standard) {
			return w.Standard, true
		}
		return department.Standard(w.Standard)
	case PurposeWord:
		p, err := one(w.Standard, "", purposes)
		return string(p), err == nil
	case ResultWord:
		r, err := one(w.Standard, "", results)
		return string(r), err == nil
	}
	return "", false
}

// purposes and results are the codes of GUIDE.md with what chat and files call them.
var (
	purposes = map[domain.Purpose][]string{domain.Access: {"准入", "进院"}, domain.Invite: {"会议邀请", "邀请"}, domain.Followup: {"回访", "跟进"},
		domain.Academic: {"学术交流", "学术"}, domain.Detailing: {"产品传递", "产品介绍"}, domain.Relationship: {"客情维护", "客情"}}
	results = map[domain.Result][]string{domain.Agreed: {"认可", "同意"}, domain.Interested: {"感兴趣"}, domain.Neutral: {"没表态", "中立"},
		domain.Objection: {"有顾虑", "顾虑"}, domain.Refused: {"拒绝"}, domain.Absent: {"未遇", "没见到"}}
)

// meaning is one thing that a word means by the company's files.
type meaning struct {
	kind     WordKind
	standard string
	say      string
}

func (v Vocabulary) meanings() map[string][]meaning {
	out := map[string][]meaning{}
	put := func(word string, m meaning) {
		if word = strings.ToLower(word); word != "" {
			out[word] = append(out[word], m)
		}
	}
	for _, p := range v.Products {
		for _, w := range append([]string{p.Brand, p.Generic}, p.Aliases...) {
			put(w, meaning{ProductWord, p.Code, "the product " + p.Code})
		}
	}
	for _, h := range v.Hospitals {
		for _, w := range append([]string{h.Name}, h.Aliases...) {
			put(w, meaning{HospitalWord, h.Code, "the hospital " + h.Code})
		}
	}
	for _, d := range v.Departments {
		put(d, meaning{DepartmentWord, d, "the department " + d})
	}
	for _, n := range department.Names() {
		for _, s := range n.Standard {
			put(n.Word, meaning{DepartmentWord, s, "the department " + s})
		}
	}
	for _, name := range v.People {
		put(name, meaning{say: "somebody's name"})
	}
	return out
}

// conflict says why a word cannot mean what its row says, or "".
func (v Vocabulary) conflict(w Word, means []meaning) string {
	for _, m := range means {
		if m.kind != w.Kind || m.standard != w.Standard {
			return fmt.Sprintf("means %s already", m.say)
		}
	}
	if v.BuiltIn == nil {
		return ""
	}
	kind, standard, known := v.BuiltIn(w.Word)
	switch ofPlace := w.Kind != PurposeWord && w.Kind != ResultWord; {
	case !known, kind == w.Kind && standard == w.Standard:
		return ""
	case kind != "":
		return fmt.Sprintf("means the %s %s already", kind, standard)
	case ofPlace:
		return "is a word that the assistant reads otherwise already"
	}
	return ""
}
