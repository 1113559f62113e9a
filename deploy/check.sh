#!/usr/bin/env bash
# Everything that can be said about the code without running it for long. Each step prints one line; the first that fails shows
# why and ends the run. `make check` and .ci/run call it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# step NAME COMMAND… prints the name, and the output of the command only if it fails.
step() {
  local name=$1 log
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    printf 'check: %-14s ok\n' "$name"
    rm -f "$log"
  else
    printf 'check: %-14s FAILED\n' "$name"
    cat "$log"
    rm -f "$log"
    exit 1
  fi
}

# none fails if the command prints anything.
none() {
  local out
  out=$("$@" || true)
  [ -z "$out" ] && return 0
  printf '%s\n' "$out"
  return 1
}

formatted() { none gofmt -l bot cmd deploy domain jobs notify; }

# modules: the lists of versions are kept by hand, with exact pins; nothing may be added behind one's back.
modules() { go mod verify && go list -mod=readonly -deps ./... >/dev/null; }

generated() {
  grep -rqE '^//go:generate' --include='*.go' . || return 0
  go generate ./... && git diff --exit-code --stat
}

# rules are what a search finds; the architecture test knows Go and has the others.
rules() {
  local failed=0
  forbid() { # what it is, then git grep's arguments
    local what=$1
    shift
    if git grep -nIE "$@"; then
      printf '  ^ %s\n' "$what"
      failed=1
    fi
  }
  forbid 'work left for later'                  '\b(TO''DO|FIX''ME|XX''X|HA''CK)\b' -- '*.go' '*.sh' '*.md' '*.js' '*.css' '*.html'
  forbid 'a test that skips'                    '\bt\.Skip(f|Now)?\(' -- '*_test.go' ':!domain/arch_*'
  forbid 'a path of one machine'                '(^|[^A-Za-z0-9.])/(home|Users|root|work)/[a-z]' -- '*.go' '*.sh' '*.yaml' 'Makefile' ':!deploy/check.sh'
  forbid 'SQL that takes the time of the server' '\b(now\(\)|current_timestamp|clock_timestamp\(\))' -- 'domain/postgres/*.go' ':!*_test.go'
  return "$failed"
}

shells() {
  command -v shellcheck >/dev/null 2>&1 || { echo 'shellcheck is not installed'; return 0; }
  git ls-files '*.sh' .ci/run | xargs shellcheck --external-sources
}

cat <<'END'
check: format (gofmt) · vet · staticcheck · modules (exact pins, unchanged) · architecture (imports, file length, names, business
check: time, no skipped test, no panic, comments) · generated files · rules (git grep: nothing left for later, no skipped test, no
check: path of one machine, no now() in SQL) · shell scripts (shellcheck)
END
step format formatted
step vet go vet ./...
# ST1011 takes the SMS at the end of a name for milliseconds.
step staticcheck go tool staticcheck -checks inherit,-ST1011 ./...
step modules modules
step architecture go test -count=1 -run Arch ./domain
step generated generated
step rules rules
step shell shells
