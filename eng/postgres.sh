#!/usr/bin/env bash
# A private PostgreSQL server for tests and benches, on the loopback, in a folder of its own.
#   eng/postgres.sh start FOLDER [--until=PID] [SETTING=VALUE …]   makes the server when it is not there, starts it, prints its port
#                                                                  --until: removes it when that process has ended, however it ended
#   eng/postgres.sh stop FOLDER [immediate]                        stops it; immediate: as a crash does
#   eng/postgres.sh remove FOLDER                                  stops it when it runs, and removes what it kept
# It never runs as root: then the user postgres, which Debian's package brings, runs it.
set -euo pipefail

usage() { echo "usage: eng/postgres.sh start|stop|remove FOLDER" >&2; exit 2; }
[ $# -ge 2 ] || usage
folder=$(realpath -m "$2")
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is missing: install the package postgresql, then start again." >&2; exit 1; }

# From /, for the folder of the caller may be closed to postgres.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/ "$@"); else (cd / && "$@"); fi
}

# Outside of the ports that the system gives to connections by itself.
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
}

# What the server keeps lies in the folder; when root's folder is closed to postgres, in one of its own, and the folder says where.
make_place() {
  mkdir -p "$folder"
  local place="$folder/server"
  mkdir -p "$place"
  if [ "$(id -u)" = 0 ]; then
    chown postgres: "$place"
    if ! as_owner test -w "$place"; then
      place=${TMPDIR:-/var/tmp}
      as_owner test -w "$place" || place=/var/tmp
      place=$(as_owner mktemp -d -p "$place" lockstep-postgres-XXXXXX)
    fi
  fi
  printf '%s\n' "$place" >"$folder/place"
}

start() { as_owner setsid "$bin/pg_ctl" -D "$place/data" -o "$options -p $1" -l "$place/log" -w -t 60 start >/dev/null 2>&1; }

# A port of its own choice may be taken by another program between the look and the start.
start_first() {
  local port
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if start "$port"; then echo "$port" >"$folder/port"; return; fi
    as_owner grep -qi 'address already in use' "$place/log" || return 1
    as_owner rm -f "$place/log"
  done
  return 1
}

is_running() { [ -n "$place" ] && as_owner "$bin/pg_ctl" -D "$place/data" status >/dev/null 2>&1; }

# A session of its own, so that no signal to the group of the starter ends it; and no part in its output, whose end somebody may wait for.
watch() {
  [ ! -e "$folder/watched" ] || return 0
  touch "$folder/watched"
  setsid bash -c 'while [ -e "$2/watched" ]; do kill -0 "$3" 2>/dev/null || exec "$1" remove "$2"; sleep 1; done' \
    watch "$(realpath "$0")" "$folder" "$1" </dev/null >/dev/null 2>&1 &
}

place=$(cat "$folder/place" 2>/dev/null || true)
case "$1" in
  start)
    shift 2
    until=""
    case "${1:-}" in --until=*) until=${1#--until=}; shift ;; esac
    options="-c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    for setting in "$@"; do options="$options -c $setting"; done
    [ -n "$place" ] || { make_place; place=$(cat "$folder/place"); }
    [ -z "$until" ] || watch "$until"
    as_owner test -d "$place/data" || as_owner "$bin/initdb" -D "$place/data" -U lockstep --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    if [ -f "$folder/port" ]; then is_running || start "$(cat "$folder/port")"; else start_first; fi || { as_owner tail -20 "$place/log" >&2; exit 1; }
    cat "$folder/port"
    ;;
  stop)
    as_owner "$bin/pg_ctl" -D "$place/data" -m "${3:-fast}" -w -t 60 stop >/dev/null
    ;;
  remove)
    if is_running; then as_owner "$bin/pg_ctl" -D "$place/data" -m immediate -w -t 60 stop >/dev/null; fi
    [ -z "$place" ] || rm -rf "$place"
    rm -rf "$folder"
    ;;
  *) usage ;;
esac
