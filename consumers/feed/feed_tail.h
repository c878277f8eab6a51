#pragma once
// Where a partition of a feed stands: what its next message is numbered and digested after. The headers that say so.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "consumers/feed/content/message.h"
#include "consumers/feed/feed_digest.h"
#include "consumers/kafka/kafka_record.h"

namespace tally::consumers {

struct FeedTail {
    std::uint64_t number = 0;  // Of the last message; 0: none. Compacted feeds have no numbers.
    FeedDigest digest;
    std::optional<std::uint64_t> position;  // Of the event in the last message.
    std::string id;                         // ce_id of the last message.
    std::string source;                     // ce_source
    bool operator==(const FeedTail&) const = default;
};

// Nothing: no feed of ours wrote this record; the text says what is wrong with it.
[[nodiscard]] tl::expected<FeedTail, std::string> feed_tail_of(const KafkaRecord&, bool compacted);

// Whether a partition that ends like this has the message already.
[[nodiscard]] bool has(const FeedTail&, const FeedMessage&);

// Headers of a message, the same in both of CloudEvents' modes but for content-type. They point into the message, the
// source and this object.
class FeedHeaders {
  public:
    using Header = std::pair<std::string_view, std::string_view>;
    FeedHeaders(std::string source, bool structured) : source_(std::move(source)), structured_(structured) {}
    // `tail` already counts the message; null: a compacted feed's.
    [[nodiscard]] const std::vector<Header>& of(const FeedMessage&, const FeedTail* tail);

  private:
    [[nodiscard]] static std::string_view digits(std::uint64_t number, std::array<char, 24>& into);
    std::string source_;
    bool structured_;
    std::vector<Header> headers_;
    std::array<char, 24> sequence_{}, position_{}, number_{};
    std::string digest_;
};

}  // namespace tally::consumers
