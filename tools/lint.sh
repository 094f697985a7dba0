#!/usr/bin/env bash
# lint.sh [format | tidy]: layout as .clang-format has it (seconds, a part of make test), and clang-tidy over everything
# that does not need LibTorch (minutes, make lint). Without a word both. 77: the tool is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

check_format() {
    local format
    format=$(command -v clang-format-15) || { echo "SKIPPED clang-format-15 is not installed"; return 77; }
    git ls-files '*.cc' '*.h' | xargs -P "$(nproc)" -n 64 "$format" --dry-run -Werror
    echo "lint: layout is as .clang-format has it"
}

# LibTorch's headers cost minutes a file under clang-tidy; text and formats cost seconds.
check_tidy() {
    local tidy
    tidy=$(command -v clang-tidy-19 || command -v clang-tidy) || { echo "SKIPPED clang-tidy is not installed"; return 77; }
    cmake --preset asan-formats --log-level=ERROR -Wno-dev >/dev/null
    python3 - <<'PYTHON' | xargs -P "$(nproc)" -n 4 "$tidy" -p build-asan-formats --quiet
import json
for command in json.load(open("build-asan-formats/compile_commands.json")):
    if "/src/blackbody/" in command["file"] and not command["file"].endswith((".test.cc", ".fuzz.cc")):
        print(command["file"])
PYTHON
    echo "lint: clang-tidy has no complaint"
}

case ${1:-all} in
    format) check_format ;;
    tidy) check_tidy ;;
    all) check_format; check_tidy ;;
    *) echo "lint.sh: unknown '$1'; known: format tidy" >&2; exit 2 ;;
esac
