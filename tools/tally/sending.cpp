#include "tools/tally/sending.h"

#include <istream>

#include "consumers/commands/receipt_text.h"
#include "domain/core/shown_text.h"
#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json_place.h"
#include "tools/http/routes/receipt_problem.h"

namespace tally::tools {

void Sending::send(std::istream& input, const Exchange& exchange) {
    Progress progress("commands", 0);
    exchange([&] { return next_line(input); },
             [&](const std::optional<std::string>& reply) {
                 answer_unsent();
                 const auto line = std::move(lines_.front());
                 lines_.pop_front();
                 reply ? answer(line, *reply) : give_up(line);
                 progress.at(answered_);
                 return !reader_gone_;
             });
    answer_unsent();
    if (input.bad()) session_.fail(exit_failed, "reading the commands failed: the rest was not sent");
    std::fflush(stdout);
    if (session_.json) return;
    std::string summary;
    for (const auto& [status, count] : counts_)
        summary += (summary.empty() ? "" : ", ") + std::to_string(count) + " " + status;
    std::fprintf(stderr, "%s\n", summary.empty() ? "nothing was sent" : summary.c_str());
}

std::optional<Sending::Line> Sending::next_line(std::istream& input) {
    std::string line;
    std::string passed_over;
    while (!interrupted() && std::getline(input, line)) {
        ++number_;
        const auto command = eventstore::without_byte_order_mark(line);
        if (command.find_first_not_of(" \t\r") == std::string_view::npos) {
            passed_over += '\n';
            continue;
        }
        auto id = text_of(command, "command_id");
        const bool sent = form_.every_line || !id.empty();
        lines_.push_back({number_, std::string{command}, std::move(id), sent});
        if (!sent) {
            if (lines_.size() == 1) answer_unsent();
            continue;
        }
        auto out = lines_.back();
        if (form_.every_line) out.text.insert(0, passed_over);
        return out;
    }
    return std::nullopt;
}

// Empty: there is none.
std::string Sending::text_of(std::string_view json, std::string_view field) {
    std::string_view text;
    if (parser_.parse(json.data(), json.size())[field].get(text) != simdjson::SUCCESS) return {};
    return std::string{text};
}

// Lines that were not sent, up to the first one that was.
void Sending::answer_unsent() {
    for (; !lines_.empty() && !lines_.front().sent; lines_.pop_front()) {
        const auto& line = lines_.front();
        const std::string why = "unreadable, no JSON object with a command_id: it was not sent";
        show(eventstore::receipt_json(eventstore::unreadable_receipt({}, line.number, why)));
        count("unreadable");
        tell(line, {"unreadable", "Unreadable", 0, why, ""}, eventstore::column_of(line.text, ""));
    }
}

// It may have been accepted: the exchange says, at the end, what to do.
void Sending::give_up(const Line& line) {
    const std::string why = "failed, not answered: what became of it is not known";
    auto receipt = eventstore::unreadable_receipt(line.id, line.number, why);
    receipt.status = eventstore::ReceiptStatus::failed;
    show(eventstore::receipt_json(receipt));
    count("failed");
    tell(line, {"failed", "Failed", 0, why, ""}, 1);
}

void Sending::answer(const Line& line, const std::string& reply) {
    const auto status = text_of(reply, "status");
    const auto receipt = eventstore::read_receipt(reply);
    count(status);
    const bool accepted = status == "accepted" || status == "repeated" || status == "unchanged";
    show(accepted && form_.text && receipt ? consumers::receipt_text(*receipt) : reply);
    if (accepted) return;
    if (!receipt || receipt->status != eventstore::ReceiptStatus::refused) {
        auto error = text_of(reply, "error");
        const auto column = eventstore::column_in(error).value_or(1);
        if (form_.text && error.starts_with("column ")) error.erase(0, error.find(' ', error.find(' ') + 1) + 1);
        const char* const title = status == "failed" ? "Failed" : "Unreadable";
        return tell(line, {status, title, 0, status + ", " + error, ""}, column);
    }
    const auto why = consumers::why_not(*receipt);
    Problem problem = problem_of(*receipt, "Refused");
    problem.detail = why;
    tell(line, problem, eventstore::column_of(line.text, problem.field));
}

void Sending::tell(const Line& line, Problem problem, std::size_t column) {
    session_.exit_code = std::max(session_.exit_code, exit_refused);
    problem.command_id = line.id;
    problem.line = line.number;
    problem.column = column;
    const auto text = domain::escaped_to_show(eventstore::place_text(form_.file, line.number, column) + ": " +
                                              (line.id.empty() ? "" : line.id + ": ") + std::string{problem.detail}) +
                      "\n";
    if (session_.json)
        std::fputs(problem_json(problem).c_str(), stderr);
    else if (form_.text && !form_.quiet)
        reader_gone_ = !print(text) || reader_gone_;
    else
        std::fputs(text.c_str(), stderr);
}

// As text, a line that was not accepted is shown with its place, by tell().
void Sending::show(const std::string& receipt) {
    if (form_.quiet || (form_.text && receipt.starts_with('{'))) return;
    reader_gone_ = !print(receipt + "\n") || reader_gone_;
}

void Sending::count(const std::string& status) {
    ++answered_;
    ++counts_[status];
}

}  // namespace tally::tools
