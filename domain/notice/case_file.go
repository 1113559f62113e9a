package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseFileName = words.New("notice.case_file", "%s%d")
	sayCaseFileSays = words.New("notice.case_file_says", "%s #%d 的文件：")
)

// CaseFile is a case as a file: what is known of it, field by field, and what happened to it, all as people read it.
type CaseFile struct {
	Kind   string      `json:"kind"`
	Number int64       `json:"number"`
	Fields [][2]string `json:"fields"` // name and value
	Steps  []CaseStep  `json:"steps"`
}

// TellerField is the name of the field that says who told a case.
const TellerField = "报告人"

// CaseStep is one thing that happened to a case.
type CaseStep struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"` // name
	What string    `json:"what"`
	Text string    `json:"text"`
}

// CaseExport brings somebody of the safety desk a case as a spreadsheet, which she asked for. What it holds is as it was then; how to reach
// a teller whom the staff does not have is read when it goes out, so that a phone number stands in no notice.
var CaseExport = register(Kind{
	Name:  "case_export",
	Asked: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		var f CaseFile
		if err := json.Unmarshal(n.Args, &f); err != nil {
			return Content{}, false, fmt.Errorf("read the file of a case: %w", err)
		}
		address, err := truth.CaseAddress(ctx, n.Subject)
		if err != nil {
			return Content{}, false, err
		}
		if address != "" {
			told := 1 + slices.IndexFunc(f.Fields, func(one [2]string) bool { return one[0] == TellerField })
			f.Fields = slices.Insert(f.Fields, told, [2]string{"联系方式", address})
		}
		w := f.workbook()
		return Content{Text: sayCaseFileSays.Say(CaseName(f.Kind), f.Number), Only: domain.WeCom,
			Attachments: []Attachment{{Name: sayCaseFileName.Say(CaseName(f.Kind), f.Number), Workbook: &w}}}, true, nil
	},
})

func (f CaseFile) workbook() figures.Workbook {
	known := figures.Sheet{Name: "个例", Columns: []figures.Column{{Name: "项目"}, {Name: "内容", Width: 60}}}
	for _, field := range f.Fields {
		known.Rows = append(known.Rows, []any{field[0], field[1]})
	}
	steps := figures.Sheet{Name: "经办", Columns: []figures.Column{{Name: "时间"}, {Name: "经办人"}, {Name: "事项"}, {Name: "内容", Width: 60}}}
	for _, s := range f.Steps {
		steps.Rows = append(steps.Rows, []any{s.At.Format("2006-01-02 15:04"), s.By, s.What, s.Text})
	}
	return figures.Workbook{Sheets: []figures.Sheet{known, steps}}
}

// CaseExportTo is the notice to who asked for the file of a case by one message.
func CaseExportTo(person string, origin, id domain.ID, f CaseFile, now time.Time) (Notice, error) {
	args, err := json.Marshal(f)
	if err != nil {
		return Notice{}, fmt.Errorf("keep the file of a case: %w", err)
	}
	return Notice{Kind: CaseExport.Name, Key: CaseExport.Name + "/" + origin.String(), Person: person, Subject: id, Number: f.Number, Args: args,
		DueAt: now}, nil
}
