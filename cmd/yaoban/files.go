package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/team"
)

// fileWorld is a company as its files have it, for reading messages without a database.
type fileWorld struct {
	tree team.Tree
	// common holds what everybody shares; lists the doctors of each rep by her folded userid.
	common     understand.Common
	lists      map[string][]understand.Doctor
	gazetteers map[string]*understand.Gazetteer
}

// readFiles reads the files of a folder. The error names everything that is wrong with them.
func readFiles(dir string) (*fileWorld, error) {
	staff, errStaff := readTable(dir, roster.StaffTable, nil)
	hospitals, errHospitals := readTable(dir, roster.HospitalTable, nil)
	doctors, errDoctors := readTable(dir, roster.DoctorTable, nil)
	products, errProducts := readTable(dir, roster.ProductTable, nil)
	words, errWords := readWords(dir, hospitals, products, doctors)
	if err := errors.Join(errStaff, errHospitals, errDoctors, errProducts, errWords); err != nil {
		return nil, err
	}
	tree, err := team.NewTree(staff)
	if err != nil {
		return nil, fmt.Errorf("read the staff: %w", err)
	}
	w := &fileWorld{tree: tree, common: understand.NewCommon(commonWorld(hospitals, products, staff, words)), lists: map[string][]understand.Doctor{},
		gazetteers: map[string]*understand.Gazetteer{}}
	codes := map[string]*roster.ShortCodes{}
	for _, d := range doctors {
		for _, rep := range d.Reps {
			key := team.FoldUserID(rep)
			if codes[key] == nil {
				codes[key] = roster.NewShortCodes(map[string]string{})
			}
			d.ShortCode = codes[key].For(d.Code, d.Name)
			w.lists[key] = append(w.lists[key], worldDoctor(d))
		}
	}
	return w, nil
}

// readTable reads one file of the folder; check, if it is not nil, finds what is wrong with it beyond its cells.
func readTable[T any](dir string, t *roster.Table[T], check func(*roster.File[T])) ([]T, error) {
	name := t.Name + ".csv"
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("open the world's file: %w", err)
	}
	defer f.Close() // it was only read
	lines, err := sheet.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	table := t.Read(lines)
	if check != nil && len(table.Problems) == 0 {
		check(table)
	}
	var errs []error
	for _, p := range table.Problems {
		errs = append(errs, fmt.Errorf("%s: %s", name, p))
	}
	return table.Rows, errors.Join(errs...)
}

// readWords reads the company's own words; a folder may do without the file.
func readWords(dir string, hospitals []roster.Hospital, products []roster.Product, doctors []roster.Doctor) ([]roster.Word, error) {
	v := roster.Vocabulary{Hospitals: hospitals, Products: products, BuiltIn: understand.Meaning}
	for _, d := range doctors {
		v.Departments, v.People = append(v.Departments, d.Department), append(v.People, d.Name)
	}
	words, err := readTable(dir, roster.WordTable, func(f *roster.File[roster.Word]) { roster.CheckWords(f, v, nil) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return words, err
}

// of returns a person of the staff with the gazetteer of her own list or of her subtree's.
func (w *fileWorld) of(userid string) (understand.Sender, *understand.Gazetteer, error) {
	p, ok := w.tree.Person(userid)
	if !ok {
		return understand.Sender{}, nil, fmt.Errorf("the sender %q is not in staff.csv", userid)
	}
	sender := understand.Sender{UserID: p.UserID, Role: p.Role}
	key := team.FoldUserID(userid)
	if g := w.gazetteers[key]; g != nil {
		return sender, g, nil
	}
	doctors := w.lists[key]
	if p.Role.Manages() {
		doctors = w.under(p)
	}
	g := w.common.Gazetteer(doctors)
	w.gazetteers[key] = g
	return sender, g, nil
}

// under returns the doctors of everybody below a manager, each once.
func (w *fileWorld) under(manager roster.Staff) []understand.Doctor {
	var doctors []understand.Doctor
	seen := map[string]bool{}
	for _, p := range w.tree.Subtree(manager.UserID) {
		for _, d := range w.lists[team.FoldUserID(p.UserID)] {
			if !seen[d.Code] {
				seen[d.Code] = true
				d.ShortCode = "" // short codes belong to a rep's own list
				doctors = append(doctors, d)
			}
		}
	}
	return doctors
}

// commonWorld is what everybody's gazetteer shares.
func commonWorld(hospitals []roster.Hospital, products []roster.Product, staff []roster.Staff, words []roster.Word) understand.World {
	var w understand.World
	for _, h := range hospitals {
		w.Hospitals = append(w.Hospitals, understand.Hospital{Code: h.Code, Name: h.Name, Aliases: h.Aliases, Level: h.Level})
	}
	for _, p := range products {
		w.Products = append(w.Products, understand.Product{Code: p.Code, Brand: p.Brand, Generic: p.Generic, Aliases: p.Aliases})
	}
	for _, s := range staff {
		w.Staff = append(w.Staff, understand.Staff{UserID: s.UserID, Name: s.Name, Role: s.Role, Manager: s.Manager, Deputy: s.Deputy})
	}
	for _, x := range words {
		w.Words = append(w.Words, understand.Word{Word: x.Word, Kind: x.Kind, Standard: x.Standard})
	}
	return w
}

// worldDoctor is a doctor as texts can name her.
func worldDoctor(d roster.Doctor) understand.Doctor {
	return understand.Doctor{Code: d.Code, Name: d.Name, Hospital: d.Hospital, Department: d.Department, Title: d.Title,
		Post: d.Post, Grade: d.Grade, ShortCode: d.ShortCode, HospitalSaid: d.HospitalSaid, Unverified: d.Unverified}
}
