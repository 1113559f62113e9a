package main

import (
	"encoding/csv"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// people are the columns of testdata/roles.csv: the rep whose things the sentences are about, a rep of her team, one of another team, her
// manager, another manager, that manager while she is the deputy of the first, the director, and the offices.
var people = []struct{ column, userid string }{
	{"rep", "chenxiao"}, {"teammate", "linyutong"}, {"other rep", "zhaolei"}, {"manager", "wangjianguo"}, {"other manager", "hemin"},
	{"deputy", "hemin"}, {"director", "zhouhang"}, {"safety", "pvdesk"}, {"compliance", "hegui"}, {"admin", "guanli"},
}

// happened is the conversation before each sentence of the table: there is one of everything. Its name is that of the first number in the
// answer.
var happened = []struct{ who, says, name string }{
	{"chenxiao", "上午八点半市一院心内张伟，立舒平，学术交流，20分钟，有顾虑，备注暗号甲，12月30日再去", "visit"},
	{"chenxiao", "上午八点附二王芳，安络畅，10分钟，认可，王经理协访", "joint"},
	{"chenxiao", "上午八点二十附二刘国强，安络畅，10分钟，认可，王经理协访", "joint2"},
	{"chenxiao", "昨天下午三点市一院李静，立舒平，学术交流，20分钟，认可，12月29日再去", "approved"},
	{"chenxiao", "前天下午三点市一院赵敏，立舒平，学术交流，20分钟，认可，12月29日再去", "sharable"},
	{"chenxiao", "前天下午四点附二徐丽，倍欣康，10分钟，认可", "gone"},
	{"chenxiao", "撤销 {gone}", ""},
	{"chenxiao", "周二上午十点去省医见欧阳主任，讲倍欣康", "plan"},
	{"chenxiao", "排下周", "week"},
	{"chenxiao", "提交", ""},
	{"chenxiao", "下周四下午2点在市一院心内科开科室会，立舒平，预算800，讲者张伟，20人", "event"},
	{"chenxiao", "今天上午9点半在附二心内科开科室会，安络畅，预算500，讲者刘国强，10人", "today"},
	{"chenxiao", "12月10日请假", ""},
	{"chenxiao", "王芳说她有个病人吃安络畅鼻出血，暗号丙", "case"},
	{"chenxiao", "不清楚", ""},
	{"linyutong", "马超说有个病人吸肺舒清手抖", "case2"},
	{"linyutong", "不清楚", ""},
	{"linyutong", "谢峰说有个病人吸肺舒清心慌", "closed"},
	{"linyutong", "不清楚", ""},
	{"chenxiao", "市一院药房反映立舒平有两盒压瘪了要求换货，批号F2609A，暗号丁", "complaint"},
	{"pvdesk", "分类 {complaint} 质量", ""},
	{"pvdesk", "接手 {complaint}", ""},
	{"chenxiao", "市一院药房又反映倍欣康药片有裂纹要求换货，批号F2611A", "handled"},
	{"pvdesk", "分类 {handled} 质量", ""},
	{"pvdesk", "接手 {handled}", ""},
	{"pvdesk", "处理 {handled} 已换货", ""},
	{"pvdesk", "接手 {case2}", ""},
	{"pvdesk", "定级 {case2} 一般", ""},
	{"pvdesk", "接手 {closed}", ""},
	{"pvdesk", "定级 {closed} 一般", ""},
	{"pvdesk", "结案 {closed} 已处理", ""},
	{"chenxiao", "新增医生 于得水 市一院 心内 主任", "doctor"},
	{"chenxiao", "以后张主任就是市一的", ""},
	{"wangjianguo", "评语 {visit} 暗号乙", ""},
	{"wangjianguo", "批准 {approved} {sharable} {today}", ""},
	{"wangjianguo", "分享 {sharable}", ""},
	{"wangjianguo", "辅导 {joint} 43344 优点：暗号戊；待办：下周三前练习异议处理；下周四前看指南", "coaching"},
	{"wangjianguo", "通知全组：暗号己，下午两点开会", "broadcast"},
	{"wangjianguo", "1", ""},
	{"wangjianguo", "周一早上8点通知全组：暗号辛", "scheduled"},
	{"wangjianguo", "1", ""},
	{"wangjianguo", "通知陈晓：暗号庚", "draft"},
	{"guanli", "启用默认方案", ""},
	{"guanli", "确认", ""},
	{"guanli", "李婧职称改成主任医师", "change"},
	{"guanli", "确认", ""},
	{"guanli", "把职称权重改到30，床位权重改成5", "pending"},
}

// numbered is what a number looks like in an answer.
var numbered = regexp.MustCompile(`#([0-9]{4,})`)

// company is a company in which everything happened, to be copied.
type company struct {
	url     string
	now     time.Time
	numbers map[string]string
}

func (r *company) fill(text string) string {
	for name, number := range r.numbers {
		text = strings.ReplaceAll(text, "{"+name+"}", number)
	}
	return text
}

// newCompany lets everything happen, and the manager name a deputy where one is wanted.
func newCompany(t *testing.T, deputy bool) *company {
	t.Helper()
	k := newTalk(t)
	r := &company{numbers: map[string]string{}}
	for _, h := range happened {
		k.now = k.now.Add(time.Minute)
		said := r.fill(h.says)
		answer := k.tell(t, h.who, said)
		if m := numbered.FindStringSubmatch(answer); h.name != "" {
			if m == nil {
				t.Fatalf("%s said %q, and no number came: %s", h.who, said, answer)
			}
			r.numbers[h.name] = m[1]
		}
	}
	for name, table := range map[string]string{"share": "share", "done": "coaching_task", "task": "coaching_task"} {
		order := map[bool]string{true: "min", false: "max"}[name == "task"]
		r.numbers[name] = k.rows(t, `select `+order+`(number)::text from `+table)[0]
	}
	k.tell(t, "chenxiao", r.fill("完成 {done}"))
	var unread strings.Builder
	k.broadcasts(t, &unread)
	if deputy {
		k.tell(t, "wangjianguo", "何敏代我到周五")
	}
	k.now = k.now.Add(31 * time.Minute)
	r.now, r.url = k.now, k.pool.Config().ConnString()
	if _, err := k.pool.Exec(t.Context(), `create table conversation_before as table conversation`); err != nil {
		t.Fatal(err)
	}
	k.db.Close()
	k.pool.Close()
	return r
}

// copied starts a conversation in a copy of the company.
func (r *company) copied(t *testing.T) *copied {
	t.Helper()
	k := &talk{now: r.now, seen: map[string]bool{}, last: 1000}
	url, drop := pgtest.Copy(t, r.url)
	var err error
	if k.pool, err = pgxpool.New(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if k.db, err = postgres.Open(t.Context(), url, r.now.Location(), postgres.WithWall(func() time.Time { return k.now })); err != nil {
		t.Fatal(err)
	}
	k.bot = talkingBot(k.db, slog.New(slog.DiscardHandler))
	k.fresh(t)
	return &copied{k, func() { k.db.Close(); k.pool.Close(); drop() }}
}

// denied is how an answer says that the asker may not, or that for her there is no such thing.
var denied = regexp.MustCompile(`没看懂|没有编号|没有这个编号|没有找到|没有签到码|没有记您|没有可以撤回|没有等您确认|没有上级|代表不能改|没有新增|不在您|不是您|不能再改|不能直接改|不能给自己` +
	`|只有.{1,8}能|只有.{1,12}可以|名单里没有|要查哪位|要改哪位|现在由别的团队|看不了`)

// TestEveryCommandAsEveryRole is the one table of who may what: testdata/roles.csv has a line for each command of the registry with a
// sentence that asks for it, about things of the rep's, and what becomes of it for each person of people:
//
//	does   something of the rep's is changed
//	reads  nothing is changed, and she reads what "shows" is a pattern of
//	own    it is about her own things: neither of the two, and no denial
//	-      it is denied or means nothing to her: nothing at all is changed or shown, nor by SMS
//
// A new command fails until it has a line. What reaches how far within a subtree, state by state, is tried by the tests TestWhoMay….
func TestEveryCommandAsEveryRole(t *testing.T) {
	raw, err := os.Open("testdata/roles.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	lines, err := csv.NewReader(raw).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	w := &worlds{plain: newCompany(t, false), deputed: newCompany(t, true), copies: map[bool]*copied{}}
	for i, p := range people {
		if lines[0][4+i] != p.column {
			t.Fatalf("column %d is of %s, want %s", 4+i, lines[0][4+i], p.column)
		}
	}
	for _, line := range lines[1:] {
		asked[line[0]] = true
		a := &asking{worlds: w, command: line[0], says: strings.Split(w.plain.fill(line[1]), " | "), theirs: line[3] == "theirs"}
		if line[2] != "" {
			a.shows = regexp.MustCompile(w.plain.fill(line[2]))
		}
		for i, p := range people {
			if is, answer := a.as(t, p.userid, p.column == "deputy"); is != line[4+i] {
				t.Errorf("%s: %s said %q: %s, want %s\n%s", a.command, p.column, a.says, is, line[4+i], answer)
			}
		}
		if !a.ran {
			t.Errorf("%q is never taken for %s", a.says, a.command)
		}
		for _, deputy := range a.changed {
			w.end(deputy)
		}
	}
	w.end(false)
	w.end(true)
	for _, intent := range command.Intents() {
		if !asked[string(intent)] {
			t.Errorf("nobody tried who may use %s", intent)
		}
	}
}

// worlds are the companies with and without a deputy, and a copy of each in which nothing has changed yet.
type worlds struct {
	plain, deputed *company
	copies         map[bool]*copied
}

// copied is a conversation in a copy of a company, and what ends it.
type copied struct {
	*talk
	end func()
}

// in returns the copy.
func (w *worlds) in(t *testing.T, deputy bool) *talk {
	t.Helper()
	if w.copies[deputy] == nil {
		w.copies[deputy] = map[bool]*company{false: w.plain, true: w.deputed}[deputy].copied(t)
	}
	return w.copies[deputy].talk
}

// end gives a copy up.
func (w *worlds) end(deputy bool) {
	if c := w.copies[deputy]; c != nil {
		c.end()
	}
	delete(w.copies, deputy)
}

// asking is one line of the table.
type asking struct {
	*worlds
	command string
	says    []string
	theirs  bool
	shows   *regexp.Regexp
	// ran: somebody's sentence was taken for the command.
	ran bool
	// changed are the copies in which somebody's own things have changed, which are nobody else's concern in this line.
	changed []bool
}

// as says the line as that person and returns what became of it, with the answer.
func (a *asking) as(t *testing.T, person string, deputy bool) (is, answer string) {
	t.Helper()
	answer, changed := a.say(t, person, deputy, domain.WeCom)
	switch {
	case changed && a.theirs:
		a.end(deputy) // the others find it as it was
		return "does", answer
	case changed:
		a.changed = append(a.changed, deputy)
		return "own", answer
	case a.shows != nil && a.shows.MatchString(answer):
		return "reads", answer
	case !denied.MatchString(answer):
		return "own", answer
	}
	if said, changed := a.say(t, person, deputy, domain.SMS); changed {
		return "denied, but done by SMS", said
	}
	return "-", answer
}

// say says the sentences in a conversation that stands where it stood at first.
func (a *asking) say(t *testing.T, person string, deputy bool, over domain.Channel) (answer string, changed bool) {
	t.Helper()
	k := a.in(t, deputy)
	for _, sql := range []string{`delete from conversation`, `insert into conversation select * from conversation_before`} {
		if _, err := k.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	k.bot.Observe = func(_ domain.Channel, what string, _ time.Duration) { a.ran = a.ran || what == a.command }
	k.as, k.over = person, over
	from := person
	if over == domain.SMS {
		from = k.mobile(t)
	}
	for _, text := range a.says {
		k.last++
		said, err := k.bot.Turn(t.Context(), inbox.Inbound{Kind: inbox.Text, Channel: over, ID: fmt.Sprint("r", k.last), At: k.now, From: from, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		answer = said.Text
	}
	return answer, len(k.fresh(t)) > 0
}
