// Explanations over histories that the rules made: what is written out is right, and agrees with what was billed.

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "projections/balances/balance_queries.h"
#include "projections/balances/dispute_queries.h"
#include "projections/documents/document_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/render/render.h"
#include "projections/render/table.h"
#include "tests/projections/test_store.h"
#include "tests/scenarios/bill_script.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

template <class Answer>
Answer explained(Answered<Answer> answer) {
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
    EXPECT_TRUE(answer && *answer) << "nothing was found";
    return answer && *answer ? std::move(**answer) : Answer{};
}

std::vector<std::string> texts_of(const std::vector<Plain>& plain) {
    std::vector<std::string> texts;
    for (const auto& one : plain) texts.push_back(one.str());
    return texts;
}

// A scenario whose events are asked about.
class Explanations : public testing::Test {
  protected:
    Explanations() : scenario_(standard_settings()) {}

    Scenario& by(std::string_view today) { return scenario_.today(today); }
    Reader reader() {
        const auto& log = scenario_.world().log();
        store_.append(std::span{log}.subspan(appended_));
        appended_ = log.size();
        auto reader = store_.reader();
        reader.day_of = *days_in("America/New_York");
        return reader;
    }
    BillExplanation bill(std::string_view id, const AsOf& as_of = {}) {
        return explained(explain_bill(reader(), DocumentId{id}, as_of));
    }
    // Of the bill, the line with this id.
    static const ExplainedLine& line(const BillExplanation& bill, std::string_view id) {
        for (const auto& segment : bill.segments)
            for (const auto& one : segment.lines)
                if (one.line_id.str() == id) return one;
        ADD_FAILURE() << "no line " << id;
        static const ExplainedLine none;
        return none;
    }
    static std::vector<std::string> steps(const BillExplanation& bill, std::string_view id) {
        return texts_of(line(bill, id).arithmetic);
    }

    // Electricity by the kWh, 0.10 and from 2022-05-01 0.12, read 1000, 1400 and 2100.
    void electricity() {
        const auto tariff = [](std::string_view from, std::string_view amount) {
            return PublishTariff{.tariff = TariffId{"E"},
                                 .effective_from = date(from),
                                 .description = Plain{"Electricity"},
                                 .service = Code{"gas"},
                                 .normal_days = 60,
                                 .min_offset_days = 31,
                                 .max_offset_days = 5,
                                 .components = {{.code = Code{"energy"},
                                                 .kind = ComponentKind::usage,
                                                 .description = Plain{"Energy"},
                                                 .price = price(amount),
                                                 .unit = Code{"kWh"}}}};
        };
        by("2022-03-31").by("cli:rates").given({tariff("2022-01-01", "0.10"), tariff("2022-05-01", "0.12")});
        auto customer = together({{a_person("P1", "Ada Smith"), an_account("1", "P1", "2022-03-31")},
                                  a_location("L1"),
                                  {a_meter("L1-G", "M1", "2022-03-31", "1000", "kWh")}});
        auto service = a_service("1", "1-E", "GAS", "L1-G", "2022-04-01");
        service.tariff = TariffId{"E"};
        customer.emplace_back(service);
        by("2022-04-01").by("cli:csr").given(customer);
        by("2022-04-30").by("cli:reader").given({a_read("L1-G", "2022-04-30", "1400")});
        by("2022-05-30").given({a_read("L1-G", "2022-05-30", "2100")});
        by("2022-06-05")
            .by("cli:csr")
            .given({BillAccount{.account = AccountId{"1"}, .cycle = Code{"M01"}, .bill_date = date("2022-06-05")}});
    }
    // The invoice is taken back, and the read corrected after that.
    static std::vector<Command> taken_back_and_corrected(std::string_view read_on, std::string_view value) {
        return {ReverseInvoice{.account = AccountId{"1"}, .invoice = DocumentId{"1-I1"}},
                a_read("L1-G", read_on, value)};
    }
    // Gas supply costs 0.50 from 2022-01-05, as is found out late, and invoice 1-I1 is made again.
    void found_out_late_and_rebilled() {
        const TariffPublished first = scenario_.world().tariff(TariffId{"G-RES"})->versions.front();
        PublishTariff late{.tariff = first.tariff,
                           .effective_from = date("2022-01-05"),
                           .description = first.description,
                           .service = first.service,
                           .normal_days = first.normal_days,
                           .min_offset_days = first.min_offset_days,
                           .max_offset_days = first.max_offset_days,
                           .components = first.components};
        late.components[2].price = price("0.50");
        by("2022-02-10")
            .given({late, ReverseInvoice{.account = AccountId{"1"},
                                         .invoice = DocumentId{"1-I1"},
                                         .rebill = true,
                                         .correction_reason = Plain{"price found out late"}}});
    }
    // A gas customer from 2022-01-05, read 60 on 2022-02-03 and billed that day.
    void gas() {
        by("2022-01-05").given(a_gas_customer("1", "2022-01-05"));
        by("2022-02-03").given({a_read("L1-G", "2022-02-02", "60"), bill_of("2022-02-03")});
    }
    static BillAccount bill_of(std::string_view day) {
        return {.account = AccountId{"1"}, .cycle = Code{"M01"}, .bill_date = date(day)};
    }
    static PostPayment payment_of(std::string_view amount, std::string_view received_on) {
        PostPayment payment{.received_on = date(received_on)};
        payment.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount), .reference = Plain{"4711"}}};
        payment.shares = {{.account = AccountId{"1"}}};
        return payment;
    }
    // Two bills, the first older, and a fee.
    void two_bills_and_a_fee() {
        gas();
        by("2022-03-03").given({a_read("L1-G", "2022-03-02", "110"), bill_of("2022-03-03")});
    }
    PaymentExplanation payment(std::string_view id) { return explained(explain_payment(reader(), PaymentEventId{id})); }

    Scenario scenario_;
    std::size_t appended_ = 0;
    TestStore store_{[this](const Personal& text) { return scenario_.world().open(text); }};
};

