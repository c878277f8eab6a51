"""Computes each bill of a log again, from the reads, tariffs and taxes that the log had when the bill was made.

Knows the rules by domain/RULES.md alone: exact fractions where the program has scaled integers, one value at a time where it
has plans and tables, its own calendar.
"""

import datetime as dt
import zoneinfo
from collections import defaultdict
from fractions import Fraction

ONE_DAY = dt.timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day(text):
    return dt.date.fromisoformat(text)


def rounded(number, decimals=0):
    """Half away from zero."""
    scaled = abs(number) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole, 10**decimals)


def cents(number):
    return rounded(number, 2)


def money(fraction):
    return f"{float(fraction):.2f}"


class Meters:
    """What every register has shown, and every day of interval values, as the log says so far."""

    def __init__(self):
        self.registers = {}  # (service point, channel): the register that is there now.
        self.shown = defaultdict(dict)  # (service point, channel): (meter, last day): value.
        self.days = defaultdict(dict)  # (service point, channel): day: (minutes, values).
        self.hung = defaultdict(dict)  # (service point, channel): meter: [day before its first, last day or nothing].

    def take(self, kind, data):
        if kind == "premise.meter_installed":
            for register in data["registers"]:
                key = data["service_point"], register["channel"]
                self.registers[key] = register
                self.hung[key][data["meter"]] = [day(data["installed_on"]) - ONE_DAY, None]
                for read in data["reads"]:
                    if read["channel"] == register["channel"]:
                        before = str(day(data["installed_on"]) - ONE_DAY)
                        self.shown[key][data["meter"], before] = Fraction(read["value"])
        elif kind == "premise.meter_removed":
            for read in data["reads"]:
                key = data["service_point"], read["channel"]
                self.hung[key][data["meter"]][1] = day(data["removed_on"])
                self.shown[key][data["meter"], data["removed_on"]] = Fraction(read["value"])
        elif kind in ("premise.register_read", "premise.register_read_corrected"):
            read = data["read"] if "read" in data else data
            self.shown[read["service_point"], read["channel"]][read["meter"], read["read_on"]] = Fraction(read["value"])
        elif kind == "premise.register_read_withdrawn":
            key = data["service_point"], data["channel"]
            self.shown[key] = {at: value for at, value in self.shown[key].items() if at[1] != data["read_on"]}
        elif kind in ("premise.interval_day_recorded", "premise.interval_day_corrected"):
            values = data["day"] if "day" in data else data
            self.days[values["service_point"], values["channel"]][day(values["date"])] = (
                values["interval_minutes"], [Fraction(value) for value in values["values"]])

    def used(self, key, first, until):
        """By all meters that hung there, as their registers have it now; nothing where one was not read on such a day."""
        total, register = Fraction(0), self.registers[key]
        for meter, (hung, taken) in self.hung[key].items():
            start, stop = max(hung, first - ONE_DAY), min(taken or until, until - ONE_DAY)
            if start >= stop:
                continue
            shown = self.shown[key].get((meter, str(start))), self.shown[key].get((meter, str(stop)))
            if None in shown:
                return None
            total += (shown[1] - shown[0]) % 10**register["dials"] * Fraction(register["multiplier"])
        return total

    def has_shown(self, key, on, value):
        return any(at[1] == str(on) and held == value for at, held in self.shown[key].items())


