// tally apply: commands as JSON Lines, one receipt line each; good lines go through, bad ones say why.

#include <CLI/CLI.hpp>
#include <array>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unordered_map>

#include "consumers/commands/division_port.h"
#include "consumers/commands/receipt_text.h"
#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json_place.h"
#include "tools/http/routes/command_routes.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/sending.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::size_t bad_lines_listed_max = 1000;

class Applying {
  public:
    Applying(Session& session, eventstore::Division& division, std::string file, bool quiet)
        : session_(session),
          file_(std::move(file)),
          port_(division),
          simulated_time_(division.identity().simulated_time),
          reader_(division.currency()),
          quiet_(quiet) {}

    // Receipts come in the order of the lines.
    void apply(std::istream& input) {
        Progress progress("commands", 0);
        std::size_t number = 0;
        const auto ran = port_.run([&] { return next_command(input, number); },
                                   [&](const eventstore::ParsedCommand&, const eventstore::CommandReceipt& receipt) {
                                       answer(receipt);
                                       progress.at(answered_);
                                       return !stopping();
                                   });
        answer_unreadable_before(SIZE_MAX);
        // Whatever was on its way fails with the first: once is enough.
        if (!ran)
            session_.fail(exit_code_of(ran.error()),
                          "line " + std::to_string(failed_line_) + ": " + ran.error().message +
                              ". Send the file again then: what was accepted is answered with its first receipt");
        if (input.bad()) session_.fail(exit_failed, "reading the commands failed after line " + std::to_string(number));
        summarize(number);
    }

  private:
    [[nodiscard]] bool stopping() const { return interrupted() || reader_gone_; }

    // Of the next line that is one; lines that are not are kept for their turn.
    std::optional<eventstore::ParsedCommand> next_command(std::istream& input, std::size_t& number) {
        while (!stopping() && std::getline(input, line_)) {
            ++number;
            const auto text = eventstore::without_byte_order_mark(line_);
            if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            auto parsed = read(text, number);
            if (!parsed) {
                unreadable_.push_back({parsed.error(), eventstore::column_of(text, parsed.error())});
                if (lines_.empty()) answer_unreadable_before(SIZE_MAX);
                continue;
            }
            if (parsed->header.actor.empty()) parsed->header.actor = domain::Plain{session_.actor};
            lines_.push_back({number, std::string{text}});
            return std::move(*parsed);
        }
        return std::nullopt;
    }

    tl::expected<eventstore::ParsedCommand, eventstore::InputError> read(std::string_view text, std::size_t number) {
        auto parsed = reader_.read(text, number);
        if (parsed)
            if (auto wrong = eventstore::wrong_in_header(parsed->header, simulated_time_, number))
                return tl::unexpected(std::move(*wrong));
        return parsed;
    }

    void answer(eventstore::CommandReceipt receipt) {
        const auto line = std::move(lines_.front());
        lines_.pop_front();
        answer_unreadable_before(line.number);
        receipt.line.set(line.number);
        ++answered_;
        ++counts_[static_cast<std::size_t>(receipt.status)];
        if (receipt.status == eventstore::ReceiptStatus::failed && failed_line_ == 0) failed_line_ = line.number;
        if (receipt.status != eventstore::ReceiptStatus::refused)
            return show(receipt, consumers::receipt_text(receipt));
        const auto column = eventstore::column_of(line.text, receipt.field.value.str());
        show(receipt,
             eventstore::place_text(file_, line.number, column) + ": " + consumers::receipt_text_alone(receipt));
        bad({receipt.rejection.value.str(), consumers::why_not(receipt), receipt.field.value.str(),
             receipt.value.value.str(), receipt.cure.value.str(), receipt.command_id.value.str(), line.number, column});
    }

    void answer_unreadable_before(std::size_t line) {
        for (; !unreadable_.empty() && unreadable_.front().error.line < line; unreadable_.pop_front())
            answer_unreadable(unreadable_.front());
    }

    void show(const eventstore::CommandReceipt& receipt, const std::string& text) {
        if (quiet_) return;
        if (!print((session_.json ? eventstore::receipt_json(receipt) : text) + "\n")) reader_gone_ = true;
    }

    struct Unreadable {
        eventstore::InputError error;
        std::size_t column = 1;
    };
    void answer_unreadable(const Unreadable& one) {
        const auto& error = one.error;
        auto without_line = error;
        without_line.line = 0;
        const auto message = without_line.message();
        show(eventstore::unreadable_receipt({}, error.line, error.message()),
             eventstore::place_text(file_, error.line, one.column) + ": " + message);
        bad({"unreadable", message, error.field, error.value, error.cure.empty() ? error.problem : error.cure, "",
             error.line, one.column});
    }

    // An error that many lines share, or one line's own.
    struct BadLines {
        std::string code;  // Name of the rejection, or "unreadable".
        std::string why;
        std::string field;
        std::string value;
        std::string cure;
        std::string id;        // Of the first one's command.
        std::size_t line = 0;  // The first of them.
        std::size_t column = 1;
        std::size_t last_line = 0;
        std::size_t count = 1;
    };

    void bad(BadLines one) {
        ++bad_;
        session_.exit_code = std::max(session_.exit_code, exit_refused);
        const auto known = bad_index_.find(one.why);
        if (known == bad_index_.end() && bad_lines_.size() >= bad_lines_listed_max) return;
        ++bad_listed_;
        if (known == bad_index_.end()) {
            one.last_line = one.line;
            bad_index_.emplace(one.why, bad_lines_.size());
            bad_lines_.push_back(std::move(one));
            return;
        }
        auto& first = bad_lines_[known->second];
        first.last_line = one.line;
        ++first.count;
    }

