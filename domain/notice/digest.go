package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Digest tells as one message what waited for the same morning (PRODUCT.md X4: merged beyond the cap, DESIGN.md part 4:
// merged at 08:00). Its parts point to it. Their words were fixed when it was made and stand in its Args.
var Digest = register(Kind{
	Name: "digest",
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var texts []string
		if err := json.Unmarshal(n.Args, &texts); err != nil {
			return Content{}, false, fmt.Errorf("read the parts of a digest: %w", err)
		}
		return Content{Text: digestText(texts)}, len(texts) > 0, nil
	},
})

// DigestOf makes the digest of several texts for a person at an instant of business time.
func DigestOf(person string, texts []string, at time.Time) (Notice, error) {
	args, err := json.Marshal(texts)
	if err != nil {
		return Notice{}, fmt.Errorf("write the parts of a digest: %w", err)
	}
	return Notice{Kind: Digest.Name, Key: DigestKey(person, at), Person: person, Args: args, DueAt: at}, nil
}

// DigestKey is the key of the digest that a person gets at an instant.
func DigestKey(person string, at time.Time) string {
	return "digest/" + person + "/" + strconv.FormatInt(at.UnixMilli(), 10)
}

func digestText(texts []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d条消息：", len(texts))
	for i, t := range texts {
		fmt.Fprintf(&b, "\n%d. %s", i+1, t)
	}
	return b.String()
}
