package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/share"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayLiked       = words.New("share.liked", "已给 #%d（%s）点赞。")
	sayRemarked    = words.New("share.remarked", "评论已发给%s（#%d）：%s")
	sayShareShown  = words.New("share.shown", "#%d %s\n点赞%d人%s，评论%d条%s\n点赞回“点赞 %d”，评论回“评论 %[7]d …”。")
	sayShareWho    = words.New("share.shown_who", "（%s）")
	sayShareTalk   = words.New("share.shown_line", "%s %s：%s")
	sayShareSaid   = words.New("share.shown_said", "：\n%s")
	sayLikedSMS    = words.New("share.sms_liked", "点赞")
	sayRemarkedSMS = words.New("share.sms_remarked", "发出评论")
	_              = register(Command{Intent: understand.ShareLike, Roles: withPlans, Run: like})
	_              = register(Command{Intent: understand.ShareComment, Roles: withPlans, Run: remark})
)

// like keeps that a person likes a shared visit; once more changes nothing.
func like(ctx context.Context, t *Turn) (inbox.Answer, error) {
	n := int64(t.Said.Items[0])
	s, ok, err := t.shareFor(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("share.none", n)
	}
	if err := share.Like(t.Tx, s, t.Who.UserID); err != nil {
		return inbox.Answer{}, err
	}
	return say(sayLiked.Say(n, t.Book.person(s.Rep)), "decision", map[string]string{"no": number(n), "decision": sayLikedSMS.Say()}), nil
}

// remark keeps a person's words on a shared visit and has its rep and who shared it told.
func remark(ctx context.Context, t *Turn) (inbox.Answer, error) {
	n := int64(t.Said.Items[0])
	s, ok, err := t.shareFor(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("share.none", n)
	}
	return t.remarkOn(s)
}

func (t *Turn) remarkOn(s share.Share) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	text := strings.TrimSpace(t.Said.Text)
	if err := share.Say(t.Tx, s, t.source(), id, text); err != nil {
		return inbox.Answer{}, err
	}
	to := t.Book.person(s.Rep)
	if s.Rep == t.Who.UserID {
		to = t.Book.person(s.By)
	}
	return say(sayRemarked.Say(to, s.Number, text), "decision", map[string]string{"no": number(s.Number), "decision": sayRemarkedSMS.Say()}), nil
}

// showShare shows a shared visit with who likes it and what was said on it.
func (t *Turn) showShare(ctx context.Context, s share.Share) (inbox.Answer, error) {
	if s.State == share.Withdrawn {
		return inbox.Answer{}, domain.Refuse("share.gone", s.Number)
	}
	var likes []string
	var said []comment.Line
	t.Tx.WantTalk(s.ID, &likes, &said)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	who, lines := "", ""
	if len(likes) > 0 {
		names := strings.Join(likes[:min(len(likes), mostListed)], "、")
		if len(likes) > mostListed {
			names += "等"
		}
		who = sayShareWho.Say(names)
	}
	if len(said) > 0 {
		all := make([]string, len(said))
		for i, c := range said {
			all[i] = sayShareTalk.Say(c.SaidAt.Format("01-02 15:04"), c.By, c.Text)
		}
		lines = sayShareSaid.Say(strings.Join(all, "\n"))
	}
	return say(sayShareShown.Say(s.Number, s.Text, len(likes), who, len(said), lines, s.Number), "decision",
		map[string]string{"no": number(s.Number), "decision": sayShareSMS.Say()}), nil
}
