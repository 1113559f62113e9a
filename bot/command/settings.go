package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayStopped  = words.New("sms.stopped", "已停发短信，您的短信仍会被记录。恢复请回“恢复”。")
	sayStarted  = words.New("sms.started", "已恢复短信。")
	sayPrefers  = words.New("channel.prefers", "好的，以后提醒%s。")
	preferWords = map[domain.Preference]string{domain.PreferSMS: "优先发短信", domain.PreferWeCom: "优先发企业微信", domain.PreferAuto: "自动选择渠道"}
	_           = register(Command{Intent: understand.SMSStop, Run: stopSMS})
	_           = register(Command{Intent: understand.SMSStart, Run: startSMS})
	_           = register(Command{Intent: understand.ChannelPrefer, Run: preferChannel})
	_           = register(Command{Intent: understand.Ack, Run: acknowledge})
)

// stopSMS ends short messages to a person at once (退订, TD, T; PRODUCT.md X2). Her own are recorded as before.
func stopSMS(_ context.Context, t *Turn) (inbox.Answer, error) {
	t.Tx.StopSMS(t.Who.UserID, true)
	t.Tx.Remember(fact.Fact{Kind: fact.SMSStopped, At: t.Tx.Now(), Person: t.Who.UserID})
	return say(sayStopped.Say(), "stopped", nil), nil
}

// startSMS lets short messages go to a person again (恢复, 订阅).
func startSMS(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.In.Channel == domain.WeCom && t.State.Undone != nil && strings.TrimSpace(t.In.Text) == "恢复" { // what she has just taken back
		return restore(ctx, t)
	}
	t.Tx.StopSMS(t.Who.UserID, false)
	t.Tx.Remember(fact.Fact{Kind: fact.SMSStarted, At: t.Tx.Now(), Person: t.Who.UserID})
	return say(sayStarted.Say(), "help", nil), nil
}

// preferChannel keeps the channel that a person wants for reminders (用短信, 用微信; DESIGN.md part 4).
func preferChannel(_ context.Context, t *Turn) (inbox.Answer, error) {
	p := t.Said.Prefers
	if _, ok := preferWords[p]; !ok {
		p = domain.PreferAuto
	}
	t.Tx.Prefer(t.Who.UserID, p)
	t.Tx.Remember(fact.Fact{Kind: fact.ChannelPrefers, At: t.Tx.Now(), Person: t.Who.UserID, After: p})
	return say(sayPrefers.Say(preferWords[p]), "help", nil), nil
}

var sayAck = words.New("ack.fine", "好的。")

// acknowledge answers 好的 and 知道了. Any message acknowledges what was told before it; a broadcast wants the word itself (PRODUCT.md M7);
// by SMS nothing is said, because an answer would cost and tell nothing.
func acknowledge(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if a, waits := t.draftWaits(); waits {
		return a, nil
	}
	a, err := t.acknowledgeBroadcasts(ctx, 0)
	if err != nil || !a.Silent() {
		return a, err
	}
	return inbox.Answer{Text: sayAck.Say()}, nil
}