TEST_F(Explanations, H9_APriceChangeInsideIsCutByTheReads) {
    electricity();
    const auto answer = bill("1-I1");
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    EXPECT_EQ(answer.charges_total, usd("124.00"));
    EXPECT_THAT(steps(answer, "1-B1-1"),
                ElementsAre("400 kWh measured 2022-04-01 to 2022-04-30", "400 kWh × 0.10 = 40.00"));
    EXPECT_THAT(steps(answer, "1-B1-2"),
                ElementsAre("700 kWh measured 2022-05-01 to 2022-05-30", "700 kWh × 0.12 = 84.00"));
    EXPECT_EQ(line(answer, "1-B1-1").computed, usd("40.00"));
    EXPECT_EQ(line(answer, "1-B1-1").days, 30);
    ASSERT_TRUE(line(answer, "1-B1-2").tariff.given);
    const auto& tariff = line(answer, "1-B1-2").tariff.value;
    EXPECT_EQ(tariff.version, 2u);
    EXPECT_EQ(tariff.effective_from, date("2022-05-01"));
    EXPECT_EQ(tariff.published.actor.str(), "cli:rates");
    EXPECT_EQ(tariff.published.type.str(), "tariff.published");
    EXPECT_THAT(steps(answer, "1-B1-3"),
                ElementsAre("Taxable: energy 40.00 + energy 84.00 = 124.00", "4% × 124.00 = 4.96"));
}

TEST_F(Explanations, AReadSaysWhoEnteredItAndWhen) {
    electricity();
    const auto answer = bill("1-I1");
    ASSERT_EQ(answer.segments.size(), 1u);
    ASSERT_EQ(answer.segments[0].reads.size(), 2u);
    const auto& first = answer.segments[0].reads[0];
    EXPECT_EQ(first.arithmetic.str(), "1400 - 1000 = 400 kWh");
    EXPECT_EQ(first.start.value.value, quantity("1000"));
    EXPECT_EQ(first.start.value.reading_reason.str(), "installation");
    EXPECT_EQ(first.stop.value.value, quantity("1400"));
    EXPECT_EQ(first.stop.value.meter.str(), "M1");
    EXPECT_EQ(first.stop.value.entered.value.actor.str(), "cli:reader");
    EXPECT_EQ(first.stop.value.entered.value.type.str(), "premise.register_read");
    EXPECT_TRUE(first.changes.empty());
    const auto& log = scenario_.world().log();
    const auto& event = log[answer.segments[0].reads[1].stop.value.entered.value.position];
    EXPECT_EQ(get<RegisterRead>(event.event).value, quantity("2100"));
}

TEST_F(Explanations, ACorrectionAfterTheBillIsToldAndChangesNothingOfIt) {
    electricity();
    const auto before = bill("1-I1");
    by("2022-06-10").by("cli:other").given(taken_back_and_corrected("2022-04-30", "1450"));
    const auto answer = bill("1-I1");
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    ASSERT_EQ(answer.segments[0].reads[0].changes.size(), 1u);
    const auto& change = answer.segments[0].reads[0].changes[0];
    EXPECT_TRUE(change.after_bill);
    EXPECT_EQ(change.previous, quantity("1400"));
    EXPECT_EQ(change.value, quantity("1450"));
    EXPECT_EQ(change.entered.actor.str(), "cli:other");
    AsOf then;
    then.position = before.position;
    EXPECT_EQ(bill("1-I1", then), before) << "as it was known then";
}

