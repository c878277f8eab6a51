#pragma once
// What the field crew of a made-up utility is ordered to do, and what holds it back.

#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoCrew {
  public:
    DemoCrew(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    void work(const std::vector<DemoCustomer>&);
    void protect(const DemoCustomer&);

    DemoSender& sender_;
    DemoChance chance_;
};

}  // namespace tally::tools
