#!/usr/bin/python3
"""The OpenAPI document and a real server, by schemathesis: examples, each boundary of each schema, chance, and chains of
requests. Twice: by a program on the server's own machine, and signed in as a clerk by a token.

  schema.py TALLY WORK_DIR        The seed is printed; SEED=… repeats it. SECONDS=… is the time for each of the two.
"""
import os
import random
import subprocess
import sys

from served import Served

here = os.path.dirname(os.path.abspath(__file__))
tally, work = sys.argv[1:3]
seed = int(os.environ.get("SEED", random.SystemRandom().randrange(1_000_000)))
seconds = int(os.environ.get("SECONDS", "75"))


def clerk_token(served):
    link = f"/v1/sign-in-links/{served.link}"
    admin, headers = served.ask(link, {"user": "ada", "name": "Ada", "password": "correct horse battery"})
    signed_in = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": admin["csrf"]}
    newest = "2999-01-01T00:00:00Z"  # The demo's time is simulated: each command says when it came.
    served.ask("/v1/commands/user.add", {"command_id": "clerk", "user": "cleo", "name": "Cleo", "roles": ["clerk"],
                                         "received_at": newest}, signed_in)
    return served.ask("/v1/tokens", {"user": "cleo", "name": "schemathesis", "days": 1}, signed_in)[0]


def run(served, name, phases, time, more, environment):
    """Its exit code, and what it said."""
    print(f"{name}, {phases}: {served.base}, seed {seed}, {time} s", flush=True)
    ran = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--config-file",
         os.path.join(here, "schemathesis.toml"), "run", served.base + "/v1/openapi.json", "--seed", str(seed),
         "--phases", phases, "--max-time", str(time), "--no-color", "--continue-on-failure", "--warnings", "off", *more],
        cwd=served.directory, env={**os.environ, "SCHEMATHESIS_HOOKS": "schema_hooks", "PYTHONPATH": here,
                                   "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200", **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=time * 3 + 120, check=False)
    code, text = ran.returncode, ran.stdout
    print(text[-12000:] if code else "\n".join(text.rstrip().splitlines()[-7:]), flush=True)
    last = phases.split(",")[-1].capitalize()
    if code == 0 and f"✅ {last}" not in text:
        print(f"FAILED: nothing of the phase {last} was tried")
        return 1
    return code


def check(served, name, more, environment):
    # Each for itself: the values that cover a schema grow with the API, and would leave no time for random ones.
    code = sum(run(served, name, phases, seconds // 3, more, environment)
               for phases in ("examples,coverage", "fuzzing", "stateful"))
    ended = served.stop()
    if ended not in (0, 130):
        print(f"FAILED: tally serve ended with {ended}")
        code += 1
    return code


failures = check(Served(tally, work, "--commands", "--actor", "outside"), "without sign-in",
                 # Where no users sign in, /v1/users has no GET.
                 ["--exclude-tag", "access", "--exclude-path", "/v1/users"], {})
signed = Served(tally, work, "--sign-in")
token = clerk_token(signed)
failures += check(signed, "as a clerk", ["--header", f"Authorization: Bearer {token['token']}"],
                  {"TALLY_OWN_TOKEN": token["id"]})
sys.exit(1 if failures else 0)
