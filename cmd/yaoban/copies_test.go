package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// TestACopiedNoteIsMarkedForTheReviewer also finds a copy whose doctor had to be asked for, and no copy of somebody else's words,
// of a note that was taken back, or of one that is too long ago.
func TestACopiedNoteIsMarkedForTheReviewer(t *testing.T) {
	k := newTalk(t)
	words := "讲了立舒平在老年患者的用药数据，主任说科里卒中病人多，同意先在新病人里试用"
	say := func(text string) string {
		t.Helper()
		k.last++
		a, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, fmt.Sprint("c", k.last), text))
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	marked := func(number string) string {
		t.Helper()
		return strings.Join(k.rows(t, `select o.number || case when v.similarity >= 0.9 then '' else ' at ' || v.similarity end
from visit v join visit o on o.id = v.near_copy_of where v.number = $1::bigint`, number), " ")
	}
	if got := say("下午三点市一院心内张伟，" + words + "，20分钟"); strings.Contains(got, "重复") || !strings.Contains(got, "#1001") {
		t.Fatalf("the first: %s", got)
	}
	k.now = k.now.AddDate(0, 0, 1)
	if got := say("上午十点附二王芳，" + words + "，35分钟"); !strings.Contains(got, "已记 #1002") {
		t.Fatalf("the copy: %s", got)
	}
	if got := marked("1002"); got != "1001" {
		t.Errorf("the copy is marked as one of %q", got)
	}
	if got := marked("1001"); got != "" {
		t.Errorf("the original is marked as a copy of %q", got)
	}
	say("张主任，" + words + "，5分钟")
	say("2")
	if got := marked("1003"); got == "" {
		t.Error("a copy whose doctor was asked for is not marked")
	}
	k.now = k.now.AddDate(0, 0, 40)
	say("附二王芳，" + words + "，50分钟")
	if got := marked("1004"); got != "" {
		t.Errorf("after 40 days it is a copy of %q", got)
	}
	say("撤销")
	k.now = k.now.Add(time.Hour)
	say("附二王芳，" + words + "，51分钟")
	if got := marked("1005"); got != "" {
		t.Errorf("it is a copy of what was taken back: %q", got)
	}
}
