package understand_test

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// TestNobodyIsNamedInWhatATeamReads names every doctor of a manager's people, by every name of the hospital, in the ways in which people
// do: neither is left.
func TestNobodyIsNamedInWhatATeamReads(t *testing.T) {
	g := load(t).gazetteers["wangjianguo"]
	names := map[string][]string{}
	for _, r := range table(t, "hospitals.csv") {
		names[r["code"]] = append(list(r["aliases"]), r["name"])
	}
	at := time.Date(2026, 11, 24, 18, 0, 0, 0, time.FixedZone("+08", 8*3600))
	mask := func(text string) string {
		return understand.Masked(text, understand.Sender{UserID: "chenxiao", Role: domain.Rep}, understand.Context{At: at, Channel: domain.WeCom, Gazetteer: g})
	}
	tried := 0
	for _, d := range table(t, "doctors.csv") {
		if d["rep"] != "chenxiao" && d["rep"] != "linyutong" {
			continue
		}
		surname := string([]rune(d["name"])[:1])
		for _, hospital := range names[d["hospital"]] {
			for _, text := range []string{
				"下午三点去" + hospital + "见" + d["name"] + "，讲了立舒平，20分钟，认可",
				"上午拜访" + hospital + d["department"] + surname + "主任，" + surname + "主任说可以试试",
				hospital + " " + d["name"] + " 立舒平 15分钟 感兴趣；" + d["name"] + "下周在" + hospital + "开会",
				"在" + hospital + "门口碰到" + d["name"] + "医生，聊了肺舒清10分钟",
			} {
				tried++
				got := mask(text)
				if strings.Contains(got, d["name"]) || strings.Contains(got, surname+"主任") || len([]rune(hospital)) > 1 && strings.Contains(got, hospital) {
					t.Errorf("%s is shown as %s", text, got)
				}
				if !strings.Contains(got, "某医生") {
					t.Errorf("%s is shown as %s: too much is gone", text, got)
				}
			}
		}
	}
	if tried < 100 {
		t.Fatalf("only %d texts were tried", tried)
	}
	for text, want := range map[string]string{
		"zhangwei shiyi xinnei lishuping 20fz tongyi": "",
		"立舒平20分钟，认可":                                  "立舒平20分钟，认可",
		"说刘主任也在用":                                     "说某医生也在用",
	} {
		if got := mask(text); got != want {
			t.Errorf("%s is shown as %q, want %q", text, got, want)
		}
	}
}
