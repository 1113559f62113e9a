package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySent          = words.New("broadcast.sent", "已发出 #%d，%s共%d人%s。看谁没确认回“谁没确认 %[1]d”，撤回没送到的回“撤回 %[1]d”。")
	saySentFor       = words.New("broadcast.sent_for", "（代%s）")
	saySentLater     = words.New("broadcast.sent_later", "已定 #%d：%s 发给%s，共%d人%s。届时在名单里的人才会收到；不发了回“撤回 %[1]d”。")
	sayDropped       = words.New("broadcast.dropped", "好的，#%d 没有发，没有人收到。")
	sayStopped0      = words.New("broadcast.stopped_none", "已撤回 #%d，还没有人收到，不再发。")
	sayStoppedSome   = words.New("broadcast.stopped", "已撤回 #%d：%d人已经收到，收不回来；其余%d人不再发，也不再提醒。要更正请再发一条。")
	sayStanding      = words.New("broadcast.standing", "#%d 发给%s，共%d人：已送达%d，已确认%d，没确认%d")
	sayStandingWait  = words.New("broadcast.standing_waiting", "，还没送%d（免打扰、休假或当天已满%d条）")
	sayStandingFail  = words.New("broadcast.standing_failed", "，送不到%d")
	sayStandingReply = words.New("broadcast.standing_replied", "，回复%d人（看内容回“看 %d”）")
	sayNotGone       = words.New("broadcast.standing_later", "#%d 定于 %s 发给%s，现在%d人，还没发。")
	sayStandingOver  = words.New("broadcast.standing_stopped", "#%d 已撤回：%d人里有%d人收到，%d人确认")
	sayUnackedNames  = words.New("broadcast.unacked", "。\n没确认：%s")
	sayUnackedMore   = words.New("broadcast.unacked_more", "…共%d人，名单随后发来")
	sayUnackedNone   = words.New("broadcast.unacked_none", "，都确认了。")
	sayUnackedHow    = words.New("broadcast.unacked_how", "\n再提醒一次回“再提醒 %d”。")
	sayUnackedDone   = words.New("broadcast.unacked_reminded", "\n%s 已提醒过一次，不再提醒。")
	sayUnackedWill   = words.New("broadcast.unacked_will", "\n%s 会自动提醒一次。")
	sayUnackedWait   = words.New("broadcast.unacked_waiting", "%s（还没送到）")
	sayUnackedFail   = words.New("broadcast.unacked_failed", "%s（送不到）")
	sayRemindNow     = words.New("broadcast.remind_now", "好的，正在提醒 #%d 没确认的%d人。只提醒这一次。")
	sayRemindAt      = words.New("broadcast.remind_at", "好的，%s 提醒 #%d 到时还没确认的人（现在%d人）。只提醒这一次。")
	sayBySMS         = words.New("broadcast.sms_sent", "通知%d人")
	sayStoppedSMS    = words.New("broadcast.sms_stopped", "撤回，%d人已收")
	sayDroppedSMS    = words.New("broadcast.sms_dropped", "取消未发")
	sayStandingSMS   = words.New("broadcast.sms_standing", "确认%d/%d人")
	sayRemindSMS     = words.New("broadcast.sms_remind", "提醒%d人")
	broadcastStates  = map[broadcast.State]words.Text{broadcast.Draft: words.New("broadcast.state.draft", "没发的草稿"), broadcast.Confirmed: words.New("broadcast.state.confirmed", "待发"),
		broadcast.Withdrawn: words.New("broadcast.state.withdrawn", "已撤回")}
	_ = words.Refusal("broadcast.nobody", "这个范围里现在没有可以通知的人，没有发。")
	_ = words.Refusal("broadcast.none", "没有编号 #%d 的通知，或不是您发的。发“我发的通知”看列表。")
	_ = words.Refusal("broadcast.no_draft", "没有等您确认的通知。直接说“通知全组：明天下午两点开会”就行。")
	_ = words.Refusal("broadcast.undo_which", "要撤回哪一条？请带编号，如“撤回 1024”；撤回刚发的通知请说“撤回通知”。")
	_ = words.Refusal("broadcast.none_yet", "您还没有发过通知。直接说“通知全组：明天下午两点开会”就行。")
	_ = words.Refusal("broadcast.confirmed", "#%d 已经确认过了（%s 起发），不会发第二遍。")
	_ = words.Refusal("broadcast.gone", "#%d 已经撤回或取消了，没有改动。要发请重新说一遍。")
	_ = words.Refusal("broadcast.old", "#%d 是前几天写的，里面的“明天”可能变了，没有发。请重新说一遍。")
	_ = words.Refusal("broadcast.too_late", "#%d 已经全部送达（%d人），收不回来了。要更正请再发一条。")
	_ = words.Refusal("broadcast.reminded", "#%d 已在 %s 提醒过一次（%d人），不再提醒。可以看“谁没确认 %[1]d”后打电话。")
	_ = words.Refusal("broadcast.not_yet", "#%d 还没发，不用提醒。")
	_ = words.Refusal("broadcast.remind_early", "#%d 送到的人都确认了，其余还没送到，现在没有可提醒的人。只能提醒一次，请晚点再说。")
	_ = words.Refusal("broadcast.all_acked", "#%d 收到的人都确认了，不用提醒。")
	_ = register(Command{Intent: understand.BroadcastConfirm, Roles: broadcasters, Run: confirmBroadcast})
	_ = register(Command{Intent: understand.BroadcastUndo, Roles: broadcasters, Run: undoBroadcast})
	_ = register(Command{Intent: understand.BroadcastUnacked, Roles: broadcasters, Run: unackedBroadcast})
	_ = register(Command{Intent: understand.BroadcastRemind, Roles: broadcasters, Run: remindBroadcast})
)

