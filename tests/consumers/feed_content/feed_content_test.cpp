// What the feeds say of a story in which everything happens that an ERP has to post.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/content/invoices.h"
#include "domain/core/sha256.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/shape.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using namespace consumers;

const Currency dollars{{'U', 'S', 'D', 0}, 2};

class FeedContents : public testing::Test {
  protected:
    FeedContents() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        CreateSpecialCharge visit{.account = AccountId{"7"}, .charge_type = Code{"VISIT"}, .amount = usd("30.00")};
        visit.sa = ServiceAgreementId{"7-GAS"};
        visit.description = Plain{"Call-out"};
        scenario.given({visit}).today("2022-02-03").given({a_read("L7-G", "2022-02-02", "40"), bill("2022-02-03")});
        scenario.given({payment("50.00"), payment("100.00")});
        scenario.today("2022-03-03").given({a_read("L7-G", "2022-03-02", "60"), bill("2022-03-03")});
        scenario.given(
            {CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}, .nsf = true},
             adjustment("FEE", "12.50"), adjustment("GOODWILL", "-5.00"),
             CancelAdjustment{AccountId{"7"}, DocumentId{"7-ADJ1"}, Code{"WRONG"}, {}},
             CancelPayment{AccountId{"7"}, PaymentId{"7-P2"}, Code{"OTHER"}, {}}});
        scenario.today("2022-03-10")
            .given({ReverseInvoice{.account = AccountId{"7"},
                                   .invoice = DocumentId{"7-I1"},
                                   .rebill = true,
                                   .correction_reason = Plain{"misread"}}});
        const AccountId seven{"7"};
        const DocumentId held{"7-D1"};
        scenario.given({BillDeposit{seven, Code{"RESDEP"}, {}, usd("60.00"), {}, {}}, paid_into("7-D1")})
            .today("2022-03-30")
            .given({AccrueDepositInterest{seven, held, {}}, ApplyDeposit{seven, held, usd("10.00"), {}, {}},
                    RefundDeposit{seven, held, usd("5.00"), {}}, CancelDepositBill{seven, held, Code{"MOVED"}, {}},
                    BillDeposit{seven, Code{"RESDEP"}, {}, usd("40.00"), {}, {}}, paid_into("7-D2"),
                    CancelTender{.payment_event = PaymentEventId{"7-PE4"}, .cancel_reason = Code{"NSF"}}});
        scenario.today("2022-04-04")
            .given({Define<LateChargePolicy>{
                        {}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("5.00")}},
                    AssessLateCharges{.account = AccountId{"7"}},
                    CancelLateCharge{.account = AccountId{"7"}, .charge = DocumentId{"7-L1"}}});
        scenario.given(
            {Define<ArrangementPolicy>{{}, {.code = Code{"RES"}}},
             RequestArrangement{
                 .account = seven, .number_of_instalments = 2, .first_due_on = date("2022-04-04"), .memo = {}},
             BreakArrangement{seven, DocumentId{"7-PA1"}, Code{"MOVED"}, false}});
        read_log();
    }
    void read_log() {
        log = scenario.world().log();
        for (RecordedEvent& event : log)
            for (std::size_t i = 0; i < 8; ++i)
                event.envelope.event_id[i] = static_cast<std::uint8_t>(event.envelope.position >> (8 * i));
    }
    static BillAccount bill(std::string_view bill_date) { return {AccountId{"7"}, Code{"M01"}, date(bill_date)}; }
    static PostPayment payment(std::string_view amount) {
        PostPayment made;
        made.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}};
        made.shares = {{.account = AccountId{"7"}}};
        return made;
    }
    static PostPayment paid_into(std::string_view deposit) {
        PostPayment made = payment("40.00");
        made.shares[0].policy = AllocationPolicy::spec;
        made.shares[0].spec = {{DocumentId{deposit}, usd("40.00")}};
        return made;
    }
    static RequestAdjustment adjustment(std::string_view type, std::string_view amount) {
        return {
            .account = AccountId{"7"}, .adjustment_type = Code{type}, .amount = usd(amount), .memo = clear("asked")};
    }
    template <class Message>
    std::vector<Message> told() const {
        std::vector<Message> found;
        for (const RecordedEvent& event : log)
            if (const auto fact = invoice_fact(event, dollars))
                if (const auto* message = get_if<Message>(&fact->message)) found.push_back(*message);
        return found;
    }
    std::vector<FeedMessage> messages_of(std::string_view feed, std::size_t from = 0) {
        FeedSource source{dollars, [this](const Personal& text) { return scenario.world().open(text); }};
        const auto content = make_feed_content(feed, std::move(source));
        std::vector<FeedMessage> messages;
        for (std::size_t i = from; i < log.size(); ++i) {
            const auto added = content->add_messages(log[i], messages);
            EXPECT_TRUE(added) << added.error().message;
        }
        return messages;
    }
    Scenario scenario;
    std::vector<RecordedEvent> log;
};

