package notice

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var sayJoint = words.New("notice.joint_visit", "%s记了一次与您的协访：%s（#%d）")

// JointVisit tells a manager that a rep named her as the one who came along (PRODUCT.md V9).
var JointVisit = register(Kind{
	Name: "joint_visit",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Visit(ctx, n.Subject)
		if err != nil || !ok || v.Withdrawn || v.Joint != n.Person {
			return Content{}, false, err
		}
		what := strings.Join(strings.Fields(v.Date.String()+" "+string(v.Start)+" "+v.Hospital+" "+v.Doctor), " ")
		if len(v.Products) > 0 {
			what += "｜" + strings.Join(v.Products, "、")
		}
		return Content{Text: sayJoint.Say(v.Rep, what, v.Number)}, true, nil
	},
})

// JointVisitKey is the key of the notice to the manager of one visit.
func JointVisitKey(id domain.ID, manager string) string {
	return "joint_visit/" + id.String() + "/" + manager
}
