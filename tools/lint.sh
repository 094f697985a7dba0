#!/usr/bin/env bash
# lint.sh [format | tidy]: layout as .clang-format has it, and clang-tidy over everything that does not need LibTorch
# (check_tidy.py; minutes). Without a word both; make test runs the first. 77: the tool is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

check_format() {
    local format
    format=$(command -v clang-format-15) || { echo "SKIPPED clang-format-15 is not installed"; return 77; }
    git ls-files '*.cc' '*.h' | xargs -P "$(nproc)" -n 64 "$format" --dry-run -Werror
    echo "lint: layout is as .clang-format has it"
}

case ${1:-all} in
    format) check_format ;;
    tidy) tools/check_tidy.py ;;
    all) check_format; tools/check_tidy.py ;;
    *) echo "lint.sh: unknown '$1'; known: format tidy" >&2; exit 2 ;;
esac
