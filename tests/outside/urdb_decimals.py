#!/usr/bin/python3
"""Random tariffs of the Utility Rate Database with what PySAM's engine has no rule for, or another: charges, bounds and
least charges of a day, least charges of a month and of a year, demand that looks back, bounds per kW, banks of energy
and prices of energy sent back. Calculated here with exact fractions, hour by hour, from the words of
consumers/intake/README.md alone; each bill line of the product's own import and rating must have the same amount.

  urdb_decimals.py URDB_MONTHS WORK_DIR [SEED…]
"""
import calendar
import random
import shutil
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction

from urdb_months import charged

program, work = sys.argv[1:3]
seeds = [int(seed) for seed in sys.argv[3:]] or range(1, 61)
HOURS = 8760
# Of each hour of 2018: its month, whether the day is one of a weekend, and which hour of the day.
CALENDAR = [(month, calendar.weekday(2018, month, day) >= 5, hour)
            for month in range(1, 13) for day in range(1, calendar.monthrange(2018, month)[1] + 1) for hour in range(24)]


def cents(exact):
    """Half away from zero."""
    scaled = abs(exact) * 100
    whole = (scaled + Fraction(1, 2)).__floor__()
    return whole if exact >= 0 else -whole


def exact(number):
    return Fraction(Decimal(str(number)))


