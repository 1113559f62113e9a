package notice

import (
	"context"
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// JointVisit tells a manager that a rep named her as the one who came along (PRODUCT.md V9).
var JointVisit = register(Kind{
	Name: "joint_visit",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Visit(ctx, n.Subject)
		if err != nil || !ok || v.Withdrawn || v.Joint != n.Person {
			return Content{}, false, err
		}
		return Content{Text: fmt.Sprintf("%s记了一次与您的协访：%s %s %s %s｜%s（#%d）",
			v.Rep, v.Date, v.Start, v.Hospital, v.Doctor, strings.Join(v.Products, "、"), v.Number)}, true, nil
	},
})

// JointVisitKey is the key of the notice to the manager of one visit.
func JointVisitKey(id domain.ID, manager string) string {
	return "joint_visit/" + id.String() + "/" + manager
}
