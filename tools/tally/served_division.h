#pragma once
// A division that a server has open, for who reads and writes it over HTTP as if it were a store: commands through
// /v1/commands:batch, answers as records.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "consumers/commands/command_port.h"
#include "domain/settings/events.h"
#include "eventstore/codec/json_reader.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

class ServedDivision {
  public:
    // Null, with the error printed and the exit code set: the server does not answer, or not to who asks.
    [[nodiscard]] static std::unique_ptr<ServedDivision> open(Session&, const ServerOption&);

    [[nodiscard]] const HttpClient& client() const { return client_; }
    [[nodiscard]] const domain::DivisionCreated& identity() const { return identity_; }
    [[nodiscard]] const eventstore::JsonContext& json() const { return json_; }

    // The body of an answer; nothing: there is none of that id.
    [[nodiscard]] consumers::DivisionResult<std::optional<std::string>> get(const std::string& target);
    template <class Answer>
    [[nodiscard]] consumers::DivisionResult<std::optional<Answer>> ask(const std::string& target) {
        auto body = get(target);
        if (!body) return tl::unexpected(std::move(body.error()));
        if (!*body) return std::nullopt;
        Answer answer;
        eventstore::JsonReader reader(json_.currency, eventstore::PersonalText::clear_or_sealed,
                                      eventstore::UnknownFields::passed_over);
        if (auto read = reader.read(**body, eventstore::ref(answer)); !read) return unreadable(read.error().message());
        return answer;
    }

    // Events before it were made by commands that the port sent, or found by them.
    void saw(std::uint64_t end) { seen_ = std::max(seen_, end); }
    [[nodiscard]] std::uint64_t seen() const { return seen_; }

    // Of the server, or of the way to it.
    [[nodiscard]] tl::unexpected<consumers::DivisionError> failed(const HttpClient::Said&);
    [[nodiscard]] tl::unexpected<consumers::DivisionError> failed(const std::string& why) const;
    [[nodiscard]] tl::unexpected<consumers::DivisionError> unreadable(const std::string& why) const;
    // Prints it: what the server said, as `tally show` does.
    void print_failure(const consumers::DivisionError&);

  private:
    ServedDivision(Session& session, HttpClient client) : session_(session), client_(std::move(client)) {}

    Session& session_;
    const HttpClient client_;
    domain::DivisionCreated identity_;
    eventstore::JsonContext json_;
    std::uint64_t seen_ = 0;
    std::optional<HttpClient::Said> said_;  // What was no answer.
};

class ServedPort final : public consumers::CommandPort {
  public:
    explicit ServedPort(ServedDivision& division) : division_(division) {}
    [[nodiscard]] consumers::DivisionResult<void> run(const Next&, const Answered&) override;

  private:
    ServedDivision& division_;
};

}  // namespace tally::tools
