package notify_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/notify"
)

// slowly makes the notifier with a drawer that says when it has begun and waits until it may end.
func (s *studio) slowly() (began, end chan struct{}) {
	began, end = make(chan struct{}, 8), make(chan struct{})
	s.begin(func(p figures.Picture) ([]byte, error) {
		began <- struct{}{}
		<-end
		return s.picture(p)
	})
	return began, end
}

// wait fails the test if nothing comes.
func (s *studio) wait(what string, from chan struct{}) {
	s.Helper()
	select {
	case <-from:
	case <-time.After(20 * time.Second):
		s.Fatalf("%s: nothing happened", what)
	}
}

func TestNothingIsHeldWhileAPictureIsDrawn(t *testing.T) {
	s := newStudio(t)
	began, end := s.slowly()
	id := s.month()
	done := make(chan error, 1)
	go func() { done <- s.Deliver(t.Context(), id) }()
	s.wait("the picture is begun", began)
	s.want(`select count(*)::text from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (state <> 'idle' or xact_start is not null)
and backend_type = 'client backend'`, "0")
	s.want(`select state from notice where kind = 'month_chart' for update nowait`, "live")
	s.want(`select count(*)::text from (select 1 from conversation for update nowait) c`, "3")
	s.want(parts)
	close(end)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.shows("text", "image", "file")
	if s.drawn.Load() != 2 {
		t.Errorf("drawn %d times", s.drawn.Load())
	}
}

func TestWhatWasTakenBackWhileItWasDrawnIsNotTold(t *testing.T) {
	s := newStudio(t)
	began, end := s.slowly()
	id := s.month()
	done := make(chan error, 1)
	go func() { done <- s.Deliver(t.Context(), id) }()
	s.wait("the picture is begun", began)
	s.exec(`update notice set state = 'withdrawn' where id = $1`, id)
	close(end)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.shows()
	s.want(parts)
}

func TestTwoWorkersWhoDrawTheSameTellItOnce(t *testing.T) {
	s := newStudio(t)
	began, end := s.slowly()
	id := s.month()
	done := make(chan error, 2)
	for range 2 {
		go func() { done <- s.Deliver(t.Context(), id) }()
		s.wait("a picture is begun", began)
	}
	close(end)
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	s.shows("text", "image", "file")
	s.want(parts, "/wecom/1  sent ok", "/wecom/2 image sent ok", "/wecom/3 file sent ok")
}

func TestFiguresThatMoveWhileTheyAreDrawnAreDrawnAgain(t *testing.T) {
	s := newStudio(t)
	id, titles := s.month(), []string{}
	moves := 1
	s.begin(func(p figures.Picture) ([]byte, error) {
		titles = append(titles, p.Title)
		if moves > 0 {
			moves--
			s.exec(`update notice set args = jsonb_set(jsonb_set(args, '{rep}', to_jsonb('陈'||$2::int)), '{said}', to_jsonb('还差'||$2::int||'次')) where id = $1`, id, moves)
		}
		return s.picture(p)
	})
	s.deliver(id)
	if len(titles) != 2 || !strings.Contains(titles[1], "陈0") {
		t.Errorf("drawn were %q", titles)
	}
	s.want(`select text from delivery order by key`, "还差0次", "[陈05月进度.png]", "[陈05月进度.xlsx]")

	id, moves = s.month(), 100
	var later *notify.Later
	if err := s.Deliver(t.Context(), id); !errors.As(err, &later) {
		t.Fatalf("figures that never rest: got %v, want to be asked again", err)
	}
	s.want(`select count(*)::text from delivery`, "3")
	moves = 0
	s.deliver(id)
	s.want(`select count(*)::text from delivery where state = 'sent'`, "6")
}

func TestAProcessThatDiesWhileItDrawsLeavesNothingBehind(t *testing.T) {
	s := newStudio(t)
	id := s.month()
	s.begin(func(figures.Picture) ([]byte, error) { panic("killed") })
	func() {
		defer func() { _ = recover() }()
		s.deliver(id)
	}()
	s.want(`select state from notice where kind = 'month_chart'`, "live")
	s.want(parts)
	s.begin(s.picture)
	s.deliver(id)
	s.shows("text", "image", "file")
}
