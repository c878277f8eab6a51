// One account's bill: what is issued, what holds it, what is said where nothing can be billed. Figures and layouts of
// whole bills are in tests/scenarios.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/books/journal.h"
#include "domain/core/sha256.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::ElementsAre;

BillAccount bill(std::string_view account, std::string_view bill_date, std::string_view cycle = "M01") {
    return {AccountId{account}, Code{cycle}, date(bill_date)};
}
CreateSpecialCharge charge(std::string_view account, std::string_view type, std::string_view amount) {
    return {.account = AccountId{account}, .charge_type = Code{type}, .amount = usd(amount)};
}
PostPayment payment(std::string_view account, std::string_view amount, std::string_view received_on) {
    PostPayment made;
    made.received_on = date(received_on);
    made.tenders = {{.kind = TenderKind::cheque, .amount = usd(amount)}};
    made.shares = {{.account = AccountId{account}}};
    return made;
}
std::string hex(const Digest32& digest) {
    std::string text;
    for (const auto byte : digest) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

// Customer 7 with gas from 2022-01-05, read 0 then 40 on 2022-02-02: 29 charge days, a full period.
class Billing : public testing::Test {
  protected:
    Billing() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-02-03");
    }
    void read(std::string_view on, std::string_view value) { scenario.given({a_read("L7-G", on, value)}); }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    // Every event of the last command balances.
    void check_books() {
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << to_text(event);
    }
    Scenario scenario;
};

TEST_F(Billing, AStartThatWaitsLongerThanAMonthHoldsTheBillAndIsAnAlert) {
    scenario.given({a_service("7", "7-W", "WATER", "L7-W", "2022-01-05")});
    read("2022-02-02", "40");
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    EXPECT_TRUE(scenario.made<BillSegmentErrored>().empty()) << "29 days";
    scenario.today("2022-03-09");
    read("2022-03-02", "80");
    scenario.when(bill("7", "2022-03-03")).then_accepted();
    const auto errored = only<BillSegmentErrored>();
    EXPECT_EQ(errored.sa.str(), "7-W");
    EXPECT_EQ(errored.error.str(), "service_point_has_no_meter");
    ASSERT_EQ(scenario.account("7").billing_errors.size(), 1u);
    // On the window's last day the bill goes without it.
    scenario.when(bill("7", "2022-03-09")).then_accepted();
    EXPECT_EQ(only<InvoiceIssued>().invoice.str(), "7-I2");
}

TEST_F(Billing, E1_OneBillIsSegmentsInvoiceAndStatementInOneCommit) {
    read("2022-02-02", "40");
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    check_books();
    ASSERT_EQ(scenario.events().size(), 3u);
    const auto segment = only<BillSegmentFrozen>();
    const auto invoice = only<InvoiceIssued>();
    const auto statement = only<StatementIssued>();
    // customer 16.50; delivery 3 × 0 + 37 × 0.75 = 27.75; supply 40 × 0.62 = 24.80; 2 % of 44.25 = 0.89: 69.94.
    // STATE 4 % = 2.7976 → 2.80; CITY 3 % = 2.0982 → 2.10.
    EXPECT_EQ(segment.segment.str(), "7-B1");
    EXPECT_EQ(segment.invoice.str(), "7-I1");
    EXPECT_EQ(segment.total, usd("74.84"));
    EXPECT_EQ(segment.financial.payoff, usd("74.84"));
    EXPECT_EQ(segment.financial.current, usd("74.84"));
    EXPECT_EQ(segment.financial.effective_date, date("2022-02-03"));
    EXPECT_EQ(segment.financial.ages_from, date("2022-02-23"));
    EXPECT_EQ(invoice.invoice.str(), "7-I1");
    EXPECT_EQ(invoice.sequence, 1u);
    EXPECT_EQ(invoice.charges_total, usd("69.94"));
    EXPECT_EQ(invoice.tax_total, usd("4.90"));
    EXPECT_EQ(invoice.total, usd("74.84"));
    EXPECT_EQ(invoice.segment_count, 1u);
    EXPECT_EQ(statement.statement.str(), "7-S1");
    EXPECT_EQ(statement.invoice.str(), "7-I1");
    EXPECT_EQ(statement.kind, BillingKind::consolidated_udc);
    EXPECT_EQ(statement.ending_payoff, usd("74.84"));
    EXPECT_EQ(statement.ending_current, usd("74.84"));
    EXPECT_EQ(statement.cut_from, 0u);
    ASSERT_EQ(statement.deliveries.size(), 1u);
    EXPECT_EQ(statement.deliveries[0].printed_name, clear("P7", "Customer 7"));
    EXPECT_EQ(statement.deliveries[0].destination, clear("P7", "12 Mill Lane\nAlbany, NY 12207"));
    // The next statement sweeps from this one on.
    EXPECT_EQ(scenario.account("7").version, statement.cut_until + 1);
    EXPECT_EQ(scenario.account("7").payoff(), usd("74.84"));
}

