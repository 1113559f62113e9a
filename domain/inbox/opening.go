package inbox

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Person is who wrote, as the import and her own settings have her.
type Person struct {
	UserID  string
	Name    string
	Role    domain.Role
	Manager string
	Mobile  string
	// Prefers is her own choice of channel, or the import's where she made none.
	Prefers    domain.Preference
	SMSStopped bool
	// Greeted says that she was told once who the assistant is.
	Greeted bool
}

// Opening is what a turn reads first: whether the message was answered before, who wrote, and where her conversation stands.
// The conversation is locked until the turn ends, so that her messages are taken one after the other.
type Opening struct {
	// Repeat: the message was answered before, with Answer.
	Repeat bool
	Answer Answer
	// Known is false for people whom the import does not have, or whose time in the company has not begun or is over.
	Known  bool
	Person Person
	// State is the conversation as the bot stored it, JSON; empty for a first message.
	State []byte
	// Phrases are her own words for doctors (package phrase), JSON.
	Phrases []byte
	// World is the version of people, doctors, hospitals and products.
	World int64
}

// Closing is what a turn leaves behind beside the records that its command wrote.
type Closing struct {
	Inbound Inbound
	// Person is empty for a stranger.
	Person string
	State  []byte
	// Phrases are her own words for doctors as they are now; nil: they did not change.
	Phrases []byte
	Answer  Answer
}

// KeysKept is how long the key of a message is kept: a repeat of it is known that long. What is older than this when it
// arrives is answered with nothing and not acted on (DESIGN.md part 2).
const KeysKept = 35 * 24 * time.Hour
