// Package redisserver starts a private Redis server from the binary on the machine, for the demo and the tests. It listens on a
// free port of 127.0.0.1, never touches a server that is there already, and ends with this process however that ends. Where no
// redis-server is to be had, the demo runs on StartEmbedded.
package redisserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/deploy/child"
)

// ErrNone is returned where there is no redis-server on the machine.
var ErrNone = errors.New("no redis-server was found: run deploy/setup.sh demo, or set YAOBAN_REDIS_BIN to the program")

// Options say how a server is started. The zero value keeps everything in memory.
type Options struct {
	// Dir is the folder that keeps the data from run to run (append-only file, synced every second); it is made if it is missing.
	// Empty means that nothing is kept, not even over Restart.
	Dir string
	// Log receives the server's log; nil keeps only its end, for error messages.
	Log io.Writer
}

// Server is a private Redis server. Its methods are for one goroutine at a time; URL is for all.
type Server struct {
	opts     Options
	path     string
	port     int
	process  *child.Process // nil while stopped
	embedded *embedded      // instead of a process
}

// Start starts redis-server and returns when it answers. It returns ErrNone if there is no such program.
func Start(ctx context.Context, opts Options) (*Server, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	s := &Server{opts: opts, path: path}
	if opts.Dir != "" {
		if s.opts.Dir, err = filepath.Abs(opts.Dir); err != nil {
			return nil, fmt.Errorf("find the folder %s: %w", opts.Dir, err)
		}
		if err := os.MkdirAll(s.opts.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder for Redis: %w", err)
		}
	}
	for range ports {
		if s.port, err = child.FreePort(); err != nil {
			return nil, err
		}
		if err = s.launch(ctx); err == nil {
			return s, nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}

// ports is how many free ports are tried: between the choice and the use somebody else may take one.
const ports = 3

func find() (string, error) {
	if path := os.Getenv("YAOBAN_REDIS_BIN"); path != "" {
		if _, err := exec.LookPath(path); err != nil {
			return "", fmt.Errorf("use YAOBAN_REDIS_BIN: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"redis-server", "/opt/homebrew/bin/redis-server", "/usr/local/bin/redis-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}

// URL returns the address of the server's first database, redis://127.0.0.1:port/0. It stays the same over Restart.
func (s *Server) URL() string { return fmt.Sprintf("redis://127.0.0.1:%d/0", s.port) }

// Embedded reports whether the server is the one inside this process, which is fit for a demonstration only.
func (s *Server) Embedded() bool { return s.embedded != nil }

// Stop ends the server in order. What a folder keeps is on disk.
func (s *Server) Stop() error {
	if s.embedded != nil {
		s.embedded.stop()
		return nil
	}
	return s.end(syscall.SIGTERM)
}

// Kill ends the server at once, as a crash does. Restart brings it back, with what the folder kept; Stop is still due.
func (s *Server) Kill() error {
	if s.embedded != nil {
		s.embedded.stop()
		return nil
	}
	return s.end(syscall.SIGKILL)
}

// Restart ends the server in order if it runs and starts it again on the same port. Without a folder it comes back empty.
func (s *Server) Restart(ctx context.Context) error {
	if s.embedded != nil {
		return s.embedded.restart()
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		return err
	}
	return s.launch(ctx)
}

// Flush removes everything from all databases, as an operator's FLUSHALL does.
func (s *Server) Flush(ctx context.Context) error {
	c := s.client()
	if err := c.FlushAll(ctx).Err(); err != nil {
		return errors.Join(fmt.Errorf("flush Redis: %w", err), c.Close())
	}
	return c.Close()
}

func (s *Server) client() *redis.Client {
	return redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + strconv.Itoa(s.port), MaxRetries: -1, DialerRetries: 1, PoolSize: 1})
}

func (s *Server) end(sig syscall.Signal) error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Stop(sig); err != nil {
		return fmt.Errorf("stop Redis: %w", err)
	}
	s.process = nil
	return nil
}

// launch starts the server on its port and waits until it answers.
func (s *Server) launch(ctx context.Context) error {
	args := []string{"--bind", "127.0.0.1", "--port", strconv.Itoa(s.port), "--daemonize", "no", "--save", ""}
	dir := os.TempDir()
	if s.opts.Dir == "" {
		args = append(args, "--appendonly", "no")
	} else {
		dir = s.opts.Dir
		args = append(args, "--appendonly", "yes", "--appendfsync", "everysec")
	}
	var err error
	s.process, err = child.Start(child.Spec{Path: s.path, Args: append(args, "--dir", dir), Dir: dir, Last: syscall.SIGTERM, Log: s.opts.Log})
	if err != nil {
		s.process = nil
		return err
	}
	if err := s.await(ctx); err != nil {
		said := s.process.Said()
		return errors.Join(fmt.Errorf("start Redis (%s): %w; it said: %s", s.path, err, said), s.end(syscall.SIGKILL))
	}
	return nil
}

// startTimeout covers the loading of a long append-only file.
const startTimeout = 30 * time.Second

func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := s.ask(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.process.Done():
			return errors.New("it ended at once")
		case <-ctx.Done():
			return fmt.Errorf("wait for its first answer: %w", errors.Join(ctx.Err(), err))
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// ask makes sure that what answers on the port is this server and not another one that took the port: the process number tells.
func (s *Server) ask(ctx context.Context) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(s.port)) // the client would log each attempt
	if err != nil {
		return err
	}
	if err := conn.Close(); err != nil {
		return err
	}
	c := s.client()
	defer c.Close()
	info, err := c.InfoMap(ctx, "server").Result()
	if err == nil && info["Server"]["process_id"] != strconv.Itoa(s.process.PID()) {
		err = fmt.Errorf("another server answers on port %d", s.port)
	}
	return err
}
