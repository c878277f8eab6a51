#!/usr/bin/python3
"""Years of made-up utilities in which everything happens at once, audited by programs that share no code with the ledger.

  tests/simulation/simulate.py [--tally PROGRAM] [--seeds FIRST-LAST] [--accounts N] [--months N] [--troubles PERCENT]

Each seed makes a utility (`tally demo`): moves, exchanges, misreads, estimates, corrections, returned payments, budgets,
arrangements that break, disputes, deposits, collections, write-offs, tills, suspense, and periods that close. Then

  * every balance, open item and GL account is summed up again from the postings alone (books.py),
  * every bill is computed again from reads, tariffs and taxes, with fractions and another calendar (bills.py),
  * every balance, corrected bill and returned payment, and some others, are explained, and the explanation agrees,
  * hledger, ledger and beancount check the journal, and must come to the same sums where they are installed.

A seed that fails is shown with the command that makes it again.
"""

import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from bills import Bills
from books import Books, Server, asked_by, sums_of_rows

ZONE = "America/New_York"
SHOWN = 12  # Findings of a seed.


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options).stdout


def export(options, store, form):
    return output(options.tally, "export", form, "--store", store)


def hledger_sums(options, store):
    journal = export(options, store, "hledger")
    # It reads no journal whose balances are not as they are asserted.
    rows = output("hledger", "-f", "-", "balance", "--flat", "--no-total", "-O", "csv", input=journal).splitlines()[1:]
    return [(row.split('","')[0].strip('"'), row.split('","')[1].strip('"').removesuffix(" USD") or "0") for row in rows]


def ledger_sums(options, store):
    text = output("ledger", "--args-only", "-f", "-", "balance", "--flat", "--no-total", "--balance-format",
                  "%(account)\t%(quantity(scrub(amount)))\n", input=export(options, store, "ledger"))
    return [row.split("\t") for row in text.splitlines() if row.strip()]


def beancount_sums(options, store):
    from beancount import loader  # pylint: disable=import-outside-toplevel
    from beancount.core.data import Transaction  # pylint: disable=import-outside-toplevel
    entries, errors, _ = loader.load_string(export(options, store, "beancount"))
    if errors:
        raise RuntimeError(f"beancount: {errors[0].message}")
    return [(posting.account, posting.units.number) for entry in entries if isinstance(entry, Transaction)
            for posting in entry.postings]


def programs():
    found = {}
    for name, sums in (("hledger", hledger_sums), ("ledger", ledger_sums)):
        if shutil.which(name):
            found[name] = sums
    try:
        import beancount  # noqa: F401  pylint: disable=import-outside-toplevel,unused-import
        found["beancount"] = beancount_sums
    except ImportError:
        pass
    return found


def to_be_explained(event):
    """Paths of explanations: of what is taken back or made again, and of one in eight of the others."""
    kind, data = event["type"], event["data"]
    some = event["position"] % 8 == 0
    if kind == "account.invoice_issued" and (some or data["rebills"]):
        return [f"/v1/invoices/{data['invoice']}/explanation"]
    if kind == "account.credit_note_issued":
        return [f"/v1/invoices/{data['credit_note']}/explanation"]
    if kind == "account.tender_cancelled" or (kind == "account.payment_posted" and some):
        return [f"/v1/payments/{data['payment']}/explanation"]
    return []


def disagreeing(answer, place=""):
    """Where an explanation says that it does not come to what is recorded."""
    if isinstance(answer, dict):
        if answer.get("agrees") is False:
            yield place or "it"
        for name, value in answer.items():
            yield from disagreeing(value, f"{place}/{name}")
    elif isinstance(answer, list):
        for value in answer:
            yield from disagreeing(value, place)


def audit(options, store):
    """(findings, figures)"""
    command_of, asked, bills, explained = {}, defaultdict(Decimal), Bills(ZONE), []
    for line in output(options.tally, "events", "--json", "--store", store).splitlines():
        event = json.loads(line)
        command_of[event["position"]] = event["command_id"]
        kind, _, stream = event["stream"].partition("/")
        if kind == "account":
            asked[stream] += asked_by(event)
        bills.take(event)
        explained += to_be_explained(event)
    bills.finish()
    books = Books(export(options, store, "jsonl").splitlines(), command_of, asked)
    with Server(options.tally, store) as server:
        accounts = [row["heading"]["account"] for row in server.pages("/v1/accounts", "accounts")]
        books.compare_accounts(server, accounts)
        books.compare_ledger(server.ask("/v1/trial-balance")["rows"])
        books.closed_periods_stand(server.ask("/v1/periods")["periods"])
        explained += [f"/v1/accounts/{account}/balance/explanation" for account in accounts]
        books.findings += [f"{path}: {place} does not agree" for path in explained for place in disagreeing(server.ask(path))]
    for name, sums in options.programs.items():
        books.compare_program(name, sums_of_rows(sums(options, store)))
    figures = len(command_of), len(books.dated), len(accounts), bills.bills
    return bills.findings + books.findings, figures


def simulate(options, seed):
    """(seed, what is wrong, figures)"""
    directory = tempfile.mkdtemp(prefix=f"simulation-{seed}-", dir=options.work)
    store = os.path.join(directory, "store")
    try:
        made = subprocess.run([options.tally, "demo", "--store", store, "--seed", str(seed), "--accounts", str(options.accounts),
                               "--months", str(options.months), "--troubles", str(options.troubles)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if made.returncode != 0:
            return seed, [f"tally demo ended with {made.returncode}: {made.stdout[-1500:]}"], None
        findings, figures = audit(options, store)
        return seed, findings, figures
    except subprocess.CalledProcessError as failure:
        return seed, [f"{' '.join(failure.cmd[:3])} ended with {failure.returncode}: {failure.stderr[-1500:]}"], None
    except Exception:  # The seed is what matters to who reads it.  pylint: disable=broad-except
        return seed, [traceback.format_exc()], None
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(__file__).resolve().parents[2]
    parser.add_argument("--tally", default=str(root / "build/tools/tally"))
    parser.add_argument("--seeds", default="1-200", help="FIRST-LAST, or one")
    parser.add_argument("--accounts", type=int, default=10)
    parser.add_argument("--months", type=int, default=14)
    parser.add_argument("--troubles", type=int, default=900)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    first, _, last = options.seeds.partition("-")
    options.seeds = range(int(first), int(last or first) + 1)
    # In memory where that is possible: what is tested is what is decided, and each day ends with a sync.
    options.work = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    options.programs = programs()
    return options


def main():
    options = parse()
    for name in {"hledger", "ledger", "beancount"} - set(options.programs):
        print(f"SKIPPED: {name} is not installed: its sums are not compared")
    started, failed = time.monotonic(), []
    totals = [Decimal(0)] * 4
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for seed, findings, figures in pool.map(simulate, [options] * len(options.seeds), options.seeds):
            if figures:
                totals = [total + figure for total, figure in zip(totals, figures)]
            if not findings:
                continue
            failed.append(seed)
            print(f"seed {seed}: {len(findings)} findings; again: tests/simulation/simulate.py --seeds {seed} --accounts "
                  f"{options.accounts} --months {options.months} --troubles {options.troubles}")
            for finding in findings[:SHOWN]:
                print(f"  {finding}")
    events, postings, accounts, bills = totals
    print(f"{len(options.seeds)} utilities, {accounts:,} accounts, {events:,} events, {bills:,} bills, {postings:,} transactions, "
          f"in {time.monotonic() - started:.0f} s; compared with: postings, bills, {', '.join(options.programs)}")
    if failed:
        print(f"FAILED: seeds {', '.join(map(str, failed))}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
