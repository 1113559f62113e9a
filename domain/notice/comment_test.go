package notice

import (
	"context"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Comment(_ context.Context, id domain.ID) (CommentView, bool, error) {
	kind := "suggestion"
	if id == (domain.ID{1}) {
		kind = "answer"
	}
	return CommentView{Number: 1001, Kind: kind, By: "王建国", Text: "下次带上指南", Doctor: "张伟", Hospital: "市一", Date: domain.DateOf(at),
		Withdrawn: t.visit.Withdrawn}, !t.gone, nil
}

func TestWordsOnARecordAreToldWholeByWeComAndAsANumberBySMS(t *testing.T) {
	c, still, err := CommentAdded.Compose(t.Context(), standing(), Notice{})
	if err != nil || !still || !strings.Contains(c.Text, "【建议】#1001") || !strings.Contains(c.Text, "下次带上指南") || c.Template != "comment" || c.Params["kind"] != "建议" {
		t.Errorf("a suggestion says %+v, %v, %v", c, still, err)
	}
	if c, _, _ := CommentAdded.Compose(t.Context(), standing(), Notice{Subject: domain.ID{1}}); c.Template != "decision" || !strings.Contains(c.Text, "【回复】") {
		t.Errorf("an answer to the manager says %+v", c)
	}
	back := standing()
	back.visit.Withdrawn = true
	if _, still, _ := CommentAdded.Compose(t.Context(), back, Notice{}); still {
		t.Error("words on a record that was taken back are told")
	}
}
