package notice

import (
	"context"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func (t told) KeptFile(_ context.Context, id domain.ID) (KeptFileView, bool, error) {
	return KeptFileView{Kind: "voice", SaidAt: time.Date(2026, 11, 24, 15, 4, 0, 0, time.UTC), KeptFile: KeptFile{ID: id, Type: "audio/amr", Bytes: 900}}, !t.gone, nil
}

func TestAKeptFileGoesOutUnderItsRecordsNumber(t *testing.T) {
	n, err := KeptFileTo("wangjianguo", domain.ID{1}, domain.ID{2}, 1024, 3, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	c, still, err := KeptFileAsked.Compose(t.Context(), standing(), n)
	if err != nil || !still || c.Only != domain.WeCom || len(c.Attachments) != 1 || c.Attachments[0].Name != "#1024 语音3 11-24 15.04" || c.Attachments[0].Kept.Bytes != 900 {
		t.Errorf("it says %+v, %v, %v", c, still, err)
	}
	truth := standing()
	truth.gone = true
	if _, still, err := KeptFileAsked.Compose(t.Context(), truth, n); still || err != nil {
		t.Errorf("what is kept no more is told: %v", err)
	}
}
