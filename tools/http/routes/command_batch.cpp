#include "tools/http/routes/command_batch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json_place.h"
#include "eventstore/division/receipt.h"

namespace tally::tools {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

constexpr std::size_t under_way_max = 4'096;
constexpr std::chrono::milliseconds wait_max{200};  // Between two looks at whether the client is still there.

// One line: answered on a thread of the port's, shown on the exchange's.
struct Line {
    std::uint64_t number = 0;
    std::optional<consumers::CommandAnswer> answer;
    std::atomic<bool> answered = false;  // Publishes what stands before it.
};

class Batch {
  public:
    Batch(const BatchSetup& setup, std::shared_ptr<HttpExchange> exchange)
        : setup_(setup), exchange_(std::move(exchange)) {}

    bool run() {
        for (;;) {
            if (body_ == HttpExchange::Body::cut_off)
                lines_wait_ = false;
            else
                take_lines();
            if (!show_answered()) return false;
            const bool held_back = held_until_ > Clock::now();
            if (lines_wait_ && under_way_.size() < under_way_max && !held_back) continue;
            if (lines_wait_) {
                if (!exchange_->wait(held_back ? time_held() : wait_max)) body_ = HttpExchange::Body::cut_off;
                continue;
            }
            if (under_way_.empty() && body_ != HttpExchange::Body::open) return body_ == HttpExchange::Body::ended;
            body_ = exchange_->receive(input_);
        }
    }

  private:
    using Clock = std::chrono::steady_clock;
    // As many as may be under way; the last one need not end in a line break.
    void take_lines() {
        std::size_t begin = 0;
        auto end = input_.find('\n');
        for (; end != std::string::npos && under_way_.size() < under_way_max && may_take();
             end = input_.find('\n', begin)) {
            take(std::string_view{input_}.substr(begin, end - begin));
            begin = end + 1;
        }
        input_.erase(0, begin);
        lines_wait_ = end != std::string::npos;
        if (lines_wait_) return;
        // What follows belongs to a line that is too long already, which is refused at its end.
        if (input_.size() > setup_.line_bytes_max) input_.resize(setup_.line_bytes_max + 1);
        if (body_ != HttpExchange::Body::ended || input_.empty()) return;
        lines_wait_ = under_way_.size() >= under_way_max || !may_take();
        if (lines_wait_) return;
        take(input_);
        input_.clear();
    }

    // Whether the sender may send one more just now; then it is counted.
    [[nodiscard]] bool may_take() {
        if (!setup_.sender.held_back) return true;
        const auto wait = setup_.sender.held_back();
        held_until_ = Clock::now() + wait;
        return wait.count() == 0;
    }
    [[nodiscard]] std::chrono::milliseconds time_held() const {
        return std::min(wait_max, std::chrono::ceil<std::chrono::milliseconds>(held_until_ - Clock::now()));
    }

    void take(std::string_view line) {
        ++number_;
        const bool too_long = line.size() > setup_.line_bytes_max;
        line = eventstore::without_byte_order_mark(line);
        if (!too_long && line.find_first_not_of(" \t\r") == std::string_view::npos) return;
        auto& added = *under_way_.emplace_back(std::make_shared<Line>());
        added.number = number_;
        if (too_long)
            return unreadable(added, "line " + std::to_string(number_) + " is longer than " +
                                         std::to_string(setup_.line_bytes_max) + " bytes: split the command");
        auto parsed = setup_.reader.read(line, number_);
        if (!parsed) return unreadable(added, line, parsed.error());
        if (const auto wrong = eventstore::wrong_in_header(parsed->header, setup_.terms.simulated_time, number_))
            return unreadable(added, line, *wrong);
        if (const auto wrong = take_from(setup_.sender, *parsed)) return not_taken(added, *parsed, *wrong);
        setup_.port.submit(std::move(*parsed), added.number,
                           [line = under_way_.back(), exchange = exchange_, answered = setup_.sender.answered](
                               const eventstore::ParsedCommand& command, const consumers::CommandAnswer& answer) {
                               if (answered) answered(command, answer);
                               line->answer = answer;
                               line->answered.store(true, std::memory_order_release);
                               exchange->wake();
                           });
    }
    void not_taken(Line& line, const eventstore::ParsedCommand& command, const NotTaken& wrong) {
        CommandReceipt receipt;
        receipt.command_id.set(command.header.command_id);
        receipt.line.set(number_);
        receipt.status = ReceiptStatus::refused;
        receipt.rejection.set(domain::Code{wrong.code});
        receipt.field.set(domain::Plain{wrong.field});
        receipt.value.set(domain::Plain{wrong.value});
        receipt.cure.set(domain::Plain{wrong.cure});
        line.answer.emplace(std::move(receipt));
        line.answered.store(true, std::memory_order_release);
    }
    // The receipt names the line, its error the column.
    void unreadable(Line& line, std::string_view json, eventstore::InputError error) {
        error.line = 0;
        unreadable(line, eventstore::message_with_column(json, error));
    }
    void unreadable(Line& line, std::string_view error) {
        line.answer.emplace(eventstore::unreadable_receipt({}, number_, error));
        line.answered.store(true, std::memory_order_release);
    }

    // False: the client is gone.
    bool show_answered() {
        std::string out;
        while (!under_way_.empty() && under_way_.front()->answered.load(std::memory_order_acquire)) {
            out += eventstore::receipt_json(under_way_.front()->answer->receipt());
            out += '\n';
            under_way_.pop_front();
        }
        return out.empty() || exchange_->send(out);
    }

    const BatchSetup setup_;
    const std::shared_ptr<HttpExchange> exchange_;
    HttpExchange::Body body_ = HttpExchange::Body::open;
    std::string input_;
    std::uint64_t number_ = 0;
    bool lines_wait_ = false;  // Whole lines are left in the input.
    Clock::time_point held_until_{};
    std::deque<std::shared_ptr<Line>> under_way_;
};

}  // namespace

bool run_batch(const BatchSetup& setup, const std::shared_ptr<HttpExchange>& exchange) {
    return Batch{setup, exchange}.run();
}

}  // namespace tally::tools
