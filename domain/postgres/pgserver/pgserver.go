// Package pgserver starts a private PostgreSQL server from the binaries on the machine, for the demo and the tests. It listens on
// a free port of 127.0.0.1, never touches a server that is there already, and ends with this process however that ends.
//
// Everybody on the machine may connect to it without a password: it is for data that may be seen, not for production.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/deploy/child"
)

// Options say how a server is started. The zero value is a server for one run with a temporary folder.
type Options struct {
	// Dir is the folder that keeps the data from run to run; it is made if it is missing. Empty means a temporary folder that is
	// removed at the end.
	Dir string
	// Durable makes every commit reach the disk. Without it, the data survive a crash of the server, not one of the machine.
	Durable bool
	// Log receives the server's log; nil keeps only its end, for error messages.
	Log io.Writer
}

// Server is a private PostgreSQL server. Its methods are for one goroutine at a time; URL is for all.
type Server struct {
	opts    Options
	bin     string
	user    *child.User
	dir     string // holds lock and data
	lock    *os.File
	port    int
	process *child.Process // nil while stopped
}

// Start starts a server and returns when it answers queries. It fails with advice if there is no PostgreSQL of a version that
// serves, or if the folder is in use by another process.
func Start(ctx context.Context, opts Options) (*Server, error) {
	bin, err := find(os.Getenv("YAOBAN_PG_BIN"), places())
	if err != nil {
		return nil, err
	}
	s := &Server{opts: opts, bin: bin}
	if s.user, err = child.Unprivileged(); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.clear())
	}
	if err := s.startOnFreePort(ctx); err != nil {
		return nil, errors.Join(err, s.clear())
	}
	return s, nil
}

// URL returns the connection string of the database postgres on the server. It stays the same over Restart.
func (s *Server) URL() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
}

// Bin returns the folder of the server's programs. Debian's and Homebrew's also hold psql and pg_dump of the same version.
func (s *Server) Bin() string { return s.bin }

// Stop ends the server in order: open transactions are rolled back, what is committed is on disk. A temporary folder is removed.
func (s *Server) Stop() error {
	return errors.Join(s.end(syscall.SIGINT, syscall.SIGQUIT), s.clear())
}

// Kill ends the server as a crash does, at once and with all its connections. The data stay for Restart; Stop is still due.
func (s *Server) Kill() error { return s.end(syscall.SIGQUIT) }

// Restart ends the server in order if it runs and starts it again with the same data on the same port.
func (s *Server) Restart(ctx context.Context) error {
	if err := s.end(syscall.SIGINT, syscall.SIGQUIT); err != nil {
		return err
	}
	return s.launch(ctx)
}

func (s *Server) end(signals ...syscall.Signal) error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Stop(signals...); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	s.process = nil
	return nil
}

// clear gives back the folder.
func (s *Server) clear() error {
	var err error
	if s.lock != nil {
		err = s.lock.Close()
		s.lock = nil
	}
	if s.opts.Dir == "" && s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

// ports is how many free ports are tried: between the choice and the use somebody else may take one.
const ports = 3

func (s *Server) startOnFreePort(ctx context.Context) error {
	var err error
	for range ports {
		if s.port, err = child.FreePort(); err != nil {
			return err
		}
		if err = s.launch(ctx); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// launch starts the server on its port and waits until it answers.
func (s *Server) launch(ctx context.Context) error {
	args := []string{
		"-D", s.data(),
		"-c", "listen_addresses=127.0.0.1",
		"-c", "port=" + strconv.Itoa(s.port),
		"-c", "unix_socket_directories=", // nobody needs one, and its path may get too long
		"-c", "max_connections=200",
		"-c", "timezone=UTC",
		"-c", "log_timezone=UTC",
	}
	if !s.opts.Durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	temp := ""
	if s.opts.Dir == "" {
		temp = s.dir
	}
	var err error
	s.process, err = child.Start(child.Spec{
		Path: filepath.Join(s.bin, "postgres"), Args: args, Dir: s.data(), User: s.user,
		Last: syscall.SIGQUIT, Temp: temp, Log: s.opts.Log,
	})
	if err != nil {
		s.process = nil
		return err
	}
	if err := s.await(ctx); err != nil {
		said := s.process.Said()
		return errors.Join(fmt.Errorf("start PostgreSQL (%s) in %s: %w; it said: %s", s.bin, s.dir, err, said), s.end(syscall.SIGQUIT))
	}
	return nil
}

// startTimeout covers a recovery after a crash on a slow disk.
const startTimeout = 60 * time.Second

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
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// ask makes sure that what answers on the port is this server and not another one that took the port.
func (s *Server) ask(ctx context.Context) error {
	dir, err := dataDirectory(ctx, s.URL())
	if err == nil && dir != s.data() {
		err = fmt.Errorf("another server answers on port %d", s.port)
	}
	return err
}

// dataDirectory asks the server at url where its data are.
func dataDirectory(ctx context.Context, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var dir string
	err = conn.QueryRow(ctx, "show data_directory").Scan(&dir)
	return dir, err
}

// initdb makes a new, empty set of data.
func (s *Server) initdb(ctx context.Context, into string) error {
	args := []string{"-D", into, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"}
	if !s.opts.Durable {
		args = append(args, "--no-sync")
	}
	_, err := s.user.Run(exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), args...), s.dir)
	if err != nil {
		return fmt.Errorf("make the data of PostgreSQL: %w", err)
	}
	return nil
}