TEST_F(Billing, ACopyThatCannotBeSentIsRecordedUntilTheNextBill) {
    AccountPerson bob{.person = PersonId{"P8"}, .relationship_type = Code{"ACCT"}};
    bob.bill_routings = {{.route_type = Code{"POST"},
                          .bill_format = Code{"DETAILED"},
                          .customer_po_id = {},
                          .address_source = AddressSource::person,
                          .address_id = {}}};
    PersonAddress ended = a_mailing_address("A1");
    ended.until = date("2022-02-03");
    scenario.given({a_person("P8", "Bob"), LinkPerson{AccountId{"7"}, bob}, SetPersonAddress{PersonId{"P8"}, ended}});
    read("2022-02-02", "40");
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    const auto missed = only<BillCopyUndeliverable>();
    EXPECT_EQ(missed.person, PersonId{"P8"});
    EXPECT_EQ(missed.statement, DocumentId{"7-S1"});
    EXPECT_EQ(missed.cure, Plain{"Give the person an address that is effective on 2022-02-03."});
    EXPECT_EQ(only<StatementIssued>().deliveries.size(), 1u);
    ASSERT_EQ(scenario.account("7").undeliverable_copies.size(), 1u);
    EXPECT_EQ(scenario.account("7").undeliverable_copies[0].route_type, Code{"POST"});

    ended.until = {};
    scenario.given({SetPersonAddress{PersonId{"P8"}, ended}});
    scenario.today("2022-03-04");
    read("2022-03-03", "80");
    scenario.when(bill("7", "2022-03-04")).then_accepted();
    EXPECT_TRUE(scenario.account("7").undeliverable_copies.empty());
}

TEST_F(Billing, E3_DrawsOnReadMeterServiceSiteCustomerAccountAgreementPriceAndPayments) {
    read("2022-02-02", "40");
    scenario.given({bill("7", "2022-02-03")});
    scenario.today("2022-03-04");
    scenario.given({payment("7", "20.00", "2022-02-20")});
    read("2022-03-03", "50");
    scenario.when(bill("7", "2022-03-04")).then_accepted();
    const auto segment = only<BillSegmentFrozen>();
    EXPECT_EQ(segment.account.str(), "7");
    EXPECT_EQ(segment.sa.str(), "7-GAS") << "the agreement";
    ASSERT_EQ(segment.reads.size(), 1u);
    const auto& used = segment.reads[0];
    EXPECT_EQ(used.service_point.str(), "L7-G") << "the site";
    EXPECT_EQ(to_string(used.start_value), "40") << "the meter, by its register";
    EXPECT_EQ(to_string(used.stop_value), "50");
    EXPECT_EQ(to_string(used.quantity), "10");
    EXPECT_EQ(used.unit.str(), "therm");
    EXPECT_EQ(used.quality, Quality::actual);
    EXPECT_EQ(segment.lines.at(0).tariff_version, 1u) << "the price";
    const auto statement = only<StatementIssued>();
    EXPECT_EQ(statement.payments_payoff, usd("-20.00"));
    EXPECT_EQ(statement.deliveries.at(0).person.str(), "P7") << "the customer";
}

