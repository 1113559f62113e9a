package main

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/cmd/yaoban/sandbox"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/screen"
)

// TestTheSandboxesExamplesAreUnderstood: a message that the page offers to click must mean what its label says, for the person
// on whose phone it stands.
func TestTheSandboxesExamplesAreUnderstood(t *testing.T) {
	w, err := readFiles("world")
	if err != nil {
		t.Fatal(err)
	}
	inRole := map[string]string{"*rep": "sunting", "*manager": "hemin", "*director": "zhouhang", "*safety": "pvdesk", "*compliance": "hegui", "*admin": "guanli"}
	examples, err := sandbox.Examples()
	if err != nil {
		t.Fatal(err)
	}
	if len(examples) < 40 {
		t.Fatalf("there are only %d examples", len(examples))
	}
	zone := time.FixedZone("CST", 8*3600)
	for _, e := range examples {
		// The page puts numbers of what is there into the braces.
		e.Text = strings.NewReplacer("{risk}", "1024", "{routine}", "1025", "{week}", "1026", "{commented}", "1027", "{case}", "1028", "{score}", "82", "{approved}", "1029").Replace(e.Text)
		if refused := screen.Check(e.Text).Refused; refused != (e.Intent == "refused") {
			t.Errorf("%s %s: the screen refuses it: %v", e.Person, e.Text, refused)
		}
		if e.Intent == "refused" || strings.HasPrefix(e.Intent, "case.") { // a case is found by its number: TestThePastHas… asks the bot
			continue
		}
		person := e.Person
		if p, ok := inRole[person]; ok {
			person = p
		}
		sender, gazetteer, err := w.of(person)
		if err != nil {
			t.Errorf("%s: %v", e.Text, err)
			continue
		}
		// A Tuesday in the late morning and one at night: what is offered fits at any hour.
		for _, hour := range []int{11, 22} {
			got := understand.Read(e.Text, sender, understand.Context{At: time.Date(2026, 11, 24, hour, 30, 0, 0, zone), Channel: e.Channel, Gazetteer: gazetteer})
			turn := &command.Turn{In: inbox.Inbound{Kind: inbox.Text, Channel: e.Channel, Text: e.Text}, Who: inbox.Person{UserID: sender.UserID, Role: sender.Role}, Said: got}
			intent := got.Intent
			switch {
			case command.Replies(turn): // which is no reading of the text alone
				intent = understand.ThreadReply
			case command.Shows(turn):
				intent = understand.RecordShow
			case got.Coach != nil:
				intent = got.Coach.Intent
			case intent == understand.Unknown:
				intent = got.Further
			}
			if string(intent) != e.Intent {
				t.Errorf("%s at %d: %s is read as %s, not %s", e.Person, hour, e.Text, intent, e.Intent)
			}
			for _, v := range got.Visits {
				if v.Doctor == "" && len(v.Candidates) < 2 {
					t.Errorf("%s: %s names a doctor who is not found", e.Person, e.Text)
				}
			}
		}
	}
}
