package wecomtest

import (
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of protocols: WeCom parts 4.2, 4.3, 4.5 and 6.
const (
	maxText         = 2048
	maxReceivers    = 1000
	perMinute       = 30
	perHour         = 1000
	defaultRepeat   = 1800
	maxRepeat       = 14400
	updatableFor    = 72 * time.Hour
	maxCardText     = 160
	maxCardTitle    = 36
	maxCardButtons  = 6
	maxButtonLength = 10
	maxKey          = 1024
)

type mediaField struct {
	MediaID string `json:"media_id"`
}

type contentField struct {
	Content string `json:"content"`
}

type request struct {
	ToUser   string       `json:"touser"`
	ToParty  string       `json:"toparty"`
	ToTag    string       `json:"totag"`
	MsgType  string       `json:"msgtype"`
	AgentID  int64        `json:"agentid"`
	Text     contentField `json:"text"`
	Markdown contentField `json:"markdown"`
	Image    mediaField   `json:"image"`
	Voice    mediaField   `json:"voice"`
	Video    mediaField   `json:"video"`
	File     mediaField   `json:"file"`
	Card     *cardRequest `json:"template_card"`
	Check    int          `json:"enable_duplicate_check"`
	Interval int          `json:"duplicate_check_interval"`
}

type cardRequest struct {
	CardType string `json:"card_type"`
	TaskID   string `json:"task_id"`
	Main     struct {
		Title string `json:"title"`
	} `json:"main_title"`
	SubTitle string `json:"sub_title_text"`
	Buttons  []struct {
		Type  int    `json:"type"`
		Text  string `json:"text"`
		Style int    `json:"style"`
		Key   string `json:"key"`
		URL   string `json:"url"`
	} `json:"button_list"`
}

// grant is the right to update a card once.
type grant struct {
	shown *Shown
	until time.Time
	used  bool
}

// send is message/send.
func (s *Server) send(c call) (out reply) {
	var in request
	if errcode := parse(c.body, &in); errcode != 0 {
		return failure(errcode)
	}
	s.change(func() (changed []*Shown) {
		errcode, text := s.check(in, sha256.Sum256(c.body))
		if errcode != 0 {
			out = failure(errcode)
			return nil
		}
		to, invalid, unlicensed := s.receivers(in.ToUser)
		if len(to) == 0 && len(unlicensed) == 0 {
			out = failure(81013)
			return nil
		}
		out = reply{"msgid": "msg" + s.number(), "invaliduser": strings.Join(invalid, "|"), "invalidparty": "", "invalidtag": "",
			"unlicenseduser": strings.Join(unlicensed, "|")}
		if s.isRepeated(in, c.body) {
			s.repeated++
			return nil
		}
		for _, userid := range to {
			if c.drop || s.tooOften(userid) {
				s.dropped[lower(userid)]++
				continue
			}
			m := s.show(&Shown{ID: out["msgid"].(string) + "/" + lower(userid), To: userid, Kind: in.MsgType, Text: text, MediaID: in.media(),
				Card: in.Card.card(), How: "send", Wire: string(c.body)})
			changed = append(changed, m)
			if m.Card != nil {
				out["response_code"] = s.grant(m)
			}
		}
		return changed
	})
	return out
}

// check holds a message against the rules, and returns its error number and what can be read of it; the lock is held.
func (s *Server) check(in request, body [32]byte) (errcode int64, text string) {
	switch {
	case in.AgentID == 0:
		return 41011, ""
	case in.AgentID != s.options.AgentID:
		return 301002, ""
	case s.closed:
		return 50003, ""
	case in.ToUser == "" && in.ToParty == "" && in.ToTag == "":
		return 82001, ""
	case strings.Count(in.ToUser, "|") >= maxReceivers:
		return 40031, ""
	case in.Interval < 0 || in.Interval > maxRepeat:
		return 40035, ""
	}
	switch in.MsgType {
	case "text", "markdown":
		if text = in.Text.Content + in.Markdown.Content; text == "" {
			return 44004, ""
		}
		return 0, cut(text, maxText)
	case "image", "voice", "video", "file":
		f, ok := s.media[in.media()]
		if !ok || !s.options.Wall().Before(f.until) || f.kind != "" && f.kind != in.MsgType {
			return 40007, ""
		}
		return 0, f.name
	case "template_card":
		if in.Card == nil {
			return 42031, ""
		}
		if errcode = in.Card.check(); errcode != 0 {
			return errcode, ""
		}
		if first, used := s.tasks[in.Card.TaskID]; used && first != body {
			return 42014, "" // another card under the same task id
		}
		s.tasks[in.Card.TaskID] = body
		return 0, in.Card.SubTitle
	}
	return 40008, ""
}

func (in request) media() string {
	return in.Image.MediaID + in.Voice.MediaID + in.Video.MediaID + in.File.MediaID
}

// receivers splits the receivers into those who get the message, those who are unknown and those without a licence, the
// latter two in lower case as WeCom lists them; the lock is held.
func (s *Server) receivers(list string) (to, invalid, unlicensed []string) {
	for _, userid := range strings.Split(list, "|") {
		p, known := s.people[lower(userid)]
		switch {
		case userid == "":
		case s.people == nil:
			to = append(to, userid)
		case !known || p.Status != 1:
			invalid = append(invalid, lower(userid))
		case p.Unlicensed:
			unlicensed = append(unlicensed, lower(userid))
		default:
			to = append(to, userid)
		}
	}
	return to, invalid, unlicensed
}

// isRepeated reports whether these bytes were sent within their window, and remembers them; the lock is held.
func (s *Server) isRepeated(in request, body []byte) bool {
	if in.Check == 0 {
		return false
	}
	seconds := in.Interval
	if seconds == 0 {
		seconds = defaultRepeat
	}
	key, now := sha256.Sum256(body), s.options.Wall()
	if now.Before(s.seen[key]) {
		return true
	}
	s.seen[key] = now.Add(time.Duration(seconds) * time.Second)
	return false
}

// tooOften counts a message to a member and reports whether it is one too many; the lock is held.
func (s *Server) tooOften(userid string) bool {
	now := s.options.Wall()
	sent := slices.DeleteFunc(s.rates[lower(userid)], func(at time.Time) bool { return now.Sub(at) >= time.Hour })
	minute := 0
	for _, at := range sent {
		if now.Sub(at) < time.Minute {
			minute++
		}
	}
	over := minute >= perMinute || len(sent) >= perHour
	if !over {
		sent = append(sent, now)
	}
	s.rates[lower(userid)] = sent
	return over
}

// grant makes a right to update a card; the lock is held.
func (s *Server) grant(m *Shown) string {
	code := s.secret(32)
	s.codes[code] = &grant{shown: m, until: s.options.Wall().Add(updatableFor)}
	return code
}

var taskForm = regexp.MustCompile(`^[0-9A-Za-z_\-@]{1,128}$`)

// check holds a card against the rules. Lengths that WeCom only recommends are checked too: what is longer is cut on phones.
func (c *cardRequest) check() int64 {
	switch {
	case c.CardType != "button_interaction":
		return 42031
	case !taskForm.MatchString(c.TaskID):
		return 42014
	case c.Main.Title == "" || utf8.RuneCountInString(c.Main.Title) > maxCardTitle || utf8.RuneCountInString(c.SubTitle) > maxCardText:
		return 42033
	case len(c.Buttons) == 0 || len(c.Buttons) > maxCardButtons:
		return 42039
	}
	keys := map[string]bool{}
	for _, b := range c.Buttons {
		switch {
		case b.Text == "" || utf8.RuneCountInString(b.Text) > maxButtonLength:
			return 42038
		case b.Type == 0 && (b.Key == "" || len(b.Key) > maxKey || keys[b.Key]):
			return 42039
		case b.Type == 1 && b.URL == "":
			return 42028
		}
		keys[b.Key] = true
	}
	return 0
}

func (c *cardRequest) card() *Card {
	if c == nil {
		return nil
	}
	card := &Card{TaskID: c.TaskID, Title: c.Main.Title}
	for _, b := range c.Buttons {
		card.Buttons = append(card.Buttons, Button{b.Text, b.Key})
	}
	return card
}

// update is message/update_template_card in its button form.
func (s *Server) update(c call) (out reply) {
	var in struct {
		UserIDs      []string `json:"userids"`
		AgentID      int64    `json:"agentid"`
		ResponseCode string   `json:"response_code"`
		Button       struct {
			ReplaceName string `json:"replace_name"`
		} `json:"button"`
	}
	if errcode := parse(c.body, &in); errcode != 0 {
		return failure(errcode)
	}
	s.change(func() []*Shown {
		g := s.codes[in.ResponseCode]
		switch {
		case in.AgentID != s.options.AgentID:
			out = failure(42015)
		case in.Button.ReplaceName == "":
			out = failure(40035)
		case len(in.UserIDs) == 0:
			out = failure(82001)
		case g == nil || g.used || !s.options.Wall().Before(g.until):
			out = failure(60140)
		}
		if out != nil {
			return nil
		}
		g.used = true
		invalid := []string{}
		var changed []*Shown
		for _, userid := range in.UserIDs {
			if !strings.EqualFold(userid, g.shown.To) {
				invalid = append(invalid, userid)
				continue
			}
			g.shown.Card.Replaced = in.Button.ReplaceName
			changed = append(changed, g.shown)
		}
		out = reply{"invaliduser": invalid}
		return changed
	})
	return out
}
