// Answers over hand-made events: now, as known then, and as effective on a date.
#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

#include "eventstore/codec/financial_ref.h"
#include "eventstore/codec/json.h"
#include "projections/ar_history/ar_history_queries.h"
#include "projections/ask.h"
#include "projections/balances/balance_queries.h"
#include "projections/calendar/calendar_queries.h"
#include "projections/control_totals/control_totals_queries.h"
#include "projections/customers/customer_queries.h"
#include "projections/division_sums/division_queries.h"
#include "projections/division_sums/postings_query.h"
#include "projections/documents/document_queries.h"
#include "projections/render/texts.h"
#include "projections/replay/replay.h"
#include "projections/search/duplicate_queries.h"
#include "projections/search/search_queries.h"
#include "projections/usage/usage_queries.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

// Two customers; A-11 has three bills and two payments, the second entered late and back-dated.
class Queries : public ::testing::Test {
  protected:
    Queries() {
        log_.add_settings();
        log_.add_customer("11");
        log_.add_customer("22");
        log_.add_bill("A-11", 1, "2022-02-03", "2022-02-23", "100.00");
        log_.add_payment("A-11", 1, "2022-02-20", "60.00", "A-11-I1");
        log_.add_bill("A-11", 2, "2022-03-03", "2022-03-23", "80.00");
        log_.add_bill("A-22", 1, "2022-03-03", "2022-03-23", "10.00");
        log_.add_bill("A-11", 3, "2022-04-03", "2022-04-23", "70.00");
        before_last_ = log_.events().size();
        log_.add_payment("A-11", 2, "2022-03-10", "90.00", "A-11-I3");
        store_.append(log_.events());
    }
    static std::optional<std::string> open(const Personal& text) { return text.bytes; }

    template <class Answer>
    static Answer there(Answered<Answer> answer) {
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
        EXPECT_TRUE(*answer) << "nothing was found";
        return answer && *answer ? std::move(**answer) : Answer{};
    }
    static AsOf effective(std::string_view day) {
        AsOf as_of;
        as_of.effective = date(day);
        return as_of;
    }
    AsOf today(std::string_view day) {
        AsOf as_of;
        as_of.today = date(day);
        return as_of;
    }

    HandMadeLog log_;
    std::uint64_t before_last_ = 0;
    TestStore store_{&open};
};

TEST_F(Queries, C19_BalanceIsPayoffCurrentPerAgreementAndAged) {
    const auto answer = there(balance(store_.reader(), AccountId{"A-11"}, today("2022-04-10")));
    EXPECT_EQ(answer.position, log_.events().size());
    EXPECT_EQ(answer.payoff, usd("100.00"));
    EXPECT_EQ(answer.current, usd("100.00"));
    // Of 90.00 paid on I3 of 70.00 the rest is unapplied credit.
    EXPECT_EQ(answer.receivable, usd("120.00"));
    EXPECT_EQ(answer.unapplied, usd("20.00"));
    ASSERT_EQ(answer.aged.size(), 5u);
    EXPECT_EQ(answer.aged[0].name.str(), "not yet due");
    EXPECT_EQ(answer.aged[0].payoff, usd("0.00"));
    EXPECT_EQ(answer.aged[1].payoff, usd("80.00")) << "18 days overdue";
    EXPECT_EQ(answer.aged[2].payoff, usd("40.00")) << "46 days overdue";
    ASSERT_EQ(answer.agreements.size(), 1u);
    EXPECT_EQ(answer.agreements[0].payoff, usd("120.00"));
    EXPECT_EQ(answer.heading.main_customer.str(), "P-11");
    EXPECT_EQ(answer.heading.main_customer_name.bytes, "Ada 11 Smith");
    EXPECT_EQ(answer.heading.service_address.address1.str(), "11 Mill Lane");
}

TEST_F(Queries, KnownThenIsTheFoldOfTheLogUpToAPosition) {
    AsOf then;
    then.position = before_last_;
    const auto answer = there(balance(store_.reader(), AccountId{"A-11"}, then));
    EXPECT_EQ(answer.position, before_last_);
    EXPECT_EQ(answer.payoff, usd("190.00"));
    AsOf instant_then;
    instant_then.recorded_by = instant("2022-03-02T23:59:59Z");
    EXPECT_EQ(there(balance(store_.reader(), AccountId{"A-11"}, instant_then)).payoff, usd("40.00"));
    AsOf before_it_was = {};
    before_it_was.position = 3;
    auto nothing = balance(store_.reader(), AccountId{"A-11"}, before_it_was);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing) << "the account was not opened yet";
}

TEST_F(Queries, EffectiveAsOfCountsABackDatedPaymentOnItsDay) {
    // The payment received on 2022-03-10 was entered in April, and pays an invoice of April.
    const auto answer = there(balance(store_.reader(), AccountId{"A-11"}, effective("2022-03-31")));
    EXPECT_EQ(answer.payoff, usd("30.00")) << "100 - 60 + 80 - 90";
    EXPECT_EQ(answer.receivable, usd("120.00"));
    EXPECT_EQ(answer.unapplied, usd("90.00")) << "its invoice is not effective yet, so neither is its use";
    EXPECT_EQ(answer.aged_on, date("2022-03-31"));
    EXPECT_EQ(answer.aged[1].payoff, usd("80.00"));
    EXPECT_EQ(answer.aged[2].payoff, usd("40.00"));
    AsOf both = effective("2022-03-31");
    both.position = before_last_;
    EXPECT_EQ(there(balance(store_.reader(), AccountId{"A-11"}, both)).payoff, usd("120.00"))
        << "known before the payment was entered";
}

TEST_F(Queries, OpenItemsStandInTheOrderInWhichCreditPaysThem) {
    const auto answer = there(open_items(store_.reader(), AccountId{"A-11"}, today("2022-04-10")));
    ASSERT_EQ(answer.items.size(), 2u);
    EXPECT_EQ(answer.items[0].document.str(), "A-11-I1");
    EXPECT_EQ(answer.items[0].payoff_open, usd("40.00"));
    EXPECT_EQ(answer.items[0].days_overdue, 46);
    EXPECT_EQ(answer.items[0].bucket.str(), "31-60");
    EXPECT_EQ(answer.items[1].document.str(), "A-11-I2");
    EXPECT_EQ(answer.payoff, usd("100.00"));
}

TEST_F(Queries, C19_ArHistoryIsInOrderOfEntryWithARunningBalance) {
    const auto answer = there(ar_history(store_.reader(), AccountId{"A-11"}));
    ASSERT_EQ(answer.lines.size(), 5u);
    EXPECT_EQ(answer.lines[0].kind, ArEntryKind::bill_segment);
    EXPECT_EQ(answer.lines[0].document.str(), "A-11-I1");
    EXPECT_EQ(answer.lines[1].kind, ArEntryKind::payment);
    EXPECT_EQ(answer.lines[1].document.str(), "A-11-P1");
    EXPECT_EQ(answer.lines[1].payoff, usd("-60.00"));
    EXPECT_EQ(answer.lines[1].payoff_balance, usd("40.00"));
    EXPECT_EQ(answer.lines[1].recorded_at, instant("2022-02-20T15:00:00Z"));
    EXPECT_EQ(answer.lines[4].effective_date, date("2022-03-10"));
    EXPECT_EQ(answer.lines[4].recorded_at, instant("2022-04-03T06:00:00Z")) << "time never goes back";
    EXPECT_EQ(answer.lines[4].payoff_balance, usd("100.00"));
    EXPECT_EQ(answer.payoff, usd("100.00"));
}

