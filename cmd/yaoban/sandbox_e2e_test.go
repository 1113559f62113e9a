package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox/chromium"
)

// startedDemo runs the whole demo as `yaoban demo` does, on a free port, until the test ends.
func startedDemo(t *testing.T) *demo {
	t.Helper()
	return startedDemoWith(t, demoCommand{Addr: "127.0.0.1:0"})
}

// startedDemoWith is the same with options of its own.
func startedDemoWith(t *testing.T, c demoCommand) *demo {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	sh := &shell{ctx: ctx, stdout: io.Discard, stderr: t.Output(), getenv: func(string) string { return "" }}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	d, err := startDemo(sh, c, log)
	if err != nil {
		cancel()
		_ = d.stop()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- d.run(ctx) }()
	t.Cleanup(func() {
		began := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("end the demo: %v", err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("the demo took %v to end", took)
		}
		if err := d.stop(); err != nil {
			t.Errorf("stop what the demo started: %v", err)
		}
	})
	return d
}

// inLog is a script's expression for: the phone's conversation matches the pattern.
func inLog(slot, pattern string) string {
	return fmt.Sprintf(`/%s/.test(document.querySelector('#panel-%s .log')?.textContent)`, pattern, slot)
}

// recorded is the same for the panel of what was stored.
func recorded(list, pattern string) string {
	return fmt.Sprintf(`/%s/.test(document.querySelector('.records .%s')?.textContent)`, pattern, list)
}

// chip is a script that clicks the example of that label on a phone.
func chip(slot, label string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('#panel-%s .chip')].find((x) => x.textContent === %q).click()`, slot, label)
}

// TestANewcomersFirstDay is what a newcomer does on the page, with the real code on every step: encrypted callbacks, turns in
// Postgres, the outbox through asynq, message/send, SMS pushes, signed SendSms calls and receipts.
func TestANewcomersFirstDay(t *testing.T) {
	d := startedDemo(t)
	tab := chromium.New(t, 1440, 900)
	tab.Do("open the page and be greeted", chromium.Open(d.server.URL()),
		chromium.Sees(inLog("rep", "药伴")), chromium.Sees(inLog("manager", "药伴")))
	tab.Do("tell of a visit by an example", chromium.Run(chip("rep", "记一次拜访")), chromium.Enter(false),
		chromium.Sees(inLog("rep", "已记.*#\\d+.*张伟.*立舒平")),
		chromium.Sees(recorded("visits", "#\\d+.*张伟.*A.*市一.*20分钟.*立舒平.*认可")))
	tab.Do("correct it", chromium.Write("#write-rep", "改成25分钟"), chromium.Sees(recorded("visits", "25分钟.*改过1次")))
	tab.Do("be asked which doctor is meant, and answer", chromium.Run(chip("rep", "重名医生")), chromium.Enter(false),
		chromium.Sees(inLog("rep", "张主任.*①.*②")), chromium.Write("#write-rep", "2"),
		chromium.Sees(recorded("visits", "张伟.*内分泌科")))
	tab.Do("plan a visit with a reminder", chromium.Run(chip("rep", "排计划并提醒")), chromium.Enter(false),
		chromium.Sees(inLog("rep", "已排.*欧阳明")), chromium.Sees(recorded("plans", "欧阳明.*10:00.*提前30分钟")),
		chromium.Sees(`/09:30/.test(document.querySelector('.moves .next b').textContent)`))
	tab.Do("go to the reminder", chromium.Click(".moves .next"), chromium.Sees(inLog("rep", "拜访提醒.*欧阳明")),
		chromium.Sees(`document.querySelector('.face .time').textContent.startsWith('09:3')`), chromium.Sees(recorded("deliveries", "欧阳明")))
	tab.Do("press its button", chromium.Click("#panel-rep .press"), chromium.Sees(recorded("deliveries", "已知晓")),
		chromium.Sees(`!document.querySelector('#panel-rep .press')`))
	tab.Do("tell of a visit by SMS", chromium.Run(chip("sms", "极短写法")), chromium.Enter(false),
		chromium.Sees(inLog("sms", "【药伴】.*编号\\d+.*已送达")), chromium.Sees(recorded("visits", "唐莉.*短信")))
	tab.Do("ask by the menu", chromium.Click("#panel-manager .menu > button"), chromium.Sees(inLog("manager", "点了菜单")),
		chromium.Sees(`document.querySelectorAll('#panel-manager .row.assistant').length > 1`))
	tab.Do("ask for the month as a picture and a table", chromium.Run(chip("rep", "图和表格")), chromium.Enter(false),
		chromium.Sees(`document.querySelector('#panel-rep .bubble.image img')?.naturalWidth === 1080`),
		chromium.Sees(`/^陈晓\d+月进度\.xlsx$/.test(document.querySelector('#panel-rep .bubble.file a')?.download)`))
	tab.Look("sandbox-picture")
	tab.Do("look at the rep's records again", chromium.Run(`[...document.querySelectorAll('.segments button')].find((x) => x.textContent === '陈晓').click()`),
		chromium.Sees(recorded("plans", "欧阳明")))
	tab.Look("sandbox")
	tab.Do("see how it travelled", chromium.Click("#panel-rep .row.me button.meta"),
		chromium.Sees(`/<MsgId>\d+<\/MsgId>[^]*<MsgType><!\[CDATA\[text\]\]><\/MsgType>/.test(document.querySelector('#inspector').textContent)`))
}
