package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// TestACasesCardHasButtonsThatDoWhatTheCommandDoes presses the buttons of a case's card, those of the first notice and those of 看 1001,
// as the desk and as others: the card says what became of it, the case is worked once, and nobody but the desk changes it.
func TestACasesCardHasButtonsThatDoWhatTheCommandDoes(t *testing.T) {
	k := newTalk(t)
	number := k.caseNumber(t, "chenxiao", "张伟主任有个病人吃立舒平后黄疸，女，70岁")
	first := k.composed(t, notice.SafetyCase, "pvdesk")
	if first.Card == nil || len(first.Card.Buttons) != 2 || first.Card.Buttons[0].Key != notice.CaseTakeKey+number || first.Card.Buttons[1].Key != notice.AckKey {
		t.Fatalf("the first notice has the card %+v", first.Card)
	}
	var out strings.Builder
	k.line(t, "as pvdesk wecom", &out)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: number}, &out)
	cards := k.rows(t, `select (args->'card'->'buttons')::text from notice where person = 'pvdesk' and key like 'case_card/%'`)
	if len(cards) != 1 {
		t.Fatalf("the case is shown with %d cards", len(cards))
	}
	for _, key := range []string{"case.take/", "case.assess/other/", "case.assess/serious/", "case.assess/death/"} {
		if !strings.Contains(cards[0], key+number) {
			t.Errorf("the card %s has no %s", cards[0], key)
		}
	}
	now := func() string {
		return k.rows(t, `select coalesce(owner, '') || ' ' || seriousness || ' ' || revision from desk_case where number = `+number)[0]
	}
	press := func(who, key, word, said, want string) {
		t.Helper()
		k.line(t, "as "+who+" wecom", &out)
		k.line(t, "@ +1m", &out)
		k.say(t, inbox.Inbound{Kind: inbox.Event, Event: inbox.CardClick, EventKey: key, TaskID: "task", ResponseCode: "code"}, &out)
		got := k.rows(t, `select args->'update'->>'replace_name' from notice where person = $1 and args ? 'update' order by created_at desc, id desc limit 1`, who)
		if len(got) != 1 || got[0] != word {
			t.Errorf("%s pressed %s: the card says %q, want %q", who, key, got, word)
		}
		texts := k.rows(t, `select coalesce(args->>'text', '') from notice where person = $1 and key like 'pressed/%' order by created_at desc, id desc limit 1`, who)
		if said != "" && !strings.Contains(strings.Join(texts, ""), said) {
			t.Errorf("%s pressed %s and hears %q, want %q", who, key, texts, said)
		}
		if got := now(); got != want {
			t.Errorf("%s pressed %s: the case is %s, want %s", who, key, got, want)
		}
	}
	untouched := now()
	press("chenxiao", "case.take/"+number, "没有改动", "只有药物警戒岗位能处理", untouched)
	press("wangjianguo", "case.assess/death/"+number, "没有改动", "没有这个编号的安全信息或投诉", untouched)
	press("pvdesk", "case.assess/nonsense/"+number, "没有改动", "", untouched)
	press("pvdesk", "case.take/999999", "没有改动", "没有这个编号的安全信息或投诉", untouched)
	press("pvdesk", "case.take/x", "没有改动", "", untouched)
	press("pvdesk", "case.take/"+number, "已接手", "由您处理", "pvdesk  1")
	press("pvdesk", "case.assess/serious/"+number, "已定级：严重", "严重", "pvdesk serious 2")

	// The file that it can be had as opens, with what is known and what was done.
	k.line(t, "as pvdesk wecom", &out)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "导出 " + number}, &out)
	file := k.composed(t, notice.CaseExport, "pvdesk")
	if len(file.Attachments) != 1 || file.Attachments[0].Workbook == nil || len(file.Attachments[0].Workbook.Sheets) != 2 {
		t.Fatalf("the file has %+v", file.Attachments)
	}
	opened := openedSheets(t, file.Attachments[0])
	for _, want := range []string{number, "黄疸", "女 70岁", "立舒平", "陈晓", "严重", "药物警戒专员", "接手", "定级"} {
		if !strings.Contains(opened, want) {
			t.Errorf("the file does not say %s:\n%s", want, opened)
		}
	}
}

// openedSheets is what a spreadsheet shows to whoever opens its file, cell by cell.
func openedSheets(t *testing.T, a notice.Attachment) string {
	t.Helper()
	content, err := sheet.Workbook(*a.Workbook)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			out.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return out.String()
}
