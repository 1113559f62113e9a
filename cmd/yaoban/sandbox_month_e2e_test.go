package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox/chromium"
)

// inPanel is a script's expression for: the part of the panel that fits the selector matches the pattern.
func inPanel(selector, pattern string) string {
	return fmt.Sprintf(`/%s/.test(document.querySelector('#panel-records %s')?.textContent)`, pattern, selector)
}

// look is a script that chooses a person in the panel, and a view if one is named.
func look(name, view string) chromium.Action {
	script := fmt.Sprintf(`[...document.querySelectorAll('.people button')].find((x) => x.textContent === %q).click()`, name)
	if view != "" {
		script += fmt.Sprintf(`; document.querySelector('[data-view=%q]').click()`, view)
	}
	return chromium.Run(script)
}

// press is a script that presses the button of that word in an element.
func press(within, word string) chromium.Action {
	return chromium.Run(fmt.Sprintf(`[...document.querySelectorAll('%s button')].find((x) => x.textContent === %q).click()`, within, word))
}

// TestTheMonthOnThePage is what somebody sees who opens the demo: the month of a rep, which follows what she says, and the manager's
// side of it, with cards, pictures, files and a thread that goes to the rep and back.
func TestTheMonthOnThePage(t *testing.T) {
	d := startedDemoWith(t, demoCommand{Addr: "127.0.0.1:0", Past: true})
	tab := chromium.New(t, 1440, 900)
	tab.Do("open the page and see that the company has worked", chromium.Open(d.server.URL()), chromium.Sees(inPanel(".head-month", `进度.*\/.*A\d+\/\d+.*B\d+\/\d+`)),
		chromium.Sees(inLog("rep", "已记.*#\\d+")), chromium.Sees(`document.querySelectorAll('#panel-manager .press').length >= 2`),
		chromium.Sees(`document.querySelectorAll('.week .days > li').length >= 5 && document.querySelectorAll('.week .days .stop').length >= 3`),
		chromium.Sees(inPanel(".report", "计划完成.*有效率.*均分")), chromium.Sees(inPanel(".why", "为什么是[ABCD]级.*医院等级.*职称.*门诊量.*床位.*产品需求")))
	tab.Look("month")

	tab.Do("keep what the month says", chromium.Run(`
		window.stops = document.querySelectorAll('.week .days .stop').length;
		window.made = document.querySelector('.records .visits .number').textContent`))
	tab.Do("report a visit that nobody planned, and see it in the week", chromium.Write("#write-rep", "刚在附二神内见了吴晓东主任，学术交流安络畅，20分钟，认可，下周三再去"),
		chromium.Sees(inLog("rep", "已记 #\\d+：吴晓东")), chromium.Sees(`document.querySelector('.records .visits .number').textContent !== window.made`),
		chromium.Sees(`document.querySelectorAll('.week .days .stop').length > window.stops`),
		chromium.Sees(`[...document.querySelectorAll('.doctor-row')].some((x) => /吴晓东/.test(x.textContent)) || document.querySelector('[data-key="all"]')`))
	tab.Do("look at the next week, whose plan has it too", chromium.Click(`[data-key="week-1"]`), chromium.Sees(`[...document.querySelectorAll('.week .days .stop')].some((x) => /吴晓东/.test(x.textContent))`),
		chromium.Sees(inPanel(".week", "待批|草稿|已批准")))

	tab.Do("turn to the manager: what waits, with its reasons", look("王建国", "waiting"), chromium.Sees(inPanel(".view.waiting", `要逐条看.*雷同\d+%.*`)), chromium.Sees(inPanel(".view.waiting", "偏低")),
		chromium.Sees(inPanel(".view.waiting", "待批周计划")))
	tab.Look("waiting")
	approve := waitingNumber(t, d)
	tab.Do("look at one by its button, which only writes the words", chromium.Run(`document.querySelector('.waits .act[title^="看 `+approve+`"]').click()`),
		chromium.Sees(`document.activeElement.id === 'write-manager' && document.activeElement.value === '看 `+approve+`'`), chromium.Enter(false),
		chromium.Sees(fmt.Sprintf(`[...document.querySelectorAll('#panel-manager .bubble.card')].at(-1)?.textContent.includes('#%s 待您审批') && [...document.querySelectorAll('#panel-manager .bubble.card')].at(-1).querySelectorAll('.press').length === 2`, approve)))
	tab.Do("approve it by the card", chromium.Run(`[...document.querySelectorAll('#panel-manager .bubble.card')].at(-1).querySelector('.press').click()`),
		chromium.Sees(`[...document.querySelectorAll('#panel-manager .bubble.card')].at(-1).querySelector('.pressed')?.textContent === '已批准'`),
		chromium.Sees(fmt.Sprintf(`!document.querySelector('.waits .act[title^="看 %s"]')`, approve)))
	tab.Do("pass the routine ones by keyboard", chromium.Run(`document.querySelector('[data-key="routine-passRoutine"]').focus()`), chromium.Enter(false),
		chromium.Sees(`document.activeElement.id === 'write-manager'`), chromium.Enter(false), chromium.Sees(inLog("manager", "已通过常规")), chromium.Sees(`!document.querySelector('[data-key="routine-passRoutine"]')`))

	thread(t, tab)
	tab.Do("see the team", look("王建国", "team"), chromium.Sees(`document.querySelectorAll('.team-row').length === 2`), chromium.Sees(inPanel(".view.team", "陈晓.*计划完成.*有效率")))
	tab.Do("have the team's figures as a picture and a file", press("#panel-manager .chips", "团队周报"), chromium.Enter(false),
		chromium.Sees(`[...document.querySelectorAll('#panel-manager .bubble.image img')].at(-1)?.naturalWidth === 1080`),
		chromium.Sees(`[...document.querySelectorAll('#panel-manager .bubble.file a')].some((a) => a.download.endsWith('.xlsx'))`))
	tab.Do("open both", chromium.Run(`
		window.opened = [];
		for (const a of [[...document.querySelectorAll('#panel-manager .shown-picture')].at(-1), [...document.querySelectorAll('#panel-manager .shown-file')].at(-1)])
			fetch(a.href).then((r) => r.arrayBuffer()).then((b) => window.opened.push([...new Uint8Array(b.slice(0, 2))].join()))`),
		chromium.Sees(`window.opened.length === 2 && window.opened.includes('137,80') && window.opened.includes('80,75')`))
	others(tab)
}

