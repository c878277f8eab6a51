#!/usr/bin/env python3
"""Computes solar_banked_for_a_year.bill and solar_at_another_price.bill again, with Decimal.

The bank is a list of units by the month that sent them back, and the oldest are drawn first; hours are told apart
quarter by quarter. What is measured is known here by its own words.
"""

import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CENT = Decimal("0.01")


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def said_lines(text, names):
    pattern = rf"^    ({'|'.join(names)}) +(-?\d[\d.]*)(?: kWh)? x ([\d.]+)(?: x \d+/\d+)? += +(-?[\d.]+)"
    return [(name, Decimal(quantity), Decimal(price), Decimal(amount))
            for name, quantity, price, amount in re.findall(pattern, text, re.M)]


def banked(text):
    """Lines of each month from the registers that the file reads."""
    expected, closings, bank = [], [], []
    shown = (0, 0)
    for day, drawn, back in re.findall(r"^(\S+) read L1-E (\d+) sent back (\d+)", text, re.M):
        drawn, back = int(drawn), int(back)
        left = (drawn - shown[0]) - (back - shown[1])
        shown = (drawn, back)
        if left < 0:
            bank.append(-left)
        while left > 0 and bank:
            part = min(left, bank[0])
            left, bank[0] = left - part, bank[0] - part
            bank = bank if bank[0] else bank[1:]
        charged = Decimal(max(left, 0))
        expected.append(("customer", Decimal(1), Decimal("10.00"), Decimal("10.00")))
        expected.append(("energy", charged, Decimal("0.20"), cents(charged * Decimal("0.20"))))
        if day.endswith("-03-31") and bank:
            paid = -Decimal(sum(bank))
            expected.append(("export", paid, Decimal("0.05"), cents(paid * Decimal("0.05"))))
            bank = []
        closings.append(sum(bank))
    return expected, closings


def hours_of_day(drawn, back):
    """What is bought and sold in each hour, of 96 quarters each."""
    for hour in range(24):
        yield hour, sum(drawn[hour * 4:hour * 4 + 4]) - sum(back[hour * 4:hour * 4 + 4])


def sold(days, drawn, back):
    peak, off = range(14, 20), [*range(14), *range(20, 24)]
    sums = {"off": Decimal(0), "peak": Decimal(0), "sell": Decimal(0), "sun": Decimal(0)}
    for _ in range(days):
        for hour, left in hours_of_day(drawn, back):
            name = ("peak" if hour in peak else "off") if left > 0 else ("sun" if hour in peak else "sell")
            sums[name] += left
    assert set(off) | set(peak) == set(range(24))
    return sums


def quarters(base, *others):
    values = [Decimal(base)] * 96
    for first, last, value in others:
        values[first:last] = [Decimal(value)] * (last - first)
    return values


def at_another_price():
    prices = {"off": "0.20", "peak": "0.40", "sell": "0.03", "sun": "0.08"}
    months = [(30, quarters("0.25"), quarters(0, (48, 50, "0.75"), (52, 54, "0.75"), (56, 58, "0.75"),
                                              (60, 62, "0.75"))),
              (31, quarters(0), quarters(0, (40, 44, "0.5"), (60, 64, "0.5")))]
    expected, totals, year = [], [], Decimal(0)
    for days, drawn, back in months:
        total = Decimal(0)
        for name, quantity in sold(days, drawn, back).items():
            if quantity == 0 and name in ("sell", "sun"):
                continue
            amount = cents(quantity * Decimal(prices[name]))
            expected.append((name, quantity, Decimal(prices[name]), amount))
            total += amount
        charges = sum(line[3] for line in expected[-4:] if line[0] in ("off", "peak"))
        total += max(Decimal(0), Decimal("15.00") - charges)
        year += total
        totals.append(total)
    share = cents(Decimal(1000) * 61 / 365)
    totals[-1] += max(Decimal(0), share - year)
    return expected, totals


def main():
    folder = Path(__file__).parent
    wrong = []
    text = (folder / "solar_banked_for_a_year.bill").read_text()
    expected, closings = banked(text)
    if said_lines(text, ["customer", "energy", "export"]) != expected:
        wrong.append("solar_banked_for_a_year.bill: lines")
    if [int(each) for each in re.findall(r"^    bank .* = (\d+) kWh$", text, re.M)] != closings:
        wrong.append("solar_banked_for_a_year.bill: bank")
    text = (folder / "solar_at_another_price.bill").read_text()
    expected, totals = at_another_price()
    if said_lines(text, ["off", "peak", "sell", "sun"]) != expected:
        wrong.append("solar_at_another_price.bill: lines")
    if [Decimal(each) for each in re.findall(r"^    total +(-?[\d.]+)$", text, re.M)] != totals:
        wrong.append("solar_at_another_price.bill: totals")
    for each in wrong:
        print(each, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
