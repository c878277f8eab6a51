// tally send: commands to a division on Kafka, as `tally apply` gives them to a store; one receipt line each.

#include <CLI/CLI.hpp>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <simdjson.h>

#include "domain/core/shown_text.h"
#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json_place.h"
#include "tools/http/receipt_problem.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/division_target.h"
#include "tools/tally/receipts.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct SendArguments {
    KafkaOptions kafka;
    std::string file;
    bool quiet = false;
};

// Lines go as they are: the division's currency, which a command cannot be read without, is known to its nodes only.
class Sending {
  public:
    Sending(Session& session, std::string file, bool quiet, consumers::CommandExchange& exchange)
        : session_(session), file_(std::move(file)), quiet_(quiet), exchange_(exchange) {}

    void send(std::istream& input) {
        Progress progress("commands", 0);
        const auto ran = exchange_.run([&] { return next_line(input); },
                                       [&](const std::optional<std::string>& reply) {
                                           answer_unsent();
                                           const auto line = std::move(lines_.front());
                                           lines_.pop_front();
                                           reply ? answer(line, *reply) : give_up(line);
                                           progress.at(answered_);
                                           return !reader_gone_;
                                       });
        answer_unsent();
        if (!ran) fail(session_, ran.error());
        if (input.bad()) session_.fail(exit_failed, "reading the commands failed: the rest was not sent");
        std::fflush(stdout);
        if (session_.json) return;
        std::string summary;
        for (const auto& [status, count] : counts_)
            summary += (summary.empty() ? "" : ", ") + std::to_string(count) + " " + status;
        std::fprintf(stderr, "%s\n", summary.empty() ? "nothing was sent" : summary.c_str());
    }

  private:
    // One without an answer.
    struct Line {
        std::size_t number = 0;
        std::string text;
        std::string id;  // Empty: it was not sent.
    };

    std::optional<consumers::CommandExchange::Asked> next_line(std::istream& input) {
        std::string line;
        while (std::getline(input, line)) {
            ++number_;
            const auto command = eventstore::without_byte_order_mark(line);
            if (command.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            const auto id = text_of(command, "command_id");
            lines_.push_back({number_, std::string{command}, id});
            if (!id.empty()) return consumers::CommandExchange::Asked{id, std::string{command}, session_.actor};
            if (lines_.size() == 1) answer_unsent();
        }
        return std::nullopt;
    }

    // Empty: there is none.
    std::string text_of(std::string_view json, std::string_view field) {
        std::string_view text;
        if (parser_.parse(json.data(), json.size())[field].get(text) != simdjson::SUCCESS) return {};
        return std::string{text};
    }

    // Lines that were not sent, up to the first one that was.
    void answer_unsent() {
        for (; !lines_.empty() && lines_.front().id.empty(); lines_.pop_front()) {
            const auto& line = lines_.front();
            const std::string why = "unreadable, no JSON object with a command_id: it was not sent";
            show("unreadable", eventstore::receipt_json(eventstore::unreadable_receipt({}, line.number, why)));
            tell(line, {"unreadable", "Unreadable", 0, why, ""}, eventstore::column_of(line.text, ""));
        }
    }

    // It may have been accepted: the exchange says, at the end, what to do.
    void give_up(const Line& line) {
        const std::string why = "failed, not answered: what became of it is not known";
        auto receipt = eventstore::unreadable_receipt(line.id, line.number, why);
        receipt.status = eventstore::ReceiptStatus::failed;
        show("failed", eventstore::receipt_json(receipt));
        tell(line, {"failed", "Failed", 0, why, ""}, 1);
    }

    void answer(const Line& line, const std::string& reply) {
        const auto status = text_of(reply, "status");
        show(status, reply);
        if (status == "accepted" || status == "repeated" || status == "unchanged") return;
        const auto receipt = eventstore::read_receipt(reply);
        if (!receipt || receipt->status != eventstore::ReceiptStatus::refused) {
            const auto error = text_of(reply, "error");
            const auto column = eventstore::column_in(error).value_or(1);
            const char* const title = status == "failed" ? "Failed" : "Unreadable";
            return tell(line, {status, title, 0, status + ", " + error, ""}, column);
        }
        const auto why = why_not(*receipt);
        Problem problem = problem_of(*receipt, "Refused");
        problem.detail = why;
        tell(line, problem, eventstore::column_of(line.text, problem.field));
    }

    // Beside the receipt, which does not know the file.
    void tell(const Line& line, Problem problem, std::size_t column) {
        session_.exit_code = std::max(session_.exit_code, exit_refused);
        problem.command_id = line.id;
        problem.line = line.number;
        problem.column = column;
        const auto text = eventstore::place_text(file_, line.number, column) + ": " +
                          (line.id.empty() ? "" : line.id + ": ") + std::string{problem.detail};
        std::fputs((session_.json ? problem_json(problem) : domain::escaped_to_show(text) + "\n").c_str(), stderr);
    }

    void show(const std::string& status, const std::string& receipt) {
        ++answered_;
        ++counts_[status];
        if (!quiet_) reader_gone_ = !print(receipt + "\n") || reader_gone_;
    }

    simdjson::dom::parser parser_;
    Session& session_;
    const std::string file_;
    const bool quiet_;
    consumers::CommandExchange& exchange_;
    std::size_t number_ = 0;  // Of the last line read.
    std::deque<Line> lines_;
    std::size_t answered_ = 0;
    bool reader_gone_ = false;
    std::map<std::string, std::size_t> counts_;
};

void send(Session& session, const SendArguments& arguments) {
    std::ifstream file;
    if (arguments.file != "-") {
        file.open(arguments.file);
        if (!file || file.peek() == std::ifstream::traits_type::eof())
            return session.fail(exit_usage, arguments.file + ": cannot be read as a file, or is empty");
    }
    auto exchange = open_exchange(session, arguments.kafka);
    if (!exchange) return;
    Sending(session, arguments.file, arguments.quiet, *exchange).send(arguments.file == "-" ? std::cin : file);
}

}  // namespace

void add_send(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("send", "Send commands to a division on Kafka, one receipt line each");
    auto arguments = std::make_shared<SendArguments>();
    add_kafka_options(*command, arguments->kafka);
    command->get_option("--kafka")->required();
    add_actor_option(*command, session);
    command->add_option("--log-level", session.log_level, "trace, debug, info, warn, error, off; logs go to stderr")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
    command->add_flag("--json", session.json, "Problems as JSON, too; receipts are JSON in any case");
    command->add_flag("--quiet", arguments->quiet, "No receipt lines, only what went wrong");
    command->add_option("file", arguments->file, "File of commands; - for standard input")->required();
    command->callback([&session, arguments] { send(session, *arguments); });
}

}  // namespace tally::tools
