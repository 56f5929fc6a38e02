#!/usr/bin/env bash
# Brings .venv to what requirements.lock says: scripts/setup.sh [extra]
# Needs Python 3.11 or newer; as root on Debian it installs what else is missing. Quiet unless it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }
quietly() { "$@" >"$log" 2>&1 || { cat "$log" >&2; stop "Failed: $*"; }; }
may_use_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    say "Installing $* (apt-get)"
    export DEBIAN_FRONTEND=noninteractive
    local install=(apt-get install --yes --quiet --no-remove --no-install-recommends "$@")
    "${install[@]}" >"$log" 2>&1 || { quietly apt-get update && quietly "${install[@]}"; }
}

check_python() {
    command -v "$python" >/dev/null || stop "Cakupan needs Python 3.11 or newer, and there is no $python."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Cakupan needs Python 3.11 or newer: name one, such as make PYTHON=python3.12 demo"
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    may_use_apt || stop "Python's venv is missing: on Debian, sudo apt-get install python3-venv"
    apt_install python3-venv
}

make_venv() {
    .venv/bin/python -c '' 2>/dev/null && return
    check_python
    say "Making .venv with $("$python" --version)"
    quietly "$python" -m venv --clear .venv
}

# The stamp holds a checksum of all that decides what is installed, so nothing is done twice.
install_packages() {
    local stamp=.venv/installed${1:+-$1} state
    state=$(cat pyproject.toml requirements.lock scripts/setup.sh | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return
    say "Installing the packages of requirements.lock${1:+ with those for $1}"
    sed -n '/^uv==/,/[^\\]$/p' requirements.lock >.venv/uv.txt
    quietly .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
    local uv=(.venv/bin/uv pip install --quiet --python .venv/bin/python)
    quietly "${uv[@]}" --require-hashes --constraint requirements.lock --requirement pyproject.toml \
        --extra build ${1:+--extra "$1"}
    quietly "${uv[@]}" --no-deps --no-build-isolation --editable .
    printf '%s\n' "$state" >"$stamp"
}

has_pango() {
    .venv/bin/python - <<'END'
import ctypes, sys

def is_there(name):
    for path in (f"lib{name}.so.0", f"lib{name}.0.dylib", f"/opt/homebrew/lib/lib{name}.0.dylib"):
        try:
            return bool(ctypes.CDLL(path))
        except OSError:
            pass

sys.exit(not all(map(is_there, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))))
END
}

check_pango() {
    has_pango && return
    local debian=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
    if may_use_apt; then
        apt_install "${debian[@]}"
    elif command -v apt-get >/dev/null; then
        stop "PDFs need Pango: sudo apt-get install ${debian[*]}"
    elif command -v dnf >/dev/null; then
        stop "PDFs need Pango: sudo dnf install pango harfbuzz"
    elif command -v brew >/dev/null; then
        stop "PDFs need Pango: brew install pango"
    else
        stop "PDFs need Pango and HarfBuzz (libpango, libpangoft2, libharfbuzz-subset): install them."
    fi
}

has_browser() { command -v chromium chromium-browser google-chrome >/dev/null; }

# Only tests and the gallery look at the mail in a browser; whatever else they do needs none.
check_browser() {
    has_browser && return
    if may_use_apt && (apt_install chromium fonts-liberation); then
        return
    elif command -v apt-get >/dev/null; then
        say "The mail is looked at in Chromium: sudo apt-get install chromium fonts-liberation" >&2
    else
        say "The mail is looked at in Chromium: install it, or google-chrome." >&2
    fi
}

has_postfix() { PATH=$PATH:/usr/sbin command -v postfix >/dev/null && command -v strace >/dev/null; }

# Tests start a Postfix of their own; without a main.cf in /etc/postfix no other one ever starts.
check_postfix() {
    has_postfix && return
    if may_use_apt && ! [ -e /etc/postfix/main.cf ]; then
        echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
        if (apt_install postfix strace); then return; fi
    fi
    if command -v apt-get >/dev/null; then
        say "Mail is given to a real Postfix: sudo apt-get install postfix strace" >&2
    else
        say "Mail is given to a real Postfix: install postfix 3.7 or newer, and strace." >&2
    fi
}

make_venv
install_packages "${1:-}"
check_pango
if [ "${1:-}" = test ]; then
    check_browser
    check_postfix
fi
