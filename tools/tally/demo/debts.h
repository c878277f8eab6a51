#pragma once
// What the made-up customers owe for a while: deposits that secure it, late charges, disputes, collections.

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "consumers/processes/deposit_run/deposit_run.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoDebts {
  public:
    DemoDebts(DemoSender& sender, std::uint64_t seed) : sender_(sender), random_(seed) {}

    struct Customer {
        domain::AccountId account;
        domain::ServiceAgreementId sa;
    };
    // Some that begin service are asked for a deposit.
    void ask_for_deposits(const std::vector<Customer>& residential);
    // Whether the account has an open dispute that is settled on a later day.
    [[nodiscard]] bool disputes(const domain::AccountId& account) const { return disputing_.contains(account.str()); }
    // What is due on the sender's day. On one day of a month some of the customers dispute a bill.
    void run_day(const std::vector<Customer>& customers);

    [[nodiscard]] std::uint64_t late_charges() const { return late_charges_; }
    // How often a step was taken, a collection ended, or one of them begun.
    [[nodiscard]] std::uint64_t collection_steps() const { return collection_steps_; }
    // One of which something was collected last; empty: there is none.
    [[nodiscard]] const domain::AccountId& in_collection() const { return in_collection_; }
    [[nodiscard]] const std::vector<Customer>& with_deposits() const { return with_deposits_; }
    [[nodiscard]] const std::vector<Customer>& with_disputes() const { return with_disputes_; }

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
    void open_disputes(const std::vector<Customer>&);
    void resolve_disputes(const std::vector<Disputed>&);
    // Credits part of the item; nothing where nothing of it is open any more.
    [[nodiscard]] std::optional<domain::DocumentId> credit(const Disputed&, const domain::AccountState&);
    void charge_for_being_late();
    void run_deposits(consumers::DepositRunKind);
    void collect();
    bool chance(std::uint64_t per_thousand) { return random_() % 1000 < per_thousand; }

    DemoSender& sender_;
    std::mt19937_64 random_;
    std::map<domain::Date, std::vector<Asked>> deposits_due_;
    std::map<domain::Date, std::vector<Disputed>> disputes_due_;
    std::set<std::string> disputing_;
    std::uint64_t late_charges_ = 0;
    std::uint64_t collection_steps_ = 0;
    domain::AccountId in_collection_;
    std::vector<Customer> with_deposits_;
    std::vector<Customer> with_disputes_;
};

}  // namespace tally::tools