TEST_F(FeedContents, EveryTypeOfMessageIsTold) {
    std::set<std::string> types;
    for (const FeedMessage& message : messages_of("invoices")) types.insert(message.type);
    for (const auto* type :
         {"charged", "issued", "charge_reversed", "reversed", "payment_received", "payment_reversed", "paid",
          "reopened", "adjusted", "adjustment_reversed", "fee_charged", "fee_reversed", "deposit", "arrangement"})
        EXPECT_TRUE(types.contains(std::string{"tally.invoices."} + type)) << type;
}

TEST_F(FeedContents, G12_AnArrangementMovesOpenAmountsAndNoneIsLost) {
    const auto moved = told<ArrangementMoved>();
    ASSERT_EQ(moved.size(), 3u);
    EXPECT_EQ(moved[0].change, ArrangementChange::granted);
    EXPECT_TRUE(moved[0].lines.empty());
    EXPECT_EQ(moved[0].books.payoff, Money{});
    EXPECT_EQ(moved[0].books.current, -moved[0].amount);
    EXPECT_EQ(moved[1].instalment.str(), "7-IN1");
    EXPECT_EQ(moved[2].reason.str(), "MOVED");
    for (const auto& message : moved) {
        Money sum;
        for (const auto& line : message.lines) sum += line.amount;
        EXPECT_EQ(sum, Money{});
        EXPECT_TRUE(message.books.postings.empty());
    }
}

TEST_F(FeedContents, E7_IdsOfLinesAndPostingsAreUniqueOverTheFeed) {
    std::set<std::string> ids;
    const auto add = [&](const Plain& id) {
        EXPECT_TRUE(ids.insert(id.str()).second) << id.str() << " is there twice";
    };
    for (const RecordedEvent& event : log) {
        const auto fact = invoice_fact(event, dollars);
        if (!fact) continue;
        visit(
            [&](const auto& message) {
                if constexpr (requires { message.books; })
                    for (const FeedPosting& posting : message.books.postings) add(posting.posting_id);
                if constexpr (requires { message.lines; })
                    for (const auto& line : message.lines) add(line.line_id);
                if constexpr (requires { message.tenders; })
                    for (const FeedTender& tender : message.tenders) add(tender.line_id);
                if constexpr (requires { message.line_id; }) add(message.line_id);
            },
            fact->message);
    }
    EXPECT_GT(ids.size(), 60u);
}

TEST_F(FeedContents, EachReversedLineNamesTheLineThatItTakesBack) {
    std::map<std::string, Money> charged;
    for (const auto& message : told<InvoiceCharged>())
        for (const FeedInvoiceLine& line : message.lines) {
            charged[line.line_id.str()] = line.amount;
            EXPECT_TRUE(line.reverses_line.empty());
        }
    const auto reversed = told<ChargeReversed>();
    ASSERT_EQ(reversed.size(), 2u);  // The segment and the special charge.
    for (const auto& message : reversed)
        for (const FeedInvoiceLine& line : message.lines) {
            ASSERT_TRUE(charged.contains(line.reverses_line.str())) << line.reverses_line.str();
            EXPECT_EQ(line.amount, -charged[line.reverses_line.str()]);
        }
    const auto rebilled = told<InvoiceCharged>().at(3);
    EXPECT_EQ(rebilled.replaces_segment.str(), "7-B1");
    EXPECT_EQ(rebilled.lines.at(0).kind, LineKind::recalculation);
    EXPECT_EQ(told<InvoiceClosed>().back().rebills.str(), "7-I1");
    for (const auto& message : told<PaymentReversed>())
        EXPECT_EQ(message.reverses_line.str(), message.tender.empty() ? "" : message.payment.str() + "/tender/T1");
    EXPECT_EQ(told<AdjustmentReversed>().at(0).reverses_line, told<AccountAdjusted>().at(0).line_id);
}

