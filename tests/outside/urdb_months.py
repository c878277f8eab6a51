"""What tests/outside/urdb_months prints: charges by the product's own import and rating."""
import json
import os
import subprocess
import sys
from collections import namedtuple
from decimal import Decimal

Line = namedtuple("Line", "month component kind quantity price exact amount")


def quantity_text(millionths):
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def write_hours(path, millionths):
    with open(path, "w", encoding="ascii") as file:
        file.writelines(quantity_text(one) + "\n" for one in millionths)


def charged(program, directory, tariff, tiers, load, returned=None):
    """The bill lines of the year. `load`, `returned`: millionths of a kWh of each hour."""
    names = [os.path.join(directory, name) for name in ("tariff.json", "load.csv", "returned.csv")]
    with open(names[0], "w", encoding="ascii") as file:
        json.dump(tariff, file)
    write_hours(names[1], load)
    if returned is not None:
        write_hours(names[2], returned)
    done = subprocess.run([program, names[0], names[1], tiers] + ([] if returned is None else names[2:]),
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"FAILED: {done.stderr.strip()}\n{json.dumps(tariff)}")
    lines = []
    for text in done.stdout.splitlines():
        month, component, kind, *numbers = text.split()
        lines.append(Line(int(month), component, kind, *map(Decimal, numbers)))
    return lines
