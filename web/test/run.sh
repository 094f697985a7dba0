#!/bin/sh
# run.sh REPORT.html ...: opens each page in headless Chromium and checks what report.md promises. Its last line is
# "N passed, M failed". Where node or chromium is missing it says so and passes nothing.
for need in node npm "${CHROMIUM:-/usr/bin/chromium}"; do
    command -v "$need" >/dev/null || { echo "SKIPPED browser tests for want of $need (Debian: nodejs npm chromium)"; echo "0 passed, 0 failed"; exit 0; }
done
[ $# -gt 0 ] || { echo "run.sh REPORT.html ..."; exit 2; }
pages=
for page in "$@"; do pages="$pages$(realpath "$page")
"; done
cd "$(dirname "$0")/.." || exit 2
if [ ! -d node_modules/playwright-core ] || [ ! -d node_modules/axe-core ]; then
    npm ci --ignore-scripts --no-audit --no-fund >/dev/null || exit 1
fi
log=$(mktemp)
REPORTS="$pages" node --test --test-reporter=spec test/report.test.mjs 2>&1 | tee "$log"
passed=$(sed -n 's/^ℹ pass //p' "$log") failed=$(sed -n 's/^ℹ fail //p' "$log")
rm -f "$log"
echo "${passed:-0} passed, ${failed:-1} failed"
[ "${failed:-1}" = 0 ]
