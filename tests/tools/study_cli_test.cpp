// Rate studies as people meet them: `tally study rates` over a store and at a server.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class StudyCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
        ASSERT_EQ(billed.exit_code, 0) << billed.output;
    }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        const auto path = (directory_.path() / name).string();
        std::ofstream{path} << text;
        return path;
    }
    [[nodiscard]] static std::string read(const std::string& path) {
        std::ifstream stream{path, std::ios::binary};
        return std::string{std::istreambuf_iterator<char>{stream}, {}};
    }
    // A gas tariff with a customer charge of 100.00 and nothing else.
    [[nodiscard]] std::string proposed(const std::string& more = "") const {
        return write(
            "proposed.jsonl",
            R"({"type":"tariff.publish","tariff":"G-RES","effective_from":"2027-06-01","description":"Proposed",)"
            R"("service":"gas","normal_days":30,"min_offset_days":4,"max_offset_days":5,"components":[)"
            R"({"code":"customer","kind":"fixed","description":"Customer charge","price":"100.00"},)"
            R"({"code":"supply","kind":"usage","description":"Supply","unit":"therm","price":"0.10"}]})" +
                more + "\n");
    }
    [[nodiscard]] std::string study(const std::string& rest) const {
        return in_store("study rates") + " --from 2021-12-01 --to 2022-12-31 " + rest;
    }
};

TEST_F(StudyCli, H13_AStudyComparesAndWritesNothing) {
    const auto before = tally(in_store("replay")).output;
    const auto csv = (directory_.path() / "accounts.csv").string();
    const auto ran = tally(study("--tariffs " + proposed() + " --csv " + csv));
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("Nothing was written."));
    EXPECT_THAT(ran.output, HasSubstr("G-RES at its proposed version."));
    EXPECT_THAT(ran.output, HasSubstr("Change in percent"));
    EXPECT_EQ(tally(in_store("replay")).output, before);
    const auto table = read(csv);
    EXPECT_THAT(table, StartsWith("account,customer_class,tariffs,segments,not_rated,billed,present,proposed,"
                                  "difference,percent\r\n1,"));
    const auto json = tally(study("--json --tariffs " + proposed()));
    EXPECT_THAT(json.output, HasSubstr(R"("accepted":true)"));
    EXPECT_THAT(json.output, HasSubstr(R"("replaced":[{"tariff":"G-RES","by":"G-RES"}])"));
    const auto one = tally(study("--tariffs " + proposed() + " --account 1"));
    EXPECT_EQ(one.exit_code, 0) << one.output;
    EXPECT_THAT(one.output, HasSubstr("Proposed, G-RES"));
    EXPECT_THAT(one.output, HasSubstr("Customer charge"));
    EXPECT_EQ(tally(in_store("replay")).output, before);
}

TEST_F(StudyCli, H13_WhatIsWrongIsSaid) {
    EXPECT_EQ(tally(study("")).exit_code, 2);
    EXPECT_EQ(tally(study("--replace G-RES")).exit_code, 2);
    EXPECT_EQ(tally(study("--tariffs /nonexistent.jsonl")).exit_code, 2);
    EXPECT_EQ(tally(in_store("study rates") + " --from 2022-01-01 --to someday --replace A=B").exit_code, 2);
    const auto unknown = tally(study("--replace G-RES=NONE"));
    EXPECT_EQ(unknown.exit_code, 1) << unknown.output;
    EXPECT_THAT(unknown.output, HasSubstr("There is no tariff 'NONE'"));
    const auto refused = tally(study("--tariffs " + write("bad.jsonl", R"({"type":"tariff.publish","tariff":"G-RES"})"
                                                                       "\n{\n")));
    EXPECT_EQ(refused.exit_code, 1) << refused.output;
    EXPECT_THAT(refused.output, HasSubstr("field_missing, effective_from"));
    EXPECT_EQ(tally(study("--tariffs " + proposed() + " --account 99")).exit_code, 1);
}

}  // namespace
}  // namespace tally::tests