// So an ERP can prove that it has an invoice whole before it shows it to anybody.
TEST_F(FeedContents, H2_TheHeaderProvesTheLinesBeforeIt) {
    std::map<std::string, std::vector<InvoiceCharged>> lines;
    std::size_t invoices = 0;
    for (const RecordedEvent& event : log) {
        const auto fact = invoice_fact(event, dollars);
        if (!fact) continue;
        if (const auto* charged = get_if<InvoiceCharged>(&fact->message))
            lines[charged->invoice.str()].push_back(*charged);
        const auto* header = get_if<InvoiceClosed>(&fact->message);
        if (!header) continue;
        ++invoices;
        const auto& own = lines[header->invoice.str()];
        ASSERT_EQ(own.size(), header->charge_count);
        std::string digested;
        Money total;
        for (const InvoiceCharged& charged : own) {
            const std::string& id = charged.segment.empty() ? charged.special_charge.str() : charged.segment.str();
            digested += id + "=" + std::to_string(charged.total.minor) + "\n";
            total += charged.total;
            EXPECT_EQ(charged.bill_date, header->bill_date);
            EXPECT_EQ(charged.due_date, header->due_date);
        }
        EXPECT_EQ(sha256(digested), header->charges_digest);
        EXPECT_EQ(total, header->total);
        EXPECT_EQ(header->currency.str(), "USD");
    }
    EXPECT_EQ(invoices, 3u);
}

TEST_F(FeedContents, F7_PostingsAreThoseOfTheLedgerToTheCent) {
    std::map<std::string, Money> told_books;
    std::map<std::string, Money> ledger;
    for (const RecordedEvent& event : log) {
        if (const Financial* financial = financial_of(event.event))
            for (const Posting& posting : financial->postings) ledger[posting.gl_account.str()] += posting.amount;
        if (const auto fact = invoice_fact(event, dollars))
            visit(
                [&](const auto& message) {
                    if constexpr (requires { message.books; }) {
                        Money sum;
                        for (const FeedPosting& posting : message.books.postings) {
                            told_books[posting.gl_account.str()] += posting.amount;
                            sum += posting.amount;
                        }
                        EXPECT_TRUE(sum.is_zero());
                    }
                },
                fact->message);
    }
    EXPECT_EQ(told_books, ledger);
    EXPECT_GT(ledger.size(), 4u);
}

// Account 7 is billed once under a budget plan, and leaves it.
class FeedOfBudgets : public FeedContents {
  protected:
    FeedOfBudgets() {
        const AccountId seven{"7"};
        scenario.given({EnrolInBudget{.account = seven, .amount = usd("150.00"), .amount_reason = Plain{"agreed"}}})
            .today("2022-05-03")
            .given({a_read("L7-G", "2022-05-02", "80"), bill("2022-05-03"), LeaveBudget{.account = seven}});
        read_log();
    }
};

TEST_F(FeedOfBudgets, G11_WhatABudgetPlanSettlesChangesOnlyWhatIsAskedFor) {
    const auto settled = told<BudgetSettled>();
    ASSERT_EQ(settled.size(), 1u);
    EXPECT_EQ(settled[0].sync.str(), "7-SY1");
    EXPECT_EQ(settled[0].cause, SyncCause::budget_left);
    Money sum;
    for (const auto& line : settled[0].lines) sum += line.amount;
    EXPECT_EQ(sum, settled[0].amount);
    EXPECT_EQ(settled[0].books.current, settled[0].amount);
    EXPECT_EQ(settled[0].books.payoff, Money{});
    EXPECT_TRUE(settled[0].books.postings.empty());
    std::set<std::string> types;
    for (const FeedMessage& message : messages_of("invoices")) types.insert(message.type);
    EXPECT_TRUE(types.contains("tally.invoices.budget_settled"));
}

