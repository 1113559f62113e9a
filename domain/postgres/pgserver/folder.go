package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// data is PostgreSQL's own folder.
func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// prepare makes the folder ready: ours alone, readable by the account that runs the server, with data in it and no other server
// on them.
func (s *Server) prepare(ctx context.Context) error {
	if err := s.makeDir(); err != nil {
		return err
	}
	if err := s.takeLock(); err != nil {
		return err
	}
	// A harmless run as that account tells early and clearly whether it can reach the binaries and the folder.
	if _, err := s.user.Run(exec.CommandContext(ctx, filepath.Join(s.bin, "postgres"), "--version"), s.dir); err != nil {
		return err
	}
	old, err := os.ReadFile(filepath.Join(s.data(), "PG_VERSION"))
	switch {
	case err == nil:
		if err := s.sameMajor(strings.TrimSpace(string(old))); err != nil {
			return err
		}
		return s.endOrphan(ctx)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read the version of the data in %s: %w", s.dir, err)
	}
	// Made beside and renamed, so that an interrupted initdb leaves nothing that looks like data.
	fresh := filepath.Join(s.dir, "data.new")
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove what an interrupted start left: %w", err)
	}
	if err := s.initdb(ctx, fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, s.data()); err != nil {
		return fmt.Errorf("put the new data in place: %w", err)
	}
	return nil
}

func (s *Server) makeDir() error {
	var err error
	if s.opts.Dir == "" {
		if s.dir, err = os.MkdirTemp("", "yaoban-pg-"); err != nil {
			return fmt.Errorf("make a temporary folder for PostgreSQL: %w", err)
		}
	} else {
		if s.dir, err = filepath.Abs(s.opts.Dir); err != nil {
			return fmt.Errorf("find the folder %s: %w", s.opts.Dir, err)
		}
		// Folders on the way must let the server's account through; the data themselves are for it alone.
		if err = os.MkdirAll(s.dir, 0o755); err != nil {
			return fmt.Errorf("make the folder for PostgreSQL: %w", err)
		}
	}
	// The server reports its folder without symbolic links; both must agree to be recognised.
	if s.dir, err = filepath.EvalSymlinks(s.dir); err != nil {
		return fmt.Errorf("find the folder for PostgreSQL: %w", err)
	}
	return s.user.Own(s.dir)
}

// takeLock makes the folder this process's own until it ends; the kernel gives the lock back even after a kill.
func (s *Server) takeLock() error {
	f, err := os.OpenFile(filepath.Join(s.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the lock of %s: %w", s.dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(fmt.Errorf("the data in %s are in use by another run: stop that one, or choose another folder", s.dir), f.Close())
	}
	s.lock = f
	return nil
}

func (s *Server) sameMajor(old string) error {
	have, err := major(s.bin)
	if err != nil {
		return err
	}
	if strconv.Itoa(have) != old {
		return fmt.Errorf("the data in %s are of PostgreSQL %s, and the newest one found is %d (%s): set YAOBAN_PG_BIN to the binaries of %s, or choose another folder", s.dir, old, have, s.bin, old)
	}
	return nil
}

// orphanPatience is how long the server of a killed run gets to end.
const orphanPatience = 15 * time.Second

// endOrphan sees to a server of a former run on these data. The lock is ours, so its owner is dead: it is about to end, or is
// told to. A postmaster.pid that names some other program, as after a reboot, is removed; PostgreSQL would refuse to start.
func (s *Server) endOrphan(ctx context.Context) error {
	file := filepath.Join(s.data(), "postmaster.pid")
	told := false
	deadline := time.Now().Add(orphanPatience)
	for {
		raw, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look for a running server in %s: %w", s.dir, err)
		}
		pid, port := readPostmaster(string(raw))
		if pid <= 1 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return nil // nobody has that number: PostgreSQL sees to the file itself
		}
		dir, err := dataDirectory(ctx, fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port))
		switch {
		case err == nil && dir == s.data() && !told:
			if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
				return fmt.Errorf("stop the server that a former run left in %s: %w", s.dir, err)
			}
			told = true
		case !told && (err == nil || errors.Is(err, syscall.ECONNREFUSED)) && !looksLikePostgres(pid):
			if err := os.Remove(file); err != nil {
				return fmt.Errorf("remove the stale postmaster.pid: %w", err)
			}
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("a server of a former run (process %d) does not leave %s: end it, or choose another folder", pid, s.dir)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// readPostmaster reads the process number and the port of a postmaster.pid, lines 1 and 4. What cannot be read is 0.
func readPostmaster(text string) (pid, port int) {
	lines := strings.Split(text, "\n")
	pid, _ = strconv.Atoi(strings.TrimSpace(lines[0])) // an unreadable number is 0: nobody
	if len(lines) > 3 {
		port, _ = strconv.Atoi(strings.TrimSpace(lines[3]))
	}
	return pid, port
}

// looksLikePostgres reports whether the program with that number is called postgres, as far as ps can tell.
func looksLikePostgres(pid int) bool {
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		comm, readErr := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)) // minimal Linux images have no ps
		if readErr != nil {
			return false
		}
		out = comm
	}
	name := filepath.Base(strings.TrimSpace(string(out)))
	return strings.HasPrefix(name, "postgres") || strings.HasPrefix(name, "postmaster")
}
