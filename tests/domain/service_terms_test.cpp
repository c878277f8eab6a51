// How many of what its tariff prices an agreement is charged for, and how often it is billed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/account/service/service.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const ServiceAgreementId bins{"7-BIN"};
const AccountId seven{"7"};

// Customer 7 with gas and, from 2022-01-05, bins at 12.00 a month of 30 days, less 4, plus 5.
class ServiceTerms : public testing::Test {
  protected:
    ServiceTerms() {
        scenario.given(standard_settings()).given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-01-05");
    }
    static StartService start(std::string_view quantity_text = "1", std::uint16_t periods = 1) {
        StartService command = a_service("7", "7-BIN", "TRASH", "", "2022-01-05");
        command.quantity = quantity(quantity_text);
        command.periods = periods;
        return command;
    }
    static ChangeServiceQuantity count(std::string_view quantity_text, std::string_view from = {}) {
        return {bins, quantity(quantity_text), from.empty() ? Date{} : date(from)};
    }
    static ChangeServiceFrequency every(std::uint16_t periods) { return {bins, periods}; }
    static BillAccount bill(std::string_view on) { return {seven, {}, date(on)}; }
    const ServiceAgreement& agreement(std::string_view account = "7", const ServiceAgreementId& sa = bins) {
        const auto* found = scenario.account(account).agreement(sa);
        TALLY_ASSERT(found, "no such agreement in this test");
        return *found;
    }
    // "bin 3 x 12 x 20/30 = 24.00", of the bins' segment that was made last; empty: none was.
    std::vector<std::string> charged() {
        std::vector<std::string> lines;
        for (const BillSegmentFrozen& segment : scenario.made<BillSegmentFrozen>())
            if (segment.sa == bins)
                for (const BillLine& line : segment.lines)
                    lines.push_back(to_string(line.quantity) + " x " + to_string(line.price) + " x " +
                                    std::to_string(line.fraction.numerator) + "/" +
                                    std::to_string(line.fraction.denominator) + " = " + to_string(line.amount, 2));
        return lines;
    }
    Scenario scenario;
};
using testing::ElementsAre;

TEST_F(ServiceTerms, B12_AQuantityChangesFromADayThatIsNotCharged) {
    scenario.given({start("3")});
    EXPECT_EQ(agreement().quantity, quantity("3"));
    scenario.today("2022-02-04").when(bill("2022-02-04"));
    EXPECT_THAT(charged(), ElementsAre("3 x 12 x 1/1 = 36.00"));
    scenario.when(count("0", "2022-02-20"))
        .then_rejected(Rejection::quantity_must_be_above_zero, "quantity")
        .when(count("-1", "2022-02-20"))
        .then_rejected(Rejection::quantity_must_be_above_zero, "quantity")
        .when(count("100000.5", "2022-02-20"))
        .then_rejected(Rejection::field_invalid, "quantity")
        .when(count("5"))
        .then_rejected(Rejection::field_missing, "from")
        .when(count("5", "2022-02-03"))
        .then_rejected(Rejection::usage_already_billed, "from")
        .when(count("3", "2022-02-20"))
        .then_nothing_changed()
        .when(count("5", "2022-02-20"))
        .then({ServiceQuantityChanged{seven, bins, quantity("5"), quantity("3"), date("2022-02-20")}})
        .when(count("5", "2022-02-20"))
        .then_nothing_changed();
    EXPECT_EQ(agreement().quantity_on(date("2022-02-19")), quantity("3"));
    EXPECT_EQ(agreement().quantity_on(date("2022-02-20")), quantity("5"));
    // 16 and 14 of 30 days: 19.20 and 28.00
    scenario.today("2022-03-06").when(bill("2022-03-06"));
    EXPECT_THAT(charged(), ElementsAre("3 x 12 x 16/30 = 19.20", "5 x 12 x 14/30 = 28.00"));
    // An earlier day takes the place of the later one.
    scenario.given({count("6", "2022-03-20"), count("4", "2022-03-10")});
    EXPECT_EQ(agreement().earlier_quantities,
              (std::vector<EarlierQuantity>{{quantity("3"), date("2022-02-20")}, {quantity("5"), date("2022-03-10")}}));
}

