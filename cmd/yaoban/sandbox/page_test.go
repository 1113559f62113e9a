package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox/chromium"
)

// inLog is a script's expression for: the phone's conversation has that text.
func inLog(slot, text string) string {
	return fmt.Sprintf(`document.querySelector('#panel-%s .log')?.textContent.includes(%q)`, slot, text)
}

func TestADayOnThePage(t *testing.T) {
	f, _, h := open(t)
	tab := chromium.New(t, 1440, 900)
	tab.Do("open the page", chromium.Open(h.URL), chromium.Sees(inLog("rep", "我是药伴")), chromium.Sees(inLog("manager", "我是药伴")))
	tab.Look("1440-start")

	tab.Do("click an example and send it with Enter",
		chromium.Click(`#panel-rep .chip[data-says="记一次拜访"]`), chromium.Enter(false), chromium.Sees(inLog("rep", "已记 #1001")),
		chromium.Sees(`document.querySelector('.visits .head')?.textContent.includes('#1001')`))
	tab.Do("type a plan", chromium.Write(`#write-rep`, "明天上午10点去省医见欧阳主任，提前半小时提醒我"), chromium.Sees(inLog("rep", "已排 #1002")),
		chromium.Sees(`document.querySelector('.plans .head')?.textContent.includes('欧阳明')`),
		chromium.Sees(`document.querySelector('.moves .next b').textContent === '11-25 09:30'`))
	tab.Do("send a text", chromium.Write(`#write-sms`, "BF 唐莉 江北 糖维宁 10fz 考虑"), chromium.Sees(inLog("sms", "编号1003")), chromium.Sees(inLog("sms", "已送达")))
	tab.Look("1440-talk")

	tab.Do("move the clock to the reminder", chromium.Click(`.moves .next`), chromium.Sees(inLog("rep", "拜访提醒")),
		chromium.Sees(`document.querySelector('.face .time').textContent.startsWith('09:30')`),
		chromium.Run(`[...document.querySelectorAll('.segments button')].find(b => b.textContent === '陈晓').click()`),
		chromium.Sees(`document.querySelector('.deliveries .head')?.textContent.includes('已发出')`))
	tab.Do("press the card's button", chromium.Click(`#panel-rep .press`), chromium.Sees(inLog("rep", "已知晓")),
		chromium.Sees(`!document.querySelector('#panel-rep .press')`))
	tab.Look("1440-reminder")

	tab.Do("press the menu", chromium.Click(`#panel-rep .menu > button`), chromium.Sees(inLog("rep", "今天没有安排")),
		chromium.Click(`#panel-rep .more`), chromium.Sees(`document.activeElement.textContent === '本周'`),
		chromium.Escape(), chromium.Sees(`document.activeElement.classList.contains('more')`))
	tab.Do("send a place", chromium.Click(`#panel-rep .attach`), chromium.Click(`.attachments button:nth-child(4)`), chromium.Sees(inLog("rep", "汉东省人民医院")))
	tab.Do("look how a message travelled", chromium.Click(`#panel-rep .row.me button.meta`),
		chromium.Sees(`document.querySelector('#inspector').open && document.querySelector('#inspector pre').textContent.includes('\n  <FromUserName><![CDATA[chenxiao]]></FromUserName>\n')`),
		chromium.Sees(`document.querySelector('#inspector dl').textContent.includes('HTTP 200') && !document.querySelector('#inspector').textContent.includes('[object')`))
	tab.Look("1440-inspector")
	tab.Do("close it", chromium.Escape(), chromium.Sees(`!document.querySelector('#inspector').open`))

	tab.Do("load the page again: all is there once and nobody is greeted twice", chromium.Reload(), chromium.Sees(inLog("rep", "已知晓")),
		chromium.Sees(`document.querySelector('#panel-rep .log').textContent.split('我是药伴').length === 2`))
	tab.Do("speak English around the chat", chromium.Click(`#lang`), chromium.Sees(`document.querySelector('#name-records').textContent === 'What was stored'`),
		chromium.Sees(`document.documentElement.lang === 'en'`), chromium.Sees(inLog("rep", "已记 #1001")))
	tab.Look("1440-english")

	want := []string{"chenxiao event subscribe", "chenxiao event enter_agent", "chenxiao event click today", "chenxiao location 汉东省人民医院 30.5403",
		"13800001003 BF 唐莉 江北 糖维宁 10fz 考虑", "wangjianguo event enter_agent"}
	said := strings.Join(f.said(), "\n")
	for _, w := range want {
		if !strings.Contains(said, w) {
			t.Errorf("%q never reached the server:\n%s", w, said)
		}
	}
}