TEST_F(Billing, E2_E7_EachLineHasAnIdATariffVersionAndAGlAccount) {
    read("2022-02-02", "40");
    scenario.given({Define<GlAccount>{{}, GlAccount{GlRole::revenue, Code{"supply"}, Code{"gl:supply"}, {}}}});
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    const auto segment = only<BillSegmentFrozen>();
    ASSERT_EQ(segment.lines.size(), 7u);
    EXPECT_EQ(segment.lines[0].line_id.str(), "7-B1-1");
    EXPECT_EQ(segment.lines[6].line_id.str(), "7-B1-7");
    EXPECT_EQ(segment.lines[0].tariff_version, 1u);
    EXPECT_EQ(segment.lines[0].gl_account.str(), "gl:revenue:gas");
    EXPECT_EQ(segment.lines[3].component.str(), "supply");
    EXPECT_EQ(segment.lines[3].gl_account.str(), "gl:supply");
    EXPECT_EQ(segment.lines[5].component.str(), "STATE");
    EXPECT_EQ(segment.lines[5].gl_account.str(), "gl:tax");
    EXPECT_EQ(segment.lines[5].role, GlRole::tax);
    ASSERT_EQ(segment.reads.size(), 1u);
    EXPECT_EQ(segment.reads[0].quantity, quantity("40"));
    // AR 74.84; revenue of gas 45.14, of supply 24.80; tax 4.90.
    EXPECT_THAT(segment.financial.postings, ElementsAre(Posting{GlRole::ar, Code{"gl:ar"}, usd("74.84")},
                                                        Posting{GlRole::revenue, Code{"gl:revenue:gas"}, usd("-45.14")},
                                                        Posting{GlRole::revenue, Code{"gl:supply"}, usd("-24.80")},
                                                        Posting{GlRole::tax, Code{"gl:tax"}, usd("-4.90")}));
}

TEST_F(Billing, TheInvoiceHoldsADigestOfItsSegmentsAndCharges) {
    read("2022-02-02", "40");
    scenario.given({charge("7", "COPY", "2.00")}).when(bill("7", "2022-02-03")).then_accepted();
    EXPECT_EQ(only<InvoiceIssued>().segments_digest, sha256("7-B1=7484\n7-X1=200\n"));
    EXPECT_EQ(only<InvoiceIssued>().segment_count, 2u);
}

TEST(Sha256, AgreesWithTheStandardsExamples) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_F(Billing, TheSameRunAgainIsAlreadySoAtTheBill) {
    read("2022-02-02", "40");
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    const auto position = scenario.world().next_position() - 2;  // The invoice.
    scenario.when(bill("7", "2022-02-03")).then_nothing_changed();
    EXPECT_EQ(scenario.refusal()->position, position);
    // Runs on other days of the window retry errors only.
    scenario.when(bill("7", "2022-02-07")).then_nothing_changed();
    scenario.when(bill("7", "2022-02-03", "")).then_rejected(Rejection::nothing_to_bill);
}

TEST_F(Billing, A3_AnAccountWithoutAnAgreementBillsNothingAndSaysSo) {
    scenario.given({a_person("P8", "Bob"), an_account("8", "P8")});
    scenario.when(bill("8", "2022-02-03")).then_rejected(Rejection::account_has_no_service_agreement);
    scenario.when(bill("9", "2022-02-03")).then_rejected(Rejection::account_unknown, "account");
}

