#pragma once
// Every event as it stands in the log, envelope and data. Personal text stays ciphertext.

#include "consumers/feed/content/message.h"
#include "domain/core/money.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

class EventsContent : public FeedContent {
  public:
    explicit EventsContent(domain::Currency currency) : context_{.currency = currency, .open = {}} {}
    [[nodiscard]] std::string_view name() const override { return "events"; }
    [[nodiscard]] eventstore::Result<void> add_messages(const domain::RecordedEvent&,
                                                        std::vector<FeedMessage>&) override;

  private:
    eventstore::JsonContext context_;
};

}  // namespace tally::consumers
