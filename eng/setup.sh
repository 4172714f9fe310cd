# Sourced by run and test: makes sure that what they need is there, says what it installs and why, and is quick when nothing is missing.

fail() { printf '%s\n' "$*" >&2; exit 1; }

command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: install it from Microsoft's package feed, then start again."
sdks=$(dotnet --list-sdks)
grep -q '^10\.' <<< "$sdks" || fail "The .NET SDK here is not version 10: $(dotnet --version). Install the .NET 10 SDK, then start again."

# need_package PACKAGE TEST WHY: installs a Debian package when the test fails.
need_package() {
  eval "$2" >/dev/null 2>&1 && return
  command -v apt-get >/dev/null || fail "$1 is missing ($3); install it with your package manager, then start again."
  printf 'Installing %s: %s\n' "$1" "$3"
  local sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null || fail "$1 could not be installed; install it by hand, then start again."
}

# need_postgres WHY: the programs of PostgreSQL. Debian's package would also make a server of its own, on port 5432 and at every boot: nobody
# asked for that, so it is told not to, unless somebody has said already what it should do.
need_postgres() {
  local has='ls /usr/lib/postgresql/*/bin/initdb' settings=/etc/postgresql-common/createcluster.conf sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  if ! eval "$has" >/dev/null 2>&1 && command -v apt-get >/dev/null && [ ! -e $settings ]; then
    $sudo mkdir -p "${settings%/*}"
    printf '%s\n' "# Written by Lockstep's ./test, which needs PostgreSQL's programs only. Remove it to have clusters made as usual." \
      "create_main_cluster = false" | $sudo tee $settings >/dev/null
  fi
  need_package postgresql "$has" "$1"
}

# need_dovecot WHY: the IMAP server's program. Debian's package would also run it, on port 143 and at every boot: nobody asked for that, so where the
# system starts services it is told not to, unless the service is there already.
need_dovecot() {
  local unit=/etc/systemd/system/dovecot.service sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  if [ ! -x /usr/sbin/dovecot ] && command -v apt-get >/dev/null && [ -d "${unit%/*}" ] && [ ! -e "$unit" ]; then
    $sudo ln -s /dev/null "$unit"
  fi
  need_package dovecot-imapd '[ -x /usr/lib/dovecot/imap ]' "$1"
}

# need_tryton WHY: the ERP with its module of sales. Debian's package would also run it, on port 8000 and at every boot: nobody asked for that, so
# where the system starts services it is told not to, unless the service is there already.
need_tryton() {
  local unit=/etc/systemd/system/tryton-server.service sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  if ! command -v trytond-admin >/dev/null && command -v apt-get >/dev/null && [ -d "${unit%/*}" ] && [ ! -e "$unit" ]; then
    $sudo ln -s /dev/null "$unit"
  fi
  need_package tryton-server 'command -v trytond-admin' "$1"
  need_package tryton-modules-sale '[ -e /usr/lib/python3/dist-packages/trytond/modules/sale ]' 'its orders of customers'
  need_package python3-psycopg2 '/usr/bin/python3 -c "import psycopg2"' 'its way to PostgreSQL'
}

# need_program PROGRAM PACKAGE FOLDER WHY: one program, from the path or in a folder. Debian's package would also run a server, now and at
# every boot: nobody asked for that, so nothing is installed, and the program is taken out of the package.
need_program() {
  command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || [ -x "$3/$1" ] && return
  command -v apt-get >/dev/null || fail "$1 is missing ($4); put it into the path, then start again."
  printf 'Fetching %s: %s\n' "$1" "$4"
  local sudo="" folder; [ "$(id -u)" = 0 ] || sudo=sudo
  folder=$(mktemp -d) && mkdir -p "$3" && $sudo apt-get update -qq && (cd "$folder" && apt-get download -qq "$2" >/dev/null 2>&1) \
    && dpkg-deb --extract "$folder"/*.deb "$folder" && mv "$folder"/usr/*bin/"$1" "$3/$1" && rm -rf "$folder" \
    || fail "$1 could not be fetched; put it into the path, then start again."
}

has_node() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)'; }

# need_portal: what the pages for people are built with; without it, or by choice, the API comes alone.
need_portal() {
  [ "${LOCKSTEP_PORTAL:-}" = off ] || has_node \
    || fail "Node.js 20 or later with npm is missing (it builds the portal): install it, or set LOCKSTEP_PORTAL=off for the API alone, then start again."
}

# need_node_packages FOLDER [OPTION …]: the packages of the folder's lock file, and of no other, with options for npm; at once when it is the one
# that was installed last.
need_node_packages() {
  has_node || fail "Node.js 20 or later with npm is missing: install it, then start again."
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return
  printf 'Installing the packages of %s\n' "$1"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error "${@:2}" >/dev/null && cp package-lock.json node_modules/.installed) || fail "The packages of $1 could not be installed."
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }

need_package libicu72 'has_library libicuuc.so' 'letters of every script, for search and for keys that ignore case'

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
