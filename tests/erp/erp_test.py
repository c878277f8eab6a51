#!/usr/bin/python3
"""tools/erp/tally-erp over a feed that was recorded from a broker (feed.jsonl) and the ledger it tells of (ledger.json):
an invoice with a special charge, paid twice, a cheque returned with a fee, adjustments, a payment moved to suspense, all taken
back and billed again. Its last seven messages were added to it: money of an unknown payer is held, matched and returned, and
tills go to the bank. tests/outside/live.py does the like on a broker, with processes that are killed.
"""
import contextlib
import hashlib
import importlib.machinery
import importlib.util
import io
import json
import os
import sys
import tempfile
import unittest

here = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("tally_erp", os.path.join(here, "../../tools/erp/tally-erp"))
erp = importlib.util.module_from_spec(importlib.util.spec_from_loader("tally_erp", loader))
loader.exec_module(erp)

with open(os.path.join(here, "ledger.json"), encoding="utf-8") as file:
    LEDGER = json.load(file)
with open(os.path.join(here, "feed.jsonl"), encoding="utf-8") as file:
    FEED = [json.loads(line) for line in file]
TABLES = ("ar_interface_lines", "ar_charges", "ar_documents", "gl_journal")


class Message:
    """As the Kafka client gives it."""

    def __init__(self, offset, recorded):
        self._offset, self._recorded = offset, recorded

    def offset(self):
        return self._offset

    def partition(self):
        return 0

    def key(self):
        return self._recorded["key"].encode()

    def value(self):
        return None if self._recorded["value"] is None else self._recorded["value"].encode()

    def headers(self):
        return [(name, value.encode()) for name, value in self._recorded["headers"].items()]


def changed(index, **headers_or_value):
    message = json.loads(json.dumps(FEED[index]))
    if "value" in headers_or_value:
        message["value"] = headers_or_value.pop("value")
    message["headers"].update(headers_or_value)
    return message


def digested_again(feed):
    digest, again = bytes(32), []
    for number, message in enumerate(feed, 1):
        message = json.loads(json.dumps(message))
        headers = message["headers"]
        digest = hashlib.sha256(digest + b"\0".join(
            part.encode() for part in (headers["ce_id"], headers["ce_type"], message["key"], message["value"]))).digest()
        headers.update(ce_feednumber=str(number), ce_feeddigest=digest.hex())
        again.append(message)
    return again


class Crash(BaseException):
    pass


