// tally events: the log as it is, or one stream of it; --follow waits for what comes.

#include "domain/events.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/events_request.h"

namespace tally::tools {

namespace {

std::shared_ptr<GivenFilter> add_filter(CLI::App& command) {
    auto filter = std::make_shared<GivenFilter>();
    command.add_option("--by", filter->actor, "Only events of this actor's commands");
    command.add_option("--type", filter->type,
                       "Only events of this type, such as account.payment_posted, or of this group, such as account");
    command.add_option("--reason", filter->reason, "Only events with these words in their reason");
    command.add_option("--since", filter->since_text, "Only events recorded at this instant or later");
    command.add_option("--until", filter->until_text, "Only events recorded before this instant");
    return filter;
}

// False, with the error printed: a value is wrong.
bool read_filter(Session& session, GivenFilter& filter) {
    if (!read_optional_instant(session, "--since", filter.since_text, filter.since) ||
        !read_optional_instant(session, "--until", filter.until_text, filter.until))
        return false;
    if (filter.type.empty() || known_event_type(filter.type)) return true;
    session.fail(exit_usage,
                 "--type: '" + filter.type + "' is not a type of event: `tally describe events` lists them");
    return false;
}

class EventPrinter {
  public:
    EventPrinter(const eventstore::Division& division, const EventFilter& filter, bool json)
        : context_(division.json()), filter_(filter), json_(json) {}

    // False: stop, because reading failed (see failure()) or its reader has gone away.
    bool print_entry(std::string_view bytes) {
        if (auto decoded = eventstore::decode_into(bytes, recorded_); !decoded) {
            failure_ = std::move(decoded.error());
            return false;
        }
        if (!filter_.takes(recorded_.envelope)) return true;
        line_.clear();
        if (json_) {
            eventstore::write_event_json(recorded_, context_, line_);
        } else {
            const auto& envelope = recorded_.envelope;
            line_ = std::to_string(envelope.position) + "  " + domain::to_string(envelope.recorded_at) + "  " +
                    domain::to_string(envelope.stream) + "#" + std::to_string(envelope.version) + "  " +
                    envelope.event_type.str() + "  by " + envelope.actor.str() + ", command " +
                    envelope.command_id.str();
            if (!envelope.reason.empty()) {
                line_ += ", reason ";
                eventstore::write_json_string(envelope.reason.str(), line_);
            }
            line_ += "  ";
            eventstore::write_json(eventstore::ref(recorded_.event), context_, line_);
        }
        line_ += '\n';
        return print(line_);
    }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    eventstore::JsonContext context_;
    const EventFilter& filter_;
    bool json_;
    domain::RecordedEvent recorded_;
    std::string line_;
    std::optional<eventstore::StoreError> failure_;
};

eventstore::StreamName name_of(const domain::StreamId& stream) {
    return {static_cast<std::uint8_t>(stream.kind), stream.id.str()};
}

// A follower may wait for a position to come.
bool begins_within(Session& session, const eventstore::EventStore& store, const EventsRequest& request) {
    if (request.follow) return true;
    if (!request.stream) return begins_within(session, request, store.durable_end());
    const auto length = store.stream_length(name_of(*request.stream));
    if (!length) session.fail(length.error());
    return length && begins_within(session, request, *length);
}

eventstore::Result<void> print_stream(const eventstore::EventStore& store, const EventsRequest& request,
                                      EventPrinter& printer) {
    return store.read_stream(name_of(*request.stream), request.from, [&](const eventstore::EventStore::Recorded& one) {
        return printer.print_entry(one.bytes) && !interrupted();
    });
}

eventstore::Result<void> print_log(const eventstore::EventStore& store, const EventsRequest& request,
                                   EventPrinter& printer) {
    auto reader = store.read_log(request.from);
    while (!interrupted() && reader.next())
        if (!printer.print_entry(reader.entry())) break;
    return reader.status();
}

// Prints what is there and what comes, until it is interrupted.
eventstore::Result<void> follow(eventstore::EventStore& store, const EventsRequest& request, EventPrinter& printer) {
    auto subscription = store.subscribe(request.from);
    while (!interrupted()) {
        auto entry = subscription.next(std::chrono::milliseconds{200});
        if (!entry) return tl::unexpected(std::move(entry.error()));
        if (!*entry) {
            std::fflush(stdout);
            continue;
        }
        if (request.stream) {
            auto envelope = eventstore::skim_envelope((*entry)->bytes);
            if (!envelope) return tl::unexpected(std::move(envelope.error()));
            if (envelope->stream_kind != request.stream->kind || envelope->stream_id != request.stream->id.str())
                continue;
        }
        if (!printer.print_entry((*entry)->bytes)) break;
    }
    return {};
}

void print_events(Session& session, ServerOption& server, EventsRequest request, GivenFilter filter) {
    if (!read_filter(session, filter)) return;
    if (!request.stream_text.empty()) {
        request.stream = parse_stream(request.stream_text);
        if (!request.stream)
            return session.fail(exit_usage,
                                "--stream: '" + request.stream_text +
                                    "' is not a stream: give kind/id, such as account/A-1 or settings/division");
    }
    if (asks_server(session, server)) return print_served_events(session, server, request, filter);
    if (session.store.empty()) return;
    auto division = session.open();
    if (!division) return;
    auto& store = division->store();
    if (begins_within(session, store, request)) {
        constexpr std::string_view of_account = "account/";
        const auto& stream = request.stream_text;
        ShownByProgram shown{"events", std::string_view{stream}.substr(std::min(stream.size(), stream.find('/') + 1))};
        if (stream.starts_with(of_account)) shown.accounts.emplace_back(shown.id);
        note_read(session, shown);
        EventPrinter printer(*division, filter, session.json);
        const auto read = request.follow   ? follow(store, request, printer)
                          : request.stream ? print_stream(store, request, printer)
                                           : print_log(store, request, printer);
        if (!read) session.fail(read.error());
        if (printer.failure()) session.fail(*printer.failure());
    }
    session.close(*division);
}

}  // namespace

bool begins_within(Session& session, const EventsRequest& request, std::uint64_t length) {
    const auto refuse = [&](const std::string& message) {
        session.fail(exit_refused, message);
        return false;
    };
    if (request.stream) {
        if (length == 0) return refuse("--stream: there is no " + request.stream_text + ": `tally search` finds ids");
        if (request.from >= length)
            return refuse("--from: " + request.stream_text + " has " + counted(length, "event") +
                          ": give a version below " + std::to_string(length));
    } else if (request.from > 0 && request.from >= length) {
        return refuse("--from: position " + std::to_string(request.from) + " is past the end of the log, which has " +
                      counted(length, "event") + ": give a position below " + std::to_string(length));
    }
    return true;
}

void add_events(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "events", "Print the log, or one stream of it");
    auto request = std::make_shared<EventsRequest>();
    command->add_option("--stream", request->stream_text, "Only this stream, such as account/A-1");
    command->add_option("--from", request->from, "First position to print (with --stream: first version)")
        ->check(digits_only());
    auto filter = add_filter(*command);
    command->add_flag("--follow", request->follow, "Then print new events as they are recorded, until Ctrl-C");
    const auto server = add_server_option(*command);
    command->callback([&session, server, request, filter] { print_events(session, *server, *request, *filter); });
}

}  // namespace tally::tools
