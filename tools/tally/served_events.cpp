// tally events --server: pages of /v1/events, oldest first; with --follow a stream of them.

#include <simdjson.h>

#include "eventstore/codec/json.h"
#include "projections/page.h"
#include "tools/http/routes/event_routes.h"
#include "tools/tally/events_request.h"
#include "tools/tally/served_page.h"

namespace tally::tools {

namespace {

// Events as the server writes them, printed as `tally events` prints those of a store.
class ServedPrinter {
  public:
    ServedPrinter(const EventsRequest& request, const GivenFilter& filter, bool json)
        : request_(request), filter_(filter), json_(json) {}

    // False: its reader has gone away, or it is no event (see failed()).
    bool print_event(std::string_view event) {
        simdjson::padded_string padded{event};
        simdjson::ondemand::document document;
        if (parser_.iterate(padded).get(document) != simdjson::SUCCESS) return fail();
        // In the order in which the server writes them.
        std::uint64_t position = 0;
        std::uint64_t version = 0;
        std::string stream, type, recorded_at, actor, reason, command_id, data;
        simdjson::ondemand::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS) return fail();
        for (auto field : object) {
            std::string_view key, raw;
            if (field.unescaped_key().get(key) != simdjson::SUCCESS) return fail();
            const std::string name{key};
            if (name == "position" || name == "version") {
                if (field.value().get_uint64().get(name == "version" ? version : position) != simdjson::SUCCESS)
                    return fail();
            } else if (name == "data") {
                if (simdjson::to_json_string(field.value()).get(raw) != simdjson::SUCCESS) return fail();
                data = raw;
            } else if (auto* text = name == "stream"        ? &stream
                                    : name == "type"        ? &type
                                    : name == "recorded_at" ? &recorded_at
                                    : name == "actor"       ? &actor
                                    : name == "reason"      ? &reason
                                    : name == "command_id"  ? &command_id
                                                            : nullptr) {
                if (field.value().get_string().get(raw) != simdjson::SUCCESS) return fail();
                *text = raw;
            }
        }
        if (data.empty()) return fail();
        if (!asked_for(version, recorded_at)) return true;
        if (json_) return print(std::string{event} + "\n");
        std::string line = std::to_string(position) + "  " + recorded_at + "  " + stream + "#" +
                           std::to_string(version) + "  " + type + "  by " + actor + ", command " + command_id;
        if (!reason.empty()) {
            line += ", reason ";
            eventstore::write_json_string(reason, line);
        }
        return print(line + "  " + data + "\n");
    }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    bool fail() {
        failed_ = true;
        return false;
    }
    // What a server is not asked to select.
    [[nodiscard]] bool asked_for(std::uint64_t version, const std::string& recorded_at) const {
        if (!request_.follow) return !request_.stream || version >= request_.from;
        const auto at = domain::Instant::parse(recorded_at);
        return at && (!filter_.since || !(*at < *filter_.since)) && (!filter_.until || *at < *filter_.until);
    }

    const EventsRequest& request_;
    const GivenFilter& filter_;
    const bool json_;
    bool failed_ = false;
    simdjson::ondemand::parser parser_;
};

std::string target_with(const std::vector<std::pair<std::string_view, std::string>>& parameters) {
    std::string target{EventRoutes::path};
    char before = '?';
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        target += before + std::string{name} + "=" + percent_encoded(value);
        before = '&';
    }
    return target;
}

class ServedEvents {
  public:
    ServedEvents(Session& session, const HttpClient& client, const EventsRequest& request, const GivenFilter& filter)
        : session_(session),
          client_(client),
          request_(request),
          filter_(filter),
          printer_(request, filter, session.json) {}

