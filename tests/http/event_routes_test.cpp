// GET /v1/events: pages of the log with every filter, as an auditor asks for them.

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"

namespace tally::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::ServedDivision;
namespace dom = simdjson::dom;

class EventPages : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        served_ = std::make_unique<ServedDivision>();
        served_->execute(
            R"({"type":"payment.post","command_id":"pay-1","actor":"ann","received_on":"2022-01-20","tenders":[{"kind":"cash","amount":"40.00"}],"shares":[{"account":"1"}],"reason":"at the counter"})");
        served_->execute(
            R"({"type":"payment.post","command_id":"pay-2","actor":"bob","received_on":"2022-01-21","tenders":[{"kind":"cash","amount":"5.00"}],"shares":[{"account":"1"}]})");
    }
    static void TearDownTestSuite() { served_.reset(); }
    static const eventstore::Division& division() { return served_->division(); }
    static std::uint64_t end() { return division().store().durable_end(); }

    HttpAnswer get(const std::string& parameters) { return routes_.answer({"GET", "/v1/events" + parameters}); }
    struct Page {
        std::vector<std::uint64_t> positions;
        std::vector<std::string> types;
        std::string next;
    };
    Page page(const std::string& parameters) {
        const auto answer = get(parameters);
        EXPECT_EQ(answer.status, 200u) << parameters << " " << answer.body;
        dom::element parsed;
        EXPECT_EQ(parser_.parse(answer.body).get(parsed), simdjson::SUCCESS);
        Page page;
        dom::array events;
        EXPECT_EQ(parsed["events"].get(events), simdjson::SUCCESS);
        for (const auto event : events) {
            page.positions.push_back(std::uint64_t{event["position"]});
            page.types.emplace_back(std::string_view{event["type"]});
        }
        std::string_view next;
        if (parsed["next"].get(next) == simdjson::SUCCESS) page.next = next;
        return page;
    }
    std::vector<std::uint64_t> all_pages(const std::string& parameters, int limit) {
        std::vector<std::uint64_t> all;
        std::string cursor;
        do {
            const auto one = page(parameters + (parameters.empty() ? "?" : "&") + "limit=" + std::to_string(limit) +
                                  (cursor.empty() ? "" : "&cursor=" + cursor));
            EXPECT_LE(one.positions.size(), static_cast<std::size_t>(limit));
            all.insert(all.end(), one.positions.begin(), one.positions.end());
            cursor = one.next;
        } while (!cursor.empty());
        return all;
    }
    static std::vector<domain::RecordedEvent> log() {
        std::vector<domain::RecordedEvent> events;
        auto reader = division().store().read_log(0);
        while (reader.next()) events.push_back(*eventstore::decode_entry(reader.entry()));
        return events;
    }
    template <class Wanted>
    static std::vector<std::uint64_t> positions_of(const Wanted& wanted) {
        std::vector<std::uint64_t> positions;
        for (const auto& event : log())
            if (wanted(event.envelope)) positions.push_back(event.envelope.position);
        std::reverse(positions.begin(), positions.end());
        return positions;
    }

    static inline std::unique_ptr<ServedDivision> served_;
    EmbeddedDirectory directory_{division()};
    HttpRoutes routes_{directory_};
    dom::parser parser_;
};

TEST_F(EventPages, MakeTheWholeLogInEitherOrder) {
    const auto newest = positions_of([](const domain::Envelope&) { return true; });
    auto oldest = newest;
    std::reverse(oldest.begin(), oldest.end());
    for (const int limit : {1, 7, 500}) {
        EXPECT_EQ(all_pages("", limit), newest) << limit;
        EXPECT_EQ(all_pages("?order=newest", limit), newest) << limit;
        EXPECT_EQ(all_pages("?order=oldest", limit), oldest) << limit;
    }
    EXPECT_EQ(page("").positions.size(), std::min<std::size_t>(50, newest.size()));
}

TEST_F(EventPages, AnEventIsShownAsTheProgramShowsIt) {
    const auto events = log();
    std::string shown;
    eventstore::write_event_json(events.back(), division().json(), shown);
    const auto answer = get("?limit=1");
    EXPECT_THAT(answer.body, HasSubstr("\"events\":[" + shown + "]"));
    EXPECT_THAT(answer.body, HasSubstr(R"("actor":"bob")"));
    EXPECT_THAT(get("?stream=person/1").body, HasSubstr("Ada Turner")) << "personal text is opened";
}

