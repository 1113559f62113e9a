package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/audit"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/team"
)

type auditExportCommand struct {
	From   string `required:"" placeholder:"YYYY-MM-DD" help:"The first day."`
	To     string `required:"" placeholder:"YYYY-MM-DD" help:"The last day."`
	Person string `placeholder:"USERID" help:"Only what this person did, and what others did to her records."`
	Out    string `required:"" short:"o" type:"path" placeholder:"FILE" help:"The file: .xlsx with the records beside the log, or .csv with the log alone. It appears when it is whole."`
	As     string `placeholder:"USERID" help:"The admin who exports; she is kept with it."`
	Anchor string `placeholder:"NUMBER:HASH" help:"A seal that was kept outside; the chain must still lead through it."`
}

// Help is shown by --help.
func (auditExportCommand) Help() string {
	return `The pack for an inspector, in Chinese: who did what when, over which channel, before and after; the result of checking the whole chain and its
anchor; in a spreadsheet also visits, plans, adverse events and complaints of those days. A log that was tampered with is written all the same,
with what was found, and the exit code is 1.`
}

// Run checks the chain and writes the pack.
func (c auditExportCommand) Run(sh *shell) error {
	r, err := exportCommand{From: c.From, To: c.To}.days()
	if err != nil {
		return usageError{err}
	}
	r.All = true // withdrawn records too: an inspector sees everything
	ending := strings.ToLower(filepath.Ext(c.Out))
	if ending != ".csv" && ending != ".xlsx" {
		return usageError{errors.New("--out: the file's name ends with neither .xlsx nor .csv")}
	}
	anchor, err := readAnchor(c.Anchor)
	if err != nil {
		return usageError{err}
	}
	return sh.withDB(func(db *postgres.DB) error {
		by, err := actor(sh.ctx, db, c.As)
		if err != nil {
			return err
		}
		if err := db.RememberExport(sh.ctx, by, "audit", r); err != nil {
			return err
		}
		p := sh.progress("Checking facts")
		report, err := db.VerifyAudit(sh.ctx, anchor, func(done int) { p.show(done, 0) })
		p.end()
		if err != nil {
			return err
		}
		k := pack{sh: sh, db: db, days: r, person: c.Person, report: report}
		if err := k.readNames(); err != nil {
			return err
		}
		if err := intoFile(c.Out, func(w io.Writer) error {
			if ending == ".csv" {
				return k.csv(w)
			}
			return k.xlsx(w)
		}); err != nil {
			return err
		}
		auditVerifyCommand{Anchor: c.Anchor}.print(sh, report)
		if !report.OK() {
			return errAlready
		}
		return nil
	})
}

// pack is what an inspector gets.
type pack struct {
	sh     *shell
	db     *postgres.DB
	days   export.Range
	person string
	report audit.Report
	// people and doctors are names by userid and by code.
	people, doctors map[string]string
}

func (k *pack) readNames() error {
	staff, err := k.db.Staff(k.sh.ctx)
	if err != nil {
		return err
	}
	k.people, k.doctors = map[string]string{}, map[string]string{}
	for _, s := range staff {
		k.people[s.UserID] = s.Name
		if team.SameUserID(s.UserID, k.person) {
			k.person = s.UserID
		}
	}
	return k.db.EachDoctorName(k.sh.ctx, func(code, name string) { k.doctors[code] = name })
}

// named is a person as an inspector reads her: name and userid.
func (k *pack) named(userid string) string {
	if name := k.people[userid]; name != "" {
		return name + "（" + userid + "）"
	}
	return userid
}

// verdict says in Chinese what checking the chain has found.
func (k *pack) verdict() string {
	if k.report.OK() {
		return fmt.Sprintf("审计链完整：共%d条记录、%d个封印，均与封存时一致", k.report.Facts, k.report.Seals)
	}
	return fmt.Sprintf("审计链被改动，发现%d处异常", len(k.report.Findings))
}

var logColumns = []figures.Column{{Name: "序号", Kind: figures.Int}, {Name: "时间", Kind: figures.Instant}, {Name: "人员"}, {Name: "事项"}, {Name: "编号", Kind: figures.Int},
	{Name: "渠道"}, {Name: "消息", Width: 16}, {Name: "变更前", Width: 40}, {Name: "变更后", Width: 60}, {Name: "代码"}}

// logRow is a fact as one line.
func (k *pack) logRow(e audit.Entry) []any {
	var number any
	if e.Number != 0 {
		number = e.Number
	}
	channel := map[string]string{"wecom": "企业微信", "sms": "短信", "cli": "管理命令", "": "系统"}[e.Channel]
	return []any{e.Seq, e.At, k.named(e.Person), kindName(e.Kind), number, channel, e.Message, string(e.Before), string(e.After), e.Kind}
}

