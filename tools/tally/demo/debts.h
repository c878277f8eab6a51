#pragma once
// What the made-up customers owe for a while: deposits that secure it, late charges, disputes, collections.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/account/state.h"
#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoDebts {
  public:
    DemoDebts(DemoSender& sender, DemoChance chance) : sender_(sender), chance_(chance) {}

    // Some that begin service are asked for a deposit.
    void ask_for_deposits(const std::vector<DemoCustomer>& residential);
    // Whether the account has an open dispute that is settled on a later day.
    [[nodiscard]] bool disputes(const domain::AccountId& account) const { return disputing_.contains(account.str()); }
    // What is due on the sender's day. On one day of a month some of the customers dispute a bill.
    void run_day(const std::vector<DemoCustomer>& customers);

  private:
    struct Asked {
        domain::AccountId account;
        domain::DocumentId deposit;
        domain::Money amount;
    };
    struct Disputed {
        domain::AccountId account;
        domain::DocumentId document;
        domain::ServiceAgreementId sa;
        domain::DocumentId dispute;
    };
    void pay_deposits(const std::vector<Asked>&);
    void open_disputes(const std::vector<DemoCustomer>&);
    void resolve_disputes(const std::vector<Disputed>&);
    // Credits part of the item; nothing where nothing of it is open any more.
    [[nodiscard]] std::optional<domain::DocumentId> credit(const Disputed&, const domain::AccountState&);

    DemoSender& sender_;
    DemoChance chance_;
    std::map<domain::Date, std::vector<Asked>> deposits_due_;
    std::map<domain::Date, std::vector<Disputed>> disputes_due_;
    std::set<std::string> disputing_;
};

}  // namespace tally::tools
