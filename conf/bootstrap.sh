#!/bin/sh
# Installs the system libraries that Fleetfoot is built on and that are missing here. What is there
# stays as it is, so a second run does nothing; it asks nothing.
#
#     sh conf/bootstrap.sh
#
# Debian and Ubuntu (apt-get, as root or with sudo) and macOS (Homebrew) are served; elsewhere it says
# what to install and fails.

set -eu

say() {
    printf 'bootstrap: %s\n' "$*"
}

fail() {
    printf 'bootstrap: %s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# Runs a command as root: directly, or through sudo where that needs no password or can ask a terminal
# for one. In CI there is no terminal, and a question would hang.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo "$@"
    else
        fail "needs root to run: $*"
    fi
}

# The Debian packages whose status is not "installed", each after a space.
missing_packages() {
    for package in "$@"; do
        # The braces are dpkg-query's, not the shell's.
        # shellcheck disable=SC2016
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || printf ' %s' "$package"
    done
}

# The Homebrew formulae that are not there, each after a space.
missing_formulae() {
    for formula in "$@"; do
        brew list --versions "$formula" >/dev/null 2>&1 || printf ' %s' "$formula"
    done
}

on_debian() {
    missing=$(missing_packages libuv1-dev libssl-dev zlib1g-dev libsqlite3-dev libjs-leaflet)
    # Two packages bring the command; either will do.
    have pkg-config || missing="$missing pkg-config"
    if [ -z "$missing" ]; then
        say "nothing to do"
        return
    fi
    say "installing$missing"
    # The list is split on purpose: one argument a package.
    # shellcheck disable=SC2086
    {
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends $missing
    }
}

on_macos() {
    have brew || fail "install Homebrew first (https://brew.sh), then: brew install libuv openssl@3 pkgconf"
    # zlib and SQLite come with macOS; Leaflet is optional, the page draws its own grid without it.
    missing=$(missing_formulae libuv openssl@3 pkgconf)
    if [ -z "$missing" ]; then
        say "nothing to do"
        return
    fi
    say "installing$missing"
    # The list is split on purpose: one argument a formula.
    # shellcheck disable=SC2086
    HOMEBREW_NO_AUTO_UPDATE=1 NONINTERACTIVE=1 brew install $missing
}

if have apt-get && have dpkg-query; then
    on_debian
elif [ "$(uname -s)" = Darwin ]; then
    on_macos
else
    fail "no apt-get and no Homebrew here; install the development files of libuv 1.44 or newer," \
        "OpenSSL 3, zlib and SQLite 3, and pkg-config (optional: Leaflet, for the map)"
fi
