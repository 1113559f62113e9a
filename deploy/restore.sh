#!/usr/bin/env bash
# Brings a backup of backup.sh back, into a database that holds no tables. Stop all of Yaoban's processes first.
#
#   createdb yaoban && YAOBAN_DATABASE_URL=postgres://…/yaoban deploy/restore.sh FOLDER/yaoban-20261124T020000Z
#
# Then flush Redis, run `yaoban migrate` and start. Nothing is sent again that the backup knows as sent; what was sent after
# the backup was made is not known any more, and due reminders of that time go out a second time.
set -euo pipefail

backup=${1:?usage: deploy/restore.sh BACKUP}
url=${YAOBAN_DATABASE_DIRECT_URL:-${YAOBAN_DATABASE_URL:?set YAOBAN_DATABASE_URL}}
[ -f "$backup/database.dump" ] || { echo "restore: $backup holds no database.dump" >&2; exit 2; }

# shellcheck source-path=SCRIPTDIR source=database_url.sh
source "$(dirname "${BASH_SOURCE[0]}")/database_url.sh"
hide_password "$url"

tables=$(psql --no-psqlrc --quiet --tuples-only --no-align --dbname="$safe_url" \
  --command="select count(*) from information_schema.tables where table_schema = 'public'")
if [ "$tables" != 0 ]; then
  echo "restore: the database already holds $tables tables; make an empty one, nothing was changed" >&2
  exit 1
fi

pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$safe_url" "$backup/database.dump"
echo "restore: done; flush Redis, run 'yaoban migrate', then start"
