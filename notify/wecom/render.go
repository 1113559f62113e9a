package wecom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/notify"
)

// The limits of protocols: WeCom parts 4.2 and 4.3. Lengths of cards are in characters, as the page recommends them; more is
// cut by clients, so a title is cut here, with an ellipsis. Texts, buttons and keys are the caller's to keep within bounds.
const (
	maxTextBytes   = 2048
	maxTitle       = 36
	maxSubTitle    = 160
	maxButtons     = 6
	maxButtonText  = 10
	maxKeyBytes    = 1024
	maxUserIDBytes = 64
	// sameWithin is how many seconds WeCom shows the same bytes once: the most it allows.
	sameWithin = 14400
)

// The APIs that a stored body may name.
const (
	apiSend   = "message/send"
	apiUpdate = "message/update_template_card"
)

// stored is the form of a rendered body: the API that it goes to and exactly the bytes that every attempt sends there.
type stored struct {
	API  string          `json:"api"`
	Body json.RawMessage `json:"body"`
}

// mediaPlace stands in a stored body for the media id, which is known at the attempt only.
const mediaPlace = `{media}`

type mediaField struct {
	MediaID string `json:"media_id"`
}

type textField struct {
	Content string `json:"content"`
}

type cardField struct {
	CardType string        `json:"card_type"`
	TaskID   string        `json:"task_id"`
	Main     mainTitle     `json:"main_title"`
	SubTitle string        `json:"sub_title_text,omitempty"`
	Buttons  []buttonField `json:"button_list"`
}

type mainTitle struct {
	Title string `json:"title"`
}

type buttonField struct {
	Text  string `json:"text"`
	Style int    `json:"style"`
	Key   string `json:"key"`
}

// sendBody is the JSON of message/send. agentid is a number here, as the page has it; the SDK's own struct makes it a string.
type sendBody struct {
	ToUser    string      `json:"touser"`
	MsgType   string      `json:"msgtype"`
	AgentID   int64       `json:"agentid"`
	Text      *textField  `json:"text,omitempty"`
	Card      *cardField  `json:"template_card,omitempty"`
	Image     *mediaField `json:"image,omitempty"`
	File      *mediaField `json:"file,omitempty"`
	Voice     *mediaField `json:"voice,omitempty"`
	SameCheck int         `json:"enable_duplicate_check"`
	SameFor   int         `json:"duplicate_check_interval"`
}

// updateBody is the JSON of message/update_template_card; its receivers are an array.
type updateBody struct {
	UserIDs      []string `json:"userids"`
	AgentID      int64    `json:"agentid"`
	ResponseCode string   `json:"response_code"`
	Button       struct {
		ReplaceName string `json:"replace_name"`
	} `json:"button"`
}

var taskIDForm = regexp.MustCompile(`^[0-9A-Za-z_\-@]{1,128}$`)