    void print_pages() {
        if (request_.stream && !stream_begins()) return;
        std::string cursor;
        do {
            const auto page = page_of({{"stream", request_.stream_text},
                                       {"from", request_.stream ? "" : std::to_string(request_.from)},
                                       {"by", filter_.actor},
                                       {"type", filter_.type},
                                       {"reason", filter_.reason},
                                       {"since", filter_.since_text},
                                       {"until", filter_.until_text},
                                       {"order", "oldest"},
                                       {"limit", std::to_string(projections::page_lines_max)},
                                       {"cursor", cursor}});
            if (!page) return;
            if (cursor.empty() && !request_.stream && !begins_within(session_, request_, page->position)) return;
            for (const auto& event : page->events)
                if (interrupted() || !printer_.print_event(event)) return say_if_failed();
            cursor = page->next;
        } while (!cursor.empty() && !interrupted());
    }

    void print_what_comes() {
        constexpr std::string_view data = "data: ";
        const auto said = client_.follow(
            target_with({{"stream", request_.stream_text},
                         {"from", std::to_string(request_.from)},
                         {"by", filter_.actor},
                         {"type", filter_.type},
                         {"reason", filter_.reason}}),
            [&](const std::string& line) {
                if (!line.starts_with(data)) return true;
                const bool more = printer_.print_event(std::string_view{line}.substr(data.size()));
                std::fflush(stdout);
                return more;
            },
            interrupted);
        if (!said) return session_.fail(exit_failed, said.error());
        if (said->status != 0 && said->status != 200) return fail(session_, *said);
        say_if_failed();
    }

  private:
    std::optional<ServedPage> page_of(const std::vector<std::pair<std::string_view, std::string>>& parameters) {
        const auto said = client_.get(target_with(parameters), json_type);
        if (!said) {
            session_.fail(exit_failed, said.error());
            return std::nullopt;
        }
        if (said->status != 200) {
            fail(session_, *said);
            return std::nullopt;
        }
        auto page = read_served_page(said->body);
        if (!page) say_unreadable();
        return page;
    }
    // Its newest event tells how many it has.
    bool stream_begins() {
        const auto newest = page_of({{"stream", request_.stream_text}, {"limit", "1"}});
        if (!newest) return false;
        std::uint64_t version = 0;
        if (!newest->events.empty()) {
            simdjson::dom::parser parser;
            if (parser.parse(newest->events.front())["version"].get(version) != simdjson::SUCCESS) {
                say_unreadable();
                return false;
            }
        }
        return begins_within(session_, request_, newest->events.empty() ? 0 : version + 1);
    }
    void say_if_failed() {
        if (printer_.failed()) say_unreadable();
    }
    void say_unreadable() {
        session_.fail(exit_failed, client_.url() + " answered with events that cannot be read: is it another release?");
    }

    Session& session_;
    const HttpClient& client_;
    const EventsRequest& request_;
    const GivenFilter& filter_;
    ServedPrinter printer_;
};

}  // namespace

std::optional<ServedPage> read_served_page(const std::string& body) {
    simdjson::ondemand::parser parser;
    simdjson::padded_string padded{body};
    simdjson::ondemand::document document;
    simdjson::ondemand::array events;
    ServedPage page;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document["position"].get_uint64().get(page.position) != simdjson::SUCCESS ||
        document["events"].get_array().get(events) != simdjson::SUCCESS)
        return std::nullopt;
    for (auto event : events) {
        std::string_view raw;
        if (simdjson::to_json_string(event).get(raw) != simdjson::SUCCESS) return std::nullopt;
        page.events.emplace_back(raw);
    }
    std::string_view next;
    if (document["next"].get_string().get(next) == simdjson::SUCCESS) page.next = next;
    return page;
}

void print_served_events(Session& session, const ServerOption& server, const EventsRequest& request,
                         const GivenFilter& filter) {
    const auto client = client_of(session, server);
    if (!client) return;
    ServedEvents events{session, *client, request, filter};
    if (request.follow)
        events.print_what_comes();
    else
        events.print_pages();
}

}  // namespace tally::tools
