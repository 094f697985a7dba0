#!/usr/bin/env bash
# lint.sh: layout as .clang-format has it, then clang-tidy over everything that does not need LibTorch.
set -euo pipefail
cd "$(dirname "$0")/.."

format=$(command -v clang-format-15 || { echo "lint: clang-format-15 is missing" >&2; exit 1; })
git ls-files '*.cc' '*.h' | xargs "$format" --dry-run -Werror

# LibTorch's headers cost minutes a file under clang-tidy; text and formats cost seconds.
tidy=$(command -v clang-tidy-19 || command -v clang-tidy || true)
[ -n "$tidy" ] || { echo "SKIPPED clang-tidy: not installed"; exit 0; }
cmake --preset asan-formats --log-level=ERROR -Wno-dev >/dev/null
python3 - <<'PYTHON' | xargs -P "$(nproc)" -n 4 "$tidy" -p build-asan-formats --quiet
import json
for command in json.load(open("build-asan-formats/compile_commands.json")):
    if "/src/blackbody/" in command["file"] and not command["file"].endswith((".test.cc", ".fuzz.cc")):
        print(command["file"])
PYTHON
echo "lint: done"
