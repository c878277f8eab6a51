#pragma once
// A bounded queue between two threads of the store: one pushes, one takes.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace tally::eventstore {

constexpr std::size_t commits_queued_max = 64;  // Between two of the threads.

template <class Item>
class Channel {
  public:
    // Waits while the queue is full.
    void push(Item item) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return items_.size() < commits_queued_max; });
        items_.push_back(std::move(item));
        lock.unlock();
        changed_.notify_all();
    }
    // Everything queued; empty once closed and drained.
    [[nodiscard]] std::deque<Item> take() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return !items_.empty() || closed_ || poked_; });
        poked_ = false;
        auto taken = std::exchange(items_, {});
        lock.unlock();
        changed_.notify_all();
        return taken;
    }
    // From any thread: makes take() return, perhaps with nothing.
    void poke() {
        {
            const std::lock_guard lock{mutex_};
            poked_ = true;
        }
        changed_.notify_all();
    }
    // By the pushing thread, after its last item.
    void close() {
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
        }
        changed_.notify_all();
    }
    // Closed, and everything was taken.
    [[nodiscard]] bool closed() const {
        const std::lock_guard lock{mutex_};
        return closed_ && items_.empty();
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> items_;
    bool closed_ = false;
    bool poked_ = false;
};

}  // namespace tally::eventstore
