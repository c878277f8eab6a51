#pragma once
// What the programs share: the store that one is pointed at, how it prints, and the exit codes.

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "eventstore/division/division.h"
#include "projections/render/counted.h"

namespace tally::tools {

// 0 done, 1 refused or a finding, 2 bad usage, 3 the store failed; 128 + the signal where one ended it.
inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_failed = 3;

struct Session {
    std::string store;
    std::string keys;
    std::string actor;
    std::string log_level = "warn";
    bool json = false;
    int exit_code = exit_done;

    [[nodiscard]] eventstore::DivisionOptions options() const;
    // Null, with the error printed and the exit code set, where it cannot be opened.
    [[nodiscard]] std::unique_ptr<eventstore::Division> open();
    // For commands: null, with the error printed, for a copy too, where they would be lost.
    [[nodiscard]] std::unique_ptr<eventstore::Division> open_to_write();
    // Closes what was opened; an error is printed.
    void close(eventstore::Division&);
    void fail(const eventstore::StoreError&);
    // Under --json a problem object, of this machine code (empty: one of the exit code) and about this field.
    void fail(int code, std::string_view message, std::string_view problem = {}, std::string_view field = {});
};

[[nodiscard]] int exit_code_of(eventstore::StoreErrorKind);
using projections::counted;
using projections::with_thousands;
// Writes to standard output; false once nothing more can be written.
bool print(std::string_view text);
// Empty where all of it was written, or its reader has gone away (such as `| head`), which is not an error.
[[nodiscard]] std::string flush_output();

// Ctrl-C and SIGTERM ask long work to stop at the next whole step; a second one ends the program.
void catch_interrupts();
[[nodiscard]] bool interrupted();
[[nodiscard]] int exit_code_of_interrupt();
// From now on SIGHUP asks to read again what was read at the start, and ends nothing.
void catch_hangups();
// It came since the last call.
[[nodiscard]] bool hangup_asked();

// Rate and time left on a terminal, one line that is written over; a log line now and then elsewhere. To stderr.
class Progress {
  public:
    Progress(std::string_view what, std::uint64_t total);
    ~Progress();
    void at(std::uint64_t done);

  private:
    void show(bool last);
    std::string what_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
    std::int64_t started_us_;
    std::int64_t shown_us_ = 0;
    bool terminal_;
};

// --store, and where it matters --keys; every subcommand adds its own beside them.
CLI::App* add_store_command(CLI::App& app, Session&, const std::string& name, const std::string& help);

// Of commands that write events: each event names who acted.
CLI::Option* add_actor_option(CLI::App& command, Session&);

void add_log_level_option(CLI::App& command, std::string& level);

// A count or a position: digits and nothing else, so that -1 is not read as a large number.
[[nodiscard]] CLI::Validator digits_only();

}  // namespace tally::tools
