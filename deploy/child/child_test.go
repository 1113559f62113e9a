package child

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func shell(t *testing.T, script, temp string) *Process {
	t.Helper()
	p, err := Start(Spec{Path: "/bin/sh", Args: []string{"-c", script}, Dir: "/", Last: syscall.SIGTERM, Temp: temp})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
	})
	return p
}

func ended(t *testing.T, p *Process) {
	t.Helper()
	select {
	case <-p.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("the child still runs after 5 s")
	}
}

func TestStopEndsTheChildAndKeepsItsFolder(t *testing.T) {
	temp := t.TempDir()
	p := shell(t, "exec sleep 60", temp)
	if err := p.Stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended(t, p)
	if err := syscall.Kill(p.PID(), 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process is still there: %v", err)
	}
	if _, err := os.Stat(temp); err != nil {
		t.Errorf("Stop removed the folder: %v", err)
	}
}

func TestSaidKeepsTheEnd(t *testing.T) {
	p := shell(t, `i=0; while [ $i -lt 500 ]; do echo "line $i"; i=$((i + 1)); done; echo the last words >&2`, "")
	ended(t, p)
	said := p.Said()
	if !strings.HasSuffix(said, "the last words") || len(said) > tailBytes || strings.Contains(said, "line 0\n") {
		t.Errorf("Said() has %d bytes and ends in %q", len(said), said[max(0, len(said)-40):])
	}
}

// A Ctrl-C at a terminal goes to the whole process group: the child must not be in ours.
func TestChildHasItsOwnGroup(t *testing.T) {
	p := shell(t, "exec sleep 60", "")
	group, err := syscall.Getpgid(p.PID())
	if err != nil {
		t.Fatal(err)
	}
	if group == syscall.Getpgrp() {
		t.Error("the child is in this process's group")
	}
}

func TestChildSeesNoServerOfTheUser(t *testing.T) {
	t.Setenv("PGHOST", "db.example.com")
	t.Setenv("PGDATA", "/somewhere")
	p := shell(t, "env", "")
	ended(t, p)
	if said := p.Said(); strings.Contains(said, "PGHOST") || strings.Contains(said, "PGDATA") || !strings.Contains(said, "LC_ALL=C") {
		t.Errorf("the child's environment is %q", said)
	}
}

func TestMissingProgram(t *testing.T) {
	if _, err := Start(Spec{Path: "/nonexistent/server", Dir: "/"}); err == nil || !strings.Contains(err.Error(), "start /nonexistent/server") {
		t.Errorf("err = %v", err)
	}
}

// The sitter's work, without killing this process: its pipe is closed as the kernel does it then.
func TestSitter(t *testing.T) {
	for name, script := range map[string]string{"a child that runs": "exec sleep 60", "a child that has ended": "exit 3"} {
		t.Run(name, func(t *testing.T) {
			temp := filepath.Join(t.TempDir(), "data")
			if err := os.Mkdir(temp, 0o700); err != nil {
				t.Fatal(err)
			}
			p := shell(t, script, temp)
			if script == "exit 3" {
				ended(t, p)
				time.Sleep(50 * time.Millisecond) // the word to the sitter comes first
			}
			if err := p.pipe.Close(); err != nil {
				t.Fatal(err)
			}
			ended(t, p)
			for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				if _, err := os.Stat(temp); errors.Is(err, fs.ErrNotExist) {
					return
				}
				if time.Now().After(deadline) {
					t.Fatal("the folder is there after 5 s")
				}
			}
		})
	}
}

func TestFreePort(t *testing.T) {
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		t.Fatalf("the port is not free: %v", err)
	}
	l.Close()
}

func TestUserRun(t *testing.T) {
	user, err := Unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	if (user == nil) != (os.Geteuid() != 0) {
		t.Fatalf("Unprivileged() = %v for uid %d", user, os.Geteuid())
	}
	out, err := user.Run(exec.Command("/bin/sh", "-c", "id -u"), "/")
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(out)) == "0" {
		t.Error("it ran as root")
	}
	if _, err := user.Run(exec.Command("/bin/sh", "-c", "echo what went wrong; exit 4"), "/"); err == nil || !strings.Contains(err.Error(), "what went wrong") {
		t.Errorf("err = %v", err)
	}
}