// Credit and debt of account 7, whose gas is stopped, move to account 8 of the same person, or leave it.
class FeedOfSettling : public FeedContents {
  protected:
    FeedOfSettling() {
        const AccountId seven{"7"}, eight{"8"};
        scenario.today("2022-04-05").given(a_gas_customer("8", "2022-01-05"));
        scenario.given(
            {LinkPerson{
                 eight,
                 {.person = PersonId{"P7"}, .financially_responsible = true, .relationship_type = Code{"COSIGN"}}},
             payment("900.00"), RefundCredit{.account = seven, .amount = usd("10.00"), .refund_reason = Code{"ASKED"}},
             CancelRefund{seven, DocumentId{"7-REF1"}, Code{"RETURNED"}, {}},
             TransferCredit{.account = seven, .to_account = eight, .transfer_reason = Code{"WRONGACCT"}},
             StopService{.sa = ServiceAgreementId{"7-GAS"},
                         .stop_on = date("2022-04-04"),
                         .stop_reads = {{{}, quantity("80")}}},
             RefundDeposit{.account = seven, .deposit = DocumentId{"7-D1"}}, adjustment("FEE", "40.00"),
             WriteOffDebt{.account = seven, .amount = usd("15.00"), .write_off_reason = Code{"SKIPPED"}},
             ReverseWriteOff{.account = seven, .write_off = DocumentId{"7-WO1"}, .amount = usd("5.00")},
             TransferDebt{
                 .account = seven, .amount = usd("8.00"), .to_account = eight, .transfer_reason = Code{"MOVED"}}});
        read_log();
    }
};

TEST_F(FeedOfSettling, CreditThatLeavesIsTold) {
    const auto told_credit = told<CreditMoved>();
    ASSERT_EQ(told_credit.size(), 4u);
    EXPECT_EQ(told_credit[0].change, CreditChange::refunded);
    EXPECT_EQ(told_credit[0].amount, usd("10.00"));
    EXPECT_EQ(told_credit[0].credits.at(0).amount, usd("10.00"));
    EXPECT_EQ(told_credit[1].change, CreditChange::refund_cancelled);
    EXPECT_EQ(told_credit[1].reverses_line, told_credit[0].line_id);
    EXPECT_EQ(told_credit[1].amount, usd("-10.00"));
    EXPECT_EQ(told_credit[2].other_document, told_credit[3].document);
    EXPECT_EQ(told_credit[3].other_account.str(), "7");
    EXPECT_EQ(told_credit[2].group_id, told_credit[3].group_id);
    EXPECT_EQ(told_credit[2].books.payoff + told_credit[3].books.payoff, Money{});
}

TEST_F(FeedOfSettling, DebtThatLeavesIsToldLineByLine) {
    const auto told_debt = told<DebtMoved>();
    ASSERT_EQ(told_debt.size(), 4u);
    EXPECT_EQ(told_debt[0].change, DebtChange::written_off);
    EXPECT_EQ(told_debt[0].books.payoff, usd("-15.00"));
    EXPECT_EQ(told_debt[1].change, DebtChange::write_off_reversed);
    EXPECT_EQ(told_debt[1].cause, RecoveryCause::withdrawn);
    EXPECT_EQ(told_debt[3].change, DebtChange::transferred_in);
    EXPECT_EQ(told_debt[3].lines.at(0).document.str(), "8-TR2");
    for (const DebtMoved& message : told_debt) {
        Money sum;
        for (const FeedDebtLine& line : message.lines) sum += line.amount;
        EXPECT_EQ(sum, message.amount);
    }
}

// Three weeks of January that are not billed at its end.
class FeedOfUnbilled : public FeedContents {
  protected:
    FeedOfUnbilled() {
        scenario.today("2023-01-11");
        scenario.given(
            {OpenPeriod{date("2023-01-01"), date("2023-02-01")}, OpenPeriod{date("2023-02-01"), date("2023-03-01")}});
        scenario.given(a_gas_customer("41", "2023-01-11"));
        scenario.today("2023-01-31").given({AccrueUnbilled{AccountId{"41"}, {}}});
        read_log();
    }
};

TEST_F(FeedOfUnbilled, G22_RevenueThatNoCustomerOwesIsPostedAndChangesNoBalance) {
    const auto moved = told<UnbilledMoved>();
    ASSERT_EQ(moved.size(), 2u);
    EXPECT_EQ(moved[0].change, UnbilledChange::accrued);
    EXPECT_EQ(moved[1].change, UnbilledChange::reversed);
    EXPECT_EQ(moved[0].amount + moved[1].amount, Money{});
    EXPECT_EQ(moved[0].books.accounting_date, date("2023-01-31"));
    EXPECT_EQ(moved[1].books.accounting_date, date("2023-02-01"));
    for (const UnbilledMoved& message : moved) {
        EXPECT_EQ(message.accrual.str(), "41-UNB1");
        EXPECT_EQ(message.books.payoff, Money{});
        EXPECT_EQ(message.books.current, Money{});
        Money sum;
        for (const FeedPosting& posting : message.books.postings) sum += posting.amount;
        EXPECT_EQ(sum, Money{});
    }
    for (const FeedMessage& message : messages_of("balances")) EXPECT_NE(message.key, "41");
}

