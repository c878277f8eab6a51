// Lists over a division: natural order, pages, the past, and the two queues that people work off.
#include "projections/lists/lists.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projections/lists/list_queries.h"
#include "projections/natural_order.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;
using testing::ElementsAre;

TEST(NaturalKeys, StandAsPeopleCount) {
    std::vector<std::string> ids{"1",
                                 "2",
                                 "10",
                                 "100",
                                 "9",
                                 "01",
                                 "001",
                                 "A-1",
                                 "A-10",
                                 "A-2",
                                 "A-02",
                                 "A",
                                 "A-",
                                 "a1b",
                                 "a1b2",
                                 "a10b",
                                 "a2",
                                 "-",
                                 "~",
                                 "0",
                                 "00",
                                 "10a",
                                 "9z",
                                 "1-SA2",
                                 "1-SA10",
                                 "!",
                                 "12345678901234567890",
                                 "12345678901234567891",
                                 "Z9",
                                 "Z10",
                                 ":",
                                 "/"};
    for (const auto& a : ids)
        for (const auto& b : ids)
            EXPECT_EQ(natural_key(a) < natural_key(b), naturally_before(a, b)) << a << " and " << b;
}

// Ten customers, entered in the order of their names as texts.
class ListAnswers : public ::testing::Test {
  protected:
    ListAnswers() {
        log_.add_settings();
        for (const char* n : {"1", "10", "2", "3", "4", "5", "6", "7", "8", "9"}) log_.add_customer(n);
        store_.append(log_.events());
        appended_ = log_.events().size();
    }
    static std::optional<std::string> open(const Personal& text) { return text.bytes; }
    void append() {
        store_.append(std::span{log_.events()}.subspan(appended_));
        appended_ = log_.events().size();
    }
    // Ids page by page.
    template <class Query, class Ids>
    std::vector<std::string> paged(std::size_t limit, const Query& query, const Ids& ids) {
        std::vector<std::string> all;
        Page page{limit, {}};
        for (;;) {
            const auto answer = query(page);
            EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
            const auto lines = ids(*answer);
            EXPECT_LE(lines.size(), limit);
            all.insert(all.end(), lines.begin(), lines.end());
            if (!answer->next.given) return all;
            EXPECT_EQ(lines.size(), limit) << "only the last page is shorter";
            page.after = answer->next.value.str();
        }
    }
    std::vector<std::string> account_ids(std::size_t limit, const AsOf& as_of = {}) {
        const auto reader = store_.reader();
        return paged(
            limit, [&](const Page& page) { return accounts(reader, as_of, page); },
            [](const AccountsAnswer& answer) {
                std::vector<std::string> ids;
                for (const auto& line : answer.accounts) ids.push_back(line.heading.account.str());
                return ids;
            });
    }
    void request(const std::string& account, const std::string& id, std::string_view amount) {
        log_.next_command();
        AdjustmentRequested requested;
        requested.adjustment = DocumentId{id};
        requested.adjustment_type = Code{"GOODWILL"};
        requested.amount = usd(amount);
        requested.effective_date = date("2022-02-01");
        requested.requested_by = Plain{"ann"};
        requested.memo = {PersonId{"P-1"}, "a kind word", true};
        log_.account(account, requested);
    }
    std::vector<std::string> waiting(std::size_t limit = 500) {
        const auto reader = store_.reader();
        return paged(
            limit, [&](const Page& page) { return waiting_adjustments(reader, page); },
            [](const AdjustmentsAnswer& answer) {
                std::vector<std::string> ids;
                for (const auto& line : answer.adjustments) ids.push_back(line.adjustment.str());
                return ids;
            });
    }
    std::vector<std::string> in_error(std::size_t limit = 500) {
        const auto reader = store_.reader();
        return paged(
            limit, [&](const Page& page) { return billing_errors(reader, page); },
            [](const BillingErrorsAnswer& answer) {
                std::vector<std::string> ids;
                for (const auto& line : answer.accounts)
                    ids.push_back(line.heading.account.str() + " " + std::to_string(line.errors.size()));
                return ids;
            });
    }
    void fail_bill(const std::string& account, std::string_view sa) {
        BillSegmentErrored errored;
        errored.sa = ServiceAgreementId{sa};
        errored.cycle = Code{"M01"};
        errored.bill_date = date("2022-02-03");
        errored.attempt = 1;
        errored.error = Code{"no_billable_read"};
        errored.explanation = Plain{"There is no read: enter one."};
        log_.account(account, errored);
    }