TEST_F(Queries, TheHistoryOfTheViewIsThatOfTheStream) {
    const auto from_view = there(ar_history(store_.reader(), AccountId{"A-11"}));
    AsOf end;
    end.position = log_.events().size();
    const auto from_stream = there(ar_history(store_.reader(), AccountId{"A-11"}, end));
    EXPECT_EQ(from_view.lines, from_stream.lines);
}

TEST_F(Queries, C20_InvoiceShowsSegmentsLinesAndWhatWasPaid) {
    const auto answer = there(invoice(store_.reader(), DocumentId{"A-11-I1"}));
    EXPECT_EQ(answer.amount, usd("100.00"));
    EXPECT_EQ(answer.open, usd("40.00"));
    EXPECT_EQ(answer.paid, usd("60.00"));
    ASSERT_EQ(answer.credits.size(), 1u);
    EXPECT_EQ(answer.credits[0].source.document.str(), "A-11-P1");
    ASSERT_EQ(answer.segments.size(), 1u);
    EXPECT_EQ(answer.segments[0].service.str(), "gas");
    EXPECT_EQ(answer.segments[0].service_address.address1.str(), "11 Mill Lane");
    ASSERT_EQ(answer.segments[0].lines.size(), 1u);
    EXPECT_EQ(answer.segments[0].lines[0].line_amount, usd("100.00"));
    EXPECT_EQ(answer.billing_date, date("2022-02-03"));
    EXPECT_EQ(there(invoice(store_.reader(), DocumentId{"A-11"})).invoice.str(), "A-11-I3") << "the account's latest";
    auto none = invoice(store_.reader(), DocumentId{"A-11-I9"});
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
}

// After the bills: another name, another address of the location, and a newer agreement elsewhere.
class LaterNames : public Queries {
  protected:
    LaterNames() {
        HandMadeLog& log = log_;
        const std::size_t known = log.events().size();
        log.next_command("2022-06-01T12:00:00Z");
        PersonNameChanged renamed;
        renamed.person = PersonId{"P-11"};
        renamed.name.full = Personal{PersonId{"P-11"}, "Ada Miller", true};
        log.add(stream_of(PersonId{"P-11"}), renamed);
        log.account("A-11", ServiceStopped{{}, ServiceAgreementId{"A-11-GAS"}, date("2022-06-01"), {}});
        LocationAdded location;
        location.premise = PremiseId{"L-12"};
        location.address.address1 = Plain{"12 Quay"};
        log.add(stream_of(PremiseId{"L-12"}), location);
        ServiceStartRequested start;
        start.sa = ServiceAgreementId{"A-11-GAS2"};
        start.service = Code{"gas"};
        start.premise = PremiseId{"L-12"};
        start.start_on = date("2022-06-01");
        log.account("A-11", start);
        log.account("A-11", ServiceActivated{{}, ServiceAgreementId{"A-11-GAS2"}, {}});
        store_.append(std::span(log.events()).subspan(known));
    }
    static void expect_first_heading(const AccountHeading& heading) {
        EXPECT_EQ(heading.main_customer_name.bytes, "Ada 11 Smith");
        EXPECT_EQ(heading.premise.str(), "L-11");
        EXPECT_EQ(heading.service_address.address1.str(), "11 Mill Lane");
    }
};

TEST_F(LaterNames, DocumentsStayAsIssuedAndAccountsAreAsTheyAre) {
    const auto today = there(balance(store_.reader(), AccountId{"A-11"})).heading;
    EXPECT_EQ(today.main_customer_name.bytes, "Ada Miller");
    EXPECT_EQ(today.premise.str(), "L-12");
    AsOf known_later;
    known_later.position = log_.events().size() - 1;
    for (const AsOf& as_of : {AsOf{}, known_later, effective("2022-06-02")}) {
        const auto bill = there(invoice(store_.reader(), DocumentId{"A-11-I1"}, as_of));
        expect_first_heading(bill.heading);
        ASSERT_EQ(bill.segments.size(), 1u);
        EXPECT_EQ(bill.segments[0].service_address.address1.str(), "11 Mill Lane");
        expect_first_heading(there(statement(store_.reader(), DocumentId{"A-11-ST1"}, as_of)).heading);
    }
}

