#include "tools/http/access/password_worker.h"

#include <exception>
#include <limits>
#include <utility>

#include "eventstore/program_log.h"

namespace tally::tools {

PasswordWorker::PasswordWorker() : thread_([this] { run(); }) {}

void PasswordWorker::stop() {
    {
        const std::lock_guard lock{mutex_};
        ends_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

bool PasswordWorker::submit(std::function<void()> work) {
    return take(std::move(work), waiting_max);
}

bool PasswordWorker::add(std::function<void()> work) {
    return take(std::move(work), std::numeric_limits<std::size_t>::max());
}

bool PasswordWorker::take(std::function<void()> work, std::size_t waiting_at_most) {
    {
        const std::lock_guard lock{mutex_};
        if (ends_ || waiting_.size() >= waiting_at_most) return false;
        waiting_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void PasswordWorker::run() {
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] { return ends_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        try {
            work();
        } catch (const std::exception& thrown) {
            spdlog::error("signing in: {}", thrown.what());
        }
    }
}

}  // namespace tally::tools