    HandMadeLog log_;
    std::size_t appended_ = 0;
    TestStore store_{&open};
};

TEST_F(ListAnswers, AccountsAreInNaturalOrderWithNameAndBalance) {
    log_.add_bill("A-2", 1, "2022-02-03", "2022-02-23", "100.00");
    log_.add_payment("A-2", 1, "2022-02-20", "60.00", "A-2-I1");
    append();
    const auto answer = accounts(store_.reader(), {}, {500, {}});
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->accounts.size(), 10u);
    const auto& second = answer->accounts[1];
    EXPECT_EQ(second.heading.account.str(), "A-2");
    EXPECT_EQ(second.heading.main_customer_name.bytes, "Ada 2 Smith");
    EXPECT_EQ(second.payoff, usd("40.00"));
    EXPECT_EQ(second.current, usd("40.00"));
    EXPECT_EQ(second.customer_class.str(), "RES");
    EXPECT_EQ(second.bill_cycle.str(), "M01");
    EXPECT_EQ(answer->accounts[9].heading.account.str(), "A-10");
    EXPECT_FALSE(answer->next.given);
    EXPECT_EQ(answer->position, log_.events().size());
}

TEST_F(ListAnswers, PagesMakeTheWhole) {
    const std::vector<std::string> all{"A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", "A-9", "A-10"};
    for (std::size_t limit = 1; limit <= 11; ++limit) EXPECT_EQ(account_ids(limit), all) << limit;
    // From storage as from memory.
    ASSERT_TRUE(store_.store().spill());
    for (std::size_t limit : {1u, 3u, 10u}) EXPECT_EQ(account_ids(limit), all) << limit;
    const auto persons_page = persons(store_.reader(), {}, {3, "P-9"});
    ASSERT_TRUE(persons_page);
    ASSERT_EQ(persons_page->persons.size(), 1u);
    EXPECT_EQ(persons_page->persons[0].person.str(), "P-10");
    EXPECT_EQ(persons_page->persons[0].name.bytes, "Ada 10 Smith");
    const auto premises_page = premises(store_.reader(), {}, {2, "L-1"});
    ASSERT_TRUE(premises_page);
    ASSERT_EQ(premises_page->premises.size(), 2u);
    EXPECT_EQ(premises_page->premises[0].premise.str(), "L-2");
    EXPECT_EQ(premises_page->premises[0].address.address1.str(), "2 Mill Lane");
    EXPECT_EQ(premises_page->next.value.str(), "L-3");
}

TEST_F(ListAnswers, ACustomerWhoComesBetweenTwoPagesMakesNoLineTwice) {
    auto first = accounts(store_.reader(), {}, {3, {}});
    ASSERT_TRUE(first && first->next.given);
    log_.add_customer("0");
    log_.add_customer("35");
    append();
    const auto second = accounts(store_.reader(), {}, {3, first->next.value.str()});
    ASSERT_TRUE(second);
    EXPECT_EQ(second->accounts[0].heading.account.str(), "A-4");
    EXPECT_EQ(account_ids(500).size(), 12u);
    EXPECT_EQ(account_ids(2).back(), "A-35");
}

