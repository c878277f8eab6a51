#!/usr/bin/python3
"""Every message ever released validates against every schema ever released for its type, by python3-jsonschema.

A message of an old release against a new schema: what was added is not required. A new message against an old schema: what
was added is let through. Then a message of each schema is spoiled in turn, to see that it refuses something at all.
"""
import copy, glob, json, os, sys

try:
    from jsonschema import Draft202012Validator, FormatChecker
except ImportError:
    print("NOT CHECKED: install python3-jsonschema")
    sys.exit(77)

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
schemas = {}  # type -> [(path, validator)]
for path in sorted(glob.glob(os.path.join(root, "consumers/feed/contract/*/tally.*.json"))):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    schemas.setdefault(schema["title"], []).append((path, Draft202012Validator(schema, format_checker=FormatChecker())))

failures = checked = spoiled = 0
spoiled_for = set()  # Paths of schemas.


def fail(text):
    global failures
    failures += 1
    print(text)


for path in sorted(glob.glob(os.path.join(root, "tests/golden/feeds/*/*.json"))):
    with open(path, encoding="utf-8") as file:
        message = json.load(file)
    if message["value"] is None:  # A tombstone.
        continue
    for schema_path, validator in schemas.get(message["type"], []):
        checked += 1
        for error in validator.iter_errors(message["value"]):
            fail(f"{path}\n  against {schema_path}: {error.json_path}: {error.message}")
        if schema_path in spoiled_for:
            continue
        spoiled_for.add(schema_path)
        for name in message["value"]:
            without = {key: value for key, value in message["value"].items() if key != name}
            spoiled += 1
            if name in validator.schema["required"] and validator.is_valid(without):
                fail(f"{schema_path} accepts a message without {name}")
        for name, value in message["value"].items():
            if not isinstance(value, str):
                continue
            number = copy.deepcopy(message["value"])
            number[name] = 12.5
            spoiled += 1
            if validator.is_valid(number):
                fail(f"{schema_path} accepts a number for {name}")
    if message["type"] not in schemas:
        fail(f"{path}: no schema of {message['type']} was released")

untried = sum(map(len, schemas.values())) - len(spoiled_for)
if untried:
    fail(f"{untried} schemas have no message that is made by them")
if checked < 90 or spoiled < 500:
    fail(f"only {checked} messages were checked and {spoiled} spoiled ones: are the folders right?")
print(f"{checked} messages against {sum(map(len, schemas.values()))} schemas, {spoiled} spoiled ones; {failures} failures")
sys.exit(1 if failures else 0)
