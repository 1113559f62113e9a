package command

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

// Common is what the books of all people share: hospitals, products and colleagues, and the workdays that quotas count by. It
// is made once for a version of the world; nothing changes it.
type Common struct {
	texts understand.Common
	sold  []string
	rules Rules
}

// Rules are what a company has decided on: the workdays that quotas count by, how often doctors are seen, and how visits are
// scored. A change of any of them is a new version of the world.
type Rules struct {
	Days    calendar.Calendar
	Quota   quota.Schemes
	Quality quality.Schemes
	// EventPerHead is how many yuan a head a group event may cost before compliance is told.
	EventPerHead int
	// Hospitals is where the hospitals lie and when they receive reps, by code.
	Hospitals map[string]week.Hospital
}

// NewCommon makes what all books share; the world's doctors are not in it.
func NewCommon(w understand.World, rules Rules) *Common {
	c := &Common{texts: understand.NewCommon(w), rules: rules}
	for _, p := range w.Products {
		c.sold = append(c.sold, p.Code)
	}
	return c
}

// Book is what one person's world looks like to the assistant: the gazetteer that understanding uses, and names for saying.
// It is built once for a version of the world and a day, and shared by that person's turns; nothing changes it.
type Book struct {
	*understand.Gazetteer
	order []string
	// added are doctors who came to the list in this turn.
	added []understand.Doctor
	// sold are the products, in order.
	sold []string
	// reps are the people whose plans a manager sees: her subtree's.
	reps []string
	// standsFor are those of reps who are within her reach only because she stands in for their manager today, with that manager.
	standsFor map[string]string
	// rules are what the company has decided on.
	rules Rules
}

// Book makes the book of one person: the doctors of her own list or of her subtree, and the reps within her reach, of whom those of
// standsFor are so only because she stands in for that manager.
func (c *Common) Book(doctors []understand.Doctor, reps []string, standsFor map[string]string) *Book {
	b := &Book{Gazetteer: c.texts.Gazetteer(doctors), order: make([]string, len(doctors)), sold: c.sold, reps: reps, standsFor: standsFor, rules: c.rules}
	for i, d := range doctors {
		b.order[i] = d.Code
	}
	return b
}

// hospital returns the shortest name of at least two characters that people use for a hospital.
func (b *Book) hospital(code string) string {
	h, ok := b.Hospital(code)
	if !ok {
		return code
	}
	names := slices.DeleteFunc(slices.Clone(h.Aliases), func(s string) bool { return utf8.RuneCountInString(s) < 2 })
	if len(names) == 0 {
		return h.Name
	}
	return slices.MinFunc(names, func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	})
}

// shortDepartments are the everyday names of departments whose full name is long.
var shortDepartments = map[string]string{
	"心血管内科": "心内", "神经内科": "神内", "肾内科": "肾内", "消化内科": "消化", "呼吸与危重症医学科": "呼吸",
	"老年医学科": "老年", "全科医学科": "全科", "风湿免疫科": "风湿", "副院长办公室": "院办",
}

// shortDepartment returns the everyday name of a department.
func shortDepartment(name string) string {
	if short, ok := shortDepartments[name]; ok {
		return short
	}
	if short := strings.TrimSuffix(name, "科"); utf8.RuneCountInString(short) >= 2 {
		return short
	}
	return name
}

// with returns the book with one more doctor, who came to the list in this turn.
func (b *Book) with(d understand.Doctor) *Book {
	more := *b
	more.added = append(slices.Clone(b.added), d)
	return &more
}

// Doctor returns the doctor of that code, also one who came to the list in this turn, and false if she is not on it.
func (b *Book) Doctor(code string) (understand.Doctor, bool) {
	for _, d := range b.added {
		if d.Code == code {
			return d, true
		}
	}
	return b.Gazetteer.Doctor(code)
}

// sayUnverified marks a doctor whom nobody has verified yet, wherever she is shown (PRODUCT.md D7).
var sayUnverified = words.New("doctor.unverified", "待核")

// name returns a doctor's name, or the code where nobody knows it.
func (b *Book) name(code string) string {
	d, ok := b.Doctor(code)
	switch {
	case !ok:
		return code
	case d.Unverified:
		return d.Name + "（" + sayUnverified.Say() + "）"
	}
	return d.Name
}

// place returns where a doctor works, short: 市一心内.
func (b *Book) place(code string) string {
	d, _ := b.Doctor(code)
	if d.HospitalSaid != "" {
		return d.HospitalSaid + shortDepartment(d.Department)
	}
	return b.hospital(d.Hospital) + shortDepartment(d.Department)
}

// full returns a doctor as a record names her: 张伟(市一心内,A).
func (b *Book) full(code string) string {
	d, ok := b.Doctor(code)
	if !ok {
		return code
	}
	parts := []string{b.place(code)}
	if d.Grade != "" {
		parts = append(parts, string(d.Grade))
	}
	if d.Unverified {
		parts = append(parts, sayUnverified.Say())
	}
	return d.Name + "(" + strings.Join(parts, ",") + ")"
}

// option returns a doctor as a numbered answer names her: 张伟 市一心内.
func (b *Book) option(code string) string { return b.name(code) + " " + b.place(code) }

// shortCode returns the doctor's code in the rep's list, which stands for her name in short messages.
func (b *Book) shortCode(code string) string {
	if d, _ := b.Doctor(code); d.ShortCode != "" {
		return d.ShortCode
	}
	return code
}

// grade returns a doctor's grade.
func (b *Book) grade(code string) domain.Grade {
	d, _ := b.Doctor(code)
	return d.Grade
}

// brands returns the brand names of products, joined.
func (b *Book) brands(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c
		if p, ok := b.Product(c); ok {
			names[i] = p.Brand
		}
	}
	return strings.Join(names, "、")
}

// person returns a colleague's name.
func (b *Book) person(userid string) string {
	if s, ok := b.Colleague(userid); ok {
		return s.Name
	}
	return userid
}

// ofGrade returns the doctors of a grade, in the order of the list; the empty grade means all.
func (b *Book) ofGrade(g domain.Grade) []string {
	var out []string
	for _, code := range b.order {
		if g == "" || b.grade(code) == g {
			out = append(out, code)
		}
	}
	return out
}
