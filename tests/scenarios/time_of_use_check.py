#!/usr/bin/env python3
"""Computes the lines of time_of_use_and_demand.bill again: interval by interval, with another calendar and Decimal.

The scenario says what is measured and priced; this knows it by its own words, and looks for the lines in the file.
"""

import datetime as dt
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

QUARTER = dt.timedelta(minutes=15)
HOLIDAYS = {dt.date(2022, 1, 17), dt.date(2022, 7, 4)}
CUSTOMER, OFF, HIGHEST, LEAST_KW = Decimal("12.00"), Decimal("0.11"), Decimal("6.50"), Decimal(2)


def peak_price(day):
    return Decimal("0.36") if day >= dt.date(2022, 8, 16) else Decimal("0.32")


def is_peak(at):
    summer = 6 <= at.month <= 9
    working = at.isoweekday() <= 5 and at.date() not in HOLIDAYS
    return summer and working and 14 <= at.hour < 20


def july(at):
    if at.date() == dt.date(2022, 7, 14) and at.hour == 17 and at.minute < 30:
        return Decimal("2.5")
    return Decimal("0.75") if 14 <= at.hour < 20 else Decimal("0.25")


def august(_):
    return Decimal("0.25")


def quarters(first, last):
    at = dt.datetime.combine(first, dt.time())
    while at.date() <= last:
        yield at
        at += QUARTER


def cents(amount):
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain(number):
    text = format(number.normalize(), "f")
    return text


def lines_of(first, last, used):
    by_price, off, half_hours = {}, Decimal(0), {}
    for at in quarters(first, last):
        kwh = used(at)
        if is_peak(at):
            price = peak_price(at.date())
            by_price[price] = by_price.get(price, Decimal(0)) + kwh
            half = at.replace(minute=at.minute // 30 * 30)
            half_hours[half] = half_hours.get(half, Decimal(0)) + kwh
        else:
            off += kwh
    kw = max(max(half_hours.values()) * 2, LEAST_KW)
    lines = [("customer", "1", "", CUSTOMER, CUSTOMER)]
    lines += [("peak", plain(kwh), "kWh", price, cents(kwh * price)) for price, kwh in sorted(by_price.items())]
    lines.append(("off", plain(off), "kWh", OFF, cents(off * OFF)))
    lines.append(("highest", plain(kw), "kW", HIGHEST, cents(kw * HIGHEST)))
    return lines


def main():
    text = Path(__file__).with_name("time_of_use_and_demand.bill").read_text()
    said = re.findall(r"^    (customer|peak|off|highest) +([\d.]+)(?: (kWh|kW))? x ([\d.]+) += +([\d.]+)", text, re.M)
    totals = re.findall(r"^    total +([\d.]+)", text, re.M)
    bills = [
        lines_of(dt.date(2022, 7, 1), dt.date(2022, 7, 31), july),
        lines_of(dt.date(2022, 8, 1), dt.date(2022, 8, 31), august),
    ]
    computed = [(code, n, unit, f"{price:.2f}", f"{amount:.2f}") for bill in bills for code, n, unit, price, amount in bill]
    wrong = [f"the file says {a}, computed is {b}" for a, b in zip(said, computed) if a != b]
    if len(said) != len(computed):
        wrong.append(f"the file has {len(said)} lines, computed are {len(computed)}")
    for total, bill in zip(totals, bills):
        if Decimal(total) != sum(line[4] for line in bill):
            wrong.append(f"the file's total {total} is not {sum(line[4] for line in bill)}")
    if len(totals) != len(bills):
        wrong.append(f"the file has {len(totals)} totals")
    print("\n".join(wrong) or f"{len(said)} lines and {len(totals)} totals agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
