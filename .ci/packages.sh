# Sourced by .ci/setup: what is there, and how the rest is installed.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Only the binaries count; OpenStudio runs a cluster of its own.
have_postgres() {
  local initdb
  [[ -n ${DATABASE_URL:-} ]] && return 0
  have initdb && return 0
  for initdb in /usr/lib/postgresql/*/bin/initdb; do
    [[ -x $initdb ]] && return 0
  done
  return 1
}

have_chromium() {
  [[ -n ${CHROMIUM:-} && -x ${CHROMIUM:-} ]] || have chromium || have google-chrome
}

# Where Debian puts it, PATH does not lead for everybody.
have_nats() { have nats-server || [[ -x /usr/sbin/nats-server ]]; }

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

may_install() { have apt-get && { [[ $(id -u) == 0 ]] || { have sudo && sudo -n true 2>/dev/null; }; }; }

# Debian starts a database server on port 5432 when it installs one, unless told otherwise. We need the binaries only.
no_main_cluster() {
  local conf=/etc/postgresql-common/createcluster.conf
  [[ -e $conf ]] && return 0
  as_root mkdir -p /etc/postgresql-common
  echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
}

# Debian starts a NATS server on port 4222 when it installs one, unless a policy forbids it; tests start their own.
without_services() {
  local policy=/usr/sbin/policy-rc.d outcome=0
  if [[ -e $policy ]]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  "$@" || outcome=$?
  as_root rm -f "$policy"
  return $outcome
}

install_packages() {
  [[ $# == 0 ]] && return 0
  if ! have apt-get; then
    fail "Missing: $*. Those are Debian's names; install the same things with your system's package manager."
  fi
  may_install || fail "Missing packages, and no right to install them. Run as root: apt-get install $*"
  say "Installing $*"
  [[ " $* " == *" postgresql "* ]] && no_main_cluster
  as_root apt-get update -qq
  without_services as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-confold "$@" >/dev/null
}
