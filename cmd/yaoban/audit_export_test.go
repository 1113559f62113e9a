package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// TestThePackForAnInspector: one command, the log of one rep with what her manager did to it, the records beside it, in words.
func TestThePackForAnInspector(t *testing.T) {
	k := newTalk(t)
	var out strings.Builder
	for _, m := range []struct{ as, text string }{
		{"chenxiao", "下午三点见了市一心内张伟，立舒平，讲了新适应症，20分钟，同意试用"}, {"linyutong", "见了马超，布福，20分钟，认可"},
		{"wangjianguo", "批准 1001"}, {"chenxiao", "给李静送了500元购物卡"}, {"chenxiao", "有个病人吃了立舒平后全身皮疹"},
	} {
		k.as, k.over = m.as, domain.WeCom
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: m.text}, &out)
	}
	c := newCLI(t, k.pool.Config().ConnString())
	dir := t.TempDir()
	days := []string{"--from", "2026-11-20", "--to", "2026-11-20", "--person", "ChenXiao"}
	path := filepath.Join(dir, "pack.xlsx")
	if said := c.ok(append([]string{"audit", "export", "-o", path}, days...)...); !strings.Contains(said, "all as they were sealed") {
		t.Error(said)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, want := range map[string][]string{
		"校验": {"2026-11-20 至 2026-11-20", "陈晓（chenxiao）", "审计链完整"}, "审计日志": {"记录拜访", "审批通过", "王建国（wangjianguo）", "合规拦截", "登记报告", "企业微信"},
		"拜访": {"张伟", "已通过"}, "安全与投诉": {"安全信息", "皮疹"}, "计划": {"编号"},
	} {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, r := range rows {
			text.WriteString(strings.Join(r, "|") + "\n")
		}
		for _, w := range want {
			if !strings.Contains(text.String(), w) {
				t.Errorf("the sheet %s lacks %s:\n%s", sheet, w, text.String())
			}
		}
		if strings.Contains(text.String(), "马超") || strings.Contains(text.String(), "linyutong") || strings.Contains(text.String(), "购物卡") {
			t.Errorf("the sheet %s holds what is not hers or was masked:\n%s", sheet, text.String())
		}
	}
	path = filepath.Join(dir, "log.csv")
	c.ok(append([]string{"audit", "export", "-o", path}, days...)...)
	raw, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(raw), "审批通过") || !strings.Contains(string(raw), "校验结果") {
		t.Errorf("%v %s", err, raw)
	}
	for _, bad := range [][]string{{"-o", path}, {"-o", filepath.Join(dir, "log.pdf"), "--from", "2026-11-20", "--to", "2026-11-20"},
		{"-o", path, "--from", "2026-11-21", "--to", "2026-11-20"}, {"-o", path, "--from", "2026-11-20", "--to", "2026-11-20", "--anchor", "x"}} {
		if _, errs, code := c.run("", append([]string{"audit", "export"}, bad...)...); code != exitUsage {
			t.Errorf("%v: exit code %d, %s", bad, code, errs)
		}
	}
}
