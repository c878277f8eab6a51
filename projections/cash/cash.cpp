#include "projections/cash/cash.h"

#include "domain/account/receivables/cash/cash_steps.h"
#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

namespace {

// First bytes of keys. Numbers are stored.
constexpr char of_sum = 'i';       // What is held of it, and where it came in.
constexpr char of_held = 'o';      // Sums by the position at which they came in, as long as something is held.
constexpr char of_history = 'h';   // Events of a sum.
constexpr char of_batch = 'b';     // Batches, newest first.
constexpr char of_contents = 't';  // Events of a batch and payments in it.
constexpr char of_deposit = 'd';   // Deposits at the bank, newest first.

std::string place_key(char kind, std::uint64_t position) {
    RowWriter<9> key;
    key.byte(static_cast<std::uint8_t>(kind));
    key.big_endian(position, 8);
    return std::string{key.bytes()};
}
std::string newest_key(char kind, std::uint64_t position) {
    return place_key(kind, ~position);
}
std::string prefix_of(char kind, std::string_view id) {
    std::string key{kind};
    key += id;
    key += '\0';
    return key;
}
std::string event_key(char kind, std::string_view id, std::uint64_t position) {
    return prefix_of(kind, id) + place_key('\0', position).substr(1);
}

Result<void> each_event(const Point& point, View view, char kind, std::string_view id,
                        std::optional<std::uint64_t> after, const UsePosition& use) {
    const std::string prefix = prefix_of(kind, id);
    auto scan =
        point.scan(view, after ? event_key(kind, id, *after) + '\0' : prefix, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(RowReader{scan.key().substr(prefix.size())}.big_endian(8))) return {};
    return scan.status();
}
Result<void> each_newest(const Point& point, View view, char kind, std::optional<std::uint64_t> before,
                         const UsePlace& use) {
    const std::string prefix{kind};
    auto scan = point.scan(view, before ? newest_key(kind, *before) + '\0' : prefix, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(~RowReader{scan.key().substr(1)}.big_endian(8), scan.value())) return {};
    return scan.status();
}

}  // namespace

Cash::Cash(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}) {}

void Cash::note(char kind, std::string_view id, std::uint64_t position, ViewWriter& writer) {
    writer.put(view(), event_key(kind, id, position), {});
}

Result<void> Cash::hold(const SuspenseId& id, Money change, std::uint64_t position, ViewWriter& writer) {
    note(of_history, id.str(), position, writer);
    const std::string key = of_sum + id.str();
    auto row = writer.get(view(), key);
    if (!row) return tl::unexpected(std::move(row.error()));
    Money held;
    std::uint64_t came_in = position;
    if (*row) {
        RowReader in{**row};
        held = Money{in.signed_number()};
        came_in = in.number();
    }
    const Money before = held;
    held += change;
    RowWriter<20> bytes;
    bytes.signed_number(held.minor);
    bytes.number(came_in);
    writer.put(view(), key, bytes.bytes());
    if (before.is_zero() && !held.is_zero()) writer.put(view(), place_key(of_held, came_in), id.str());
    if (!before.is_zero() && held.is_zero()) writer.erase(view(), place_key(of_held, came_in));
    return {};
}

Result<void> Cash::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Result<void> done;
    for (const auto& [envelope, event] : events) {
        const auto position = envelope.position;
        const auto in_batch = [&](const BatchId& batch) {
            if (!batch.empty()) note(of_contents, batch.str(), position, writer);
        };
        const auto held = [&](const SuspenseId& id, Money change) {
            if (done) done = hold(id, change, position, writer);
        };
        visit(Overloaded{
                  [&](const TenderBatchOpened& e) {
                      writer.put(view(), newest_key(of_batch, position), e.batch.str());
                      in_batch(e.batch);
                  },
                  [&](const TenderBatchClosed& e) { in_batch(e.batch); },
                  [&](const TenderBatchReopened& e) { in_batch(e.batch); },
                  [&](const CashOverShort& e) { in_batch(e.batch); },
                  [&](const TillCashTransferred& e) { in_batch(e.batch); },
                  [&](const BankDeposited& e) {
                      writer.put(view(), newest_key(of_deposit, position), e.bank_deposit.str());
                      for (const DepositedBatch& one : e.batches) in_batch(one.batch);
                  },
                  [&](const TendersBatched& e) { in_batch(e.batch); },
                  [&](const SuspenseReceived& e) {
                      held(e.suspense, e.amount);
                      in_batch(e.batch);
                  },
                  [&](const SuspenseReturned& e) { held(e.suspense, -e.amount); },
                  [&](const SuspenseMatched& e) { held(e.suspense, -e.amount); },
                  [&](const PaymentCancelled& e) { held(suspense_id(e.payment), e.amount); },
                  [&](const SuspenseMatchCancelled& e) {
                      held(suspense_id(e.payment), -e.amount);
                      held(e.suspense, e.amount);
                  },
                  IgnoreByName<PaymentPosted, TenderCancelled>{},
                  Ignore<Topic::communication, Topic::collection, Topic::correction, Topic::autopay, Topic::unbilled,
                         Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                  Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                         Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                         Topic::service_start, Topic::service_life, Topic::billing_error, Topic::document,
                         Topic::pending_charge, Topic::pending_adjustment, Topic::charge, Topic::fee, Topic::allocation,
                         Topic::adjustment, Topic::dispute, Topic::deposit, Topic::arrangement, Topic::budget>{},
              },
              event);
        if (!done) return done;
    }
    return {};
}

Result<void> each_event_of(const Point& point, View view, const SuspenseId& id, std::optional<std::uint64_t> after,
                           const UsePosition& use) {
    return each_event(point, view, of_history, id.str(), after, use);
}
Result<void> each_event_of(const Point& point, View view, const BatchId& id, std::optional<std::uint64_t> after,
                           const UsePosition& use) {
    return each_event(point, view, of_contents, id.str(), after, use);
}

Result<void> each_held(const Point& point, View view, std::optional<std::uint64_t> after, const UsePlace& use) {
    const std::string prefix{of_held};
    auto scan = point.scan(view, after ? place_key(of_held, *after) + '\0' : prefix, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (!use(RowReader{scan.key().substr(1)}.big_endian(8), scan.value())) return {};
    return scan.status();
}
Result<void> each_batch(const Point& point, View view, std::optional<std::uint64_t> before, const UsePlace& use) {
    return each_newest(point, view, of_batch, before, use);
}
Result<void> each_bank_deposit(const Point& point, View view, std::optional<std::uint64_t> before,
                               const UsePlace& use) {
    return each_newest(point, view, of_deposit, before, use);
}

}  // namespace tally::projections
