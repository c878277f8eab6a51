#include "eventstore/pipeline/progress.h"

namespace tally::eventstore {

void Progress::move_on(std::atomic<std::uint64_t>& end, std::uint64_t to, std::condition_variable& grew) {
    end = to;
    if (waiting_ == 0) return;
    { const std::lock_guard lock{mutex_}; }
    grew.notify_all();
}

bool Progress::wait_durable_beyond(std::uint64_t position, std::chrono::milliseconds timeout,
                                   const std::atomic<bool>& stopped) {
    if (durable_end() > position) return true;
    ++waiting_;
    std::unique_lock lock{mutex_};
    durable_grew_.wait_for(lock, timeout, [&] { return durable_end() > position || stopped.load() || ending_; });
    --waiting_;
    return durable_end() > position && !stopped.load();
}

bool Progress::wait_folded(std::uint64_t position, std::chrono::milliseconds timeout) {
    if (folded_end() >= position) return true;
    ++waiting_;
    std::unique_lock lock{mutex_};
    folded_grew_.wait_for(lock, timeout, [&] { return folded_end() >= position || ending_; });
    --waiting_;
    return folded_end() >= position;
}

void Progress::wake() {
    { const std::lock_guard lock{mutex_}; }
    durable_grew_.notify_all();
    folded_grew_.notify_all();
}

void Progress::end_waiting() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    wake();
}

}  // namespace tally::eventstore
