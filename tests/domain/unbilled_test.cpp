// Unbilled revenue: what was earned in a period and not billed in its books.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/books/journal.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

// Customer 7, gas from January 5 on, and an accounting period for each month until March.
class Unbilled : public testing::Test {
  protected:
    Unbilled() {
        scenario.given(standard_settings());
        scenario.given({open_period("2022-01-01", "2022-02-01"), open_period("2022-02-01", "2022-03-01"),
                        open_period("2022-03-01", "2022-04-01")});
        scenario.given(a_gas_customer("7", "2022-01-05"));
    }
    static OpenPeriod open_period(std::string_view first, std::string_view until) { return {date(first), date(until)}; }
    static AccrueUnbilled accrue(std::string_view on = "") { return {AccountId{"7"}, on.empty() ? Date{} : date(on)}; }
    static BillAccount bill(std::string_view bill_date) { return {AccountId{"7"}, {}, date(bill_date)}; }
    UnbilledAccrued accrued() {
        const auto made = scenario.made<UnbilledAccrued>();
        EXPECT_EQ(made.size(), 1u);
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << to_text(event);
        return made.empty() ? UnbilledAccrued{} : made.front();
    }
    // Of the books between two days.
    Money posted_to(GlRole role, std::string_view first, std::string_view until) {
        Money sum;
        for (const RecordedEvent& recorded : scenario.world().log())
            if (const Financial* financial = financial_of(recorded.event))
                if (date(first) <= financial->accounting_date && financial->accounting_date < date(until))
                    for (const Posting& posting : financial->postings)
                        if (posting.role == role) sum += posting.amount;
        return sum;
    }
    Scenario scenario;
};

TEST_F(Unbilled, G22_IsPostedOnTheLastDayReversedOnTheNextAndOwedByNoOne) {
    const AccountState before = scenario.account("7");
    scenario.today("2022-01-31").given({a_read("L7-G", "2022-01-31", "40")});
    scenario.when(accrue()).then_accepted();
    const auto event = accrued();
    EXPECT_EQ(event.accrual.str(), "7-UNB1");
    EXPECT_EQ(event.financial.accounting_date, date("2022-01-31"));
    EXPECT_EQ(posted(event.financial),
              "unbilled " + to_string(event.amount, 2) + " revenue " + to_string(-event.amount, 2));
    EXPECT_EQ(event.financial.postings[1].gl_account.str(), "gl:revenue:gas");
    const auto reversed = scenario.made<UnbilledReversed>().at(0);
    EXPECT_EQ(reversed.financial.accounting_date, date("2022-02-01"));
    EXPECT_EQ(posted_to(GlRole::unbilled, "2022-01-01", "2022-03-01"), Money{});
    EXPECT_EQ(posted_to(GlRole::revenue, "2022-01-01", "2022-03-01"), Money{});
    const AccountState& after = scenario.account("7");
    EXPECT_EQ(after.items, before.items);
    EXPECT_EQ(after.payoff(), Money{});
    EXPECT_EQ(after.current(), Money{});
    EXPECT_EQ(after.since_statement, before.since_statement) << "no statement tells of it";
}

// 27 days are a full period: 16.50, and 40 therms at 0.62 beside 37 of them, above 3, at 0.75; 2% of 16.50 and 27.75.
TEST_F(Unbilled, G22_WhatWasMeasuredEarnsWhatItsBillCharges) {
    scenario.today("2022-01-31").given({a_read("L7-G", "2022-01-31", "40")});
    scenario.when(accrue()).then_accepted();
    const auto event = accrued();
    EXPECT_EQ(event.amount, usd("16.50") + usd("27.75") + usd("24.80") + usd("0.89"));
    ASSERT_EQ(event.agreements.at(0).uses.size(), 1u);
    EXPECT_EQ(event.agreements[0].uses[0].basis, UnbilledBasis::measured);
    scenario.when(bill("2022-02-03")).then_accepted();
    EXPECT_EQ(scenario.made<InvoiceIssued>().at(0).charges_total, event.amount) << "and tax beside it";
}

