#pragma once
// The feeds there are, and what each makes of an event. consumers/feed/README.md, "The contract", has them as a table.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "consumers/feed/content/message.h"
#include "domain/core/money.h"

namespace tally::consumers {

struct FeedSource {
    domain::Currency currency;  // The division's.
    // Clear text, or nullopt where the key is gone. Only the feed of persons asks: no other shows personal text.
    std::function<std::optional<std::string>(const domain::Personal&)> open = {};
};

// "events", "invoices", "balances", "persons".
[[nodiscard]] std::span<const std::string_view> feed_names();
// Whether the feed's topic is compacted: only the last message of each key counts.
[[nodiscard]] bool is_compacted(std::string_view feed);

// Null: there is no such feed.
[[nodiscard]] std::unique_ptr<FeedContent> make_feed_content(std::string_view feed, FeedSource);

}  // namespace tally::consumers
