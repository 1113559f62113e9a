package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/bot"
	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

var update = flag.Bool("update", false, "rewrite the answers in ../../bot/testdata/talk by what the bot says now")

// A transcript is a conversation as people would write it down:
//
//	as chenxiao wecom        who speaks, and over which channel
//	@ 2026-11-23T18:20       the clock; @ +5m moves it on
//	> 下午三点…               what she sends
//	! click today            an event or a message that is no text (image, voice, location 30.58,114.27 市一院)
//	< 已记 …                  the answer by WeCom, or «template {variables}» by SMS
//	= visit.reported         the facts of that message
//	% broadcasts             what is due of broadcasts goes out
//	+ chenxiao …             what somebody is told by it
//
// A random code (验证码, 签到码) is written as ‹code›; in what is sent, ‹code› is the last one that was shown.
//
// -update writes the <, = and + lines.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("../../bot/testdata/talk/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the conversation went otherwise; if it is right now, run with -update\n--- is\n%s\n--- was\n%s", got, want)
			}
		})
	}
}

// TestEveryCommandHasATranscript walks the registry, so that no command can be added without one.
func TestEveryCommandHasATranscript(t *testing.T) {
	covered := map[string]string{"ack": "unknown", "cancel": "question", "repeat": "visit.report.repeat", "kb.search": "later",
		"thread.show": "review.comment", "share.undo": "review.share", "share.like": "review.share", "coach.done": "coach.task", "coach.undo": "coach.task", "coach.decide": "coach.task", "coach.show": "coach.rate",
		"share.comment": "review.share", "share.best": "review.share",
		"scheme.show": "scheme.set", "scheme.history": "scheme.set", "scheme.rollback": "scheme.set", "change.confirm": "scheme.set", "change.undo": "doctor.set",
		"case.list": "case.safety", "case.show": "case.safety", "case.take": "case.safety", "case.assess": "case.safety", "case.set": "case.safety",
		"case.reported": "case.safety", "case.close": "case.safety", "case.reopen": "case.safety", "case.export": "case.safety", "case.reply": "case.ask",
		"broadcast.confirm": "broadcast.send", "broadcast.list": "broadcast.send", "broadcast.undo": "broadcast.unacked", "broadcast.remind": "broadcast.unacked",
		"broadcast.ack": "broadcast.unacked", "case.assign": "case.complaint", "case.classify": "case.complaint", "case.handle": "case.complaint", "case.callback": "case.complaint"}
	for _, intent := range command.Intents() {
		name := string(intent)
		if other, ok := covered[name]; ok {
			name = other
		}
		if _, err := os.Stat("../../bot/testdata/talk/" + name + ".txt"); err != nil {
			t.Errorf("the command %s has no transcript: %v", intent, err)
		}
	}
}

var shownCode = regexp.MustCompile(`(?:验证码|签到码) ([0-9]{4,6})`)

// talk is a conversation with the real bot on a real database, at a time of its own.
type talk struct {
	bot  *bot.Bot
	db   *postgres.DB
	pool *pgxpool.Pool
	now  time.Time
	as   string
	over domain.Channel
	last int
	code string
	// seen are the ids of the facts that were shown already.
	seen map[string]bool
}

// newTalk is the example company on a database of its own, on the morning of Friday 2026-11-20.
func newTalk(t *testing.T) *talk {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{now: time.Date(2026, 11, 20, 9, 0, 0, 0, zone), seen: map[string]bool{}}
	k.pool = pgtest.Pool(t)
	k.db, err = postgres.Open(t.Context(), k.pool.Config().ConnString(), zone, postgres.WithWall(func() time.Time { return k.now }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.db.Close)
	if err := importExampleWorld(t.Context(), k.db); err != nil {
		t.Fatal(err)
	}
	k.fresh(t) // those of the import
	k.bot = talkingBot(k.db, slog.New(slog.DiscardHandler))
	return k
}

func play(t *testing.T, script string) string {
	k := newTalk(t)
	var out strings.Builder
	lines := bufio.NewScanner(strings.NewReader(script))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "< ") || strings.HasPrefix(line, "= ") || strings.HasPrefix(line, "+ ") {
			continue
		}
		out.WriteString(line + "\n")
		k.line(t, line, &out)
	}
	return out.String()
}

