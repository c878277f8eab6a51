#pragma once
// A try-lock for work that only one request may do at a time; a request that does not get it is told to retry.

#include <atomic>

namespace tally::tools {

// Frees the place when it ends, however it ends.
class OnePlace {
  public:
    explicit OnePlace(std::atomic<bool>& taken) : taken_(taken), held_(!taken.exchange(true)) {}
    OnePlace(const OnePlace&) = delete;
    OnePlace& operator=(const OnePlace&) = delete;
    ~OnePlace() {
        if (held_) taken_ = false;
    }
    [[nodiscard]] bool held() const { return held_; }

  private:
    std::atomic<bool>& taken_;
    const bool held_;
};

}  // namespace tally::tools