// mostUnacked is how many names an answer holds; where there are more, all follow as a file.
const mostUnacked = 30

// ownBroadcast finds a broadcast of the person's by its number, or her last one (draft: her last draft) with 0, locked. sees says that those
// above her, and admins, may look at it too.
func (t *Turn) ownBroadcast(ctx context.Context, number int64, draft, sees bool) (broadcast.Broadcast, error) {
	if number == 0 {
		b, ok, err := t.Tx.LastBroadcast(ctx, t.Who.UserID, draft)
		switch {
		case err != nil:
			return b, err
		case !ok && draft:
			return b, domain.Refuse("broadcast.no_draft")
		case !ok:
			return b, domain.Refuse("broadcast.none_yet")
		}
		return b, nil
	}
	b, ok, err := t.Tx.BroadcastNumbered(ctx, number)
	if err != nil {
		return b, err
	}
	if !ok || !t.maySteer(b) && !(sees && t.mayWatch(b)) {
		return b, domain.Refuse("broadcast.none", number)
	}
	return b, nil
}

// maySteer reports whether a person may take back a broadcast and remind its receivers: who sent it, for whom it was sent, and who stands in
// for one of them.
func (t *Turn) maySteer(b broadcast.Broadcast) bool {
	me := t.Who.UserID
	if b.Person == me || b.For == me {
		return true
	}
	stood := t.stoodFor()
	return b.State != broadcast.Draft && (slices.Contains(stood, b.Person) || b.For != "" && slices.Contains(stood, b.For))
}

// mayWatch reports whether a person may see how far somebody else's broadcast has come: who is above the sender, and admins.
func (t *Turn) mayWatch(b broadcast.Broadcast) bool {
	return b.State != broadcast.Draft && (t.Who.Role == domain.Admin || t.Who.Role.Manages() && t.isBelow(b.Person, []string{t.Who.UserID}))
}

// confirmBroadcast sends a draft (发送 1030).
func confirmBroadcast(ctx context.Context, t *Turn) (inbox.Answer, error) {
	return t.sendDraft(ctx, t.Said.Broadcast.Number)
}

