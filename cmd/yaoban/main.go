// Yaoban 药伴 is the assistant that the medical representatives of a pharmaceutical company talk to over WeCom and SMS. This is
// its one binary: the server, the demo, and the tools of those who run it. `yaoban --help` lists the commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the company's zone is known on machines without a zone database

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := realMain(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// The exit codes.
const (
	exitOK = iota
	// exitFailed: what was asked for could not be done, or not all of it.
	exitFailed
	// exitUsage: the command line or the configuration says nothing that can be done.
	exitUsage
)

// realMain is the program as a value, which tests run too: the command line without the program's name, the three streams and
// the environment come in, the exit code goes out. It returns when the command is done or ctx ends.
func realMain(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	sh := &shell{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv}
	var commands commandLine
	ended := false // kong has said what was asked for (--help)
	parser, err := kong.New(&commands, kong.Name("yaoban"),
		kong.Description("The field assistant of a pharmaceutical company. Try `yaoban demo`."),
		kong.Writers(stdout, stderr), kong.Exit(func(int) { ended = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false}), kong.Bind(sh))
	if err != nil {
		fmt.Fprintln(stderr, "yaoban: set up the command line:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	if err := forbiddenArgument(args); err != nil {
		fmt.Fprintf(stderr, "yaoban: %v\n", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if ended {
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(stderr, "yaoban: %v\n", err)
		var bad *kong.ParseError
		if errors.As(err, &bad) && bad.Context != nil && bad.Context.Command() != "" {
			fmt.Fprintf(stderr, "See `yaoban %s --help`.\n", firstWord(bad.Context.Command()))
		} else {
			fmt.Fprintln(stderr, "See `yaoban --help`.")
		}
		return exitUsage
	}
	if err := parsed.Run(sh); err != nil {
		var silent said
		if !errors.As(err, &silent) {
			fmt.Fprintf(stderr, "yaoban: %v\n", err)
		}
		var usage usageError
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailed
	}
	return exitOK
}
