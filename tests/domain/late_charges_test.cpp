// Late charges [rule 18]: what is charged for which days, and what makes a charge fall.

#include "domain/account/receivables/late_charges.h"

#include <gtest/gtest.h>

#include "domain/account/receivables/credit.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

Define<LateChargePolicy> a_policy(LateChargeMethod method, std::uint32_t rate, std::string_view amount = "0") {
    return {
        {},
        {.code = Code{"RES"}, .method = method, .rate_basis_points = rate, .amount = usd(amount), .tax_in_base = true}};
}

// Account 7 with 100.00 due on March 10.
class LateBooks : public Books {
  public:
    explicit LateBooks(const Define<LateChargePolicy>& policy) {
        today("2022-03-01");
        open("7");
        bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}});
        given({policy});
    }
    LateBooks& assess(std::string_view on) {
        today(on);
        when(AssessLateCharges{.account = AccountId{"7"}});
        return *this;
    }
    // "7-L1 1.50 2022-03-11..2022-04-11", joined by commas.
    [[nodiscard]] std::string assessed() const {
        std::string text;
        for (const auto& charge : made<LateChargeAssessed>())
            text += (text.empty() ? "" : ", ") + charge.charge.str() + " " + to_string(charge.amount, 2) + " " +
                    to_string(charge.period_from) + ".." + to_string(charge.period_until);
        return text;
    }
    // "7-L1 1.50 invoice_reversed by 7-I1", joined by commas.
    [[nodiscard]] std::string cancelled() const {
        std::string text;
        for (const auto& charge : made<LateChargeCancelled>())
            text += (text.empty() ? "" : ", ") + charge.charge.str() + " " + to_string(charge.amount, 2) + " " +
                    std::string{name_of(charge.cause)} + " by " + charge.caused_by.str();
        return text;
    }
};

TEST(LateCharges, AFlatAmountIsChargedOnceForAnItem) {
    LateBooks books(a_policy(LateChargeMethod::flat, 0, "5.00"));
    books.assess("2022-03-10").then_rejected(Rejection::no_late_charge_due, "account");
    EXPECT_EQ(books.assess("2022-03-11").assessed(), "7-L1 5.00 2022-03-11..2022-03-12");
    EXPECT_EQ(books.open_of("7", "7-L1", "7-GAS"), "5.00");
    EXPECT_EQ(books.payoff("7"), "105.00");
    books.assess("2022-06-11").then_rejected(Rejection::no_late_charge_due, "account");
}

// The petition of March 20 stays the debt of before it until the case is dismissed on May 1.
void file_for_bankruptcy(LateBooks& books) {
    ProtectionType type;
    type.code = Code{"BANKRUPTCY"};
    type.description = Plain{"Bankruptcy"};
    type.debt_before = true;
    books.today("2022-03-20")
        .given({Define<ProtectionType>{{}, type},
                RecordProtection{
                    .account = AccountId{"7"}, .protection_type = Code{"BANKRUPTCY"}, .evidence = clear("Case 22-1")}});
}
EndProtection dismissed() {
    return {.account = AccountId{"7"},
            .protection = DocumentId{"7-PRO1"},
            .until = date("2022-05-01"),
            .end_reason = Code{"DISMISSED"}};
}

