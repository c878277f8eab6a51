#pragma once
// Options of a server on how much one client may ask for.

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include "tools/http/server/client_limits.h"

namespace tally::tools {

inline void add_client_limit_options(CLI::App& command, ClientLimits& limits) {
    constexpr std::uint32_t most = 1'000'000;
    const auto add = [&](const char* name, std::uint32_t& value, std::uint32_t least, const char* help) {
        command.add_option(name, value, help)->check(CLI::Range(least, most))->capture_default_str();
    };
    add("--request-rate", limits.requests.per_second, 0,
        "Requests a second that one client may send: a user, an API token, or an address that did not sign in; 0: as "
        "many as it likes");
    add("--request-burst", limits.requests.at_once, 1, "Requests that a client may send at once after a pause");
    add("--command-rate", limits.commands.per_second, 0,
        "Commands a second that one client may send; a batch is held back instead of being refused; 0: as many as it "
        "likes");
    add("--command-burst", limits.commands.at_once, 1, "Commands that a client may send at once after a pause");
    command.add_flag("--limit-this-machine", limits.this_machine,
                     "The four limits hold for clients on this machine, too; without it they ask as much as they like");
}

}  // namespace tally::tools
