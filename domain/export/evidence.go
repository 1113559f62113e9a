package export

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Evidence is a row of `yaoban export evidence`; a day counts by SaidAt. What belongs to a withdrawn visit only comes with
// Range.All.
type Evidence struct {
	ID domain.ID `json:"id"`
	// Person is a userid, empty for somebody whom the staff does not have; Case is the number of the case that it belongs to, 0 for none.
	Person string `json:"person"`
	Case   int64  `json:"case,omitempty"`
	// Kind is image or location; of a case also voice or video.
	Kind    string         `json:"kind"`
	Channel domain.Channel `json:"channel"`
	SaidAt  time.Time      `json:"said_at"`
	// Visit is the number of the visit that it belongs to, 0 for none; Doctor and Hospital are codes.
	Visit      int64     `json:"visit,omitempty"`
	Doctor     string    `json:"doctor,omitempty"`
	Hospital   string    `json:"hospital,omitempty"`
	Status     string    `json:"status,omitempty"`
	AttachedAt time.Time `json:"attached_at,omitzero"`
	// File is how far a picture has come (due, kept, gone, refused); Type, Bytes and SHA256 are those of a kept one.
	File   string `json:"file,omitempty"`
	Type   string `json:"type,omitempty"`
	Bytes  int    `json:"bytes,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	// Lat, Lon (degrees) and Label are there with the person's consent only. Metres is the distance to the visit's hospital, nil
	// where one of the two places is not known.
	Lat    float64 `json:"lat,omitempty"`
	Lon    float64 `json:"lon,omitempty"`
	Label  string  `json:"label,omitempty"`
	Metres *int    `json:"metres,omitempty"`
}