TEST_F(Explanations, TiersPercentageAndTaxesOfAProratedBill) {
    gas();
    const auto answer = bill("1-I1");
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    // 29 days are a full period of 26 to 35.
    EXPECT_EQ(answer.segments[0].proration.str(), "29 days, within 26 to 35 days: a full period");
    EXPECT_THAT(steps(answer, "1-B1-1"), ElementsAre("One period × 16.50 = 16.50"));
    EXPECT_THAT(steps(answer, "1-B1-3").back(), "Tier 2 of 3, from 3 to 50 therm: 47 therm × 0.75 = 35.25");
    EXPECT_THAT(steps(answer, "1-B1-4").back(), "Tier 3 of 3, above 50 therm: 10 therm × 0.55 = 5.50");
    EXPECT_THAT(steps(answer, "1-B1-6"),
                ElementsAre("2% of (customer 16.50 + delivery 0.00 + delivery 35.25 + delivery 5.50) = 2% × 57.25 = "
                            "1.145, rounded half away from zero: 1.15"));
    EXPECT_THAT(steps(answer, "1-B1-7").back(), HasSubstr("4% × 95.60 = 3.824, rounded half away from zero: 3.82"));
    ASSERT_EQ(answer.taxes.size(), 2u);
    EXPECT_EQ(answer.taxes[0].arithmetic.str(), "4% × 95.60, rounded half away from zero: 3.82");
}

TEST_F(Explanations, AShortPeriodIsProrated) {
    by("2022-01-05").given(a_gas_customer("1", "2022-01-20"));
    by("2022-02-03").given({a_read("L1-G", "2022-02-02", "60"), bill_of("2022-02-03")});
    const auto answer = bill("1-I1");
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    EXPECT_TRUE(answer.segments[0].first_segment);
    EXPECT_EQ(answer.segments[0].proration.str(),
              "14 days, outside 26 to 35 days: fixed charges and tier bounds count 14/30 of a period");
    EXPECT_THAT(steps(answer, "1-B1-1"), ElementsAre("14/30 of a period (2022-01-20 to 2022-02-02) × 16.50 = 7.70"));
    EXPECT_EQ(steps(answer, "1-B1-2").back(), "Tier 1 of 3, up to 1.4 therm (3 × 14/30): 1.4 therm × 0.00 = 0.00");
}

TEST_F(Explanations, B12_ALineSaysHowManyAreChargedAndForHowManyPeriods) {
    auto bins = a_service("1", "1-BIN", "TRASH", "", "2022-01-05");
    bins.quantity = quantity("3");
    by("2022-01-05").given({a_person("P1", "Ada Smith"), an_account("1", "P1"), bins});
    by("2022-02-03").given({ChangeServiceQuantity{bins.sa, quantity("5"), date("2022-01-25")}, bill_of("2022-02-03")});
    const auto first = bill("1-I1");
    EXPECT_TRUE(first.agrees);
    EXPECT_THAT(steps(first, "1-B1-1"),
                ElementsAre("3 × 12.00 × 20/29 of a period (2022-01-05 to 2022-01-24) = 24.8275862, rounded half away "
                            "from zero: 24.83"));
    EXPECT_THAT(steps(first, "1-B1-2"),
                ElementsAre("5 × 12.00 × 9/29 of a period (2022-01-25 to 2022-02-02) = 18.62068965, rounded half away "
                            "from zero: 18.62"));
    by("2022-05-03").given({ChangeServiceFrequency{bins.sa, 3}, bill_of("2022-05-03")});
    const auto quarter = bill("1-I2");
    EXPECT_TRUE(quarter.agrees);
    EXPECT_EQ(quarter.segments[0].proration.str(), "89 days, within 78 to 105 days: 3 full periods");
    EXPECT_THAT(steps(quarter, "1-B2-1"), ElementsAre("5 × 12.00 × 3 periods (2022-02-03 to 2022-05-02) = 180.00"));
}

TEST_F(Explanations, AMinimumIsToppedUp) {
    auto customer = together(
        {{a_person("P1", "Ada Smith"), an_account("1", "P1", "2022-01-05")},
         a_location("L1"),
         {a_meter("L1-W", "M1", "2022-01-04", "10", "m3"), a_service("1", "1-W", "WATER", "L1-W", "2022-01-05")}});
    by("2022-01-05").given(customer);
    by("2022-02-03").given({a_read("L1-W", "2022-02-02", "12"), bill_of("2022-02-03")});
    const auto answer = bill("1-I1");
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    EXPECT_THAT(steps(answer, "1-B1-1"), ElementsAre("29 days (2022-01-05 to 2022-02-02) × 0.25 = 7.25"));
    EXPECT_THAT(steps(answer, "1-B1-3"),
                ElementsAre("At least 12.00, rounded half away from zero: 12.00",
                            "Charged without it: day 7.25 + use 2.70 = 9.95", "12.00 - 9.95 = 2.05"));
}