TEST_F(Queries, ACreditNoteHasThePartsOfItsInvoiceNegated) {
    const std::size_t known = log_.events().size();
    log_.next_command("2022-05-03T06:00:00Z");
    const auto line = [](std::string_view id, ComponentKind kind, std::string_view amount, std::string_view basis) {
        BillLine made;
        made.line_id = Plain{id};
        made.component = Code{kind == ComponentKind::tax ? "VAT" : "charge"};
        made.component_kind = kind;
        made.quantity = quantity(basis);
        made.price = Price{kind == ComponentKind::tax ? 20'000'000 : 1'000'000'000};
        made.amount = usd(amount);
        return made;
    };
    BillSegmentFrozen segment;
    segment.segment = SegmentId{"A-22-S7"};
    segment.invoice = DocumentId{"A-22-I7"};
    segment.sa = ServiceAgreementId{"A-22-GAS"};
    segment.lines = {line("1", ComponentKind::fixed, "10.00", "1"), line("2", ComponentKind::tax, "2.00", "10")};
    segment.total = usd("12.00");
    log_.account("A-22", segment);
    InvoiceIssued issued;
    issued.invoice = segment.invoice;
    issued.taxes = {{Code{"VAT"}, Code{"NY"}, Rate{20'000'000}, usd("10.00"), usd("2.00")}};
    issued.charges_total = usd("10.00");
    issued.tax_total = usd("2.00");
    issued.total = usd("12.00");
    log_.account("A-22", issued);
    log_.next_command();
    BillSegmentCancelled cancelled;
    cancelled.segment = segment.segment;
    cancelled.invoice = segment.invoice;
    cancelled.credit_note = DocumentId{"A-22-C1"};
    cancelled.sa = segment.sa;
    cancelled.lines = {line("1", ComponentKind::fixed, "-10.00", "-1"), line("2", ComponentKind::tax, "-2.00", "-10")};
    cancelled.total = usd("-12.00");
    log_.account("A-22", cancelled);
    CreditNoteIssued note;
    note.credit_note = cancelled.credit_note;
    note.invoice = segment.invoice;
    note.total = usd("-12.00");
    log_.account("A-22", note);
    store_.append(std::span(log_.events()).subspan(known));

    const auto answer = there(invoice(store_.reader(), DocumentId{"A-22-C1"}));
    EXPECT_EQ(answer.charges_total, usd("-10.00"));
    EXPECT_EQ(answer.tax_total, usd("-2.00"));
    EXPECT_EQ(answer.amount, usd("-12.00"));
    const std::vector<InvoiceTax> taxes{{Code{"VAT"}, Code{"NY"}, Rate{20'000'000}, usd("-10.00"), usd("-2.00")}};
    EXPECT_EQ(answer.taxes, taxes);
}

TEST_F(Queries, AgesCountFromTheDayAskedFor) {
    const auto aged_on = [&](const AsOf& as_of) {
        auto reader = store_.reader();
        reader.day_of = *days_in("America/New_York");
        EXPECT_EQ(there(open_items(reader, AccountId{"A-11"}, as_of)).aged_on,
                  there(balance(reader, AccountId{"A-11"}, as_of)).aged_on);
        const auto all = totals(reader, as_of);
        EXPECT_TRUE(all);
        EXPECT_EQ(all->aged_on, there(balance(reader, AccountId{"A-11"}, as_of)).aged_on);
        return all->aged_on;
    };
    // Nothing was entered on that day, nor in the six weeks before.
    AsOf day;
    day.recorded_by = instant("2022-06-01T03:59:59Z");
    EXPECT_EQ(aged_on(day), date("2022-05-31")) << "in New York";
    day.today = date("2022-06-02");
    EXPECT_EQ(aged_on(day), date("2022-06-02"));
    day.effective = date("2022-05-01");
    EXPECT_EQ(aged_on(day), date("2022-05-01"));
    AsOf position;
    position.position = before_last_;
    EXPECT_EQ(aged_on(position), date("2022-04-03")) << "of its last entry, 06:00 UTC";
}

TEST_F(Queries, TheDatesOfAnAccountsLastInvoiceAreItsOwn) {
    const std::size_t known = log_.events().size();
    log_.next_command("2022-05-03T06:00:00Z");
    StatementIssued without_charges;
    without_charges.statement = DocumentId{"A-11-ST4"};
    without_charges.sequence = 4;
    without_charges.bill_date = date("2022-05-03");
    without_charges.due_date = date("2022-05-23");
    log_.account("A-11", without_charges);
    store_.append(std::span(log_.events()).subspan(known));
    const auto answer = there(account(store_.reader(), AccountId{"A-11"}));
    EXPECT_EQ(answer.last_invoice.str(), "A-11-I3");
    EXPECT_EQ(answer.last_bill_date, date("2022-04-03"));
    EXPECT_EQ(answer.last_due_date, date("2022-04-23"));
}

TEST_F(Queries, E5_StatementHasItsFiguresByTheirCimNames) {
    const auto answer = there(statement(store_.reader(), DocumentId{"A-11-ST2"}));
    EXPECT_EQ(answer.previous_payoff, usd("100.00"));
    EXPECT_EQ(answer.payments_payoff, usd("-60.00"));
    EXPECT_EQ(answer.charges_payoff, usd("80.00"));
    EXPECT_EQ(answer.out_balance, usd("120.00"));
    ASSERT_EQ(answer.activity.size(), 2u);
    EXPECT_EQ(answer.activity[0].document.str(), "A-11-P1");
    ASSERT_EQ(answer.segments.size(), 1u);
    const std::string json = eventstore::to_json(answer, {});
    for (const auto* name : {"\"billingDate\":\"2022-03-03\"", "\"dueDate\":\"2022-03-23\"",
                             "\"kind\":", "\"lastPaymentAmt\":", "\"lastPaymentDate\":", "\"outBalance\":\"120.00\"",
                             "\"pymtPlanAmt\":", "\"pymtPlanType\":"})
        EXPECT_NE(json.find(name), std::string::npos) << name << " in " << json;
}

TEST_F(Queries, C27_PaymentShowsWhatItPaid) {
    const auto answer = there(payment(store_.reader(), PaymentEventId{"A-11-PE1"}));
    ASSERT_EQ(answer.payments.size(), 1u);
    EXPECT_EQ(answer.amount, usd("60.00"));
    EXPECT_EQ(answer.payments[0].applied, usd("60.00"));
    EXPECT_EQ(answer.payments[0].unapplied, usd("0.00"));
    ASSERT_EQ(answer.payments[0].allocations.size(), 1u);
    EXPECT_EQ(answer.payments[0].allocations[0].document.str(), "A-11-I1");
    EXPECT_EQ(there(payment(store_.reader(), PaymentEventId{"A-11-P2"})).payment_event.str(), "A-11-PE2");
}

TEST_F(Queries, C27_StatementsInvoicesAndPaymentsOfAnAccountAreListedWithWhatIsOpen) {
    const auto answer = there(documents(store_.reader(), AccountId{"A-11"}));
    std::string kinds;
    for (const auto& line : answer.documents) kinds += std::string{name_of(line.kind)} + " ";
    EXPECT_EQ(kinds, "invoice statement payment invoice statement invoice statement payment ");
    EXPECT_EQ(answer.documents[0].open, usd("40.00"));
    EXPECT_EQ(answer.documents[0].due_date, date("2022-02-23"));
}

TEST_F(Queries, TrialBalanceAgreesNowAndAsOfNow) {
    const auto now = trial_balance(store_.reader());
    ASSERT_TRUE(now);
    EXPECT_EQ(now->debit, now->credit);
    EXPECT_EQ(now->debit, usd("540.00")) << "bills 260, payments 150, 130 of them used";
    AsOf end;
    end.position = log_.events().size();
    const auto folded = trial_balance(store_.reader(), end);
    ASSERT_TRUE(folded);
    EXPECT_EQ(now->rows, folded->rows);
    EXPECT_EQ(now->totals, folded->totals);
    const auto march = trial_balance(store_.reader(), effective("2022-03-31"));
    ASSERT_TRUE(march);
    MoneySum receivable;
    for (const auto& row : march->totals)
        if (row.role == GlRole::ar) receivable += row.balance;
    EXPECT_EQ(receivable, usd("60.00")) << "100 - 60 + 80 + 10 - 70, all accounted by March";
}

// Sums over all pages, and how many there were.
struct AllPostings {
    MoneySum debit;
    MoneySum credit;
    std::vector<PostingLine> lines;
    int pages = 0;
};
AllPostings all_postings(const Reader& reader, const Code& gl_account, const PostingDates& dates, const AsOf& as_of,
                         std::size_t limit, std::uint64_t entries_max) {
    AllPostings all;
    Page page{limit};
    do {
        const auto answer = postings(reader, gl_account, dates, as_of, page, entries_max);
        EXPECT_TRUE(answer);
        if (!answer) return all;
        EXPECT_LE(answer->lines.size(), limit);
        MoneySum debit, credit;
        for (const auto& line : answer->lines) {
            debit += line.debit;
            credit += line.credit;
            all.lines.push_back(line);
        }
        EXPECT_EQ(answer->debit, debit);
        EXPECT_EQ(answer->credit, credit);
        all.debit += debit;
        all.credit += credit;
        page.after = answer->next.given ? answer->next.value.str() : "";
    } while (!page.after.empty() && ++all.pages < 1'000);
    return all;
}

TEST_F(Queries, PostingsOfAMonthOnAllPagesAddUpToTheTrialBalance) {
    AsOf before_the_last;
    before_the_last.position = log_.events().size() - 2;
    for (const auto& as_of : {AsOf{}, before_the_last}) {
        const auto sums = trial_balance(store_.reader(), as_of);
        ASSERT_TRUE(sums);
        std::map<std::pair<Code, Date>, std::pair<MoneySum, MoneySum>> months;
        for (const auto& row : sums->rows) {
            auto& [debit, credit] = months[{row.gl_account, row.period}];
            debit += row.debit;
            credit += row.credit;
        }
        ASSERT_GE(months.size(), 2u);
        for (const auto& [month, sum] : months)
            for (const std::size_t limit : {1u, 2u, 500u})
                for (const std::uint64_t entries_max : {std::uint64_t{1}, std::uint64_t{3}, posting_entries_max}) {
                    const PostingDates dates{month.second, add_months(month.second, 1, 1) - 1};
                    const auto all = all_postings(store_.reader(), month.first, dates, as_of, limit, entries_max);
                    EXPECT_EQ(all.debit, sum.first) << month.first.str() << " " << to_string(month.second);
                    EXPECT_EQ(all.credit, sum.second) << month.first.str() << " " << to_string(month.second);
                    for (std::size_t i = 1; i < all.lines.size(); ++i)
                        EXPECT_LE(all.lines[i - 1].position, all.lines[i].position);
                }
    }
}

TEST_F(Queries, PostingsNameTheirEventAndKeepToTheirDates) {
    const auto sums = trial_balance(store_.reader());
    ASSERT_TRUE(sums);
    const auto receivable = std::find_if(sums->totals.begin(), sums->totals.end(),
                                         [](const TrialBalanceRow& row) { return row.role == GlRole::ar; });
    ASSERT_NE(receivable, sums->totals.end());
    const auto all = postings(store_.reader(), receivable->gl_account, {});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->debit - all->credit, receivable->balance);
    EXPECT_FALSE(all->next.given);
    ASSERT_FALSE(all->lines.empty());
    const auto& first = all->lines.front();
    const auto& event = log_.events().at(first.position);
    EXPECT_EQ(first.type, event.envelope.event_type);
    EXPECT_EQ(first.account.str(), event.envelope.stream.id.str());
    const Date day = first.accounting_date;
    const auto that_day = postings(store_.reader(), receivable->gl_account, {day, day});
    ASSERT_TRUE(that_day);
    for (const auto& line : that_day->lines) EXPECT_EQ(line.accounting_date, day);
    EXPECT_EQ(that_day->lines.size(), static_cast<std::size_t>(std::count_if(
                                          all->lines.begin(), all->lines.end(),
                                          [&](const PostingLine& line) { return line.accounting_date == day; })));
    EXPECT_LT(that_day->lines.size(), all->lines.size());
    const auto until = postings(store_.reader(), receivable->gl_account, {}, effective(to_string(day)));
    ASSERT_TRUE(until);
    EXPECT_EQ(until->to, day);
    for (const auto& line : until->lines) EXPECT_LE(line.accounting_date, day);
    const auto none = postings(store_.reader(), Code{"no such account"}, {});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->lines.empty());
    EXPECT_FALSE(none->next.given);
    const auto later = postings(store_.reader(), receivable->gl_account, {date("2099-01-01"), {}});
    ASSERT_TRUE(later);
    EXPECT_TRUE(later->lines.empty());
}

