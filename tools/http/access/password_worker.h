#pragma once
// One thread on which passwords are hashed, which takes a third of a second and 64 MB each: others never wait for it.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tally::tools {

class PasswordWorker {
  public:
    static constexpr std::size_t waiting_max = 32;

    PasswordWorker();
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;
    ~PasswordWorker() { stop(); }
    // What was submitted is done first; nothing more is taken.
    void stop();
    // In their order. False: too much waits already, or it was stopped.
    [[nodiscard]] bool submit(std::function<void()>);
    // However much waits: for short work that must be done. False: it was stopped.
    [[nodiscard]] bool add(std::function<void()>);

    // How much waits.
    [[nodiscard]] std::size_t waiting() {
        const std::lock_guard lock{mutex_};
        return waiting_.size();
    }

  private:
    [[nodiscard]] bool take(std::function<void()>, std::size_t waiting_at_most);
    void run();
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace tally::tools
