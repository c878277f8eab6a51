#include "tools/shared/session.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <pwd.h>
#include <system_error>
#include <unistd.h>

#include "consumers/node/follow_mark.h"
#include "domain/core/shown_text.h"
#include "eventstore/program_log.h"
#include "projections/folders.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

namespace {

std::atomic<int> interrupt_asked{0};  // The signal; 0: none.

// Shells, `timeout` and the like may send one Ctrl-C twice, to the process and to its group.
constexpr std::int64_t one_interrupt_us = 500'000;
std::atomic<std::int64_t> interrupt_asked_us{0};

std::int64_t now_us() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);  // May be called from a signal handler.
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

void on_interrupt(int signal_number) {
    if (interrupt_asked.exchange(signal_number) == 0) {
        interrupt_asked_us = now_us();
    } else if (now_us() - interrupt_asked_us > one_interrupt_us) {
        std::signal(signal_number, SIG_DFL);
        std::raise(signal_number);
    }
}

std::atomic<bool> hangup{false};

void on_hangup(int /*signal_number*/) {
    hangup = true;
}

int output_error = 0;  // Of the first write that failed.

}  // namespace

eventstore::DivisionOptions Session::options() const {
    eventstore::DivisionOptions options;
    options.directory = store;
    options.keys = keys;
    options.make_folders = projections::make_folders;
    return options;
}

std::unique_ptr<eventstore::Division> Session::open() {
    auto division = eventstore::Division::open(options());
    if (!division) {
        fail(division.error());
        return nullptr;
    }
    return std::move(*division);
}

std::unique_ptr<eventstore::Division> Session::open_to_write() {
    auto division = open();
    if (!division) return nullptr;
    std::string log_of_record = division->copy_of();
    // A copy of an earlier release does not know it, but its node leaves a mark in it.
    if (log_of_record.empty() && consumers::read_follow_mark(store)) log_of_record = "a topic of Kafka";
    if (log_of_record.empty()) return division;
    fail(exit_refused,
         "division_is_a_copy: " + store + " is a copy, its log of record is " + log_of_record +
             ": what is written here would be lost. Send the commands with `tally send --kafka FILE`, or give "
             "`tally bill` and `tally import` --kafka; everything that only reads works here");
    close(*division);
    return nullptr;
}

void Session::close(eventstore::Division& division) {
    if (auto closed = division.close(); !closed) fail(closed.error());
}

int exit_code_of(eventstore::StoreErrorKind kind) {
    switch (kind) {
        case eventstore::StoreErrorKind::not_a_store:
        case eventstore::StoreErrorKind::already_exists:
            return exit_usage;
        case eventstore::StoreErrorKind::version_conflict:
        case eventstore::StoreErrorKind::command_id_reused:
        case eventstore::StoreErrorKind::entry_too_large:
        case eventstore::StoreErrorKind::commit_too_large:
            return exit_refused;
        default:
            return exit_failed;
    }
}

void Session::fail(const eventstore::StoreError& error) {
    fail(exit_code_of(error.kind), error.message);
}

void Session::fail(int code, std::string_view message, std::string_view problem, std::string_view field) {
    if (json) {
        const auto [of_code, title] = code == exit_usage     ? std::pair{"bad_usage", "Bad usage"}
                                      : code == exit_refused ? std::pair{"refused", "Refused"}
                                                             : std::pair{"failed", "The store or a cluster failed"};
        const auto line =
            problem_json({problem.empty() ? std::string_view{of_code} : problem, title, 0, message, field});
        std::fputs(line.c_str(), stderr);
    } else {
        std::fprintf(stderr, "tally: %s\n", domain::escaped_to_show(message, domain::LineBreaks::kept).c_str());
    }
    exit_code = std::max(exit_code, code);
}

bool print(std::string_view text) {
    if (output_error != 0) return false;
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return true;
    output_error = errno;
    return false;
}
std::string flush_output() {
    if (std::fflush(stdout) != 0 && output_error == 0) output_error = errno;
    if (output_error == 0 || output_error == EPIPE) return {};
    return "standard output cannot be written: " + std::generic_category().message(output_error);
}

void catch_interrupts() {
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    // A reader that goes away is seen by print().
    std::signal(SIGPIPE, SIG_IGN);
}
bool interrupted() {
    return interrupt_asked.load() != 0;
}
void catch_hangups() {
    std::signal(SIGHUP, on_hangup);
}
bool hangup_asked() {
    return hangup.exchange(false);
}
int exit_code_of_interrupt() {
    return 128 + interrupt_asked.load();
}

Progress::Progress(std::string_view what, std::uint64_t total)
    : what_(what),
      total_(total),
      started_us_(now_us()),
      shown_us_(started_us_),
      terminal_(isatty(STDERR_FILENO) == 1) {}
Progress::~Progress() {
    if (terminal_) {
        show(true);
        std::fputc('\n', stderr);
    }
}
void Progress::at(std::uint64_t done) {
    done_ = done;
    const std::int64_t pause_us = terminal_ ? 200'000 : 10'000'000;
    if (now_us() - shown_us_ < pause_us) return;
    shown_us_ = now_us();
    show(false);
}
void Progress::show(bool last) {
    const double seconds = static_cast<double>(std::max<std::int64_t>(now_us() - started_us_, 1)) / 1e6;
    const double rate = static_cast<double>(done_) / seconds;
    std::string line = what_ + ": " + with_thousands(done_);
    if (total_ > 0) line += " of " + with_thousands(total_);
    line += ", " + with_thousands(static_cast<std::uint64_t>(rate)) + "/s";
    if (!last && total_ > done_ && rate > 0)
        line +=
            ", " + std::to_string(static_cast<std::uint64_t>(static_cast<double>(total_ - done_) / rate)) + " s left";
    if (terminal_)
        std::fprintf(stderr, "\r\033[K%s", line.c_str());
    else
        spdlog::info("{}", line);
}

CLI::Option* add_actor_option(CLI::App& command, Session& session) {
    return command.add_option("--actor", session.actor, "Actor named in the events (default: cli:<user>)")
        ->check([](const std::string& actor) -> std::string {
            const bool printable =
                std::none_of(actor.begin(), actor.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
            if (!actor.empty() && actor.size() <= eventstore::header_name_bytes_max && printable) return {};
            return "give 1 to " + std::to_string(eventstore::header_name_bytes_max) +
                   " bytes without control characters";
        });
}

void add_log_level_option(CLI::App& command, std::string& level) {
    command
        .add_option("--log-level", level,
                    "Least level that is logged to standard error: trace, debug, info, warn, error or off")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
        ->capture_default_str();
}

CLI::Validator digits_only() {
    return CLI::Validator{
        [](std::string& text) {
            constexpr std::size_t digits_max = 19;
            if (!text.empty() && text.size() <= digits_max && text.find_first_not_of("0123456789") == std::string::npos)
                return std::string{};
            return "'" + text.substr(0, 40) + "' is not a whole number from 0 on: give digits only";
        },
        ""};
}

CLI::App* add_store_command(CLI::App& app, Session& session, const std::string& name, const std::string& help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("--store", session.store, "Directory of the store (default: $TALLY_STORE)")
        ->envname("TALLY_STORE")
        ->required();
    command->add_option("--keys", session.keys, "Directory of its keys (default: STORE/keys)");
    add_log_level_option(*command, session.log_level);
    command->add_flag("--json", session.json, "Machine-readable output");
    return command;
}

}  // namespace tally::tools
