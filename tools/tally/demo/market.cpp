#include "tools/tally/demo/market.h"

#include <utility>

namespace tally::tools {

using namespace domain;

namespace {

constexpr DemoActor market_desk{"market:gateway", {}};

MarketTransaction demo_transaction(MarketKind kind, std::string reference) {
    MarketTransaction told;
    told.kind = kind;
    told.reference = Plain{std::move(reference)};
    return told;
}

}  // namespace

std::string DemoMarket::next_reference(const char* prefix) {
    return prefix + std::to_string(10'000 + ++references_);
}

// A retailer enrols who moves to it; now and then the utility is asked to do something on site.
void DemoMarket::ask() {
    for (const DemoPlace& place : places_) {
        if (place.account.empty() || !chance_.happens(60)) continue;
        const bool order = chance_.below(3) == 0;
        auto told = demo_transaction(order ? MarketKind::service_order_request : MarketKind::enrolment_request,
                                     next_reference(order ? "SO" : "EN"));
        told.sender = Code{"REP1"};
        told.effective_on = sender_.today() + 5;
        if (order) told.purpose = Code{"METER_TEST"};
        asked_.push_back({place.service_point, told.kind, told.reference.str()});
        sender_.attempt(ReceiveMarketTransaction{place.service_point, std::move(told)}, market_desk);
    }
}

// Most are accepted, some rejected; one in ten is forgotten and becomes an alert.
void DemoMarket::answer() {
    for (const Asked& one : std::exchange(asked_, {})) {
        if (chance_.below(10) == 0) continue;
        const bool order = one.kind == MarketKind::service_order_request;
        auto told = demo_transaction(order ? MarketKind::service_order_completion : MarketKind::enrolment_response,
                                     next_reference("AN"));
        told.receiver = Code{"REP1"};
        told.original = Plain{one.reference};
        told.outcome = order                   ? MarketOutcome::completed
                       : chance_.below(5) == 0 ? MarketOutcome::rejected
                                               : MarketOutcome::accepted;
        if (told.outcome == MarketOutcome::rejected) told.reasons = {{Code{"A76"}, Plain{"Account not found"}}};
        sender_.attempt(SendMarketTransaction{one.at, std::move(told)}, market_desk);
    }
}

// What the retailer has collected; now and then it names an invoice that was never sent.
void DemoMarket::collect() {
    for (const DemoPlace& place : places_) {
        if (place.account.empty() || !chance_.happens(40)) continue;
        auto told = demo_transaction(MarketKind::remittance, next_reference("RM"));
        told.sender = Code{"REP1"};
        told.account = place.account;
        told.amount = Money{static_cast<std::int64_t>(1'000 + chance_.below(4'000))};
        if (chance_.below(8) == 0) told.original = Plain{"IN-LOST"};
        sender_.attempt(ReceiveMarketTransaction{place.service_point, std::move(told)}, market_desk);
    }
}

void DemoMarket::run_day() {
    const unsigned day = ymd(sender_.today()).day;
    if (day == 6) sender_.timed("market transactions", [&] { ask(); });
    if (day == 8) sender_.timed("market transactions", [&] { answer(); });
    if (day == 18) sender_.timed("market transactions", [&] { collect(); });
}

}  // namespace tally::tools
