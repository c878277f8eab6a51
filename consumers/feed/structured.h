#pragma once
// A feed's message as one JSON document: CloudEvents' structured mode.

#include <string>
#include <string_view>

#include "consumers/feed/content/message.h"
#include "consumers/feed/feed_tail.h"

namespace tally::consumers {

// Appends it. `tail` already counts the message; null: a compacted feed's. All attributes but feeddigest, which is that
// of the document itself and is in the header ce_feeddigest only. The message has a value.
void write_structured(const FeedMessage&, std::string_view source, const FeedTail* tail, std::string& to);

}  // namespace tally::consumers
