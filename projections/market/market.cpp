#include "projections/market/market.h"

#include <array>

#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

namespace {

// First bytes of keys. Numbers are stored; those of the lists are MarketListOf's.
constexpr char of_transaction = 't';  // Where it is.
constexpr char of_events = 'e';       // Events about it.
constexpr char of_unpaired = 'u';     // By position.
constexpr char of_awaited = 'w';      // By the day on which the answer is due.

std::string ordered_position(std::uint64_t position) {
    RowWriter<8> bytes;
    bytes.big_endian(position, 8);
    return std::string{bytes.bytes()};
}
std::string market_prefix(char kind, std::string_view id) {
    std::string key{kind};
    key += id;
    key += '\0';
    return key;
}
// Days sort as texts; none sorts behind all.
std::string awaited_key(Date due_on, std::string_view id) {
    std::string key{of_awaited};
    key += due_on.is_set() ? to_string(due_on) : "none";
    key += '\0';
    key += id;
    return key;
}

std::string place_row(const MarketPlace& place) {
    RowWriter<24> bytes;
    bytes.byte(static_cast<std::uint8_t>(place.status));
    bytes.byte(static_cast<std::uint8_t>((place.awaited ? 1 : 0) + (place.unpaired ? 2 : 0)));
    bytes.number(place.position);
    if (place.due_on.is_set()) bytes.text(to_string(place.due_on));
    return std::string{bytes.bytes()};
}
MarketPlace place_of(std::string_view row) {
    RowReader in(row);
    MarketPlace place;
    place.status = static_cast<MarketStatus>(in.byte());
    const std::uint8_t open = in.byte();
    place.awaited = (open & 1) != 0;
    place.unpaired = (open & 2) != 0;
    place.position = in.number();
    if (const auto day = Date::parse(std::string{in.rest()})) place.due_on = *day;
    return place;
}

}  // namespace

Market::Market(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}) {}

// An answer to it changes where it is, and what waits for it.
Result<void> Market::answered(const DocumentId& original, MarketKind answer, MarketOutcome outcome,
                              std::uint64_t position, ViewWriter& writer) {
    const std::string key = of_transaction + original.str();
    auto row = writer.get(view(), key);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return {};
    MarketPlace place = place_of(**row);
    writer.put(view(), market_prefix(of_events, original.str()) + ordered_position(position), {});
    place.status = status_after(place.status, answer, outcome);
    if (place.awaited && ends_waiting(answer, outcome)) {
        place.awaited = false;
        writer.erase(view(), awaited_key(place.due_on, original.str()));
    }
    writer.put(view(), key, place_row(place));
    return {};
}

template <class Recorded>
Result<void> Market::told(const Recorded& event, bool received, std::uint64_t position, ViewWriter& writer) {
    const std::string& id = event.market_transaction.str();
    const MarketTransaction& told_of = event.transaction;
    MarketPlace place;
    place.status = received ? MarketStatus::received : MarketStatus::sent;
    place.awaited = meaning_of(told_of.kind).awaits || event.due_on.is_set();
    place.unpaired = !told_of.original.empty() && event.answers.empty();
    place.position = position;
    place.due_on = event.due_on;
    writer.put(view(), of_transaction + id, place_row(place));
    writer.put(view(), market_prefix(of_events, id) + ordered_position(position), {});
    const auto list = [&](MarketListOf of, const std::string& whose) {
        if (!whose.empty())
            writer.put(view(), market_prefix(static_cast<char>(of), whose) + ordered_position(~position), id);
    };
    list(MarketListOf::account, told_of.account.str());
    list(MarketListOf::premise, event.premise.str());
    list(MarketListOf::service_point, event.service_point.str());
    if (place.awaited) writer.put(view(), awaited_key(place.due_on, id), id);
    if (place.unpaired) writer.put(view(), of_unpaired + ordered_position(position), id);
    return answered(event.answers, told_of.kind, told_of.outcome, position, writer);
}

Result<void> Market::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    for (const auto& [envelope, event] : events) {
        const auto position = envelope.position;
        Result<void> done;
        // It waits for its pair no more; closed, it waits for nothing.
        const auto settle = [&](const DocumentId& id, bool closed) {
            const std::string key = of_transaction + id.str();
            auto row = writer.get(view(), key);
            if (!row) {
                done = tl::unexpected(std::move(row.error()));
                return;
            }
            if (!*row) return;
            MarketPlace place = place_of(**row);
            writer.put(view(), market_prefix(of_events, id.str()) + ordered_position(position), {});
            if (place.unpaired) writer.erase(view(), of_unpaired + ordered_position(place.position));
            place.unpaired = false;
            if (closed && place.awaited) {
                writer.erase(view(), awaited_key(place.due_on, id.str()));
                place.awaited = false;
            }
            if (closed) place.status = MarketStatus::closed;
            writer.put(view(), key, place_row(place));
        };
        if (const auto* sent = get_if<MarketTransactionSent>(&event)) {
            done = told(*sent, false, position, writer);
        } else if (const auto* received = get_if<MarketTransactionReceived>(&event)) {
            done = told(*received, true, position, writer);
        } else if (const auto* paired = get_if<MarketTransactionPaired>(&event)) {
            settle(paired->market_transaction, false);
            if (done) done = answered(paired->answers, paired->kind, paired->outcome, position, writer);
        } else if (const auto* closed = get_if<MarketTransactionClosed>(&event)) {
            settle(closed->market_transaction, true);
        }
        if (!done) return done;
    }
    return {};
}

Result<std::optional<MarketPlace>> market_place(const Point& point, View view, std::string_view id) {
    auto row = point.get(view, of_transaction + std::string{id});
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<MarketPlace>{};
    return std::optional{place_of(**row)};
}

Result<void> each_market_event(const Point& point, View view, std::string_view id,
                               const std::function<bool(std::uint64_t)>& use) {
    const std::string prefix = market_prefix(of_events, id);
    auto scan = point.scan(view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(RowReader{scan.key().substr(prefix.size())}.big_endian(8))) return {};
    return scan.status();
}

Result<void> each_market_transaction(const Point& point, View view, MarketListOf of, std::string_view whose,
                                     std::optional<std::uint64_t> before, const UseMarketId& use) {
    const std::string prefix = market_prefix(static_cast<char>(of), whose);
    auto scan = point.scan(view, before ? prefix + ordered_position(~*before) + '\0' : prefix,
                           eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(~RowReader{scan.key().substr(prefix.size())}.big_endian(8), scan.value())) return {};
    return scan.status();
}

Result<void> each_unpaired(const Point& point, View view, std::optional<std::uint64_t> after, const UseMarketId& use) {
    const std::string prefix{of_unpaired};
    auto scan =
        point.scan(view, after ? prefix + ordered_position(*after) + '\0' : prefix, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(RowReader{scan.key().substr(1)}.big_endian(8), scan.value())) return {};
    return scan.status();
}

Result<void> each_awaited(const Point& point, View view, std::string_view after,
                          const std::function<bool(std::string_view, std::string_view)>& use) {
    const std::string prefix{of_awaited};
    std::string from = prefix;
    if (!after.empty()) (from += after) += '\0';
    auto scan = point.scan(view, from, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(scan.key().substr(1), scan.value())) return {};
    return scan.status();
}

}  // namespace tally::projections
