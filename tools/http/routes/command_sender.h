#pragma once
// In whose name commands come in, and which of them that sender may send.

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "consumers/commands/async_port.h"
#include "eventstore/codec/command_json.h"

namespace tally::tools {

// Why a command is not taken from a sender; nothing was written.
struct NotTaken {
    unsigned status = 403;
    std::string code;  // Of the problem.
    std::string field;
    std::string value;
    std::string cure;
};

struct CommandSender {
    std::string actor;
    // Empty: every command is taken.
    std::function<std::optional<NotTaken>(const eventstore::ParsedCommand&)> wrong_with = {};
    // Empty: not told. Called on a thread of the port's, before the sender is answered; must not block.
    consumers::AsyncPort::Answered answered = {};
    // Of a batch, before each line: how long the sender has to wait, since it sends more than it may in a time. Zero:
    // it may go on, and the line is counted. Empty: as many as come.
    std::function<std::chrono::nanoseconds()> held_back = {};
};

// Sets the actor, where the command may be sent.
[[nodiscard]] inline std::optional<NotTaken> take_from(const CommandSender& sender,
                                                       eventstore::ParsedCommand& command) {
    if (sender.wrong_with)
        if (auto wrong = sender.wrong_with(command)) return wrong;
    if (command.header.actor.empty()) command.header.actor = domain::Plain{sender.actor};
    return std::nullopt;
}

}  // namespace tally::tools