// csv writes the log line by line; the last line holds the result of the check.
func (k *pack) csv(w io.Writer) error {
	names := make([]string, len(logColumns))
	for i, c := range logColumns {
		names[i] = c.Name
	}
	out, err := sheet.NewWriter("csv", w, "审计日志", names)
	if err != nil {
		return err
	}
	if err := k.db.ExportAudit(k.sh.ctx, k.days, k.person, func(e audit.Entry) error { return out.Write(k.logRow(e)) }); err != nil {
		return err
	}
	if err := out.Write([]any{nil, k.db.Now().Truncate(time.Second), nil, "校验结果", nil, nil, k.report.Head.Anchor().String(), nil, k.verdict(), nil}); err != nil {
		return err
	}
	return out.Close()
}

// xlsx writes the log beside the records of the same days.
func (k *pack) xlsx(w io.Writer) error {
	log := figures.Sheet{Name: "审计日志", Columns: logColumns}
	if err := k.db.ExportAudit(k.sh.ctx, k.days, k.person, func(e audit.Entry) error {
		log.Rows = append(log.Rows, k.logRow(e))
		return nil
	}); err != nil {
		return err
	}
	records, err := k.records()
	if err != nil {
		return err
	}
	content, err := sheet.Workbook(figures.Workbook{Sheets: append([]figures.Sheet{k.cover(len(log.Rows)), log}, records...)})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// cover says what the pack is and what the check has found.
func (k *pack) cover(rows int) figures.Sheet {
	who := "全部人员"
	if k.person != "" {
		who = k.named(k.person)
	}
	s := figures.Sheet{Name: "校验", Columns: []figures.Column{{Name: "项目"}, {Name: "内容", Width: 90}}, Rows: [][]any{
		{"期间", k.days.From.String() + " 至 " + k.days.To.String()}, {"人员", who}, {"导出时间", k.db.Now().Format(time.DateTime)}, {"日志条数", fmt.Sprint(rows)},
		{"校验结果", k.verdict()}, {"链尾（请另行保存）", k.report.Head.Anchor().String()}, {"尚未封存", fmt.Sprintf("%d条", k.report.Unsealed)},
		{"说明", "每条记录写入后数秒内按顺序封存为哈希链；改动、删除、插入、调换已封存的记录均会被发现。核对方法：yaoban audit verify --anchor 链尾"}}}
	for _, f := range k.report.Findings {
		s.Rows = append(s.Rows, []any{"异常", f.String()})
	}
	return s
}

// records are the visits, plans, adverse events and complaints of the days.
func (k *pack) records() ([]figures.Sheet, error) {
	hers := func(rep string) bool { return k.person == "" || team.SameUserID(rep, k.person) }
	visits := figures.Sheet{Name: "拜访", Columns: []figures.Column{{Name: "编号", Kind: figures.Int}, {Name: "代表"}, {Name: "医生"}, {Name: "日期", Kind: figures.Date},
		{Name: "分钟", Kind: figures.Int}, {Name: "产品"}, {Name: "得分", Kind: figures.Int}, {Name: "审阅状态"}, {Name: "说于", Kind: figures.Instant}, {Name: "记录于", Kind: figures.Instant}}}
	if err := k.db.ExportVisits(k.sh.ctx, k.days, func(v export.Visit) error {
		if hers(v.Rep) {
			visits.Rows = append(visits.Rows, []any{v.Number, k.named(v.Rep), k.doctors[v.Doctor], v.Date, v.Minutes, strings.Join(v.Products, "、"), v.Score,
				stateName(v.Status), v.SaidAt, v.RecordedAt})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	plans := figures.Sheet{Name: "计划", Columns: []figures.Column{{Name: "编号", Kind: figures.Int}, {Name: "代表"}, {Name: "医生"}, {Name: "日期", Kind: figures.Date}, {Name: "状态"}}}
	if err := k.db.ExportPlans(k.sh.ctx, k.days, func(p export.Plan) error {
		if hers(p.Rep) {
			var date any
			if p.Date != (domain.Date{}) {
				date = p.Date
			}
			plans.Rows = append(plans.Rows, []any{p.Number, k.named(p.Rep), k.doctors[p.Doctor], date, stateName(p.State)})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	cases := figures.Sheet{Name: "安全与投诉", Columns: []figures.Column{{Name: "编号", Kind: figures.Int}, {Name: "类别"}, {Name: "报告人"}, {Name: "首次获知", Kind: figures.Instant},
		{Name: "记录于", Kind: figures.Instant}, {Name: "状态"}, {Name: "原文（已屏蔽）", Width: 60}}}
	if err := k.db.ExportReports(k.sh.ctx, k.days, func(r export.Report) error {
		if what := map[string]string{"safety": "安全信息", "complaint": "投诉"}[r.Kind]; what != "" && hers(r.Person) {
			cases.Rows = append(cases.Rows, []any{r.Number, what, k.named(r.Person), r.SaidAt, r.RecordedAt, stateName(r.State), r.Text})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return []figures.Sheet{visits, plans, cases}, nil
}
