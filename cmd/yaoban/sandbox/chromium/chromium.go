// Package chromium lets tests look at the sandbox page in a real Chromium, as a person would. Only tests import it.
package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Tab is one page in a browser of its own, which ends with the test.
type Tab struct {
	t   *testing.T
	ctx context.Context
}

// Action is one step in the browser.
type Action = chromedp.Action[chromedp.Void]

// stepWithin is how long one step may take on a busy machine.
const stepWithin = 30 * time.Second

// New starts a Chromium of its own with a page of that size, in CSS pixels. The test fails without a Chromium, and for every
// error that the page's script or the browser's log tells of.
func New(t *testing.T, width, height int64) *Tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(find(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(int(width), int(height)), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("end Chromium: %v", err)
		}
		stop()
	})
	// The first action starts the browser, which lives as long as the context of that action: it must not be a step's.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	err := chromedp.Listen(ctx, func(e any) {
		switch e := e.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s %s:%d", e.ExceptionDetails.Text, e.ExceptionDetails.URL, e.ExceptionDetails.LineNumber+1)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				t.Errorf("the browser complains: %s %s", e.Entry.Text, e.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatalf("listen to the browser: %v", err)
	}
	return &Tab{t, ctx}
}

// find returns where Chromium is.
func find(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	mac := "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
	if _, err := os.Stat(mac); err == nil {
		return mac
	}
	t.Fatal("this test needs Chromium: run deploy/setup.sh test")
	return ""
}

// Do runs actions and fails the test with the step's name if one of them fails or the step takes too long.
func (b *Tab) Do(step string, actions ...Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepWithin)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v", step, err)
	}
}

// Look writes a picture of the page to the file in the folder of YAOBAN_SHOTS, for people; without it, it does nothing.
func (b *Tab) Look(name string) {
	b.t.Helper()
	folder := os.Getenv("YAOBAN_SHOTS")
	if folder == "" {
		return
	}
	time.Sleep(350 * time.Millisecond) // until what moves has come to rest
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// Open goes to an address.
func Open(url string) Action { return chromedp.Navigate(url) }

// Click clicks the first element that fits a CSS selector, once it has rested for some frames: the browser is told a place, and
// what still scrolls would have left it when the button goes down.
func Click(selector string) Action {
	rests := chromedp.Poll[bool](fmt.Sprintf(`(() => {
		const r = document.querySelector(%q)?.getBoundingClientRect();
		const place = r && [r.x, r.y, r.width, r.height].join();
		const rest = window.rest ??= {};
		rest.frames = place && place === rest.place ? rest.frames + 1 : 0;
		rest.place = rest.frames < 5 && place;
		return rest.frames >= 5;
	})()`, selector), chromedp.WithPollingTimeout(25*time.Second))
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := rests(ctx, target); err != nil {
			return fmt.Errorf("wait for %s to rest: %w", selector, err)
		}
		_, err := chromedp.Click(selector)(ctx, target)
		return err
	})
}

// Sees waits until the script's expression holds.
func Sees(expression string) Action {
	wait := chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingInterval(40*time.Millisecond), chromedp.WithPollingTimeout(25*time.Second))
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := wait(ctx, target); err != nil {
			return fmt.Errorf("wait for %s: %w", expression, err)
		}
		return nil
	})
}

// Run runs statements in the page.
func Run(statements string) Action { return chromedp.Evaluate[chromedp.Void](statements) }

// Enter presses the Enter key as a keyboard does; with shift it breaks the line.
func Enter(shift bool) Action {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		press := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter",
			WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13, Text: "\r"}
		if shift {
			press.Modifiers = int64(kb.ModifierShift)
		}
		if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, press); err != nil {
			return err
		}
		press.Type, press.Text = input.DispatchKeyEventTypeKeyUp, ""
		_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, press)
		return err
	})
}

// Type types a text into an element.
func Type(element, text string) Action { return chromedp.SendKeys(element, text) }

// Write types a text into an element and sends it with Enter.
func Write(element, text string) Action {
	return chromedp.Steps(Type(element, text), Enter(false))
}

// Dark lets the page believe that the system is in its dark mode, or not.
func Dark(on bool) Action {
	value := "light"
	if on {
		value = "dark"
	}
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}})
		return err
	})
}

// Reload loads the page again.
func Reload() Action { return chromedp.Reload() }

// Escape presses the Escape key.
func Escape() Action { return chromedp.KeyEvent(kb.Escape) }