TEST_F(Explanations, ARebillSaysWhatItWasAndTheCreditNoteWhatItTakesBack) {
    gas();
    found_out_late_and_rebilled();
    const auto first = bill("1-I1");
    EXPECT_TRUE(first.agrees) << testing::PrintToString(texts_of(first.differences));
    EXPECT_EQ(first.rebilled_by.str(), "1-I2");
    ASSERT_EQ(first.credit_notes.size(), 1u);
    EXPECT_EQ(first.credit_notes[0].str(), "1-C1");
    EXPECT_EQ(first.segments[0].cancelled_by.str(), "1-C1");

    const auto note = bill("1-C1");
    EXPECT_TRUE(note.agrees) << testing::PrintToString(texts_of(note.differences));
    EXPECT_EQ(note.amount, -first.amount);
    EXPECT_EQ(note.tax_total, -first.tax_total);
    EXPECT_EQ(note.credits_invoice.str(), "1-I1");
    EXPECT_THAT(texts_of(note.segments[0].lines[0].arithmetic),
                ElementsAre("Takes back line 1-B1-1 of invoice 1-I1: 16.50"));
    EXPECT_EQ(note.segments[0].lines[0].computed, usd("-16.50"));
    EXPECT_EQ(note.segments[0].entered, first.segments[0].charged);

    const auto again = bill("1-I2");
    EXPECT_TRUE(again.agrees) << testing::PrintToString(texts_of(again.differences));
    EXPECT_EQ(again.rebills.str(), "1-I1");
    EXPECT_EQ(again.segments[0].replaces.str(), "1-B1");
    EXPECT_THAT(steps(again, "1-B2-5"),
                ElementsAre("60 therm measured 2022-01-05 to 2022-02-02", "60 therm × 0.50 = 30.00",
                            "It was 37.20 on segment 1-B1, which this replaces"));
    EXPECT_EQ(line(again, "1-B2-5").tariff.value.effective_from, date("2022-01-05"));
}

TEST_F(Explanations, ASpecialChargeIsTracedToWhoEnteredIt) {
    gas();
    by("2022-02-20")
        .by("cli:field")
        .given({CreateSpecialCharge{.account = AccountId{"1"},
                                    .charge_type = Code{"VISIT"},
                                    .amount = usd("25.00"),
                                    .description = Plain{"Leak check"}}});
    by("2022-03-03").by("cli:csr").given({a_read("L1-G", "2022-03-02", "110"), bill_of("2022-03-03")});
    const auto answer = bill("1-I2");
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    ASSERT_EQ(answer.segments.size(), 2u);
    const auto& charge = answer.segments[1];
    EXPECT_EQ(charge.charge.str(), "1-X1");
    EXPECT_EQ(charge.entered.actor.str(), "cli:field");
    EXPECT_EQ(charge.entered.type.str(), "account.special_charge_created");
    EXPECT_THAT(texts_of(charge.lines[0].arithmetic), ElementsAre("As it was entered: 25.00"));
    ASSERT_EQ(charge.lines.size(), 3u);
    EXPECT_THAT(texts_of(charge.lines[1].arithmetic).back(), HasSubstr("; the share of 25.00 in it: 1.00"));
    ASSERT_FALSE(charge.postings.empty());
    EXPECT_EQ(charge.postings[0].gl_account.str(), "gl:ar");
    EXPECT_EQ(charge.postings[0].debit, usd("26.75"));
}

TEST_F(Explanations, ALineIsFoundByItsId) {
    gas();
    const auto line = explained(explain_line(reader(), DocumentId{"1-B1-5"}));
    EXPECT_EQ(line.invoice.str(), "1-I1");
    ASSERT_EQ(line.segment.lines.size(), 1u);
    EXPECT_EQ(line.segment.lines[0].component.str(), "supply");
    EXPECT_EQ(line.segment.reads.size(), 1u);
    EXPECT_TRUE(line.agrees);
}

TEST_F(Explanations, IdsThatLeadNowhereAreNotFound) {
    gas();
    for (const std::string id : {"1-B1-99", "1-B1-0", "1-B9-1", "1-B1", "1-B1-", "-1", "-B1-1", "B-1", "0", "1-B1-1/",
                                 "1-B99999999999999999999-1", "1-X1-1", "1-I1-1", "nobody-B1-1"}) {
        const auto line = explain_line(reader(), DocumentId{id});
        ASSERT_TRUE(line) << line.error().message;
        EXPECT_FALSE(*line) << id;
    }
    for (const std::string id : {"1-S1", "1-I9", "nobody", "1-P1", "-PE", "-PE1", "P1"}) {
        const auto bill = explain_bill(reader(), DocumentId{id});
        ASSERT_TRUE(bill) << bill.error().message;
        EXPECT_FALSE(*bill) << id;
        const auto payment = explain_payment(reader(), PaymentEventId{id});
        ASSERT_TRUE(payment) << payment.error().message;
        EXPECT_FALSE(*payment) << id;
    }
    const auto balance = explain_balance(reader(), AccountId{"nobody"});
    ASSERT_TRUE(balance);
    EXPECT_FALSE(*balance);
}

