package notice

import "github.com/yaoban/yaoban/domain/figures"

// Attachment is a picture or a file that goes out beside the words of a Content: exactly one of Picture and Workbook. A kind
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
}
