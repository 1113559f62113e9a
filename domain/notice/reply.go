package notice

import (
	"context"
	"encoding/json"
	"fmt"
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
