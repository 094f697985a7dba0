#!/usr/bin/env bash
# bootstrap.sh GOAL: installs what the goal needs and is not there yet. Goals: build test bench peers fuzz lint.
#
# System packages come by apt, as root or with sudo; where neither is possible the line to run is printed and the script
# stops. Python packages go into virtual environments of this folder: .venv (LibTorch is the C++ side of the torch
# wheel), .venv-test (second roads to the same numbers), .venv-peers (the tools we are compared with).
set -euo pipefail
cd "$(dirname "$0")/.."

TORCH=2.13.0
goal=${1:-build}
say() { printf 'bootstrap: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# What each goal needs of the system. One package a line is easier to review than one line.
build_packages="g++ cmake ninja-build ccache mold pkg-config zlib1g-dev libssl-dev libpng-dev libjpeg-dev libwebp-dev
    libtiff-dev libgif-dev libzip-dev libhwy-dev libfmt-dev libcli11-dev nlohmann-json3-dev libprotozero-dev"
test_packages="libgtest-dev librapidcheck-dev"
test_extras="libonnx-testdata dataset-fashion-mnist clang-format-15 clang-tidy-19"  # tests that need them skip loudly where a system lacks them
case $goal in
    build) packages=$build_packages extras= ;;
    test)  packages="$build_packages $test_packages libbenchmark-dev" extras=$test_extras ;;
    bench | peers) packages="$build_packages libbenchmark-dev" extras= ;;
    fuzz)  packages="$build_packages" extras= ;;
    lint)  packages="$build_packages $test_packages" extras="clang-format-15 clang-tidy-19" ;;
    *) stop "unknown goal '$goal'; known: build test bench peers fuzz lint" ;;
esac

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Python 3.11 or later, with the means to make virtual environments.
find_python() {
    local python
    for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    stop "Python 3.11 or later is needed; set PYTHON=/path/to/python3"
}
python=$(find_python)
"$python" -c 'import ensurepip, venv' 2>/dev/null || packages="$packages python3-venv"
if [ "$goal" = test ]; then
    command -v node >/dev/null || packages="$packages nodejs"
    command -v npm >/dev/null || packages="$packages npm"
    # Ubuntu's chromium is a snap, which neither containers nor CI can start: the browser tests will say so and skip.
    command -v chromium >/dev/null || grep -q '^ID=ubuntu' /etc/os-release || extras="$extras chromium"
fi

install_packages() {
    local missing=() absent=() package
    for package in $packages; do installed "$package" || missing+=("$package"); done
    for package in $extras; do installed "$package" || absent+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || [ ${#absent[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || stop "this is no Debian or Ubuntu; please install: ${missing[*]} ${absent[*]}"

    # Root needs nothing, sudo must not ask, and everybody else is told what to run.
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root=(sudo)
        elif [ ${#missing[@]} -gt 0 ]; then
            say "system packages are missing and this user cannot install them. Run as root, then start again:"
            printf '\n    apt-get update && apt-get install -y --no-install-recommends %s\n\n' "${missing[*]} ${absent[*]}" >&2
            exit 1
        else
            say "left out, for want of root: ${absent[*]} (what needs them will be skipped)"
            return 0
        fi
    fi
    say "installing ${missing[*]} ${absent[*]}"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >&2 || say "apt-get update failed; trying with the lists that are there"
    if [ ${#missing[@]} -gt 0 ]; then
        "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2 || stop "apt-get could not install: ${missing[*]}"
    fi
    for package in "${absent[@]}"; do
        "${apt[@]}" install -y --no-install-recommends "$package" </dev/null >&2 ||
            say "WITHOUT $package: this system has no such package; what needs it will be skipped"
    done
}

# make_venv FOLDER: an empty virtual environment, made once.
make_venv() {
    [ -x "$1/bin/python" ] || { say "making $1"; "$python" -m venv "$1"; }
}
has() { ls -d "$1"/lib/python3*/site-packages/$2.dist-info >/dev/null 2>&1; }
pip_into() {
    local venv=$1
    shift
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --retries 2 "$@" </dev/null >&2
}

# The CPU build of torch, never the CUDA one: an exact local version first, then the plain name where it brings no CUDA
# packages (some indices and all Macs), then PyTorch's own CPU index.
install_torch() {
    local venv=$1 log=$1/torch.log
    make_venv "$venv"
    has "$venv" "torch-$TORCH*" && return 0
    say "fetching torch $TORCH into $venv (CPU build, about 200 MB)"
    pip_into "$venv" "torch==$TORCH+cpu" 2>"$log" && return 0
    if plain_torch_is_cpu "$venv"; then pip_into "$venv" "torch==$TORCH" 2>>"$log" && return 0; fi
    say "the configured index has no CPU build of torch; trying PyTorch's own"
    pip_into "$venv" --index-url https://download.pytorch.org/whl/cpu "torch==$TORCH" 2>>"$log" && return 0
    grep -v '^WARNING: Retrying' "$log" >&2 || true
    stop "no index offers a CPU build of torch $TORCH; install one into $venv by hand (all attempts: $log)"
}
plain_torch_is_cpu() {
    local plan
    plan=$("$1/bin/python" -m pip install -q --disable-pip-version-check --no-input --retries 2 --dry-run --report - \
        "torch==$TORCH" </dev/null 2>/dev/null) || return 1
    ! grep -qiE '"name": "(nvidia|cuda|triton)' <<<"$plan"
}

# install_pinned VENV REQUIREMENTS: exactly the versions of a list, once a version of the list.
install_pinned() {
    make_venv "$1"
    cmp -s "$2" "$1/installed.txt" && return 0
    say "filling $1"
    pip_into "$1" -r "$2" || stop "pip could not install $2 into $1"
    cp "$2" "$1/installed.txt"
}

install_packages
install_torch .venv
case $goal in
    test)  install_pinned .venv-test tools/requirements-test.txt ;;
    peers) install_torch .venv-peers; install_pinned .venv-peers bench/peers/requirements.txt ;;
esac
