package notice

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
)

// Attachment is a picture or a file that goes out beside the words of a Content: exactly one of Picture, Workbook and Kept. A kind
// composes it from the truth like its words; it is drawn once, when the notice is claimed, kept, and sent by every attempt as
// the same bytes.
//
// Each attachment is a delivery of its own after those of the text, pictures before files in the order given. One that cannot be drawn or
// that WeCom refuses is left out and an operator is told; text and the other attachments go all the same. Over SMS
// only the template goes. A notice with attachments is never merged into a digest. Without a Text the attachments go alone: for
// what a person asked for and was answered already.
type Attachment struct {
	// Name is what people see, without an extension: 陈晓11月进度.
	Name     string
	Picture  *figures.Picture
	Workbook *figures.Workbook
	// Kept is something that a person sent and that is kept as evidence; it goes out as it came.
	Kept *KeptFile
}

// KeptFile is a kept picture or voice: the id of its evidence, its type (image/jpeg) and how many bytes it has.
type KeptFile struct {
	ID    domain.ID
	Type  string
	Bytes int
}
