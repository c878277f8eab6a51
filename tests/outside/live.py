#!/usr/bin/python3
"""The feeds on a real broker, read by programs that are not the ledger's.

  live.py readers TALLY WORK_DIR   kafkajs, cloudevents and ajv (live.mjs), and kcat
  live.py erp TALLY WORK_DIR       tools/erp/tally-erp: killed, replayed, lied to

Both begin with a feed that is killed with SIGKILL while it works. The seed is printed; SEED=… repeats its moments of death.
"""
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
source = os.path.normpath(os.path.join(here, "..", ".."))
erp_program = os.path.join(source, "tools/erp/tally-erp")
broker_program = os.path.join(source, "tools/kafka/broker")
seed = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
chance = random.Random(seed)


def skip(text):
    print(f"NOT CHECKED ON A BROKER: {text}")
    sys.exit(77)


class Ran:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr


def run(*command, expect=0):
    ran = Ran(subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, check=False))
    if expect is not None and ran.code != expect:
        sys.exit(f"FAILED: {' '.join(map(str, command))}: exit code {ran.code}, not {expect}\n{ran.out[-3000:]}\n{ran.err[-3000:]}")
    return ran


def check(true, text):
    if not true:
        sys.exit(f"FAILED: {text}")


def killed(command, times, seconds_max):
    """Runs it and kills it, at moments of chance."""
    for _ in range(times):
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.02, seconds_max))
        process.send_signal(signal.SIGKILL)
        process.wait()


