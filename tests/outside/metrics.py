#!/usr/bin/python3
"""The answer of /metrics by Prometheus' own parser, and by promtool where it is installed.

  metrics.py TALLY WORK_DIR
"""
import shutil
import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families

from served import Served

tally, work = sys.argv[1:3]
served = Served(tally, work, "--commands", "--actor", "outside")
served.ask("/v1/accounts/1/balance")
served.ask("/v1/commands/payment.post", {"command_id": "m-1", "received_at": "2999-01-01T00:00:00Z", "payor": "1",
                                         "received_on": "2998-12-31", "tenders": [{"amount": "1.00"}],
                                         "shares": [{"account": "1"}]})
text, headers = served.ask("/metrics")
failures = []


def check(true, said):
    if not true:
        failures.append(said)


check(headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", headers["Content-Type"])
families = list(text_string_to_metric_families(text))
check(len(families) > 25, f"{len(families)} metrics")
check(len({one.name for one in families}) == len(families), "a metric is there twice")
samples = 0
for family in families:
    name = family.name
    check(family.documentation and not family.documentation.endswith("."), f"{name}: help '{family.documentation}'")
    check(family.type in ("counter", "gauge", "histogram", "summary"), f"{name}: type {family.type}")
    check(name.startswith("tally_"), f"{name}: another prefix")
    seen = set()
    for sample in family.samples:
        samples += 1
        key = (sample.name, tuple(sorted(sample.labels.items())))
        check(key not in seen, f"{key} is there twice")
        seen.add(key)
        if family.type == "counter":
            check(sample.name == name + "_total" and sample.value >= 0, f"{sample}: no count")
    if family.type == "histogram":
        check(name.endswith("_seconds"), f"{name}: not in seconds")
        by_labels = {}
        for sample in family.samples:
            labels = tuple(sorted((key, value) for key, value in sample.labels.items() if key != "le"))
            by_labels.setdefault(labels, []).append(sample)
        for labels, all_of in by_labels.items():
            buckets = [one for one in all_of if one.name == name + "_bucket"]
            counts = [one.value for one in buckets]
            count = next(one.value for one in all_of if one.name == name + "_count")
            check(counts == sorted(counts), f"{name} {labels}: buckets do not grow")
            check(buckets[-1].labels["le"] == "+Inf" and counts[-1] == count, f"{name} {labels}: the last bucket")

paid = [one.value for family in families for one in family.samples if one.name == "tally_http_commands_total" and
        one.labels.get("type") == "payment.post"]
check(sum(paid) == 1, f"commands: {paid}")
if shutil.which("promtool"):
    linted = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True, check=False)
    check(linted.returncode == 0, f"promtool: {linted.stdout}{linted.stderr}")
    print("promtool has read them, too")
served.stop()
for one in failures:
    print(f"FAILED: {one}")
print(f"{len(families)} metrics, {samples} samples, {len(failures)} failures")
sys.exit(1 if failures else 0)
