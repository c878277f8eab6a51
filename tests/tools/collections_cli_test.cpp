// Collections as people meet them: run, shown, listed, and refused by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

// Account 1 owes a fee of 30.00 since January 2022, and is called after ten days.
class CollectionCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        apply(
            R"({"type":"settings.define_collection_policy","command_id":"t1","row":{"code":"RES","threshold":"5.00","steps":[{"step":"CALL","kind":"call","days_overdue":10}]}})");
        apply(
            R"({"type":"settings.define_protection_type","command_id":"t2","row":{"code":"LIFE","description":"Life support","blocks":["call"]}})");
        apply(
            R"({"type":"adjustment.request","command_id":"a1","account":"1","adjustment_type":"FIELD-FEE","amount":"30.00","ages_from":"2022-01-20"})");
    }
    void apply(const std::string& line) {
        const auto applied = tally(in_store("apply") + " " + write_lines(line + "\n"));
        EXPECT_EQ(applied.exit_code, 0) << applied.output;
    }
};

TEST_F(CollectionCli, G14_ARunIsToldInNumbersAndWhatItDidIsShown) {
    const auto preview = tally(in_store("run collections") + " --date 2022-02-10 --preview");
    EXPECT_THAT(preview.output, HasSubstr("nothing was sent"));
    EXPECT_THAT(tally(in_store("show collections 1")).output, HasSubstr("The account had no collection."));
    const auto run = tally(in_store("run collections") + " --date 2022-02-10");
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("1 advanced (1 collection"));
    const auto shown = tally(in_store("show collections 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("1-COL1"));
    EXPECT_THAT(shown.output, HasSubstr("CALL"));
    EXPECT_THAT(tally(in_store("show in-collection")).output, HasSubstr("CALL"));
    EXPECT_THAT(tally(in_store("show account 1")).output, HasSubstr("in collection: 1-COL1"));
    EXPECT_THAT(tally(in_store("show activity 1")).output, HasSubstr("Step CALL (call) of collection 1-COL1 taken"));
    apply(
        R"({"type":"payment.post","command_id":"p1","tenders":[{"kind":"cash","amount":"1000.00"}],"shares":[{"account":"1"}]})");
    EXPECT_THAT(tally(in_store("show collections 1")).output, HasSubstr("debt paid"));
    EXPECT_THAT(tally(in_store("show in-collection")).output, HasSubstr("No account is in collection."));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(CollectionCli, G23_WhoIsProtectedIsLeftAloneAndListed) {
    apply(
        R"({"type":"protection.record","command_id":"r1","account":"1","protection_type":"LIFE","from":"2022-02-01","evidence":"Doctor's letter"})");
    const auto run = tally(in_store("run collections") + " --date 2022-02-10");
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("1 left alone"));
    EXPECT_THAT(run.output, HasSubstr("customer_is_protected"));
    const auto shown = tally(in_store("show collections 1"));
    EXPECT_THAT(shown.output, HasSubstr("protected by LIFE (1-PRO1)"));
    EXPECT_THAT(shown.output, HasSubstr("Doctor's letter"));
    EXPECT_THAT(tally(in_store("show account 1")).output, HasSubstr("protected: LIFE (1-PRO1)"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

}  // namespace
}  // namespace tally::tests
