# SPDX-License-Identifier: EUPL-1.2
# Debian packages that the scripts need, and how they get installed; sourced, never run.
build_packages=(libssl-dev libsqlite3-dev pkg-config)
test_packages=(openssl curl python3 python3-jwcrypto strace)
bench_packages=(nginx-light)

# Installs those of the named packages that are missing: as root or through sudo; else prints the one command.
ensure_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' ||
            missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo)
        else
            printf 'Missing Debian packages. Run this once, then try again:\n  sudo apt-get install -y %s\n' \
                "${missing[*]}" >&2
            return 1
        fi
    fi
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
}
