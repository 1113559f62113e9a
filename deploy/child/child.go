// Package child starts a program that lives and dies with this process: the private PostgreSQL and Redis servers of the demo
// and the tests. It is neither stopped by a Ctrl-C that is meant for the parent nor left behind when the parent is killed.
//
// Two things see to the second. On Linux the kernel signals the child when its parent dies. Everywhere a sitter, a shell that
// waits on a pipe from the parent, ends what is left and removes the child's temporary folder.
package child

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Spec says what to start.
type Spec struct {
	// Path is the program; Args are its arguments without the program's own name.
	Path string
	Args []string
	// Env is added to the little that the program sees of this process's environment: NAME=value.
	Env []string
	// Dir is the working folder. The program must be able to enter it.
	Dir string
	// User runs the program; nil means the user of this process.
	User *User
	// Last is the signal that the program gets when this process dies.
	Last syscall.Signal
	// Temp is a folder that is removed once the program and this process have ended; empty for none.
	Temp string
	// Log receives what the program writes; nil keeps only the last lines, for error messages.
	Log io.Writer
}

// Process is a program that runs, or ran.
type Process struct {
	cmd    *exec.Cmd
	tail   *tail
	sitter *exec.Cmd
	pipe   io.WriteCloser // to the sitter
	done   chan struct{}
}

// Start starts the program. It does not wait until the program is ready for anything.
func Start(s Spec) (*Process, error) {
	p := &Process{cmd: exec.Command(s.Path, s.Args...), tail: &tail{also: s.Log}, done: make(chan struct{})}
	p.cmd.Dir = s.Dir
	p.cmd.Env = append(environment(), s.Env...)
	p.cmd.Stdout, p.cmd.Stderr = p.tail, p.tail
	p.cmd.WaitDelay = 5 * time.Second // a grandchild that holds the output open must not hold us
	p.cmd.SysProcAttr = attributes(s.User, s.Last)
	started := make(chan error)
	go func() {
		// The kernel's parent-death signal is tied to the thread that forked: that thread must live as long as the child does.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how it ended tells nothing that what it wrote does not tell better
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", s.Path, err)
	}
	if err := p.sit(s.Last, s.Temp); err != nil {
		return nil, errors.Join(err, p.Stop(syscall.SIGKILL))
	}
	return p, nil
}

// environment is what a private server sees: nothing that could point it, or its tools, at another server or language.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC", "TMPDIR=" + os.TempDir()}
}

// sitterScript waits until the parent is gone ($1 the child, $2 the number of its last signal, $3 the folder to remove). A line
// says that the child has ended by itself: from then on its number may be another program's.
const sitterScript = `if read -r _; then
  read -r _
else
  kill -"$2" "$1" 2>/dev/null
  n=0
  while kill -0 "$1" 2>/dev/null && [ "$n" -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
  kill -KILL "$1" 2>/dev/null
fi
[ -z "$3" ] || rm -rf -- "$3"`

// sit starts the sitter. Its input is a pipe of which only this process holds the other end.
func (p *Process) sit(last syscall.Signal, temp string) error {
	p.sitter = exec.Command("/bin/sh", "-c", sitterScript, "sh", strconv.Itoa(p.cmd.Process.Pid), strconv.Itoa(int(last)), temp)
	p.sitter.Dir = "/"
	p.sitter.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := p.sitter.StdinPipe()
	if err != nil {
		return fmt.Errorf("make the pipe of the sitter: %w", err)
	}
	p.pipe = pipe
	if err := p.sitter.Start(); err != nil {
		p.sitter = nil
		return fmt.Errorf("start the sitter of %s: %w", p.cmd.Path, err)
	}
	go func() {
		<-p.done
		_, _ = p.pipe.Write([]byte("\n")) // a sitter that is gone needs no word
	}()
	return nil
}

// PID returns the process number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Said returns the last lines that the program wrote, for an error message.
func (p *Process) Said() string { return p.tail.String() }

// patience is how long a signal gets before the next, harsher one follows.
const patience = 10 * time.Second

// Stop ends the program by the signals in turn, SIGKILL at last, and returns when it has ended. The temporary folder stays: who
// stops a program on purpose may want to start it again. Stop is called once, or again by the same goroutine.
func (p *Process) Stop(signals ...syscall.Signal) error {
	defer p.dismiss()
	for _, sig := range append(signals, syscall.SIGKILL) {
		select {
		case <-p.done:
			return nil
		default:
		}
		if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("signal %s: %w", p.cmd.Path, err)
		}
		select {
		case <-p.done:
			return nil
		case <-time.After(patience):
		}
	}
	return fmt.Errorf("%s does not end, not even by SIGKILL", p.cmd.Path)
}

// dismiss ends the sitter without letting it do its work, once.
func (p *Process) dismiss() {
	if p.sitter == nil {
		return
	}
	_ = p.sitter.Process.Kill() // it may have ended by itself; Wait tells
	_ = p.sitter.Wait()         // the error is our own kill
	p.sitter = nil
}

// tail keeps the end of what was written and passes everything on.
type tail struct {
	mu   sync.Mutex
	kept []byte
	also io.Writer
}

const tailBytes = 2048

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailBytes; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	if t.also != nil {
		return t.also.Write(b)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.kept))
}
