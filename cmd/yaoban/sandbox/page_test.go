package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// inLog is a script's expression for: the phone's conversation has that text.
func inLog(slot, text string) string {
	return fmt.Sprintf(`document.querySelector('#panel-%s .log')?.textContent.includes(%q)`, slot, text)
}

func TestADayOnThePage(t *testing.T) {
	f, _, h := open(t)
	ctx := browser(t, 1440, 900)
	do(t, ctx, "open the page", chromedp.Navigate(h.URL), sees(inLog("rep", "我是药伴")), sees(inLog("manager", "我是药伴")))
	look(t, ctx, "1440-start")

	do(t, ctx, "click an example and send it with Enter",
		chromedp.Click(`#panel-rep .chip`), enter(false), sees(inLog("rep", "已记 #1001")),
		sees(`document.querySelector('.visits .head')?.textContent.includes('#1001')`))
	do(t, ctx, "type a plan", write(`#write-rep`, "明天上午10点去省医见欧阳主任，提前半小时提醒我"), sees(inLog("rep", "已排 #1002")),
		sees(`document.querySelector('.plans .head')?.textContent.includes('欧阳明')`),
		sees(`document.querySelector('.moves .next b').textContent === '11-25 09:30'`))
	do(t, ctx, "send a text", write(`#write-sms`, "BF 唐莉 江北 糖维宁 10fz 考虑"), sees(inLog("sms", "编号1003")), sees(inLog("sms", "已送达")))
	look(t, ctx, "1440-talk")

	do(t, ctx, "move the clock to the reminder", chromedp.Click(`.moves .next`), sees(inLog("rep", "拜访提醒")),
		sees(`document.querySelector('.face .time').textContent.startsWith('09:30')`),
		run(`[...document.querySelectorAll('.segments button')].find(b => b.textContent === '陈晓').click()`),
		sees(`document.querySelector('.deliveries .head')?.textContent.includes('已发出')`))
	do(t, ctx, "press the card's button", chromedp.Click(`#panel-rep .press`), sees(inLog("rep", "已知晓")),
		sees(`!document.querySelector('#panel-rep .press')`))
	look(t, ctx, "1440-reminder")

	do(t, ctx, "press the menu", chromedp.Click(`#panel-rep .menu > button`), sees(inLog("rep", "今天没有安排")),
		chromedp.Click(`#panel-rep .more`), sees(`document.activeElement.textContent === '本周'`),
		chromedp.KeyEvent(kb.Escape), sees(`document.activeElement.classList.contains('more')`))
	do(t, ctx, "send a place", chromedp.Click(`#panel-rep .attach`), chromedp.Click(`//div[contains(@class,'attachments')]/button[4]`), sees(inLog("rep", "汉东省人民医院")))
	do(t, ctx, "look how a message travelled", chromedp.Click(`#panel-rep .row.me button.meta`),
		sees(`document.querySelector('#inspector').open && document.querySelector('#inspector pre').textContent.includes('\n  <FromUserName><![CDATA[chenxiao]]></FromUserName>\n')`),
		sees(`document.querySelector('#inspector dl').textContent.includes('HTTP 200') && !document.querySelector('#inspector').textContent.includes('[object')`))
	look(t, ctx, "1440-inspector")
	do(t, ctx, "close it", chromedp.KeyEvent(kb.Escape), sees(`!document.querySelector('#inspector').open`))

	do(t, ctx, "load the page again: all is there once and nobody is greeted twice", chromedp.Reload(), sees(inLog("rep", "已知晓")),
		sees(`document.querySelector('#panel-rep .log').textContent.split('我是药伴').length === 2`))
	do(t, ctx, "speak English around the chat", chromedp.Click(`#lang`), sees(`document.querySelector('#name-records').textContent === 'What was stored'`),
		sees(`document.documentElement.lang === 'en'`), sees(inLog("rep", "已记 #1001")))
	look(t, ctx, "1440-english")

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
	ctx := browser(t, 1440, 900)
	do(t, ctx, "open the page", chromedp.Navigate(h.URL), sees(inLog("rep", "我是药伴")))
	do(t, ctx, "pick a word", chromedp.SendKeys(`#write-rep`, "jintian"),
		run(`for (const init of [{isComposing: true}, {keyCode: 229}])
			document.querySelector('#write-rep').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...init}))`),
		enter(true),
		sees(`document.querySelector('#write-rep').value.startsWith('jintian')`))
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
			ctx := browser(t, size[0], size[1])
			do(t, ctx, "open the page", chromedp.Navigate(h.URL), sees(inLog("rep", "我是药伴")))
			if size[0] == 1440 {
				do(t, ctx, "talk", chromedp.SetValue(`#write-rep`, long), write(`#write-rep`, " "), sees(inLog("rep", "没看懂")),
					write(`#write-rep`, "今天拜访了张主任"), sees(inLog("rep", "回1或2")),
					write(`#write-rep`, "张伟"), sees(inLog("rep", "#1001")))
			}
			for _, wide := range []string{"document.documentElement.scrollWidth <= innerWidth", "document.documentElement.scrollHeight <= innerHeight",
				"[...document.querySelectorAll('.log')].every(x => x.scrollWidth <= x.clientWidth)",
				"[...document.querySelectorAll('.composer')].filter(x => x.offsetParent).every(x => x.getBoundingClientRect().bottom <= innerHeight)",
				"(x => x.scrollHeight - x.scrollTop - x.clientHeight < 2)(document.querySelector('#panel-rep .log'))"} {
				do(t, ctx, wide, sees(wide))
			}
			look(t, ctx, name+"-light")
			do(t, ctx, "go dark", dark(true))
			look(t, ctx, name+"-dark")
			if size[0] < 900 {
				do(t, ctx, "go to the records", dark(false), chromedp.Click(`#tab-records`), sees(`document.querySelector('.records').offsetParent !== null`))
				look(t, ctx, name+"-records")
				do(t, ctx, "choose a time", chromedp.Click(`#tab-manager`), run(`document.querySelector('.choose').click()`),
					sees(`document.querySelector('.clock .pop').getBoundingClientRect().right <= innerWidth`))
				look(t, ctx, name+"-choose")
			}
		})
	}
	if len(f.said()) == 0 {
		t.Error("nothing was said")
	}
}
