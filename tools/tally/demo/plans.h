#pragma once
// Made-up customers who pay by a plan: budgets for the year, arrangements for what is overdue.

#include <set>
#include <string>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoPlans {
  public:
    DemoPlans(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    void change_budgets(const std::vector<DemoCustomer>&);
    void arrange(const std::vector<DemoCustomer>&);
    void decide(const std::vector<domain::AccountId>& asking);
    void end_some_arrangements(const std::vector<DemoCustomer>&);

    DemoSender& sender_;
    DemoChance chance_;
    std::set<std::string> on_budget_;  // Agreements.
};

}  // namespace tally::tools