    // Programs read problem objects beside the receipts. People read each refusal once: as its receipt, or with --quiet
    // in a list at the end.
    void list_bad(std::size_t lines) const {
        const auto all = std::to_string(bad_) + " of " + std::to_string(lines) + " lines were not accepted";
        const auto more = bad_ - bad_listed_;
        if (session_.json) {
            for (const auto& one : bad_lines_) std::fputs(problem_of(one).c_str(), stderr);
            if (more > 0) session_.fail(exit_refused, std::to_string(more) + " more lines were not accepted");
        } else if (!quiet_) {
            std::fprintf(stderr, "tally: %s; each receipt says why\n", all.c_str());
        } else {
            std::fprintf(stderr, "tally: %s:\n", all.c_str());
            for (const auto& one : bad_lines_) std::fprintf(stderr, "  %s\n", text_of(one).c_str());
            if (more > 0) std::fprintf(stderr, "  … and %zu more\n", more);
        }
    }
    static std::string problem_of(const BadLines& one) {
        Problem problem{one.code, one.code == "unreadable" ? "Unreadable" : "Refused", 0, one.why, one.field};
        problem.value = one.value;
        problem.cure = one.cure;
        problem.command_id = one.id;
        problem.line = one.line;
        problem.column = one.column;
        problem.field_in_json = true;
        if (one.count > 1) {
            problem.last_line = one.last_line;
            problem.lines = one.count;
        }
        return problem_json(problem);
    }
    [[nodiscard]] std::string text_of(const BadLines& one) const {
        const auto place = eventstore::place_text(file_, one.line, one.column) + ": ";
        if (one.count == 1) return place + (one.id.empty() ? "" : one.id + ": ") + one.why;
        return place + one.why + " (" + std::to_string(one.count) + " lines, from " + std::to_string(one.line) +
               " to " + std::to_string(one.last_line) + ")";
    }

    void summarize(std::size_t lines) {
        std::fflush(stdout);
        if (bad_ > 0) list_bad(lines);
        if (interrupted())
            session_.fail(exit_refused,
                          "interrupted after line " + std::to_string(lines) +
                              ": send the file again, what was accepted is answered with its first receipt");
        using eventstore::ReceiptStatus;
        const auto count = [&](ReceiptStatus status) { return counts_[static_cast<std::size_t>(status)]; };
        if (!session_.json)
            std::fprintf(stderr, "%zu accepted, %zu accepted before, %zu unchanged, %zu refused\n",
                         count(ReceiptStatus::accepted), count(ReceiptStatus::repeated),
                         count(ReceiptStatus::unchanged), bad_);
    }

    struct Line {
        std::size_t number = 0;
        std::string text;
    };

    Session& session_;
    const std::string file_;
    consumers::DivisionPort port_;
    const bool simulated_time_;
    eventstore::CommandReader reader_;
    const bool quiet_;
    std::string line_;
    std::deque<Line> lines_;             // Of the commands that are under way.
    std::deque<Unreadable> unreadable_;  // Lines that were not answered yet.
    std::array<std::size_t, eventstore::enum_names(eventstore::ReceiptStatus{}).size()> counts_{};
    std::size_t answered_ = 0;
    std::size_t failed_line_ = 0;
    std::size_t bad_ = 0;
    std::vector<BadLines> bad_lines_;
    std::unordered_map<std::string, std::size_t> bad_index_;  // By why.
    std::size_t bad_listed_ = 0;
    bool reader_gone_ = false;
};

// The server reads what it answers only, so that lines and receipts stay paired.
void apply_by_server(Session& session, const ServerOption& server, SendingForm form, std::istream& input) {
    const auto client = client_of(session, server);
    if (!client) return;
    Sending(session, std::move(form)).send(input, [&](const Sending::Next& next, const Sending::Answered& answered) {
        std::size_t waiting = 0;
        const auto said = client->post_lines(
            CommandRoutes::batch_path,
            [&]() -> std::optional<std::string> {
                auto line = next();
                if (!line) return std::nullopt;
                ++waiting;
                return std::move(line->text);
            },
            [&](const std::string& receipt) {
                if (waiting == 0) return false;
                --waiting;
                return answered(receipt);
            });
        if (said) {
            if (said->status != 200) fail(session, *said);
            return;
        }
        for (; waiting > 0; --waiting) answered(std::nullopt);
        session.fail(exit_failed,
                     said.error() + ". Send the file again: what was accepted is answered with its first receipt");
    });
}

}  // namespace

void add_apply(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "apply", "Apply commands from JSON Lines, one receipt line each");
    const auto* actor = add_actor_option(*command, session);
    auto server = add_server_option(*command);
    auto file = std::make_shared<std::string>();
    auto quiet = std::make_shared<bool>(false);
    command->add_option("file", *file, "File of commands; - for standard input")->required();
    command->add_flag("--quiet", *quiet, "No receipt lines, only what went wrong");
    command->callback([&session, server, actor, file, quiet] {
        std::ifstream stream;
        if (*file != "-") {
            stream.open(*file);
            std::error_code error;
            if (!stream || std::filesystem::is_directory(*file, error))
                return session.fail(exit_usage, *file + ": cannot be read as a file");
        }
        std::istream& input = *file == "-" ? std::cin : stream;
        if (asks_server(session, *server)) {
            if (*actor) return session.fail(exit_usage, "--actor: the server names who signed in to it: leave it out");
            return apply_by_server(session, *server, {*file, *quiet, !session.json, true}, input);
        }
        if (session.store.empty()) return;
        auto division = session.open_to_write();
        if (!division) return;
        Applying(session, *division, *file, *quiet).apply(input);
        session.close(*division);
    });
}

}  // namespace tally::tools
