package desk

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
)

// Filter says which open cases are wanted: of one kind (empty: all), only those past their time, only those of one owner (empty: all).
type Filter struct {
	Kind    Kind
	Overdue bool
	Owner   string
}

// Line is a case as a list shows it.
type Line struct {
	Case
	ReporterName string
	OwnerName    string // empty while nobody has it
}

// Dossier is all that is kept of a case.
type Dossier struct {
	Case Case
	// Text is the person's own words, masked by the screen; Doctor and Hospital are names.
	Text, Doctor, Hospital string
	// Reporter, Owner and ClosedBy are names.
	Reporter, Owner, ClosedBy string
	History                   []Happened
}

// Happened is one thing that happened to a case: a fact of it.
type Happened struct {
	At   time.Time
	Kind string
	By   string // name
	// After is the fact's JSON.
	After string
}

// File is a picture, a voice or a film that somebody sent for a case, and how far it has come.
type File struct {
	ID     domain.ID
	Kind   evidence.Kind
	State  evidence.File
	SaidAt time.Time
}
