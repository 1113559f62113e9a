package command

import (
	"context"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayBroadcastList = words.New("broadcast.list", "您最近发的%d条通知：\n%s\n看谁没确认回“谁没确认 编号”，看回复回“看 编号”。")
	sayBroadcastLine = words.New("broadcast.line", "#%d %s %s%d人，%s｜%s")
	sayBroadcastAck  = words.New("broadcast.line_acked", "确认%d/%d")
	sayBroadcastNone = words.New("broadcast.list_none", "您还没有发过通知。直接说“通知全组：明天下午两点开会”，我先给您看名单再发。")
	sayNamesFollow   = words.New("broadcast.names", "#%d 的名单随后就到。")
	sayNamesSMS      = words.New("broadcast.names_sms", "#%d 的名单发到企业微信。")
	_                = register(Command{Intent: understand.BroadcastList, Roles: broadcasters, Run: listBroadcasts})
)

const (
	// mostInFile is how many receivers a file holds.
	mostInFile = 60_000
	// headRunes is how much of a text a list shows.
	headRunes = 18
)

// listBroadcasts lists what a person has sent, the newest first.
func listBroadcasts(ctx context.Context, t *Turn) (inbox.Answer, error) {
	all, err := t.Tx.Broadcasts(ctx, t.Who.UserID, mostListed)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return say(sayBroadcastNone.Say(), "help", nil), nil
	}
	lines := make([]string, len(all))
	for i, l := range all {
		at, how := l.SaidAt, sayBroadcastAck.Say(l.Acked, l.Told)
		if state, ok := broadcastStates[l.State]; ok {
			how = state.Say()
		}
		if !l.DueAt.IsZero() {
			at = l.DueAt
		}
		head := []rune(strings.ReplaceAll(l.Text, "\n", " "))
		if len(head) > headRunes {
			head = append(head[:headRunes:headRunes], '…')
		}
		lines[i] = sayBroadcastLine.Say(l.Number, at.Format("01-02 15:04"), l.Whom, l.Receivers, how, string(head))
	}
	return say(sayBroadcastList.Say(len(all), strings.Join(lines, "\n")), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayStandingSMS.Say(all[0].Acked, all[0].Receivers)}), nil
}

var receiverStates = map[string]string{"live": "还没送", "withdrawn": "撤回未发", "expired": "没有送"}

// sendNames has all receivers of a broadcast follow over WeCom as a spreadsheet.
func (t *Turn) sendNames(ctx context.Context, b broadcast.Broadcast) error {
	all, err := t.Tx.ReceiversOf(ctx, b.ID, mostInFile)
	if err != nil {
		return err
	}
	f := notice.BroadcastFile{Number: b.Number, Rows: make([]notice.BroadcastFileRow, len(all))}
	stamp := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Format("2006-01-02 15:04")
	}
	for i, r := range all {
		state := receiverStates[r.State]
		switch {
		case !r.AckedAt.IsZero():
			state = "已确认"
		case !r.ToldAt.IsZero():
			state = "没确认"
		case state == "":
			state = "送不到"
		}
		f.Rows[i] = notice.BroadcastFileRow{Name: r.Name, Manager: r.Manager, State: state, Told: stamp(r.ToldAt), Acked: stamp(r.AckedAt), Reply: r.Reply}
	}
	n, err := notice.BroadcastNamesTo(t.Who.UserID, t.Origin, b.ID, f, t.Tx.Now())
	if err != nil {
		return err
	}
	return t.Tx.Tell(n)
}
