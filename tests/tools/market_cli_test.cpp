// Market transactions as people meet them: sent, received, listed, paired and paid by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class MarketCli : public CliFixture {
  protected:
    auto apply(const std::string& line) { return tally(in_store("apply") + " " + write_lines(line + "\n")); }
    void begin() {
        make_example();
        const std::string source = TALLY_SOURCE_DIR;
        const auto tables = tally(in_store("apply") + " " + source + "/tools/examples/market.jsonl");
        ASSERT_EQ(tables.exit_code, 0) << tables.output;
    }
    void applied(const std::string& line) {
        const auto ran = apply(line);
        EXPECT_EQ(ran.exit_code, 0) << ran.output;
    }
    std::string shown(const std::string& question) {
        const auto ran = tally(in_store(question));
        EXPECT_EQ(ran.exit_code, 0) << question << ran.output;
        return ran.output;
    }
};

constexpr const char* enrolment =
    R"({"type":"market.receive","command_id":"e1","service_point":"SP-1","transaction":{"kind":"enrolment_request","sender":"REP1","reference":"E-1","effective_on":"2022-02-01"}})";

TEST_F(MarketCli, C13_HistoryIsListedAndNarrowedAndOneIsShownWithWhatItBelongsTo) {
    begin();
    applied(enrolment);
    applied(
        R"({"type":"market.send","command_id":"a1","service_point":"SP-1","transaction":{"kind":"enrolment_response","receiver":"REP1","reference":"A-1","original":"E-1","outcome":"rejected","reasons":[{"code":"A76","text":"Account not found"}]}})");
    for (const auto* question : {"show market-transactions 1", "show premise-market-transactions L-1",
                                 "show service-point-market-transactions SP-1"}) {
        EXPECT_THAT(shown(question), HasSubstr("L-1-MT1")) << question;
        EXPECT_THAT(shown(question), HasSubstr("L-1-MT2")) << question;
    }
    EXPECT_THAT(shown("show market-transactions 1 --channel rejected"), HasSubstr("L-1-MT1"));
    EXPECT_THAT(shown("show market-transactions 1 --channel rejected"), Not(HasSubstr("L-1-MT2")));
    EXPECT_THAT(shown("show market-transactions 1 --channel 820"), HasSubstr("There are no such market transactions"));
    EXPECT_EQ(tally(in_store("show market-transactions 1 --channel telegram")).exit_code, 1);
    EXPECT_THAT(shown("show market-transactions 1 --limit 1"), HasSubstr("More: --cursor"));
    const auto one = shown("show market-transaction L-1-MT1");
    EXPECT_THAT(one, HasSubstr("814_01 enrolment request"));
    EXPECT_THAT(one, HasSubstr("rejected"));
    EXPECT_THAT(one, HasSubstr("answered L-1-MT2"));
    EXPECT_EQ(tally(in_store("show market-transaction L-1-MT9")).exit_code, 1);
    EXPECT_THAT(shown("show activity 1"), HasSubstr("814_01 enrolment request received from REP1 as L-1-MT1"));
    EXPECT_THAT(shown("search E-1"), HasSubstr("L-1-MT1"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(MarketCli, C13_AnswersThatAreOverdueOrUnpairedAreAlertsAndWorkLists) {
    begin();
    applied(
        R"({"type":"market.receive","command_id":"e0","service_point":"SP-1","transaction":{"kind":"enrolment_request","sender":"REP1","reference":"E-0","dated_on":"2022-01-03","effective_on":"2022-02-01"}})");
    applied(
        R"({"type":"market.receive","command_id":"a2","service_point":"SP-1","transaction":{"kind":"change_response","sender":"REP1","reference":"A-2","original":"C-9","outcome":"accepted"}})");
    EXPECT_THAT(shown("show account 1"),
                HasSubstr("answer to 814_01 enrolment request L-1-MT1 of REP1 was due on 2022-01-05"));
    EXPECT_THAT(shown("show account 1"), HasSubstr("L-1-MT2 answers C-9, which is not known"));
    EXPECT_THAT(shown("show market-awaited"), HasSubstr("L-1-MT1"));
    EXPECT_THAT(shown("show market-unpaired"), HasSubstr("L-1-MT2"));
    applied(R"({"type":"market.close","command_id":"c1","market_transaction":"L-1-MT1","close_reason":"PHONED"})");
    applied(
        R"({"type":"market.send","command_id":"c2","service_point":"SP-1","transaction":{"kind":"change_request","receiver":"REP1","reference":"C-1","purpose":"METER"}})");
    applied(R"({"type":"market.pair","command_id":"p1","market_transaction":"L-1-MT2","answers":"L-1-MT3"})");
    EXPECT_THAT(shown("show market-awaited"), HasSubstr("There are no such market transactions"));
    EXPECT_THAT(shown("show market-unpaired"), HasSubstr("There are no such market transactions"));
    EXPECT_THAT(shown("show account 1"), Not(HasSubstr("which is not known")));
    EXPECT_THAT(shown("show market-transaction L-1-MT3"), HasSubstr("accepted"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(MarketCli, C14_ARemittanceIsAPaymentThatIsExplained) {
    begin();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const std::string remittance =
        R"("service_point":"SP-1","transaction":{"kind":"remittance","sender":"REP1","reference":"R-1","amount":"100.00","documents":[{"document":"1-I1","amount":"100.00"}]}})";
    applied(R"({"type":"market.receive","command_id":"r1",)" + remittance);
    EXPECT_THAT(apply(R"({"type":"market.receive","command_id":"r2",)" + remittance).output, HasSubstr("unchanged"));
    EXPECT_THAT(shown("show balance 1"), HasSubstr("94.17"));
    const auto why = shown("explain payment L-1-MT1");
    EXPECT_THAT(why, HasSubstr("remittance that the market sent as L-1-MT1"));
    EXPECT_THAT(shown("show market-transaction L-1-MT1"), HasSubstr("L-1-MT1"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(MarketCli, C14_TheKindsAreDescribed) {
    const auto described = tally("describe market");
    EXPECT_EQ(described.exit_code, 0);
    EXPECT_THAT(described.output, HasSubstr("814_01  enrolment_request"));
    EXPECT_THAT(described.output, HasSubstr("820_02  remittance"));
    EXPECT_EQ(tally("describe market --json").exit_code, 2);
}

}  // namespace
}  // namespace tally::tests