class Calendar:
    """Which period of use it is, by the clocks of the utility."""

    def __init__(self, times, holidays, zone):
        self.times, self.holidays, self.zone = times, holidays, zone
        self.known = {}

    def periods(self, on, minutes):
        """Of each interval of a day, in order: 23 or 25 hours of them where the clock is changed."""
        if (on, minutes) not in self.known:
            self.known[on, minutes] = [self._period(at) for at in self._instants(on, minutes)]
        return self.known[on, minutes]

    def _instants(self, on, minutes):
        at = dt.datetime.combine(on, dt.time(), self.zone).astimezone(dt.timezone.utc)
        end = dt.datetime.combine(on + ONE_DAY, dt.time(), self.zone).astimezone(dt.timezone.utc)
        while at < end:
            yield at
            at += dt.timedelta(minutes=minutes)

    def _period(self, at):
        clock = at.astimezone(self.zone)
        season, day_type, text = self._season(clock.date()), self._day_type(clock.date()), clock.strftime("%H:%M")
        for hours in self.times["hours"]:
            if (hours["season"], hours["day_type"]) == (season, day_type) and hours["from"] <= text < hours["until"]:
                return hours["period"]
        raise AssertionError(f"{clock} has no period")

    def _season(self, on):
        text = on.strftime("%m-%d")
        for season in self.times["seasons"]:
            first, last = season["first"], season["last"]
            if (first <= text <= last) if first <= last else (text >= first or text <= last):
                return season["season"]
        raise AssertionError(f"{on} has no season")

    def _day_type(self, on):
        name = "holiday" if on in self.holidays else WEEKDAYS[on.weekday()]
        return next(one["day_type"] for one in self.times["day_types"] if name in one["days"])


def shared_by_days(reads, days):
    """What was used in each part of a period: a read that lies in several of them is shared, rounded at each boundary."""
    used = [Fraction(0)] * len(days)
    for read in reads:
        first, until = day(read["from"]), day(read["until"])
        before = lambda on: rounded(Fraction(read["quantity"]) * (min(max(on, first), until) - first).days / (until - first).days, 6)
        for number, (begins, ends) in enumerate(days):
            if begins < until and first < ends:
                used[number] += before(ends) - before(begins)
    return used