// A till with a difference, and money of an unknown payer that is matched, returned and brought to the bank.
class FeedOfCash : public FeedContents {
  protected:
    FeedOfCash() {
        const BatchId till{"TILL-BAT1"}, other{"COUNTER-BAT1"};
        const auto source = [](std::string_view code) {
            return Define<TenderSource>{{}, {.code = Code{code}, .kind = TenderSourceKind::till}};
        };
        scenario.given(
            {source("TILL"), source("COUNTER"),
             Define<GlAccount>{{}, {GlRole::cash, Code{"TILL"}, Code{"gl:cash:TILL"}, Plain{"Till"}}},
             OpenBatch{.source = Code{"TILL"}, .opening_float = usd("20.00")}, OpenBatch{.source = Code{"COUNTER"}},
             ReceiveSuspense{.kind = TenderKind::cash, .amount = usd("50.00"), .batch = till},
             TransferTillCash{.batch = till, .to_batch = other, .amount = usd("10.00")},
             CloseBatchWithDifference{
                 .batch = till, .counted = {{TenderKind::cash, usd("59.00")}}, .difference_reason = Code{"LOST"}},
             DepositAtBank{.batches = {till}, .amount = usd("39.00"), .reference = Plain{"SLIP"}},
             MatchSuspense{.suspense = SuspenseId{"SUS1"},
                           .shares = {{.account = AccountId{"7"}, .amount = usd("30.00")}}},
             ReturnSuspense{.suspense = SuspenseId{"SUS1"}, .return_reason = Code{"UNKNOWN"}}});
        read_log();
    }
};

TEST_F(FeedOfCash, G26_TheUtilitysOwnCashIsToldUnderItsOwnKeys) {
    const auto moved = told<CashMoved>();
    ASSERT_EQ(moved.size(), 6u);
    EXPECT_EQ(moved[0].change, CashChange::suspended);
    EXPECT_EQ(moved[0].subject.str(), "SUS1");
    EXPECT_EQ(moved[0].source.str(), "TILL");
    EXPECT_EQ(moved[1].amount + moved[2].amount, Money{}) << "both sides of a transfer";
    EXPECT_EQ(moved[3].change, CashChange::over_short);
    EXPECT_EQ(moved[3].amount, usd("-1.00"));
    EXPECT_EQ(moved[4].batches.at(0).amount, usd("39.00"));
    EXPECT_EQ(moved[5].change, CashChange::suspense_returned);
    for (const CashMoved& message : moved) {
        EXPECT_EQ(message.books.payoff, Money{});
        Money sum;
        for (const FeedPosting& posting : message.books.postings) sum += posting.amount;
        EXPECT_EQ(sum, Money{});
    }
    std::set<std::string> keys;
    for (const FeedMessage& message : messages_of("invoices"))
        if (message.type == "tally.invoices.cash_moved") keys.insert(message.key);
    EXPECT_EQ(keys, (std::set<std::string>{"SUS1", "TILL-BAT1", "COUNTER-BAT1", "BANK1"}));
    for (const FeedMessage& message : messages_of("balances")) EXPECT_FALSE(keys.contains(message.key));
}

// Statelessness is what makes a backfill from any position the same feed.
TEST_F(FeedContents, AFeedThatStartsAnywhereSaysTheSame) {
    for (const auto* feed : {"events", "invoices"}) {
        const auto whole = messages_of(feed);
        for (std::size_t from = 0; from < log.size(); from += 7) {
            const auto part = messages_of(feed, from);
            ASSERT_LE(part.size(), whole.size());
            for (std::size_t i = 0; i < part.size(); ++i) {
                const FeedMessage& same = whole[whole.size() - part.size() + i];
                ASSERT_EQ(part[i].id, same.id);
                ASSERT_EQ(part[i].value, same.value);
            }
        }
        EXPECT_FALSE(make_feed_content(feed, {dollars})->adds_up());
    }
}

