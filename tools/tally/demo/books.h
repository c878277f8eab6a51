#pragma once
// Accounting periods of a made-up utility: months, opened a year ahead, each closed in the month after the next, with
// the revenue accrued that is not billed at its end.

#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoBooks {
  public:
    explicit DemoBooks(DemoSender& sender) : sender_(sender) {}

    void begin(domain::Date first_month);
    void run_day();

  private:
    void open_next();

    DemoSender& sender_;
    domain::Date first_open_;
    domain::Date next_;  // To be opened.
};

}  // namespace tally::tools
