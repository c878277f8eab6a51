#pragma once
// One piece of work at a time on a thread of its own, beside what its owner does meanwhile.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "eventstore/result.h"

namespace tally::eventstore {

class Aside {
  public:
    // name: of the thread, which starts with the first piece of work; at most 15 characters.
    explicit Aside(const char* name) : name_(name) {}
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;
    // Waits for what is under way.
    ~Aside();

    // Only when nothing is under way.
    void start(std::function<Result<void>()> work);
    // What the work under way came to.
    [[nodiscard]] Result<void> finish();

  private:
    void loop();

    const char* name_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<Result<void>()> work_;  // Not begun.
    bool under_way_ = false;              // From start() to finish().
    std::optional<Result<void>> result_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace tally::eventstore
