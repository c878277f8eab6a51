#pragma once
// A made-up chain of shops and a campus: masters above customers, and one payment a month for all shops of the chain.

#include <set>
#include <string>
#include <vector>

#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoChains {
  public:
    explicit DemoChains(DemoSender& sender) : sender_(sender) {}

    // Whether the chain pays the account's bills.
    [[nodiscard]] bool pays(const domain::AccountId& account) const { return shops_.contains(account.str()); }
    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    void found(const std::vector<DemoCustomer>&);
    void pay();

    DemoSender& sender_;
    domain::MasterId chain_;
    std::set<std::string> shops_;
};

}  // namespace tally::tools
