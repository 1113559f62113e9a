package delivery

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Media is what a delivery carries beside words.
type Media string

// The media, by WeCom's types.
const (
	Image Media = "image"
	File  Media = "file"
	Voice Media = "voice"
)

// Attachment is the picture or the file of one delivery: drawn once, when its notice was claimed, and sent as these bytes by
// every attempt.
type Attachment struct {
	Delivery domain.ID
	// Name is what people see, with its extension.
	Name string
	// Content are the bytes. Those of what somebody sent as evidence are not copied: Evidence names it, and they are read where it is kept.
	Content  []byte
	Evidence domain.ID
	// MediaID is WeCom's name for its copy of UploadedAt (wall time), empty before. Uploads counts the copies that were made.
	MediaID    string
	UploadedAt time.Time
	Uploads    int
}

// AttachmentsKept is how long the bytes are kept after they were drawn; the delivery itself stays.
const AttachmentsKept = 90 * 24 * time.Hour