// TestAnInputMethodsEnterDoesNotSend: the Enter that picks a word of a Chinese input method must not send half a sentence.
func TestAnInputMethodsEnterDoesNotSend(t *testing.T) {
	f, _, h := open(t)
	tab := chromium.New(t, 1440, 900)
	tab.Do("open the page", chromium.Open(h.URL), chromium.Sees(inLog("rep", "我是药伴")))
	tab.Do("pick a word", chromium.Type(`#write-rep`, "jintian"),
		chromium.Run(`for (const init of [{isComposing: true}, {keyCode: 229}])
			document.querySelector('#write-rep').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...init}))`),
		chromium.Enter(true),
		chromium.Sees(`document.querySelector('#write-rep').value.startsWith('jintian')`))
	for _, s := range f.said() {
		if strings.Contains(s, "jintian") {
			t.Errorf("an Enter of the input method sent %q", s)
		}
	}
}

// TestNothingOverflows lays the page out at the usual sizes: nothing may stick out sideways, the line to write on must be
// in sight, and neither long words nor long texts widen a phone.
func TestNothingOverflows(t *testing.T) {
	f, _, h := open(t)
	long := strings.Repeat("立舒平新适应症资料", 40) + " https://example.com/" + strings.Repeat("a", 120)
	for _, size := range [][2]int64{{1440, 900}, {1024, 768}, {390, 844}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			tab := chromium.New(t, size[0], size[1])
			tab.Do("open the page", chromium.Open(h.URL), chromium.Sees(inLog("rep", "我是药伴")))
			if size[0] == 1440 {
				tab.Do("talk", chromium.Run(fmt.Sprintf(`document.querySelector('#write-rep').value = %q`, long)), chromium.Write(`#write-rep`, " "), chromium.Sees(inLog("rep", "没看懂")),
					chromium.Write(`#write-rep`, "今天拜访了张主任"), chromium.Sees(inLog("rep", "回1或2")),
					chromium.Write(`#write-rep`, "张伟"), chromium.Sees(inLog("rep", "#1001")))
			}
			for _, wide := range []string{"document.documentElement.scrollWidth <= innerWidth", "document.documentElement.scrollHeight <= innerHeight",
				"[...document.querySelectorAll('.log')].every(x => x.scrollWidth <= x.clientWidth)",
				"[...document.querySelectorAll('.composer')].filter(x => x.offsetParent).every(x => x.getBoundingClientRect().bottom <= innerHeight)",
				"(x => x.scrollHeight - x.scrollTop - x.clientHeight < 2)(document.querySelector('#panel-rep .log'))"} {
				tab.Do(wide, chromium.Sees(wide))
			}
			tab.Look(name + "-light")
			tab.Do("go dark", chromium.Dark(true))
			tab.Look(name + "-dark")
			if size[0] < 900 {
				tab.Do("go to the records", chromium.Dark(false), chromium.Click(`#tab-records`), chromium.Sees(`document.querySelector('.records').offsetParent !== null`))
				tab.Look(name + "-records")
				tab.Do("choose a time", chromium.Click(`#tab-manager`), chromium.Run(`document.querySelector('.choose').click()`),
					chromium.Sees(`document.querySelector('.clock .pop').getBoundingClientRect().right <= innerWidth`))
				tab.Look(name + "-choose")
			}
		})
	}
	if len(f.said()) == 0 {
		t.Error("nothing was said")
	}
}