TEST_F(Billing, WhatAnAccountWithoutAnAgreementOwesIsAskedForAllTheSame) {
    scenario.given({a_person("P8", "Bob"), an_account("8", "P8"), payment("8", "10.00", "2022-02-03")});
    scenario.given({CancelTender{.payment_event = PaymentEventId{"8-PE1"}, .cancel_reason = Code{"NSF"}, .nsf = true}});
    scenario.when(bill("8", "2022-02-03")).then_accepted();
    check_books();
    EXPECT_TRUE(scenario.made<InvoiceIssued>().empty());
    EXPECT_EQ(only<StatementIssued>().adjustments_current, usd("20.00"));
    EXPECT_EQ(only<StatementIssued>().ending_current, usd("20.00"));
    EXPECT_EQ(only<StatementIssued>().due_date, date("2022-02-23"));
    ASSERT_EQ(only<StatementIssued>().messages.size(), 1u);
    EXPECT_THAT(only<StatementIssued>().messages[0].str(), testing::HasSubstr("no service agreement"));
    scenario.when(bill("8", "2022-02-03")).then_nothing_changed();
}

TEST_F(Billing, ABillOfADayFarOffIsRefused) {
    read("2022-02-02", "40");
    for (const auto day : {"2099-03-01", "2022-03-07", "1992-02-01"})
        scenario.when(bill("7", day, "")).then_rejected(Rejection::date_out_of_order, "bill_date");
    scenario.when(bill("7", "2022-03-06", "")).then_accepted();
}

TEST_F(Billing, StatementsAreNotNamedLikeAgreementsThatOnceHadTheirMark) {
    ServiceAgreement old = scenario.account("7").agreements[0];
    old.sa = ServiceAgreementId{"7-S1"};
    old.status = SaStatus::closed;
    scenario.world().account_part(AccountId{"7"}).agreements.push_back(old);
    read("2022-02-02", "40");
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().statement.str(), "7-ST1");
    scenario.today("2022-03-03");
    read("2022-03-02", "60");
    scenario.when(bill("7", "2022-03-03")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().statement.str(), "7-S2");
}

TEST_F(Billing, CycleAndWindowMustBeTheAccountsOwn) {
    scenario.when(bill("7", "2022-02-03", "M09")).then_rejected(Rejection::code_unknown, "cycle");
    scenario.when(bill("7", "2022-02-12", "M02")).then_rejected(Rejection::field_invalid, "cycle");
    scenario.when(bill("7", "2022-02-10")).then_rejected(Rejection::outside_window, "bill_date");
    scenario.when(BillAccount{AccountId{"7"}, Code{"M01"}, {}}).then_rejected(Rejection::field_missing, "bill_date");
    scenario.given({Define<BillCycle>{{}, BillCycle{Code{"M03"}, {}}},
                    ChangeAccountTerms{.account = AccountId{"7"}, .bill_cycle = change_to(Code{"M03"})}});
    scenario.when(bill("7", "2022-02-03", "M03")).then_rejected(Rejection::window_unknown, "cycle");
}

TEST_F(Billing, G2_AnErrorHoldsTheBillUntilTheWindowsLastDayAndIsWrittenDownOnce) {
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    const auto errored = only<BillSegmentErrored>();
    EXPECT_EQ(errored.sa.str(), "7-GAS");
    EXPECT_EQ(errored.error.str(), "no_billable_read");
    EXPECT_EQ(errored.attempt, 1u);
    EXPECT_THAT(errored.explanation.str(), testing::HasSubstr("L7-G 1: No read or usage ends after 2022-01-04"));
    // The same reason: nothing. Another one: the next attempt.
    scenario.when(bill("7", "2022-02-04")).then_nothing_changed();
    read("2022-02-03", "40");
    scenario.given({SetPersonAddress{PersonId{"P7"}, [] {
                                         auto address = a_mailing_address("A1");
                                         address.until = date("2022-02-01");
                                         return address;
                                     }()}});
    scenario.when(bill("7", "2022-02-05")).then_accepted();
    const auto second = only<BillSegmentErrored>();
    EXPECT_EQ(second.sa.str(), "");
    EXPECT_EQ(second.error.str(), "address_unresolved");
    EXPECT_EQ(second.attempt, 2u);
    // Nobody can be sent a bill to nowhere: the last day changes nothing.
    scenario.when(bill("7", "2022-02-09")).then_nothing_changed();
    // The address is there: the bill is made and nothing is left in error.
    scenario.given({SetPersonAddress{PersonId{"P7"}, a_mailing_address("A1")}});
    scenario.when(bill("7", "2022-02-09")).then_accepted();
    EXPECT_EQ(only<InvoiceIssued>().total, usd("74.84"));
    EXPECT_TRUE(scenario.account("7").billing_errors.empty());
}