TEST_F(FeedContents, BalancesEndWhereTheAccountsAre) {
    const auto messages = messages_of("balances");
    ASSERT_FALSE(messages.empty());
    const std::string& last = messages.back().value;
    Money payoff;
    Money current;
    for (const RecordedEvent& event : log)
        if (const Financial* financial = financial_of(event.event)) {
            payoff += financial->payoff;
            current += financial->current;
        }
    EXPECT_NE(last.find("\"payoff\":\"" + to_string(payoff, 2) + "\""), std::string::npos) << last;
    EXPECT_NE(last.find("\"current\":\"" + to_string(current, 2) + "\""), std::string::npos) << last;
    EXPECT_EQ(messages.back().key, "7");
    EXPECT_TRUE(make_feed_content("balances", {dollars})->adds_up());
}

TEST_F(FeedContents, H4_APersonWhoseKeyIsGoneIsATombstone) {
    const auto messages = messages_of("persons");
    ASSERT_FALSE(messages.empty());
    EXPECT_NE(messages.back().value.find("Albany"), std::string::npos) << messages.back().value;
    const auto erased =
        make_feed_content("persons", {dollars, [](const Personal&) { return std::optional<std::string>{}; }});
    std::vector<FeedMessage> tombstones;
    for (const RecordedEvent& event : log) ASSERT_TRUE(erased->add_messages(event, tombstones));
    ASSERT_EQ(tombstones.size(), messages.size());
    for (const FeedMessage& tombstone : tombstones) {
        EXPECT_EQ(tombstone.value, "");
        EXPECT_EQ(tombstone.key, "P7");
    }
}

TEST_F(FeedContents, H4_TheEventItselfIsATombstoneWhetherTheKeyIsThereOrNot) {
    const auto persons =
        make_feed_content("persons", {dollars, [](const Personal& text) { return std::optional{text.bytes}; }});
    std::vector<FeedMessage> messages;
    RecordedEvent erased = log.front();
    erased.envelope.stream = {StreamKind::person, Plain{"P7"}};
    for (const RecordedEvent& event : log) ASSERT_TRUE(persons->add_messages(event, messages));
    messages.clear();
    erased.event = PersonErased{PersonId{"P7"}, ErasureGround::request, {}};
    ASSERT_TRUE(persons->add_messages(erased, messages));
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].value, "");
    EXPECT_EQ(messages[0].key, "P7");
}

// What an entry of the log can hold at most, as lists of empty elements: the most names for the fewest bytes.
TEST(FeedSizes, TheLargestEventsMakeMessagesThatABrokerTakes) {
    constexpr std::size_t entry_bytes_max = 65'535;
    constexpr std::size_t message_bytes_max = 1'000'000;  // librdkafka's default; brokers take a little more.
    const auto& shapes = eventstore::variant_shape<Event>();
    std::size_t largest = 0;
    std::size_t lists = 0;
    for (std::size_t i = 0; i < shapes.alternatives.size(); ++i)
        for (const auto& field : shapes.alternatives[i]->fields) {
            if (field.value->kind != eventstore::ValueKind::list) continue;
            ++lists;
            RecordedEvent recorded;
            void* const list = eventstore::field_of(shapes.emplace[i](&recorded.event), field);
            recorded.envelope.stream = {StreamKind::account, Plain{"1"}};
            std::string entry;
            for (std::size_t more = 64; entry.size() < entry_bytes_max;) {
                for (std::size_t n = 0; n < more; ++n) field.value->append(list);
                entry.clear();
                eventstore::encode_entry(recorded.envelope, recorded.event, entry);
            }
            for (const auto* feed : {"events", "invoices"}) {
                std::vector<FeedMessage> messages;
                ASSERT_TRUE(make_feed_content(feed, {dollars})->add_messages(recorded, messages));
                for (const FeedMessage& message : messages) {
                    largest = std::max(largest, message.value.size());
                    EXPECT_LT(message.value.size(), message_bytes_max) << message.type << ", " << field.name;
                }
            }
        }
    EXPECT_GT(lists, 20u);
    RecordProperty("largest_message_bytes", std::to_string(largest));
    EXPECT_GT(largest, 200'000u);
}

}  // namespace
}  // namespace tally::test
