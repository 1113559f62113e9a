package understand

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// World is what a person's texts may speak of.
type World struct {
	// Doctors are only those of the sender's own list: a rep's own, a manager's subtree's.
	Doctors   []Doctor
	Hospitals []Hospital
	Products  []Product
	Staff     []Staff
	// Words are the company's own words.
	Words []Word
}

// Word is a word of the company's own: Standard is the code of a product, a hospital, a purpose or a result, or the standard
// name of a department, as Kind says.
type Word struct {
	Word, Standard string
	Kind           roster.WordKind
}

// Doctor is a doctor as far as texts can name her. Hospital is a code, Department the standard name, Title the professional
// title (主任医师), Post the office (科主任). ShortCode is her code in the rep's list (Z1).
type Doctor struct {
	Code, Name, Hospital, Department, Title, Post string
	Grade                                         domain.Grade
	ShortCode                                     string
	// HospitalSaid is what her hospital is called where the company's files do not have it. Unverified: nobody has said yet that she is
	// right.
	HospitalSaid string
	Unverified   bool
}

// Hospital is a hospital with what people call it.
type Hospital struct {
	Code, Name string
	Aliases    []string
	// Level is its level as the company's files have it (三级甲等), empty if it is not known.
	Level string
}

// Product is one of our products with what people call it.
type Product struct {
	Code, Brand, Generic string
	Aliases              []string
}

// Staff is a colleague. Only managers and directors come along on visits; reps are named by their managers.
type Staff struct {
	UserID, Name string
	Role         domain.Role
	// Manager is the userid of the person above, Deputy of who reviews for her while she is away; both may be empty.
	Manager, Deputy string
}
