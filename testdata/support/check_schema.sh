#!/bin/sh
# check_schema.sh FOLDER: every FOLDER/bad_*.json must break FOLDER/schema.json, every other *.json must keep to it.
# Exit 77 where no Python with the package jsonschema is found.
root=$(dirname "$0")/../..
for python in "$root/.venv-test/bin/python" "$root/.venv/bin/python" python3; do
    "$python" -c 'import jsonschema' 2>/dev/null && break
    python=
done
[ -n "$python" ] || exit 77
exec "$python" - "$1" <<'CHECK'
import glob, json, os, sys
import jsonschema

folder = sys.argv[1]
schema = json.load(open(f"{folder}/schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
wrong = 0
for path in sorted(set(glob.glob(f"{folder}/*.json")) - {f"{folder}/schema.json"}):
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(path))))
    if bool(errors) != os.path.basename(path).startswith("bad_"):
        wrong += 1
        print(path, "is accepted" if not errors else errors[0].message[:500])
sys.exit(wrong)
CHECK
