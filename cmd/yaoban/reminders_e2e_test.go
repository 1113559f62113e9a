package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestAReminderTakesTheBestChannel: once, as a card on WeCom; pressed, it ends there; not pressed, it follows by SMS after ten
// minutes; and by SMS alone to those who prefer that (PRODUCT.md P2, X4).
func TestAReminderTakesTheBestChannel(t *testing.T) {
	w := newTown(t)
	const ask, about = "40分钟后提醒我给王芳回电话", "给王芳回电话"
	w.say("sunting", "用短信")
	for _, rep := range []string{"chenxiao", "linyutong", "zhaolei", "sunting"} {
		if e := w.say(rep, ask); !strings.Contains(e.Text, "09:40") {
			t.Fatalf("%s is answered by %q", rep, e.Text)
		}
	}
	w.move(39 * time.Minute)
	for _, rep := range []string{"chenxiao", "linyutong", "zhaolei", "sunting"} {
		w.wantCards(rep)
	}

	w.move(time.Minute)
	w.wantCards("chenxiao", about)
	w.wantCards("linyutong", about)
	w.wantCards("zhaolei")
	w.wantCards("sunting")
	w.wantReceived(chenxiaoPhone)
	w.wantReceived(linyutongPhone)
	w.wantReceived(zhaoleiPhone, "09:40有日程")
	w.wantReceived(suntingPhone, "09:40有日程")

	pressed := w.press(w.cards("chenxiao")[0], 0)
	if pressed.Answer != "" {
		t.Errorf("the button is answered by %q", pressed.Answer)
	}
	w.send(pressed.Sent) // repeated by WeCom
	w.drained()
	if got := w.cards("chenxiao")[0].Card.Replaced; got != "已知道" {
		t.Errorf("the pressed card says %q", got)
	}

	w.move(9 * time.Minute)
	w.wantReceived(linyutongPhone)
	for range 3 { // ten minutes after the card, and ever after
		w.move(5 * time.Minute)
		w.wantReceived(linyutongPhone, "09:40有日程")
		w.wantReceived(chenxiaoPhone)
		w.wantReceived(zhaoleiPhone, "09:40有日程")
		w.wantReceived(suntingPhone, "09:40有日程")
		w.wantCards("chenxiao", about)
		w.wantCards("linyutong", about)
		w.wantCards("sunting")
	}
	if left := leftInOutbox(t, w.pool); len(left) > 0 {
		t.Errorf("left in the outbox: %v", left)
	}
}

// TestAnAnswerAcknowledges: whoever writes anything after a reminder has seen it; a word from before proves nothing.
func TestAnAnswerAcknowledges(t *testing.T) {
	w := newTown(t)
	w.say("chenxiao", "40分钟后提醒我给王芳回电话")
	w.say("linyutong", "40分钟后提醒我给胡军回电话")
	w.move(39 * time.Minute)
	w.say("linyutong", "帮助")
	w.move(2 * time.Minute)
	w.say("chenxiao", "好的")
	w.move(11 * time.Minute)
	w.wantReceived(chenxiaoPhone)
	w.wantReceived(linyutongPhone, "有日程")
}

// TestWhatWasTakenBackRemindsNobody: cancelled, undone, done and moved plans and reminders are not told at their old times, and
// what was moved or restored is told once, at its time.
func TestWhatWasTakenBackRemindsNobody(t *testing.T) {
	w := newTown(t)
	ask := func(text string) string { return w.number(w.say("chenxiao", text).Text) }
	change := func(text, want string) {
		t.Helper()
		if e := w.say("chenxiao", text); !strings.Contains(e.Text, want) {
			t.Fatalf("%s is answered by %q", text, e.Text)
		}
	}
	cancelled := ask("40分钟后提醒我给李静回电话")
	change("取消 "+cancelled, "已取消")
	moved := ask("41分钟后提醒我给王芳送材料")
	change("改 "+moved+" 今天下午4点", "已改")
	ask("42分钟后提醒我给徐丽回电话")
	change("撤销", "已撤回")
	ask("43分钟后提醒我给赵敏回电话")
	change("撤销", "已撤回")
	change("不撤了", "已恢复")

	cancelledPlan := ask("今天上午10点去市一院见李静，讲立舒平，提前15分钟提醒我")
	change("取消 "+cancelledPlan, "已取消")
	movedPlan := ask("今天上午10点半去附二见王芳，讲安络畅，提前15分钟提醒我")
	change("改 "+movedPlan+" 今天下午3点", "15:00")
	ask("今天上午11点去省医见欧阳明，讲倍欣康，提前15分钟提醒我")
	change("撤销", "已撤回")
	ask("今天上午11点半去市一院见徐丽，讲立舒平，提前15分钟提醒我")
	change("徐丽见到了，立舒平，20分钟，认可", "已完成")
	ask("今天上午11点40去市一院见张伟，讲立舒平，提前15分钟提醒我")

	for range 11 { // until 11:45, a quarter of an hour at a time
		w.move(15 * time.Minute)
	}
	w.wantCards("chenxiao", "给赵敏回电话", "11:40 拜访 市一 心血管内科 张伟")
	for range 17 { // until 16:00
		w.move(15 * time.Minute)
	}
	w.wantCards("chenxiao", "给赵敏回电话", "11:40 拜访 市一 心血管内科 张伟", "15:00 拜访 附二 心血管内科 王芳", "给王芳送材料")
	w.move(24 * time.Hour)
	if got := len(w.cards("chenxiao")); got != 4 {
		t.Errorf("%d cards a day later", got)
	}
	if got := w.received(chenxiaoPhone); len(got) != 4 { // none was acknowledged
		t.Errorf("her phone got %q", got)
	}
}

var recordNumber = regexp.MustCompile(`#(\d+)`)

// number is the first record number of an answer.
func (w *town) number(answer string) string {
	w.Helper()
	m := recordNumber.FindStringSubmatch(answer)
	if m == nil {
		w.Fatalf("there is no number in %q", answer)
	}
	return m[1]
}
