#!/usr/bin/env bash
# Writes a backup of the database, which holds pictures and files too, into a folder, checks it, and removes backups that are too old.
#
#   deploy/backup.sh FOLDER [DAYS]      keep backups for DAYS days (14)
#
# The database is YAOBAN_DATABASE_DIRECT_URL, else YAOBAN_DATABASE_URL. Redis needs no backup: whatever it holds is queued
# again from the database. Run it by cron or a systemd timer; it ends with status 0 only if the backup can be read back.
set -euo pipefail

folder=${1:?usage: deploy/backup.sh FOLDER [DAYS]}
days=${2:-14}
[[ $days =~ ^[1-9][0-9]*$ ]] || { echo "backup: DAYS must be a number from 1 on, not '$days'" >&2; exit 2; }
url=${YAOBAN_DATABASE_DIRECT_URL:-${YAOBAN_DATABASE_URL:?set YAOBAN_DATABASE_URL}}

# shellcheck source-path=SCRIPTDIR source=database_url.sh
source "$(dirname "${BASH_SOURCE[0]}")/database_url.sh"
hide_password "$url"

umask 077 # the backup holds personal data
mkdir -p "$folder"
name="yaoban-$(date -u +%Y%m%dT%H%M%SZ)"
unfinished="$folder/.$name.unfinished"
trap 'rm -rf "$unfinished"' EXIT
mkdir "$unfinished"

pg_dump --format=custom --no-owner --no-privileges --file="$unfinished/database.dump" --dbname="$safe_url"
pg_restore --list "$unfinished/database.dump" >/dev/null # readable, and complete up to its table of contents
mv "$unfinished" "$folder/$name" # a backup either has its name or does not exist

find "$folder" -maxdepth 1 -type d -name 'yaoban-*Z' -mtime "+$days" -exec rm -rf {} +
echo "backup: $folder/$name ($(du -sh "$folder/$name" | cut -f1))"
