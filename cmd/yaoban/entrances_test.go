package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/yaoban/yaoban/bot"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// secret is what may stand nowhere; secretFigure is the part of it that no mask may leave.
const (
	secret       = "张主任上个月开了777盒立舒平"
	secretFigure = "777"
)

// notTyped are the fields of a message that its sender cannot write words into: a field that is not here must come masked out of
// bot.Intake, so that a new one cannot be forgotten.
var notTyped = map[string]string{
	"Channel": "ours", "ID": "the gateway's", "From": "an address that the gateway vouches for", "Kind": "WeCom's", "Event": "WeCom's",
	"EventKey": "of our own buttons and menu", "TaskID": "of our own cards", "ResponseCode": "WeCom's", "MediaID": "WeCom's", "Format": "WeCom's",
	"URL": "is not opened", "Screened": "ours", "Dest": "the number of our own that it was sent to", "Selected": "of our own cards",
	"Lat": "a number", "Lon": "a number", "At": "a time", "Heard": "set by the intake",
}

// readers are the places where the program reads what somebody wrote, with what screens it. A new one fails the test until it says so.
var readers = map[string]string{
	"import.go":         "roster.Table screens every header and cell",
	"scheme_file.go":    "forbiddenText, forbiddenLines",
	"scheme_grading.go": "forbiddenText, forbiddenLines",
	"talk.go":           "each line is a message and passes bot.Intake",
	"lines.go":          "understand and screen: printed, never kept",
	"files.go":          "the world of `understand`: never kept",
	"gateways.go":       "codes of the SMS templates",
	"simulate.go":       "a company of its own that ends with the run; its files go through roster.Table",
	"main.go":           "arguments: forbiddenArgument",
}

func TestEveryEntranceIsScreened(t *testing.T) {
	t.Run("each field of a message", func(t *testing.T) {
		in := inbox.Inbound{Kind: inbox.Text}
		v := reflect.ValueOf(&in).Elem()
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if _, ok := notTyped[name]; ok {
				continue
			}
			if v.Field(i).Kind() != reflect.String {
				t.Errorf("the field %s of a message is neither masked nor said to be free of words", name)
				continue
			}
			v.Field(i).SetString(secret)
			if strings.Contains(fmt.Sprintf("%+v", bot.Intake(in)), secretFigure) {
				t.Errorf("the field %s comes unmasked out of the intake", name)
			}
			v.Field(i).SetString("")
		}
	})
	t.Run("each argument of each command", func(t *testing.T) {
		parser, err := kong.New(&commandLine{})
		if err != nil {
			t.Fatal(err)
		}
		c := cli{t, environment()}
		for _, leaf := range parser.Model.Leaves(false) {
			for _, arg := range []string{secret, "--note=" + secret, "/tmp/" + secret + ".csv"} {
				out, errs, code := c.run("", append(strings.Fields(commandName(leaf)), arg)...)
				if code != exitUsage || strings.Contains(out+errs, secretFigure) || !strings.Contains(errs, "统方") {
					t.Errorf("yaoban %s %s: exit code %d, %s%s", commandName(leaf), arg, code, out, errs)
				}
			}
		}
	})
	t.Run("each reader", func(t *testing.T) {
		reads := regexp.MustCompile(`os\.(Open|OpenFile|ReadFile|ReadDir)\(|sheet\.Read\(|\.stdin\b|os\.Stdin|io\.ReadAll\(`)
		files, err := filepath.Glob("*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, known := readers[file]; !known && !strings.HasSuffix(file, "_test.go") && reads.Match(raw) {
				t.Errorf("%s reads what somebody wrote: say in this test what screens it", file)
			}
		}
	})
	t.Run("nothing of it is kept", nothingOfItIsKept)
}

// nothingOfItIsKept sends the secret through the doors and looks for it in every column of every table.
func nothingOfItIsKept(t *testing.T) {
	k := newTalk(t)
	var out strings.Builder
	for i, text := range []string{secret, "改成" + secret, "备注 " + secret, "补 " + secret, "评语1001 " + secret, "提醒我明天9点 " + secret,
		"不良反应：病人皮疹住院。" + secret, "张 主 任 上 月 开 了 ７７７ 盒"} {
		k.as, k.over = "chenxiao", domain.WeCom
		if i%2 == 1 {
			k.over = domain.SMS
		}
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
	}
	k.as, k.over = "chenxiao", domain.WeCom
	k.say(t, inbox.Inbound{Kind: inbox.Link, Text: secret, URL: "https://example.com"}, &out)
	k.say(t, inbox.Inbound{Kind: inbox.Location, Lat: 30.5, Lon: 114.3, Label: secret}, &out)
	if err := k.db.StoreSMS(t.Context(), []inbox.Inbound{bot.Intake(inbox.Inbound{Channel: domain.SMS, ID: "s1", From: "13800001001", Kind: inbox.Text, Text: secret, At: k.now})}, nil); err != nil {
		t.Fatal(err)
	}
	c := newCLI(t, k.pool.Config().ConnString())
	for _, f := range []struct{ what, file string }{
		{"doctors", "code,name,hospital,department,备注\nX1,李梅,H01,心内," + secret + "\n"},
		{"doctors", "code,name,hospital," + secret + "\nX1,李梅,H01,心内\n"},
		{"words", "word,kind,standard\n" + secret + ",product,P01\n"},
		{"hospitals", "code,name,level,aliases\nH99,新医院,一级," + secret + "\n"},
	} {
		if _, errs, code := c.run(f.file, "import", f.what, "-"); code != exitFailed || strings.Contains(errs, secretFigure) && f.what != "doctors" {
			t.Errorf("%s: exit code %d, %s", f.file, code, errs)
		}
	}
	path := filepath.Join(t.TempDir(), "quality.yaml")
	if err := os.WriteFile(path, []byte(c.ok("scheme", "quality", "show")+"# "+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The folder of a test has a random number in its name, which may hold the figure by chance.
	if _, errs, code := c.run("", "scheme", "quality", "apply", path, "--as", "guanli"); code != exitFailed || !strings.Contains(errs, "统方") || strings.Contains(strings.ReplaceAll(errs, path, ""), secretFigure) {
		t.Errorf("a scheme's comment: exit code %d, %s", code, errs)
	}
	if strings.Contains(out.String(), secretFigure) {
		t.Errorf("an answer repeats it: %s", out.String())
	}
	for _, column := range k.rows(t, `select format('%I.%I', table_name, column_name) from information_schema.columns
where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY')`) {
		table, name, _ := strings.Cut(column, ".")
		if found := k.rows(t, `select `+name+`::text from `+table+` where `+name+`::text ~ '777盒|７７７'`); len(found) > 0 {
			t.Errorf("%s keeps %q", column, found[0])
		}
	}
}