class Books:
    """The year of one tariff and load; what one month leaves to the next."""

    def __init__(self, tariff, tiers, load, returned):
        self.tariff, self.tiers = tariff, tiers
        self.load = [Fraction(one, 1_000_000) for one in load]
        self.returned = [Fraction(one, 1_000_000) for one in returned or [0] * HOURS]
        self.bank = {}
        self.peaks = []  # Measured, of each month so far.
        self.year = 0

    def month(self, month):
        lines = []
        hours = [at for at in range(HOURS) if CALENDAR[at][0] == month]
        days = len(hours) // 24
        self.fixed(days, lines)
        demand = self.demand(month, hours)
        self.energy(month, hours, days, demand, lines)
        self.charge_demand(month, demand, lines)
        self.least(month, days, lines)
        self.year += sum(amount for _, amount in lines)
        self.least_of_year(month, lines)
        return sorted(line for line in lines if line[1] != 0)

    def fixed(self, days, lines):
        charge = exact(self.tariff.get("fixedchargefirstmeter", self.tariff.get("fixedmonthlycharge", 0)))
        unit = self.tariff.get("fixedchargeunits")
        if unit == "$/day":
            lines.append(("per_day", cents(charge * days)))
        else:
            lines.append(("fixed", cents(charge / 12 if unit == "$/year" else charge)))

    def period(self, at):
        month, weekend, hour = CALENDAR[at]
        name = "energyweekendschedule" if weekend else "energyweekdayschedule"
        return self.tariff[name][month - 1][hour] if name in self.tariff else 0

    def demand(self, month, hours):
        """What is charged: at least the share of what earlier months measured."""
        measured = max(self.load[at] for at in hours)
        billed = measured
        if "lookbackPercent" in self.tariff:
            back, counted = self.tariff.get("lookbackRange"), self.tariff.get("lookbackMonths")
            earlier = [peak for number, peak in enumerate(self.peaks, 1)
                       if (month - number <= back if counted is None else counted[number - 1])]
            billed = max([measured] + [peak * exact(self.tariff["lookbackPercent"]) for peak in earlier])
        self.peaks.append(measured)
        return billed

    def energy(self, month, hours, days, demand, lines):
        drawn, sent = self.flows(hours)
        rules = self.tariff.get("dgrules")
        if rules == "Net Metering":
            self.banked(hours, drawn, sent, month, days, demand, lines)
            return
        used = {}  # By period and tier.
        filled = {}  # By period, or of all of them together.
        for at in hours:
            period = self.period(at)
            of = period if self.tiers == "by_period" else "all"
            self.fill(used, filled, of, period, drawn[at], days, demand)
        self.price(used, lines)
        if rules:
            paid = {}
            for at in hours:
                paid[self.period(at)] = paid.get(self.period(at), 0) + sent[at]
            for period, quantity in paid.items():
                price = exact(self.tariff["energyratestructure"][period][0].get("sell", 0))
                lines.append(("usage", cents(-quantity * price)))

    def flows(self, hours):
        drawn, sent = {at: self.load[at] for at in hours}, {at: self.returned[at] for at in hours}
        if self.tariff.get("dgrules") == "Net Billing Hourly":
            for at in hours:
                left = drawn[at] - sent[at]
                drawn[at], sent[at] = max(left, 0), max(-left, 0)
        return drawn, sent

    def banked(self, hours, drawn, sent, month, days, demand, lines):
        nets, used, filled = {}, {}, {}
        for at in hours:
            nets[self.period(at)] = nets.get(self.period(at), 0) + drawn[at] - sent[at]
        for period, net in nets.items():
            net -= self.bank.get(period, 0)
            self.bank[period] = max(-net, 0)
            self.fill(used, filled, period, period, max(net, 0), days, demand)
        self.price(used, lines)
        if month == 12:
            self.bank = {}

    def fill(self, used, filled, of, period, quantity, days, demand):
        """Fills the tiers of the period, from what `of` has filled before."""
        below = filled.get(of, 0)
        filled[of] = below + quantity
        for number, tier in enumerate(self.tiers_of(period)):
            until = filled[of]
            if "max" in tier:
                bound = exact(tier["max"]) * {"kWh": 1, "kWh daily": days, "kWh/kW": demand}[tier.get("unit", "kWh")]
                until = min(until, bound)
            if until > below:
                used[period, number] = used.get((period, number), 0) + until - below
                below = until

    def tiers_of(self, period):
        """Usage at one price is told apart at the first bound of the periods that it fills tiers with."""
        structure = self.tariff["energyratestructure"]
        tiers = structure[period]
        if self.tiers == "by_period" or len(tiers) > 1 or "energyweekdayschedule" not in self.tariff:
            return tiers
        first = []
        for weekday, weekend in zip(self.tariff["energyweekdayschedule"], self.tariff["energyweekendschedule"]):
            together = set(weekday + weekend)
            first += [structure[other][0]["max"] for other in together if period in together and len(structure[other]) > 1]
        return [{**tiers[0], "max": min(first)}, tiers[0]] if first else tiers

    def price(self, used, lines):
        for (period, number), quantity in used.items():
            tier = self.tiers_of(period)[number]
            lines.append(("usage", cents(quantity * (exact(tier["rate"]) + exact(tier.get("adj", 0))))))

    def charge_demand(self, month, demand, lines):
        if "flatdemandstructure" not in self.tariff:
            return
        below = Fraction(0)
        for tier in self.tariff["flatdemandstructure"][self.tariff["flatdemandmonths"][month - 1]]:
            until = min(demand, exact(tier["max"])) if "max" in tier else demand
            if until > below:
                lines.append(("demand", cents((until - below) * exact(tier["rate"]))))
                below = until

    def least(self, month, days, lines):
        least = exact(self.tariff.get("minmonthlycharge", 0))
        if self.tariff.get("minchargeunits") in ("$/month", "$/day"):
            least = exact(self.tariff["mincharge"]) * (days if self.tariff["minchargeunits"] == "$/day" else 1)
        lines.append(("minimum", max(0, cents(least) - sum(amount for _, amount in lines))))

    def least_of_year(self, month, lines):
        least = exact(self.tariff.get("annualmincharge", 0))
        if self.tariff.get("minchargeunits") == "$/year":
            least = exact(self.tariff["mincharge"])
        if month == 12:
            lines.append(("minimum", max(0, cents(least) - self.year)))


def price(chance, low, high):
    return round(chance.uniform(low, high), chance.choice((2, 4, 5)))


def structure(chance, periods, unit, most, sell=False):
    made = []
    for _ in range(periods):
        bounds = sorted(chance.sample(range(1, most), chance.choice((0, 1, 2, 3))))
        tiers = [{"rate": price(chance, 0.01, 0.5), "unit": unit} for _ in range(len(bounds) + 1)]
        for tier, bound in zip(tiers, bounds):
            tier["max"] = bound
        if chance.random() < 0.5:
            tiers[0]["adj"] = price(chance, 0.001, 0.05)
        if sell:
            paid = price(chance, 0.01, 0.2)
            for tier in tiers:
                tier["sell"] = paid
        made.append(tiers)
    return made


