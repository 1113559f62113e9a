package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/notify"
	notifywecom "github.com/yaoban/yaoban/notify/wecom"
)

const (
	// fetchWithin bounds one attempt to fetch a picture, fetchAgain is the pause before the next one; wall time.
	fetchWithin = 30 * time.Second
	fetchAgain  = 30 * time.Second
	// lostMedia is WeCom's number for what it has no more (protocols: WeCom part 7), tooLarge the one for more than 20 MiB.
	lostMedia, tooLarge = 40007, 830002
)

// fetchPicture fetches a picture that a person sent, and keeps it. WeCom's failures pass: the picture is asked for again until
// WeCom has it no more, which is after three days. Fetching it twice keeps it once.
func (s *server) fetchPicture(ctx context.Context, id domain.ID) error {
	mediaID, due, err := s.db.DueFile(ctx, id)
	if err != nil || !due {
		return err
	}
	if s.gateways.wecom == nil {
		return &notify.Later{After: fetchAgain, Code: "wecom_off"}
	}
	bounded, cancel := context.WithTimeout(ctx, fetchWithin)
	content, err := s.gateways.wecom.Media(bounded, mediaID)
	cancel()
	var e *notifywecom.APIError
	switch {
	case errors.As(err, &e) && e.Errcode == lostMedia:
		s.log.WarnContext(ctx, "WeCom has a picture no more that somebody sent", "evidence", id)
		return s.db.LeaveFile(ctx, id, evidence.Gone)
	case errors.As(err, &e) && e.Errcode == tooLarge:
		return s.db.LeaveFile(ctx, id, evidence.Refused)
	case errors.As(err, &e):
		return &notify.Later{After: max(e.Wait, fetchAgain), Code: e.Code}
	case err != nil:
		return err
	}
	kind := http.DetectContentType(content)
	if len(content) > evidence.MostBytes || !slices.Contains(evidence.Types, kind) {
		return s.db.LeaveFile(ctx, id, evidence.Refused)
	}
	return s.db.KeepFile(ctx, id, kind, content)
}