TEST_F(Billing, OnTheLastDayTheBillGoesWithoutTheAgreementInError) {
    scenario.given({a_service("7", "7-BIN", "TRASH", "", "2022-01-05")});
    scenario.when(bill("7", "2022-02-09")).then_accepted();
    EXPECT_EQ(only<BillSegmentErrored>().error.str(), "no_billable_read");
    const auto invoice = only<InvoiceIssued>();
    EXPECT_THAT(invoice.left_out, ElementsAre(ServiceAgreementId{"7-GAS"}));
    EXPECT_EQ(invoice.total, usd("12.00"));  // 35 days are a month within the tolerance
    EXPECT_THAT(only<StatementIssued>().messages,
                ElementsAre(Plain{"Not on this bill: 7-GAS. Its next bill will cover both periods."}));
    EXPECT_TRUE(scenario.account("7").billing_errors.empty());
}

TEST_F(Billing, AnErrorOfAnEarlierWindowIsNotThisOnes) {
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    scenario.today("2022-03-03").when(bill("7", "2022-03-03")).then_accepted();
    EXPECT_EQ(only<BillSegmentErrored>().attempt, 1u);
}

TEST_F(Billing, OffCycleAnErrorIsAnAnswerNotAnEvent) {
    scenario.when(bill("7", "2022-02-12", "")).then_rejected(Rejection::nothing_to_bill, "account");
    scenario.today("2022-02-12");
    read("2022-02-10", "40");
    scenario.given({Define<SpecialChargeType>{date("2022-02-13"), SpecialChargeType{Code{"LATE"}, {}, {}}}});
    scenario.when(bill("7", "2022-02-12", "")).then_accepted();
    EXPECT_EQ(only<InvoiceIssued>().cycle.str(), "");
    scenario.when(bill("7", "2022-02-11", "")).then_rejected(Rejection::date_out_of_order, "bill_date");
}

TEST_F(Billing, AStatementWithoutNewChargesIsMadeOnceARun) {
    read("2022-02-02", "40");
    scenario.given({bill("7", "2022-02-03"), StopService{ServiceAgreementId{"7-GAS"}, date("2022-02-02"), {}}});
    scenario.given({bill("7", "2022-02-10", "")});  // Final, of no days.
    scenario.today("2022-03-03").when(bill("7", "2022-03-03")).then_accepted();
    const auto statement = only<StatementIssued>();
    EXPECT_EQ(scenario.events().size(), 1u);
    EXPECT_EQ(statement.invoice.str(), "");
    EXPECT_EQ(statement.ending_payoff, usd("74.84"));
    scenario.when(bill("7", "2022-03-03")).then_nothing_changed();
    // Paid: the next statement shows it, the one after has nothing to say.
    scenario.given({payment("7", "74.84", "2022-03-03")});
    scenario.today("2022-04-03").when(bill("7", "2022-04-03")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().payments_payoff, usd("-74.84"));
    EXPECT_EQ(only<StatementIssued>().ending_payoff, usd("0.00"));
    EXPECT_EQ(only<StatementIssued>().last_payment_amount, usd("74.84"));
    EXPECT_EQ(only<StatementIssued>().last_payment_date, date("2022-03-03"));
    scenario.today("2022-05-03").when(bill("7", "2022-05-03")).then_rejected(Rejection::nothing_to_bill);
}