class Utility:
    """A demo utility whose invoice feed is on a broker of its own."""

    def __init__(self, tally, work):
        self.tally, self.work = tally, work
        self.store, self.toml = os.path.join(work, "store"), os.path.join(work, "kafka.toml")
        self.broker = os.path.join(work, "broker")
        self.properties = os.path.join(self.broker, "client.properties")
        self.bootstrap = None

    def start(self):
        tally = self.tally
        run(broker_program, "start", self.broker)
        with open(os.path.join(self.broker, "bootstrap"), encoding="utf-8") as file:
            self.bootstrap = file.read().strip()
        with open(self.toml, "w", encoding="utf-8") as file:
            file.write(f'[kafka]\nbootstrap.servers = "{self.bootstrap}"\ntransaction.timeout.ms = 10000\n')
        run(tally, "demo", "--store", self.store, "--accounts", "300", "--months", "6")
        run(tally, "feed", "--create-topics", "--kafka", self.toml)
        killed([tally, "feed", "invoices", "--store", self.store, "--kafka", self.toml], 4, 0.7)
        self.feed()

    def feed(self, *more, name="invoices"):
        return json.loads(run(self.tally, "feed", name, "--store", self.store, "--kafka", self.toml, "--once",
                              "--json", *more).out)

    def ledger(self, name, position):
        path = os.path.join(self.work, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(run(self.tally, "replay", "--store", self.store, "--to", position, "--json").out)
        return path

    def events(self):
        return json.loads(run(self.tally, "replay", "--store", self.store, "--json").out)["position"]

    def expected_messages(self):
        """Of each feed, counted in the log itself and not by what tells it."""
        counts = {"events": 0, "invoices": 0, "balances": 0, "persons": 0}
        for line in run(self.tally, "events", "--store", self.store, "--json").out.splitlines():
            event = json.loads(line)
            counts["events"] += 1
            # The utility's own cash and what it earned but did not bill are in no account's balance.
            of_account = event["stream"].startswith("account/") and not event["type"].startswith("account.unbilled_")
            counts["balances"] += of_account and "financial" in event["data"]
            counts["invoices"] += "financial" in event["data"] or event["type"] in (
                "account.invoice_issued", "account.credit_note_issued")
            counts["persons"] += event["type"] in ("person.registered", "person.name_changed", "person.address_set",
                                                   "person.address_removed")
        return counts

    def close(self):
        subprocess.run([broker_program, "remove", self.broker], check=False, capture_output=True)


def readers(utility):
    expected = utility.expected_messages()
    check(expected["invoices"] > 4000, f"only {expected} messages are expected: is the demo utility too small?")
    for name in ("events", "balances", "persons"):
        killed([utility.tally, "feed", name, "--store", utility.store, "--kafka", utility.toml], 1, 0.7)
        utility.feed(name=name)
    # The same once more, as documents.
    structured = os.path.join(utility.work, "structured.toml")
    with open(utility.toml, encoding="utf-8") as plain, open(structured, "w", encoding="utf-8") as file:
        file.write(plain.read() + 'content_mode = "structured"\n')
    for name in ("invoices", "persons"):
        topic = ("--kafka", structured, "--topic", f"structured-{name}")
        run(utility.tally, "feed", name, "--create-topics", *topic)
        run(utility.tally, "feed", name, "--store", utility.store, "--once", *topic)
    node = run(os.path.join(here, "run"), os.path.join(sys.argv[3], "outside"), "live.mjs", source, utility.bootstrap,
               f"tally.events={expected['events']}", f"tally.invoices={expected['invoices']}",
               f"tally.balances=-{expected['balances']}", f"tally.persons=-{expected['persons']}",
               f"structured-invoices={expected['invoices']}", f"structured-persons=-{expected['persons']}", expect=None)
    print(node.out + node.err, end="")
    if node.code not in (0, 77):
        sys.exit(node.code)

    listed = run("kcat", "-F", utility.properties, "-C", "-t", "tally.invoices", "-e", "-q", "-X",
                 "isolation.level=read_committed", "-f", "%p %h\n").out.splitlines()
    numbers = {}
    for line in listed:
        partition, headers = line.split(" ", 1)
        number = next(part for part in headers.split(",") if part.startswith("ce_feednumber="))
        numbers.setdefault(partition, []).append(int(number.partition("=")[2]))
    for partition, found in numbers.items():
        check(found == list(range(1, len(found) + 1)), f"kcat: partition {partition} has a gap, a double or another order")
    check(len(listed) == expected["invoices"], f"kcat: {len(listed)} messages, not {expected['invoices']}")
    print(f"kcat: {len(listed)} messages, each number once")
    if node.code == 77:
        sys.exit(77)


def read_topic(utility, topic):
    import confluent_kafka as kafka
    consumer = kafka.Consumer({"bootstrap.servers": utility.bootstrap, "group.id": "copy", "enable.partition.eof": True,
                               "isolation.level": "read_committed", "enable.auto.commit": False})
    partitions = sorted(consumer.list_topics(topic, timeout=15).topics[topic].partitions)
    consumer.assign([kafka.TopicPartition(topic, number, 0) for number in partitions])
    messages, ended = [], set()
    while len(ended) < len(partitions):
        message = consumer.poll(10)
        check(message is not None, f"{topic} cannot be read")
        if message.error():
            check(message.error().code() == kafka.KafkaError._PARTITION_EOF, message.error().str())
            ended.add(message.partition())
        else:
            messages.append((message.partition(), message.key(), message.value(), message.headers()))
    consumer.close()
    return messages


def write_topic(utility, topic, messages):
    import confluent_kafka as kafka
    from confluent_kafka.admin import AdminClient, NewTopic
    admin = AdminClient({"bootstrap.servers": utility.bootstrap})
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(20)
    producer = kafka.Producer({"bootstrap.servers": utility.bootstrap, "enable.idempotence": True})
    for key, value, headers in messages:
        producer.produce(topic, value=value, key=key, headers=headers, partition=0)
        producer.poll(0)
    check(producer.flush(30) == 0, f"{topic} could not be written")


def with_headers(headers, **changed):
    return [(name, changed[name].encode() if name in changed else value) for name, value in headers]


def digested_again(messages):
    """Numbers and digests made new, as a liar would who has the whole feed in hand."""
    digest, again = bytes(32), []
    for number, (key, value, headers) in enumerate(messages, 1):
        known = dict(headers)
        digest = hashlib.sha256(digest + known["ce_id"] + b"\0" + known["ce_type"] + b"\0" + key + b"\0" + value).digest()
        again.append((key, value, with_headers(headers, ce_feednumber=str(number), ce_feeddigest=digest.hex())))
    return again


def erp(utility):
    books = os.path.join(utility.work, "erp.sqlite")

    def erp_read(file=books, topic="tally.invoices", expect=0):
        return run(erp_program, "read", "--books", file, "--kafka", utility.properties, "--topic", topic, "--until-end", expect=expect)

    def totals(file=books, *more):
        return json.loads(run(erp_program, "control-totals", "--books", file, *more).out)

    def rows(file=books):
        db = sqlite3.connect(file)
        return [db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ("ar_interface_lines", "gl_journal", "ar_documents")]

    # Killed again and again while it posts.
    killed([erp_program, "read", "--books", books, "--kafka", utility.properties], 6, 0.9)
    erp_read()
    answer = totals()
    print(run(erp_program, "compare", "--books", books, utility.ledger("ledger.json", answer["position"])).out, end="")
    check(sum(row["number"] for row in answer["partitions"]) == utility.expected_messages()["invoices"], "not every message was posted")
    check(answer["source"] == "demo.example/gas", f"source is {answer['source']}")

    # A ledger that has gone on is drift until the feed and the ERP have, too.
    late = os.path.join(utility.work, "late.jsonl")
    with open(late, "w", encoding="utf-8") as file:
        file.write('{"type":"payment.post","command_id":"late-1","received_at":"2030-01-01T00:00:00Z","received_on":"2029-12-31",'
                   '"tenders":[{"amount":"1.00"}],"shares":[{"account":"101"}]}\n')
    run(utility.tally, "apply", "--store", utility.store, late)
    later = utility.ledger("later.json", utility.events())
    drifted = run(erp_program, "compare", "--books", books, later, expect=1)
    check("ALERT" in drifted.err and "account 101" in drifted.err, f"drift is not told: {drifted.err}")
    utility.feed()
    erp_read()
    run(erp_program, "compare", "--books", books, later)

    # H2: the whole feed told again, into another topic: not a row more. And new books from it: the same answer.
    before = rows()
    run(utility.tally, "feed", "invoices", "--create-topics", "--kafka", utility.toml, "--topic", "replayed")
    utility.feed("--topic", "replayed")
    erp_read(topic="replayed")
    check(rows() == before, "a replay changed the books")
    # Nor when it is told as documents.
    with open(utility.toml, "a", encoding="utf-8") as file:
        file.write('content_mode = "structured"\n')
    run(utility.tally, "feed", "invoices", "--create-topics", "--kafka", utility.toml, "--topic", "documents")
    utility.feed("--topic", "documents")
    erp_read(topic="documents")
    check(rows() == before, "a replay in structured mode changed the books")
    fresh = os.path.join(utility.work, "fresh.sqlite")
    erp_read(fresh, "replayed")
    one, other = totals(), totals(fresh)
    check((one["postings"], one["accounts"], one["totals"]) == (other["postings"], other["accounts"], other["totals"]),
          "new books from a replay answer with other totals")
    day = one["totals"][0]["accounting_date"]
    of_day = totals(books, "--day", day)
    check(0 < of_day["postings"]["count"] < one["postings"]["count"] and
          of_day["postings"]["count"] == sum(row["count"] for row in of_day["totals"]), "the totals of a day do not add up")

    # H8: what the ERP has of each day becomes events of the ledger, which says whether it agrees.
    def reported(file, name):
        path = os.path.join(utility.work, name)
        with open(path, "w", encoding="utf-8") as out:
            for line in run(erp_program, "report", "--books", file).out.splitlines():
                out.write(json.dumps({**json.loads(line), "received_at": "2030-01-02T00:00:00Z"}) + "\n")
        run(utility.tally, "apply", "--store", utility.store, path)
        return path

    reported(books, "reports.jsonl")
    said = json.loads(run(utility.tally, "show", "--store", utility.store, "control-totals", "--json").out)
    standings = [report["standing"] for of_day in said["days"] for report in of_day["reports"]]
    check(len(standings) == len({row["accounting_date"] for row in one["totals"]}), "not every day was reported on")
    check(set(standings) == {"agrees"}, f"the books do not agree: {standings}")
    false = os.path.join(utility.work, "false.sqlite")
    shutil.copy(books, false)
    db = sqlite3.connect(false)
    db.execute("UPDATE gl_journal SET gl_account = 'other' WHERE posting_id = (SELECT MIN(posting_id) FROM gl_journal)")
    db.commit()
    db.close()
    reported(false, "false.jsonl")
    told = run(utility.tally, "show", "--store", utility.store, "control-totals", expect=1).out
    check(told.count("drifted") == 1, f"one posting in another account of the general ledger drifts on its day: {told}")

    # Lies, each found at the message that tells it; what came before is kept.
    truth = [(key, value, headers) for partition, key, value, headers in read_topic(utility, "tally.invoices") if partition == 0]
    middle = len(truth) // 2
    charged = next(i for i in range(middle, len(truth)) if dict(truth[i][2])["ce_type"] == b"tally.invoices.charged")
    first_line = next(i for i in range(charged + 1, len(truth)) if dict(truth[i][2])["ce_type"] == b"tally.invoices.issued")
    key, value, headers = truth[charged]
    invoice = json.loads(value)
    invoice["lines"][0]["amount"] = invoice["lines"][0]["amount"][:-1] + ("1" if invoice["lines"][0]["amount"][-1] != "1" else "2")
    changed = (key, json.dumps(invoice).encode(), headers)
    again = json.loads(value)
    again["books"]["accounting_date"] = "2029-12-31"
    lies = {
        "missing": (truth[:middle] + truth[middle + 1:], "is missing", middle),
        "doubled": (truth[:middle + 1] + truth[middle:], "comes again", middle + 1),
        "swapped": (truth[:middle] + [truth[middle + 1], truth[middle]] + truth[middle + 2:], "is missing", middle),
        "changed": (truth[:charged] + [changed] + truth[charged + 1:], "digest", charged),
        "amount": (digested_again(truth[:charged] + [changed] + truth[charged + 1:]), "sum to", charged),
        "line-left-out": (digested_again(truth[:charged] + truth[charged + 1:]), "header tells of", first_line - 1),
        "again-otherwise": (digested_again(truth[:charged + 1] + [(key, json.dumps(again).encode(), headers)] + truth[charged + 1:]),
                            "comes again with another", charged + 1),
        "tombstone": (truth[:middle] + [(truth[middle][0], None, truth[middle][2])], "without a value", middle),
        "unbalanced": (digested_again(truth[:charged] + [(key, unbalanced(value), headers)]), "not to zero", charged),
        "double-money": (digested_again(truth[:charged] + [(key, as_number(value), headers)]), "no decimal string", charged),
    }
    for name, (messages, told, kept) in lies.items():
        write_topic(utility, name, messages)
        file = os.path.join(utility.work, f"{name}.sqlite")
        found = erp_read(file, name, expect=1)
        check("ALERT" in found.err and told in found.err, f"{name}: not told as it is: {found.err}")
        number = sqlite3.connect(file).execute("SELECT number FROM sources").fetchone()[0]
        check(number == kept, f"{name}: {number} messages are kept, not {kept}")
        check("ALERT" in erp_read(file, name, expect=1).err, f"{name}: goes on after an alert")
        check(sqlite3.connect(file).execute("SELECT COUNT(*) FROM alerts").fetchone()[0] == 2, f"{name}: the alert is not kept")
        print(f"{name}: {found.err.strip().splitlines()[-1]}")

    # Someone edits the books.
    edited = sqlite3.connect(books)
    edited.execute("UPDATE gl_journal SET amount = amount + 1 WHERE posting_id = (SELECT MIN(posting_id) FROM gl_journal)")
    edited.commit()
    run(erp_program, "compare", "--books", books, later, expect=1)


def unbalanced(value):
    message = json.loads(value)
    message["books"]["postings"][0]["amount"] = "999999.99"
    return json.dumps(message).encode()


def as_number(value):
    message = json.loads(value)
    message["books"]["postings"][0]["amount"] = float(message["books"]["postings"][0]["amount"])
    return json.dumps(message).encode()


def main():
    what, tally, _ = sys.argv[1:4]
    for program in ("java", "kcat"):
        if not shutil.which(program):
            skip(f"install {program}: tools/install-packages tests")
    try:
        import confluent_kafka  # noqa: F401
    except ImportError:
        skip("install python3-confluent-kafka: tools/install-packages tests")
    print(f"SEED={seed}")
    work = tempfile.mkdtemp(prefix="tally-live-")
    utility = Utility(tally, work)
    try:
        utility.start()
        {"readers": readers, "erp": erp}[what](utility)
    finally:
        utility.close()
        shutil.rmtree(work, ignore_errors=True)
    print("all as it should be")


if __name__ == "__main__":
    main()
