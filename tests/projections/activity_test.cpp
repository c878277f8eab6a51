// What happened to an account, in words, newest first, page by page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projections/activity/activity_queries.h"
#include "projections/activity/activity_words.h"
#include "tests/golden/examples.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;
using testing::ElementsAre;

RegisterRead a_read_at(std::string_view point, std::string_view day, std::string_view value) {
    RegisterRead read;
    read.service_point = ServicePointId{point};
    read.meter = MeterId{"M-1"};
    read.channel = Code{"1"};
    read.read_on = date(day);
    read.value = quantity(value);
    return read;
}

// A-11 was served from 2022-01-01; its location has a second service point, which is another account's.
class Activity : public ::testing::Test {
  protected:
    Activity() {
        log_.add_settings();
        log_.add_customer("11");
        log_.add_customer("22");
        log_.next_command("2022-01-31T12:00:00Z");
        log_.add(at("L-11"), ServicePointAdded{ServicePointId{"L-11-W"}, PremiseId{"L-11"}, Code{"water"}, Plain{}});
        log_.add(at("L-11"), a_read_at("L-11-G", "2022-01-31", "341"));
        log_.add(at("L-11"), a_read_at("L-11-W", "2022-01-31", "7"));
        log_.add(at("L-11"), a_read_at("L-11-G", "2021-12-30", "12"));
        log_.add_bill("A-11", 1, "2022-02-03", "2022-02-23", "100.00");
        log_.add_payment("A-11", 1, "2022-02-20", "60.00", "A-11-I1");
        log_.next_command("2022-02-21T02:00:00Z");
        PersonNameChanged renamed;
        renamed.person = PersonId{"P-11"};
        renamed.name.full = {PersonId{"P-11"}, "Ada Turner", true};
        log_.add(stream_of(PersonId{"P-11"}), renamed);
        store_.append(log_.events());
    }
    static StreamId at(std::string_view premise) { return stream_of(PremiseId{premise}); }
    static std::optional<std::string> open(const Personal& text) {
        if (key_is_gone_) return std::nullopt;
        return text.bytes;
    }
    ActivityAnswer answer(std::string_view account, const Page& page = {}, const AsOf& as_of = {}) {
        auto found = activity(store_.reader(), AccountId{account}, as_of, page);
        EXPECT_TRUE(found) << (found ? "" : found.error().message);
        EXPECT_TRUE(*found) << "nothing was found";
        return found && *found ? std::move(**found) : ActivityAnswer{};
    }
    static std::vector<std::string> summaries(const ActivityAnswer& answer) {
        std::vector<std::string> all;
        for (const auto& entry : answer.entries) all.push_back(entry.summary.bytes);
        return all;
    }

    static inline bool key_is_gone_ = false;
    HandMadeLog log_;
    TestStore store_{&open};
};

TEST_F(Activity, E6_StatementsInvoicesAndPaymentsAreToldInWordsNewestFirst) {
    const auto shown = answer("A-11");
    EXPECT_THAT(summaries(shown),
                ElementsAre("Name changed to Ada Turner", "Credit of 60.00 USD used for A-11-I1",
                            "Payment of 60.00 USD received on 2022-02-20 by cheque",
                            "Statement A-11-ST1 issued: 100.00 USD due 2022-02-23",
                            "Invoice A-11-I1 of 100.00 USD issued, due 2022-02-23",
                            "Charged 100.00 USD for 2022-01-04 to 2022-02-02: agreement A-11-GAS",
                            "Meter M-1 read on 2022-01-31: 341 on register 1 (actual)",
                            "Account A-11 pays for L-11-G from 2022-01-01: agreement A-11-GAS",
                            "Service started: agreement A-11-GAS",
                            "Service gas to start on 2022-01-01: agreement A-11-GAS, location L-11",
                            "Ada Turner added as main customer", "Account opened on 2022-01-01: class RES, cycle M01",
                            "Phone number HOME of Ada Turner set", "Ada 11 Smith registered as individual"));
    EXPECT_EQ(shown.position, log_.events().size());
    EXPECT_EQ(shown.currency.str(), "USD");
    EXPECT_FALSE(shown.next.given);
}