TEST_F(ServiceTerms, B12_ABillMadeAgainChargesTheQuantityOfItsDays) {
    scenario.given({start("3")}).today("2022-02-04").given({bill("2022-02-04"), count("5", "2022-02-04")});
    scenario.when(ReverseInvoice{.account = seven, .invoice = DocumentId{"7-I1"}, .rebill = true}).then_accepted();
    EXPECT_THAT(charged(), ElementsAre("3 x 12 x 1/1 = 36.00"));
}

TEST_F(ServiceTerms, B12_BeforeTheStartAQuantityHoldsFromTheStart) {
    scenario.given({a_location("L8")}).given({a_person("P8", "Ann"), an_account("8", "P8")});
    scenario.given({a_service("8", "8-WAT", "WATER", "L8-W", "2022-02-01")});
    const ServiceAgreementId water{"8-WAT"};
    scenario.when(ChangeServiceQuantity{water, quantity("4"), date("2022-02-10")})
        .then_rejected(Rejection::sa_not_active, "from")
        .when(ChangeServiceQuantity{water, quantity("4"), {}})
        .then({ServiceQuantityChanged{AccountId{"8"}, water, quantity("4"), one_unit, {}}})
        .when(MoveServiceStart{water, date("2022-01-20")})
        .then_accepted();
    EXPECT_EQ(agreement("8", water).quantity_on(date("2022-01-20")), quantity("4"));
    scenario.given({WithdrawServiceStart{water}})
        .when(ChangeServiceQuantity{water, quantity("5"), {}})
        .then_rejected(Rejection::sa_not_active, "sa");
}

TEST_F(ServiceTerms, B12_AStartThatIsRepeatedHasTheSameTerms) {
    scenario.when(start("0")).then_rejected(Rejection::quantity_must_be_above_zero, "quantity");
    scenario.when(start("3", 13)).then_rejected(Rejection::field_invalid, "periods");
    scenario.when(start("3", 2)).then_accepted();
    EXPECT_EQ(scenario.made<ServiceQuantityChanged>().size(), 1u);
    EXPECT_EQ(scenario.made<ServiceFrequencyChanged>().size(), 1u);
    scenario.when(start("3", 2)).then_nothing_changed();
    scenario.when(start("4", 2)).then_rejected(Rejection::id_taken, "sa");
    scenario.when(start("3", 1)).then_rejected(Rejection::id_taken, "sa");
}

TEST_F(ServiceTerms, B12_AFrequencyIsOfWhatNothingMeasures) {
    scenario.when(ChangeServiceFrequency{ServiceAgreementId{"7-GAS"}, 3})
        .then_rejected(Rejection::frequency_needs_unmetered_service, "periods");
    StartService gas = a_service("7", "7-G2", "GAS", "L7-G", "2022-02-05");
    gas.periods = 2;
    scenario.when(gas).then_rejected(Rejection::frequency_needs_unmetered_service, "periods");
    scenario.given({start()})
        .when(every(0))
        .then_rejected(Rejection::field_invalid, "periods")
        .when(every(13))
        .then_rejected(Rejection::field_invalid, "periods")
        .when(every(1))
        .then_nothing_changed()
        .when(every(12))
        .then({ServiceFrequencyChanged{seven, bins, 12, 1, {}}})
        .when(every(12))
        .then_nothing_changed();
    scenario.given({StopService{bins, date("2022-01-20"), {}}})
        .when(every(1))
        .then_rejected(Rejection::sa_not_active, "sa");
}