TEST_F(Queries, TotalsOfAccountsAreThoseOfTheTrialBalance) {
    const auto answer = totals(store_.reader(), today("2022-04-10"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->accounts, 2u);
    EXPECT_EQ(answer->payoff, usd("110.00"));
    EXPECT_EQ(answer->receivable, answer->ledger_receivable);
    EXPECT_EQ(answer->unapplied, answer->ledger_unapplied);
    AsOf end;
    end.position = log_.events().size();
    const auto folded = totals(store_.reader(), end);
    ASSERT_TRUE(folded);
    EXPECT_EQ(folded->payoff, answer->payoff);
    EXPECT_EQ(folded->receivable, answer->receivable);
}

TEST_F(Queries, F6_ReplayGivesEveryBalanceFromTheLogAlone) {
    ReplayOptions options;
    const auto whole = replay(store_.store(), options);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->position, log_.events().size());
    EXPECT_EQ(whole->root, *store_.store().root_at(log_.events().size()));
    ASSERT_EQ(whole->accounts.size(), 2u);
    EXPECT_EQ(whole->accounts[0].account.str(), "A-11");
    EXPECT_EQ(whole->accounts[0].payoff, usd("100.00"));
    options.account = AccountId{"A-11"};
    options.effective = date("2022-03-31");
    const auto one = replay(store_.store(), options);
    ASSERT_TRUE(one);
    ASSERT_EQ(one->accounts.size(), 1u);
    EXPECT_EQ(one->payoff, usd("30.00"));
    ReplayOptions before;
    before.recorded_before = instant("2022-02-20T15:00:00Z");
    EXPECT_EQ(replay(store_.store(), before)->payoff, usd("100.00"));
    ReplayOptions to;
    to.to = before_last_;
    EXPECT_EQ(replay(store_.store(), to)->payoff, usd("200.00"));
}

TEST_F(Queries, CalendarKnowsWhoIsDue) {
    const auto answer = there(calendar(store_.reader(), Code{"M01"}));
    ASSERT_EQ(answer.cycles.size(), 1u);
    EXPECT_EQ(answer.cycles[0].accounts, 2u);
    ASSERT_EQ(answer.cycles[0].windows.size(), 12u);
    EXPECT_EQ(answer.cycles[0].windows[3].billed, 1u) << "April: A-11";
    EXPECT_EQ(answer.cycles[0].windows[3].due, 1u) << "April: A-22";
    ASSERT_EQ(answer.cycles[0].members.size(), 2u);
    EXPECT_EQ(answer.cycles[0].members[0].last_bill_date, date("2022-04-03"));
    const auto due_on = [&](std::string_view day) {
        std::string due;
        EXPECT_TRUE(each_due_account(store_.reader(), Code{"M01"}, date(day), [&](const DueAccount& account) {
            due += account.account.str() + " ";
            return true;
        }));
        return due;
    };
    EXPECT_EQ(due_on("2022-04-05"), "A-22 ");
    EXPECT_EQ(due_on("2022-05-05"), "A-11 A-22 ");
    EXPECT_EQ(due_on("2022-05-20"), "") << "no window then";
    EXPECT_FALSE(*calendar(store_.reader(), Code{"M09"}));
}

TEST_F(Queries, SearchFindsBeginningsOfWordsInAnyCase) {
    const auto found = [&](std::string_view text) {
        auto answer = search(store_.reader(), text);
        EXPECT_TRUE(answer);
        std::string hits;
        for (const auto& hit : answer->hits) hits += std::string{name_of(hit.kind)} + "/" + hit.id.str() + " ";
        return hits;
    };
    EXPECT_EQ(found("smith"), "person/P-11 person/P-22 ");
    EXPECT_EQ(found("SMI ada 22"), "person/P-22 ");
    EXPECT_EQ(found("555-0111"), "person/P-11 ");
    EXPECT_EQ(found("(518) 555-0122"), "person/P-22 ");
    EXPECT_EQ(found("11 mill"), "premise/L-11 ");
    EXPECT_EQ(found("a-22-gas"), "service_agreement/A-22-GAS ");
    EXPECT_EQ(found("A-11-I2"), "document/A-11-I2 ");
    EXPECT_EQ(found("esi22"), "service_point/L-22-G ");
    EXPECT_EQ(found("nobody"), "");
    const auto answer = search(store_.reader(), "P-11");
    ASSERT_TRUE(answer);
    ASSERT_FALSE(answer->hits.empty());
    ASSERT_EQ(answer->hits[0].accounts.size(), 1u);
    EXPECT_EQ(answer->hits[0].accounts[0].str(), "A-11");
    EXPECT_EQ(answer->hits[0].service_address.address1.str(), "11 Mill Lane");
}