TEST_F(EventPages, AreOfOneStreamActorTypeOrReason) {
    using domain::Envelope;
    const auto of_account = positions_of([](const Envelope& e) { return to_string(e.stream) == "account/1"; });
    ASSERT_GT(of_account.size(), 4u);
    for (const int limit : {1, 2, 500}) EXPECT_EQ(all_pages("?stream=account/1", limit), of_account);
    auto rising = of_account;
    std::reverse(rising.begin(), rising.end());
    EXPECT_EQ(all_pages("?stream=account/1&order=oldest", 2), rising);
    EXPECT_EQ(all_pages("?by=ann", 1), positions_of([](const Envelope& e) { return e.actor.str() == "ann"; }));
    EXPECT_EQ(all_pages("?reason=counter", 1),
              positions_of([](const Envelope& e) { return e.reason.str() == "at the counter"; }));
    EXPECT_EQ(page("?type=account.payment_posted").types, (std::vector<std::string>(2, "account.payment_posted")));
    EXPECT_EQ(all_pages("?type=premise", 2),
              positions_of([](const Envelope& e) { return e.event_type.str().starts_with("premise."); }));
    EXPECT_EQ(page("?stream=account/1&by=bob&type=account.payment_posted").positions.size(), 1u);
    EXPECT_THAT(page("?stream=account/none").positions, ElementsAre());
    EXPECT_THAT(page("?stream=settings/division&type=account").positions, ElementsAre());
}

TEST_F(EventPages, AreOfATime) {
    const auto events = log();
    const auto& middle = events[events.size() / 2].envelope;
    const auto at = domain::to_string(middle.recorded_at);
    EXPECT_EQ(all_pages("?since=" + at, 9),
              positions_of([&](const domain::Envelope& e) { return e.recorded_at >= middle.recorded_at; }));
    EXPECT_EQ(all_pages("?until=" + at, 9),
              positions_of([&](const domain::Envelope& e) { return e.recorded_at < middle.recorded_at; }));
    EXPECT_THAT(page("?since=2022-01-05&until=2022-01-05").positions, ElementsAre()) << "it was written today";
    EXPECT_EQ(page("?since=2022-01-05").positions.size(), 50u);
    EXPECT_EQ(all_pages("?from=10", 9), positions_of([](const domain::Envelope& e) { return e.position >= 10; }));
    EXPECT_EQ(all_pages("?after=10", 9), positions_of([](const domain::Envelope& e) { return e.position > 10; }));
    EXPECT_THAT(page("?from=999999").positions, ElementsAre());
}

TEST_F(EventPages, WhatIsWrongIsNamed) {
    const auto cursor = page("?limit=1").next;
    ASSERT_FALSE(cursor.empty());
    EXPECT_EQ(get("?limit=3&cursor=" + cursor).status, 200u);
    for (const auto& [parameters, field] :
         std::initializer_list<std::pair<std::string, const char*>>{{"?cursor=" + cursor + "&by=ann", "cursor"},
                                                                    {"?cursor=forged", "cursor"},
                                                                    {"?stream=account", "stream"},
                                                                    {"?stream=nothing/1", "stream"},
                                                                    {"?type=account.nothing", "type"},
                                                                    {"?type=acc", "type"},
                                                                    {"?since=yesterday", "since"},
                                                                    {"?until=2022-02-30", "until"},
                                                                    {"?order=up", "order"},
                                                                    {"?limit=0", "limit"},
                                                                    {"?limit=501", "limit"},
                                                                    {"?from=-1", "from"},
                                                                    {"?after=x", "after"},
                                                                    {"?nothing=1", "nothing"},
                                                                    {"?division=7x", "division"}}) {
        const auto answer = get(parameters);
        EXPECT_EQ(answer.status, 400u) << parameters;
        EXPECT_THAT(answer.body, HasSubstr("\"field\":\"" + std::string{field} + "\"")) << parameters;
    }
    EXPECT_EQ(get("?wait_for=999999").status, 503u);
    EXPECT_EQ(routes_.answer({"POST", "/v1/events"}).status, 405u);
    const auto answer = get("?limit=1");
    for (const auto& [name, value] : answer.headers)
        if (name == "ETag") {
            HttpRequest again{"GET", "/v1/events?limit=1"};
            again.if_none_match = value;
            EXPECT_EQ(routes_.answer(again).status, 304u);
            again.target = "/v1/events?limit=2";
            EXPECT_EQ(routes_.answer(again).status, 200u);
        }
}

TEST_F(EventPages, SearchesOfTheWholeLogAreSlow) {
    EXPECT_EQ(routes_.place_of("/v1/events?by=ann").lane, HttpLane::slow);
    EXPECT_EQ(routes_.place_of("/v1/events?by=ann&stream=account/1").lane, HttpLane::quick);
    EXPECT_EQ(routes_.place_of("/v1/events?limit=5").lane, HttpLane::quick);
}

}  // namespace
}  // namespace tally::tools
