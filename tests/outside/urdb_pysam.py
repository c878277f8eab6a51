#!/usr/bin/python3
"""Random tariffs of the Utility Rate Database and random loads, charged by the product's own import and rating and by
PySAM's engine: each month's fixed charge, energy, demand by the hour, demand of the month and total.

  urdb_pysam.py URDB_MONTHS WORK_DIR [SEED…]

Tolerance: PySAM does not round and counts in binary fractions, so that a component's sum before rounding must be its
own within a thousandth of a cent for each 100 dollars, and at least that; our quantities have six decimals, so that what
is shared among periods may differ by that much for each line. Each line is that sum rounded once, to the cent.
"""
import os
import random
import shutil
import sys
import tempfile
from decimal import Decimal

from pysam_engine import BY_SHARE, IN_ORDER_OF_TIME, engine, months
from urdb_months import charged

program, work = sys.argv[1:3]
seeds = [int(seed) for seed in sys.argv[3:]] or range(1, 31)
failures = []
compared = 0


def price(random, low, high):
    return round(random.uniform(low, high), random.choice((2, 4, 5)))


def a_schedule(random, periods):
    """Two or three kinds of months; stretches of at least an hour."""
    kinds = []
    for _ in range(random.randint(1, 3)):
        hours = []
        while len(hours) < 24:
            hours += [random.randrange(periods)] * random.randint(1, 9)
        kinds.append(hours[:24])
    # Twelve lists: a converter changes them in place.
    first, until = sorted((random.randint(0, 11), random.randint(1, 12)))
    return [list(kinds[-1] if month % 5 == 4 else kinds[0] if first <= month < until else kinds[len(kinds) // 2])
            for month in range(12)]


def a_structure(random, periods, low, high, bounds, unit=None):
    """The bounds are of all periods alike: the engine takes no others."""
    structure = []
    for _ in range(periods):
        tiers = []
        for bound in bounds + [None]:
            tier = {"rate": price(random, low, high)}
            if random.random() < 0.3:
                tier["adj"] = price(random, 0, low)
            if bound is not None:
                tier["max"] = bound
            if unit:
                tier["unit"] = unit
            tiers.append(tier)
        structure.append(tiers)
    return structure


def bounds_of(random, most):
    return sorted(random.sample(range(1, most), random.choice((0, 0, 1, 2, 3))))


def a_tariff(random):
    periods, demand_periods, flat_periods = (random.randint(1, most) for most in (5, 3, 3))
    tariff = {"label": "T", "fixedchargefirstmeter": price(random, 0, 300), "fixedchargeunits": "$/month",
              "energyratestructure": a_structure(random, periods, 0.01, 0.6, bounds_of(random, 3000), "kWh"),
              "energyweekdayschedule": a_schedule(random, periods),
              "energyweekendschedule": a_schedule(random, periods)}
    if random.random() < 0.7:
        tariff["demandratestructure"] = a_structure(random, demand_periods, 0.5, 25, bounds_of(random, 8))
        tariff["demandweekdayschedule"] = a_schedule(random, demand_periods)
        tariff["demandweekendschedule"] = a_schedule(random, demand_periods)
    if random.random() < 0.7:
        tariff["flatdemandstructure"] = a_structure(random, flat_periods, 0.5, 15, bounds_of(random, 8))
        tariff["flatdemandmonths"] = [random.randrange(flat_periods) for _ in range(12)]
    return tariff


def a_load(random):
    """Millionths of a kWh of each hour: of a meter that counts watt hours, or millionths."""
    step = random.choice((1, 1000))
    largest = random.choice((2_000_000, 9_000_000, 40_000_000))
    return [random.randrange(largest // 10, largest) // step * step for _ in range(8760)]


def kind_of(line):
    if line.kind == "usage":
        return "energy"
    if line.kind == "demand":
        return "flat" if line.component.startswith("flat") else "demand"
    return "fixed"


def compare(seed, tiers, lines, theirs):
    global compared
    for month in range(1, 13):
        total = Decimal(0)
        for part in ("fixed", "energy", "flat", "demand"):
            ours = [line for line in lines if line.month == month and kind_of(line) == part]
            exact = sum((line.exact for line in ours), Decimal(0))
            total += exact
            for line in ours:
                if abs(line.amount - line.exact) > Decimal("0.005"):
                    failures.append(f"seed {seed}, {tiers}, month {month}: {line} is not rounded once")
            hold(f"seed {seed}, {tiers}, month {month}, {part}", exact, theirs[part][month - 1], len(ours))
        hold(f"seed {seed}, {tiers}, month {month}, total", total, theirs["total"][month - 1], len(lines))
        compared += 1


def hold(what, ours, theirs, lines):
    allowed = max(1e-5, abs(theirs) * 1e-7) + 1e-6 * lines
    if abs(float(ours) - theirs) > allowed:
        failures.append(f"{what}: {ours}, PySAM charges {theirs:.6f}")


directory = tempfile.mkdtemp(prefix="urdb-pysam-", dir=work)
for seed in seeds:
    # Not the module: one seed, one tariff.
    chance = random.Random(seed)
    tariff, load = a_tariff(chance), a_load(chance)
    for tiers, option in (("by_share", BY_SHARE), ("in_order_of_time", IN_ORDER_OF_TIME)):
        model = engine(tariff, [one / 1e6 for one in load], option)
        model.execute(0)
        compare(seed, tiers, charged(program, directory, tariff, tiers, load), months(model))
shutil.rmtree(directory, ignore_errors=True)
if failures:
    sys.exit(f"FAILED: {len(failures)}\n" + "\n".join(failures[:40]))
print(f"{len(seeds)} tariffs, {compared} months of two ways of tiers: every charge is PySAM's")
