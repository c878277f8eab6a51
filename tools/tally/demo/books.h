#pragma once
// Accounting periods of a made-up utility: months, each closed in the month after the next.

#include <cstdint>

#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoBooks {
  public:
    explicit DemoBooks(DemoSender& sender) : sender_(sender) {}

    void open(domain::Date first_month, std::uint32_t months);
    void run_day();

  private:
    DemoSender& sender_;
    domain::Date first_open_;
};

}  // namespace tally::tools