TEST_F(Explanations, APaymentPaysTheOldestFirst) {
    two_bills_and_a_fee();
    const auto first = bill("1-I1").amount;
    by("2022-03-10").by("cli:teller").given({payment_of("120.00", "2022-03-10")});
    const auto answer = payment("1-PE1");
    EXPECT_TRUE(answer.agrees);
    ASSERT_EQ(answer.payments.size(), 1u);
    const auto& share = answer.payments[0];
    EXPECT_EQ(share.entered.actor.str(), "cli:teller");
    ASSERT_EQ(share.used.size(), 2u);
    EXPECT_EQ(share.used[0].document.str(), "1-I1");
    EXPECT_EQ(share.used[0].amount, first);
    EXPECT_EQ(share.used[0].open_before, first);
    EXPECT_EQ(share.used[0].open_after, usd("0.00"));
    EXPECT_EQ(share.used[0].why.str(), "the oldest of 2 open items");
    EXPECT_EQ(share.used[1].document.str(), "1-I2");
    EXPECT_EQ(share.used[1].amount, usd("120.00") - first);
    EXPECT_EQ(share.used[1].why.str(), "the only open item");
    EXPECT_EQ(share.arithmetic.str(), "120.00 - 120.00 used = 0.00 left");
    EXPECT_EQ(share.postings[0].gl_account.str(), "gl:cash");
}

TEST_F(Explanations, APaymentPaysWhatItNames) {
    two_bills_and_a_fee();
    auto named = payment_of("30.00", "2022-03-10");
    named.shares[0].policy = AllocationPolicy::spec;
    named.shares[0].spec = {{DocumentId{"1-I2"}, usd("30.00")}};
    by("2022-03-10").given({named});
    const auto answer = payment("1-PE1");
    ASSERT_EQ(answer.payments[0].used.size(), 1u);
    EXPECT_EQ(answer.payments[0].used[0].document.str(), "1-I2");
    EXPECT_EQ(answer.payments[0].used[0].why.str(), "named by the sender (SPEC)");
    EXPECT_EQ(answer.payments[0].policy_words.str(), "documents that the payment names");
}

TEST_F(Explanations, AnOverpaymentIsLeftAndUsedOnTheNextBill) {
    gas();
    by("2022-02-10").given({payment_of("150.00", "2022-02-10")});
    const auto owed = bill("1-I1").amount;
    auto answer = payment("1-PE1");
    EXPECT_TRUE(answer.agrees);
    EXPECT_EQ(answer.payments[0].left, usd("150.00") - owed);
    by("2022-03-03").given({a_read("L1-G", "2022-03-02", "110"), bill_of("2022-03-03")});
    answer = payment("1-PE1");
    EXPECT_TRUE(answer.agrees);
    ASSERT_EQ(answer.payments[0].used.size(), 2u);
    EXPECT_EQ(answer.payments[0].used[1].document.str(), "1-I2");
    EXPECT_EQ(answer.payments[0].used[1].why.str(), "left-over credit, used later: the only open item");
    EXPECT_EQ(answer.payments[0].left, usd("0.00"));
}

TEST_F(Explanations, AReturnedPaymentIsTakenBackWithItsFee) {
    gas();
    by("2022-02-10").given({payment_of("50.00", "2022-02-10")});
    by("2022-02-15")
        .by("cli:bank")
        .given({CancelTender{.payment_event = PaymentEventId{"1-PE1"},
                             .tender = TenderId{"T1"},
                             .cancel_reason = Code{"NSF"},
                             .nsf = true,
                             .on = date("2022-02-15")}});
    const auto answer = payment("1-PE1");
    EXPECT_TRUE(answer.agrees);
    const auto& share = answer.payments[0];
    ASSERT_EQ(share.used.size(), 2u);
    EXPECT_EQ(share.used[1].amount, usd("-50.00"));
    EXPECT_EQ(share.used[1].open_after, bill("1-I1").amount);
    ASSERT_EQ(share.reversals.size(), 2u);
    EXPECT_EQ(share.reversals[0].what.str(), "tender returned for insufficient funds");
    EXPECT_EQ(share.reversals[0].entered.actor.str(), "cli:bank");
    EXPECT_EQ(share.reversals[1].fee.str(), "1-F1");
    EXPECT_EQ(share.reversals[1].amount, usd("20.00"));
    EXPECT_EQ(share.arithmetic.str(), "50.00 - 0.00 used - 50.00 cancelled = 0.00 left");
}

