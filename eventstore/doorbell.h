#pragma once
// Rung once by one thread, waited for by one other. A condition variable would send the waiter to sleep twice: once for
// the bell and once for the mutex that the ringing thread still holds.

#include <atomic>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tally::eventstore {

class Doorbell {
  public:
    // What was written before is seen after wait(). The waiter may destroy the bell as soon as it returned: waking an
    // address without a waiter does nothing.
    void ring() {
        auto* const address = reinterpret_cast<std::uint32_t*>(&rung_);
        rung_.store(1, std::memory_order_release);
        ::syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
    void wait() {
        while (rung_.load(std::memory_order_acquire) == 0)
            ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&rung_), FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
    }

  private:
    static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));
    std::atomic<std::uint32_t> rung_{0};
};

}  // namespace tally::eventstore
