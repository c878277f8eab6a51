// The second table of arrows: inside a module, room by room. The rule itself is tested first, on lines made up for it.

#include "tests/tidy/rooms.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/tidy/sources.h"

namespace tally::tidy {
namespace {

// Changing an arrow changes the architecture: say why in the commit.
const Rooms eventstore_rooms{
    "eventstore",
    {{"result", "ground"},
     {"aside", "ground"},
     {"byte_order_mark", "ground"},
     {"doorbell", "ground"},
     {"hex", "ground"},
     {"program_log", "ground"},
     {"thread_name", "ground"},
     {"work", "ports"},
     {"log_of_record", "ports"},
     {"event_store_options", "ports"},
     {"event_store", "face"}},
    {{"ground", {}},
     {"crypto", {"ground"}},
     {"storage", {"ground"}},
     {"merkle", {"ground", "storage"}},
     {"log", {"ground", "storage"}},
     {"views", {"ground", "storage"}},
     {"codec", {"ground", "crypto", "merkle"}},
     {"keys", {"ground", "crypto", "storage", "merkle", "codec"}},
     {"ports", {"ground", "merkle", "views"}},
     {"pipeline", {"ground", "merkle", "log", "views", "ports"}},
     {"face", {"ground", "storage", "merkle", "log", "views", "ports", "pipeline"}},
     {"division", {"ground", "merkle", "views", "codec", "keys", "ports", "face"}}},
};

// Words (what events, commands and states are made of) lie below rules, so that each room's rules may speak of all.
const Rooms domain_rooms{
    "domain",
    {{"envelope", "words"},
     {"joined_variant", "words"},
     {"parts", "words"},
     {"events", "words"},
     {"commands", "words"},
     {"closed_lists", "words"},
     {"financial", "words"},
     {"books/posting", "words"},
     {"books/bill_line", "words"},
     {"books/billed_demand", "words"},
     {"books/year_to_date", "words"},
     {"settings/types", "words"},
     {"settings/events", "words"},
     {"settings/commands", "words"},
     {"settings/state", "words"},
     {"person/types", "words"},
     {"person/events", "words"},
     {"person/commands", "words"},
     {"person/state", "words"},
     {"tariff/events", "words"},
     {"tariff/commands", "words"},
     {"tariff/state", "words"},
     {"tariff/times", "words"},
     {"tariff/year_terms", "words"},
     {"user/types", "words"},
     {"user/events", "words"},
     {"user/commands", "words"},
     {"user/state", "words"},
     {"premise/types", "words"},
     {"premise/events", "words"},
     {"premise/commands", "words"},
     {"premise/state", "words"},
     {"premise/market/types", "words"},
     {"premise/market/events", "words"},
     {"premise/market/commands", "words"},
     {"premise/market/state", "words"},
     {"premise/market/market_steps", "words"},
     {"account/events", "words"},
     {"account/commands", "words"},
     {"account/state", "words"},
     {"account/people/types", "words"},
     {"account/people/events", "words"},
     {"account/people/commands", "words"},
     {"account/service/types", "words"},
     {"account/service/events", "words"},
     {"account/service/commands", "words"},
     {"account/people/state", "words"},
     {"account/service/state", "words"},
     {"account/billing/types", "words"},
     {"account/billing/budget/types", "words"},
     {"account/billing/budget/events", "words"},
     {"account/billing/budget/commands", "words"},
     {"account/billing/corrections/events", "words"},
     {"account/billing/corrections/commands", "words"},
     {"account/billing/corrections/state", "words"},
     {"account/billing/unbilled/types", "words"},
     {"account/billing/unbilled/events", "words"},
     {"account/billing/unbilled/commands", "words"},
     {"account/billing/unbilled/state", "words"},
     {"account/billing/events", "words"},
     {"account/billing/commands", "words"},
     {"account/billing/state", "words"},
     {"account/collections/types", "words"},
     {"account/collections/events", "words"},
     {"account/collections/commands", "words"},
     {"account/collections/state", "words"},
     {"account/communications/types", "words"},
     {"account/communications/events", "words"},
     {"account/communications/commands", "words"},
     {"account/communications/state", "words"},
     {"account/overdue/types", "words"},
     {"account/overdue/events", "words"},
     {"account/overdue/commands", "words"},
     {"account/overdue/state", "words"},
     {"account/receivables/types", "words"},
     {"account/receivables/events", "words"},
     {"account/receivables/commands", "words"},
     {"account/receivables/state", "words"},
     {"account/receivables/arrangements/types", "words"},
     {"account/receivables/arrangements/events", "words"},
     {"account/receivables/arrangements/commands", "words"},
     {"account/receivables/arrangements/state", "words"},
     {"account/receivables/unclaimed/types", "words"},
     {"account/receivables/unclaimed/events", "words"},
     {"account/receivables/unclaimed/commands", "words"},
     {"account/receivables/unclaimed/state", "words"},
     {"account/receivables/autopay/types", "words"},
     {"account/receivables/autopay/events", "words"},
     {"account/receivables/autopay/commands", "words"},
     {"account/receivables/autopay/state", "words"},
     {"account/receivables/cash/events", "words"},
     {"account/receivables/deposits/types", "words"},
     {"account/receivables/deposits/events", "words"},
     {"account/receivables/deposits/commands", "words"},
     {"account/receivables/deposits/state", "words"},
     {"account/receivables/settling/types", "words"},
     {"account/receivables/settling/events", "words"},
     {"account/receivables/settling/commands", "words"},
     {"organization/types", "words"},
     {"organization/events", "words"},
     {"organization/commands", "words"},
     {"organization/state", "words"},
     {"organization/masters/types", "words"},
     {"organization/masters/events", "words"},
     {"organization/masters/commands", "words"},
     {"organization/masters/state", "words"},
     {"world", "decision"},
     {"decide", "decision"},
     {"decide_on", "decision"},
     {"draft", "decision"},
     {"made_so", "decision"},
     {"evolve", "decision"},
     {"evolve_on", "decision"},
     {"streams_touched", "decision"},
     {"look_further", "look_further"},
     {"command_texts", "decision"},
     {"described", "decision"},
     {"account/set_up", "set_up"},
     {"person/erasure", "erasure"},
     {"about", "words"},
     {"event_arms", "words"}},
    {{"core", {}},
     {"words", {"core"}},
     {"decision", {"core", "words"}},
     {"settings", {"core", "words", "decision"}},
     {"person", {"core", "words", "decision"}},
     {"tariff", {"core", "words", "decision"}},
     {"user", {"core", "words", "decision"}},
     {"premise", {"core", "words", "decision", "person"}},
     {"books", {"core", "words"}},
     {"rating", {"core", "words"}},
     {"account", {"core", "words", "decision"}},
     {"account/people", {"core", "words", "decision", "person", "account"}},
     {"account/communications", {"core", "words", "decision", "person", "account", "account/people"}},
     {"account/service", {"core", "words", "decision", "person", "premise", "account"}},
     {"account/receivables", {"core", "words", "decision", "books", "account", "account/service"}},
     {"premise/market", {"core", "words", "decision", "premise", "account", "account/receivables"}},
     {"organization", {"core", "words", "decision", "books", "account", "account/receivables"}},
     {"account/billing",
      {"core", "words", "decision", "books", "rating", "account", "account/people", "account/service",
       "account/receivables"}},
     {"account/billing/unbilled",
      {"core", "words", "decision", "premise", "books", "rating", "account", "account/service", "account/receivables",
       "account/billing"}},
     {"account/receivables/unclaimed",
      {"core", "words", "decision", "books", "account", "account/communications", "account/receivables"}},
     {"account/collections", {"core", "words", "decision", "account", "account/communications", "account/receivables"}},
     {"set_up",
      {"core", "words", "decision", "person", "premise", "account/people", "account/service", "account/receivables"}},
     {"erasure", {"core", "words", "decision", "person", "account", "account/receivables/unclaimed"}},
     {"look_further", {"core", "words", "decision", "account/billing"}}},
};

// A view's folder has its rows, its answers, its queries and their text. What needs all of them is on top.
const Rooms projections_rooms{
    "projections",
    {{"aging", "ground"},
     {"answer_parts", "ground"},
     {"log_position", "ground"},
     {"cursor", "ground"},
     {"natural_order", "ground"},
     {"page", "ground"},
     {"one_view", "ground"},
     {"row_bytes", "ground"},
     {"reader", "reading"},
     {"states_as_of", "reading"},
     {"world_as_of", "reading"},
     {"folders", "folders"},
     {"ask", "questions"}},
    {{"ground", {}},
     {"reading", {"ground"}},
     {"render", {"ground", "reading"}},
     {"activity", {"ground", "reading", "render"}},
     {"ar_history", {"ground", "reading", "render"}},
     {"arrangements", {"ground", "reading", "render"}},
     {"autopay", {"ground", "reading", "render"}},
     {"balances", {"ground", "reading", "render"}},
     {"budgets", {"ground", "reading", "render"}},
     {"calendar", {"ground", "reading", "render"}},
     {"cash", {"ground", "reading", "render", "trial_balance"}},
     {"collections", {"ground", "reading", "render"}},
     {"communications", {"ground", "reading", "render"}},
     {"control_totals", {"ground", "reading", "render"}},
     {"corrections", {"ground", "reading", "render"}},
     {"deposits", {"ground", "reading", "render"}},
     {"intervals", {"ground", "reading", "render"}},
     {"lists", {"ground", "reading", "render"}},
     {"market", {"ground", "reading", "render"}},
     {"masters", {"ground", "reading", "render", "documents", "explain"}},
     {"settings", {"ground", "reading", "render"}},
     {"trial_balance", {"ground", "reading", "render"}},
     {"unbilled", {"ground", "reading", "render"}},
     {"unclaimed", {"ground", "reading", "render", "lists", "trial_balance", "division_sums"}},
     {"usage", {"ground", "reading", "render"}},
     {"exceptions", {"ground", "reading", "render", "calendar", "lists"}},
     {"documents", {"ground", "reading", "render", "ar_history"}},
     {"customers", {"ground", "reading", "render", "documents", "masters"}},
     {"explain", {"ground", "reading", "render", "documents", "corrections"}},
     {"search", {"ground", "reading", "render", "documents", "customers"}},
     {"folders",
      {"ground", "ar_history", "balances", "calendar", "cash", "control_totals", "customers", "documents", "lists",
       "market", "search", "trial_balance"}},
     {"what_if", {"ground", "reading", "render", "activity", "balances", "documents"}},
     {"rate_study", {"ground", "reading", "render", "what_if"}},
     {"replay", {"ground", "reading", "render", "balances", "trial_balance"}},
     {"division_sums", {"ground", "reading", "render", "balances", "trial_balance", "replay"}},
     {"rebuild", {"ground", "reading", "render", "balances", "folders"}},
     {"verify", {"ground", "reading", "render", "balances", "trial_balance", "rebuild"}},
     {"questions",
      {"ground",         "cash",      "collections", "corrections", "arrangements",  "autopay",        "reading",
       "render",         "activity",  "ar_history",  "balances",    "budgets",       "communications", "calendar",
       "control_totals", "customers", "deposits",    "intervals",   "division_sums", "documents",      "exceptions",
       "explain",        "lists",     "masters",     "rebuild",     "replay",        "search",         "settings",
       "unbilled",       "unclaimed", "usage",       "market",      "verify",        "what_if"}}},
};

// What the outside world is reached by is below; what acts on events or takes commands in knows neither each other nor
// the node that owns a division.
const Rooms consumers_rooms{
    "consumers",
    {{"division_error", "errors"}},
    {{"kafka", {}},
     {"errors", {"kafka"}},
     {"export", {}},
     {"commands", {"kafka", "errors"}},
     {"processes", {"commands"}},
     {"intake", {"kafka", "errors", "commands"}},
     {"intake/csv", {"errors", "commands", "intake"}},
     {"intake/green_button", {"commands", "intake"}},
     {"intake/nem12", {"errors", "commands", "intake"}},
     {"intake/nem13", {"errors", "commands", "intake", "intake/nem12"}},
     {"intake/urdb", {"errors", "commands", "intake"}},
     {"intake/outcome",
      {"errors", "commands", "intake", "intake/csv", "intake/green_button", "intake/nem12", "intake/nem13"}},
     {"feed/content", {}},
     {"feed", {"kafka", "errors", "feed/content"}},
     {"node", {"kafka", "errors", "commands", "intake", "feed/content", "feed"}}},
};

// A program's folder is known by no other.
const Rooms tools_rooms{
    "tools",
    {},
    {{"http", {}}, {"shared", {"http"}}, {"tally", {"http", "shared"}}, {"tallyd", {"http", "shared"}}},
};

TEST(TidyRule, AnIncludeAgainstAnArrowIsFound) {
    const Rooms rooms{"house", {{"door", "top"}}, {{"cellar", {}}, {"attic", {"cellar"}}, {"top", {"attic"}}}};
    EXPECT_EQ(broken_arrow(rooms, "house/attic/roof.h", R"(#include "house/cellar/wine.h")"), std::nullopt);
    EXPECT_EQ(broken_arrow(rooms, "house/cellar/wine.h", R"(#include "house/cellar/coal.h")"), std::nullopt);
    EXPECT_EQ(broken_arrow(rooms, "house/cellar/wine.h", R"(#include "garden/tree.h")"), std::nullopt);
    EXPECT_EQ(broken_arrow(rooms, "house/cellar/wine.h", "#include <vector>"), std::nullopt);
    const auto upward = broken_arrow(rooms, "house/cellar/wine.h", R"(#include "house/attic/roof.h")");
    ASSERT_TRUE(upward);
    EXPECT_NE(upward->find("room cellar must not know room attic"), std::string::npos) << *upward;
    const auto past = broken_arrow(rooms, "house/door.cpp", R"(  #include "house/cellar/wine.h")");
    EXPECT_TRUE(past) << "an arrow to a room is not one to the rooms behind it";
    EXPECT_TRUE(broken_arrow(rooms, "house/shed/rake.h", R"(#include "house/cellar/wine.h")")) << "a room not listed";
    EXPECT_TRUE(broken_arrow(rooms, "house/attic/roof.h", R"(#include "house/window.h")")) << "a top file not listed";
}

TEST(TidyRule, AFileIsOfItsOwnRoomElseOfTheNearestFolderThatIsOne) {
    const Rooms rooms{"house", {{"attic/plan", "papers"}}, {{"papers", {}}, {"attic", {}}, {"attic/chest", {}}}};
    EXPECT_EQ(room_of(rooms, "house/attic/plan.h"), "papers");
    EXPECT_EQ(room_of(rooms, "house/attic/roof.cpp"), "attic");
    EXPECT_EQ(room_of(rooms, "house/attic/chest/coat.h"), "attic/chest");
    EXPECT_EQ(room_of(rooms, "house/attic/shelf/book.h"), "attic");
    EXPECT_EQ(room_of(rooms, "house/roof.h"), std::nullopt);
    EXPECT_EQ(room_of(rooms, "garden/attic/roof.h"), std::nullopt);
}

TEST(TidyRule, ACycleOfArrowsIsFound) {
    EXPECT_EQ(cycle_in({"house", {}, {{"a", {"b"}}, {"b", {"c"}}, {"c", {}}}}), std::nullopt);
    EXPECT_NE(cycle_in({"house", {}, {{"a", {"b"}}, {"b", {"c"}}, {"c", {"a"}}}}), std::nullopt);
}

class TidyRooms : public testing::TestWithParam<Rooms> {};
INSTANTIATE_TEST_SUITE_P(OfEachModule, TidyRooms,
                         testing::Values(domain_rooms, eventstore_rooms, projections_rooms, consumers_rooms,
                                         tools_rooms),
                         [](const auto& tested) { return tested.param.module; });

TEST_P(TidyRooms, IncludesFollowTheArrows) {
    const Rooms& rooms = GetParam();
    EXPECT_EQ(cycle_in(rooms), std::nullopt);
    std::size_t seen = 0;
    for (const auto& path : sources_of(rooms.module)) {
        for (const auto& line : lines_of(path)) {
            if (line.starts_with("#include \"" + rooms.module + "/")) ++seen;
            const auto broken = broken_arrow(rooms, name_of(path), line);
            EXPECT_FALSE(broken) << name_of(path) << ": " << line << "\n  " << broken.value_or("");
        }
    }
    EXPECT_GT(seen, 50u) << "the scan found hardly any include: is it looking in the right place?";
}

}  // namespace
}  // namespace tally::tidy