func (k *talk) line(t *testing.T, line string, out *strings.Builder) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "as":
		who, over, _ := strings.Cut(rest, " ")
		k.as, k.over = who, domain.Channel(over)
	case "@":
		k.move(t, rest)
	case ">":
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: rest}, out)
	case "!":
		what, key, _ := strings.Cut(rest, " ")
		in := inbox.Inbound{Kind: inbox.Event, Event: what, EventKey: key}
		if what == "voice" || what == "image" || what == "location" {
			in = inbox.Inbound{Kind: inbox.Kind(what), MediaID: "m1"}
			// ! location 30.5801,114.2702 市一院门诊
			if at, label, _ := strings.Cut(key, " "); at != "" {
				in.Label = label
				if _, err := fmt.Sscanf(at, "%f,%f", &in.Lat, &in.Lon); err != nil {
					t.Fatalf("a transcript has the place %q: %v", at, err)
				}
			}
		}
		k.say(t, in, out)
	case "%":
		k.broadcasts(t, out)
	case "#", "":
	default:
		t.Fatalf("a transcript has no line of the kind %q", line)
	}
}

func (k *talk) move(t *testing.T, to string) {
	if span, ok := strings.CutPrefix(to, "+"); ok {
		d, err := time.ParseDuration(span)
		if err != nil {
			t.Fatal(err)
		}
		k.now = k.now.Add(d)
		return
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", to, k.db.Zone())
	if err != nil {
		t.Fatal(err)
	}
	k.now = at
}

// say sends one message as the channel would and writes down the answer and the facts.
func (k *talk) say(t *testing.T, in inbox.Inbound, out *strings.Builder) {
	k.last++
	in.Text = strings.ReplaceAll(in.Text, "‹code›", k.code)
	in.Channel, in.ID, in.At, in.From = k.over, fmt.Sprint("m", k.last), k.now, k.as
	if k.over == domain.SMS && !strings.HasPrefix(k.as, "1") {
		in.From = k.mobile(t)
	}
	answer, err := k.bot.Turn(t.Context(), in)
	if err != nil {
		t.Fatalf("the turn of %q: %v", in.Text, err)
	}
	text := answer.Text
	if k.over == domain.SMS {
		text = k.sms(t, in.ID)
	}
	if m := shownCode.FindStringSubmatch(text); m != nil {
		k.code = m[1]
	}
	if k.code != "" {
		text = strings.ReplaceAll(text, k.code, "‹code›")
	}
	for _, l := range strings.Split(text, "\n") {
		if l != "" {
			out.WriteString("< " + l + "\n")
		}
	}
	kinds := k.fresh(t)
	slices.Sort(kinds) // facts of one transaction have one time
	if len(kinds) > 0 {
		out.WriteString("= " + strings.Join(kinds, " ") + "\n")
	}
}

func (k *talk) mobile(t *testing.T) string {
	all := k.rows(t, `select mobile from staff where userid = $1`, k.as)
	if len(all) != 1 {
		t.Fatalf("nobody is called %s", k.as)
	}
	return all[0]
}

// fresh returns the kinds of the facts that were not shown yet.
func (k *talk) fresh(t *testing.T) (kinds []string) {
	for _, row := range k.rows(t, `select id::text || ' ' || kind from fact`) {
		if id, kind, _ := strings.Cut(row, " "); !k.seen[id] {
			k.seen[id] = true
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// rows reads the one column that a query returns.
func (k *talk) rows(t *testing.T, sql string, args ...any) []string {
	rows, err := k.pool.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sms returns the late reply to a short message: its template and variables.
func (k *talk) sms(t *testing.T, id string) string {
	args := k.rows(t, `select args::text from notice where key = $1`, "reply/sms/"+id)
	if len(args) == 0 {
		return ""
	}
	var c notice.Content
	if err := json.Unmarshal([]byte(args[0]), &c); err != nil {
		t.Fatal(err)
	}
	params, err := json.Marshal(c.Params)
	if err != nil {
		t.Fatal(err)
	}
	return "«" + c.Template + " " + string(params) + "»"
}
