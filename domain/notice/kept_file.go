package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayKeptFile  = words.New("notice.kept_file", "#%d %s%d %s")
	keptFileName = map[string]words.Text{"image": words.New("notice.kept_image", "图"), "voice": words.New("notice.kept_voice", "语音"), "video": words.New("notice.kept_video", "视频")}
)

// KeptFileView is what a notice needs to know of a picture or voice that somebody sent and that is kept.
type KeptFileView struct {
	Kind   string // image, voice, video
	SaidAt time.Time
	KeptFile
}

// keptTruth is what the notices about kept files read.
type keptTruth interface {
	// KeptFile returns what is kept of an evidence, and false if its file is not kept, or no more.
	KeptFile(ctx context.Context, id domain.ID) (KeptFileView, bool, error)
}

// KeptFileAsked brings somebody one picture or voice that belongs to a record which she may see and asked for (PRODUCT.md V7, M1). Whether
// she may is decided when she asks. Each is a notice of its own, so that one that fails keeps no other back and only one is in memory.
var KeptFileAsked = register(Kind{
	Name:  "kept_file",
	Asked: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.KeptFile(ctx, n.Subject)
		if err != nil || !ok {
			return Content{}, false, err
		}
		var place int
		if err := json.Unmarshal(n.Args, &place); err != nil {
			return Content{}, false, fmt.Errorf("read which of the kept files it is: %w", err)
		}
		name := sayKeptFile.Say(n.Number, keptFileName[v.Kind].Say(), place, v.SaidAt.Format("01-02 15.04"))
		return Content{Only: domain.WeCom, Attachments: []Attachment{{Name: name, Kept: &v.KeptFile}}}, true, nil
	},
})

// KeptFileTo is the notice to who asked, by the message origin, for a kept file of the record of that number; place counts from 1.
func KeptFileTo(person string, origin, id domain.ID, number int64, place int, now time.Time) (Notice, error) {
	args, err := json.Marshal(place)
	if err != nil {
		return Notice{}, fmt.Errorf("keep which of the kept files it is: %w", err)
	}
	return Notice{Kind: KeptFileAsked.Name, Key: KeptFileAsked.Name + "/" + id.String() + "/" + origin.String(), Person: person, Subject: id,
		Number: number, Args: args, DueAt: now}, nil
}
