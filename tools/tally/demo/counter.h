#pragma once
// Payments that come in batches to made-up accounts: at the till, by the bank's lockbox; money whose account is not
// known; what is taken to the bank.

#include <map>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoCounter {
  public:
    DemoCounter(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    // Payments of one batch by their kind.
    struct Taken {
        domain::Money cash;
        domain::Money cheques;
    };
    struct Held {
        domain::SuspenseId suspense;
        domain::Money amount;
    };
    void open_the_till(const std::vector<DemoCustomer>&);
    [[nodiscard]] Taken take_payments(const domain::BatchId&, const std::vector<DemoCustomer>&);
    void receive_unknown(const domain::BatchId&, Taken&);
    void close_the_till(const domain::BatchId&, const Taken&);
    void open_the_lockbox(const std::vector<DemoCustomer>&);
    void deposit();
    void settle_unknown(const std::vector<Held>&, const std::vector<DemoCustomer>&);

    DemoSender& sender_;
    DemoChance chance_;
    std::vector<domain::BatchId> for_the_bank_;
    domain::Money for_the_bank_total_;
    std::map<domain::Date, std::vector<Held>> unknown_;  // By the day on which it is settled.
};

}  // namespace tally::tools