TEST_F(Explanations, H9_ABalanceIsTheSumOfItsItemsAndTheirSteps) {
    two_bills_and_a_fee();
    by("2022-03-10")
        .given({payment_of("50.00", "2022-03-10"), RequestAdjustment{.account = AccountId{"1"},
                                                                     .adjustment_type = Code{"FEE"},
                                                                     .sa = ServiceAgreementId{"1-GAS"},
                                                                     .amount = usd("7.00")}});
    const auto answer = explained(explain_balance(reader(), AccountId{"1"}));
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    const auto shown = explained(balance(reader(), AccountId{"1"}));
    EXPECT_EQ(answer.payoff, shown.payoff);
    EXPECT_EQ(answer.history_payoff, shown.payoff);
    ASSERT_EQ(answer.items.size(), 3u);
    EXPECT_EQ(answer.items[0].document.str(), "1-I1");
    ASSERT_EQ(answer.items[0].steps.size(), 2u);
    EXPECT_EQ(answer.items[0].steps[0].by.str(), "1-B1");
    EXPECT_EQ(answer.items[0].steps[0].payoff, bill("1-I1").amount);
    EXPECT_EQ(answer.items[0].steps[1].what.str(), "paid");
    EXPECT_EQ(answer.items[0].steps[1].by.str(), "1-P1");
    EXPECT_EQ(answer.items[0].steps[1].payoff, usd("-50.00"));
    EXPECT_EQ(answer.items[0].steps[1].payoff_open, answer.items[0].payoff_open);
    EXPECT_EQ(answer.items[2].kind.str(), "adjustment");
    EXPECT_EQ(answer.items[2].payoff_open, usd("7.00"));
}

TEST_F(Explanations, ADepositIsAskedForUntilItIsPaidAndThenHeld) {
    by("2022-01-10").given(a_gas_customer("1", "2022-01-10", "1000"));
    by("2022-01-11")
        .given({BillDeposit{.account = AccountId{"1"}, .deposit_class = Code{"KEEP"}, .amount = usd("80.00")}});
    auto answer = explained(explain_balance(reader(), AccountId{"1"}));
    ASSERT_EQ(answer.asked_otherwise.size(), 1u);
    EXPECT_EQ(answer.asked_otherwise[0].not_asked, usd("-80.00"));
    EXPECT_EQ(answer.asked_otherwise[0].explanation.str(), "80.00 is asked for on deposit 1-D1, and not owed");
    PostPayment part;
    part.tenders = {{.amount = usd("30.00")}};
    part.shares = {
        {.account = AccountId{"1"}, .policy = AllocationPolicy::spec, .spec = {{DocumentId{"1-D1"}, usd("30.00")}}}};
    by("2022-01-12").given({part});
    answer = explained(explain_balance(reader(), AccountId{"1"}));
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    ASSERT_EQ(answer.asked_otherwise.size(), 1u);
    EXPECT_EQ(answer.asked_otherwise[0].explanation.str(),
              "30.00 is held on deposit 1-D1: it is the customer's, and pays no bill until it is applied; "
              "50.00 is asked for on deposit 1-D1, and not owed");
}

TEST_F(Explanations, ALateChargeSaysHowItWasCounted) {
    by("2022-01-05")
        .given({Define<LateChargePolicy>{
            {},
            {.code = Code{"RES"}, .method = LateChargeMethod::once, .rate_basis_points = 150, .tax_in_base = true}}});
    gas();
    by("2022-04-01").given({AssessLateCharges{.account = AccountId{"1"}, .on = date("2022-04-01")}});
    const auto shown = explained(disputes(reader(), AccountId{"1"}, {}));
    ASSERT_EQ(shown.late_charges.size(), 1u);
    const auto& charge = shown.late_charges[0];
    const std::string counted = "1.5% of " + to_string(bill("1-I1").amount, 2) + " = " + to_string(charge.amount, 2);
    EXPECT_EQ(charge.arithmetic.str(), counted);
    const auto answer = explained(explain_balance(reader(), AccountId{"1"}));
    EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
    ASSERT_EQ(answer.items.size(), 2u);
    EXPECT_EQ(answer.items[1].kind.str(), "late_charge");
    ASSERT_EQ(answer.items[1].steps.size(), 1u);
    EXPECT_EQ(answer.items[1].steps[0].what.str(), "late charge 1-L1 on 1-I1, " + counted);
    EXPECT_EQ(answer.items[1].steps[0].payoff, charge.amount);
}

