#pragma once
// What each account owes, after every event that moves its money. Adds up the whole log: 24 bytes an account and its
// id.

#include <string>
#include <unordered_map>

#include "consumers/feed/content/customer_messages.h"
#include "consumers/feed/content/message.h"
#include "domain/core/money.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

class BalancesContent : public FeedContent {
  public:
    explicit BalancesContent(domain::Currency currency) : context_{.currency = currency, .open = {}} {}
    [[nodiscard]] std::string_view name() const override { return "balances"; }
    [[nodiscard]] bool adds_up() const override { return true; }
    [[nodiscard]] eventstore::Result<void> add_messages(const domain::RecordedEvent&,
                                                        std::vector<FeedMessage>&) override;

  private:
    struct Sums {
        domain::Money payoff;
        domain::Money current;
        domain::Money unapplied;
    };
    eventstore::JsonContext context_;
    std::unordered_map<std::string, Sums> accounts_;
};

}  // namespace tally::consumers