TEST_F(Activity, C4_AnEntrySaysWhoWhenAndWhatItIsAbout) {
    const auto shown = answer("A-11");
    const auto& payment = shown.entries[2];
    EXPECT_EQ(payment.type.str(), "account.payment_posted");
    ASSERT_TRUE(payment.amount.given);
    EXPECT_EQ(payment.amount.value, usd("60.00"));
    EXPECT_EQ(payment.document_kind, ActivityDocument::payment);
    EXPECT_EQ(payment.document.str(), "A-11-P1");
    EXPECT_EQ(payment.actor.str(), "test");
    const auto& recorded = log_.events()[payment.position];
    EXPECT_EQ(recorded.envelope.command_id, payment.command_id);
    EXPECT_EQ(recorded.envelope.recorded_at, payment.recorded_at);
    EXPECT_EQ(shown.entries[4].document_kind, ActivityDocument::invoice);
    EXPECT_EQ(shown.entries[4].document.str(), "A-11-I1");
    const auto& renamed = shown.entries[0];
    EXPECT_EQ(renamed.stream.str(), "person/P-11");
    EXPECT_FALSE(renamed.amount.given);
    EXPECT_EQ(renamed.document_kind, ActivityDocument::none);
}

TEST_F(Activity, TheDayIsTheUtilitys) {
    auto reader = store_.reader();
    auto days = days_in("America/New_York");
    ASSERT_TRUE(days);
    reader.day_of = *days;
    const auto shown = activity(reader, AccountId{"A-11"}, {}, {});
    ASSERT_TRUE(shown && *shown);
    EXPECT_EQ((*shown)->entries[0].day, date("2022-02-20")) << "entered at nine in the evening there";
}

UsageRecorded a_usage(std::string_view point, std::string_view day, std::string_view kwh,
                      Quality quality = Quality::actual) {
    UsageRecorded usage;
    usage.service_point = ServicePointId{point};
    usage.channel = Code{"1"};
    usage.from = date(day);
    usage.until = date(day) + 1;
    usage.quantity = quantity(kwh);
    usage.unit = Code{"kWh"};
    usage.quality = quality;
    return usage;
}

TEST_F(Activity, UsageThatComesDailyIsOneEntryAMonth) {
    for (Date day = date("2022-03-01"); day <= date("2022-04-02"); day = day + 1) {
        log_.next_command("2022-04-03T12:00:00Z");
        log_.add(at("L-11"), a_usage("L-11-G", to_string(day), "1.5"));
    }
    store_.append(std::span(log_.events()).last(33));
    const auto shown = answer("A-11");
    ASSERT_GE(shown.entries.size(), 3u);
    EXPECT_EQ(shown.entries[0].summary.bytes,
              "Usage of 3 kWh for 2022-04-01 to 2022-04-02, 2 periods, recorded at L-11-G (actual)");
    EXPECT_EQ(shown.entries[1].summary.bytes,
              "Usage of 46.5 kWh for 2022-03-01 to 2022-03-31, 31 periods, recorded at L-11-G (actual)");
    EXPECT_EQ(shown.entries[1].events, 31u);
    EXPECT_EQ(shown.entries[1].position - shown.entries[1].first_position, 30u);
    EXPECT_EQ(shown.entries[1].usage_of.str(), "L-11-G");
    EXPECT_EQ(shown.entries[2].summary.bytes, "Name changed to Ada Turner");
    EXPECT_EQ(shown.entries[2].events, 1u);
    // Page by page it is the same, and no event is passed over or told twice.
    for (std::size_t limit = 1; limit <= 4; ++limit) {
        std::vector<ActivityEntry> all;
        Page page{limit};
        for (bool more = true; more;) {
            const auto one = answer("A-11", page);
            ASSERT_LE(one.entries.size(), limit);
            all.insert(all.end(), one.entries.begin(), one.entries.end());
            more = one.next.given;
            page.after = one.next.value.str();
        }
        EXPECT_EQ(all, shown.entries) << limit;
    }
}

