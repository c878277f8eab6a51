#pragma once
// What made-up customers and the utility say to each other.

#include <map>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoContacts {
  public:
    DemoContacts(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    struct FollowUp {
        domain::AccountId account;
        domain::DocumentId entry;
    };
    void answer_calls(const std::vector<DemoCustomer>&);
    void follow_up(const std::vector<FollowUp>&);
    void write_letters(const std::vector<DemoCustomer>&);

    DemoSender& sender_;
    DemoChance chance_;
    std::map<domain::Date, std::vector<FollowUp>> follow_ups_;
};

}  // namespace tally::tools
