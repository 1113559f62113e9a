package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/notice"
)

// Drawers make bytes of what kinds describe.
type (
	// DrawPicture makes a PNG.
	DrawPicture func(figures.Picture) ([]byte, error)
	// DrawWorkbook makes an xlsx.
	DrawWorkbook func(figures.Workbook) ([]byte, error)
)

// A picture takes long to draw, and a claim holds a connection, the lock of its notice and for some kinds that of a conversation. So a
// claim that finds an attachment undrawn is given up, which changes nothing; what it described is drawn, and the notice is claimed
// again. The second claim reads the truth anew: if the figures are the same, what was drawn goes out, and if they moved meanwhile,
// they are drawn again, so that words and picture always say the same. Whoever dies in between has left nothing behind.

const (
	// mostDrawings is how often one try to tell a notice draws it; figures that move each time meanwhile are tried again later.
	mostDrawings = 4
	// movingFigures is how long such figures are left to come to rest, in wall time.
	movingFigures = 30 * time.Second
	// codeMoving says so.
	codeMoving = "figures_move"
)

// errUndrawn says that a notice cannot be told before its attachments are drawn.
var errUndrawn = errors.New("a picture or file is to be drawn first")

// The sizes that WeCom takes (protocols: WeCom part 4.6; its pages disagree on images, the smaller is safe).
var mostBytes = map[delivery.Media]int{delivery.Image: 5 << 20, delivery.File: 20 << 20, delivery.Voice: 2 << 20}

// inLine are the types of kept files that WeCom shows or plays in the conversation, endings the names of all of them.
var (
	inLine  = map[string]delivery.Media{"image/jpeg": delivery.Image, "image/png": delivery.Image, "audio/amr": delivery.Voice}
	endings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "audio/amr": ".amr", "video/mp4": ".mp4"}
)

// mediaOf is how an attachment travels: what WeCom shows in the conversation as that, unless it is too large for it.
func mediaOf(a notice.Attachment) delivery.Media {
	switch {
	case a.Kept != nil:
		if m, ok := inLine[a.Kept.Type]; ok && a.Kept.Bytes <= mostBytes[m] {
			return m
		}
	case a.Picture != nil:
		return delivery.Image
	}
	return delivery.File
}

// drawn is an attachment as bytes. failed: it cannot be drawn, and is left out.
type drawn struct {
	of      string
	media   delivery.Media
	name    string
	content []byte
	// kept is the evidence whose bytes it has; there is nothing to draw.
	kept   domain.ID
	failed bool
}

// easel has what was drawn for one try to tell a notice, and what is wanted beside it: of is the notice that it belongs to.
type easel struct {
	of     notice.Notice
	drawn  []drawn
	wanted []notice.Attachment
}

// decider says what becomes of a claimed notice.
type decider func(context.Context, *easel, delivery.Case) (delivery.Decision, error)

// claim claims a notice; nothing is drawn while it is claimed.
func (n *Notifier) claim(ctx context.Context, id domain.ID, e *easel, decide decider) (earlier, fresh []delivery.Delivery, err error) {
	for range mostDrawings {
		earlier, fresh, err = n.store.ClaimNotice(ctx, id, n.wall(), func(ctx context.Context, c delivery.Case) (delivery.Decision, error) {
			return decide(ctx, e, c)
		})
		if !errors.Is(err, errUndrawn) {
			return earlier, fresh, err
		}
		if err := n.draw(ctx, e); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, &Later{After: movingFigures, Code: codeMoving}
}

// drawings returns the bytes of a content's attachments, pictures before files, without those that cannot be drawn. Where some were
// not drawn yet it returns errUndrawn, and the easel wants all of them.
func (n *Notifier) drawings(e *easel, of notice.Notice, channel domain.Channel, content notice.Content) (all []drawn, err error) {
	if _, ok := n.senders[channel].(MediaSender); !ok {
		return nil, nil
	}
	e.of, e.wanted = of, nil
	for _, media := range []delivery.Media{delivery.Image, delivery.Voice, delivery.File} {
		for _, a := range content.Attachments {
			if mediaOf(a) != media || a.Picture != nil && n.picture == nil {
				continue
			}
			if a.Kept != nil {
				all = append(all, drawn{media: media, name: fileName(a.Name) + endings[a.Kept.Type], kept: a.Kept.ID})
				continue
			}
			e.wanted = append(e.wanted, a)
			described := describe(a)
			i := slices.IndexFunc(e.drawn, func(d drawn) bool { return d.of == described })
			switch {
			case i < 0:
				err = errUndrawn
			case !e.drawn[i].failed:
				all = append(all, e.drawn[i])
			}
		}
	}
	return all, err
}

// draw draws what the easel wants and forgets what it does not. What cannot be drawn is left out and operators are told: the words
// are not to wait for it. The error is that of a try which has been ended.
func (n *Notifier) draw(ctx context.Context, e *easel) error {
	var all []drawn
	for _, a := range e.wanted {
		described := describe(a)
		if i := slices.IndexFunc(e.drawn, func(d drawn) bool { return d.of == described }); i >= 0 {
			all = append(all, e.drawn[i])
			continue
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("draw for a %s: %w", e.of.Kind, err)
		}
		d, err := n.drawOne(a)
		if err != nil {
			n.log.ErrorContext(ctx, "an attachment is left out", "notice", e.of.ID, "kind", e.of.Kind, "media", d.media, "err", err)
			d.failed, d.content = true, nil
		}
		d.of = described
		all = append(all, d)
	}
	e.drawn = all
	return nil
}

func (n *Notifier) drawOne(a notice.Attachment) (d drawn, err error) {
	d = drawn{media: mediaOf(a), name: fileName(a.Name)}
	switch {
	case a.Name == "":
		return d, errors.New("it has no name")
	case d.media == delivery.Image:
		d.name += ".png"
		d.content, err = n.picture(*a.Picture)
	case a.Workbook == nil || n.workbook == nil:
		return d, errors.New("there is nothing to draw, or nobody who draws it")
	default:
		d.name += ".xlsx"
		d.content, err = n.workbook(*a.Workbook)
	}
	if err == nil && len(d.content) > mostBytes[d.media] {
		err = fmt.Errorf("it has %d bytes, %d is the most", len(d.content), mostBytes[d.media])
	}
	return d, err
}
