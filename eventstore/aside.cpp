#include "eventstore/aside.h"

#include <utility>

#include "domain/core/assert.h"
#include "eventstore/thread_name.h"

namespace tally::eventstore {

Aside::~Aside() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Aside::start(std::function<Result<void>()> work) {
    {
        const std::lock_guard lock{mutex_};
        TALLY_ASSERT(!std::exchange(under_way_, true), "one piece of work at a time");
        work_ = std::move(work);
    }
    if (!thread_.joinable()) thread_ = std::thread{[this] { loop(); }};
    changed_.notify_all();
}

Result<void> Aside::finish() {
    std::unique_lock lock{mutex_};
    TALLY_ASSERT(std::exchange(under_way_, false), "something is under way");
    changed_.wait(lock, [&] { return result_.has_value(); });
    return std::move(*std::exchange(result_, std::nullopt));
}

void Aside::loop() {
    name_this_thread(name_);
    std::unique_lock lock{mutex_};
    while (true) {
        changed_.wait(lock, [&] { return work_ || ending_; });
        if (!work_) return;
        const auto work = std::exchange(work_, nullptr);
        lock.unlock();
        auto result = work();
        lock.lock();
        result_ = std::move(result);
        changed_.notify_all();
    }
}

}  // namespace tally::eventstore
