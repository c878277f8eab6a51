#!/usr/bin/env python3
"""Computes the lines of demand_ratchet_and_hours_use.bill again: quarter by quarter, with Decimal.

Energy is priced kWh by kWh as it is used, by how many hours the demand that is charged would have run so far; demand
by a list of months that is kept from the first bill on. What is measured is known here by its own words.
"""

import datetime as dt
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CUSTOMER, KW_PRICE, LEAST_KW = Decimal("50.00"), Decimal("8.00"), Decimal(5)
BY_HOURS = [(Decimal(200), Decimal("0.12")), (Decimal(400), Decimal("0.09")), (None, Decimal("0.06"))]
SHARE, MONTHS_BACK, SUMMER = Decimal("0.80"), 11, {6, 7, 8, 9}


def quarters(year, month, base, high=None):
    day = dt.date(year, month, 1)
    while day.month == month:
        for quarter in range(96):
            top = high is not None and day == dt.date(2022, 7, 14) and 68 <= quarter < 70
            yield high if top else base
        day += dt.timedelta(days=1)


def charged_kw(measured, now, history):
    raised = [kw * SHARE for (year, month), kw in history.items()
              if month in SUMMER and 0 < (now[0] - year) * 12 + now[1] - month <= MONTHS_BACK]
    return max([measured, LEAST_KW, *raised])


def energy_lines(used, kw):
    by_price, so_far = {}, Decimal(0)
    for kwh in used:
        left = kwh
        while left > 0:
            hours = so_far / kw
            bound, price = next(each for each in BY_HOURS if each[0] is None or hours < each[0])
            part = left if bound is None else min(left, bound * kw - so_far)
            by_price[price] = by_price.get(price, Decimal(0)) + part
            so_far, left = so_far + part, left - part
    return [("energy", kwh, price) for price, kwh in sorted(by_price.items(), reverse=True)]


def bill(year, month, base, high, history):
    used = list(quarters(year, month, base, high))
    measured = max(used[i] + used[i + 1] for i in range(0, len(used), 2)) * 2
    kw = charged_kw(measured, (year, month), history)
    history[(year, month)] = measured
    return [("customer", Decimal(1), CUSTOMER), *energy_lines(used, kw), ("highest", kw, KW_PRICE)]


def main():
    text = Path(__file__).with_name("demand_ratchet_and_hours_use.bill").read_text()
    said = re.findall(r"^    (customer|energy|highest) +(\d[\d.]*)(?: kWh| kW)? x ([\d.]+) += +([\d.]+)", text, re.M)
    totals = [Decimal(each) for each in re.findall(r"^    total +(\d[\d.]*)", text, re.M)]
    low, quarter = Decimal("2.5"), Decimal("0.25")
    wrong_july, july = {}, {}
    bills = [bill(2022, 7, Decimal(5), Decimal("12.5"), wrong_july), bill(2022, 8, low, None, wrong_july),
             bill(2022, 7, Decimal(5), Decimal(10), july), bill(2022, 8, low, None, july),
             bill(2022, 10, quarter, None, {}), bill(2022, 9, quarter, None, july)]
    cents = lambda amount: amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    computed = [(code, n, price, cents(n * price)) for each in bills for code, n, price in each]
    read = [(code, Decimal(n), Decimal(price), Decimal(amount)) for code, n, price, amount in said]
    wrong = [f"the file says {a}, computed is {b}" for a, b in zip(read, computed) if a != b]
    if len(read) != len(computed):
        wrong.append(f"the file has {len(read)} lines, computed are {len(computed)}")
    sums = [sum(cents(n * price) for _, n, price in each) for each in bills]
    if totals != sums:
        wrong.append(f"the file's totals {totals} are not {sums}")
    print("\n".join(wrong) or f"{len(read)} lines and {len(totals)} totals agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
