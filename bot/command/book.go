package command

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

// Book is what one person's world looks like to the assistant: the gazetteer that understanding uses, and names for saying.
// It is built once for a version of the world and shared by that person's turns; nothing changes it.
type Book struct {
	*understand.Gazetteer
	doctors   map[string]understand.Doctor
	hospitals map[string]understand.Hospital
	products  map[string]understand.Product
	staff     map[string]understand.Staff
	order     []string
	sold      []string
	// reps are the people whose plans a manager sees: her subtree's.
	reps []string
	// days are the workdays that quotas count by.
	days calendar.Calendar
}

// NewBook makes the book of one person's world: the doctors of her own list or of her subtree, and the reps below her.
func NewBook(w understand.World, reps []string, days calendar.Calendar) *Book {
	b := &Book{reps: reps, days: days, Gazetteer: understand.NewGazetteer(w), doctors: map[string]understand.Doctor{},
		hospitals: map[string]understand.Hospital{}, products: map[string]understand.Product{}, staff: map[string]understand.Staff{}}
	for _, d := range w.Doctors {
		b.doctors[d.Code] = d
		b.order = append(b.order, d.Code)
	}
	for _, h := range w.Hospitals {
		b.hospitals[h.Code] = h
	}
	for _, p := range w.Products {
		b.products[p.Code] = p
		b.sold = append(b.sold, p.Code)
	}
	for _, s := range w.Staff {
		b.staff[s.UserID] = s
	}
	return b
}

// hospital returns the shortest name of at least two characters that people use for a hospital.
func (b *Book) hospital(code string) string {
	h, ok := b.hospitals[code]
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

func department(name string) string {
	if short, ok := shortDepartments[name]; ok {
		return short
	}
	if short := strings.TrimSuffix(name, "科"); utf8.RuneCountInString(short) >= 2 {
		return short
	}
	return name
}

// name returns a doctor's name, or the code where nobody knows it.
func (b *Book) name(code string) string {
	if d, ok := b.doctors[code]; ok {
		return d.Name
	}
	return code
}

// place returns where a doctor works, short: 市一心内.
func (b *Book) place(code string) string {
	d := b.doctors[code]
	return b.hospital(d.Hospital) + department(d.Department)
}

// full returns a doctor as a record names her: 张伟(市一心内,A).
func (b *Book) full(code string) string {
	d, ok := b.doctors[code]
	if !ok {
		return code
	}
	if d.Grade == "" {
		return d.Name + "(" + b.place(code) + ")"
	}
	return d.Name + "(" + b.place(code) + "," + string(d.Grade) + ")"
}

// option returns a doctor as a numbered answer names her: 张伟 市一心内.
func (b *Book) option(code string) string { return b.name(code) + " " + b.place(code) }

// shortCode returns the doctor's code in the rep's list, which stands for her name in short messages.
func (b *Book) shortCode(code string) string {
	if d := b.doctors[code]; d.ShortCode != "" {
		return d.ShortCode
	}
	return code
}

// grade returns a doctor's grade.
func (b *Book) grade(code string) domain.Grade { return b.doctors[code].Grade }

// brands returns the brand names of products, joined.
func (b *Book) brands(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c
		if p, ok := b.products[c]; ok {
			names[i] = p.Brand
		}
	}
	return strings.Join(names, "、")
}

// person returns a colleague's name.
func (b *Book) person(userid string) string {
	if s, ok := b.staff[userid]; ok {
		return s.Name
	}
	return userid
}

// ofGrade returns the doctors of a grade, in the order of the list; the empty grade means all.
func (b *Book) ofGrade(g domain.Grade) []string {
	var out []string
	for _, code := range b.order {
		if g == "" || b.doctors[code].Grade == g {
			out = append(out, code)
		}
	}
	return out
}
