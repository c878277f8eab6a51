#pragma once
// Sends the commands of a made-up utility, on one simulated day after another.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "consumers/commands/division_port.h"
#include "consumers/commands/held_division.h"
#include "domain/account/state.h"
#include "eventstore/division/division.h"
#include "projections/reader.h"

namespace tally::tools {

[[nodiscard]] domain::Instant noon(domain::Date);

// Of an embedded division: what fails is the store.
[[nodiscard]] eventstore::StoreError in_words(const consumers::DivisionError&);

// How much of one kind was done, and how long it took.
struct DemoWork {
    std::string what;
    std::uint64_t count = 0;
    double seconds = 0;
};

// Who gave a command and why, as the events will say.
struct DemoActor {
    std::string_view name;
    std::string_view reason;
};

using ShowCommand = std::function<void(const eventstore::ParsedCommand&)>;

class DemoSender {
  public:
    // Each command that changed something is shown to `sends`, where it is set.
    DemoSender(eventstore::Division& division, ShowCommand sends);

    [[nodiscard]] domain::Date today() const { return today_; }
    void begin_day(domain::Date day) { today_ = day; }

    // Every command here is one that the rules accept: a refusal is a fault of ours, and the end.
    void send(domain::Command command) { send(std::move(command), {"demo", {}}); }
    void send(domain::Command, DemoActor);
    void flush();
    // The ids that a command gave out; nothing: it was refused.
    using Made = std::optional<std::vector<eventstore::MadeId>>;
    // One that the rules may refuse, as they refuse what people try. A refusal is counted.
    void attempt(domain::Command, DemoActor);
    // The same at once, after all that was sent before.
    Made offer(domain::Command, DemoActor);
    // The process of that name, for this day. What it lists as an error is counted as refused.
    void run_process(std::string_view name, std::uint32_t days = 0);
    // How often each rejection refused something.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& refused() const { return refused_; }
    void fail(eventstore::StoreError error) {
        if (!failure_) failure_ = std::move(error);
    }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

    // Of each command, in the order in which they were sent.
    [[nodiscard]] const std::vector<Made>& made() const { return made_; }

    // Everything that was sent is in what this reads.
    [[nodiscard]] projections::Reader caught_up();
    // Nothing where it cannot be read: then this has failed.
    [[nodiscard]] std::optional<domain::AccountState> account(const projections::Reader&, const domain::AccountId&);

    // Reads one account's part of the states, such as by eventstore::read_collections_of; nothing where that fails:
    // then this has failed.
    template <class Read>
    [[nodiscard]] auto part(const projections::Reader& reader, Read&& read, const domain::AccountId& id) {
        auto found = read(*reader.point, states(), id);
        using Part = std::remove_cvref_t<decltype(*found)>;
        if (found) return std::optional<Part>{std::move(*found)};
        fail(found.error());
        return std::optional<Part>{};
    }

    // For bill runs, which send by themselves.
    [[nodiscard]] consumers::CommandPort& port() { return port_; }
    [[nodiscard]] consumers::HeldStore& held() { return held_; }

    // Counts what is answered during the work under its name.
    template <class Do>
    void timed(const std::string& what, Do&& work) {
        const auto started = std::chrono::steady_clock::now();
        const auto before = answered_;
        work();
        flush();
        add_work(what, answered_ - before, std::chrono::duration<double>(std::chrono::steady_clock::now() - started));
    }
    [[nodiscard]] std::vector<DemoWork> work() const { return work_; }

  private:
    // Counts what is answered, and shows what changed something.
    class Port final : public consumers::CommandPort {
      public:
        Port(eventstore::Division& division, DemoSender& sender) : port_(division), sender_(sender) {}
        [[nodiscard]] consumers::DivisionResult<void> run(const Next&, const Answered&) override;

      private:
        consumers::DivisionPort port_;
        DemoSender& sender_;
    };

    [[nodiscard]] eventstore::ParsedCommand parsed(domain::Command, DemoActor);
    void add(domain::Command, DemoActor, bool may_be_refused);
    [[nodiscard]] eventstore::View states() const;
    void add_work(const std::string& what, std::uint64_t count, std::chrono::duration<double>);

    eventstore::Division& division_;
    Port port_;
    consumers::HeldStore held_;
    ShowCommand sends_;
    std::map<std::string, std::uint64_t> refused_;
    domain::Date today_;
    std::uint64_t commands_ = 0;
    std::uint64_t answered_ = 0;
    std::vector<eventstore::ParsedCommand> batch_;
    std::vector<bool> may_be_refused_;  // Of the batch.
    std::vector<Made> made_;
    std::vector<DemoWork> work_;
    std::optional<eventstore::StoreError> failure_;
};

// The id of one kind among those that a command gave out; empty: it gave none out.
[[nodiscard]] std::string made_id(const std::vector<eventstore::MadeId>&, std::string_view what);

}  // namespace tally::tools
