package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// TestAQuestionSurvivesARestart has every message taken by a bot of its own, as after a restart of the process.
func TestAQuestionSurvivesARestart(t *testing.T) {
	k := newTalk(t)
	for i, m := range []struct {
		over     domain.Channel
		text     string
		after    time.Duration
		contains string
	}{
		{domain.WeCom, "张主任，立舒平，20分钟，认可", 0, "回1或2（#1001"},
		{domain.WeCom, "2", time.Minute, "已记 #1001：张伟(附二内分泌,B)"},
		{domain.WeCom, "改", time.Minute, "要改 #1001 的什么"},
		{domain.WeCom, "25分钟", time.Minute, "25分钟｜立舒平｜认可"},
		{domain.WeCom, "撤销", time.Minute, "已撤回"},
		{domain.WeCom, "不撤了", time.Minute, "已恢复：#1001"},
		{domain.WeCom, "王医生，安络畅，10分钟，感兴趣", time.Minute, "回1或2（#1002"},
		{domain.WeCom, "今天计划", time.Hour, "过了30分钟"},
		{domain.WeCom, "1002 是王方", time.Hour, "已记 #1002：王方"},
	} {
		k.now = k.now.Add(m.after)
		k.bot = talkingBot(k.db, slog.New(slog.DiscardHandler))
		a, err := k.bot.Turn(t.Context(), k.text(t, m.over, "r"+strings.Repeat("x", i), m.text))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(a.Text, m.contains) {
			t.Errorf("%q is answered by %q, without %q", m.text, a.Text, m.contains)
		}
	}
}
