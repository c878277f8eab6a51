// tally events: the log as it is, or one stream of it; --follow waits for what comes.

#include "domain/events.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <tuple>

#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::optional<domain::StreamId> parse_stream(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos || !domain::valid_id(std::string_view{text}.substr(slash + 1))) return std::nullopt;
    const auto names = enum_names(domain::StreamKind{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text.substr(0, slash))
            return domain::StreamId{static_cast<domain::StreamKind>(i), domain::Plain{text.substr(slash + 1)}};
    return std::nullopt;
}

// Which events are shown: those that agree with all that was given.
struct EventFilter {
    std::string actor;
    std::string type;
    std::string reason;
    std::string since_text;
    std::string until_text;
    std::optional<domain::Instant> since = {};
    std::optional<domain::Instant> until = {};

    [[nodiscard]] bool takes(const domain::Envelope& envelope) const {
        const auto& name = envelope.event_type.str();
        return (actor.empty() || envelope.actor.str() == actor) &&
               (type.empty() || name == type || name.starts_with(type + ".")) &&
               (reason.empty() || envelope.reason.str().find(reason) != std::string::npos) &&
               (!since || envelope.recorded_at >= *since) && (!until || envelope.recorded_at < *until);
    }
};

std::shared_ptr<EventFilter> add_filter(CLI::App& command) {
    auto filter = std::make_shared<EventFilter>();
    command.add_option("--by", filter->actor, "Only what this actor did");
    command.add_option("--type", filter->type,
                       "Only events of this type, such as payment.posted, or group, such as payment");
    command.add_option("--reason", filter->reason, "Only events with these words in their reason");
    command.add_option("--since", filter->since_text, "Only what was recorded at this instant or later");
    command.add_option("--until", filter->until_text, "Only what was recorded before this instant");
    return filter;
}

// What is wrong with it, with the cure; empty: nothing.
std::string read_filter(EventFilter& filter) {
    for (const auto& [option, text, instant] : {std::tuple{"--since", &filter.since_text, &filter.since},
                                                std::tuple{"--until", &filter.until_text, &filter.until}}) {
        if (text->empty()) continue;
        *instant = domain::Instant::parse(*text);
        if (!*instant) return std::string{option} + ": " + eventstore::why_not_an_instant(*text).sentence(*text);
    }
    if (filter.type.empty()) return {};
    for (const auto& entry : eventstore::catalogue_of<domain::Event>())
        if (entry.name == filter.type || entry.name.starts_with(filter.type + ".")) return {};
    return "--type: '" + filter.type + "' is not a type of event: `tally describe events` lists them";
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

}  // namespace

void add_events(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "events", "Print the log, or one stream of it");
    auto stream_text = std::make_shared<std::string>();
    auto from = std::make_shared<std::uint64_t>(0);
    auto follow = std::make_shared<bool>(false);
    command->add_option("--stream", *stream_text, "Only this stream, such as account/A-1");
    command->add_option("--from", *from, "From this position on (of a stream: from this version on)")
        ->check(digits_only());
    auto filter = add_filter(*command);
    command->add_flag("--follow", *follow, "Wait for what comes, until Ctrl-C");
    command->callback([&session, stream_text, from, follow, filter] {
        if (const auto wrong = read_filter(*filter); !wrong.empty())
            return session.fail(exit_usage, wrong, "bad_usage");
        std::optional<domain::StreamId> stream;
        if (!stream_text->empty()) {
            stream = parse_stream(*stream_text);
            if (!stream)
                return session.fail(exit_usage,
                                    "--stream: '" + *stream_text +
                                        "' is not a stream: give kind/id, such as account/A-1 or settings/division");
        }
        auto division = session.open();
        if (!division) return;
        if (stream && !*follow) {
            auto length = division->store().stream_length({static_cast<std::uint8_t>(stream->kind), stream->id.str()});
            if (!length) return session.fail(length.error());
            if (*length == 0) {
                session.fail(exit_refused, "--stream: there is no " + *stream_text + ": `tally search` finds ids");
                return session.close(*division);
            }
            if (*from >= *length) {
                session.fail(exit_refused, "--from: " + *stream_text + " has " + counted(*length, "event") +
                                               ": give a version below " + std::to_string(*length));
                return session.close(*division);
            }
        }
        // A follower may wait for a position to come.
        if (const auto end = division->store().durable_end(); !stream && !*follow && *from > 0 && *from >= end) {
            session.fail(exit_refused, "--from: position " + std::to_string(*from) +
                                           " is past the end of the log, which has " + counted(end, "event") +
                                           ": give a position below " + std::to_string(end));
            return session.close(*division);
        }
        EventPrinter printer(*division, *filter, session.json);
        if (stream && !*follow) {
            auto read = division->store().read_stream({static_cast<std::uint8_t>(stream->kind), stream->id.str()},
                                                      *from, [&](const eventstore::EventStore::Recorded& one) {
                                                          return printer.print_entry(one.bytes) && !interrupted();
                                                      });
            if (!read) session.fail(read.error());
        } else if (*follow) {
            auto subscription = division->store().subscribe(*from);
            while (!interrupted()) {
                auto entry = subscription.next(std::chrono::milliseconds{200});
                if (!entry) {
                    session.fail(entry.error());
                    break;
                }
                if (!*entry) {
                    std::fflush(stdout);
                    continue;
                }
                if (stream) {
                    auto envelope = eventstore::skim_envelope((*entry)->bytes);
                    if (!envelope) {
                        session.fail(envelope.error());
                        break;
                    }
                    if (envelope->stream_kind != stream->kind || envelope->stream_id != stream->id.str()) continue;
                }
                if (!printer.print_entry((*entry)->bytes)) break;
            }
        } else {
            auto reader = division->store().read_log(*from);
            while (!interrupted() && reader.next())
                if (!printer.print_entry(reader.entry())) break;
            if (auto status = reader.status(); !status) session.fail(status.error());
        }
        if (printer.failure()) session.fail(*printer.failure());
        session.close(*division);
    });
}

}  // namespace tally::tools
