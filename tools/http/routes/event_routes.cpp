#include "tools/http/routes/event_routes.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
#include "eventstore/division/civil_time.h"
#include "eventstore/program_log.h"
#include "projections/cursor.h"
#include "projections/page.h"
#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/event_page.h"
#include "tools/http/routes/query_routes.h"

namespace tally::tools {

namespace {

constexpr std::string_view taken_by_pages =
    "stream, since, until, by, type, reason, order, from, after, limit, cursor, division and wait_for";
constexpr std::string_view taken_by_streams = "stream, by, type, reason, from, after, division and wait_for";

bool wants_stream(const HttpRequest& request) {
    return request.accept.find(event_stream_type) != std::string::npos;
}

}  // namespace

// What is asked for, as text and as understood.
struct EventRoutes::Asked {
    EventPageAsked page;
    std::string bound;  // What a cursor is bound to.
    std::string since;
    std::string until;
    std::string cursor;
    std::string division;
    std::int32_t division_number = 0;
    std::uint64_t wait_for = 0;
    std::optional<std::uint64_t> from = {};
};

namespace {

// An instant, or a day: its beginning, or its end where `to_its_end`.
std::optional<HttpAnswer> read_time(std::string_view name, const std::string& text, bool to_its_end,
                                    const eventstore::Division& division, std::optional<domain::Instant>& time) {
    if (text.empty()) return std::nullopt;
    if (const auto day = domain::Date::parse(text)) {
        const auto zone = eventstore::CivilTime::of(division.identity().time_zone.str());
        if (!zone) return http_problem(500, zone.error().message);
        time = zone->start_of(to_its_end ? *day + 1 : *day);
        return std::nullopt;
    }
    time = domain::Instant::parse(text);
    if (time) return std::nullopt;
    const bool as_instant = text.find('T') != std::string::npos;
    return bad_parameter(name, (as_instant ? eventstore::why_not_an_instant(text) : eventstore::why_not_a_date(text))
                                   .sentence(text.substr(0, 64)));
}

std::optional<HttpAnswer> read_position(std::string_view name, const std::string& value, std::uint64_t& position) {
    if (read_number(value, position)) return std::nullopt;
    return bad_parameter(name, "'" + value + "' is not a position: give the number of an event");
}

// Of the filter. Nothing where it took the parameter; `taken` says whether it did.
std::optional<HttpAnswer> read_filter(const std::string& name, const std::string& value, EventPageAsked& asked,
                                      bool& taken) {
    taken = true;
    if (name == "by") {
        asked.filter.actor = value;
    } else if (name == "reason") {
        asked.filter.reason = value;
    } else if (name == "type") {
        if (!known_event_type(value))
            return bad_parameter(
                name, "'" + value.substr(0, 64) + "' is not a type of event: `tally describe events` lists them");
        asked.filter.type = value;
    } else if (name == "stream") {
        asked.stream = parse_stream(value);
        if (!asked.stream)
            return bad_parameter(name, "'" + value.substr(0, 64) +
                                           "' is not a stream: give kind/id, such as account/A-1 or settings/division");
    } else {
        taken = false;
    }
    return std::nullopt;
}

}  // namespace

std::optional<HttpAnswer> EventRoutes::read_parameters(const HttpRequest& request, const RequestTarget& target,
                                                       Asked& asked) const {
    const bool streamed = wants_stream(request);
    asked.page.limit = projections::page_lines;
    for (const auto& [name, value] : target.parameters) {
        bool taken = false;
        if (auto wrong = read_filter(name, value, asked.page, taken)) return wrong;
        if (name != "limit" && name != "cursor" && name != "wait_for") asked.bound += name + '\0' + value + '\0';
        if (taken) continue;
        std::uint64_t number = 0;
        if (name == "division") {
            asked.division = value;
        } else if (name == "wait_for") {
            if (auto wrong = read_position(name, value, asked.wait_for)) return wrong;
        } else if (name == "from" || name == "after") {
            if (auto wrong = read_position(name, value, number)) return wrong;
            asked.from = std::max(asked.from.value_or(0), number + (name == "after" ? 1 : 0));
        } else if (streamed) {
            return bad_parameter(name, "a stream of events has no such parameter: leave it out; it takes " +
                                           std::string{taken_by_streams});
        } else if (name == "since") {
            asked.since = value;
        } else if (name == "until") {
            asked.until = value;
        } else if (name == "cursor") {
            asked.cursor = value;
        } else if (name == "order") {
            if (value != "newest" && value != "oldest")
                return bad_parameter(name, "'" + value.substr(0, 64) + "' is not an order: give newest or oldest");
            asked.page.oldest_first = value == "oldest";
        } else if (name == "limit") {
            if (!read_number(value, number) || number == 0 || number > projections::page_lines_max)
                return bad_parameter(name, "'" + value + "' is not a number of lines: give 1 to " +
                                               std::to_string(projections::page_lines_max));
            asked.page.limit = number;
        } else {
            return bad_parameter(
                name, "this path has no such parameter: leave it out; it takes " + std::string{taken_by_pages});
        }
    }
    return std::nullopt;
}

HttpAnswer EventRoutes::page(const HttpRequest& request, Asked& asked, const OpenDivision& opened) const {
    auto& page = asked.page;
    page.from = asked.from.value_or(0);
    for (auto wrong : {read_time("since", asked.since, false, *opened.division, page.filter.since),
                       read_time("until", asked.until, true, *opened.division, page.filter.until)})
        if (wrong) return std::move(*wrong);
    if (!asked.cursor.empty()) {
        const auto key = projections::key_in_cursor(asked.bound, asked.cursor);
        if (!key)
            return bad_parameter("cursor",
                                 "it is not a cursor of this question: give the `next` of its page before, and ask the "
                                 "same otherwise");
        const auto at = projections::number_of_key(*key);
        if (page.oldest_first)
            page.from = std::max(page.from, at);
        else
            page.end = at;
    }
    const auto read = read_event_page(*opened.division, page);
    if (!read) {
        spdlog::error("events were not answered: {}", read.error().message);
        return http_problem(500, read.error().message);
    }
    HttpAnswer answer;
    answer.body = "{\"position\":" + std::to_string(read->position) + ",\"events\":[" + read->events + "]";
    if (read->next) {
        answer.body += ",\"next\":";
        eventstore::write_json_string(projections::cursor_of(asked.bound, projections::number_key(*read->next)),
                                      answer.body);
    }
    answer.body += "}\n";
    const auto tag = "\"e" + std::to_string(std::hash<std::string>{}(answer.body)) + "\"";
    if (names_entity_tag(request.if_none_match, tag)) {
        answer.status = 304;
        answer.body.clear();
    }
    answer.headers.emplace_back("ETag", tag);
    answer.headers.emplace_back("Tally-Position", std::to_string(read->position));
    return answer;
}

HttpAnswer EventRoutes::stream(const HttpRequest& request, Asked& asked, const OpenDivision& opened,
                               std::function<bool()> allowed) {
    const auto end = opened.division->store().durable_end();
    std::uint64_t last_seen = 0;
    if (!request.last_event_id.empty()) {
        if (!read_number(request.last_event_id, last_seen))
            return bad_parameter("Last-Event-ID", "it is not the position of an event: give the last id, or none");
        asked.from = last_seen + 1;
    }
    const auto next = asked.from.value_or(end);
    if (next > end)
        return http_problem(400,
                            "from: the log has " + std::to_string(end) +
                                " events: give at most that, or none to be "
                                "told of what comes",
                            "not_known_yet", request.last_event_id.empty() ? "from" : "Last-Event-ID");
    HttpAnswer answer;
    answer.content_type = event_stream_type;
    answer.headers.emplace_back("Tally-Position", std::to_string(end));
    if (request.method == "HEAD") return answer;
    answer.stream = followers_.follow({asked.division_number, opened.owner_epoch, next, std::move(asked.page.filter),
                                       std::move(asked.page.stream), std::move(allowed)});
    if (answer.stream) return answer;
    return http_unavailable("there are more programs that follow events than are told of them at once: try again", 5);
}

bool EventRoutes::reads_much(const RequestTarget& target) {
    const auto has = [&](std::string_view name) { return target.parameters.contains(name); };
    return !has("stream") && (has("by") || has("type") || has("reason"));
}

HttpAnswer EventRoutes::answer(const HttpRequest& request, const RequestTarget& target, std::function<bool()> allowed) {
    const auto answered = [&]() -> HttpAnswer {
        if (auto wrong = wrong_method(request)) return std::move(*wrong);
        Asked asked;
        if (auto wrong = read_parameters(request, target, asked)) return std::move(*wrong);
        const auto number = division_number(asked.division, directory_);
        if (!number) return number.error();
        auto opened = directory_.reader_of(*number);
        if (!opened) {
            auto elsewhere = not_owned(directory_, *number, request);
            // What has no end is not passed on.
            if (wants_stream(request)) elsewhere.forward_to.clear();
            return elsewhere;
        }
        if (!has_reached(*opened, asked.wait_for)) return not_reached(asked.wait_for);
        asked.division_number = *number;
        auto told =
            wants_stream(request) ? stream(request, asked, *opened, std::move(allowed)) : page(request, asked, *opened);
        told.headers.emplace_back("Tally-Division", std::to_string(*number));
        told.headers.emplace_back("Vary", "Accept");
        if (opened->owner_epoch > 0)
            told.headers.emplace_back("Tally-Owner-Epoch", std::to_string(opened->owner_epoch));
        return told;
    };
    auto told = answered();
    told.path = path;
    return told;
}

}  // namespace tally::tools
