package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/postgres"
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
	e, due, err := s.db.DueFile(ctx, id)
	if err != nil || !due {
		return err
	}
	if s.gateways.wecom == nil {
		return &notify.Later{After: fetchAgain, Code: "wecom_off"}
	}
	bounded, cancel := context.WithTimeout(ctx, fetchWithin)
	content, err := s.gateways.wecom.Media(bounded, e.MediaID)
	cancel()
	var failed *notifywecom.APIError
	switch {
	case errors.As(err, &failed) && failed.Errcode == lostMedia:
		s.log.WarnContext(ctx, "WeCom has a picture no more that somebody sent", "evidence", id)
		return s.db.LeaveFile(ctx, id, evidence.Gone)
	case errors.As(err, &failed) && failed.Errcode == tooLarge:
		return s.db.LeaveFile(ctx, id, evidence.Refused)
	case errors.As(err, &failed):
		s.log.WarnContext(ctx, "a picture could not be fetched and is asked for again", "evidence", id, "code", failed.Code)
		return &notify.Later{After: max(failed.Wait, fetchAgain), Code: failed.Code}
	case err != nil:
		return err
	}
	kind := typeOf(content)
	if len(content) > evidence.MostBytes || !e.Kind.Takes(kind, !e.Report.IsZero()) {
		return s.db.LeaveFile(ctx, id, evidence.Refused)
	}
	return s.db.KeepFile(ctx, id, kind, content)
}

// endings are those of the names of files by what they hold.
var endings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", typeAMR: ".amr", "video/mp4": ".mp4"}

// typeAMR is the type of WeCom's voice messages, and magicAMR how they begin.
const (
	typeAMR  = "audio/amr"
	magicAMR = "#!AMR\n"
)

// typeOf tells by its first bytes what a file is.
func typeOf(content []byte) string {
	if bytes.HasPrefix(content, []byte(magicAMR)) {
		return typeAMR
	}
	return http.DetectContentType(content)
}

// pictureFiles writes the kept pictures of a range into a folder, each named by its id.
func pictureFiles(ctx context.Context, db *postgres.DB, r export.Range, folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return fmt.Errorf("make the folder for pictures: %w", err)
	}
	return db.EvidenceFiles(ctx, r, func(id domain.ID, kind string, content []byte) error {
		return intoFile(filepath.Join(folder, id.String()+endings[kind]), func(w io.Writer) error {
			_, err := w.Write(content)
			return err
		})
	})
}
