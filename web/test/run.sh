#!/bin/sh
# run.sh REPORT.html ...: opens each page in headless Chromium and checks what report.md promises. Exit 77, and say so,
# where node or chromium is missing.
set -e
for need in node npm "${CHROMIUM:-/usr/bin/chromium}"; do
    command -v "$need" >/dev/null || { echo "SKIPPED browser tests for want of $need (Debian: nodejs npm chromium)"; exit 77; }
done
[ $# -gt 0 ] || { echo "run.sh REPORT.html ..."; exit 2; }
pages=
for page in "$@"; do pages="$pages$(realpath "$page")
"; done
cd "$(dirname "$0")/.."
[ -d node_modules/playwright-core ] && [ -d node_modules/axe-core ] || npm ci --ignore-scripts --no-audit --no-fund >/dev/null
REPORTS="$pages" exec node --test --test-reporter=spec test/report.test.mjs
