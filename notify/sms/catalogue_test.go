package sms

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := NewCatalogue("药伴", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// usual are values of the length that they really have; every template has to fit with them.
var usual = map[string]string{
	"n": "12", "no": "102400", "a": "18", "p": "36", "k": "3", "field": "结果和产品", "time": "11-23 15:00", "subject": "拜访Z12", "codes": "Z1、W2、L3、Z14、C5",
	"b": "24", "c": "36", "d": "21", "rate": "58", "goal": "80", "kind": "建议", "decision": "驳回", "from": "11-23", "to": "11-27",
}

func TestEveryBuiltInTemplateFitsIntoOnePart(t *testing.T) {
	c := catalogue(t)
	if n := len(c.Templates()); n != 15 {
		t.Errorf("there are %d templates, the approved list has 15", n)
	}
	for _, tmpl := range c.Templates() {
		params := map[string]string{}
		for _, v := range tmpl.Variables {
			if usual[v] == "" {
				t.Errorf("%s: no usual value for %s", tmpl.Name, v)
			}
			params[v] = usual[v]
		}
		text, err := c.Render(tmpl.Name, params)
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.HasPrefix(text, "【药伴】") || strings.Contains(text, "$") || Parts(text) != 1 {
			t.Errorf("%s: %s", tmpl.Name, text)
		}
	}
	got, err := c.Render("recorded", map[string]string{"n": "2", "no": "1024", "a": "3", "p": "8"})
	if want := "【药伴】已记2条，编号1024，本月该级3/8次。改错回“改”，撤回回“撤销”。"; err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := c.Render("stopped", nil); err != nil || !strings.Contains(got, "恢复") {
		t.Errorf("a template without variables: %s, %v", got, err)
	}
}

func TestRenderRefusesWhatTheGatewayWould(t *testing.T) {
	c := catalogue(t)
	good := map[string]string{"time": "11-23 15:00", "subject": "拜访Z1", "no": "1024"}
	for name, c2 := range map[string]struct{ template, variable, value, says string }{
		"unknown template":     {"nothing", "", "", `"nothing"`},
		"missing":              {"reminder", "subject", "\x00delete", "subject is missing"},
		"another one":          {"reminder", "more", "x", "4 variables"},
		"empty":                {"reminder", "subject", "", "has 0 characters"},
		"blank":                {"reminder", "subject", "  ", "blank"},
		"36 characters":        {"reminder", "subject", strings.Repeat("访", 36), "has 36 characters"},
		"18 rare ones are 36":  {"reminder", "subject", strings.Repeat("𠮷", 18), "has 36 characters"},
		"brackets":             {"reminder", "subject", "【x】", "brackets"},
		"a line break":         {"reminder", "subject", "a\nb", "control"},
		"a tab":                {"reminder", "subject", "a\tb", "control"},
		"an emoji":             {"reminder", "subject", "好😀", "emoji"},
		"an emoji of old":      {"reminder", "subject", "好⏰", "emoji"},
		"a zero-width joiner":  {"reminder", "subject", "a\u200db", "invisible"},
		"broken bytes":         {"reminder", "subject", "a\xff", "broken"},
		"a URL":                {"reminder", "subject", "见https://a.b", "link"},
		"a host":               {"reminder", "subject", "见yaoban.cn看", "link"},
		"over 70 in the whole": {"reminder", "subject", strings.Repeat("访", 35), "units, one part holds 70"},
	} {
		params := maps.Clone(good)
		switch {
		case c2.value == "\x00delete":
			delete(params, c2.variable)
		case c2.variable != "":
			params[c2.variable] = c2.value
		}
		if name == "over 70 in the whole" {
			params["time"], params["no"] = strings.Repeat("1", 20), strings.Repeat("9", 10)
		}
		text, err := c.Render(c2.template, params)
		if err == nil || !strings.Contains(err.Error(), c2.says) {
			t.Errorf("%s: %q, %v", name, text, err)
		} else if c2.template == "reminder" && !strings.Contains(err.Error(), "reminder") || c2.value != "" && len(c2.value) > 3 && strings.Contains(err.Error(), c2.value) {
			t.Errorf("%s: the error names the template and no value: %v", name, err)
		}
	}
	for _, fine := range []string{"3.5", "Z1、W2", "①拜访", "37℃", "A/B", "10:00-11:30", "100%"} {
		params := maps.Clone(good)
		params["subject"] = fine
		if _, err := c.Render("reminder", params); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
}

// The check values of protocols: Aliyun SMS part 4.
func TestParts(t *testing.T) {
	for n, want := range map[int]int{1: 1, 70: 1, 71: 2, 134: 2, 135: 3, 201: 3, 202: 4, 500: 8} {
		if got := Parts(strings.Repeat("药", n)); got != want {
			t.Errorf("%d characters are %d parts, want %d", n, got, want)
		}
	}
	if Units("a药😀") != 4 {
		t.Errorf("a letter, a Han character and an emoji are %d units", Units("a药😀"))
	}
}

func TestFitCutsOnlyWhatStaysTrue(t *testing.T) {
	c := catalogue(t)
	long := strings.TrimSuffix(strings.Repeat("Z12、", 20), "、")
	fitted := c.Fit("today", map[string]string{"n": "20", "codes": long})
	if text, err := c.Render("today", fitted); err != nil || !strings.Contains(text, "Z12等。") || strings.Contains(text, "、等") {
		t.Errorf("%s, %v", text, err)
	}
	given := map[string]string{"time": "11-23 15:00", "subject": strings.Repeat("带资料", 20), "no": "1024"}
	if text, err := c.Render("reminder", c.Fit("reminder", given)); err != nil || !strings.Contains(text, "…。") || !strings.Contains(text, "1024") {
		t.Errorf("%s, %v", text, err)
	}
	if Units(given["subject"]) != 60 {
		t.Error("Fit changed the map of its caller")
	}
	short := map[string]string{"n": "2", "codes": "Z1、W2"}
	if got := c.Fit("today", short); !maps.Equal(got, short) {
		t.Errorf("what fits is changed to %v", got)
	}
	for _, hopeless := range []map[string]string{{"time": strings.Repeat("1", 36), "subject": "a", "no": "1"}, {"n": "1", "codes": strings.Repeat("Z", 40)}} {
		name := "reminder"
		if hopeless["codes"] != "" {
			name = "today"
		}
		if text, err := c.Render(name, c.Fit(name, hopeless)); err == nil {
			t.Errorf("%v became %s", hopeless, text)
		}
	}
}

func TestFitAlwaysMakesASubjectFit(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		subject := rapid.StringMatching(`[药访a-z0-9、 ]{0,80}药`).Draw(t, "subject")
		params := map[string]string{"time": "11-23 15:00", "subject": subject, "no": "1024"}
		text, err := c.Render("reminder", c.Fit("reminder", params))
		if err != nil || Units(text) > maxUnits {
			t.Fatalf("%q: %q, %v", subject, text, err)
		}
		if Units(subject) <= maxValue && !strings.Contains(text, subject) && Units(text) < maxUnits-1 {
			t.Fatalf("%q was cut without need: %q", subject, text)
		}
	})
}