TEST_F(Billing, LastPaymentIsTheLatestThatStillStands) {
    read("2022-02-02", "40");
    scenario.given({bill("7", "2022-02-03")});
    scenario.today("2022-02-20").given({payment("7", "10.00", "2022-02-10"), payment("7", "30.00", "2022-02-20")});
    scenario.given({CancelTender{.payment_event = PaymentEventId{"7-PE2"}, .cancel_reason = Code{"RETURNED"}}});
    scenario.today("2022-03-03");
    read("2022-03-02", "60");
    scenario.when(bill("7", "2022-03-03")).then_accepted();
    EXPECT_EQ(only<StatementIssued>().last_payment_amount, usd("10.00"));
    EXPECT_EQ(only<StatementIssued>().last_payment_date, date("2022-02-10"));
    EXPECT_EQ(only<StatementIssued>().payments_payoff, usd("-10.00"));
}

TEST_F(Billing, UnappliedCreditPaysTheNewInvoice) {
    read("2022-02-02", "40");
    scenario.given({payment("7", "100.00", "2022-02-01")}).when(bill("7", "2022-02-03")).then_accepted();
    check_books();
    EXPECT_EQ(only<CreditAllocated>().total, usd("74.84"));
    EXPECT_EQ(scenario.account("7").unapplied_total(), usd("25.16"));
    EXPECT_EQ(only<StatementIssued>().ending_payoff, usd("-25.16"));
}

TEST_F(Billing, TheWindowsAccountingDateCountsAndAClosedPeriodIsNeverPostedTo) {
    read("2022-02-02", "40");
    scenario.given({Define<BillCycleWindow>{
        {}, BillCycleWindow{Code{"M01"}, date("2022-02-03"), date("2022-02-09"), date("2022-01-31"), {}}}});
    Scenario closed;
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    EXPECT_EQ(only<BillSegmentFrozen>().financial.accounting_date, date("2022-01-31"));
    EXPECT_EQ(only<BillSegmentFrozen>().financial.effective_date, date("2022-02-03"));

    closed.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
    closed.today("2022-02-03");
    closed.given({OpenPeriod{date("2022-01-01"), date("2022-02-01")},
                  OpenPeriod{date("2022-02-01"), date("2022-03-01")},
                  OpenPeriod{date("2022-03-01"), date("2022-04-01")}, ClosePeriod{date("2022-01-01")},
                  ClosePeriod{date("2022-02-01")}});
    closed.today("2022-02-03")
        .given({a_read("L7-G", "2022-02-02", "40")})
        .when(bill("7", "2022-02-03"))
        .then_accepted();
    EXPECT_EQ(closed.made<BillSegmentFrozen>().at(0).financial.accounting_date, date("2022-03-01"));
}

TEST_F(Billing, G18_OnlyTaxesOfThePremisesJurisdictionApply) {
    struct Example {
        const char* jurisdiction;
        std::vector<std::string> taxes;
    };
    // Strings spelled out: two bare literals in braces would be taken for a pair of iterators.
    const std::string state = "STATE", city = "CITY";
    const std::vector<Example> examples{{"NY", {state}}, {"NY-ALBANY", {state, city}}, {"NYC", {}}};
    for (const auto& [jurisdiction, taxes] : examples) {
        Scenario other;
        auto customer = a_gas_customer("7", "2022-01-05");
        for (Command& command : customer)
            if (auto* location = get_if<AddLocation>(&command)) location->jurisdiction = Code{jurisdiction};
        other.given(standard_settings()).given(customer).today("2022-02-03");
        other.given({a_read("L7-G", "2022-02-02", "40")}).when(bill("7", "2022-02-03")).then_accepted();
        std::vector<std::string> found;
        const auto invoices = other.made<InvoiceIssued>();
        for (const InvoiceTax& tax : invoices.at(0).taxes) found.push_back(tax.tax_code.str());
        EXPECT_EQ(found, taxes) << jurisdiction;
    }
}

TEST_F(Billing, AMissingRateOrGlAccountHoldsTheBillByName) {
    read("2022-02-02", "40");
    scenario.given({Define<TaxCode>{date("2023-01-01"), TaxCode{.code = Code{"SOON"}, .jurisdiction = Code{"NY"}}},
                    Define<SpecialChargeType>{{}, SpecialChargeType{Code{"FUTURE"}, {}, {Code{"SOON"}}}},
                    charge("7", "FUTURE", "1.00")});
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    EXPECT_EQ(only<BillSegmentErrored>().error.str(), "tax_code_not_effective");
    EXPECT_EQ(only<BillSegmentErrored>().sa.str(), "");
}

