#include "consumers/feed/content/contents.h"

#include <array>

#include "consumers/feed/content/balances.h"
#include "consumers/feed/content/events.h"
#include "consumers/feed/content/invoices.h"
#include "consumers/feed/content/persons.h"

namespace tally::consumers {

std::span<const std::string_view> feed_names() {
    static constexpr std::array<std::string_view, 4> names{"events", "invoices", "balances", "persons"};
    return names;
}

bool is_compacted(std::string_view feed) {
    return feed == "balances" || feed == "persons";
}

std::unique_ptr<FeedContent> make_feed_content(std::string_view feed, FeedSource source) {
    if (feed == "events") return std::make_unique<EventsContent>(source.currency);
    if (feed == "invoices") return std::make_unique<InvoicesContent>(source.currency);
    if (feed == "balances") return std::make_unique<BalancesContent>(source.currency);
    if (feed == "persons") return std::make_unique<PersonsContent>(source.currency, std::move(source.open));
    return nullptr;
}

}  // namespace tally::consumers
