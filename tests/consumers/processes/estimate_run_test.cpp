// Estimates against a store: what is missing and may be estimated, nothing twice, what is in doubt is left alone; the
// lists of both, the account's alert, and what an explanation says of an estimate.

#include "consumers/processes/estimate_run/estimate_run.h"

#include <gmock/gmock.h>

#include "consumers/processes/process.h"
#include "projections/customers/customer_queries.h"
#include "projections/exceptions/exception_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/render/render.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;
using testing::HasSubstr;

// Accounts 1 to 4 have gas since January 5, read on February 2 and billed on February 3. In the window of March, with
// estimates from March 7 on, 1 is read, 2 and 4 are not, and what was read of 3 is in doubt. 4 allows no estimates.
class EstimateRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        auto commands = settings();
        for (auto& body : settings())
            if (auto* type = get_if<Define<ServiceAgreementType>>(&body); type && type->row.code == Code{"GAS"}) {
                Define<ServiceAgreementType> strict = *type;
                strict.row.code = Code{"GAS-READ"};
                commands.push_back(strict);
                type->row.estimates_allowed = true;
                commands.push_back(*type);
            }
        commands.push_back(Define<BillCycleWindow>{
            {}, {Code{"M01"}, test::date("2022-03-03"), test::date("2022-03-09"), {}, test::date("2022-03-07")}});
        commands.push_back(Define<ReadValidation>{{}, {.service = Code{"gas"}, .high_ratio = test::rate("3")}});
        for (const auto* id : {"1", "2", "3", "4"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) {
                if (auto* start = get_if<StartService>(&command); start && std::string_view{id} == "4")
                    start->sa_type = Code{"GAS-READ"};
                commands.push_back(std::move(command));
            }
        send(std::move(commands), "2022-01-05");
        for (const std::string id : {"1", "2", "3", "4"})
            send({test::a_read("L" + id + "-G", "2022-02-02", "40"), bill(id, "2022-02-03")}, "2022-02-03");
        send({test::a_read("L1-G", "2022-03-04", "80"), test::a_read("L3-G", "2022-03-04", "900")}, "2022-03-04");
    }
    static BillAccount bill(std::string_view id, std::string_view day) {
        return {AccountId{id}, Code{"M01"}, test::date(day)};
    }
    EstimateRunReport estimate(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_estimates(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                    [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(EstimateRunReport{});
    }
    projections::Reader reader() {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        return projections::reader_of(*division_);
    }
    static projections::AsOf on(std::string_view day) {
        projections::AsOf as_of;
        as_of.today = test::date(day);
        return as_of;
    }
};

TEST_F(EstimateRuns, G4_EstimateWhatIsMissingOnceAndLeaveWhatIsInDoubt) {
    auto report = estimate("2022-03-06");
    EXPECT_EQ(report.looked_at, 4u);
    EXPECT_EQ(report.due, 0u) << "the estimate date has not come";
    EXPECT_EQ(report.not_allowed, 3u);
    report = estimate("2022-03-07");
    EXPECT_EQ(report.due, 1u);
    EXPECT_EQ(report.estimated, 1u);
    EXPECT_EQ(report.skipped, 1u);
    EXPECT_EQ(report.not_allowed, 1u);
    ASSERT_EQ(report.skips.size(), 1u);
    EXPECT_EQ(report.skips[0].account, AccountId{"3"});
    EXPECT_EQ(report.skips[0].reason, Code{"read_in_doubt"});
    report = estimate("2022-03-07");
    EXPECT_EQ(report.due, 0u) << "it is there";
    EXPECT_EQ(report.skipped, 1u);
    // 33 days at 40 in 30: 44. It is billed, and its line says how it was estimated.
    send({bill("2", "2022-03-07")}, "2022-03-07");
    const auto read = reader();
    const auto explained = projections::explain_bill(read, DocumentId{"2-I2"}, {});
    ASSERT_TRUE(explained && *explained);
    const std::string text = render(**explained, projections::RenderContext{read.currency, read.open, read.day_of});
    EXPECT_THAT(text, HasSubstr("84  estimated"));
    EXPECT_THAT(text, HasSubstr("from estimate: recent_days"));
    EXPECT_THAT(text, HasSubstr("estimated: 44 therm for 33 days from days lately: 40 therm in 30 days"));
    EXPECT_TRUE((**explained).agrees);
}

TEST_F(EstimateRuns, AreListedBeforeAndAfter) {
    const auto missing = projections::missing_reads_of(reader(), test::date("2022-03-07"), on("2022-03-07"), {});
    ASSERT_TRUE(missing);
    ASSERT_EQ(missing->missing.size(), 3u);
    EXPECT_EQ(missing->missing[0].heading.account, AccountId{"2"});
    EXPECT_EQ(missing->missing[0].from, test::date("2022-02-03"));
    EXPECT_EQ(missing->missing[0].day, test::date("2022-03-07"));
    EXPECT_TRUE(missing->missing[0].may_be_estimated);
    EXPECT_EQ(missing->missing[1].doubted_on, test::date("2022-03-04"));
    EXPECT_FALSE(missing->missing[2].may_be_estimated);
    // Page by page.
    projections::Page page{2, {}};
    auto first = projections::missing_reads_of(reader(), test::date("2022-03-07"), on("2022-03-07"), page);
    ASSERT_TRUE(first && first->next.given);
    page.after = first->next.value.str();
    const auto second = projections::missing_reads_of(reader(), test::date("2022-03-07"), on("2022-03-07"), page);
    ASSERT_TRUE(second);
    ASSERT_EQ(second->missing.size(), 1u);
    EXPECT_EQ(second->missing[0].heading.account, AccountId{"4"});
    EXPECT_FALSE(second->next.given);

    send({test::a_read("L4-G", "2022-03-05", "901")}, "2022-03-06");
    const auto all = projections::exceptions(reader(), {}, on("2022-03-07"), {1, {}});
    ASSERT_TRUE(all && *all);
    ASSERT_EQ((*all)->exceptions.size(), 1u);
    const auto& line = (*all)->exceptions[0];
    EXPECT_EQ(line.service_point, ServicePointId{"L3-G"});
    EXPECT_EQ(line.payer.account, AccountId{"3"});
    EXPECT_EQ(line.age_days, 3u);
    EXPECT_EQ(line.unit, Code{"therm"});
    ASSERT_TRUE((*all)->next.given);
    const auto rest = projections::exceptions(reader(), {}, on("2022-03-07"), {1, (*all)->next.value.str()});
    ASSERT_TRUE(rest && *rest);
    ASSERT_EQ((*rest)->exceptions.size(), 1u);
    EXPECT_EQ((*rest)->exceptions[0].payer.account, AccountId{"4"});
    const auto there = projections::exceptions(reader(), ServicePointId{"L4-G"}, on("2022-03-07"), {});
    ASSERT_TRUE(there && *there);
    EXPECT_EQ((*there)->exceptions.size(), 1u);
    EXPECT_FALSE(*projections::exceptions(reader(), ServicePointId{"L9-G"}, {}, {}));

    const auto read = reader();
    const auto account = projections::account(read, AccountId{"3"}, {});
    ASSERT_TRUE(account && *account);
    ASSERT_EQ((**account).reads_in_doubt.size(), 1u);
    EXPECT_EQ((**account).reads_in_doubt[0].sa, ServiceAgreementId{"3-GAS"});
    const std::string text = render(**account, projections::RenderContext{read.currency, read.open, read.day_of});
    EXPECT_THAT(text, HasSubstr("read of 2022-03-04 at L3-G is in doubt: high"));

    send({AcceptRead{ServicePointId{"L3-G"}, {}, test::date("2022-03-04"), Plain{"seen"}},
          WithdrawRead{ServicePointId{"L4-G"}, {}, test::date("2022-03-05")}},
         "2022-03-07");
    const auto none = projections::exceptions(reader(), {}, on("2022-03-07"), {});
    ASSERT_TRUE(none && *none);
    EXPECT_TRUE((*none)->exceptions.empty());
}

TEST_F(EstimateRuns, AreAProcessWithAPreview) {
    const Process* const process = find_process("estimates");
    ASSERT_NE(process, nullptr);
    DivisionPort port(*division_);
    HeldStore held(*division_);
    ProcessRequest request;
    request.run = {test::date("2022-03-07"), Plain{"test"}, noon("2022-03-07")};
    request.preview = true;
    const auto preview = run_process(*process, port, held, request, [](const RunProgress&) { return true; });
    ASSERT_TRUE(preview);
    EXPECT_THAT(preview->outcome.text.str(), HasSubstr("1 channel to estimate, 0 estimated"));
    EXPECT_EQ(estimate("2022-03-07", 1).estimated, 1u);
}

}  // namespace
}  // namespace tally::tests
