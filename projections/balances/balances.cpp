#include "projections/balances/balances.h"

#include <cstring>

#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

namespace {
constexpr std::size_t row_bytes = 32;

std::array<char, row_bytes> to_bytes(const BalanceRow& row) {
    const std::int64_t values[] = {row.payoff.minor, row.current.minor, row.receivable.minor, row.unapplied.minor};
    std::array<char, row_bytes> bytes;
    static_assert(sizeof values == row_bytes);
    std::memcpy(bytes.data(), values, row_bytes);
    return bytes;
}
BalanceRow from_bytes(std::string_view bytes) {
    std::int64_t values[4];
    std::memcpy(values, bytes.data(), row_bytes);
    return {{values[0]}, {values[1]}, {values[2]}, {values[3]}};
}
}  // namespace

BalanceRow& BalanceRow::operator+=(const BalanceRow& other) {
    payoff += other.payoff;
    current += other.current;
    receivable += other.receivable;
    unapplied += other.unapplied;
    return *this;
}

BalanceRow delta_of(const domain::Financial& financial) {
    BalanceRow delta{financial.payoff, financial.current, {}, {}};
    for (const auto& posting : financial.postings) {
        if (posting.role == domain::GlRole::ar) delta.receivable += posting.amount;
        if (posting.role == domain::GlRole::unapplied) delta.unapplied -= posting.amount;
    }
    return delta;
}

Balances::Balances(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = run_owner_length,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

Result<void> Balances::fold_events(std::span<const domain::RecordedEvent> events, ViewWriter& writer) {
    // A payment and its allocation, a bill and its items stand beside one another: one write for them together.
    const std::string* account = nullptr;
    BalanceRow pending;
    std::uint64_t position = 0;
    const auto take = [&](const domain::AccountId& id, const domain::Financial& financial, std::uint64_t at) {
        if (!account || *account != id.str()) {
            if (account) add(*account, pending, position, writer);
            account = &id.str();
            pending = {};
            position = at;
        }
        pending += delta_of(financial);
    };
    for (std::size_t i = 0; i < events.size(); ++i) {
        prefetch_accounts(events, i, writer);
        const auto& recorded = events[i];
        const auto money = [&]<domain::AccountMoney Event>(const Event& event) {
            take(event.account, event.financial, recorded.envelope.position);
        };
        visit(domain::Overloaded{money, domain::IgnoreOwnCash{}, domain::IgnoreNotFinancial{}}, recorded.event);
    }
    if (account) add(*account, pending, position, writer);
    return {};
}

void Balances::add(const std::string& account, const BalanceRow& delta, std::uint64_t position, ViewWriter& writer) {
    key_.assign(account);
    key_ += '\0';
    if (const auto run = writer.newest_run(view(), key_)) {
        const auto* newest = run->node->newest.load(std::memory_order_relaxed);
        BalanceRow sum = from_bytes(newest->value());
        sum += delta;
        const auto bytes = to_bytes(sum);
        writer.replace_run(view(), *run, {bytes.data(), bytes.size()});
        return;
    }
    RowWriter<8> begin;
    begin.big_endian(position, 8);
    key_ += begin.bytes();
    const auto bytes = to_bytes(delta);
    writer.put(view(), key_, {bytes.data(), bytes.size()});
}

Result<void> Balances::each_row(const Point& point, View view, const UseRow& use) const {
    return each_balance(point, view, [&](std::string_view account, const BalanceRow& row) {
        const auto bytes = to_bytes(row);
        use(account, {bytes.data(), bytes.size()});
        return true;
    });
}

Result<BalanceRow> read_balance(const Point& point, View balances, const domain::AccountId& account) {
    BalanceRow sum;
    auto scan = point.scan_owner(balances, owner_key(account.str()));
    while (scan.next()) {
        if (scan.value().size() != row_bytes)
            return eventstore::fail(eventstore::StoreErrorKind::damaged, "a row of the view balances is too short");
        sum += from_bytes(scan.value());
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return sum;
}

Result<void> each_balance(const Point& point, View balances,
                          const std::function<bool(std::string_view account, const BalanceRow&)>& use) {
    std::string account;
    BalanceRow sum;
    bool any = false;
    auto scan = point.scan(balances);
    while (scan.next()) {
        if (scan.value().size() != row_bytes || scan.key().size() < 9)
            return eventstore::fail(eventstore::StoreErrorKind::damaged, "a row of the view balances is too short");
        const std::string_view id = owner_id(scan.key());
        if (any && id != account) {
            if (!use(account, sum)) return {};
            sum = {};
        }
        account.assign(id);
        any = true;
        sum += from_bytes(scan.value());
    }
    if (auto status = scan.status(); !status) return status;
    if (any) use(account, sum);
    return {};
}

}  // namespace tally::projections