// Persons whose names people type otherwise than they are written.
class SearchOfNames : public Queries {
  protected:
    void name(const std::string& id, std::string_view full, std::string_view phone = {}) {
        const PersonId who{id};
        PersonName made;
        made.full = Personal{who, std::string{full}, true};
        log_.add(stream_of(who), PersonRegistered{who, PersonKind::individual, made});
        if (!phone.empty())
            log_.add(stream_of(who), PersonPhoneSet{who, Code{"HOME"}, Personal{who, std::string{phone}, true}});
    }
    void rename(const std::string& id, std::string_view full) {
        PersonNameChanged changed;
        changed.person = PersonId{id};
        changed.name.full = Personal{changed.person, std::string{full}, true};
        log_.add(stream_of(changed.person), changed);
    }
    void append() {
        store_.append(std::span(log_.events()).subspan(known_));
        known_ = log_.events().size();
    }
    std::string found(std::string_view text, std::size_t limit = search_limit) {
        auto answer = search(store_.reader(), text, limit);
        EXPECT_TRUE(answer);
        std::string hits;
        for (const auto& hit : answer->hits) hits += hit.id.str() + " ";
        return hits;
    }
    std::size_t known_ = log_.events().size();
};

TEST_F(SearchOfNames, AccentsCasesApostrophesAndInvisibleCharactersMakeNoDifference) {
    log_.next_command();
    name("N-1", "Nguyễn Văn");
    name("N-2", "Weiß");
    name("N-3", "ИВАНОВ");
    name("N-4", "O’Brien");
    name("N-5", "Zoe\u0308 Be\u0301la");
    name("N-6", "Kova\u200bcs");
    name("N-7", "Łukasz Øster");
    name("N-8", "山田太郎");
    append();
    for (const auto* text : {"nguyen", "NGUYỄN", "nguye\u0302\u0303n van"}) EXPECT_EQ(found(text), "N-1 ") << text;
    for (const auto* text : {"weiss", "weiß", "WEISS", "wei"}) EXPECT_EQ(found(text), "N-2 ") << text;
    for (const auto* text : {"иванов", "ИВАН"}) EXPECT_EQ(found(text), "N-3 ") << text;
    for (const auto* text : {"o'brien", "obrien", "O’Brien", "o`brien", "brien"})
        EXPECT_EQ(found(text), "N-4 ") << text;
    for (const auto* text : {"zoe", "Zoë", "bela zoe"}) EXPECT_EQ(found(text), "N-5 ") << text;
    for (const auto* text : {"kovacs", "ko\u00advacs"}) EXPECT_EQ(found(text), "N-6 ") << text;
    EXPECT_EQ(found("lukasz oster"), "N-7 ");
    EXPECT_EQ(found("山田"), "N-8 ");
}

// More than are looked through for one word have each of two first names; one of them has a rare last name.
TEST_F(SearchOfNames, WordsThatVeryManyHaveLeadToEnoughOfThemAndARareOneToItsOnly) {
    constexpr int many = 4'100;
    log_.next_command();
    for (int i = 0; i < many; ++i) {
        name("M-" + std::to_string(i), i == many - 1 ? "Maria Zworykin" : "Maria Garcia");
        name("O-" + std::to_string(i), "Ottokar Lopez");
    }
    append();
    const auto answer_to = [&](std::string_view text) {
        auto answer = search(store_.reader(), text);
        EXPECT_TRUE(answer) << text;
        return *answer;
    };
    for (const auto* text : {"maria", "maria garcia", "garcia mar", "lop otto"}) {
        const auto answer = answer_to(text);
        EXPECT_EQ(answer.hits.size(), search_limit) << text;
        EXPECT_TRUE(answer.more) << text;
        for (const auto& hit : answer.hits) EXPECT_FALSE(hit.near) << text;
    }
    for (const auto* text : {"maria zworykin", "zwor mar", "Maria Zworikyn"}) EXPECT_EQ(found(text), "M-4099 ") << text;
    const auto none = answer_to("maria ottokar");
    EXPECT_TRUE(none.hits.empty());
    EXPECT_TRUE(none.more) << "not all were looked through";
    EXPECT_FALSE(answer_to("zworykin lopez").more) << "all of the few were";
}

TEST_F(SearchOfNames, B9_PhonesAreFoundByTheirEndAndWithTheCountryBefore) {
    log_.next_command();
    name("N-1", "Ann", "(607) 555-9876");
    name("N-2", "Bob", "+1 607 444 1234");
    append();
    for (const auto* text :
         {"9876", "5559876", "555-9876", "607 555 9876", "+1 607 555 9876", "+1 (607) 555-9876", "16075559876"})
        EXPECT_EQ(found(text), "N-1 ") << text;
    for (const auto* text : {"1234", "444-1234", "6074441234", "+16074441234"}) EXPECT_EQ(found(text), "N-2 ") << text;
}

TEST_F(SearchOfNames, FormerNamesAreFoundAfterThoseOfToday) {
    log_.next_command();
    name("N-1", "Ann Taylor");
    name("N-2", "Bob Taylor");
    append();
    log_.next_command();
    rename("N-1", "Ann Baker");
    append();
    log_.next_command();
    rename("N-1", "Ann Carter");
    append();
    EXPECT_EQ(found("taylor"), "N-2 N-1 ");
    EXPECT_EQ(found("baker"), "N-1 ");
    EXPECT_EQ(found("carter"), "N-1 ");
}

