package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseFile    = words.New("case.export", "#%d 的文件随后就到。")
	sayCaseFileSMS = words.New("case.export_sms", "#%d 的文件发到企业微信。")
)

// mostStepsInFile is more than any case has.
const mostStepsInFile = 1000

func init() { onCaseDo(understand.CaseExport, exportCase) }

// exportCase has a case follow over WeCom as a spreadsheet: what is known and what happened, with the address of a teller whom the staff
// does not have. Only the desk has it, and that it was taken out is kept.
func exportCase(ctx context.Context, t *Turn, c desk.Case) (string, error) {
	if t.Who.Role != domain.Safety {
		return "", domain.Refuse("case.role", c.Number)
	}
	d, err := t.Tx.Dossier(ctx, c, mostStepsInFile)
	if err != nil {
		return "", err
	}
	f := notice.CaseFile{Kind: string(c.Kind), Number: c.Number, Fields: t.caseFields(d)}
	for _, h := range d.History {
		if line, ok := t.step(h); ok {
			_, text, _ := strings.Cut(line, "：")
			f.Steps = append(f.Steps, notice.CaseStep{At: h.At, By: h.By, What: caseStepName(h), Text: text})
		}
	}
	t.Tx.Remember(fact.Fact{Kind: fact.DataExported, At: t.Tx.Now(), Person: t.Who.UserID, Subject: c.ID, Number: c.Number,
		After: map[string]any{"what": "case", "contact": c.Outsider != ""}})
	n, err := notice.CaseExportTo(t.Who.UserID, t.Origin, c.ID, f, t.Tx.Now())
	if err != nil {
		return "", err
	}
	if t.In.Channel == domain.SMS {
		return sayCaseFileSMS.Say(c.Number), t.Tx.Tell(n)
	}
	return sayCaseFile.Say(c.Number), t.Tx.Tell(n)
}

// caseFields is what is known of a case, as its file has it.
func (t *Turn) caseFields(d desk.Dossier) [][2]string {
	c := d.Case
	criteria := make([]string, len(c.Criteria))
	for i, one := range c.Criteria {
		criteria[i] = criteriaNames[one].Say()
	}
	fields := [][2]string{{"编号", strconv.FormatInt(c.Number, 10)}, {"类别", notice.CaseName(string(c.Kind))}, {"状态", caseStates[c.State].Say()},
		{"首次获知", c.Day0.Format("2006-01-02 15:04")}, {"到期", c.DueAt.Format("2006-01-02 15:04")}, {notice.TellerField, d.Reporter}, {"经办人", d.Owner},
		{"医生", d.Hospital + d.Doctor}, {"产品", c.Elements.Product}, {"原话", d.Text}}
	if c.Kind == desk.Safety {
		fields = append(fields, [][2]string{{"患者", c.Elements.Patient}, {"报告者", c.Elements.Reporter}, {"经过", c.Elements.Event},
			{"定级", caseSeriousness[c.Seriousness].Say()}, {"严重标准", strings.Join(criteria, "、")}, {"受理编号", c.Reference}}...)
		if !c.ReportedOn.IsZero() {
			fields = append(fields, [2]string{"上报日期", c.ReportedOn.String()})
		}
	} else {
		fields = append(fields, [][2]string{{"分类", t.grade(c)}, {"批号", c.Batch}, {"处理", c.Handling}, {"回访", c.Callback}}...)
	}
	if c.Reason != "" {
		fields = append(fields, [2]string{"结案或重开原因", c.Reason})
	}
	return fields
}
