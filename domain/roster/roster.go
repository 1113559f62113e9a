// Package roster is what the company tells Yaoban about itself: its staff, hospitals, doctors and products. It reads the
// company's files (PRODUCT.md D1), checks them row by row and says in plain words what is wrong; storing them is
// domain/postgres. It is pure: rows of cells come in, rows of the company and problems go out.
package roster

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/reception"
	"github.com/yaoban/yaoban/domain/team"
)

// Staff is one row of staff.csv.
type Staff = team.Person

// Hospital is one row of hospitals.csv.
type Hospital struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Level is the official class (三级甲等), empty if unknown.
	Level   string   `json:"level"`
	Aliases []string `json:"aliases"`
	// Lat and Lon are degrees; both are nil where the place is not known.
	Lat *float64 `json:"lat"`
	Lon *float64 `json:"lon"`
	// Custom are the values of the company's own fields by their names; what is empty has no key.
	Custom map[string]string `json:"custom"`
	// Reception are its reception windows; none means that it receives reps on every workday.
	Reception reception.Windows `json:"reception"`
}

// Product is one row of products.csv.
type Product struct {
	Code    string   `json:"code"`
	Brand   string   `json:"brand"`
	Generic string   `json:"generic"`
	Aliases []string `json:"aliases"`
	// Area is the therapeutic area, which is also the product line of the reps (心血管).
	Area string `json:"area"`
}

// Doctor is one row of doctors.csv, with what Yaoban adds to it.
type Doctor struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Hospital is a code, Department the standard name.
	Hospital   string `json:"hospital"`
	Department string `json:"department"`
	// Title is the professional rank (主任医师), Post the office held (科主任); either may be empty.
	Title string       `json:"title"`
	Post  string       `json:"post"`
	Grade domain.Grade `json:"grade"`
	// Reps are the userids of the reps who see her, in order; usually one, none if nobody does.
	Reps []string `json:"-"`
	// Outpatients is patients a month, Beds the beds of her department; nil where nobody knows.
	Outpatients *int `json:"outpatients"`
	Beds        *int `json:"beds"`
	// Needs are the codes of the products that her patients may need.
	Needs []string `json:"needs"`
	// Custom are the values of the company's own fields by their names; what is empty has no key.
	Custom map[string]string `json:"custom"`
	// Since is the first day on which new reps of hers see her, if the file says so.
	Since domain.Date `json:"-"`
	// ShortCode is her code in one rep's list (Z1). Files do not have it; Yaoban gives it once and keeps it (DESIGN.md part 3).
	ShortCode string `json:"-"`
	// Unverified: a rep added her by message, and nobody has said yet that she is right (PRODUCT.md D7). HospitalSaid is what her hospital
	// was called where the company's files do not have it.
	Unverified   bool   `json:"unverified"`
	HospitalSaid string `json:"-"`
}