// One of each kind of id that answers show, and of each number that others gave.
TEST_F(SearchOfNames, WhatIsShownAsAnIdIsFound) {
    log_.next_command();
    ServicePointAdded point;
    point.premise = PremiseId{"L-11"};
    point.service_point = ServicePointId{"L-11-W"};
    point.service = Code{"water"};
    point.market_id = Plain{"ESI-10032789"};
    log_.add(stream_of(point.premise), point);
    MeterInstalled meter;
    meter.meter = MeterId{"WM-77"};
    meter.service_point = point.service_point;
    meter.installed_on = date("2022-01-01");
    log_.add(stream_of(point.premise), meter);
    TariffPublished tariff;
    tariff.tariff = TariffId{"W-RES"};
    tariff.version = 1;
    tariff.effective_from = date("2020-01-01");
    log_.add(stream_of(tariff.tariff), tariff);
    BillSegmentFrozen segment;
    segment.segment = SegmentId{"A-11-B7"};
    segment.invoice = DocumentId{"A-11-I7"};
    segment.sa = ServiceAgreementId{"A-11-GAS"};
    log_.account("A-11", segment);
    InvoiceIssued invoice;
    invoice.invoice = segment.invoice;
    invoice.sequence = 7;
    invoice.legal_number = Plain{"NY-2022-0007"};
    log_.account("A-11", invoice);
    PaymentPosted payment;
    payment.payment = PaymentId{"A-11-P7"};
    payment.payment_event = PaymentEventId{"LOCKBOX-7"};
    payment.payor = AccountId{"A-11"};
    payment.received_on = date("2022-03-01");
    payment.tenders = {{TenderId{"T1"}, TenderKind::cheque, {}, Plain{"CHK-4711"}}};
    log_.account("A-11", payment);
    append();
    struct Row {
        const char* text;
        SubjectKind kind;
        const char* id;
    };
    for (const auto& [text, kind, id] : std::initializer_list<Row>{
             {"P-11", SubjectKind::person, "P-11"},
             {"A-11", SubjectKind::account, "A-11"},
             {"L-11", SubjectKind::premise, "L-11"},
             {"L-11-W", SubjectKind::service_point, "L-11-W"},
             {"esi-10032789", SubjectKind::service_point, "L-11-W"},
             {"wm-77", SubjectKind::meter, "WM-77"},
             {"A-11-GAS", SubjectKind::service_agreement, "A-11-GAS"},
             {"A-11-I7", SubjectKind::document, "A-11-I7"},
             {"NY-2022-0007", SubjectKind::document, "A-11-I7"},
             {"A-11-ST1", SubjectKind::document, "A-11-ST1"},
             {"A-11-B7", SubjectKind::bill_segment, "A-11-B7"},
             {"A-11-P7", SubjectKind::payment, "A-11-P7"},
             {"LOCKBOX-7", SubjectKind::payment_event, "LOCKBOX-7"},
             {"A-11-PE1", SubjectKind::payment_event, "A-11-PE1"},
             {"M01", SubjectKind::bill_cycle, "M01"},
             {"W-RES", SubjectKind::tariff, "W-RES"},
         }) {
        const auto answer = search(store_.reader(), text);
        ASSERT_TRUE(answer) << text;
        const auto hit = std::find_if(answer->hits.begin(), answer->hits.end(),
                                      [&](const auto& one) { return one.kind == kind && one.id.str() == id; });
        ASSERT_NE(hit, answer->hits.end()) << text;
        const bool of_the_customer = kind != SubjectKind::bill_cycle && kind != SubjectKind::tariff;
        EXPECT_EQ(!hit->accounts.empty() && hit->accounts[0].str() == "A-11", of_the_customer) << text;
    }
    for (const auto* text : {"A-11-P9", "A-11-B9", "A-11-B", "-B7", "A-12-B7", "NY-2022-0008", "X-RES"})
        EXPECT_EQ(found(text), "") << text;
    const auto none = search(store_.reader(), "A-11-P9");
    ASSERT_TRUE(none);
    std::string shown;
    render(*none, {}, shown);
    for (const auto kind : enum_names(SubjectKind{})) EXPECT_NE(shown.find(words(kind)), std::string::npos) << kind;
}

TEST_F(SearchOfNames, HitsAreLimitedAndInNaturalOrder) {
    log_.next_command();
    for (const auto* id : {"N-1", "N-10", "N-2"}) name(id, "Dora");
    append();
    EXPECT_EQ(found("dora"), "N-1 N-2 N-10 ");
    EXPECT_EQ(found("dora", 2), "N-1 N-2 ");
    EXPECT_TRUE(search(store_.reader(), "dora", 2)->more);
    EXPECT_FALSE(search(store_.reader(), "dora", 3)->more);
}

TEST_F(SearchOfNames, B9_TyposAreForgivenBehindWhatIsFoundAsTyped) {
    log_.next_command();
    name("N-1", "Maria Gonzalez");
    name("N-2", "Marta Gonzales");
    name("N-3", "Nguy\u1ec5n Th\u1ecb");
    name("N-4", "\u0418\u0432\u0430\u043d\u043e\u0432 \u041f\u0451\u0442\u0440");
    name("N-5", "Tom Lee");
    name("N-6", "Johnson");
    append();
    const auto near = [&](std::string_view text) {
        auto answer = search(store_.reader(), text);
        EXPECT_TRUE(answer);
        std::string hits;
        for (const auto& hit : answer->hits) hits += hit.id.str() + (hit.near ? "~ " : " ");
        return hits;
    };
    EXPECT_EQ(near("gonzalez"), "N-1 N-2~ ") << "as typed first, then a wrong letter";
    EXPECT_EQ(near("gonzlaez"), "N-1~ N-2~ ") << "changed places; and a wrong letter, too";
    EXPECT_EQ(near("gonzallez"), "N-1~ N-2~ ") << "doubled";
    EXPECT_EQ(near("gnzalez"), "N-1~ ") << "seven letters: one mistake";
    EXPECT_EQ(near("gonzxlx"), "") << "and not two";
    EXPECT_EQ(near("jonhson"), "N-6~ ");
    EXPECT_EQ(near("jonhsno"), "") << "two mistakes";
    EXPECT_EQ(near("jhon"), "N-6~ ") << "a beginning with two letters that changed places";
    EXPECT_EQ(near("jahns"), "N-6~ ") << "a beginning with a wrong letter";
    EXPECT_EQ(near("john"), "N-6 ");
    EXPECT_EQ(near("NGYUEN"), "N-3~ ");
    EXPECT_EQ(near("nguyenn th\u1ecb"), "N-3~ ");
    EXPECT_EQ(near("\u0438\u0432\u0430\u043d\u0432\u043e"), "N-4~ ");
    EXPECT_EQ(near("\u043f\u0435\u0442\u0442\u0440 \u0438\u0432\u0430\u043d"), "N-4~ ");
    EXPECT_EQ(near("maria gonzlaez"), "N-1~ N-2~ ") << "three mistakes: Marta Gonzales";
    EXPECT_EQ(near("gonzalez amria"), "N-1~ ");
    EXPECT_EQ(near("tom gonzlaez"), "") << "each word must be met";
    EXPECT_EQ(near("zimmermann"), "");
    for (const auto* text : {"lea", "tmo", "lee tmo", "leee", "ele"}) EXPECT_EQ(near(text), "") << text;
    EXPECT_EQ(near("lee"), "N-5 ");
    const auto answer = search(store_.reader(), "gonzalez");
    ASSERT_TRUE(answer);
    std::string shown;
    render(*answer, {}, shown);
    EXPECT_NE(shown.find("person (near)  N-2"), std::string::npos) << shown;
}

TEST_F(SearchOfNames, NumbersIdsPhonesAndEmailsForgiveNoTypo) {
    log_.next_command();
    name("N-1", "Ada", "(518) 555-0147");
    const PersonId who{"N-1"};
    log_.add(stream_of(who), PersonEmailSet{who, Personal{who, std::string{"winterbottom@example.org"}, true}});
    name("SUMMERFIELD", "Bea");
    append();
    EXPECT_EQ(found("5550147"), "N-1 ");
    EXPECT_EQ(found("5550174"), "");
    EXPECT_EQ(found("winterbottom"), "N-1 ");
    EXPECT_EQ(found("winterbotom"), "");
    EXPECT_EQ(found("summerfield"), "SUMMERFIELD ");
    EXPECT_EQ(found("sumerfield"), "");
    EXPECT_EQ(found("L-11"), "L-11 L-11-G ");
    EXPECT_EQ(found("L-111"), "");
    // Somebody else is called so: the e-mail address is still not near.
    log_.next_command();
    name("N-2", "Winterbottom");
    append();
    EXPECT_EQ(found("winterbotom"), "N-2 ");
}

