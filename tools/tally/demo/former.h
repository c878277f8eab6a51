#pragma once
// Made-up customers who have moved: credit that is left is refunded or transferred, debt is transferred to the account
// at the new address, or written off and at times recovered. Some never cash their cheque: what is theirs goes to the
// state, from which few have it back. Some ask to be erased.

#include <map>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoFormer {
  public:
    DemoFormer(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    void moved_out(const DemoCustomer& customer) { former_.push_back(customer); }
    // The same person pays at another place now.
    void moved_within(const DemoCustomer& from, const DemoCustomer& to) {
        transfers_due_[sender_.today() + days_to_final_bill].push_back({from, to});
    }
    void run_day();

  private:
    static constexpr std::int32_t days_to_final_bill = 40;
    struct Move {
        DemoCustomer from;
        DemoCustomer to;
    };
    void transfer(const std::vector<Move>&);
    void recover();
    void pay_twice();
    void return_cheques();
    void reclaim();
    void erase();

    DemoSender& sender_;
    DemoChance chance_;
    std::vector<DemoCustomer> former_;
    std::map<domain::Date, std::vector<Move>> transfers_due_;
};

}  // namespace tally::tools