class ErpTest(unittest.TestCase):
    def setUp(self):
        # In memory: hundreds of books are made here, and none has to outlive a power cut.
        self.directory = tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.addCleanup(self.directory.cleanup)

    def books(self, name="erp"):
        books = erp.Books(os.path.join(self.directory.name, name), create=True)
        self.addCleanup(books.db.close)
        return books

    def post(self, books, feed, batch=7, topic="tally.invoices"):
        """Reads on from where the books stand, as Reader.run() does."""
        reader = object.__new__(erp.Reader)
        reader.books, reader.topic = books, topic
        row = books.db.execute("SELECT next_offset, number, digest, position FROM sources WHERE topic = ?", (topic,)).fetchone()
        stands = {0: erp.Partition(topic, 0, row)}
        stands[0].next_offset = max(stands[0].next_offset, 0)
        messages = [Message(offset, recorded) for offset, recorded in enumerate(feed)][stands[0].next_offset:]
        for at in range(0, len(messages), batch):
            reader.post(messages[at:at + batch], stands)

    def rows(self, books):
        return {table: books.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES}

    def differences(self, books, ledger=LEDGER):
        with contextlib.redirect_stdout(io.StringIO()):
            return erp.compare(books, ledger)

    def number(self, books):
        row = books.db.execute("SELECT number FROM sources").fetchone()
        return row[0] if row else 0

    def test_books_agree_with_the_ledger_to_the_cent(self):
        books = self.books()
        self.post(books, FEED)
        self.assertEqual(self.differences(books), [])
        self.assertEqual(books.db.execute("SELECT payoff FROM ar_balances WHERE account = '1'").fetchone()[0],
                         books.minor(LEDGER["payoff"]))
        kinds = {message["headers"]["ce_type"] for message in FEED}
        self.assertEqual(len(kinds), 13, "the recorded feed has every type")
        documents = dict(books.db.execute("SELECT document, refers_to FROM ar_documents"))
        self.assertEqual(documents, {"1-I1": "", "1-C1": "1-I1", "1-I2": "1-I1"})

    def test_a_crash_anywhere_loses_and_doubles_nothing(self):
        whole = self.books("whole")
        self.post(whole, FEED)
        for crash_at in range(1, len(FEED) + 1):
            books = self.books(f"crash{crash_at}")
            real, seen = books.post, [0]

            def post(*arguments):
                seen[0] += 1
                if seen[0] == crash_at:
                    raise Crash
                real(*arguments)
            books.post = post
            with self.assertRaises(Crash):
                self.post(books, FEED, batch=4)
            self.assertEqual(self.number(books), (crash_at - 1) // 4 * 4, "a batch is posted whole or not at all")
            books.post = real
            self.post(books, FEED, batch=5)
            self.assertEqual(self.rows(books), self.rows(whole))

    def test_structured_mode_says_the_same(self):
        whole = self.books("whole")
        self.post(whole, FEED)

        def structured(index, **attributes):
            message = changed(index, **{"content-type": "application/cloudevents+json"})
            document = {name[3:]: value for name, value in message["headers"].items()
                        if name.startswith("ce_") and name != "ce_feeddigest"}
            document.update({"datacontenttype": "application/json", "data": json.loads(message["value"]), **attributes})
            return {**message, "value": json.dumps(document)}
        books = self.books()
        self.post(books, digested_again([structured(index) for index in range(len(FEED))]))
        self.assertEqual(self.rows(books), self.rows(whole))
        for lie in ({"id": "0"}, {"type": "tally.invoices.paid"}, {"source": "other"}, {"position": "1"}):
            other = self.books(str(lie))
            with self.assertRaisesRegex(erp.Alert, "the header's"):
                self.post(other, digested_again([structured(0, **lie)]))
            self.assertEqual(self.number(other), 0)

    def test_a_replay_into_another_topic_changes_nothing(self):
        books = self.books()
        self.post(books, FEED)
        before = self.rows(books)
        self.post(books, FEED, topic="again")
        self.assertEqual(self.rows(books), before)

    def test_every_message_that_is_missing_doubled_or_out_of_order_is_found(self):
        for i in range(len(FEED)):
            lies = [("again", FEED[:i + 1] + FEED[i:], i + 1)]
            if i + 1 < len(FEED):  # Nobody can tell that the last one is still to come.
                lies += [("missing", FEED[:i] + FEED[i + 1:], i), ("missing", FEED[:i] + [FEED[i + 1], FEED[i]], i)]
            for lie, (told, feed, kept) in enumerate(lies):
                with self.subTest(message=i, lie=lie):
                    books = self.books(f"{i}-{lie}")
                    with self.assertRaisesRegex(erp.Alert, told):
                        self.post(books, feed)
                    self.assertEqual(self.number(books), kept)

    def test_every_change_of_a_message_is_found(self):
        for i, message in enumerate(FEED):
            lies = {"value": changed(i, value=message["value"].replace("1", "2", 1)),
                    "type": changed(i, ce_type=message["headers"]["ce_type"] + "x"),
                    "id": changed(i, ce_id="0" * 32), "key": {**changed(i), "key": "2"}}
            for name, lie in lies.items():
                with self.subTest(message=i, what=name):
                    books = self.books(f"{i}-{name}")
                    with self.assertRaisesRegex(erp.Alert, "digest"):
                        self.post(books, FEED[:i] + [lie] + FEED[i + 1:])
                    self.assertEqual(self.number(books), i)

    # With numbers and digests made anew, the figures themselves must not add up.
    def test_no_amount_can_be_changed_alone(self):
        def amounts(value, path=()):
            if isinstance(value, dict):
                for name, part in value.items():
                    yield from amounts(part, path + (name,))
            elif isinstance(value, list):
                for index, part in enumerate(value):
                    yield from amounts(part, path + (index,))
            elif path[-1] in ("amount", "total", "payoff", "tax_total", "charges_total", "to_target", "to_unapplied"):
                yield path

        tried = 0
        for i, message in enumerate(FEED):
            for path in amounts(json.loads(message["value"])):
                value = json.loads(message["value"])
                place = value
                for step in path[:-1]:
                    place = place[step]
                place[path[-1]] = place[path[-1]][:-1] + ("1" if place[path[-1]][-1] != "1" else "2")
                lie = changed(i, value=json.dumps(value))
                books = self.books(f"{i}-{'-'.join(map(str, path))}")
                tried += 1
                with self.subTest(message=i, type=message["headers"]["ce_type"], path=path):
                    with self.assertRaises(erp.Alert):
                        self.post(books, digested_again(FEED[:i] + [lie] + FEED[i + 1:]))
                        self.assertEqual(self.differences(books), [])
                        raise AssertionError("nobody noticed")
        self.assertGreater(tried, 60)

    def test_unknown_fields_are_let_be_and_unknown_types_are_posted(self):
        more = json.loads(FEED[3]["value"])
        more["later"] = {"new": [1]}
        books = self.books()
        self.post(books, digested_again(FEED[:3] + [changed(3, value=json.dumps(more))] + FEED[4:]))
        self.assertEqual(self.differences(books), [])
        deposit = {"account": "1", "deposit": "1-D1", "books": {
            "accounting_date": "2022-02-01", "effective_date": "2022-02-01", "currency": "USD", "payoff": "0.00",
            "current": "0.00", "postings": [
                {"posting_id": "d/P1", "role": "unapplied", "gl_account": "2100", "amount": "7.00"},
                {"posting_id": "d/P2", "role": "deposit", "gl_account": "2300", "amount": "-7.00"}]}}
        with contextlib.redirect_stderr(io.StringIO()) as told:
            self.post(books, digested_again(FEED[:3] + [changed(3, value=json.dumps(more))] + FEED[4:] + [
                changed(3, ce_id="f" * 32, ce_type="tally.invoices.deposit_received", value=json.dumps(deposit))]))
        self.assertIn("deposit_received is not known", told.getvalue())
        self.assertEqual(books.db.execute("SELECT SUM(amount) FROM gl_journal WHERE role = 'deposit'").fetchone()[0], -700)

    def test_two_at_once_are_found(self):
        first, second = self.books(), self.books()
        self.post(first, FEED[:4])
        reader = object.__new__(erp.Reader)
        reader.books, reader.topic = second, "tally.invoices"
        with self.assertRaisesRegex(erp.Failure, "another tally-erp"):
            reader.post([Message(0, FEED[0])], {0: erp.Partition("tally.invoices", 0, None)})
        self.assertEqual(self.number(first), 4)

    def test_control_totals_and_drift(self):
        books = self.books()
        self.post(books, FEED)
        answer = erp.control_totals(books, None)
        self.assertEqual((answer["source"], answer["currency"], answer["accounts"]["payoff"]),
                         ("ledger.example/gas", "USD", LEDGER["payoff"]))
        debit = sum(books.minor(row["debit"]) for row in answer["totals"])
        self.assertEqual(debit, sum(books.minor(row["credit"]) for row in answer["totals"]))
        self.assertEqual(answer["postings"]["count"], sum(row["count"] for row in answer["totals"]))
        for table, edit in (("gl_journal", "amount = amount + 1 WHERE posting_id = (SELECT MIN(posting_id) FROM gl_journal)"),
                            ("ar_interface_lines", "open_change = open_change + 1 WHERE line_id = '1-B1-1'")):
            books.db.execute("BEGIN")
            self.assertEqual(books.db.execute(f"UPDATE {table} SET {edit}").rowcount, 1)
            self.assertNotEqual(self.differences(books), [], table)
            if table == "gl_journal":
                self.assertNotEqual(erp.control_totals(books, None)["postings"]["digest"], answer["postings"]["digest"])
            books.db.execute("ROLLBACK")
        self.assertEqual(self.differences(books), [])

    def test_amounts_are_decimal_strings_of_one_currency(self):
        books = self.books()
        self.assertEqual([books.minor(text) for text in ("12.34", "-0.05", "0.00")], [1234, -5, 0])
        self.assertEqual([books.text(minor) for minor in (1234, -5, 0, -100)], ["12.34", "-0.05", "0.00", "-1.00"])
        for wrong in ("12.3", "12", "1e2", "", "-", "+1.00", "1.00 ", 12.34, None, "٣.00"):
            with self.subTest(text=wrong), self.assertRaises(erp.Alert):
                books.minor(wrong)


if __name__ == "__main__":
    unittest.main()
