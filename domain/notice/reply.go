package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Reply is an answer that goes out late: what does not fit into WeCom's passive reply, what answers a short message, and
// the update of a pressed card. Its words were fixed when the turn was taken and stand in its Args.
var Reply = register(Kind{
	Name:  "reply",
	Asked: true,
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var c Content
		if err := json.Unmarshal(n.Args, &c); err != nil {
			return Content{}, false, fmt.Errorf("read the words of a late reply: %w", err)
		}
		return c, true, nil
	},
})

// LateReply makes the notice that carries words to a person which are due at once.
func LateReply(person, key string, c Content, now time.Time) (Notice, error) {
	args, err := json.Marshal(c)
	if err != nil {
		return Notice{}, fmt.Errorf("keep a late reply: %w", err)
	}
	return Notice{Kind: Reply.Name, Key: key, Person: person, Args: args, DueAt: now}, nil
}

// ReplyKey is the key of the late reply to one message.
func ReplyKey(channel domain.Channel, messageID string) string {
	return "reply/" + string(channel) + "/" + messageID
}
