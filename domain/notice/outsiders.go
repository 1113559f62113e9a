package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var sayOutsiders = words.New("notice.outsiders", "未登记的人今天（%s）发来的安全信息较多，从 #%d 起照样立案、按首次获知时间计时，不再逐条提醒。发“案例”查看全部。")

// Outsiders tells the safety desk, once a day, that people whom the company does not know tell of so many adverse events that each further
// case is not told by itself (desk.OutsiderTold). Its number is that of the first such case.
var Outsiders = register(Kind{
	Name:  "outsiders",
	Asked: true, // to the safety desk, at any hour
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var from outsidersFrom
		if err := json.Unmarshal(n.Args, &from); err != nil {
			return Content{}, false, fmt.Errorf("read when unknown senders were many: %w", err)
		}
		return Content{Text: sayOutsiders.Say(from.Day, n.Number), Template: "safety", Params: map[string]string{"no": strconv.FormatInt(n.Number, 10),
			"time": SMSTime(from.Due), "field": saySafetyField.Say()}}, true, nil
	},
})

// outsidersFrom is the first case that is not told by itself: its day, and when it is due.
type outsidersFrom struct {
	Day domain.Date `json:"day"`
	Due time.Time   `json:"due"`
}

// OutsidersTo is the notice to one person of the desk on one day, from the case with that id and number on, which is due then.
func OutsidersTo(person string, id domain.ID, number int64, due, now time.Time) (Notice, error) {
	day := domain.DateOf(now)
	args, err := json.Marshal(outsidersFrom{day, due})
	if err != nil {
		return Notice{}, fmt.Errorf("keep when unknown senders were many: %w", err)
	}
	return Notice{Kind: Outsiders.Name, Key: Outsiders.Name + "/" + day.String() + "/" + person, Person: person, Subject: id, Number: number, Args: args,
		DueAt: now}, nil
}