// sendDraft has a draft told to whoever it reaches now; only its writer can send it.
func (t *Turn) sendDraft(ctx context.Context, number int64) (inbox.Answer, error) {
	b, err := t.ownBroadcast(ctx, number, true, false)
	if err == nil && b.Person != t.Who.UserID {
		err = domain.Refuse("broadcast.none", number)
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	now := t.Tx.Now()
	var p broadcast.Preview
	t.Tx.WantPreview(b, domain.DateOf(b.Begins(now)), mostAddressed, &p)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	if b, err = broadcast.Confirm(t.Tx, b, p.Count); err != nil {
		return inbox.Answer{}, err
	}
	t.closeDraft(b.Number)
	standsFor := ""
	if b.For != "" {
		standsFor = saySentFor.Say(t.Book.person(b.For))
	}
	text := saySent.Say(b.Number, b.Whom, p.Count, standsFor)
	if b.DueAt.After(now) {
		text = saySentLater.Say(b.Number, moment(b.DueAt), b.Whom, p.Count, standsFor)
	}
	if !b.RemindAt.IsZero() {
		text += "\n" + strings.TrimSpace(sayUnackedWill.Say(moment(b.RemindAt)))
	}
	return say(text, "decision", map[string]string{"no": strconv.FormatInt(b.Number, 10), "decision": sayBySMS.Say(p.Count)}), nil
}

// closeDraft ends the question about a draft.
func (t *Turn) closeDraft(number int64) {
	if q, open := t.State.Numbered(number); open && q.Form == broadcastForm.Name {
		t.State.Close(q.ID)
	}
}

// undoBroadcast takes back what was not told yet (撤回 1030). A number that is no broadcast is another record's.
func undoBroadcast(ctx context.Context, t *Turn) (inbox.Answer, error) {
	n := t.Said.Broadcast.Number
	if n == 0 {
		q, ok := t.State.Newest()
		switch {
		case ok && q.Form == broadcastForm.Name:
			n = q.Number
		case t.Said.Broadcast.Bare: // it may mean anything
			return inbox.Answer{}, domain.Refuse("broadcast.undo_which")
		}
	}
	if n != 0 {
		if _, ok, err := t.Tx.BroadcastNumbered(ctx, n); err != nil {
			return inbox.Answer{}, err
		} else if !ok {
			t.Said.Target = &understand.Target{Number: n}
			return undo(ctx, t)
		}
	}
	return t.stopBroadcast(ctx, n)
}

// cancelBroadcast does so for 取消 1030; false if the number is no broadcast.
func (t *Turn) cancelBroadcast(ctx context.Context, n int64) (a inbox.Answer, ours bool, err error) {
	if !slices.Contains(broadcasters, t.Who.Role) {
		return a, false, nil
	}
	if _, ours, err = t.Tx.BroadcastNumbered(ctx, n); err != nil || !ours {
		return a, false, err
	}
	a, err = t.stopBroadcast(ctx, n)
	return a, true, err
}

// stopBroadcast gives up a draft, or takes back what of a broadcast was not told yet, and says how many had got it. Whoever is being told at
// this moment is waited for, so that the count is true.
func (t *Turn) stopBroadcast(ctx context.Context, n int64) (inbox.Answer, error) {
	b, err := t.ownBroadcast(ctx, n, false, false)
	if err != nil {
		return inbox.Answer{}, err
	}
	var s broadcast.Standing
	if b.State == broadcast.Confirmed || b.State == broadcast.Sent {
		t.Tx.Withdraw(b.ID)
		t.Tx.WantStanding(b.ID, &s)
		if err := t.Tx.Flush(ctx); err != nil {
			return inbox.Answer{}, err
		}
	}
	waiting := max(0, b.Receivers-s.Told-s.Failed)
	draft := b.State == broadcast.Draft
	if b, err = broadcast.Stop(t.Tx, b, t.Who.UserID, s.Told, waiting); err != nil {
		return inbox.Answer{}, err
	}
	t.closeDraft(b.Number)
	text, short := sayStoppedSome.Say(b.Number, s.Told, waiting), sayStoppedSMS.Say(s.Told)
	switch {
	case draft:
		text, short = sayDropped.Say(b.Number), sayDroppedSMS.Say()
	case s.Told == 0:
		text = sayStopped0.Say(b.Number)
	}
	return say(text, "decision", map[string]string{"no": number(b.Number), "decision": short}), nil
}

// howFar says how far a broadcast has come.
func (t *Turn) howFar(b broadcast.Broadcast, s broadcast.Standing) string {
	text := sayStanding.Say(b.Number, b.Whom, b.Receivers, s.Told, s.Acked, s.Open())
	if b.State == broadcast.Withdrawn {
		text = sayStandingOver.Say(b.Number, b.Receivers, s.Told, s.Acked)
	}
	if s.Waiting > 0 {
		text += sayStandingWait.Say(s.Waiting, notice.DailyCap)
	}
	if s.Failed > 0 {
		text += sayStandingFail.Say(s.Failed)
	}
	if s.Replied > 0 {
		text += sayStandingReply.Say(s.Replied, b.Number)
	}
	return text
}

// unackedBroadcast says who has not confirmed a broadcast (谁没确认 1030); many names, or all if they are asked for, follow as a file.
func unackedBroadcast(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Broadcast
	b, err := t.ownBroadcast(ctx, said.Number, false, true)
	if err != nil {
		return inbox.Answer{}, err
	}
	if b.State == broadcast.Draft {
		return inbox.Answer{}, domain.Refuse("broadcast.not_yet", b.Number)
	}
	var s broadcast.Standing
	t.Tx.WantStanding(b.ID, &s)
	open, err := t.Tx.Unacked(ctx, b.ID, mostUnacked+1)
	if err != nil {
		return inbox.Answer{}, err
	}
	params := map[string]string{"no": number(b.Number), "decision": sayStandingSMS.Say(s.Acked, b.Receivers)}
	many := len(open) > mostUnacked
	if many || said.Names {
		if err := t.sendNames(ctx, b); err != nil {
			return inbox.Answer{}, err
		}
	}
	if said.Names {
		text := sayNamesFollow
		if t.In.Channel == domain.SMS {
			text = sayNamesSMS
		}
		return say(text.Say(b.Number), "decision", params), nil
	}
	if b.State == broadcast.Confirmed && b.DueAt.After(t.Tx.Now()) {
		return say(sayNotGone.Say(b.Number, moment(b.DueAt), b.Whom, b.Receivers), "decision", params), nil
	}
	text := t.howFar(b, s)
	switch {
	case len(open) == 0 && s.Made > 0 && b.State != broadcast.Confirmed:
		return say(text+sayUnackedNone.Say(), "decision", params), nil
	case len(open) > 0:
		text += sayUnackedNames.Say(unackedNames(open[:min(len(open), mostUnacked)]))
		if many {
			text += sayUnackedMore.Say(s.Made - s.Acked)
		}
	}
	return say(text+t.unackedHow(b, s), "decision", params), nil
}

// unackedHow says what can still be done about those who have not confirmed.
func (t *Turn) unackedHow(b broadcast.Broadcast, s broadcast.Standing) string {
	switch {
	case b.State == broadcast.Withdrawn || s.Open() == 0 && b.RemindAt.IsZero():
		return ""
	case !b.RemindedAt.IsZero():
		return sayUnackedDone.Say(moment(b.RemindedAt))
	case b.RemindAt.After(t.Tx.Now()):
		return sayUnackedWill.Say(moment(b.RemindAt))
	}
	return sayUnackedHow.Say(b.Number)
}

func unackedNames(open []broadcast.Unacked) string {
	names := make([]string, len(open))
	for i, u := range open {
		switch names[i] = u.Name; {
		case u.Failed:
			names[i] = sayUnackedFail.Say(u.Name)
		case u.Waiting:
			names[i] = sayUnackedWait.Say(u.Name)
		}
	}
	return strings.Join(names, "、")
}

// remindBroadcast has those reminded who have not confirmed, once (再提醒一次 1030, 明天9点再提醒 1030).
func remindBroadcast(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Broadcast
	b, err := t.ownBroadcast(ctx, said.Number, false, false)
	if err != nil {
		return inbox.Answer{}, err
	}
	now := t.Tx.Now()
	at := said.RemindAt
	if said.RemindAfter > 0 {
		at = now.Add(said.RemindAfter)
	}
	var s broadcast.Standing
	t.Tx.WantStanding(b.ID, &s)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	if going := b.State == broadcast.Sent || b.State == broadcast.Confirmed; going && b.RemindedAt.IsZero() && s.Open() == 0 && !at.After(now) && !b.DueAt.After(now) {
		if s.Made > 0 && s.Waiting == 0 {
			return inbox.Answer{}, domain.Refuse("broadcast.all_acked", b.Number)
		}
		return inbox.Answer{}, domain.Refuse("broadcast.remind_early", b.Number)
	}
	if b, err = broadcast.Remind(t.Tx, b, t.Who.UserID, at); err != nil {
		return inbox.Answer{}, err
	}
	text := sayRemindNow.Say(b.Number, s.Open())
	if b.RemindAt.After(now) {
		text = sayRemindAt.Say(moment(b.RemindAt), b.Number, s.Open())
	}
	return say(text, "decision", map[string]string{"no": number(b.Number), "decision": sayRemindSMS.Say(s.Open())}), nil
}
