#!/usr/bin/python3
"""python3-jsonschema takes the example of every command under `tally describe commands --json`, and names the field of a command
that is wrong instead of all commands that it is not."""
import copy, json, subprocess, sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("NOT CHECKED: install python3-jsonschema")
    sys.exit(77)

schema = json.loads(subprocess.run([sys.argv[1], "describe", "commands", "--json"], check=True, capture_output=True).stdout)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
failures = 0


def expect(wrong, path, word):
    global failures
    errors = [(error.json_path, error.message) for error in validator.iter_errors(wrong)]
    if len(errors) != 1 or errors[0][0] != path or word not in errors[0][1] or "any of the given" in errors[0][1]:
        failures += 1
        print(f"{wrong}: {errors} instead of {path}: …{word}…")


names = schema["properties"]["type"]["enum"]
for name in names:
    for example in schema["$defs"][name]["examples"]:
        for error in validator.iter_errors(example):
            failures += 1
            print(f"{name}: {error.json_path}: {error.message}")
        expect({**example, "no_such_field": 1}, "$", "no_such_field")
expect({"type": "payment.pots"}, "$.type", "payment.pots")
expect({"command_id": "c"}, "$", "'type' is a required property")


def changed(name, *path_and_value):
    """The example of a command with one value changed."""
    *path, last, value = path_and_value
    command = copy.deepcopy(schema["$defs"][name]["examples"][0])
    at = command
    for step in path:
        at = at[step]
    at[last] = value
    return command


def without(name, field):
    return {key: value for key, value in schema["$defs"][name]["examples"][0].items() if key != field}


expect(changed("payment.post", "received_on", 7), "$.received_on", "7 is not of type")
expect(changed("payment.post", "shares", 0, "amount", 12.5), "$.shares[0].amount", "12.5 is not of type")
expect(changed("payment.post", "tenders", 0, "kind", "gold"), "$.tenders[0].kind", "'gold' is not one of")
expect(changed("account.change_terms", "customer_type", 7), "$.customer_type", "7 is not of type")
expect(changed("person.register", "name", "full", 7), "$.name.full", "7 is not of type")
expect(without("bill.account", "bill_date"), "$", "'bill_date' is a required property")
expect(without("bill.account", "command_id"), "$", "'command_id' is a required property")
for error in validator.iter_errors(without("bill.account", "cycle")):
    failures += 1
    print(f"bill.account without its cycle: {error.message}")
if schema["$defs"]["bill.account"]["properties"]["cycle"]["default"] != "":
    failures += 1
    print("the default of an optional code is not the empty one")
if len(names) < 50:
    failures += 1
    print(f"only {len(names)} commands")
print(f"{len(names)} commands; {failures} failures")
sys.exit(1 if failures else 0)
