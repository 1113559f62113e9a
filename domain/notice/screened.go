package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/screen"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayRefused    = words.New("notice.message_refused", "【合规提示】%s（%s）%s的消息涉及%s，已屏蔽，原文不保存（编号#%d，%s）。近%d天第%d次。")
	sayRefusedSMS = words.New("notice.message_refused_sms", "合规核查，近30天第%d次")
)

// RefusedView is how often messages of a person were refused by one rule.
type RefusedView struct {
	Name string
	Role domain.Role
	// Count is how many there were, Last the number of the last one and LastAt its time.
	Count  int
	Last   int64
	LastAt time.Time
}

// refusedTruth is what the notice about refused messages reads.
type refusedTruth interface {
	// Refused returns the messages of a person that a rule refused since an instant.
	Refused(ctx context.Context, person string, rule screen.Rule, since time.Time) (RefusedView, error)
}

type refusedBy struct {
	Person string      `json:"person"`
	Rule   screen.Rule `json:"rule"`
}

// roleNames are the roles as compliance reads them.
var roleNames = map[domain.Role]string{domain.Rep: "代表", domain.Manager: "主管", domain.Director: "总监", domain.Safety: "药物警戒",
	domain.Compliance: "合规", domain.Admin: "管理员"}

// MessageRefused tells compliance that a person wrote what may not be written (PRODUCT.md C4): once a day for each person and rule, with
// how often it was lately. The words themselves are kept nowhere.
var MessageRefused = register(Kind{
	Name: "message_refused",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		var by refusedBy
		if err := json.Unmarshal(n.Args, &by); err != nil {
			return Content{}, false, fmt.Errorf("read whose message was refused: %w", err)
		}
		v, err := truth.Refused(ctx, by.Person, by.Rule, n.DueAt.AddDate(0, 0, -screen.Window))
		if err != nil || v.Count == 0 {
			return Content{}, false, err
		}
		return Content{Text: sayRefused.Say(v.Name, roleNames[v.Role], v.LastAt.Format("01-02 15:04"), screen.Names[by.Rule], v.Last, screen.Article(by.Rule),
			screen.Window, v.Count), Template: "missing",
			Params: map[string]string{"no": strconv.FormatInt(v.Last, 10), "field": sayRefusedSMS.Say(v.Count)}}, true, nil
	},
})

// RefusedTo is the notice to one person of compliance of what another one wrote at an instant.
func RefusedTo(compliance, person string, rule screen.Rule, number int64, at time.Time) (Notice, error) {
	args, err := json.Marshal(refusedBy{person, rule})
	if err != nil {
		return Notice{}, fmt.Errorf("write whose message was refused: %w", err)
	}
	return Notice{Kind: MessageRefused.Name, Key: MessageRefused.Name + "/" + person + "/" + string(rule) + "/" + domain.DateOf(at).String() + "/" + compliance,
		Person: compliance, Number: number, Args: args, DueAt: at}, nil
}
