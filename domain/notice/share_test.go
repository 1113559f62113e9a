package notice

import (
	"context"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Share(context.Context, domain.ID) (ShareView, bool, error) {
	return t.share, !t.gone, nil
}

func (t told) ShareComment(context.Context, domain.ID) (ShareSaid, bool, error) {
	return ShareSaid{t.share, "林雨桐", "学到了"}, !t.gone, nil
}

func TestWhatWasTakenBackIsShownToNobody(t *testing.T) {
	for _, k := range []Kind{ShareMade, ShareOfYours, ShareProposed, ShareCommented} {
		truth := standing()
		truth.share.Shared, truth.share.Proposed = false, false
		if _, still, err := k.Compose(t.Context(), truth, Notice{Kind: k.Name}); still || err != nil {
			t.Errorf("%s of what was taken back is told (%v)", k.Name, err)
		}
	}
	c, _, err := ShareProposed.Compose(t.Context(), standing(), Notice{})
	if err != nil || len(c.Card.Buttons) != 2 || c.Card.Buttons[0].Key != "say/分享 1040" || !strings.Contains(c.Text, "分享 1040") {
		t.Errorf("the proposal is %+v, %v", c, err)
	}
}
