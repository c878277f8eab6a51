// What other systems say that they booked of a day, held against the ledger's own postings of it.
#include "projections/control_totals/control_totals.h"

#include <array>
#include <gtest/gtest.h>

#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"
#include "projections/control_totals/control_totals_queries.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

const Date february = date("2022-02-20");

class ControlTotalsView : public ::testing::Test {
  protected:
    ControlTotalsView() {
        log_.add_settings();
        log_.add_customer("11");
        log_.add_bill("A-11", 1, "2022-02-03", "2022-02-23", "100.00");
        log_.add_payment("A-11", 1, "2022-02-20", "60.00", "A-11-I1");
    }

    // As a stranger would make it: from the events, one posting after the other, the last one first.
    ControlTotalsReported books_of(Date day) const {
        ControlTotalsReported report{Code{"ERP"}, day, log_.events().size(), 0, {}, {}};
        std::array<std::uint8_t, 32> digest{};
        for (auto recorded = log_.events().rbegin(); recorded != log_.events().rend(); ++recorded) {
            visit(
                [&]<class Payload>(const Payload& event) {
                    if constexpr (FinancialEvent<Payload>) {
                        if (event.financial.accounting_date != day) return;
                        const std::string id = eventstore::to_hex(recorded->envelope.event_id);
                        int number = 0;
                        for (const Posting& posting : event.financial.postings) {
                            ++report.count;
                            if (posting.amount > Money{}) report.debit += posting.amount;
                            const auto line = eventstore::sha256(
                                std::string(1, '\0') + id + "/P" + std::to_string(++number) + "\t" +
                                posting.gl_account.str() + "\t" + std::to_string(posting.amount.minor));
                            unsigned carry = 0;
                            for (int i = 31; i >= 0; --i) {
                                const auto at = static_cast<std::size_t>(i);
                                carry += digest[at] + line[at];
                                digest[at] = static_cast<std::uint8_t>(carry);
                                carry >>= 8;
                            }
                        }
                    }
                },
                recorded->event);
        }
        report.digest = Plain{eventstore::to_hex(digest)};
        return report;
    }
    void report(const ControlTotalsReported& totals) {
        log_.next_command().add(settings_stream(), Event{totals});
        written();
    }
    void written() {
        store_.append(std::span{log_.events()}.subspan(appended_));
        appended_ = log_.events().size();
    }
    ControlTotalsAnswer answer(std::optional<Date> day = std::nullopt) {
        auto told = control_totals(store_.reader(), day);
        EXPECT_TRUE(told && *told);
        return told && *told ? **told : ControlTotalsAnswer{};
    }
    // Of the only report there is.
    ControlReport only_report() {
        const auto told = answer();
        EXPECT_EQ(told.days.size(), 1u);
        EXPECT_EQ(told.days.at(0).reports.size(), 1u);
        return told.days.at(0).reports.at(0);
    }

    HandMadeLog log_;
    std::size_t appended_ = 0;
    TestStore store_;
};

TEST_F(ControlTotalsView, H8_TheSameBooksAgree) {
    const auto books = books_of(february);
    EXPECT_EQ(books.count, 4u) << "a payment and its allocation";
    EXPECT_EQ(books.debit, usd("120.00"));
    report(books);
    EXPECT_EQ(only_report().standing, ControlStanding::agrees);
    EXPECT_EQ(only_report().reported, only_report().ledger);
    EXPECT_EQ(drifts_in(answer()), 0u);
}

TEST_F(ControlTotalsView, H8_OneCentAnIdOrAnAccountOfTheGeneralLedgerIsADrift) {
    const auto good = books_of(february);
    auto cent = good, line = good, missing = good;
    cent.debit += Money{1};
    line.digest = books_of(date("2022-02-03")).digest;
    --missing.count;
    for (const auto& wrong : {cent, line, missing}) {
        report(wrong);
        EXPECT_EQ(only_report().standing, ControlStanding::drifted);
        EXPECT_EQ(drifts_in(answer()), 1u);
    }
    report(good);
    EXPECT_EQ(only_report().standing, ControlStanding::agrees) << "the latest of a system and day counts";
    EXPECT_EQ(drifts_in(answer()), 0u);
}

TEST_F(ControlTotalsView, ASystemThatHasNotReadAllOfTheDayIsBehindAndNotWrong) {
    auto early = books_of(february);
    early.position = log_.events().size() - 1;
    early.count = 2;
    report(early);
    EXPECT_EQ(only_report().standing, ControlStanding::behind);
    EXPECT_EQ(drifts_in(answer()), 0u);
}

TEST_F(ControlTotalsView, APostingAfterTheReportIsToldAndChangesNoStanding) {
    report(books_of(february));
    log_.add_payment("A-11", 2, "2022-02-20", "10.00");
    written();
    EXPECT_EQ(only_report().standing, ControlStanding::agrees);
    EXPECT_TRUE(only_report().day_changed_since);
    EXPECT_EQ(answer(february).days.at(0).ledger.count, 6u);
}

TEST_F(ControlTotalsView, ADayWithoutAReportCanBeAskedFor) {
    written();
    EXPECT_TRUE(answer().days.empty());
    const auto day = answer(date("2022-02-03"));
    ASSERT_EQ(day.days.size(), 1u);
    EXPECT_EQ(day.days[0].ledger.digest, books_of(date("2022-02-03")).digest);
    EXPECT_TRUE(day.days[0].reports.empty());
    EXPECT_FALSE(*control_totals(store_.reader(), date("2022-02-04"))) << "nothing was posted then";
}

TEST_F(ControlTotalsView, SystemsAndDaysAreApart) {
    auto bank = books_of(date("2022-02-03"));
    bank.system = Code{"GL"};
    report(books_of(february));
    report(bank);
    bank.day = february;
    report(bank);
    const auto told = answer();
    ASSERT_EQ(told.days.size(), 2u);
    EXPECT_EQ(told.days[0].reports.size(), 1u);
    ASSERT_EQ(told.days[1].reports.size(), 2u);
    EXPECT_EQ(told.days[1].reports[0].standing, ControlStanding::agrees);
    EXPECT_EQ(told.days[1].reports[1].standing, ControlStanding::drifted);
}

}  // namespace
}  // namespace tally::projections