TEST_F(Explanations, ABillThatDiffersFromTheRulesOfTodayIsSaid) {
    gas();
    // As an older rule could have left it: a line and its total are a cent more.
    auto log = scenario_.world().log();
    for (auto& recorded : log)
        if (auto* frozen = get_if<BillSegmentFrozen>(&recorded.event)) {
            frozen->lines[0].amount += Money{1};
            frozen->total += Money{1};
        } else if (auto* issued = get_if<InvoiceIssued>(&recorded.event)) {
            issued->total += Money{1};
            issued->charges_total += Money{1};
        }
    TestStore store;
    store.append(log);
    const auto answer = explained(explain_bill(store.reader(), DocumentId{"1-I1"}));
    EXPECT_FALSE(answer.agrees);
    const auto& first = line(answer, "1-B1-1");
    EXPECT_FALSE(first.agrees);
    EXPECT_EQ(first.computed, usd("16.50"));
    EXPECT_EQ(first.amount, usd("16.51"));
    EXPECT_EQ(texts_of(first.arithmetic).back(),
              "the bill says 1 × 16.50: 16.51; the rules of today make it 1 × 16.50: 16.50");
    EXPECT_TRUE(line(answer, "1-B1-3").agrees);
    EXPECT_THAT(render(answer, RenderContext{}), HasSubstr("Computed again, this does not agree:"));
}

// --- Texts

class ExplanationGolden : public Explanations {
  protected:
    template <class Answer>
    void expect_text(const Answer& answer, const std::string& name) {
        const auto pinned = reader();
        const RenderContext context{pinned.currency, pinned.open, pinned.day_of};
        const std::string text = render(answer, context);
        const std::string path = TALLY_SOURCE_DIR "/tests/projections/explained/" + name;
        if (const char* value = std::getenv("TALLY_REGENERATE"); value && std::string_view{value} == "1")
            std::ofstream{path} << text;
        std::ostringstream expected;
        expected << std::ifstream{path}.rdbuf();
        EXPECT_EQ(text, expected.str()) << path << ": run this test with TALLY_REGENERATE=1 and look at the difference";
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), line_width_max) << line;
    }
};

TEST_F(ExplanationGolden, OfABillWithAPriceChange) {
    electricity();
    by("2022-06-10").given(taken_back_and_corrected("2022-04-30", "1450"));
    expect_text(bill("1-I1"), "price_change.txt");
}

TEST_F(ExplanationGolden, OfARebillAndItsCreditNote) {
    gas();
    found_out_late_and_rebilled();
    expect_text(bill("1-I2"), "rebill.txt");
    expect_text(bill("1-C1"), "credit_note.txt");
    expect_text(explained(explain_line(reader(), DocumentId{"1-B2-3"})), "line.txt");
}

TEST_F(ExplanationGolden, OfABalanceAndAReturnedPayment) {
    two_bills_and_a_fee();
    by("2022-03-10").given({payment_of("120.00", "2022-03-10")});
    by("2022-03-15")
        .given({CancelTender{.payment_event = PaymentEventId{"1-PE1"},
                             .tender = TenderId{"T1"},
                             .cancel_reason = Code{"NSF"},
                             .nsf = true,
                             .on = date("2022-03-15")}});
    expect_text(payment("1-PE1"), "returned_payment.txt");
    expect_text(explained(explain_balance(reader(), AccountId{"1"})), "balance.txt");
}

// The rebill of August: 10 kW were measured, 80% of July's 40 are charged, and energy has bounds of 200 and 400 hours.
TEST(ExplainedDemand, SaysWhatWasMeasuredWhatEarlierBillsMakeOfItAndTheBoundsPerKw) {
    const auto path = std::filesystem::path{TALLY_SOURCE_DIR} / "tests/scenarios/demand_ratchet_and_hours_use.bill";
    run_bill_script(path, [](TestWorld& world) {
        TestStore store;
        store.append(world.log());
        const auto reader = store.reader();
        const auto steps = [&](std::string_view line) {
            const auto answer = explained(explain_line(reader, DocumentId{line}));
            return texts_of(answer.segment.lines.at(0).arithmetic);
        };
        EXPECT_THAT(steps("1001-B4-3"),
                    ElementsAre("7440 kWh measured 2022-08-01 to 2022-08-31",
                                "Bounds per kW of demand (highest): 200 × 32 = 6400 kWh, 400 × 32 = 12800 kWh",
                                "Tier 2 of 3, from 6400 to 12800 kWh: 1040 kWh × 0.09 = 93.60",
                                "It was 0.00 on segment 1001-B2, which this replaces"));
        EXPECT_THAT(
            steps("1001-B4-4"),
            ElementsAre("Highest average of 30 minutes in all hours, 2022-08-01 to 2022-08-31, and at least 5 kW",
                        "It was on 2022-08-01 from 00:00 to 00:30: 5 kWh",
                        "10 kW was measured; of earlier bills, 80% of 40 kW (highest, 2022-07-01 to 2022-07-31) "
                        "= 32 kW at least; charged: 32 kW",
                        "32 kW × 8.00 = 256.00", "It was 320.00 on segment 1001-B2, which this replaces"));
        // What was billed first stays on its bill.
        const auto first = explained(invoice(reader, DocumentId{"1001-I2"}));
        ASSERT_EQ(first.segments.at(0).demands.size(), 1u);
        EXPECT_EQ(first.segments[0].demands[0].measured, quantity("10"));
        EXPECT_EQ(first.segments[0].demands[0].billed, quantity("40"));
        EXPECT_THAT(render(first, RenderContext{reader.currency, reader.open, reader.day_of}),
                    HasSubstr("billing demand highest: 10 kW measured, 40 kW charged; at least 80% of 50 kW"));
        const auto paper = explained(statement(reader, DocumentId{"1002-S1"}));
        EXPECT_EQ(paper.segments.at(0).demands.at(0).billed, quantity("5"));
    });
}

