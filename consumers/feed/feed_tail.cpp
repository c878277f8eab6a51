#include "consumers/feed/feed_tail.h"

#include <charconv>

namespace tally::consumers {

namespace {

std::optional<std::uint64_t> number_in(const KafkaRecord& record, std::string_view name) {
    const auto text = record.header(name);
    std::uint64_t number = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return number;
}

// Which of its event's messages it is.
std::uint64_t rank_of(std::string_view id) {
    const auto dash = id.find('-');
    std::uint64_t rank = 1;
    if (dash != std::string_view::npos) std::from_chars(id.data() + dash + 1, id.data() + id.size(), rank);
    return rank;
}

}  // namespace

tl::expected<FeedTail, std::string> feed_tail_of(const KafkaRecord& record, bool compacted) {
    FeedTail tail;
    tail.position = number_in(record, "ce_position");
    if (!tail.position) return tl::unexpected(std::string{"has no header ce_position"});
    tail.id = record.header("ce_id").value_or("");
    tail.source = record.header("ce_source").value_or("");
    if (compacted) return tail;
    const auto number = number_in(record, "ce_feednumber");
    const auto digest = FeedDigest::from_hex(record.header("ce_feeddigest").value_or(""));
    if (!number || *number == 0) return tl::unexpected(std::string{"has no header ce_feednumber"});
    if (!digest) return tl::unexpected(std::string{"has no header ce_feeddigest"});
    tail.number = *number;
    tail.digest = *digest;
    return tail;
}

bool has(const FeedTail& tail, const FeedMessage& message) {
    if (!tail.position || message.position != *tail.position) return tail.position && message.position < *tail.position;
    return rank_of(message.id) <= rank_of(tail.id);
}

std::string_view FeedHeaders::digits(std::uint64_t number, std::array<char, 24>& into) {
    const auto end = std::to_chars(into.data(), into.data() + into.size(), number).ptr;
    return {into.data(), static_cast<std::size_t>(end - into.data())};
}

const std::vector<FeedHeaders::Header>& FeedHeaders::of(const FeedMessage& message, const FeedTail* tail) {
    headers_.clear();
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) headers_.emplace_back(name, value);
    };
    add("ce_specversion", "1.0");
    add("ce_id", message.id);
    add("ce_source", source_);
    add("ce_type", message.type);
    add("ce_time", message.time);
    add("ce_subject", message.subject);
    if (!message.value.empty()) {
        add("ce_dataschema", message.data_schema);
        add("content-type", structured_ ? "application/cloudevents+json" : "application/json");
    }
    add("ce_sequence", digits(message.sequence, sequence_));
    add("ce_position", digits(message.position, position_));
    add("ce_correlationid", message.correlation_id);
    add("ce_causationid", message.causation_id);
    if (tail) {
        digest_ = tail->digest.hex();
        add("ce_feednumber", digits(tail->number, number_));
        add("ce_feeddigest", digest_);
    }
    return headers_;
}

}  // namespace tally::consumers