def with_schedules(chance, tariff):
    periods = len(tariff["energyratestructure"])
    for name in ("energyweekdayschedule", "energyweekendschedule"):
        kinds = [[chance.randrange(periods) for _ in range(24)] for _ in range(2)]
        change = chance.randint(1, 11)
        tariff[name] = [kinds[0] if month < change else kinds[1] for month in range(12)]
    return tariff


def by_the_day(chance):
    return {"fixedchargefirstmeter": price(chance, 0.1, 4), "fixedchargeunits": "$/day",
            "mincharge": price(chance, 1, 9), "minchargeunits": "$/day",
            "energyratestructure": structure(chance, 1, "kWh daily", 60)}, None


def least_charges(chance):
    tariff = {"energyratestructure": structure(chance, chance.randint(1, 4), "kWh", 900)}
    if chance.random() < 0.5:
        tariff.update(fixedmonthlycharge=price(chance, 1, 30), minmonthlycharge=price(chance, 50, 250),
                      annualmincharge=price(chance, 1000, 4000))
    else:
        tariff.update(fixedchargefirstmeter=12 * price(chance, 1, 30), fixedchargeunits="$/year",
                      mincharge=price(chance, 50, 250), minchargeunits="$/month")
        tariff["fixedchargefirstmeter"] = round(tariff["fixedchargefirstmeter"], 4)
    if chance.random() < 0.3:
        tariff.pop("minmonthlycharge", None)
    return with_schedules(chance, tariff), None


def looking_back(chance):
    tariff = {"fixedmonthlycharge": price(chance, 1, 30), "lookbackPercent": round(chance.uniform(0.3, 1), 2),
              "energyratestructure": structure(chance, 1, chance.choice(("kWh", "kWh/kW")), 500),
              "flatdemandmonths": [0] * 12}
    months = [chance.randrange(2) for _ in range(12)]
    if chance.random() < 0.5:
        tariff["lookbackRange"] = chance.randint(1, 11)
        if tariff["energyratestructure"][0][0]["unit"] == "kWh":
            tariff["flatdemandmonths"] = months
    else:
        tariff["lookbackMonths"] = months
    tariff["flatdemandstructure"] = [[{"rate": price(chance, 1, 20), "max": chance.randint(1, 5)},
                                      {"rate": price(chance, 1, 20)}] for _ in range(max(tariff["flatdemandmonths"]) + 1)]
    return tariff, None


def sending_back(chance):
    rules = chance.choice(("Net Metering", "Net Billing Hourly", "Net Billing Instantaneous", "Buy All Sell All"))
    periods = chance.randint(1, 4)
    tariff = {"fixedmonthlycharge": price(chance, 1, 30), "dgrules": rules,
              "energyratestructure": structure(chance, periods, "kWh", 900, sell=rules != "Net Metering")}
    # Nothing is sent back at night, more in summer.
    sent = [chance.randrange(0, 3_500_000 if 4 <= month <= 9 else 1_200_000) // 1000 * 1000 if 8 <= hour < 17 else 0
            for month, _, hour in CALENDAR]
    return with_schedules(chance, tariff), sent


directory = tempfile.mkdtemp(prefix="urdb-decimals-", dir=work)
failures, compared = [], 0
for seed in seeds:
    chance = random.Random(seed)
    tariff, returned = (by_the_day, least_charges, looking_back, sending_back)[seed % 4](chance)
    tariff["label"] = "T"
    tiers = "by_period" if tariff.get("dgrules") == "Net Metering" else chance.choice(("by_period", "in_order_of_time"))
    load = [chance.randrange(0, 2_400_000) // 1000 * 1000 for _ in range(HOURS)]
    lines = charged(program, directory, tariff, tiers, load, returned)
    books = Books(tariff, tiers, load, returned)
    for month in range(1, 13):
        ours = sorted((line.kind, int(line.amount * 100)) for line in lines if line.month == month and line.amount != 0)
        expected = books.month(month)
        compared += len(expected)
        if ours != expected:
            failures.append(f"seed {seed}, {tiers}, month {month}:\n  the ledger  {ours}\n  calculated  {expected}")
shutil.rmtree(directory, ignore_errors=True)
if failures:
    sys.exit(f"FAILED: {len(failures)}\n" + "\n".join(failures[:5]))
print(f"{len(seeds)} tariffs, {compared} bill lines: every amount is the same to the cent")
