package main

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// TestWeComsWayIn is what WeCom does with a callback: the URL is verified, a message gets its passive reply, a repeat the same
// one, and what is forged or broken changes nothing.
func TestWeComsWayIn(t *testing.T) {
	w := newTown(t)
	began := time.Now()
	if err := w.wecom.Verify(t.Context(), w.callback); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the verification took %v", took)
	}

	first := w.say("chenxiao", "下午三点市一院心内张伟，立舒平，20分钟，认可，下周一再去")
	if !strings.Contains(first.Text, "已记 #1001") || !strings.Contains(first.Text, "张伟") || first.Took > 5*time.Second {
		t.Errorf("answered after %v: %q", first.Took, first.Text)
	}
	again := w.send(first.Sent)
	late := first.Sent
	late.From = "ChenXiao" // WeCom's userids know no case
	if other := w.send(late); again.Text != first.Text || other.Text != first.Text {
		t.Errorf("the repeats were answered by %q and %q", again.Text, other.Text)
	}
	if got := w.exported("visits"); len(got) != 1 || got[0]["doctor"] != "D001" || got[0]["minutes"] != 20.0 || got[0]["result"] != "agreed" {
		t.Errorf("stored: %v", got)
	}
	if got := w.exported("plans"); len(got) != 1 {
		t.Errorf("the follow-up is planned %d times: %v", len(got), got)
	}

	before := w.stored()
	w.refused("another token", wecomtest.Options{CorpID: plantCorp, Token: "SomebodyElses", AESKey: plantAESKey}, http.StatusForbidden)
	w.refused("another company", wecomtest.Options{CorpID: "wwsomebodyelse", Token: plantToken, AESKey: plantAESKey}, http.StatusForbidden)
	w.refused("another key", wecomtest.Options{CorpID: plantCorp, Token: plantToken, AESKey: strings.Repeat("b", 42) + "A"}, http.StatusBadRequest)
	w.posted("no signature", "", "<xml/>", http.StatusBadRequest)
	w.posted("no XML", "?msg_signature=a&timestamp=1&nonce=b", "{}", http.StatusBadRequest)
	w.posted("a forged signature", "?msg_signature=a&timestamp=1&nonce=b", "<xml><ToUserName><![CDATA["+plantCorp+"]]></ToUserName><Encrypt><![CDATA[AAAA]]></Encrypt></xml>",
		http.StatusForbidden)
	w.posted("two megabytes", "?msg_signature=a&timestamp=1&nonce=b", strings.Repeat("x", 2<<20), http.StatusRequestEntityTooLarge)
	if after := w.stored(); after != before {
		t.Errorf("%s messages are stored after the refusals, not %s", after, before)
	}
	if e := w.say("nobody", "帮助"); !strings.Contains(e.Text, "nobody") {
		t.Errorf("a colleague who was not imported was answered by %q", e.Text)
	}
	if e := w.say("nobody", "帮助"); e.Text != "" {
		t.Errorf("and again, on the same day, by %q", e.Text)
	}
}

// refused sends a callback as somebody with other keys, and wants it refused.
func (w *town) refused(who string, o wecomtest.Options, status int) {
	w.Helper()
	o.Secret, o.AgentID, o.Clock, o.Repeats = plantSecret, plantAgent, w.server.db, []time.Duration{}
	other, err := wecomtest.Start(o)
	if err != nil {
		w.Fatal(err)
	}
	endsWith(w.T, other.Close)
	e, err := other.Callback(w.Context(), w.callback, inbox.Inbound{Channel: domain.WeCom, From: "chenxiao", Kind: inbox.Text, Text: "撤销"})
	if err == nil || e.Status != status || e.Answer != "" {
		w.Errorf("%s: status %d and %q instead of %d; %v", who, e.Status, e.Answer, status, err)
	}
	if err := other.Verify(w.Context(), w.callback); err == nil {
		w.Errorf("%s verifies the URL", who)
	}
}