TEST(LateCharges, G5_G23_DebtOfBeforeABankruptcyBearsNoneWhileItHoldsNorForItsDaysAfter) {
    LateBooks monthly(a_policy(LateChargeMethod::monthly, 150));
    file_for_bankruptcy(monthly);
    monthly.assess("2022-04-15").then_rejected(Rejection::no_late_charge_due, "account");
    monthly.today("2022-05-01").given({dismissed()});
    EXPECT_EQ(monthly.assess("2022-05-15").assessed(),
              "7-L1 1.50 2022-03-11..2022-04-11, 7-L2 1.50 2022-05-11..2022-06-11")
        << "not for the month that begins on April 11";

    LateBooks daily(a_policy(LateChargeMethod::daily, 3'650));
    file_for_bankruptcy(daily);
    daily.assess("2022-04-15").then_rejected(Rejection::no_late_charge_due, "account");
    daily.today("2022-05-01").given({dismissed()});
    EXPECT_EQ(daily.assess("2022-05-11").assessed(),
              "7-L1 0.90 2022-03-11..2022-03-20, 7-L2 1.00 2022-05-01..2022-05-11");
}

TEST(LateCharges, G23_LaterDebtOfABankruptBearsThem) {
    LateBooks books(a_policy(LateChargeMethod::flat, 0, "5.00"));
    file_for_bankruptcy(books);
    books.today("2022-03-21")
        .given({RequestAdjustment{.account = AccountId{"7"},
                                  .adjustment_type = Code{"FEE"},
                                  .sa = ServiceAgreementId{"7-GAS"},
                                  .amount = usd("9.00"),
                                  .ages_from = date("2022-04-01"),
                                  .memo = {}}});
    books.assess("2022-04-15").then_accepted();
    ASSERT_EQ(books.made<LateChargeAssessed>().size(), 1u);
    EXPECT_EQ(books.made<LateChargeAssessed>().at(0).overdue.str(), "7-ADJ1");
}

TEST(LateCharges, AChargeIsDueWithTheNextBill) {
    LateBooks books(a_policy(LateChargeMethod::flat, 0, "5.00"));
    books.assess("2022-03-11").then_accepted();
    const auto charge = books.made<LateChargeAssessed>().at(0);
    EXPECT_EQ(to_string(charge.due_date), "2022-03-10");
    EXPECT_EQ(to_string(charge.financial.effective_date), "2022-03-11");
    EXPECT_EQ(to_string(charge.financial.ages_from), "2022-04-25")
        << "billed on April 3, due 20 days later, a Saturday";
}

TEST(LateCharges, ARateOnceIsOfWhatIsOverdueOnTheDay) {
    LateBooks books(a_policy(LateChargeMethod::once, 150));
    books.given({a_payment("7", "33.00", "2022-03-01")});
    EXPECT_EQ(books.assess("2022-03-20").assessed(), "7-L1 1.01 2022-03-11..2022-03-21") << "1.5% of 67.00 is 1.005";
    books.assess("2022-05-20").then_rejected(Rejection::no_late_charge_due, "account");
}

TEST(LateCharges, G13_AMonthIsChargedOnceWhenItBegins) {
    LateBooks books(a_policy(LateChargeMethod::monthly, 150));
    EXPECT_EQ(books.assess("2022-03-11").assessed(), "7-L1 1.50 2022-03-11..2022-04-11");
    books.assess("2022-04-10").then_rejected(Rejection::no_late_charge_due, "account");
    books.today("2022-04-12").given({a_payment("7", "40.00", "2022-04-12")});
    EXPECT_EQ(books.assess("2022-06-11").assessed(),
              "7-L2 1.50 2022-04-11..2022-05-11, 7-L3 0.90 2022-05-11..2022-06-11, 7-L4 0.90 2022-06-11..2022-07-11")
        << "a month that was missed is charged for what was overdue on its first day";
}

TEST(LateCharges, AMonthlyAmountNeedsNoRate) {
    LateBooks books(a_policy(LateChargeMethod::monthly, 0, "2.50"));
    EXPECT_EQ(books.assess("2022-04-11").assessed(),
              "7-L1 2.50 2022-03-11..2022-04-11, 7-L2 2.50 2022-04-11..2022-05-11");
}

TEST(LateCharges, DaysAreChargedOfAYearsRateForWhatWasOverdueOnEach) {
    LateBooks books(a_policy(LateChargeMethod::daily, 1'825));  // 0.05% a day.
    EXPECT_EQ(books.assess("2022-03-21").assessed(), "7-L1 0.50 2022-03-11..2022-03-21");
    books.today("2022-03-25").given({a_payment("7", "60.00", "2022-03-25")});
    books.assess("2022-03-31");
    EXPECT_EQ(books.assessed(), "7-L2 0.32 2022-03-21..2022-03-31") << "4 days of 100.00, 6 of 40.00";
    EXPECT_EQ(books.made<LateChargeAssessed>().at(0).steps,
              (std::vector<LateChargeStep>{{date("2022-03-21"), date("2022-03-25"), usd("100.00"), usd("100.00")},
                                           {date("2022-03-25"), date("2022-03-31"), usd("40.00"), usd("40.00")}}));
    books.when(AssessLateCharges{.account = AccountId{"7"}}).then_nothing_changed();
}

TEST(LateCharges, ALeapYearsDaysAreItsOwn) {
    const LateChargeTerms terms{LateChargeMethod::daily, 3'660, {}, {}, true};
    const auto amount = [&](std::string_view from, std::string_view until) {
        return to_string(*late_charge_amount(terms, {{date(from), date(until), usd("1000.00"), usd("1000.00")}}), 2);
    };
    EXPECT_EQ(amount("2024-02-01", "2024-03-01"), "29.00");
    EXPECT_EQ(amount("2023-02-01", "2023-03-01"), "28.08");
    EXPECT_EQ(amount("2023-12-31", "2024-01-02"), "2.00") << "1.0027 and 1.00";
}

TEST(LateCharges, DaysOfGraceAreNotChargedFor) {
    auto policy = a_policy(LateChargeMethod::monthly, 150);
    policy.row.grace_days = 5;
    LateBooks books(policy);
    books.assess("2022-03-15").then_rejected(Rejection::no_late_charge_due, "account");
    EXPECT_EQ(books.assess("2022-03-16").assessed(), "7-L1 1.50 2022-03-16..2022-04-16");
}

TEST(LateCharges, LessThanTheFloorIsNotChargedFor) {
    auto policy = a_policy(LateChargeMethod::once, 150);
    policy.row.floor = usd("100.01");
    LateBooks books(policy);
    books.assess("2022-03-11").then_rejected(Rejection::no_late_charge_due, "account");
    policy.row.floor = usd("100.00");
    books.given({policy});
    EXPECT_EQ(books.assess("2022-03-11").assessed(), "7-L1 1.50 2022-03-11..2022-03-12");
}

TEST(LateCharges, LateChargesAreChargedForOnlyWhereTheyCompound) {
    auto policy = a_policy(LateChargeMethod::once, 1'000);
    LateBooks books(policy);
    books.assess("2022-03-11").then_accepted();
    books.assess("2022-06-01").then_rejected(Rejection::no_late_charge_due, "account");
    policy.row.compounding = true;
    books.given({policy});
    EXPECT_EQ(books.assess("2022-06-01").assessed(), "7-L2 1.00 2022-04-26..2022-06-02") << "10% of 10.00";
    // What was charged for 7-L1 falls with it.
    books.when(CancelLateCharge{.account = AccountId{"7"}, .charge = DocumentId{"7-L1"}}).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 10.00 waived by , 7-L2 1.00 late_charge_cancelled by 7-L1");
    EXPECT_EQ(books.payoff("7"), "100.00");
}

TEST(LateCharges, APolicyChargesForNoMonthThatBeganBeforeIt) {
    LateBooks books({date("2022-04-01"), a_policy(LateChargeMethod::monthly, 150).row});
    books.assess("2022-03-31").then_rejected(Rejection::late_charge_policy_missing, "account");
    EXPECT_EQ(books.assess("2022-04-11").assessed(), "7-L1 1.50 2022-04-11..2022-05-11");
    books.given({Define<LateChargePolicy>{date("2022-05-01"), {.code = Code{"RES"}}}});
    books.assess("2022-05-11").then_rejected(Rejection::late_charge_policy_missing, "account");
}

TEST(LateCharges, APastDayCountsWhatWasPaidByThen) {
    LateBooks books(a_policy(LateChargeMethod::once, 1'000));
    books.today("2022-04-10").given({a_payment("7", "40.00", "2022-04-01"), a_payment("7", "50.00", "2022-04-05")});
    books.when(AssessLateCharges{.account = AccountId{"7"}, .on = date("2022-04-02")}).then_accepted();
    EXPECT_EQ(books.assessed(), "7-L1 6.00 2022-03-11..2022-04-03");
    books.when(AssessLateCharges{.account = AccountId{"7"}, .on = date("2022-04-11")})
        .then_rejected(Rejection::date_out_of_order, "on");
    books.when(AssessLateCharges{.account = AccountId{"8"}}).then_rejected(Rejection::account_unknown, "account");
}

TEST(LateCharges, AMonthThatIsPaidForInTimeIsNotChargedAgain) {
    LateBooks books(a_policy(LateChargeMethod::monthly, 150));
    books.assess("2022-03-11").then_accepted();
    books.when(AssessLateCharges{.account = AccountId{"7"}}).then_nothing_changed();
}

// --- What makes them fall

TEST(LateCharges, G13_ABackDatedPaymentReversesTheChargeItDisproves) {
    LateBooks books(a_policy(LateChargeMethod::once, 150));
    books.assess("2022-03-11").then_accepted();
    books.today("2022-03-20").when(a_payment("7", "100.00", "2022-03-09")).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 1.50 back_dated_credit by 7-P1");
    EXPECT_EQ(books.payoff("7"), "0.00");
    EXPECT_TRUE(books.account("7").items.empty());
}

TEST(LateCharges, APaymentOfTheDayOrLaterDisprovesNothing) {
    LateBooks books(a_policy(LateChargeMethod::once, 150));
    books.assess("2022-03-11").then_accepted();
    books.when(a_payment("7", "100.00", "2022-03-11")).then_accepted();
    EXPECT_EQ(books.cancelled(), "");
    EXPECT_EQ(books.payoff("7"), "1.50");
}

TEST(LateCharges, AReturnedTenderOfTheDayBearsTheChargeOut) {
    LateBooks books(a_policy(LateChargeMethod::once, 150));
    books.given({a_payment("7", "100.00", "2022-03-01")});
    books.today("2022-03-20")
        .given({CancelTender{.payment_event = PaymentEventId{"7-PE1"}, .cancel_reason = Code{"NSF"}}})
        .when(AssessLateCharges{.account = AccountId{"7"}})
        .then_accepted();
    books.when(a_payment("7", "1.00", "2022-03-19")).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 1.50 back_dated_credit by 7-P2") << "1.49 was due";
    books.when(AssessLateCharges{.account = AccountId{"7"}}).then_accepted();
    EXPECT_EQ(books.assessed(), "7-L2 1.49 2022-03-11..2022-03-21");
}

TEST(LateCharges, WhatABackDatedPaymentLeavesOverdueIsChargedForByTheNextRun) {
    LateBooks books(a_policy(LateChargeMethod::daily, 1'825));
    books.assess("2022-03-21").then_accepted();
    books.today("2022-03-22").when(a_payment("7", "40.00", "2022-03-15")).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 0.50 back_dated_credit by 7-P1");
    EXPECT_EQ(books.assess("2022-03-22").assessed(), "7-L2 0.41 2022-03-11..2022-03-22")
        << "4 days of 100.00 and 7 of 60.00";
}

TEST(LateCharges, WhatHadPaidACancelledChargeGoesToWhatIsOldest) {
    LateBooks books(a_policy(LateChargeMethod::flat, 0, "5.00"));
    books.assess("2022-03-11").then_accepted();
    books.today("2022-03-20").given({a_payment("7", "105.00", "2022-03-20")});
    books.bill("7", "7-I2", "2022-04-10", {{"7-GAS", "30.00"}});
    books
        .when(CancelLateCharge{
            .account = AccountId{"7"}, .charge = DocumentId{"7-L1"}, .cancel_reason = Code{"GOODWILL"}})
        .then_accepted();
    EXPECT_EQ(books.deallocated(), "7-L1/7-GAS=5.00 from 7-P1.T1");
    EXPECT_EQ(books.allocated(), "7-I2/7-GAS=5.00 from 7-P1.T1");
    EXPECT_EQ(books.open_of("7", "7-I2", "7-GAS"), "25.00");
}

TEST(LateCharges, ADayThatWasGivenUpIsNotChargedAgain) {
    LateBooks books(a_policy(LateChargeMethod::monthly, 150));
    books.assess("2022-03-11").then_accepted();
    const CancelLateCharge waive{
        .account = AccountId{"7"}, .charge = DocumentId{"7-L1"}, .cancel_reason = Code{"GOODWILL"}};
    books.when(waive).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 1.50 waived by ");
    books.assess("2022-03-31").then_rejected(Rejection::no_late_charge_due, "account");
    EXPECT_EQ(books.assess("2022-04-11").assessed(), "7-L2 1.50 2022-04-11..2022-05-11");
    books.when(waive).then_nothing_changed();
    CancelLateCharge otherwise = waive;
    otherwise.cancel_reason = Code{"ERROR"};
    books.when(otherwise).then_rejected(Rejection::late_charge_already_cancelled, "charge");
    otherwise.charge = DocumentId{"7-I1"};
    books.when(otherwise).then_rejected(Rejection::late_charge_unknown, "charge");
    otherwise.charge = DocumentId{"7-L2"};
    otherwise.on = date("2022-04-10");
    books.when(otherwise).then_rejected(Rejection::date_out_of_order, "on");
    otherwise.account = AccountId{"9"};
    books.when(otherwise).then_rejected(Rejection::account_unknown, "account");
}

TEST(LateCharges, ACancelledFeeTakesItsLateChargeAlong) {
    LateBooks books(a_policy(LateChargeMethod::once, 1'000));
    books.given({RequestAdjustment{.account = AccountId{"7"},
                                   .adjustment_type = Code{"FEE"},
                                   .amount = usd("20.00"),
                                   .ages_from = date("2022-03-10"),
                                   .memo = {}}});
    EXPECT_EQ(books.assess("2022-03-11").assessed(),
              "7-L1 10.00 2022-03-11..2022-03-12, 7-L2 2.00 2022-03-11..2022-03-12");
    books.when(CancelAdjustment{.account = AccountId{"7"}, .adjustment = DocumentId{"7-ADJ1"}}).then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L2 2.00 adjustment_cancelled by 7-ADJ1");
    EXPECT_EQ(books.payoff("7"), "110.00");
}

TEST(LateCharges, AReversedInvoiceTakesItsLateChargesAlongAndWhatPaidThemIsCreditAgain) {
    LateBooks books(a_policy(LateChargeMethod::flat, 0, "5.00"));
    books.assess("2022-03-11").then_accepted();
    PostPayment payment = a_payment("7", "5.00", "2022-03-11");
    payment.shares = {a_spec_share("7", "5.00", {{"7-L1", "5.00"}})};
    books.given({payment});
    books.today("2022-03-20")
        .when(ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I1"}, .rebill = false})
        .then_accepted();
    EXPECT_EQ(books.cancelled(), "7-L1 5.00 invoice_reversed by 7-I1");
    EXPECT_EQ(books.payoff("7"), "-5.00");
    EXPECT_EQ(books.unapplied("7"), "5.00");
}

TEST(LateCharges, ACancellationIsTheExactNegation) {
    LateBooks books(a_policy(LateChargeMethod::once, 150));
    books.assess("2022-03-11").then_accepted();
    const Financial charged = books.made<LateChargeAssessed>().at(0).financial;
    books.today("2022-03-12").when(CancelLateCharge{.account = AccountId{"7"}, .charge = DocumentId{"7-L1"}});
    const Financial taken_back = books.made<LateChargeCancelled>().at(0).financial;
    EXPECT_EQ(taken_back.payoff, -charged.payoff);
    EXPECT_EQ(taken_back.ages_from, charged.ages_from);
    ASSERT_EQ(taken_back.postings.size(), charged.postings.size());
    for (std::size_t i = 0; i < charged.postings.size(); ++i) {
        EXPECT_EQ(taken_back.postings[i].gl_account, charged.postings[i].gl_account);
        EXPECT_EQ(taken_back.postings[i].amount, -charged.postings[i].amount);
    }
}

// --- The table

TEST(LateCharges, APolicySaysExactlyWhatItsMethodCharges) {
    Books books;
    const auto rejected = [&](LateChargePolicy row, Rejection rejection, std::string_view field) {
        books.when(Define<LateChargePolicy>{{}, std::move(row)}).then_rejected(rejection, field);
    };
    const LateChargePolicy res{.code = Code{"RES"}};
    const auto with = [&](LateChargeMethod method, std::uint32_t rate, std::string_view amount) {
        LateChargePolicy row = res;
        row.method = method;
        row.rate_basis_points = rate;
        row.amount = usd(amount);
        return row;
    };
    rejected({.code = Code{"XX"}}, Rejection::code_unknown, "row.code");
    rejected(with(LateChargeMethod::none, 1, "0"), Rejection::field_invalid, "row.rate_basis_points");
    rejected(with(LateChargeMethod::none, 0, "1"), Rejection::field_invalid, "row.amount");
    rejected(with(LateChargeMethod::flat, 1, "1"), Rejection::field_invalid, "row.rate_basis_points");
    rejected(with(LateChargeMethod::flat, 0, "0"), Rejection::field_missing, "row.amount");
    rejected(with(LateChargeMethod::once, 1, "1"), Rejection::field_invalid, "row.amount");
    rejected(with(LateChargeMethod::once, 0, "0"), Rejection::field_missing, "row.rate_basis_points");
    rejected(with(LateChargeMethod::daily, 1, "1"), Rejection::field_invalid, "row.amount");
    rejected(with(LateChargeMethod::daily, 0, "0"), Rejection::field_missing, "row.rate_basis_points");
    rejected(with(LateChargeMethod::monthly, 1, "1"), Rejection::field_invalid, "row.amount");
    rejected(with(LateChargeMethod::monthly, 0, "0"), Rejection::field_missing, "row.rate_basis_points");
    rejected(with(LateChargeMethod::monthly, 10'001, "0"), Rejection::field_invalid, "row.rate_basis_points");
    rejected(with(LateChargeMethod::flat, 0, "-1"), Rejection::field_invalid, "row.amount");
    LateChargePolicy slow = with(LateChargeMethod::flat, 0, "1");
    slow.grace_days = 367;
    rejected(slow, Rejection::field_invalid, "row.grace_days");
    slow.grace_days = 0;
    slow.floor = usd("-1");
    rejected(slow, Rejection::field_invalid, "row.floor");
}

}  // namespace
}  // namespace tally::test
