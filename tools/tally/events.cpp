// tally events: the log as it is, or one stream of it; --follow waits for what comes.

#include <CLI/CLI.hpp>
#include <chrono>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::optional<domain::StreamId> parse_stream(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    const auto names = enum_names(domain::StreamKind{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text.substr(0, slash))
            return domain::StreamId{static_cast<domain::StreamKind>(i), domain::Plain{text.substr(slash + 1)}};
    return std::nullopt;
}

class EventPrinter {
  public:
    EventPrinter(const eventstore::Division& division, bool json) : context_(division.json()), json_(json) {}

    // False: stop, because reading failed (see failure()) or nobody reads on.
    bool print_entry(std::string_view bytes) {
        if (auto decoded = eventstore::decode_into(bytes, recorded_); !decoded) {
            failure_ = std::move(decoded.error());
            return false;
        }
        line_.clear();
        if (json_) {
            eventstore::write_event_json(recorded_, context_, line_);
        } else {
            const auto& envelope = recorded_.envelope;
            line_ = std::to_string(envelope.position) + "  " + domain::to_string(envelope.recorded_at) + "  " +
                    domain::to_string(envelope.stream) + "#" + std::to_string(envelope.version) + "  " +
                    envelope.event_type.str() + "  ";
            eventstore::write_json(eventstore::ref(recorded_.event), context_, line_);
        }
        line_ += '\n';
        return print(line_);
    }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    eventstore::JsonContext context_;
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
    command->add_option("--from", *from, "From this position on (of a stream: from this version on)");
    command->add_flag("--follow", *follow, "Wait for what comes, until Ctrl-C");
    command->callback([&session, stream_text, from, follow] {
        std::optional<domain::StreamId> stream;
        if (!stream_text->empty()) {
            stream = parse_stream(*stream_text);
            if (!stream)
                return session.fail(exit_usage,
                                    "--stream: '" + *stream_text +
                                        "' is no stream: give kind/id, such as account/A-1 or settings/division");
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
        }
        EventPrinter printer(*division, session.json);
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
                    auto envelope = eventstore::view_envelope((*entry)->bytes);
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