// Render implements notify.Sender. It gives a text of at most 2,048 bytes, a card with one to six buttons, or the update of
// a pressed card its JSON, and returns it with the API that it belongs to. Longer texts are the caller's to split. The error
// says which rule of WeCom the content breaks and holds nothing of it.
func (c *Client) Render(address string, content notify.Content) (body []byte, text string, err error) {
	if err := checkUserID(address); err != nil {
		return nil, "", err
	}
	content = cleaned(content)
	api, inner := apiSend, any(nil)
	switch {
	case content.Update != nil:
		api, inner, text = apiUpdate, c.updateOf(address, content.Update), content.Update.ReplaceName
		if content.Update.ResponseCode == "" || text == "" {
			err = errors.New("an update needs a response code and a word")
		}
	case content.Card != nil:
		var card *cardField
		card, err = cardOf(content)
		inner = sendBody{ToUser: address, MsgType: "template_card", AgentID: c.agent, Card: card, SameCheck: 1, SameFor: sameWithin}
		text = strings.TrimSpace(content.Card.Title + "\n" + content.Text)
	default:
		text = content.Text
		inner = sendBody{ToUser: address, MsgType: "text", AgentID: c.agent, Text: &textField{text}, SameCheck: 1, SameFor: sameWithin}
		switch {
		case text == "":
			err = errors.New("the text is empty")
		case len(text) > maxTextBytes:
			err = fmt.Errorf("the text has %d bytes, WeCom shows %d", len(text), maxTextBytes)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("write a WeCom message: %w", err)
	}
	body, err = toStore(api, inner)
	return body, text, err
}

func checkUserID(address string) error {
	if address == "" || len(address) > maxUserIDBytes || strings.ContainsAny(address, "| \t\r\n") || address[0] == '@' {
		return errors.New("write a WeCom message: the userid of the receiver is not one")
	}
	return nil
}

func toStore(api string, inner any) ([]byte, error) {
	raw, err := plainJSON(inner)
	if err != nil {
		return nil, err
	}
	return plainJSON(stored{API: api, Body: raw})
}

// cardOf makes a button_interaction card: the content's title, its text as the card's body, and its buttons, of which the
// first stands out.
func cardOf(content notify.Content) (*cardField, error) {
	in := content.Card
	switch {
	case !taskIDForm.MatchString(in.TaskID):
		return nil, errors.New("a card needs a task id of 1 to 128 letters, digits, _, - and @")
	case in.Title == "":
		return nil, errors.New("a card needs a title")
	case len(in.Buttons) == 0 || len(in.Buttons) > maxButtons:
		return nil, fmt.Errorf("a card has 1 to %d buttons, this one %d", maxButtons, len(in.Buttons))
	case utf8.RuneCountInString(content.Text) > maxSubTitle:
		return nil, fmt.Errorf("a card shows %d characters of text, this one has %d", maxSubTitle, utf8.RuneCountInString(content.Text))
	}
	card := &cardField{CardType: "button_interaction", TaskID: in.TaskID, Main: mainTitle{shorten(in.Title, maxTitle)}, SubTitle: content.Text}
	seen := map[string]bool{}
	for i, b := range in.Buttons {
		if b.Text == "" || utf8.RuneCountInString(b.Text) > maxButtonText {
			return nil, fmt.Errorf("a button has 1 to %d characters", maxButtonText)
		}
		if b.Key == "" || len(b.Key) > maxKeyBytes || seen[b.Key] {
			return nil, fmt.Errorf("a button needs a key of its own of 1 to %d bytes", maxKeyBytes)
		}
		seen[b.Key] = true
		style := 2
		if i == 0 {
			style = 1
		}
		card.Buttons = append(card.Buttons, buttonField{Text: b.Text, Style: style, Key: b.Key})
	}
	return card, nil
}

func (c *Client) updateOf(address string, u *notify.CardUpdate) updateBody {
	body := updateBody{UserIDs: []string{address}, AgentID: c.agent, ResponseCode: u.ResponseCode}
	body.Button.ReplaceName = u.ReplaceName
	return body
}

// cleaned takes out of all words what Go could only write into JSON as a \u escape, which WeCom refuses (40033): control
// characters and the line separators of Unicode, of which the latter become line ends.
func cleaned(content notify.Content) notify.Content {
	content.Text = clean(content.Text)
	if content.Card != nil {
		card := *content.Card
		card.Title, card.Buttons = clean(card.Title), slices.Clone(card.Buttons)
		for i := range card.Buttons {
			card.Buttons[i].Text = clean(card.Buttons[i].Text)
		}
		content.Card = &card
	}
	if content.Update != nil {
		update := *content.Update
		update.ReplaceName = clean(update.ReplaceName)
		content.Update = &update
	}
	return content
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case r < 0x20 && r != '\n' && r != '\t' || r == 0x7f:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func shorten(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + "…"
}

// plainJSON writes JSON without the escapes for < > & that Go adds for web pages and that WeCom asks not to send.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write a WeCom message as JSON: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