TEST_F(Activity, UsageIsToldTogetherOnlyWhereItIsOfOneKindAndFollowsOn) {
    const std::size_t before = log_.events().size();
    log_.next_command("2022-04-03T12:00:00Z");
    log_.add(at("L-11"), a_usage("L-11-G", "2022-03-01", "1"));
    log_.add(at("L-11"), a_usage("L-11-G", "2022-03-02", "2", Quality::estimated));
    log_.add(at("L-11"), a_usage("L-11-G", "2022-03-03", "4"));
    log_.add(at("L-11"), a_usage("L-11-G", "2022-03-05", "8"));
    log_.add(at("L-11"), a_read_at("L-11-G", "2022-03-05", "400"));
    log_.add(at("L-11"), a_usage("L-11-G", "2022-03-06", "16"));
    auto other = a_usage("L-11-G", "2022-03-07", "64");
    other.channel = Code{"2"};
    log_.add(at("L-11"), other);
    log_.add(at("L-11"), a_usage("L-11-G", "2022-03-07", "32"));
    store_.append(std::span(log_.events()).subspan(before));
    const auto shown = summaries(answer("A-11", Page{7}));
    EXPECT_THAT(shown,
                ElementsAre("Usage of 48 kWh for 2022-03-06 to 2022-03-07, 2 periods, recorded at L-11-G (actual)",
                            testing::StartsWith("Usage of 64 kWh for 2022-03-07"),
                            testing::StartsWith("Meter M-1 read on 2022-03-05"),
                            testing::StartsWith("Usage of 8 kWh for 2022-03-05"),
                            testing::StartsWith("Usage of 4 kWh for 2022-03-03"),
                            testing::StartsWith("Usage of 2 kWh for 2022-03-02"),
                            testing::StartsWith("Usage of 1 kWh for 2022-03-01")));
}

TEST_F(Activity, PagesMakeTheWholeAndStayWhereTheyAreWhileEventsCome) {
    const auto whole = summaries(answer("A-11"));
    for (std::size_t limit = 1; limit <= whole.size() + 1; ++limit) {
        std::vector<std::string> paged;
        Page page{limit, {}};
        for (;;) {
            const auto shown = answer("A-11", page);
            EXPECT_LE(shown.entries.size(), limit);
            for (auto& one : summaries(shown)) paged.push_back(std::move(one));
            if (!shown.next.given) break;
            page.after = shown.next.value.str();
        }
        EXPECT_EQ(paged, whole) << limit;
    }
    Page page{3, {}};
    page.after = answer("A-11", page).next.value.str();
    const auto before = summaries(answer("A-11", page));
    const auto already = log_.events().size();
    log_.add_payment("A-11", 2, "2022-03-01", "5.00");
    store_.append(std::span{log_.events()}.subspan(already));
    EXPECT_EQ(summaries(answer("A-11", page)), before);
    EXPECT_EQ(summaries(answer("A-11"))[0], "Payment of 5.00 USD received on 2022-03-01 by cheque");
}

TEST_F(Activity, OfThePastIsWhatWasKnownThen) {
    AsOf then;
    then.position = log_.events().size() - 1;
    EXPECT_EQ(summaries(answer("A-11", {}, then))[0], "Credit of 60.00 USD used for A-11-I1");
    EXPECT_EQ(summaries(answer("A-11", {}, then))[9], "Ada 11 Smith added as main customer");
    AsOf effective;
    effective.effective = date("2022-02-10");
    EXPECT_EQ(summaries(answer("A-11", {}, effective))[1], "Statement A-11-ST1 issued: 100.00 USD due 2022-02-23");
    then.position = 20;
    auto nothing = activity(store_.reader(), AccountId{"A-11"}, {.position = 15}, {});
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing) << "the account was not opened yet";
}

TEST_F(Activity, ANameWhoseKeyIsGoneIsNotShown) {
    key_is_gone_ = true;
    const auto shown = summaries(answer("A-11"));
    key_is_gone_ = false;
    EXPECT_EQ(shown[0], "Name changed to (key missing)");
    EXPECT_EQ(shown[10], "(key missing) added as main customer");
}

TEST(ActivityWords, EveryEventButThoseOfTablesAndUsersHasWords) {
    const Sayings sayings{[](const PersonId& id) { return "person " + id.str(); },
                          [](const Personal& text) { return text.bytes; }, Currency{{'U', 'S', 'D', 0}, 2}};
    for (std::size_t i = 0; i < EventTypes::size; ++i) {
        const auto example = tests::example_event(i);
        const bool of_division =
            visit([](const auto& event) { return event.topic == Topic::control_tables || event.topic == Topic::user; },
                  example.event);
        const auto words = words_of(example.event, sayings);
        EXPECT_EQ(words.summary.empty(), of_division) << example.envelope.event_type.str();
        EXPECT_EQ(words.kind == ActivityDocument::none, words.document.empty()) << example.envelope.event_type.str();
        EXPECT_EQ(words.summary.find("  "), std::string::npos) << words.summary;
    }
}

}  // namespace
}  // namespace tally::projections