func TestCodesOfTemplates(t *testing.T) {
	all := "\ufeffname,code\n"
	for i, tmpl := range catalogue(t).Templates() {
		all += tmpl.Name + ",SMS_" + strings.Repeat("1", i+1) + "\n"
	}
	codes, err := ReadCodes(strings.NewReader(all))
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCatalogue("药伴", codes)
	if err != nil {
		t.Fatal(err)
	}
	if tmpl, ok := c.Template("comment"); !ok || tmpl.Code != "SMS_1" || c.Approved()["SMS_1"] != tmpl.Text || len(c.Approved()) != 15 {
		t.Errorf("%+v", tmpl)
	}
	if _, err := NewCatalogue("药伴", map[string]string{"comment": "SMS_1", "nonsense": "SMS_2"}); err == nil ||
		!strings.Contains(err.Error(), "reminder") || !strings.Contains(err.Error(), "nonsense") || strings.Contains(err.Error(), "comment,") {
		t.Errorf("an incomplete list: %v", err)
	}
	for _, bad := range []string{"", "name,code\n", "comment,SMS_1\n", "name,code\ncomment\n", "name,code\ncomment,\n", "name,code\na,b\na,c\n", "name,code\n\"x"} {
		if _, err := ReadCodes(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestSignatures(t *testing.T) {
	for sign, ok := range map[string]bool{"药伴": true, "阿里云短信测试": true, "Yaoban": true, "": false, "药": false, "【药伴】": false,
		"药伴(上海)": false, "一二三四五六七八九十一二三": false, "药 伴": false, "药伴😀": false} {
		if _, err := NewCatalogue(sign, nil); (err == nil) != ok {
			t.Errorf("the signature %q: %v", sign, err)
		}
	}
}

func TestTemplatesThatCannotBeApproved(t *testing.T) {
	for _, text := range []string{"${a}", "${a}${b}是", "a${b}${c}", "${a}和${a}", "${a-b}是", "好$", "见www.a.b的${a}", "【x】${a}", "好😀${a}"} {
		if tmpl, err := parseTemplate("x", text); err == nil {
			t.Errorf("%s is accepted as %+v", text, tmpl)
		}
	}
}