TEST(BillingWithoutGlAccounts, AllRolesThatAreMissingAreNamedInOneRefusal) {
    std::vector<Command> settings = standard_settings();
    std::erase_if(settings, [](const Command& command) { return holds_alternative<Define<GlAccount>>(command); });
    Scenario scenario(together({settings, a_gas_customer("7", "2022-01-05")}));
    scenario.today("2022-02-03");
    scenario.given({a_read("L7-G", "2022-02-02", "40"), charge("7", "VISIT", "25.00")})
        .when(bill("7", "2022-02-03"))
        .then_rejected(Rejection::gl_account_missing, "account");
    EXPECT_EQ(scenario.refusal()->value,
              "revenue, tax, fee, ar, cash, unapplied, concession, suspense, deposit, interest_expense, payables, "
              "clearing, bad_debt, cash_over_short, unbilled, escheat");
    for (const char* role : {"ar", "cash", "revenue", "tax", "unapplied", "fee", "concession", "suspense", "deposit",
                             "interest_expense", "payables", "clearing", "bad_debt"})
        for (std::size_t i = 0; i < enum_names(GlRole{}).size(); ++i)
            if (enum_names(GlRole{})[i] == role)
                scenario.given({Define<GlAccount>{
                    {}, {.role = static_cast<GlRole>(i), .gl_account = Code{std::string{"gl:"} + role}}}});
    scenario.when(bill("7", "2022-02-03")).then_accepted();
    EXPECT_EQ(scenario.made<InvoiceIssued>().size(), 1u) << "one refusal named all that it takes";
}

TEST_F(Billing, C24_ASpecialChargeNeedsAKnownTypeAnAmountAndAnAgreement) {
    scenario.when(charge("7", "NONE", "1.00")).then_rejected(Rejection::code_unknown, "charge_type");
    scenario.when(charge("7", "COPY", "0.00")).then_rejected(Rejection::amount_must_be_above_zero, "amount");
    scenario.when(charge("8", "COPY", "1.00")).then_rejected(Rejection::account_unknown, "account");
    auto other = charge("7", "COPY", "1.00");
    other.sa = ServiceAgreementId{"8-GAS"};
    scenario.when(other).then_rejected(Rejection::sa_unknown, "sa");
    scenario.when(charge("7", "COPY", "1.00"))
        .then({SpecialChargeCreated{.account = AccountId{"7"},
                                    .charge = DocumentId{"7-X1"},
                                    .sa = ServiceAgreementId{"7-GAS"},
                                    .charge_type = Code{"COPY"},
                                    .amount = usd("1.00"),
                                    .created_on = date("2022-02-03"),
                                    .description = Plain{"Copy of a bill"}}});
    EXPECT_EQ(scenario.account("7").payoff(), usd("0.00"));
}

TEST_F(Billing, C25_ASpecialChargeIsRemovedOnlyWhilePending) {
    scenario.given({charge("7", "COPY", "1.00"), charge("7", "VISIT", "25.00")});
    const RemoveSpecialCharge remove{AccountId{"7"}, DocumentId{"7-X1"}};
    scenario.when(remove).then({SpecialChargeRemoved{AccountId{"7"}, DocumentId{"7-X1"}}});
    scenario.when(remove).then_nothing_changed();
    EXPECT_EQ(scenario.refusal()->position, scenario.world().next_position() - 1);
    read("2022-02-02", "40");
    scenario.given({bill("7", "2022-02-03")});
    scenario.when(RemoveSpecialCharge{AccountId{"7"}, DocumentId{"7-X2"}}).then_rejected(Rejection::charge_not_pending);
    scenario.when(RemoveSpecialCharge{AccountId{"7"}, DocumentId{"7-X3"}}).then_rejected(Rejection::charge_unknown);
}

}  // namespace
}  // namespace tally::test