class Bills:
    def __init__(self, zone):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.meters = Meters()
        self.tariffs = defaultdict(list)  # Versions in their order.
        self.times = {}  # (tariff, version): its times of use.
        self.net = {}  # (tariff, version): what becomes of energy that is sent back.
        self.banks = defaultdict(dict)  # Agreement: segment: (its end, energy in the bank of each component after it).
        self.calendars = {}
        self.taxes = {}
        self.taxed_by = {}  # Agreement type: codes.
        self.holidays = set()
        self.agreements = {}
        self.counts = defaultdict(list)  # Agreement: (first day, how many of what its tariff prices), rising.
        self.charges = {}  # Special charge: (amount, tax codes).
        self.standing = defaultdict(dict)  # Agreement: segment: (from, until), cancelled ones left out.
        self.billed = defaultdict(Fraction)  # Agreement: what its standing segments have billed.
        self.to_be_corrected = set()  # Agreements of which a read was changed since.
        self.reads = {}  # Of each segment.
        self.of_invoice = defaultdict(list)  # Segments and charges of an invoice that is not issued yet.
        self.findings = []
        self.bills = self.lines = self.compared = 0

    def find(self, event, text):
        self.findings.append(f"position {event['position']}, {event['type']}: {text}")

    def take(self, event):
        kind, data = event["type"], event["data"]
        if kind.startswith("premise."):
            self.meters.take(kind, data)
        elif kind == "tariff.published":
            self.tariffs[data["tariff"]].append(data)
        elif kind == "tariff.times_published":
            self.times[data["tariff"], data["version"]] = data["times"]
        elif kind == "tariff.year_terms_published":
            if data["net_metering"]["rule"] != "none":
                self.net[data["tariff"], data["version"]] = data["net_metering"]
        elif kind == "settings.tax_code_defined":
            self.taxes[data["row"]["code"]] = data["row"]
        elif kind == "settings.sa_type_defined":
            self.taxed_by[data["row"]["code"]] = data["row"]["tax_codes"]
        elif kind == "settings.holiday_defined":
            self.holidays.add(day(data["row"]["date"]))
        elif kind == "account.service_start_requested":
            self.agreements[data["sa"]] = data
        elif kind == "account.service_quantity_changed":
            since = day(data["from"]) if data["from"] else dt.date.min
            earlier = [one for one in self.counts[data["sa"]] if one[0] < since]
            self.counts[data["sa"]] = earlier + [(since, Fraction(data["quantity"]))]
        elif kind == "account.bill_segment_frozen":
            self.standing[data["sa"]][data["segment"]] = day(data["from"]), day(data["until"])
            self.reads[data["segment"]] = data["reads"]
            self.billed[data["sa"]] += sum(Fraction(read["quantity"]) for read in data["reads"])
            self.of_invoice[data["invoice"]].append(data)
            self._segment(event, data)
        elif kind == "account.bill_segment_cancelled":
            del self.standing[data["sa"]][data["segment"]]
            self.billed[data["sa"]] -= sum(Fraction(read["quantity"]) for read in self.reads[data["segment"]])
            self.banks[data["sa"]].pop(data["segment"], None)
        elif kind == "account.correction_due":
            self.to_be_corrected.add(data["sa"])
        elif kind == "account.bills_corrected":
            self.to_be_corrected -= set(data["agreements"])
        elif kind == "account.special_charge_billed":
            self.of_invoice[data["invoice"]].append(data)
        elif kind == "account.invoice_issued":
            self._invoice(event, data)

    # One segment.
    def _segment(self, event, data):
        self.bills += 1
        first, until = day(data["from"]), day(data["until"])
        for read in data["reads"]:
            self._read(event, read)
        expected = self._lines(data, first, until)
        charged = defaultdict(Fraction)
        for line in data["lines"]:
            if line["component_kind"] != "tax":
                price = "" if line["component_kind"] == "minimum" else line["price"]
                charged[line["component"], line["from"], price] += Fraction(line["amount"])
                self.lines += 1
        for key in sorted(set(expected) | set(charged)):
            if cents(expected.get(key, Fraction(0))) != charged.get(key, Fraction(0)):
                self.find(event, f"{data['segment']} {' '.join(key)}: charged {money(charged.get(key, 0))}, "
                                 f"should be {money(expected.get(key, 0))}")
        total = sum(Fraction(line["amount"]) for line in data["lines"])
        if total != Fraction(data["total"]):
            self.find(event, f"{data['segment']}: its lines are {money(total)}, it says {data['total']}")

    def _read(self, event, read):
        key = read["service_point"], read["channel"]
        first, until = day(read["from"]), day(read["until"])
        if key in self.meters.days:
            quantity = sum(sum(self.meters.days[key][on][1]) for on in each_day(first, until))
        else:
            start, stop = Fraction(read["start_value"]), Fraction(read["stop_value"])
            register = self.meters.registers[key]
            quantity = (stop - start) % 10**register["dials"] * Fraction(register["multiplier"])
            if not self.meters.has_shown(key, until - ONE_DAY, stop):
                self.find(event, f"{key[0]} never showed {stop} at the end of {until - ONE_DAY}")
            if not self.meters.has_shown(key, first - ONE_DAY, start):
                self.find(event, f"{key[0]} never showed {start} at the start of {first}")
        if quantity != Fraction(read["quantity"]):
            self.find(event, f"{key[0]} from {first} to {until}: {float(quantity)} used, billed {read['quantity']}")

    def _versions(self, tariff, first, until):
        """Each version with its days within the period."""
        versions = sorted(self.tariffs[tariff], key=lambda version: version["effective_from"])
        parts = []
        for number, version in enumerate(versions):
            begins = max(first, day(version["effective_from"]))
            after = versions[number + 1]["effective_from"] if number + 1 < len(versions) else None
            ends = min(until, day(after)) if after else until
            if begins < ends:
                parts.append((version, begins, ends))
        return parts

    def _counted(self, sa, parts):
        """The same, divided at the days on which another number is charged: (version, first, until, number)."""
        divided = []
        for version, begins, ends in parts:
            at, count = begins, next((number for since, number in reversed(self.counts[sa]) if since <= begins), Fraction(1))
            for since, number in self.counts[sa]:
                if begins < since < ends and number != count:
                    divided.append((version, at, since, count))
                    at, count = since, number
            divided.append((version, at, ends, count))
        return divided

    def _lines(self, data, first, until):
        """(component, first day, price): amount, exact until it is rounded as a line."""
        tariff = self.agreements[data["sa"]]["tariff"]
        days = (until - first).days
        parts = self._versions(tariff, first, until)
        normal = parts[0][0]
        whole = normal["normal_days"] - normal["min_offset_days"] <= days <= normal["normal_days"] + normal["max_offset_days"]
        factor = Fraction(1) if whole else Fraction(days, normal["normal_days"])
        counted = self._counted(data["sa"], parts)
        lines = defaultdict(Fraction)
        of_component = defaultdict(Fraction)
        self._open_banks(data, first, until)
        # A price of a unit is the same for any number: only what is of one is divided where that changes.
        for is_of_one, divided in ((False, [(*part, Fraction(1)) for part in parts]), (True, counted)):
            used = shared_by_days(data["reads"], [(begins, ends) for _, begins, ends, _ in divided])
            for (version, begins, ends, count), part_used in zip(divided, used):
                share = factor * Fraction((ends - begins).days, days)
                for component in version["components"]:
                    of_one = component["kind"] in ("fixed", "per_day") or bool(component.get("tiers"))
                    if of_one != is_of_one:
                        continue
                    for price, amount in self._component(data, version, component, part_used, share, count, begins, ends):
                        lines[component["code"], str(begins), price] += amount
                        of_component[component["code"]] += amount
        for version, begins, ends in parts[-1:]:
            for component in version["components"]:
                if component["kind"] == "percentage":
                    amount = cents(Fraction(component["rate"]) * sum(of_component[code] for code in component["of_components"]))
                    lines[component["code"], str(first), component["rate"]] += amount
                    of_component[component["code"]] += amount
        self._minimum(lines, of_component, counted, factor, days, first)
        return {key: amount for key, amount in lines.items() if amount != 0}

    def _component(self, data, version, component, used, factor, count, begins, ends):
        """(price, rounded amount) of each line of one component in one part of the period."""
        kind = component["kind"]
        if kind == "fixed":
            yield component["price"], cents(Fraction(component["price"]) * factor * count)
        elif kind == "per_day":
            yield component["price"], cents(Fraction(component["price"]) * (ends - begins).days * count)
        elif kind in ("usage", "demand"):
            number = version["tariff"], version["version"]
            if number in self.net and kind == "usage":
                used = self._net(data, number, component["code"], begins, ends)
            elif number in self.times:
                used = self._of_period(data, number, component["code"], kind, begins, ends)
            if not component.get("tiers"):
                yield component["price"], cents(Fraction(component["price"]) * used)
                return
            below = Fraction(0)
            for tier in component["tiers"]:
                is_last = tier is component["tiers"][-1]
                bound = None if is_last else rounded(Fraction(tier["up_to"]) * factor * count, 6)
                part = used - below if bound is None else min(used, bound) - below
                if part > 0:
                    yield tier["price"], cents(Fraction(tier["price"]) * part)
                if bound is None or used <= bound:
                    return
                below = bound

    def _open_banks(self, data, first, until):
        """What the bill before left in the bank of each component."""
        before = [(end, held) for end, held in self.banks[data["sa"]].values() if end <= first]
        held = max(before, key=lambda one: one[0])[1] if before else {}
        self.banks[data["sa"]][data["segment"]] = until, defaultdict(Fraction, held)

    def _net(self, data, version, code, begins, ends):
        """Banked energy: what is charged of a component's periods, or, below zero, what the year's end pays of all banks."""
        terms, banks = self.net[version], self.banks[data["sa"]][data["segment"]][1]
        if terms["rule"] != "banked" or terms["netting"] != "bill":
            raise AssertionError(f"the auditor does not know {terms['rule']} over {terms['netting']}")
        if any(credit["component"] == code for credit in terms["credits"]):
            year_ends = any(on.strftime("%m-%d") == terms["true_up"] for on in each_day(begins, ends))
            if not year_ends and not data["final_segment"]:
                return Fraction(0)
            paid = sum(banks.values())
            banks.clear()
            return -paid
        drawn, back = (sum((self._of_period(data, version, code, "usage", begins, ends, channel) for channel in channels), Fraction(0))
                       for channels in self._flows(data, terms))
        available = banks[code] + back
        banks[code] = max(available - drawn, Fraction(0))
        return max(drawn - available, Fraction(0))

    def _flows(self, data, terms):
        channels = list(dict.fromkeys(read["channel"] for read in data["reads"]))
        returned = [channel for channel in channels if channel in terms["returned_channels"]]
        return [channel for channel in channels if channel not in returned], returned

    def _of_period(self, data, version, code, kind, begins, ends, channel=None):
        """Use within the periods of a component; of demand the highest window that lies in them whole."""
        times = self.times[version]
        rule = next(one for one in times["components"] if one["component"] == code)
        calendar = self.calendars.setdefault(version, Calendar(times, self.holidays, self.zone))
        days = self.meters.days[data["reads"][0]["service_point"], channel or data["reads"][0]["channel"]]
        total = highest = Fraction(0)
        for on in each_day(begins, ends):
            minutes, values = days[on]
            inside = [period in rule["periods"] for period in calendar.periods(on, minutes)]
            if len(inside) != len(values):
                raise AssertionError(f"{on} has {len(values)} values")
            total += sum(value for value, counts in zip(values, inside) if counts)
            if kind != "demand":
                continue
            each = rule["window_minutes"] // minutes
            for at in range(0, len(values), each):
                if all(inside[at:at + each]):
                    highest = max(highest, sum(values[at:at + each]) * 60 / rule["window_minutes"])
        return highest if kind == "demand" else total

    def _minimum(self, lines, of_component, counted, factor, days, first):
        version = counted[-1][0]
        number = sum(count * (ends - begins).days for _, begins, ends, count in counted) / days
        for component in version["components"]:
            if component["kind"] != "minimum":
                continue
            named = component["of_components"] or [code for code in of_component]
            missing = cents(Fraction(component["price"]) * factor * number) - sum(of_component[code] for code in named)
            if missing > 0:
                lines[component["code"], str(first), ""] += missing

    # One invoice.
    def _invoice(self, event, data):
        basis = defaultdict(Fraction)
        taxed = total = Fraction(0)
        for part in self.of_invoice.pop(data["invoice"], []):
            if "lines" not in part:
                self.find(event, f"{data['invoice']}: a charge without lines")
                continue
            for line in part["lines"]:
                amount = Fraction(line["amount"])
                total += amount
                if line["component_kind"] == "tax":
                    taxed += amount
                else:
                    for code in line["tax_codes"]:
                        basis[code] += amount
        due = sum(cents(amount * Fraction(self.taxes[code]["rate"])) for code, amount in basis.items())
        if due != taxed:
            self.find(event, f"{data['invoice']}: {money(taxed)} of tax, should be {money(due)}")
        if total != Fraction(data["total"]):
            self.find(event, f"{data['invoice']}: its lines are {money(total)}, it says {data['total']}")

    def finish(self):
        """No day of an agreement is billed twice, and none between two bills is left out; what was billed in all, through
        estimates and corrections, is what the registers have counted."""
        for sa, segments in self.standing.items():
            at = None
            for segment, (first, until) in sorted(segments.items(), key=lambda one: one[1]):
                if at is not None and first != at:
                    self.findings.append(f"{sa}: {segment} begins on {first}, the one before ends on {at}")
                at = until
            read = next((self.reads[segment][0] for segment in segments if self.reads[segment]), None)
            if read is None or sa in self.to_be_corrected:
                continue
            key = read["service_point"], read["channel"]
            used = None if key in self.meters.days else self.meters.used(key, min(segments.values())[0], at)
            if used is not None:
                self.compared += 1
                if used != self.billed[sa]:
                    self.findings.append(f"{sa}: {float(self.billed[sa])} billed until {at}, {float(used)} counted")


def each_day(first, until):
    while first < until:
        yield first
        first += ONE_DAY