TEST(ExplainedNetMetering, G21_ACreditAndTheBankAreTracedToTheKwh) {
    const auto folder = std::filesystem::path{TALLY_SOURCE_DIR} / "tests/scenarios";
    const auto steps = [](TestWorld& world, std::string_view line) {
        TestStore store;
        store.append(world.log());
        const auto answer = explained(explain_line(store.reader(), DocumentId{line}));
        return texts_of(answer.segment.lines.at(0).arithmetic);
    };
    run_bill_script(folder / "solar_banked_for_a_year.bill", [&](TestWorld& world) {
        EXPECT_THAT(
            steps(world, "1001-B11-2"),
            ElementsAre("330 kWh measured 2023-02-01 to 2023-02-28", "150 kWh sent back 2023-02-01 to 2023-02-28",
                        "Drawn 330 kWh, sent back 150 kWh: set off over the bill, 180 kWh",
                        "Bank: 20 kWh before, 0 kWh added, 20 kWh used: 0 kWh", "160 kWh × 0.20 = 32.00"));
        EXPECT_THAT(
            steps(world, "1001-B12-3"),
            ElementsAre("Left in the bank of energy as the bank's year ended: 310 kWh", "-310 kWh × 0.05 = -15.50"));
        TestStore store;
        store.append(world.log());
        const auto reader = store.reader();
        EXPECT_THAT(render(explained(invoice(reader, DocumentId{"1001-I12"})),
                           RenderContext{reader.currency, reader.open, reader.day_of}),
                    HasSubstr("bank energy: 0 kWh before, 310 kWh added, 0 kWh used, 310 kWh taken out as the bank's\n "
                              "   year ended, 0 kWh after"));
    });
    run_bill_script(folder / "solar_at_another_price.bill", [&](TestWorld& world) {
        EXPECT_THAT(steps(world, "1001-B1-4"),
                    ElementsAre(HasSubstr("Used in peak (14:00 to 20:00), 2022-11-01 to 2022-11-30"),
                                "Drawn 120 kWh, sent back 30 kWh, as is left of each hour", "-30 kWh × 0.08 = -2.40"));
    });
}

// --- Every story that an accountant wrote down is explained in full.

class ExplainedStories : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(ExplainedStories, AgreeWithEverythingTheyBilled) {
    run_bill_script(GetParam(), [](TestWorld& world) {
        TestStore store;
        store.append(world.log());
        const auto reader = store.reader();
        std::size_t documents = 0;
        const auto expect_bill = [&](const DocumentId& id) {
            const auto answer = explained(explain_bill(reader, id));
            EXPECT_TRUE(answer.agrees) << id.str() << ": " << testing::PrintToString(texts_of(answer.differences));
            ++documents;
            for (const auto& segment : answer.segments)
                for (const auto& line : segment.lines) EXPECT_FALSE(line.arithmetic.empty()) << line.line_id.str();
        };
        for (const auto& recorded : world.log()) {
            if (const auto* issued = get_if<InvoiceIssued>(&recorded.event)) {
                expect_bill(issued->invoice);
            } else if (const auto* note = get_if<CreditNoteIssued>(&recorded.event)) {
                expect_bill(note->credit_note);
            } else if (const auto* opened = get_if<AccountOpened>(&recorded.event)) {
                const auto answer = explained(explain_balance(reader, opened->account));
                EXPECT_TRUE(answer.agrees) << testing::PrintToString(texts_of(answer.differences));
            } else if (const auto* paid = get_if<PaymentPosted>(&recorded.event)) {
                EXPECT_TRUE(explained(explain_payment(reader, paid->payment_event)).agrees) << paid->payment.str();
            }
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Files, ExplainedStories, testing::ValuesIn(bill_scripts()),
                         [](const auto& each) { return each.param.stem().string(); });

}  // namespace
}  // namespace tally::projections
