package sandbox

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

// browser starts a real Chromium of its own and fails the test for everything that the page's console complains of.
func browser(t *testing.T, width, height int64) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Fatal("this test needs Chromium: run deploy/setup.sh test")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", false),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(int(width), int(height)), chromedp.WSURLReadTimeout(60*time.Second))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error(err)
		}
		stop()
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil { // starts the browser, which lives as long as ctx
		t.Fatalf("start Chromium: %v", err)
	}
	err := chromedp.Listen(ctx, func(e any) {
		switch e := e.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s", e.ExceptionDetails.Text+" "+e.ExceptionDetails.URL)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				t.Errorf("the browser complains: %s %s", e.Entry.Text, e.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatalf("listen to the browser: %v", err)
	}
	return ctx
}

// action is one step in the browser.
type action = chromedp.Action[chromedp.Void]

// do runs actions and says which step failed. Each step has 20 seconds.
func do(t *testing.T, ctx context.Context, step string, actions ...action) {
	t.Helper()
	short, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(short, actions...); err != nil {
		t.Fatalf("%s: %v", step, err)
	}
}

// sees waits until the script's expression holds.
func sees(expression string) action {
	wait := chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingInterval(40*time.Millisecond), chromedp.WithPollingTimeout(15*time.Second))
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := wait(ctx, target); err != nil {
			return fmt.Errorf("wait for %s: %w", expression, err)
		}
		return nil
	})
}

// run runs statements in the page.
func run(statements string) action { return chromedp.Evaluate[chromedp.Void](statements) }

// enter presses the Enter key as a keyboard does; with shift it breaks the line.
func enter(shift bool) action {
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

// write types a text into an element and sends it with Enter.
func write(element, text string) action {
	return chromedp.Steps(chromedp.SendKeys(element, text), enter(false))
}

// look writes a picture of the page into the folder of YAOBAN_SHOTS, for people; without it, it does nothing.
func look(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("YAOBAN_SHOTS")
	if folder == "" {
		return
	}
	time.Sleep(350 * time.Millisecond) // until what moves has come to rest
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// dark lets the page believe that the system is in its dark mode, or not.
func dark(on bool) action {
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
