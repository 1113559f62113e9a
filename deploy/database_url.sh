# shellcheck shell=bash
# shellcheck disable=SC2034 # safe_url is for those who source this
# Sourced by backup.sh and restore.sh.

# hide_password URL sets safe_url to the connection string without its password and exports PGPASSWORD instead: the command line
# of a program can be read by everybody on the machine.
hide_password() {
  safe_url=$1
  if [[ $1 =~ ^(postgres(ql)?://[^:/@?]+):([^@/]*)@(.*)$ ]]; then
    safe_url="${BASH_REMATCH[1]}@${BASH_REMATCH[4]}"
    local coded=${BASH_REMATCH[3]//\\/\\\\}
    PGPASSWORD=$(printf '%b' "${coded//%/\\x}")
    export PGPASSWORD
  fi
}
