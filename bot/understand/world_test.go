package understand_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// table reads a file of testdata/world as rows by column name.
func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "world", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, column := range rows[0] {
			m[column] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// people is the world of testdata with a gazetteer for everybody.
type people struct {
	roles      map[string]domain.Role
	gazetteers map[string]*understand.Gazetteer
}

func (p people) read(t testing.TB, l line) understand.Reading {
	t.Helper()
	g, ok := p.gazetteers[l.From]
	if !ok {
		t.Fatalf("%s: nobody is called %s", l.ID, l.From)
	}
	return understand.Read(l.Text, understand.Sender{UserID: l.From, Role: p.roles[l.From]},
		understand.Context{At: l.At, Channel: domain.Channel(l.Channel), Gazetteer: g})
}

func load(t testing.TB) people {
	t.Helper()
	var w understand.World
	manager := map[string]string{}
	p := people{map[string]domain.Role{}, map[string]*understand.Gazetteer{}}
	for _, r := range table(t, "hospitals.csv") {
		w.Hospitals = append(w.Hospitals, understand.Hospital{Code: r["code"], Name: r["name"], Aliases: list(r["aliases"])})
	}
	for _, r := range table(t, "products.csv") {
		w.Products = append(w.Products, understand.Product{Code: r["code"], Brand: r["brand"], Generic: r["generic"], Aliases: list(r["aliases"])})
	}
	for _, r := range table(t, "staff.csv") {
		w.Staff = append(w.Staff, understand.Staff{UserID: r["userid"], Name: r["name"], Role: domain.Role(r["role"])})
		manager[r["userid"]], p.roles[r["userid"]] = r["manager"], domain.Role(r["role"])
	}
	for person := range p.roles {
		var chain func(rep string) []string
		chain = func(rep string) []string {
			if rep == "" {
				return nil
			}
			return append([]string{rep}, chain(manager[rep])...)
		}
		w.Doctors = nil
		for _, r := range table(t, "doctors.csv") {
			if slices.Contains(chain(r["rep"]), person) {
				w.Doctors = append(w.Doctors, understand.Doctor{Code: r["code"], Name: r["name"], Hospital: r["hospital"], Department: r["department"],
					Title: r["title"], Post: r["post"], Grade: domain.Grade(r["grade"])})
			}
		}
		p.gazetteers[person] = understand.NewGazetteer(w)
	}
	return p
}

// crowd is a world with n doctors, whose names are made of usual surnames and given names.
func crowd(t testing.TB, n int) understand.World {
	t.Helper()
	var w understand.World
	for _, r := range table(t, "hospitals.csv") {
		w.Hospitals = append(w.Hospitals, understand.Hospital{Code: r["code"], Name: r["name"], Aliases: list(r["aliases"])})
	}
	for _, r := range table(t, "products.csv") {
		w.Products = append(w.Products, understand.Product{Code: r["code"], Brand: r["brand"], Generic: r["generic"], Aliases: list(r["aliases"])})
	}
	for _, r := range table(t, "staff.csv") {
		w.Staff = append(w.Staff, understand.Staff{UserID: r["userid"], Name: r["name"], Role: domain.Role(r["role"])})
	}
	known := table(t, "doctors.csv")
	surnames, given := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"), []rune("伟芳娜敏静强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建文")
	for i := range n {
		r := known[i%len(known)]
		name := r["name"]
		if i >= len(known) {
			name = string([]rune{surnames[i%len(surnames)], given[i/7%len(given)], given[i/3%len(given)]})
		}
		w.Doctors = append(w.Doctors, understand.Doctor{Code: r["code"] + "-" + strconv.Itoa(i), Name: name, Hospital: r["hospital"],
			Department: r["department"], Title: r["title"], Post: r["post"], Grade: domain.Grade(r["grade"])})
	}
	return w
}
