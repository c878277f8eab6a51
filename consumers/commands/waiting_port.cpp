#include "consumers/commands/waiting_port.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace tally::consumers {

namespace {

struct Sent {
    eventstore::ParsedCommand command;
    std::optional<CommandAnswer> answer;  // Under the lock of the answers.
};

// Told on the port's threads, waited for on that of the run.
class Answers {
  public:
    void tell(Sent& sent, const CommandAnswer& answer) {
        {
            const std::lock_guard lock{mutex_};
            sent.answer = answer;
        }
        told_.notify_one();
    }
    [[nodiscard]] std::optional<CommandAnswer> of(const Sent& sent, std::chrono::milliseconds wait) {
        std::unique_lock lock{mutex_};
        told_.wait_for(lock, wait, [&] { return sent.answer.has_value(); });
        return sent.answer;
    }

  private:
    std::mutex mutex_;
    std::condition_variable told_;
};

}  // namespace

DivisionResult<void> WaitingPort::run(const Next& next, const Answered& answered) {
    const auto answers = std::make_shared<Answers>();
    std::deque<std::shared_ptr<Sent>> under_way;
    std::optional<DivisionError> failure;
    bool more = true;
    while (more || !under_way.empty()) {
        while (more && under_way.size() < under_way_max) {
            auto command = next();
            more = command.has_value();
            if (!more) break;
            auto sent = std::make_shared<Sent>();
            sent->command = *command;
            under_way.push_back(sent);
            port_.submit(
                std::move(*command), 0,
                [answers, sent, told = told_](const eventstore::ParsedCommand& submitted, const CommandAnswer& answer) {
                    if (told) told(submitted, answer);
                    answers->tell(*sent, answer);
                });
        }
        if (under_way.empty()) break;
        const auto& first = *under_way.front();
        const auto answer = answers->of(first, wait_);
        if (!answer) {
            more = (!waits_ || waits_()) && more;
            continue;
        }
        const auto receipt = answer->receipt();
        if (receipt.status == eventstore::ReceiptStatus::failed) {
            more = false;
            if (!failure)
                failure = DivisionError{std::nullopt, eventstore::StoreErrorKind::io, receipt.error.value.str()};
        }
        more = answered(first.command, receipt) && more;
        under_way.pop_front();
    }
    if (failure) return tl::unexpected(std::move(*failure));
    return {};
}

}  // namespace tally::consumers
