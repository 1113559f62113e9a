package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
)

// MediaSender is a gateway that also carries pictures and files: WeCom. They are brought to it first and named in the message.
type MediaSender interface {
	Sender
	// RenderMedia is Render for a picture or a file; each attempt puts Outgoing.MediaID into the body, so that the same id
	// makes the same bytes.
	RenderMedia(address string, kind delivery.Media) (body []byte, err error)
	// Upload brings bytes to the gateway and returns its name for them. Nobody sees them yet. An error is a *SendError.
	Upload(ctx context.Context, kind delivery.Media, name string, content []byte) (id string, err error)
}

// mediaStore keeps what MediaSenders carry.
type mediaStore interface {
	// Attachment returns the bytes of a delivery, and false if they were purged.
	Attachment(ctx context.Context, id domain.ID) (delivery.Attachment, bool, error)
	// Uploaded and ForgetUpload record that the gateway has a copy under that id, and that it has it no more.
	Uploaded(ctx context.Context, id domain.ID, mediaID string, wall time.Time) error
	ForgetUpload(ctx context.Context, id domain.ID, mediaID string) error
}

const (
	// uploadWithin bounds an upload, in wall time.
	uploadWithin = 30 * time.Second
	// mediaServes is how long after its upload a copy is sent for the first time: WeCom keeps it three days (protocols: WeCom
	// part 4.6), and attempts to send it go on for up to four hours.
	mediaServes = 60 * time.Hour
	// maxUploads ends a picture that WeCom loses again and again.
	maxUploads = 5
	// codePurged says that the bytes are no longer kept.
	codePurged = "purged"
)

// nameRunes is how long a file's name is at most.
const nameRunes = 60

// fileName is a name as every system keeps it.
func fileName(name string) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name))
	return string(clean[:min(len(clean), nameRunes)])
}

// attach makes the delivery of a drawn attachment.
func (n *Notifier) attach(d delivery.Delivery, a drawn) (delivery.Delivery, error) {
	var err error
	if d.Body, err = n.senders[d.Channel].(MediaSender).RenderMedia(d.Address, a.media); err != nil {
		return d, fmt.Errorf("write the %s of a %s: %w", a.media, d.Kind, err)
	}
	d.Media, d.Text = a.media, "["+a.name+"]"
	d.Attachment = &delivery.Attachment{Delivery: d.ID, Name: a.name, Content: a.content, Evidence: a.kept}
	return d, nil
}

// maybeShown reports whether an earlier attempt of a delivery may have been shown.
func maybeShown(d delivery.Delivery) bool { return !d.FirstTryAt.Equal(d.LastTryAt) }

// mediaID returns the gateway's name for the bytes of a delivery, which are brought there if it has none, or if its copy gets
// old and was not sent yet. A *SendError says why there is none; nothing was sent then.
func (n *Notifier) mediaID(ctx context.Context, d delivery.Delivery) (string, error) {
	sender, ok := n.senders[d.Channel].(MediaSender)
	if !ok {
		return "", &SendError{Outcome: Refuse, Code: delivery.NoChannel, Say: "the gateway carries no files"}
	}
	a, ok, err := n.store.Attachment(ctx, d.ID)
	if err != nil {
		return "", err
	}
	fresh := n.wall().Sub(a.UploadedAt) < mediaServes || maybeShown(d)
	switch {
	case !ok:
		return "", &SendError{Outcome: Refuse, Code: codePurged, Say: "the bytes of a picture or file are no longer kept"}
	case a.MediaID != "" && fresh:
		return a.MediaID, nil
	case a.Uploads >= maxUploads:
		return "", &SendError{Outcome: Refuse, Code: "uploads", Say: "a picture or file was uploaded again and again and never taken"}
	}
	ctx, cancel := context.WithTimeout(ctx, uploadWithin)
	defer cancel()
	id, err := sender.Upload(ctx, d.Media, a.Name, a.Content)
	if err != nil {
		return "", err
	}
	return id, n.store.Uploaded(context.WithoutCancel(ctx), d.ID, id, n.wall())
}

// lost says what it means that the gateway no longer has what a message names: bring it again, unless an earlier attempt may
// have been shown.
func (n *Notifier) lost(ctx context.Context, d delivery.Delivery, mediaID string, e *SendError) error {
	if maybeShown(d) {
		n.alert(ctx, "a picture or file was not confirmed before WeCom forgot it", d)
		return &SendError{Outcome: Unknown, Code: e.Code, Say: e.Say}
	}
	if err := n.store.ForgetUpload(ctx, d.ID, mediaID); err != nil {
		return err
	}
	return &SendError{Outcome: Retry, Code: e.Code, Say: e.Say, After: e.After}
}
