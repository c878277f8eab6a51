#include "tools/tally/served_bills.h"

#include "projections/calendar/calendar_answers.h"
#include "projections/page.h"
#include "tools/tally/served_page.h"

namespace tally::tools {

using consumers::DivisionResult;

std::string ServedBillSource::target_of(const domain::Code& cycle) const {
    return "/v1/calendar/" + percent_encoded(cycle.str()) + "?wait_for=" + std::to_string(division_.seen());
}

DivisionResult<bool> ServedBillSource::knows(const domain::Code& cycle) {
    auto body = division_.get(target_of(cycle) + "&limit=1");
    if (!body) return tl::unexpected(std::move(body.error()));
    return body->has_value();
}

DivisionResult<std::optional<std::vector<projections::DueAccount>>> ServedBillSource::due(const domain::Code& cycle,
                                                                                          domain::Date bill_date) {
    auto calendar = division_.ask<projections::CalendarAnswer>(target_of(cycle));
    if (!calendar) return tl::unexpected(std::move(calendar.error()));
    if (!*calendar || (*calendar)->cycles.size() != 1) return std::nullopt;
    return projections::due_accounts((*calendar)->cycles.front(), bill_date);
}

DivisionResult<void> ServedBillSource::reach(std::uint64_t position) {
    auto body = division_.get("/v1/events?limit=1&wait_for=" + std::to_string(position));
    if (!body) return tl::unexpected(std::move(body.error()));
    const auto page = read_served_page(body->value_or(""));
    if (!page) return division_.unreadable("no page of events");
    end_ = page->position;
    return {};
}

DivisionResult<void> ServedBillSource::each_event(std::uint64_t first, std::uint64_t count,
                                                  const std::function<void(const domain::RecordedEvent&)>& use) {
    eventstore::JsonReader reader(division_.json().currency, eventstore::PersonalText::clear_or_sealed);
    while (count > 0) {
        const auto limit = std::min<std::uint64_t>(count, projections::page_lines_max);
        auto body =
            division_.get("/v1/events?order=oldest&from=" + std::to_string(first) + "&limit=" + std::to_string(limit));
        if (!body) return tl::unexpected(std::move(body.error()));
        const auto page = read_served_page(body->value_or(""));
        if (!page || page->events.size() != limit) return division_.unreadable("no page of events");
        for (const auto& json : page->events) {
            const auto recorded = reader.read_event(json);
            if (!recorded) return division_.unreadable(recorded.error().message());
            use(*recorded);
        }
        first += limit;
        count -= limit;
    }
    return {};
}

}  // namespace tally::tools