TEST_F(ListAnswers, OfThePastAreThoseThatThereWereThen) {
    const auto then = log_.events().size();
    log_.add_customer("11");
    log_.add_bill("A-1", 1, "2022-02-03", "2022-02-23", "100.00");
    append();
    EXPECT_EQ(account_ids(3, {.position = then}).size(), 10u);
    EXPECT_EQ(account_ids(3, {.position = then + 10}).size(), 11u);
    EXPECT_EQ(account_ids(3, {.position = 3}), std::vector<std::string>{});
    const auto before = accounts(store_.reader(), {.position = then}, {1, {}});
    ASSERT_TRUE(before);
    EXPECT_EQ(before->accounts[0].payoff, usd("0.00"));
    EXPECT_EQ(accounts(store_.reader(), {}, {1, {}})->accounts[0].payoff, usd("100.00"));
}

TEST_F(ListAnswers, C26_G9_AdjustmentsWaitUntilTheyAreApprovedOrRejected) {
    request("A-3", "A-3-A1", "-80.00");
    request("A-1", "A-1-A1", "-90.00");
    request("A-2", "A-2-A1", "-70.00");
    append();
    EXPECT_THAT(waiting(), ElementsAre("A-3-A1", "A-1-A1", "A-2-A1")) << "the oldest first";
    EXPECT_EQ(waiting(1), waiting());
    const auto answer = waiting_adjustments(store_.reader(), {});
    ASSERT_TRUE(answer);
    const auto& line = answer->adjustments[0];
    EXPECT_EQ(line.amount, usd("-80.00"));
    EXPECT_EQ(line.requested_by.str(), "ann");
    EXPECT_EQ(line.memo.bytes, "a kind word");
    EXPECT_EQ(line.heading.main_customer_name.bytes, "Ada 3 Smith");
    EXPECT_EQ(line.recorded_at, log_.events()[line.position].envelope.recorded_at);
    log_.next_command();
    log_.account("A-3", AdjustmentRejected{{}, DocumentId{"A-3-A1"}, Plain{"bob"}});
    log_.next_command();
    log_.account("A-1", AdjustmentApproved{{}, DocumentId{"A-1-A1"}, Plain{"bob"}});
    AdjustmentPosted posted;
    posted.adjustment = DocumentId{"A-1-A1"};
    log_.account("A-1", posted);
    append();
    EXPECT_THAT(waiting(), ElementsAre("A-2-A1"));
    store_.crash_and_reopen();
    EXPECT_THAT(waiting(), ElementsAre("A-2-A1"));
}

TEST_F(ListAnswers, G2_AccountsInErrorAreListedUntilTheyAreBilled) {
    log_.next_command("2022-02-03T06:00:00Z");
    fail_bill("A-10", "A-10-GAS");
    fail_bill("A-2", "A-2-GAS");
    fail_bill("A-2", "");
    append();
    EXPECT_THAT(in_error(), ElementsAre("A-2 2", "A-10 1"));
    EXPECT_EQ(in_error(1), in_error());
    const auto answer = billing_errors(store_.reader(), {});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->accounts[0].errors[0].explanation.str(), "There is no read: enter one.");
    EXPECT_EQ(answer->accounts[0].errors[0].error.str(), "no_billable_read");
    EXPECT_EQ(answer->accounts[0].bill_cycle.str(), "M01");
    log_.add_bill("A-2", 1, "2022-02-04", "2022-02-24", "10.00");
    append();
    EXPECT_THAT(in_error(), ElementsAre("A-10 1"));
}

TEST_F(ListAnswers, APaymentWritesNothing) {
    const auto digest_of_lists = [&] {
        for (auto& digest : store_.digests())
            if (digest.view == Lists::view_name) return digest.hex;
        return std::string{};
    };
    const auto before = digest_of_lists();
    EXPECT_NE(before, "");
    log_.add_bill("A-1", 1, "2022-02-03", "2022-02-23", "100.00");
    log_.add_payment("A-1", 1, "2022-02-20", "60.00", "A-1-I1");
    append();
    EXPECT_EQ(digest_of_lists(), before);
    log_.add_customer("12");
    append();
    EXPECT_NE(digest_of_lists(), before);
}

}  // namespace
}  // namespace tally::projections