// waitingNumber is the number of a record that is a risk and of which the manager's phone has no card yet, as the server has it.
func waitingNumber(t *testing.T, d *demo) string {
	t.Helper()
	m, err := d.server.db.Month(t.Context(), "wangjianguo")
	if err != nil || m.Waiting == nil || len(m.Waiting.Risks) < 2 {
		t.Fatalf("what waits for the manager is %+v (%v)", m.Waiting, err)
	}
	return fmt.Sprint(m.Waiting.Risks[1].Number)
}

// quiet is a script's expression for: at this hour a comment waits for the morning.
const quiet = `(h => h >= 20 || h < 8)(Number(document.querySelector('.face .time').textContent.slice(0, 2)))`

// thread: the manager writes on a record, the rep's phone shows the words, her answer is on the manager's.
func thread(t *testing.T, tab *chromium.Tab) {
	t.Helper()
	tab.Do("write on the rep's newest visit", look("陈晓", "stored"),
		chromium.Run(`window.mine = document.querySelector('.view.stored .visits .number').textContent.slice(1);
			const box = document.querySelector('#write-manager'); box.value = '建议 ' + window.mine + ' 下次把指南带上'; box.dispatchEvent(new Event('input')); box.focus()`),
		chromium.Enter(false), chromium.Sees(inLog("manager", "建议已发给陈晓")),
		chromium.Sees(`!`+quiet+` || document.querySelector('.moves .next b').textContent.includes('08:00') && !document.querySelector('.moves .next').disabled`),
		chromium.Run(quiet+` && document.querySelector('.moves .next').click()`), chromium.Sees(`!`+quiet))
	tab.Do("see it on the rep's phone",
		chromium.Sees(`(x => /王建国.*#/s.test(x) && x.includes('下次把指南带上') && x.includes('#' + window.mine))([...document.querySelectorAll('#panel-rep .row.assistant')].map((x) => x.textContent).join())`))
	tab.Do("answer on her phone by the example that knows the number",
		chromium.Sees(`[...document.querySelectorAll('#panel-rep .chip')].find((x) => x.textContent === '回复主管')?.title.startsWith('回复 ' + window.mine)`), press("#panel-rep .chips", "回复主管"),
		chromium.Sees(`document.querySelector('#write-rep').value.startsWith('回复 ' + window.mine)`), chromium.Enter(false), chromium.Sees(inLog("rep", "已回复王建国")),
		chromium.Sees(inLog("manager", "好的，下次先从病人讲起")))
}

// others: what comes for somebody whose phone is not shown is offered, and her phone is one press away; everybody has an SMS phone.
func others(tab *chromium.Tab) {
	tab.Do("tell of an adverse event and be led to the safety desk", press("#panel-rep .chips", "不良反应"), chromium.Enter(false), chromium.Sees(inLog("rep", "安全信息 #\\d+ 已受理")),
		chromium.Sees(`/药物警戒/.test(document.querySelector('#panel-manager .other')?.textContent)`),
		chromium.Sees(`[...document.querySelectorAll('.phone')].every((x) => x.scrollWidth <= x.clientWidth)`), chromium.Click(`#panel-manager .other`),
		chromium.Sees(inLog("manager", "牙龈出血|安全信息")), chromium.Sees(`document.querySelector('#name-manager').textContent.includes('药物警戒')`))
	for _, who := range []string{"zhouhang", "hegui", "guanli", "hemin"} {
		tab.Do("take the phone of "+who, chromium.Run(fmt.Sprintf(`(s => { s.value = %q; s.dispatchEvent(new Event('change')) })(document.querySelector('#who-manager'))`, who)),
			chromium.Sees(fmt.Sprintf(`document.querySelector('#who-manager').value === %q && document.querySelectorAll('#panel-manager .chip').length > 0`, who)))
	}
	tab.Do("take the manager's SMS phone", chromium.Run(`(s => { s.value = 'wangjianguo'; s.dispatchEvent(new Event('change')) })(document.querySelector('#who-sms'))`),
		chromium.Write("#write-sms", "待审"), chromium.Sees(inLog("sms", "【药伴】")))
	time.Sleep(100 * time.Millisecond) // for what the console might still say
}