TEST_F(SearchOfNames, AFormerNameIsNearBehindThatOfTodayAndRebuiltViewsAgree) {
    log_.next_command();
    name("N-1", "Dora Winterbottom");
    name("N-2", "Dora Winterbottom");
    append();
    log_.next_command();
    rename("N-1", "Dora Sommer");
    append();
    EXPECT_EQ(found("wintrbottom"), "N-2 N-1 ") << "today's name before a former one";
    EXPECT_EQ(found("dora smomer"), "N-1 ");
    EXPECT_EQ(store_.digests(), store_.rebuilt_digests());
    store_.crash_and_reopen();
    EXPECT_EQ(found("dora smomer"), "N-1 ");
}

// More customers than rows that are looked at for one word.
TEST_F(SearchOfNames, AWordOfVeryManyCustomersStillNarrowsARareOne) {
    constexpr int customers = 10'500;
    log_.next_command();
    for (int i = 1; i <= customers; ++i)
        name(fmt::format("N-{}", i), i == customers ? "Maria Quartermain" : "Maria Gonzalez");
    append();
    EXPECT_EQ(found("maria quartermain"), "N-10500 ");
    EXPECT_EQ(found("maria quartremain"), "N-10500 ");
    EXPECT_EQ(found("quart maria"), "N-10500 ");
    const auto many = search(store_.reader(), "maria gonz", 5);
    ASSERT_TRUE(many);
    EXPECT_EQ(many->hits.size(), 5u);
    EXPECT_TRUE(many->more);
}

class LikelyDuplicates : public SearchOfNames {
  protected:
    // "P-11 150 identifier,phone", a line each.
    std::string likely(const TypedPerson& typed, std::size_t most = duplicates_limit) {
        const auto answer = likely_duplicates(store_.reader(), typed, most);
        EXPECT_TRUE(answer);
        if (!answer) return "failed";
        std::string lines;
        for (const auto& one : answer->likely) {
            lines += one.person.str() + " " + std::to_string(one.score) + " ";
            for (std::size_t i = 0; i < one.agrees.size(); ++i)
                lines += (i > 0 ? "," : "") + std::string{name_of(one.agrees[i])};
            lines += "\n";
        }
        return lines + (answer->more ? "more\n" : "");
    }
    void identifier(const std::string& id, std::string_view text) {
        const PersonId who{id};
        log_.add(stream_of(who), PersonIdentifierSet{who, Code{"TAXID"}, Personal{who, std::string{text}, true}});
    }
    void email(const std::string& id, std::string_view text) {
        const PersonId who{id};
        log_.add(stream_of(who), PersonEmailSet{who, Personal{who, std::string{text}, true}});
    }
    void lives(const std::string& id, std::string_view street, std::string_view city) {
        const PersonId who{id};
        PersonAddressSet set;
        set.person = who;
        set.address.address_id = AddressId{"A1"};
        set.address.address.address1 = Personal{who, std::string{street}, true};
        set.address.address.city = Personal{who, std::string{city}, true};
        log_.add(stream_of(who), set);
    }
};

TEST_F(LikelyDuplicates, B9_SaysWhatAgreesAndTheLikeliestFirst) {
    log_.next_command();
    name("N-1", "Maria Gonzalez", "(607) 555-9876");
    name("N-2", "Marta Gonzales");
    name("N-3", "Mario Lopez", "+1 607 555 9876");
    name("N-4", "Zoe Quill");
    identifier("N-4", "12-345");
    name("N-5", "Pat Oak");
    email("N-5", "M.Gonzalez@Example.org");
    append();
    EXPECT_EQ(likely({.name = "Maria Gonzalez",
                      .phone = "607 555 9876",
                      .email = "m.gonzalez@example.org",
                      .identifier = "12345"}),
              "N-4 100 identifier\nN-1 90 phone,name\nN-5 60 email\nN-3 50 phone\nN-2 20 name_alike\n");
    EXPECT_EQ(likely({.phone = "555 0000, 5559876"}), "N-1 50 phone\nN-3 50 phone\n");
    EXPECT_EQ(likely({.name = "gonzalez, maria"}), "N-1 40 name\nN-2 20 name_alike\n") << "in any order";
    EXPECT_EQ(likely({.name = "Xenia Quux"}), "");
}

TEST_F(LikelyDuplicates, B9_NamesAreAlikeByATypoAnInitialAMissingPartOrATitle) {
    log_.next_command();
    name("N-1", "Dr. Ida Marie Rhodes");
    append();
    for (const auto* typed : {"Ida Rhodes", "I. Rhodes", "Ida Rhodse", "Ida M Rhodes", "Ida Rhod"})
        EXPECT_EQ(likely({.name = typed}), "N-1 20 name_alike\n") << typed;
    for (const auto* typed : {"Ida Marie Rhodes", "Prof. RHODES Ida Marie", "ida marie rhodes"})
        EXPECT_EQ(likely({.name = typed}), "N-1 40 name\n") << typed;
    for (const auto* typed : {"Ida Road", "I. M.", "Ida Marie Wilkins", "Mr"})
        EXPECT_EQ(likely({.name = typed}), "") << typed;
    log_.next_command();
    rename("N-1", "Ida Winter");
    append();
    EXPECT_EQ(likely({.name = "Ida Rhodes"}), "N-1 15 former_name\n");
}

TEST_F(LikelyDuplicates, B9_SaysWhereEachLivesAndAsWhat) {
    log_.next_command();
    name("N-1", "Ann Lee");
    lives("N-1", "7 Harbor Road", "Troy");
    append();
    EXPECT_EQ(likely({.address = "7 Harbor Road, Troy NY"}), "N-1 30 address\n") << "the state is in no index";
    EXPECT_EQ(likely({.address = "11 Mill Lane, Albany"}), "P-11 30 address\n") << "served there";
    EXPECT_EQ(likely({.address = "Lane"}), "") << "one word is no address";
    EXPECT_EQ(likely({.name = "Ada 11 Smith", .phone = "518-555-0111", .address = "11 mill lane albany"}),
              "P-11 120 phone,name,address\n");
    const auto answer = likely_duplicates(store_.reader(), {.address = "11 Mill Lane, Albany"});
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->likely.size(), 1u);
    ASSERT_EQ(answer->likely[0].places.size(), 1u);
    const auto& place = answer->likely[0].places[0];
    EXPECT_EQ(place.account, AccountId{"A-11"});
    EXPECT_TRUE(place.main_customer);
    EXPECT_EQ(place.premise, PremiseId{"L-11"});
    EXPECT_EQ(place.service_address.address1.str(), "11 Mill Lane");
    std::string shown;
    render(*answer, {{}, store_.reader().open}, shown);
    EXPECT_NE(shown.find("main customer"), std::string::npos) << shown;
    EXPECT_NE(shown.find("L-11"), std::string::npos) << shown;
}

