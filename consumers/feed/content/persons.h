#pragma once
// Today's name and addresses of each person, in clear, so its topic is compacted and its readers are few. Adds up the
// whole log; what it keeps is ciphertext.

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "consumers/feed/content/customer_messages.h"
#include "consumers/feed/content/message.h"
#include "domain/core/money.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

class PersonsContent : public FeedContent {
  public:
    PersonsContent(domain::Currency currency, std::function<std::optional<std::string>(const domain::Personal&)> open)
        : context_{.currency = currency, .open = std::move(open)} {}
    [[nodiscard]] std::string_view name() const override { return "persons"; }
    [[nodiscard]] bool adds_up() const override { return true; }
    // A person whose key is gone makes a tombstone.
    [[nodiscard]] eventstore::Result<void> add_messages(const domain::RecordedEvent&,
                                                        std::vector<FeedMessage>&) override;

  private:
    eventstore::JsonContext context_;
    std::unordered_map<std::string, PersonCard> persons_;
};

}  // namespace tally::consumers
