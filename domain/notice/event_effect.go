package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEffectFile  = words.New("event_effect.file", "活动效果%d")
	sayEffectUntil = words.New("event_effect.until", "%s · 截至 %s，会后第%d天")
	sayEffectCount = words.New("event_effect.counts", "目标医生指A、B级。前后拜访指这些医生会前、会后各%d天内见到的拜访，不含活动自动记的；相关不等于因果。")
	sayEffectNone  = words.New("event_effect.none", "—")
)

// EventFigures are what the effect of an event shows, as it stood when somebody asked. They are the Args of an EventEffect.
type EventFigures struct {
	Number int64     `json:"number"`
	Title  string    `json:"title"` // 科室会 12-03 市一心内
	Host   string    `json:"host"`
	At     time.Time `json:"at"`
	Days   int       `json:"days"`
	// Elapsed is how many of Days after it are over.
	Elapsed      int        `json:"elapsed"`
	Expected     int        `json:"expected"`
	Heads        int        `json:"heads"`
	Targets      int        `json:"targets"`
	Budget       int        `json:"budget"`
	Attendance   string     `json:"attendance"`
	TargetShare  string     `json:"target_share"`
	PerTarget    string     `json:"per_target"`
	Satisfaction int        `json:"satisfaction"`
	Useful       int        `json:"useful"`
	Again        string     `json:"again"`
	Words        string     `json:"words"`
	Guests       []GuestRow `json:"guests"`
}

// GuestRow is one person who came.
type GuestRow struct {
	Name       string       `json:"name"`
	Hospital   string       `json:"hospital"`
	Department string       `json:"department"`
	Grade      domain.Grade `json:"grade"`
	Credit     string       `json:"credit"`
	Before     int          `json:"before"`
	After      int          `json:"after"`
}

// EventEffect brings a person the picture and the table of the effect of an event, which she asked for and was told in words.
var EventEffect = register(Kind{
	Name:  "event_effect",
	Asked: true,
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var f EventFigures
		if err := json.Unmarshal(n.Args, &f); err != nil {
			return Content{}, false, fmt.Errorf("read the figures of an event: %w", err)
		}
		picture, workbook := f.picture(), f.workbook()
		name := sayEffectFile.Say(f.Number)
		return Content{Only: domain.WeCom, Attachments: []Attachment{{Name: name, Picture: &picture}, {Name: name, Workbook: &workbook}}}, true, nil
	},
})

// EventEffectOf makes the notice to a person for one message of hers, due at once.
func EventEffectOf(person string, origin domain.ID, f EventFigures, now time.Time) (Notice, error) {
	args, err := json.Marshal(f)
	if err != nil {
		return Notice{}, fmt.Errorf("keep the figures of an event: %w", err)
	}
	return Notice{Kind: EventEffect.Name, Key: EventEffect.Name + "/" + origin.String(), Person: person, Args: args, DueAt: now}, nil
}

func (f EventFigures) picture() figures.Picture {
	before, after := 0, 0
	table := figures.Table{Title: "名单", Columns: []figures.Heading{{Name: "姓名"}, {Name: "级"}, {Name: "记拜访"}, {Name: "会前", Right: true}, {Name: "会后", Right: true}}}
	for i, g := range f.Guests {
		before, after = before+g.Before, after+g.After
		if i < mostOnPicture {
			table.Rows = append(table.Rows, []string{g.Name + " " + g.Hospital + g.Department, string(g.Grade), g.Credit, strconv.Itoa(g.Before), strconv.Itoa(g.After)})
		}
	}
	score := func(n int) string {
		if n == 0 {
			return sayEffectNone.Say()
		}
		return strconv.Itoa(n) + "/5"
	}
	p := figures.Picture{
		Title: fmt.Sprintf("#%d %s", f.Number, f.Title), Subtitle: sayEffectUntil.Say(f.Host, f.At.Format("2006-01-02 15:04"), f.Elapsed),
		Blocks: []figures.Block{
			figures.KeyFigures{{Name: "到场", Value: strconv.Itoa(f.Heads) + "人", Note: "到会率" + f.Attendance}, {Name: "目标医生", Value: strconv.Itoa(f.Targets) + "人", Note: "占名单" + f.TargetShare},
				{Name: "每位目标医生", Value: f.PerTarget}, {Name: "满意度", Value: score(f.Satisfaction)}, {Name: "内容有用", Value: score(f.Useful)}, {Name: "想再参加", Value: f.Again}},
			figures.Bars{Title: fmt.Sprintf("这些医生的拜访（前后各%d天）", f.Days), Bars: []figures.Bar{{Name: "会前", Value: float64(before), Shown: strconv.Itoa(before)},
				{Name: "会后", Value: float64(after), Shown: strconv.Itoa(after), Tone: figures.Good}}},
		},
		Notes: []string{sayEffectCount.Say(f.Days)},
	}
	if len(table.Rows) > 0 {
		p.Blocks = append(p.Blocks, table)
	}
	return p
}

func (f EventFigures) workbook() figures.Workbook {
	list := figures.Sheet{Name: "名单", Columns: []figures.Column{{Name: "姓名", Total: figures.Label}, {Name: "医院"}, {Name: "科室"}, {Name: "级别"}, {Name: "记拜访"},
		{Name: "会前拜访", Kind: figures.Int, Total: figures.Sum}, {Name: "会后拜访", Kind: figures.Int, Total: figures.Sum}}}
	for _, g := range f.Guests {
		list.Rows = append(list.Rows, []any{g.Name, g.Hospital, g.Department, string(g.Grade), g.Credit, g.Before, g.After})
	}
	sum := figures.Sheet{Name: "效果", Columns: []figures.Column{{Name: "项"}, {Name: "值"}}}
	for _, row := range [][2]string{{"活动", fmt.Sprintf("#%d %s", f.Number, f.Title)}, {"主办", f.Host}, {"预计人数", strconv.Itoa(f.Expected)}, {"到场人数", strconv.Itoa(f.Heads)},
		{"到会率", f.Attendance}, {"目标医生(A/B)", strconv.Itoa(f.Targets)}, {"目标占名单", f.TargetShare}, {"预算(元)", strconv.Itoa(f.Budget)}, {"每位目标医生(元)", f.PerTarget},
		{"满意度", strconv.Itoa(f.Satisfaction)}, {"内容有用", strconv.Itoa(f.Useful)}, {"想再参加", f.Again}, {"反馈", f.Words}} {
		sum.Rows = append(sum.Rows, []any{row[0], row[1]})
	}
	return figures.Workbook{Sheets: []figures.Sheet{sum, list}}
}
