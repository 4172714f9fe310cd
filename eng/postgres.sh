#!/usr/bin/env bash
# A private PostgreSQL server for tests and benches, on the loopback, in a folder of its own.
#   eng/postgres.sh start FOLDER [SETTING=VALUE …]   makes the server when it is not there, starts it, prints its port
#   eng/postgres.sh stop FOLDER [immediate]          stops it; immediate: as a crash does
# It never runs as root: then the user postgres, which Debian's package brings, runs it.
set -euo pipefail

folder=$(realpath -m "$2")
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is missing: install the package postgresql, then start again." >&2; exit 1; }

as_owner() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/ "$@"; else "$@"; fi
}

free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
}

case "$1" in
  start)
    shift 2
    if [ ! -d "$folder/data" ]; then
      mkdir -p "$folder"
      [ "$(id -u)" != 0 ] || chown postgres: "$folder"
      (cd "$folder" && as_owner "$bin/initdb" -D "$folder/data" -U lockstep --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null)
      free_port >"$folder/port"
    fi
    options="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -p $(cat "$folder/port")"
    for setting in "$@"; do options="$options -c $setting"; done
    # Of its own, so that what ends the caller by a signal does not end the server behind its back.
    (cd "$folder" && as_owner setsid "$bin/pg_ctl" -D "$folder/data" -o "$options" -l "$folder/log" -w -t 60 start >/dev/null) ||
      { tail -20 "$folder/log" >&2; exit 1; }
    cat "$folder/port"
    ;;
  stop)
    (cd "$folder" && as_owner "$bin/pg_ctl" -D "$folder/data" -m "${3:-fast}" -w -t 60 stop >/dev/null)
    ;;
  *) echo "usage: eng/postgres.sh start|stop FOLDER" >&2; exit 2 ;;
esac