TEST_F(Unbilled, G22_WhatIsBilledInLaterBooksIsUnbilledInThese) {
    scenario.today("2022-02-04").given({a_read("L7-G", "2022-02-03", "60"), bill("2022-02-04")});
    scenario.when(accrue("2022-01-31")).then_accepted();
    const auto event = accrued();
    ASSERT_EQ(event.agreements.size(), 1u);
    EXPECT_EQ(event.agreements[0].from, date("2022-01-05"));
    EXPECT_EQ(event.agreements[0].until, date("2022-02-01"));
    ASSERT_EQ(event.agreements[0].uses.size(), 1u);
    EXPECT_EQ(event.agreements[0].uses[0].basis, UnbilledBasis::between_reads);
    EXPECT_EQ(event.agreements[0].uses[0].quantity, quantity("54")) << "27 of 30 days";
    // Both months together have what was billed.
    const Money billed = usd("16.50") + usd("35.25") + usd("5.50") + usd("37.20") + usd("1.15");
    EXPECT_EQ(posted_to(GlRole::revenue, "2022-01-01", "2022-03-01"), -billed);
    EXPECT_EQ(posted_to(GlRole::revenue, "2022-01-01", "2022-02-01"), -event.amount);
    scenario.given({ClosePeriod{date("2022-01-01")}});
    scenario.when(accrue("2022-01-31")).then_rejected(Rejection::period_closed, "on");
}

// At a month's end an account of many years is accrued without reading its years.
TEST_F(Unbilled, G22_WhatIsBilledInTheseBooksIsKnownWithoutTheHistory) {
    scenario.today("2022-01-26").given({a_read("L7-G", "2022-01-24", "40"), bill("2022-01-24")});
    scenario.today("2022-01-31").given({a_read("L7-G", "2022-01-31", "60")});
    const std::size_t read_before = scenario.world().histories_read();
    scenario.when(accrue()).then_accepted();
    EXPECT_EQ(scenario.world().histories_read(), read_before);
    const auto event = accrued();
    EXPECT_EQ(event.agreements.at(0).from, date("2022-01-25"));
    EXPECT_EQ(event.agreements.at(0).uses.at(0).quantity, quantity("20"));
}

TEST_F(Unbilled, G22_WhatWasTakenBackIsUnbilledFromItsFirstDay) {
    scenario.today("2022-01-15").given({a_read("L7-G", "2022-01-14", "20"), bill("2022-01-14")});
    scenario.today("2022-01-26").given({a_read("L7-G", "2022-01-24", "40"), bill("2022-01-24")});
    scenario.given({ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I2"}},
                    ReverseInvoice{.account = AccountId{"7"}, .invoice = DocumentId{"7-I1"}}});
    scenario.today("2022-01-31").given({a_read("L7-G", "2022-01-31", "60")});
    scenario.when(accrue()).then_accepted();
    const auto event = accrued();
    EXPECT_EQ(event.agreements.at(0).from, date("2022-01-05"));
    EXPECT_EQ(event.agreements.at(0).until, date("2022-02-01"));
}

TEST_F(Unbilled, G22_TheRestIsEstimatedFromRecentDays) {
    scenario.today("2022-01-26").given({a_read("L7-G", "2022-01-24", "40")});  // In 21 days since the meter came.
    scenario.when(accrue()).then_accepted();
    const auto event = accrued();
    ASSERT_EQ(event.agreements.at(0).uses.size(), 2u);
    EXPECT_EQ(event.agreements[0].uses[0].basis, UnbilledBasis::measured);
    EXPECT_EQ(event.agreements[0].uses[0].quantity, quantity("40"));
    EXPECT_EQ(event.agreements[0].uses[1].basis, UnbilledBasis::recent_days);
    EXPECT_EQ(event.agreements[0].uses[1].quantity, quantity("13"));
    EXPECT_EQ(scenario.premise("L7").service_points[0].last_reads[0].read_on, date("2022-01-24"))
        << "an estimate for the books is no read";
}

TEST_F(Unbilled, G22_WithoutABasisDaysAreChargedAndItIsSaid) {
    scenario.today("2022-01-31").when(accrue()).then_accepted();
    const auto event = accrued();
    EXPECT_EQ(event.agreements.at(0).no_basis.str(), "estimate_has_no_basis");
    EXPECT_THAT(event.agreements[0].explanation.str(), testing::HasSubstr("settings.define_usage_profile"));
    EXPECT_EQ(event.amount, usd("16.50") + usd("0.33"));
    EXPECT_EQ(scenario.account("7").accrual.without_basis, 1u);
}

