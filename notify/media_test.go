package notify_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/notify"
	notifywecom "github.com/yaoban/yaoban/notify/wecom"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// studio is a house whose WeCom is the loopback one, with the real client; drawn counts what was drawn.
type studio struct {
	*house
	phone *wecomtest.Server
	drawn atomic.Int64
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	s := &studio{house: newHouse(t, "10:00")}
	var err error
	s.phone, err = wecomtest.Start(wecomtest.Options{CorpID: "ww01", Secret: "secret", AgentID: 1, Clock: s.db, Wall: func() time.Time { return s.wall }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.phone.Close() })
	s.begin(s.picture)
	return s
}

func (s *studio) picture(p figures.Picture) ([]byte, error) {
	s.drawn.Add(1)
	var b bytes.Buffer
	err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 10, 10+int(s.drawn.Load()))))
	return b.Bytes(), errors.Join(p.Check(), err)
}

// begin makes the notifier with a drawer of pictures, which may be nil.
func (s *studio) begin(picture notify.DrawPicture) {
	s.Helper()
	client, err := notifywecom.New(notifywecom.Options{CorpID: "ww01", Secret: "secret", AgentID: 1, Base: s.phone.URL(),
		Wall: func() time.Time { return s.wall }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(client.Close)
	s.open(notify.Options{Senders: map[domain.Channel]notify.Sender{domain.WeCom: client, domain.SMS: s.sms}, Picture: picture,
		Workbook: func(w figures.Workbook) ([]byte, error) {
			s.drawn.Add(1)
			return []byte("a spreadsheet"), w.Check()
		}})
}

// month queues words, a picture and a table for the rep.
func (s *studio) month() (id domain.ID) {
	s.Helper()
	s.tx(func(tx *postgres.Tx) (err error) {
		if id, err = tx.NewID(); err != nil {
			return err
		}
		n, err := notice.MonthChartOf("chenxiao", id, notice.MonthFigures{Rep: "陈晓", At: tx.Now(), Said: "还差3次",
			Doctors: []notice.DoctorMonth{{Name: "张伟", Grade: "A", Actual: 1, Required: 4}}}, tx.Now())
		if err != nil {
			return err
		}
		n.ID = id
		return tx.Tell(n)
	})
	return id
}

// shows fails the test unless the rep's phone shows messages of these kinds.
func (s *studio) shows(kinds ...string) []wecomtest.Shown {
	s.Helper()
	shown := s.phone.Shown("chenxiao")
	var got []string
	for _, m := range shown {
		got = append(got, m.Kind)
	}
	if !slices.Equal(got, kinds) {
		s.Errorf("her phone shows %q, not %q", got, kinds)
	}
	return shown
}

// parts are the deliveries by their keys.
const parts = `select format('%s %s %s %s', replace(key, notice::text, ''), media, state, coalesce(code, '-')) from delivery order by key`

func TestTextPictureAndFileGoOutInThisOrderAndOnce(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	for range 3 {
		s.deliver(id)
	}
	shown := s.shows("text", "image", "file")
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image sent ok", "/wecom/3 file sent ok")
	s.want(`select text from delivery order by key`, "还差3次", "[陈晓5月进度.png]", "[陈晓5月进度.xlsx]")
	if s.drawn.Load() != 2 || s.phone.Calls("media/upload") != 2 || s.phone.Calls("message/send") != 3 {
		t.Errorf("drawn %d times, %d uploads, %d messages", s.drawn.Load(), s.phone.Calls("media/upload"), s.phone.Calls("message/send"))
	}
	if name, content, ok := s.phone.File(shown[2].MediaID); !ok || name != "陈晓5月进度.xlsx" || string(content) != "a spreadsheet" {
		t.Errorf("the file is %s: %q", name, content)
	}
	s.want(`select count(*)::text from attachment where media_id is not null and uploads = 1`, "2")
}

// stumbling is a database whose process dies when the nth attempt is to be recorded.
type stumbling struct {
	*postgres.DB
	at *int
}

func (s stumbling) RecordAttempt(ctx context.Context, a delivery.Attempt) error {
	if *s.at--; *s.at == 0 {
		return errKilled
	}
	return s.DB.RecordAttempt(ctx, a)
}

func TestAPictureThatWasShownBeforeTheProcessDiedIsNotShownAgain(t *testing.T) {
	for nth := range 3 {
		s := newStudio(t)
		id := s.month()
		at := nth + 1
		client, err := notifywecom.New(notifywecom.Options{CorpID: "ww01", Secret: "secret", AgentID: 1, Base: s.phone.URL()})
		if err != nil {
			t.Fatal(err)
		}
		n, err := notify.New(notify.Options{Store: stumbling{s.db, &at}, Clock: s.db, Log: slog.New(slog.DiscardHandler), Wall: func() time.Time { return s.wall },
			Picture: s.picture, Workbook: func(figures.Workbook) ([]byte, error) { return []byte("a spreadsheet"), nil },
			Senders: map[domain.Channel]notify.Sender{domain.WeCom: client}})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Deliver(t.Context(), id); !errors.Is(err, errKilled) {
			t.Fatalf("got %v, want to be killed", err)
		}
		s.deliver(id)
		kinds := map[string]int{}
		for _, m := range s.phone.Shown("chenxiao") {
			kinds[m.Kind]++
		}
		if kinds["text"] != 1 || kinds["image"] != 1 || kinds["file"] != 1 || s.phone.Calls("media/upload") != 2 {
			t.Errorf("killed at the %d. record: the phone shows %v after %d uploads", nth+1, kinds, s.phone.Calls("media/upload"))
		}
		s.want(parts, "/wecom/1  sent ok", "/wecom/2 image sent ok", "/wecom/3 file sent ok")
	}
}

func TestARefusedPictureStopsNothingElse(t *testing.T) {
	s := newStudio(t)
	s.phone.FailNext(1, wecomtest.Fault{API: "media/upload", Errcode: 45001})
	s.deliver(s.month())
	s.shows("text", "file")
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image refused 45001", "/wecom/3 file sent ok")
	if got := s.smses(repPhone); len(got) != 0 {
		t.Errorf("a refused picture became %q", got)
	}
}

func TestAPictureThatCannotBeUploadedNowFollows(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	s.phone.FailNext(4, wecomtest.Fault{API: "media/upload", Status: 502}) // twice for the picture, twice for the file
	for range 2 {
		var later *notify.Later
		if err := s.Deliver(t.Context(), id); !errors.As(err, &later) {
			t.Fatalf("got %v, want to be asked again", err)
		}
		s.wall = s.wall.Add(5 * time.Hour) // WeCom's window for messages has nothing to do with it: nothing was sent
	}
	s.deliver(id)
	s.shows("text", "image", "file")
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image sent ok", "/wecom/3 file sent ok")
}

func TestWhatWeComForgotIsUploadedAgain(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	var later *notify.Later
	s.phone.FailEvery(2, wecomtest.Fault{API: "message/send", Errcode: 40007})
	if err := s.Deliver(t.Context(), id); !errors.As(err, &later) || later.Code != "40007" {
		t.Fatalf("got %v, want to be asked again", err)
	}
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image claimed 40007", "/wecom/3 file sent ok")
	s.phone.Heal()
	s.phone.LoseMedia()
	s.deliver(id)
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image sent ok", "/wecom/3 file sent ok")
	s.shows("text", "file", "image")
	s.want(`select uploads::text from attachment order by name`, "2", "1")
}

// After an attempt that may have been shown, another copy would be another message.
func TestAPictureThatMayHaveBeenShownIsNotSentUnderAnotherName(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	s.phone.FailEvery(2, wecomtest.Fault{API: "message/send", Broken: true})
	var later *notify.Later
	if err := s.Deliver(t.Context(), id); !errors.As(err, &later) {
		t.Fatalf("got %v, want to be asked again", err)
	}
	s.phone.Heal()
	s.phone.LoseMedia()
	s.wall = s.wall.Add(time.Second)
	s.deliver(id)
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image unknown 40007", "/wecom/3 file sent ok")
	s.shows("text", "image", "file")
	if !strings.Contains(s.log.String(), "was not confirmed before WeCom forgot it") {
		t.Error("nobody is told")
	}
}

func TestAnOldCopyIsReplacedBeforeItIsSent(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	s.phone.Trust(false)
	var later *notify.Later
	if err := s.Deliver(t.Context(), id); !errors.As(err, &later) {
		t.Fatalf("got %v, want to be asked again", err)
	}
	s.phone.Trust(true)
	s.wall = s.wall.Add(time.Hour)
	s.phone.FailEvery(2, wecomtest.Fault{API: "message/send", Errcode: 60020})
	if err := s.Deliver(t.Context(), id); !errors.As(err, &later) {
		t.Fatalf("got %v, want to be asked again", err)
	}
	s.phone.Heal()
	s.wall = s.wall.Add(61 * time.Hour)
	s.deliver(id)
	s.shows("text", "file", "image")
	if n := s.phone.Calls("media/upload"); n != 3 {
		t.Errorf("%d uploads", n)
	}
}

func TestWhatCannotBeDrawnIsLeftOut(t *testing.T) {
	s := newStudio(t)
	s.begin(func(figures.Picture) ([]byte, error) { return nil, errors.New("no ink") })
	s.deliver(s.month())
	s.shows("text", "file")
	if !strings.Contains(s.log.String(), "no ink") || strings.Contains(s.log.String(), "张伟") {
		t.Errorf("the log says: %s", s.log)
	}
	s.log.Reset()
	s.begin(func(figures.Picture) ([]byte, error) { return make([]byte, 5<<20+1), nil })
	s.deliver(s.month())
	s.log.Reset()
	s.begin(nil) // no font: nobody is told again and again
	s.deliver(s.month())
	if s.log.String() != "" {
		t.Errorf("the log says: %s", s.log)
	}
	s.want(`select count(*)::text from delivery where media = 'image'`, "0")
}

func TestOldBytesArePurged(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	s.phone.FailEvery(1, wecomtest.Fault{API: "media/upload", Status: 502})
	var later *notify.Later
	if err := s.Deliver(t.Context(), id); !errors.As(err, &later) {
		t.Fatalf("got %v, want to be asked again", err)
	}
	s.phone.Heal()
	for _, c := range []struct {
		before time.Time
		gone   int
	}{{s.db.Now().Add(-time.Hour), 0}, {s.db.Now().Add(time.Hour), 2}} {
		if n, err := s.db.PurgeAttachments(t.Context(), c.before); err != nil || n != c.gone {
			t.Errorf("%d are purged, not %d (%v)", n, c.gone, err)
		}
	}
	s.deliver(id)
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image refused purged", "/wecom/3 file refused purged")
}
