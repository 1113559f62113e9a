// Package feedback is what doctors say during visits of our products and of us that is neither an adverse event nor a complaint
// (PRODUCT.md V10): typed remarks, kept beside the visit without anything that tells who a patient is.
package feedback

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// Kind is what a remark is about.
type Kind string

// The kinds (PRODUCT.md V10): 疗效, 用法, 供应, 价格, 竞品, 服务. Remarks on how well a product is tolerated are of the kind
// Efficacy; harm that happened is none, it is an adverse event.
const (
	Efficacy   Kind = "efficacy"
	Dosage     Kind = "dosage"
	Supply     Kind = "supply"
	Price      Kind = "price"
	Competitor Kind = "competitor"
	Service    Kind = "service"
)

// Kinds are all kinds in the order in which they are shown.
var Kinds = []Kind{Efficacy, Dosage, Supply, Price, Competitor, Service}

// Remark is what was said of one kind during one visit.
type Remark struct {
	Kind Kind `json:"kind"`
	// Products are the codes of those that the remark names; none means those of the visit.
	Products []string `json:"products,omitempty"`
	// Text holds the words of the message, Strip applied.
	Text string `json:"text"`
}

// MaxText is how many characters of a remark are kept.
const MaxText = 200

// Said is a kept remark with the visit during which it was made.
type Said struct {
	Remark
	// Number and Date are those of the visit, Rep is who made it.
	Number int64
	Date   domain.Date
	Rep    string
}

// Over puts the remarks of a correction over the earlier ones: each takes the place of what was said of its kind.
func Over(old, said []Remark) []Remark {
	if len(said) == 0 {
		return old
	}
	out := slices.DeleteFunc(slices.Clone(old), func(r Remark) bool {
		return slices.ContainsFunc(said, func(n Remark) bool { return n.Kind == r.Kind })
	})
	return append(out, said...)
}
