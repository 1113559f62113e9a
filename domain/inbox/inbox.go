// Package inbox is what reaches Yaoban: messages and events from WeCom, short messages from the gateway, and the
// gateway's receipts for what was sent. It holds their shapes only; bot/wecom and bot/sms decode into them, domain/postgres
// stores them, and bot answers them.
package inbox

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// How long what was begun waits for the rest of it.
const (
	// OpenFor is how long a question waits for its answer; then it is a draft.
	OpenFor = 30 * time.Minute
	// KeptFor is how long a draft can still be finished by its number (DESIGN.md part 6).
	KeptFor = 7 * 24 * time.Hour
)

// Kind is what sort of thing a person sent.
type Kind string

// The kinds. Event covers everything that is not a message: entering the app, a menu click, a card's button.
const (
	Text     Kind = "text"
	Image    Kind = "image"
	Voice    Kind = "voice"
	Video    Kind = "video"
	Location Kind = "location"
	Link     Kind = "link"
	Event    Kind = "event"
	// Other is a message type that WeCom may add one day; it is stored and answered like unknown words.
	Other Kind = "other"
)

// The events that Yaoban acts on; others are stored and answered with nothing (protocols: WeCom, part 3).
const (
	Subscribe   = "subscribe"
	Unsubscribe = "unsubscribe"
	EnterAgent  = "enter_agent"
	Click       = "click"
	CardClick   = "template_card_event"
)

// Inbound is one message or event as it reached us, decrypted and decoded. It is also what the inbox keeps, so its JSON
// form must stay readable.
type Inbound struct {
	Channel domain.Channel `json:"channel"`
	// ID is the key of repeats within the channel: WeCom's MsgId, a hash for events, the gateway's sequence_id.
	ID string `json:"id"`
	// From is the sender's address: the WeCom userid as it was sent, or the last 11 digits of the mobile number.
	From string `json:"from"`
	Kind Kind   `json:"kind"`
	// Text is what was typed. For a link it is the title.
	Text string `json:"text,omitempty"`
	// Event and EventKey name an event and the button or menu entry that was pressed.
	Event    string `json:"event,omitempty"`
	EventKey string `json:"event_key,omitempty"`
	// TaskID is the card that was pressed, ResponseCode the right to update it once within 72 hours.
	TaskID       string `json:"task_id,omitempty"`
	ResponseCode string `json:"response_code,omitempty"`
	// Selected is what was chosen in the lists of a pressed card; empty for a plain button.
	Selected []Selection `json:"selected,omitempty"`
	// MediaID is valid for three days at WeCom. Format is amr, speex …
	MediaID string `json:"media_id,omitempty"`
	Format  string `json:"format,omitempty"`
	URL     string `json:"url,omitempty"`
	// Lat and Lon are degrees (WGS or GCJ as the phone gives them), Label the address as words.
	Lat   float64 `json:"lat,omitempty"`
	Lon   float64 `json:"lon,omitempty"`
	Label string  `json:"label,omitempty"`
	// At is the message's own time: WeCom's CreateTime, the short message's send_time. 今天 means that day.
	At time.Time `json:"at"`
	// Screened is the rule of the screen that masked part of Text before it was stored; empty for a clean text.
	Screened string `json:"screened,omitempty"`
	// Heard: should nobody of the company have sent it, it may tell of an adverse event all the same, and is kept for its turn.
	Heard bool `json:"heard,omitempty"`
	// Dest is the number that a short message was sent to.
	Dest string `json:"dest,omitempty"`
}

// Said reports whether it is something that a person wrote or pressed, so that she has seen what she was told before: a message,
// an entry of the menu, a card's button. Opening the app, a position or leaving it says nothing of that (DESIGN.md part 4).
func (in Inbound) Said() bool {
	return in.Kind != Event || in.Event == Click || in.Event == CardClick
}

// Selection is the answer to one question of a card: its key and the ids of the chosen options.
type Selection struct {
	Question string   `json:"question"`
	Options  []string `json:"options"`
}

// Receipt is the gateway's word on a short message that was sent (protocols: Aliyun SMS, part 5).
type Receipt struct {
	// BizID is the gateway's id of the request, OutID ours (delivery id and attempt).
	BizID string `json:"biz_id"`
	OutID string `json:"out_id"`
	// Mobile is the receiver's number, last 11 digits.
	Mobile    string    `json:"mobile"`
	Delivered bool      `json:"delivered"`
	Code      string    `json:"code"`
	Say       string    `json:"say,omitempty"`
	At        time.Time `json:"at"`
	// Parts is how many parts were billed.
	Parts int `json:"parts"`
}

// Answer is what a turn gives back to the channel that brought the message. The zero Answer is silence.
type Answer struct {
	// Text is the reply for WeCom, any length; the channel cuts it to its own limit.
	Text string `json:"text,omitempty"`
	// Template and Params are the same answer for SMS: a name of protocols/sms-templates.csv and its variables.
	Template string            `json:"template,omitempty"`
	Params   map[string]string `json:"params,omitempty"`
}

// Silent reports whether the answer says nothing on either channel.
func (a Answer) Silent() bool { return a.Text == "" && a.Template == "" }
