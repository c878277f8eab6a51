#pragma once
// The ERP's feed: everything that moves money, and the headers of invoices and credit notes. One message an event, from
// that event alone, so that the feed can start at any position and a message can never be too large for a broker.

#include <optional>

#include "consumers/feed/content/invoice_messages.h"
#include "consumers/feed/content/message.h"
#include "domain/core/money.h"
#include "eventstore/codec/json.h"

namespace tally::consumers {

// What the event means to an ERP; nullopt: nothing. The second: which document it is about.
struct InvoiceFact {
    InvoiceMessage message;
    std::string subject;
};
[[nodiscard]] std::optional<InvoiceFact> invoice_fact(const domain::RecordedEvent&, domain::Currency);

class InvoicesContent : public FeedContent {
  public:
    explicit InvoicesContent(domain::Currency currency) : context_{.currency = currency, .open = {}} {}
    [[nodiscard]] std::string_view name() const override { return "invoices"; }
    [[nodiscard]] eventstore::Result<void> add_messages(const domain::RecordedEvent&,
                                                        std::vector<FeedMessage>&) override;

  private:
    eventstore::JsonContext context_;
};

}  // namespace tally::consumers
