#pragma once
// A division that a subcommand writes to and reads from: a store, or with --kafka one that nodes own. There --store is
// a copy of this program's own, made from the log topic, and commands go to the owner.

#include <memory>
#include <string>

#include "consumers/commands/command_exchange.h"
#include "consumers/commands/command_port.h"
#include "consumers/commands/division_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/node/followed_copy.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct KafkaOptions {
    std::string file;  // Empty: the division is a store.
    std::int32_t division = 0;
    std::int32_t reply_partition = 0;
    int wait_seconds = 60;
};
// --kafka and what belongs to it; required for `send`, which knows no store.
void add_kafka_options(CLI::App& command, KafkaOptions&);

// Null, with the error printed and the exit code set: the file is wrong, or the cluster cannot be reached.
[[nodiscard]] std::unique_ptr<consumers::CommandExchange> open_exchange(Session&, const KafkaOptions&);

// Whether a command that writes goes to a server: asks_server(), which --kafka is no store for. False, with the error
// printed, too, where --actor is given with it.
[[nodiscard]] bool asks_server_to_write(Session&, ServerOption&, bool actor_given, const KafkaOptions&);

class DivisionTarget {
  public:
    // Null, with the error printed and the exit code set, where it cannot be opened.
    [[nodiscard]] static std::unique_ptr<DivisionTarget> open(Session&, const KafkaOptions&);
    [[nodiscard]] consumers::CommandPort& port() { return *port_; }
    [[nodiscard]] consumers::HeldDivision& held() { return *held_; }
    [[nodiscard]] const eventstore::Division& division() const { return held_->division(); }
    // An error is printed.
    void close();

  private:
    explicit DivisionTarget(Session& session) : session_(session) {}
    [[nodiscard]] bool open_store();
    [[nodiscard]] bool open_on_kafka(const KafkaOptions&);

    Session& session_;
    std::unique_ptr<eventstore::Division> store_;
    consumers::FollowedCopy* copy_ = nullptr;  // Where it is one: held_.
    std::unique_ptr<consumers::HeldDivision> held_;
    std::unique_ptr<consumers::CommandPort> port_;
};

// --received-at, which a division with simulated time needs and another one refuses. False, with the error printed,
// where it is wrong.
[[nodiscard]] bool read_received_at(Session&, const std::string& text, domain::Instant&);
[[nodiscard]] bool received_at_fits(Session&, const std::string& text, bool simulated_time);

}  // namespace tally::tools
