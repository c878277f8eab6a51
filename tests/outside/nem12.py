#!/usr/bin/python3
"""Every valid NEM12 file of the data beside the project: what the ledger holds after an import, channel by channel,
is what nemreader, a reader that is not ours, counts in the file.

  nem12.py TALLY WORK_DIR DATA_DIR

Exit code 77, and a line that says so, where the data are not there.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

from nemreader import NEMFile

tally, work, data = sys.argv[1:4]
files = [path for folder in ("nem12", "unzipped", ".") for path in sorted(Path(data, folder).glob("*"))
         if path.suffix.lower() in (".csv", ".zip")]
if not files:
    print(f"NOT CHECKED FROM OUTSIDE: no NEM12 files at {data}", file=sys.stderr)
    sys.exit(77)
directory = tempfile.mkdtemp(prefix="nem12-", dir=work)
store = os.path.join(directory, "store")
failures = []
units = {"wh": ("kWh", 3), "kwh": ("kWh", 0), "varh": ("kVArh", 3), "kvarh": ("kVArh", 0)}


def run(*arguments, expected=(0,)):
    done = subprocess.run([tally, *arguments], capture_output=True, text=True)
    if done.returncode not in expected:
        sys.exit(f"FAILED: tally {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def text_of(path):
    if path.suffix.lower() == ".csv":
        return path.read_bytes().decode("latin-1")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("latin-1") for name in archive.namelist())


def channels_of(path):
    """What the 200 records name, before anything is made of them."""
    found = {}
    for line in text_of(path).splitlines():
        fields = line.split(",")
        if fields[0] == "200":
            found.setdefault(fields[1], {})[fields[4]] = (fields[7].lower(), int(fields[8]))
    return found


def exact(reads):
    """nemreader's numbers are binary; each was a decimal of at most six places."""
    return sum((Decimal(repr(read.read_value)) for read in reads), Decimal(0))


run("init", "--store", store, "--origin", "ledger.example/nem12", "--currency", "AUD", "--time-zone", "Australia/Brisbane")
checked = values = 0
lines = [{"type": "settings.define_country", "row": {"code": "AU", "name": "Australia"}},
         {"type": "settings.define_service", "row": {"code": "power", "description": "Electricity"}}]
meters = []
for number, path in enumerate(files):
    text = text_of(path)
    if not text.lstrip().startswith("100,NEM12"):
        continue  # NEM13: accumulated reads.
    meters.append((path, channels_of(path)))
# Two files may name one NMI; then its meter has the channels of both.
registers = {}
for _, channels in meters:
    for nmi, suffixes in channels.items():
        for suffix, (unit, _) in suffixes.items():
            if unit in units:
                registers.setdefault(nmi, {})[suffix] = units[unit][0]
lines.append({"type": "premise.add_location", "premise": "L-1", "address": {"country": "AU", "address1": "1 Hill"}})
for nmi, suffixes in registers.items():
    lines.append({"type": "premise.add_service_point", "premise": "L-1", "service_point": f"sp-{nmi}", "service": "power",
                  "market_id": nmi})
    lines.append({"type": "premise.install_meter", "service_point": f"sp-{nmi}", "meter": f"M-{nmi}",
                  "installed_on": "2000-01-01",
                  "registers": [{"channel": suffix, "unit": unit, "kind": "consumptive", "decimals": 3}
                                for suffix, unit in suffixes.items()]})
set_up = os.path.join(directory, "set-up.jsonl")
with open(set_up, "w", encoding="utf-8") as file:
    for number, line in enumerate(lines):
        file.write(json.dumps({**line, "command_id": f"set-up-{number}"}) + "\n")
run("apply", "--store", store, "--quiet", set_up)

for path, channels in meters:
    report = json.loads(run("import", "--store", store, "--json", "nem12", str(path), expected=(0, 1)))
    counted = NEMFile(str(path), strict=True).nem_data().readings
    left = {(one["nmi"], one["suffix"]): one for one in report["left_out"]}
    for (nmi, suffix), one in left.items():
        # The format knows intervals of 5, 15 and 30 minutes of a unit that is named.
        unit, minutes = channels[nmi][suffix]
        if unit in units and minutes in (5, 15, 30):
            failures.append(f"{path.name}: {nmi} {suffix} is left out: {one}")
    for nmi, suffixes in counted.items():
        usage = None
        for suffix, reads in suffixes.items():
            if (nmi, suffix) in left:
                continue
            if usage is None:
                usage = json.loads(run("show", "--store", store, "--json", "usage", f"sp-{nmi}"))
            days = {read.t_start.date().isoformat() for read in reads}
            held = sum((Decimal(line["value"]) for line in usage["lines"]
                        if line["channel"] == suffix and line["from"] in days), Decimal(0))
            unit, _ = channels[nmi][suffix]
            said = exact(reads).scaleb(-units[unit][1])
            checked += 1
            values += len(reads)
            if held != said:
                failures.append(f"{path.name}: {nmi} {suffix}: held {held}, nemreader counts {said}")
run("verify", "--store", store)
shutil.rmtree(directory, ignore_errors=True)
if failures:
    sys.exit("FAILED\n" + "\n".join(failures))
print(f"{len(meters)} files, {checked} channels, {values:,} values: all sums are equal")
