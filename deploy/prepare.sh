#!/usr/bin/env bash
# Makes what compose.yaml mounts, once: secrets and flows in the folder `site` beside it, or in LOCKSTEP_SITE. What is there already stays as it is.
#   deploy/prepare.sh [NAME]    the name that people call the system by, in the certificate; localhost by default
set -euo pipefail
cd "$(dirname "$0")"
name=${1:-localhost} site=${LOCKSTEP_SITE:-site}

# Only the owner gets into the folder. The files in it are open, because in the containers they belong to other users.
mkdir -p "$site/secrets" "$site/flows"
chmod 700 "$site"
umask 022

make() { [ -e "$site/secrets/$1" ] || { cat >"$site/secrets/$1.new" && mv "$site/secrets/$1.new" "$site/secrets/$1" && echo "made $site/secrets/$1"; }; }
certificate() {
  [ -e "$site/secrets/$1.pem" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
    -keyout "$site/secrets/$1.key" -out "$site/secrets/$1.pem" 2>/dev/null
  chmod 644 "$site/secrets/$1.key"
  echo "made $site/secrets/$1.pem for $2"
}

head -c 32 /dev/urandom | make master.key
openssl rand -hex 24 | tr -d '\n' | make postgres-password
printf '*:*:*:lockstep:%s\n' "$(cat "$site/secrets/postgres-password")" | make pgpass
certificate internal lockstep
certificate proxy "$name"
[ -n "$(ls -A "$site/flows")" ] || cp ../src/Host/flows/*.yaml "$site/flows/"

echo "Keep $site/secrets safe, above all master.key: no backup of the databases holds it."