TEST_F(Unbilled, G22_ASecondOnePostsTheDifference) {
    scenario.today("2022-01-31").given({accrue()});
    const Money first = scenario.account("7").accrual.amount;
    scenario.when(accrue()).then_nothing_changed();
    scenario.given({a_read("L7-G", "2022-01-31", "40")}).when(accrue()).then_accepted();
    const auto event = accrued();
    EXPECT_EQ(event.replaces.str(), "7-UNB1");
    EXPECT_EQ(event.previous_amount, first);
    EXPECT_EQ(posted_to(GlRole::unbilled, "2022-01-01", "2022-02-01"), event.amount);
    EXPECT_EQ(posted_to(GlRole::unbilled, "2022-01-01", "2022-03-01"), Money{});
    // All of it is billed in January's own books: nothing is left.
    scenario.given({bill("2022-01-31")}).when(accrue()).then_accepted();
    EXPECT_EQ(accrued().amount, Money{});
    EXPECT_EQ(posted_to(GlRole::unbilled, "2022-01-01", "2022-02-01"), Money{});
    scenario.when(accrue()).then_nothing_changed();
}

TEST_F(Unbilled, G22_UsageThatIsReportedIsSharedFilledAndAddedUp) {
    InstallMeter meter = a_meter("L7-W", "WM7", "2022-01-05", "0", "m3");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.reads.clear();
    const auto usage = [](std::string_view from, std::string_view until, std::string_view value) {
        return RecordUsage{.service_point = ServicePointId{"L7-W"},
                           .from = date(from),
                           .until = date(until),
                           .quantity = quantity(value)};
    };
    scenario.given({meter, a_service("7", "7-WATER", "WATER", "L7-W", "2022-01-05")});
    scenario.today("2022-02-05")
        .given({usage("2022-01-05", "2022-01-20", "15"), usage("2022-01-25", "2022-02-04", "20")});
    scenario.when(accrue("2022-01-31")).then_accepted();
    const auto event = accrued();
    ASSERT_EQ(event.agreements.size(), 2u);
    const UnbilledAgreement& water = event.agreements[1];
    EXPECT_EQ(water.no_basis.str(), "") << water.explanation.str();
    ASSERT_EQ(water.uses.size(), 3u);
    EXPECT_EQ(water.uses[0].quantity, quantity("15"));
    EXPECT_EQ(water.uses[1].basis, UnbilledBasis::recent_days) << "five days that nothing was reported of";
    EXPECT_EQ(water.uses[2].basis, UnbilledBasis::between_reads);
    EXPECT_EQ(water.uses[2].quantity, quantity("14")) << "seven of ten days";
}

TEST_F(Unbilled, G22_WhatNothingMeasuresIsEarnedByDays) {
    scenario.today("2022-01-20").given({a_service("7", "7-TRASH", "TRASH", "", "2022-01-20")});
    scenario.when(accrue()).then_accepted();
    const UnbilledAgreement trash = accrued().agreements.at(1);
    EXPECT_EQ(trash.no_basis.str(), "");
    EXPECT_EQ(trash.amount, usd("4.80")) << "12 of 30 days of 12.00";
}

TEST_F(Unbilled, G22_WhatCannotBeIsRefusedByName) {
    scenario.when(AccrueUnbilled{.account = AccountId{"9"}}).then_rejected(Rejection::account_unknown, "account");
    scenario.today("2022-03-31").when(accrue()).then_rejected(Rejection::next_period_not_open, "on");
    scenario.when(accrue("2022-02-28")).then_accepted();
    scenario.when(accrue("2022-01-31")).then_rejected(Rejection::date_out_of_order, "on");
    scenario.today("2022-04-02").when(accrue()).then_rejected(Rejection::accounting_period_unknown, "on");
    scenario.given({an_account("8", "P7", "2022-04-02")});
    scenario.when(AccrueUnbilled{AccountId{"8"}, date("2022-02-28")})
        .then_rejected(Rejection::nothing_unbilled, "account");
}

TEST(UnbilledWithoutAnAccount, G22_OfTheGeneralLedgerIsRefused) {
    auto settings = standard_settings();
    std::erase_if(settings, [](const Command& command) {
        const auto* defined = get_if<Define<GlAccount>>(&command);
        return defined && defined->row.role == GlRole::unbilled;
    });
    Scenario scenario(settings);
    scenario.given(
        {OpenPeriod{date("2022-01-01"), date("2022-02-01")}, OpenPeriod{date("2022-02-01"), date("2022-03-01")}});
    scenario.given(a_gas_customer("7", "2022-01-05"));
    scenario.when(AccrueUnbilled{AccountId{"7"}, {}}).then_rejected(Rejection::gl_account_missing);
    EXPECT_EQ(scenario.refusal()->value, "unbilled");
}

}  // namespace
}  // namespace tally::test
