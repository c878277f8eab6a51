#pragma once
// Whether the log can still be written. Once it cannot, nothing more is acknowledged until the store is opened again.
// Every method may be called from any thread.

#include <atomic>

#include "eventstore/result.h"

namespace tally::eventstore {

class LogHealth {
  public:
    // Poisons the store. The first error is logged; later ones follow from it.
    void fail(const StoreError&);
    [[nodiscard]] bool failed() const { return failed_.load(std::memory_order_acquire); }
    // What every command is answered with from then on.
    [[nodiscard]] static StoreError refusal();

  private:
    std::atomic<bool> failed_{false};
};

}  // namespace tally::eventstore
