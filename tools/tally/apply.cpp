// tally apply: commands as JSON Lines, one receipt line each; good lines go through, bad ones say why.

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unordered_map>

#include "eventstore/byte_order_mark.h"
#include "tools/http/http_message.h"
#include "tools/tally/receipts.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::size_t batch_commands = 1024;
constexpr std::size_t bad_lines_listed_max = 1000;

class Applying {
  public:
    Applying(Session& session, eventstore::Division& division, bool quiet)
        : session_(session), division_(division), reader_(division.currency()), quiet_(quiet) {}

    void apply(std::istream& input) {
        Progress progress("commands", 0);
        // One batch is read while the other is decided and written. Receipts come in the order of the lines.
        std::string line;
        std::size_t number = 0;
        std::size_t turn = 0;
        while (!stopping() && std::getline(input, line)) {
            ++number;
            const auto command = eventstore::without_byte_order_mark(line);
            if (command.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            auto& filling = batches_[turn % 2];
            read_line(filling, command, number);
            if (filling.commands->commands.size() < batch_commands) continue;
            division_.submit(*filling.commands);
            filling.sent = true;
            finish(batches_[++turn % 2]);
            progress.at(answered_);
        }
        auto& last = batches_[turn % 2];
        finish(batches_[(turn + 1) % 2]);
        if (!stopping()) {
            division_.submit(*last.commands);
            last.sent = true;
        }
        finish(last);
        if (input.bad()) session_.fail(exit_failed, "reading the commands failed after line " + std::to_string(number));
        summarize(number);
    }

  private:
    struct Batch {
        std::unique_ptr<eventstore::CommandBatch> commands = std::make_unique<eventstore::CommandBatch>();
        std::vector<std::size_t> lines;  // Of the commands.
        std::vector<eventstore::InputError> unreadable;
        bool sent = false;
    };

    [[nodiscard]] bool stopping() const { return interrupted() || reader_gone_ || store_failed_; }

    void read_line(Batch& batch, std::string_view line, std::size_t number) {
        auto parsed = reader_.read(line, number);
        if (parsed)
            if (auto wrong = eventstore::wrong_in_header(parsed->header, division_.identity().simulated_time, number))
                parsed = tl::unexpected(std::move(*wrong));
        if (!parsed) {
            batch.unreadable.push_back(std::move(parsed.error()));
            return;
        }
        if (parsed->header.actor.empty()) parsed->header.actor = domain::Plain{session_.actor};
        batch.commands->commands.push_back(std::move(*parsed));
        batch.lines.push_back(number);
    }

    void finish(Batch& batch) {
        if (batch.sent) {
            batch.commands->wait();
            auto unreadable = batch.unreadable.begin();
            for (std::size_t i = 0; i <= batch.lines.size(); ++i) {
                const auto next = i < batch.lines.size() ? batch.lines[i] : SIZE_MAX;
                for (; unreadable != batch.unreadable.end() && unreadable->line < next; ++unreadable)
                    answer_unreadable(*unreadable);
                if (i < batch.lines.size())
                    answer(batch.commands->commands[i], batch.commands->outcomes[i], batch.lines[i]);
            }
        }
        batch = Batch{};
    }

    void answer(const eventstore::ParsedCommand& parsed, const eventstore::Outcome& outcome, std::size_t line) {
        ++answered_;
        ++counts_[static_cast<std::size_t>(outcome.kind)];
        const auto receipt = eventstore::receipt_of(division_, parsed, outcome, line);
        show(receipt);
        if (receipt.status == eventstore::ReceiptStatus::refused)
            bad({receipt.rejection.value.str(), why_not(receipt), receipt.field.value.str(), receipt.value.value.str(),
                 receipt.cure.value.str(), parsed.header.command_id.str(), line});
        if (outcome.kind == eventstore::Outcome::Kind::failed) {
            // Whatever was on its way fails with it: once is enough.
            if (!store_failed_)
                session_.fail(exit_code_of(outcome.failure.kind),
                              "line " + std::to_string(line) + ": " + outcome.failure.message +
                                  ". Send the file again then: what was accepted is answered with its first receipt");
            store_failed_ = true;
        }
    }

    void show(const eventstore::CommandReceipt& receipt) {
        if (quiet_) return;
        const bool unreadable = receipt.status == eventstore::ReceiptStatus::unreadable;
        const auto line = session_.json ? eventstore::receipt_json(receipt)
                          : unreadable  ? receipt.error.value.str()  // It names the line.
                                        : receipt_text(receipt);
        if (!print(line + "\n")) reader_gone_ = true;
    }

    void answer_unreadable(const eventstore::InputError& error) {
        const auto message = error.message();
        show(eventstore::unreadable_receipt({}, error.line, message));
        // It begins with the line, which is named apart.
        const auto prefix = "line " + std::to_string(error.line) + ": ";
        bad({"unreadable", message.starts_with(prefix) ? message.substr(prefix.size()) : message, error.field,
             error.value, error.cure.empty() ? error.problem : error.cure, "", error.line});
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
        if (one.count > 1) {
            problem.last_line = one.last_line;
            problem.lines = one.count;
        }
        return problem_json(problem);
    }
    static std::string text_of(const BadLines& one) {
        if (one.count == 1)
            return "line " + std::to_string(one.line) + ": " + (one.id.empty() ? "" : one.id + ": ") + one.why;
        return std::to_string(one.count) + " lines, from " + std::to_string(one.line) + " to " +
               std::to_string(one.last_line) + ": " + one.why;
    }

    void summarize(std::size_t lines) {
        std::fflush(stdout);
        if (bad_ > 0) list_bad(lines);
        if (interrupted())
            session_.fail(exit_refused,
                          "interrupted after line " + std::to_string(lines) +
                              ": send the file again, what was accepted is answered with its first receipt");
        using Kind = eventstore::Outcome::Kind;
        const auto count = [&](Kind kind) { return counts_[static_cast<std::size_t>(kind)]; };
        if (!session_.json)
            std::fprintf(stderr, "%zu accepted, %zu accepted before, %zu unchanged, %zu refused\n",
                         count(Kind::accepted), count(Kind::repeated), count(Kind::unchanged), bad_);
    }

    Session& session_;
    eventstore::Division& division_;
    eventstore::CommandReader reader_;
    bool quiet_;
    std::array<Batch, 2> batches_;
    std::array<std::size_t, 5> counts_{};
    std::size_t answered_ = 0;
    std::size_t bad_ = 0;
    std::vector<BadLines> bad_lines_;
    std::unordered_map<std::string, std::size_t> bad_index_;  // By why.
    std::size_t bad_listed_ = 0;
    bool reader_gone_ = false;
    bool store_failed_ = false;
};

}  // namespace

void add_apply(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "apply", "Apply commands from JSON Lines, one receipt line each");
    auto file = std::make_shared<std::string>();
    auto quiet = std::make_shared<bool>(false);
    command->add_option("file", *file, "File of commands; - for standard input")->required();
    command->add_flag("--quiet", *quiet, "No receipt lines, only what went wrong");
    command->callback([&session, file, quiet] {
        std::ifstream stream;
        if (*file != "-") {
            stream.open(*file);
            std::error_code error;
            if (!stream || std::filesystem::is_directory(*file, error))
                return session.fail(exit_usage, *file + ": cannot be read as a file");
        }
        auto division = session.open_to_write();
        if (!division) return;
        Applying(session, *division, *quiet).apply(*file == "-" ? std::cin : stream);
        session.close(*division);
    });
}

}  // namespace tally::tools