// posted posts a body to the callback and wants that status and not a word.
func (w *town) posted(what, query, body string, status int) {
	w.Helper()
	resp, err := http.Post(w.callback+query, "text/xml", strings.NewReader(body))
	if err != nil && status == http.StatusRequestEntityTooLarge {
		return // the server answered and hung up before the whole body was written, and the client saw only that
	}
	if err != nil {
		w.Fatal(err)
	}
	var said bytes.Buffer
	if _, err := said.ReadFrom(resp.Body); err != nil {
		w.Error(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != status || said.Len() > 0 {
		w.Errorf("%s: status %d and %q instead of %d; %v", what, resp.StatusCode, said.String(), status, err)
	}
}

// TestShortMessagesWayInAndOut is a day without data: a batch of two in order, answers by template, receipts, repeats.
func TestShortMessagesWayInAndOut(t *testing.T) {
	w := newTown(t)
	if err := w.sms.Probe(t.Context(), w.push); err != nil {
		t.Error(err)
	}
	at := w.server.db.Now()
	batch := []smstest.Reply{
		{Mobile: chenxiaoPhone, Text: "BF 王芳 附二 安络畅 15fz 考虑", Sequence: "900001", At: at},
		{Mobile: chenxiaoPhone, Text: "撤销", Sequence: "900002", At: at}, // in the same second
		{Mobile: linyutongPhone, Text: "TEST 13712345678", Sequence: "900003", At: at},
		{Mobile: "13912345678", Text: "你好", Sequence: "900004", At: at}, // whom nobody knows
	}
	for range 2 { // the second time is a repeat
		if err := w.sms.PushReplies(t.Context(), w.push, batch...); err != nil {
			t.Fatal(err)
		}
		w.drained()
		w.wantReceived(chenxiaoPhone, "已记1条，编号1001", "编号1001已撤")
		w.wantReceived("13912345678")
		if got := w.received(linyutongPhone); len(got) != 1 {
			t.Errorf("what nobody understands was answered by %q", got)
		}
		if got := w.exported("visits"); len(got) != 1 || got[0]["status"] != "withdrawn" || got[0]["channel"] != "sms" {
			t.Errorf("stored: %v", got)
		}
	}
	if len(w.wecom.All()) != 0 {
		t.Errorf("WeCom shows %+v", w.wecom.All())
	}

	w.receipts(w.sms.PushReceipts)
	w.receipts(w.sms.RepeatReceipts)
	w.refusedPushes()
}

// receipts pushes receipts, over the address of the messages as an account with one address does, and wants all deliveries to
// have arrived.
func (w *town) receipts(push func(ctx context.Context, url string) (int, error)) {
	w.Helper()
	n, err := push(w.Context(), w.push)
	if err != nil || n != 3 {
		w.Errorf("%d receipts: %v", n, err)
	}
	w.drained()
	for _, d := range w.exported("deliveries") {
		if d["state"] != "delivered" || d["attempts"] != 1.0 {
			w.Errorf("after its receipt: %v", d)
		}
	}
}

// refusedPushes are pushes that must change nothing.
func (w *town) refusedPushes() {
	w.Helper()
	before := w.stored()
	if err := w.sms.Push(w.Context(), w.server.URL()+"/sms/up/guessed", chenxiaoPhone, "撤销"); err == nil {
		w.Error("a push with a guessed secret is taken")
	}
	for _, body := range []string{"", "no JSON", "[", strings.Repeat("[", 2<<20)} {
		resp, err := http.Post(w.push, "application/json", strings.NewReader(body))
		if err != nil {
			w.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode < 400 || resp.StatusCode > 499 {
			w.Errorf("%.20q is answered with status %d", body, resp.StatusCode)
		}
	}
	if after := w.stored(); after != before {
		w.Errorf("%s messages are stored after the refusals, not %s", after, before)
	}
}

// TestStopAndStartShortMessages is TD: its confirmation still comes, then nothing, and what she asks for goes by WeCom until she
// wants short messages again.
func TestStopAndStartShortMessages(t *testing.T) {
	w := newTown(t)
	w.text(chenxiaoPhone, "TD")
	w.wantReceived(chenxiaoPhone, "已停发短信")
	w.text(chenxiaoPhone, "BF 王芳 附二 安络畅 15fz 考虑", "40分钟后提醒我给李静回电话")
	w.wantReceived(chenxiaoPhone, "已停发短信")
	if got := len(w.exported("visits")); got != 1 {
		t.Errorf("her own message made %d visits", got)
	}
	w.move(41 * time.Minute)
	w.wantCards("chenxiao", "给李静回电话")
	w.move(11 * time.Minute) // nobody has pressed it
	w.wantReceived(chenxiaoPhone, "已停发短信")
	w.text(chenxiaoPhone, "恢复", "40分钟后提醒我给李静回电话")
	w.move(41 * time.Minute)
	got := w.received(chenxiaoPhone)
	if !strings.Contains(got[len(got)-1], "提醒：") {
		t.Errorf("after 恢复 her phone shows %q", got)
	}
	w.wantCards("chenxiao", "给李静回电话")
}

// TestTheChecksOfAnInstallationThatIsRight runs what an operator runs, against the running server.
func TestTheChecksOfAnInstallationThatIsRight(t *testing.T) {
	w := newTown(t)
	c := cli{t, environment(append([]string{"PUBLIC_URL=" + w.server.URL()}, w.env...)...)}
	for _, args := range [][]string{{"wecom", "setup"}, {"wecom", "check"}, {"sms", "check"}} {
		out, errs, code := c.run("", args...)
		if code != exitOK || strings.Contains(out, "FAIL") || errs != "" {
			t.Errorf("%v: exit code %d\n%s%s", args, code, out, errs)
		}
		if strings.Contains(out+errs, plantSecret) {
			t.Errorf("%v prints a secret", args)
		}
	}
	if out := c.ok("wecom", "check"); !strings.Contains(out, "callback") {
		t.Errorf("the callback was not tried:\n%s", out)
	}
}
