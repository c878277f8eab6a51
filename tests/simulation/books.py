"""Sums the postings of a log again, and compares them with what the program answers."""

import http.client
import json
import re
import signal
import subprocess
from collections import defaultdict
from decimal import Decimal


def asked_by(event):
    """What the event changes in what its account is asked for."""
    return Decimal((event["data"].get("financial") or {}).get("current", "0"))


class Books:
    """Every posting, as `tally export jsonl` writes it. asked: of each account the sum of what its events ask for, some
    of which post nothing, such as an arrangement."""

    def __init__(self, lines, command_of, asked):
        self.findings = []
        self.accounts = defaultdict(lambda: defaultdict(Decimal))  # Account: sums by role, and payoff.
        self.asked = asked
        self.ledger = defaultdict(Decimal)  # GL account: balance.
        self.dated = []  # (accounting date, position, event type).
        clearing = defaultdict(Decimal)  # Command: balance.
        for line in lines:
            entry = json.loads(line)
            self.dated.append((entry["accounting_date"], entry["position"], entry["event_type"]))
            sums = self.accounts[entry.get("account") or ""]
            sums["payoff"] += Decimal(entry["payoff"])
            total = Decimal(0)
            for posting in entry["postings"]:
                amount = Decimal(posting["amount"])
                total += amount
                sums[posting["role"]] += amount
                self.ledger[posting["gl_account"]] += amount
                if posting["role"] == "clearing":
                    clearing[command_of[entry["position"]]] += amount
            if total != 0:
                self.findings.append(f"position {entry['position']}: postings sum to {total}")
        self.findings += [f"command {command}: {left} is left in clearing" for command, left in clearing.items() if left]

    def closed_periods_stand(self, periods):
        for period in periods:
            if not period["closed"]:
                continue
            for date, position, event_type in self.dated:
                if period["first_day"] <= date < period["until"] and position > period["position"]:
                    self.findings.append(f"position {position}, {event_type}: in the period of {period['first_day']}, which "
                                         f"was closed at position {period['position']}")

    def compare_accounts(self, server, ids):
        for account in ids:
            self._compare_account(account, server.ask(f"/v1/accounts/{account}/balance"),
                                  server.ask(f"/v1/accounts/{account}/open-items"))
        for account in set(self.accounts) - set(ids) - {""}:
            self.findings.append(f"account {account} has postings, and is in no list")

    def _compare_account(self, account, balance, items):
        sums = self.accounts[account]
        expected = {"payoff": sums["payoff"], "current": self.asked[account], "receivable": sums["ar"],
                    "unapplied": -sums["unapplied"], "deposits_held": -sums["deposit"]}
        for name, amount in expected.items():
            if Decimal(balance[name]) != amount:
                self.findings.append(f"account {account}: {name} is {balance[name]}, its postings sum to {amount}")
        if sums["payoff"] != sums["ar"] + sums["unapplied"] + sums["deposit"]:
            self.findings.append(f"account {account}: payoff is not receivable less unapplied less deposits")
        for name in ("payoff", "current"):
            of_items = sum((Decimal(item[f"{name}_open"]) for item in items["items"]), Decimal(0))
            of_items -= sum((Decimal(credit["amount"]) for credit in items["unapplied"]), Decimal(0))
            of_items += Decimal(items["deposits_asked"]) if name == "current" else -Decimal(items["deposits_held"])
            if of_items != Decimal(balance[name]):
                self.findings.append(f"account {account}: open items make {name} {of_items}, the balance {balance[name]}")

    def compare_ledger(self, rows):
        shown = defaultdict(Decimal)
        for row in rows:
            shown[row["gl_account"]] += Decimal(row["balance"])
        for account in set(shown) | set(self.ledger):
            if shown[account] != self.ledger[account]:
                self.findings.append(f"GL account {account}: the trial balance has {shown[account]}, the postings sum to "
                                     f"{self.ledger[account]}")

    def compare_program(self, name, sums):
        """sums: GL account to balance, as another program added it up."""
        for account in set(sums) | set(self.ledger):
            if sums.get(account, Decimal(0)) != self.ledger[account]:
                self.findings.append(f"GL account {account}: {name} has {sums.get(account, 0)}, the postings sum to "
                                     f"{self.ledger[account]}")


def gl_account(journal_account):
    """Assets:Receivable:1100:7 is of 1100; the account of a customer stands behind it."""
    return re.search(r":(\d{4,})(:|$)", journal_account).group(1)


def sums_of_rows(rows):
    sums = defaultdict(Decimal)
    for account, amount in rows:
        sums[gl_account(account)] += Decimal(amount)
    return sums


class Server:
    """`tally serve` of a store."""

    def __init__(self, tally, store):
        self.process = subprocess.Popen([tally, "serve", "--store", store, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = ""
        while "until Ctrl-C" not in said:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"tally serve ended: {said}")
            said += line
        self.connection = http.client.HTTPConnection(re.search(r"http://([^/\s]+)", said).group(1), timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.process.send_signal(signal.SIGINT)
        if self.process.wait(60) not in (0, 130):
            raise RuntimeError(f"tally serve ended with {self.process.returncode}")

    def ask(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:300]}")
        return json.loads(body)

    def pages(self, path, name):
        cursor = ""
        while True:
            page = self.ask(f"{path}{'&' if '?' in path else '?'}limit=500{cursor}")
            yield from page[name]
            if not page.get("next"):
                return
            cursor = f"&cursor={page['next']}"