// Very many of one name: the one who has the phone, too, comes first, and it is said that there are more.
TEST_F(LikelyDuplicates, B9_ManyOfANameHideNoPersonWhoAgreesInMore) {
    constexpr int customers = 2'000;
    log_.next_command();
    for (int i = 1; i <= customers; ++i)
        name(fmt::format("N-{}", i), "Maria Gonzalez", i == customers ? "607 555 9876" : "");
    append();
    const auto lines = likely({.name = "Maria Gonzalez", .phone = "6075559876"}, 3);
    EXPECT_EQ(lines, "N-2000 90 phone,name\nN-1 40 name\nN-2 40 name\nmore\n");
}

TEST_F(LikelyDuplicates, B9_LongAndStrangeInputIsBounded) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += "q z,";
    for (const std::string& text : {std::string(400, 'x'), many, std::string{",,, ,"}, std::string{"\xff\xfe"}})
        EXPECT_EQ(likely({text, text, text, text, text}), "") << text;
    Question question;
    question.kind = "duplicates";
    const auto wrong = [&](std::string_view about) {
        const auto found = wrong_with(question);
        return found && found->about == about;
    };
    EXPECT_TRUE(wrong("name")) << "nothing is typed";
    question.typed.address = std::string(typed_bytes_max + 1, 'x');
    EXPECT_TRUE(wrong("address"));
    question.typed.address = {};
    for (std::size_t i = 0; i <= typed_values_max; ++i) question.typed.phone += "5,";
    EXPECT_TRUE(wrong("phone"));
    question.typed.phone = "555 1234";
    EXPECT_FALSE(wrong_with(question));
    question.limit = duplicates_limit_max + 1;
    EXPECT_TRUE(wrong("limit"));
    question = {};
    question.kind = "totals";
    question.typed.email = "a@b";
    EXPECT_TRUE(wrong("email")) << "of another question";
}

TEST_F(SearchOfNames, C16_AChangedAddressIsFoundAndTheFormerOneIsNot) {
    log_.next_command();
    LocationAddressChanged changed;
    changed.premise = PremiseId{"L-11"};
    changed.address.address1 = Plain{"7 Weir Street"};
    log_.add(stream_of(changed.premise), changed);
    append();
    EXPECT_EQ(found("weir street"), "L-11 ");
    EXPECT_EQ(found("11 mill"), "");
    EXPECT_EQ(there(premise(store_.reader(), PremiseId{"L-11"})).address.address1.str(), "7 Weir Street");
    const auto bill = there(invoice(store_.reader(), DocumentId{"A-11-I1"}));
    EXPECT_EQ(bill.heading.service_address.address1.str(), "11 Mill Lane") << "a document is as issued";
    EXPECT_EQ(bill.segments[0].service_address.address1.str(), "11 Mill Lane");
    EXPECT_EQ(store_.digests(), store_.rebuilt_digests());
}

TEST_F(Queries, B11_C12_D2_PersonAccountAndPremiseNameLocationAndMainCustomer) {
    const auto who = there(person(store_.reader(), PersonId{"P-11"}));
    ASSERT_EQ(who.accounts.size(), 1u);
    EXPECT_EQ(who.accounts[0].heading.premise.str(), "L-11");
    EXPECT_EQ(who.accounts[0].payoff, usd("100.00"));
    const auto what = there(account(store_.reader(), AccountId{"A-11"}));
    EXPECT_EQ(what.heading.main_customer_name.bytes, "Ada 11 Smith");
    EXPECT_EQ(what.last_invoice.str(), "A-11-I3");
    ASSERT_EQ(what.agreements.size(), 1u);
    EXPECT_EQ(what.agreements[0].market_id.str(), "ESI11");
    const auto where = there(premise(store_.reader(), PremiseId{"L-11"}));
    ASSERT_EQ(where.service_points.size(), 1u);
    EXPECT_EQ(where.service_points[0].occupant.account.str(), "A-11");
}

TEST_F(Queries, APersonIsOnTheAccountsOfThenNotOfToday) {
    const auto add = [&](auto event) {
        log_.next_command();
        log_.account("A-22", event);
        store_.append(std::span(log_.events()).last(1));
        return log_.events().size();
    };
    AccountPersonLinked linked;
    linked.account = AccountId{"A-22"};
    linked.link.person = PersonId{"P-11"};
    const auto accounts_at = [&](const AsOf& as_of) {
        std::vector<std::string> ids;
        for (const auto& on : there(person(store_.reader(), PersonId{"P-11"}, as_of)).accounts)
            ids.push_back(on.heading.account.str());
        return ids;
    };
    const auto at = [](std::uint64_t position) {
        AsOf as_of;
        as_of.position = position;
        return as_of;
    };
    const std::vector<std::string> one{"A-11"}, both{"A-11", "A-22"};
    const auto before = log_.events().size();
    const auto on = add(linked);
    EXPECT_EQ(accounts_at({}), both);
    EXPECT_EQ(accounts_at(at(before)), one) << "linked later";
    const auto off = add(AccountPersonUnlinked{AccountId{"A-22"}, PersonId{"P-11"}});
    EXPECT_EQ(accounts_at({}), one);
    EXPECT_EQ(accounts_at(at(off)), one);
    EXPECT_EQ(accounts_at(at(on)), both) << "unlinked since";
    const auto again = add(linked);
    EXPECT_EQ(accounts_at(at(on)), both) << "unlinked and linked again since: once";
    EXPECT_EQ(accounts_at(at(off)), one);
    EXPECT_EQ(accounts_at(at(again)), both);
}

TEST_F(Queries, F6_AsOfIsAPositionAnInstantOrADay) {
    EXPECT_EQ(parse_as_of("17")->position, 17u);
    EXPECT_EQ(parse_as_of("2022-01-05T12:00:00Z")->recorded_by, instant("2022-01-05T12:00:00Z"));
    EXPECT_EQ(parse_as_of("2022-01-05")->recorded_by->microseconds, instant("2022-01-06T00:00:00Z").microseconds - 1);
    EXPECT_FALSE(parse_as_of("yesterday"));
    EXPECT_FALSE(parse_as_of(""));
}

TEST_F(Queries, MoneyIsReadFromAnEntryAsADecodedEventHasIt) {
    std::size_t financial_events = 0;
    for (const auto& recorded : log_.events()) {
        const auto entry = store_.store().log().read(recorded.envelope.position);
        ASSERT_TRUE(entry);
        eventstore::FinancialRef view;
        const auto money = eventstore::read_financial(*entry, view);
        ASSERT_TRUE(money);
        const Financial* financial = financial_of(recorded.event);
        ASSERT_EQ(*money, financial != nullptr);
        if (!financial) continue;
        ++financial_events;
        EXPECT_EQ(view.position, recorded.envelope.position);
        EXPECT_EQ(view.account, recorded.envelope.stream.id.str());
        EXPECT_EQ(view.effective_date, financial->effective_date);
        EXPECT_EQ(view.payoff, financial->payoff);
        std::vector<Posting> postings;
        view.each_posting([&](GlRole role, std::string_view gl_account, Money amount) {
            postings.push_back({role, Code{gl_account}, amount});
        });
        EXPECT_EQ(postings, financial->postings);
        eventstore::FinancialRef cut;
        EXPECT_FALSE(eventstore::read_financial(std::string_view{*entry}.substr(0, entry->size() - 1), cut))
            << "a cut entry is found out";
    }
    EXPECT_EQ(financial_events, 8u);
}

}  // namespace
}  // namespace tally::projections
