package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/yaoban/yaoban/deploy/child"
)

// builtBinary builds the program as it is shipped and returns its path.
func builtBinary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "yaoban")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the binary: %v\n%s", err, out)
	}
	return path
}

// process is one `yaoban serve` on an address of its own, which it keeps over kills. It ends with the test, however that ends.
type process struct {
	path, addr string
	env        []string
	log        written
	running    *child.Process
	kills      int
}

// newProcess prepares a process; start starts it.
func newProcess(t *testing.T, path string, env []string) *process {
	t.Helper()
	port, err := child.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{path: path, addr: "127.0.0.1:" + strconv.Itoa(port)}
	p.env = append([]string{envPrefix + "HTTP_ADDR=" + p.addr}, env...)
	endsWith(t, p.stop)
	return p
}

// url is an address of its paths.
func (p *process) url(path string) string { return "http://" + p.addr + path }

// startsWithin bounds a start, on a machine that does much else.
const startsWithin = 30 * time.Second

// start starts it and returns when it is ready for messages.
func (p *process) start(ctx context.Context) error {
	var err error
	p.running, err = child.Start(child.Spec{Path: p.path, Args: []string{"serve"}, Env: p.env, Dir: filepath.Dir(p.path),
		Last: syscall.SIGKILL, Log: &p.log})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startsWithin)
	defer cancel()
	for {
		if p.ready(ctx) {
			return nil
		}
		select {
		case <-p.running.Done():
			return fmt.Errorf("the process ended at once; it said: %s", p.running.Said())
		case <-ctx.Done():
			return fmt.Errorf("wait for the process: %w; it said: %s", ctx.Err(), p.running.Said())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (p *process) ready(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url("/readyz"), nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}

// kill ends it as a crash does, in the middle of whatever it is doing, and starts it again.
func (p *process) kill(ctx context.Context) error {
	if err := p.running.Stop(syscall.SIGKILL); err != nil {
		return err
	}
	p.kills++
	return p.start(ctx)
}

// stopsWithin is less than what a process gets before it is killed.
const stopsWithin = 9 * time.Second

// stop ends it in order.
func (p *process) stop() error {
	if p.running == nil {
		return nil
	}
	began := time.Now()
	err := p.running.Stop(syscall.SIGTERM)
	p.running = nil
	if took := time.Since(began); took > stopsWithin {
		err = errors.Join(err, fmt.Errorf("the process at %s took %v to stop", p.addr, took))
	}
	return err
}

// written is what a program wrote.
type written struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Write(b)
}

func (w *written) bytes() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Clone(w.all.Bytes())
}