TEST_F(ServiceTerms, B12_WhatIsBilledByTheQuarterWaitsForItsPeriods) {
    scenario.given({StopService{ServiceAgreementId{"7-GAS"}, date("2022-01-06"), {{Code{"1"}, quantity("0")}}}});
    scenario.given({start("1", 3)});
    scenario.today("2022-02-04").when(bill("2022-02-04")).then_accepted();  // The last of gas.
    EXPECT_TRUE(charged().empty());
    // 74 days are two and less than half a period; 75 are three.
    scenario.today("2022-03-20").when(bill("2022-03-20"));
    EXPECT_TRUE(charged().empty());
    // 89 days are within three times 26 to 35.
    scenario.today("2022-04-04").when(bill("2022-04-04")).then_accepted();
    EXPECT_THAT(charged(), ElementsAre("1 x 12 x 3/1 = 36.00"));
    // From now on with each bill; the quarter that is billed stays one when it is made again.
    scenario.when(every(1)).then({ServiceFrequencyChanged{seven, bins, 1, 3, date("2022-04-04")}});
    const DocumentId quarter = scenario.world().account(seven)->invoice_count == 2 ? DocumentId{"7-I2"} : DocumentId{};
    scenario.when(ReverseInvoice{.account = seven, .invoice = quarter, .rebill = true}).then_accepted();
    EXPECT_THAT(charged(), ElementsAre("1 x 12 x 3/1 = 36.00"));
    scenario.today("2022-05-04").when(bill("2022-05-04")).then_accepted();
    EXPECT_THAT(charged(), ElementsAre("1 x 12 x 1/1 = 12.00"));
    // The final bill does not wait.
    scenario.given({every(3), StopService{bins, date("2022-05-18"), {}}});
    scenario.today("2022-05-20").when(bill("2022-05-20")).then_accepted();
    EXPECT_THAT(charged(), ElementsAre("1 x 12 x 15/30 = 6.00"));
}

TEST_F(ServiceTerms, B12_ABudgetPlanAsksWithEachBill) {
    scenario.given({start("1", 3)});
    const EnrolInBudget enrol{.account = seven, .sa = bins, .amount = usd("12"), .amount_reason = Plain{"agreed"}};
    scenario.when(enrol)
        .then_rejected(Rejection::budget_needs_each_bill, "sa")
        .given({every(1), enrol})
        .when(every(3))
        .then_rejected(Rejection::budget_needs_each_bill, "sa");
}

TEST_F(ServiceTerms, B12_B14_WhatIsAtALocationIsCopiedAndRevertsAsMany) {
    scenario.given({start("3", 2)});
    SetUpCustomer set_up;
    set_up.new_person = a_person("P9", "Next");
    set_up.account = {.account = AccountId{"9"}, .customer_class = Code{"RES"}, .bill_cycle = Code{"M01"}};
    set_up.copy_from = seven;
    set_up.start_on = date("2022-02-01");
    set_up.services = {{.sa_type = Code{"GAS"}, .service_point = ServicePointId{"L7-G"}}};
    scenario.given({StopService{ServiceAgreementId{"7-GAS"}, date("2022-01-31"), {{Code{"1"}, quantity("9")}}}});
    scenario.when(set_up).then_accepted();
    const auto& copied = scenario.account("9").agreements;
    const auto bin = std::find_if(copied.begin(), copied.end(),
                                  [](const ServiceAgreement& each) { return each.sa_type == Code{"TRASH"}; });
    ASSERT_NE(bin, copied.end());
    EXPECT_EQ(bin->quantity, quantity("3"));
    EXPECT_EQ(bin->periods, 2);
    // Four dwellings behind one meter are four under the landlord, too.
    scenario.given(a_location("L8")).given({a_meter("L8-W", "WM8", "2022-01-01", "0", "kgal")});
    scenario.given({a_person("P8", "Lord"), an_account("8", "P8")});
    scenario.given({SetLandlordAgreement{PremiseId{"L8"}, {.account = AccountId{"8"}, .sa_type = Code{"WATER"}}}});
    StartService tenant = a_service("7", "7-WAT", "WATER", "L8-W", "2022-01-05");
    tenant.quantity = quantity("4");
    scenario.given(
        {tenant, StopService{ServiceAgreementId{"7-WAT"}, date("2022-02-20"), {{Code{"1"}, quantity("9")}}}});
    EXPECT_EQ(scenario.account("8").agreements.front().quantity, quantity("4"));
}

}  // namespace
}  // namespace tally::test
