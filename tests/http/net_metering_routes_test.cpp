// What the paths say of a customer with solar: the tariff's rule, each bill's bank, and the explanation of both.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/documented_answers.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using tests::ServedDivision;

class HttpNetMetering : public testing::Test {
  protected:
    // Two bills: the first sends back 90 kWh more than it draws, the second draws 60 kWh more.
    static void SetUpTestSuite() {
        served_ = std::make_unique<ServedDivision>();
        for (
            const auto* command :
            {R"({"type":"settings.define_service","command_id":"n1","row":{"code":"power","description":"Electricity"}})",
             R"({"type":"settings.define_gl_account","command_id":"n2","row":{"role":"revenue","qualifier":"power",)"
             R"("gl_account":"4030","description":"Electricity revenue"}})",
             R"({"type":"tariff.publish","command_id":"n3","tariff":"E-SOLAR","effective_from":"2021-01-01",)"
             R"("description":"Solar","service":"power","normal_days":30,"min_offset_days":15,"max_offset_days":15,)"
             R"("components":[{"code":"customer","kind":"fixed","description":"Customer charge","price":"10.00"},)"
             R"({"code":"energy","kind":"usage","description":"Energy","unit":"kWh","price":"0.20"},)"
             R"({"code":"export","kind":"usage","description":"Left in the bank","unit":"kWh","price":"0.05"}],)"
             R"("net_metering":{"rule":"banked","unit":"kWh","returned_channels":["OUT"],)"
             R"("credits":[{"component":"export"}],"true_up":"03-31"}})",
             R"({"type":"settings.define_sa_type","command_id":"n4","row":{"code":"E-SOLAR","description":"Solar",)"
             R"("service":"power","default_tariff":"E-SOLAR","pay_priority":10,"tax_codes":[]}})",
             R"({"type":"customer.set_up","command_id":"n5","new_person":{"name":{"full":"Sunny Acres"},"addresses":)"
             R"([{"address_id":"home","kind":"mailing","address":{"country":"US","address1":"7 Meadow Lane",)"
             R"("city":"Albany","state":"NY","postal":"12207"}}]},"account":{"account":"7001",)"
             R"("customer_class":"RES","bill_cycle":"M01","opened_on":"2022-01-05"},"new_location":)"
             R"({"premise":"L-SUN","address":{"country":"US","address1":"7 Meadow Lane","city":"Albany"}},)"
             R"("new_service_points":[{"service_point":"SP-SUN","service":"power"}],"new_meters":)"
             R"([{"service_point":"SP-SUN","meter":"M-SUN","installed_on":"2022-01-05","registers":)"
             R"([{"channel":"IN","unit":"kWh","dials":6},{"channel":"OUT","unit":"kWh","dials":6}],)"
             R"("reads":[{"channel":"IN","value":"0"},{"channel":"OUT","value":"0"}]}],)"
             R"("services":[{"sa":"7001-E","sa_type":"E-SOLAR","service_point":"SP-SUN","start_on":"2022-01-05"}]})",
             R"({"type":"premise.record_read","command_id":"r1","service_point":"SP-SUN","channel":"IN",)"
             R"("read_on":"2022-02-04","value":"210"})",
             R"({"type":"premise.record_read","command_id":"r2","service_point":"SP-SUN","channel":"OUT",)"
             R"("read_on":"2022-02-04","value":"300"})",
             R"({"type":"bill.account","command_id":"b1","account":"7001","bill_date":"2022-02-07"})",
             R"({"type":"premise.record_read","command_id":"r3","service_point":"SP-SUN","channel":"IN",)"
             R"("read_on":"2022-03-04","value":"390"})",
             R"({"type":"premise.record_read","command_id":"r4","service_point":"SP-SUN","channel":"OUT",)"
             R"("read_on":"2022-03-04","value":"420"})",
             R"({"type":"bill.account","command_id":"b2","account":"7001","bill_date":"2022-03-07"})"})
            served_->execute(command);
    }
    static void TearDownTestSuite() { served_.reset(); }

    std::string get(const std::string& target) {
        const auto answer = routes_.answer({"GET", target});
        EXPECT_EQ(answer.status, 200u) << target << answer.body;
        EXPECT_EQ(tests::wrong_with_answer("GET", target, answer.status, answer.content_type), "");
        return answer.body;
    }

    static inline std::unique_ptr<ServedDivision> served_;
    EmbeddedDirectory directory_{served_->division()};
    HttpRoutes routes_{directory_};
};

TEST_F(HttpNetMetering, G21_TheTariffSaysTheRuleAndTheDayThatSettlesTheBank) {
    EXPECT_THAT(
        get("/v1/tariffs/E-SOLAR"),
        HasSubstr(R"("net_metering":{"rule":"banked","unit":"kWh","returned_channels":["OUT"],"netting":"bill",)"
                  R"("credits":[{"component":"export","banks_of":[]}],"true_up":"03-31"})"));
}

TEST_F(HttpNetMetering, G21_EachBillHasWhatWasDrawnAndSentBackAndItsBank) {
    EXPECT_THAT(get("/v1/invoices/7001-I1"),
                HasSubstr(R"("banks":[{"component":"energy","unit":"kWh","from":"2022-01-05","until":"2022-02-05",)"
                          R"("delivered":"210","returned":"300","opening":"0","added":"90","used":"0","settled":"0",)"
                          R"("settled_by":"not_settled","closing":"90"}])"));
    const auto second = get("/v1/invoices/7001-I2");
    EXPECT_THAT(second, HasSubstr(R"("delivered":"180","returned":"120","opening":"90","added":"0","used":"60",)"
                                  R"("settled":"0","settled_by":"not_settled","closing":"30"}])"));
    EXPECT_THAT(second, HasSubstr(R"("channel":"OUT","from":"2022-02-05","until":"2022-03-05","start_value":"300",)"
                                  R"("stop_value":"420","multiplier":"1","quantity":"120","unit":"kWh")"));
}

TEST_F(HttpNetMetering, G21_TheLineThatTheBankLowersIsExplainedAndComputedAgain) {
    HttpRequest request{"GET", "/v1/lines/7001-B2-2/explanation"};
    request.accept = "text/plain";
    const auto answer = routes_.answer(request);
    EXPECT_EQ(answer.status, 200u) << answer.body;
    for (const auto* part : {"Drawn 180 kWh, sent back 120 kWh: set off over the bill, 60 kWh",
                             "Bank: 90 kWh before, 0 kWh added, 60 kWh used: 30 kWh",
                             "Computed again from reads, prices and rules: it agrees."})
        EXPECT_THAT(answer.body, HasSubstr(part));
}

}  // namespace
}  // namespace tally::tools
