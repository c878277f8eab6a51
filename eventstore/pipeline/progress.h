#pragma once
// How far the log is durable and how far the views have it, and those who wait for one of the two. Every method may be
// called from any thread; each of the two ends is moved on by one thread at a time.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace tally::eventstore {

class Progress {
  public:
    // Before any thread runs.
    void begin_at(std::uint64_t end) {
        durable_end_ = end;
        folded_end_ = end;
    }
    [[nodiscard]] std::uint64_t durable_end() const { return durable_end_.load(std::memory_order_acquire); }
    [[nodiscard]] std::uint64_t folded_end() const { return folded_end_.load(std::memory_order_acquire); }
    // Committing thread; of a copy that is synced behind its answers, the folding thread.
    void durable_to(std::uint64_t end) { move_on(durable_end_, end, durable_grew_); }
    // Folding thread, once the views' rows are published.
    void folded_to(std::uint64_t end) { move_on(folded_end_, end, folded_grew_); }

    // False: not in time, stopped, or the store is closing.
    [[nodiscard]] bool wait_durable_beyond(std::uint64_t position, std::chrono::milliseconds timeout,
                                           const std::atomic<bool>& stopped);
    [[nodiscard]] bool wait_folded(std::uint64_t position, std::chrono::milliseconds timeout);
    // Wakes the waiters. Call it after setting `stopped`, so that the thread that waits on it returns.
    void wake();
    // No wait lasts from here on.
    void end_waiting();

  private:
    void move_on(std::atomic<std::uint64_t>& end, std::uint64_t to, std::condition_variable& grew);

    std::mutex mutex_;
    std::condition_variable durable_grew_;
    std::condition_variable folded_grew_;
    std::atomic<std::uint64_t> durable_end_{0};
    std::atomic<std::uint64_t> folded_end_{0};
    std::atomic<int> waiting_{0};  // Where none waits, moving on takes no lock.
    bool ending_ = false;
};

}  // namespace tally::eventstore
