package command

import (
	"context"

	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/words"
)

var _ = words.Refusal("case.worked", "投诉 #%d 已在处理，不能撤回。要说明请发“回复 %[1]d …”。")

// complaintBack takes the case of a complaint back with its report, or brings it back (stands).
func (t *Turn) complaintBack(ctx context.Context, r report.Report, stands bool) error {
	if r.Kind != report.Complaint {
		return nil
	}
	found, err := t.Tx.CasesNumbered(ctx, []int64{r.Number})
	if err != nil || len(found) == 0 {
		return err
	}
	if stands {
		desk.Restore(t.Tx, t.Who.UserID, found[0])
		return nil
	}
	return desk.Withdraw(t.Tx, t.Who.UserID, found[0])
}
