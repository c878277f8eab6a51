#pragma once
// Made-up customers whose bills are drafted from their bank account, and what their banks return.

#include <set>
#include <string>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoDrafts {
  public:
    DemoDrafts(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    // Whether the account leaves its bills to be drafted.
    [[nodiscard]] bool pays(const domain::AccountId& account) const { return enrolled_.contains(account.str()); }
    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    void enrol(const std::vector<DemoCustomer>&);
    void return_some();

    DemoSender& sender_;
    DemoChance chance_;
    std::set<std::string> enrolled_;
};

}  // namespace tally::tools
