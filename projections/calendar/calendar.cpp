#include "projections/calendar/calendar.h"

#include "domain/event_arms.h"
#include "eventstore/codec/bytes.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

namespace {
// First byte of a key. Members and what is known of them are rows apart: a bill writes its row without reading any.
constexpr char cycle_of_account = 'a';  // account → cycle
constexpr char member_of_cycle = 'm';   // cycle NUL account → nothing
constexpr char billed = 'b';            // cycle NUL account → CalendarRow
constexpr char bills_of_day = 'd';      // cycle NUL bill date → number of bills

std::string key_of(char kind, const std::string& cycle, const std::string& account) {
    std::string key;
    key.reserve(cycle.size() + account.size() + 2);
    key += kind;
    key += cycle;
    key += '\0';
    key += account;
    return key;
}
}  // namespace

Calendar::Calendar(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 3,
                                  .owner_length = nullptr,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

Result<void> Calendar::move_to(const AccountId& account, const Code& cycle, ViewWriter& writer) {
    const std::string key = cycle_of_account + account.str();
    auto before = writer.get(view(), key);
    if (!before) return tl::unexpected(std::move(before.error()));
    if (*before && **before == cycle.str()) return {};
    if (*before) writer.erase(view(), key_of(member_of_cycle, **before, account.str()));
    writer.put(view(), key, cycle.str());
    writer.put(view(), key_of(member_of_cycle, cycle.str(), account.str()), {});
    return {};
}

Result<void> Calendar::count_error(const BillSegmentErrored& error, ViewWriter& writer) {
    const std::string key = key_of(billed, error.cycle.str(), error.account.str());
    auto before = writer.get(view(), key);
    if (!before) return tl::unexpected(std::move(before.error()));
    CalendarRow row;
    if (*before) {
        auto decoded = eventstore::decode<CalendarRow>(**before);
        if (!decoded) return tl::unexpected(std::move(decoded.error()));
        row = std::move(*decoded);
    }
    row.error_bill_date = error.bill_date;
    row.error_attempts = error.attempt;
    row.error = error.error;
    writer.put(view(), key, eventstore::encode(row));
    return {};
}

Result<void> Calendar::keep_bill(const AccountId& account, const Code& cycle, Date bill_date, ViewWriter& writer) {
    if (cycle.empty()) return {};  // A rebill, or off cycle: no run made it.
    CalendarRow row;
    row.last_bill_date = bill_date;
    writer.put(view(), key_of(billed, cycle.str(), account.str()), eventstore::encode(row));
    return count_bills(cycle, bill_date, 1, writer);
}

// The account is due again from the bill before on.
Result<void> Calendar::take_back(const StatementCancelled& cancelled, ViewWriter& writer) {
    if (cancelled.cycle.empty()) return {};
    CalendarRow row;
    if (cancelled.last_bill_cycle == cancelled.cycle) row.last_bill_date = cancelled.last_bill_date;
    row.cancelled_statement = cancelled.sequence;
    writer.put(view(), key_of(billed, cancelled.cycle.str(), cancelled.account.str()), eventstore::encode(row));
    return count_bills(cancelled.cycle, cancelled.bill_date, -1, writer);
}

Result<void> Calendar::count_bills(const Code& cycle, Date bill_date, int more, ViewWriter& writer) {
    RowWriter<16> bytes;
    bytes.big_endian(static_cast<std::uint32_t>(bill_date.days), 4);
    const std::string key = key_of(bills_of_day, cycle.str(), std::string{bytes.bytes()});
    if (key != day_) {
        auto row = writer.get(view(), key);
        if (!row) return tl::unexpected(std::move(row.error()));
        day_ = key;
        bills_ = *row ? RowReader{**row}.number() : 0;
    }
    bytes.clear();
    bills_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(bills_) + more);
    bytes.number(bills_);
    writer.put(view(), key, bytes.bytes());
    return {};
}

Result<void> Calendar::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Result<void> done;
    for (const auto& [envelope, event] : events) {
        visit(Overloaded{
                  [&](const AccountOpened& opened) { done = move_to(opened.account, opened.bill_cycle, writer); },
                  [&](const AccountTermsChanged& terms) { done = move_to(terms.account, terms.bill_cycle, writer); },
                  [&](const BillSegmentErrored& error) { done = count_error(error, writer); },
                  [&](const InvoiceIssued& invoice) {
                      done = keep_bill(invoice.account, invoice.cycle, invoice.bill_date, writer);
                  },
                  [&](const StatementIssued& statement) {
                      // Without new charges it is the bill of its run.
                      if (statement.invoice.empty())
                          done = keep_bill(statement.account, statement.cycle, statement.bill_date, writer);
                  },
                  [&](const StatementCancelled& cancelled) { done = take_back(cancelled, writer); },
                  Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                         Topic::unbilled, Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                  Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                         Topic::occupancy, Topic::landlord, Topic::account_person, Topic::service_start,
                         Topic::service_life, Topic::pending_charge, Topic::pending_adjustment, Topic::dispute,
                         Topic::charge, Topic::fee, Topic::payment, Topic::allocation, Topic::adjustment,
                         Topic::deposit, Topic::arrangement, Topic::budget>{},
                  IgnoreByName<CreditNoteIssued, BillCopyUndeliverable>{},
              },
              event);
        if (!done) return done;
    }
    return {};
}

Result<void> each_member(const Point& point, View calendar, const Code& cycle,
                         const std::function<bool(const AccountId&, const CalendarRow&)>& use) {
    const std::string members = key_of(member_of_cycle, cycle.str(), "");
    const std::string rows = key_of(billed, cycle.str(), "");
    auto member_scan = point.scan(calendar, members, eventstore::end_of_prefix(members));
    auto row_scan = point.scan(calendar, rows, eventstore::end_of_prefix(rows));
    bool row_there = row_scan.next();
    while (member_scan.next()) {
        const std::string_view account = member_scan.key().substr(members.size());
        // Rows of accounts that left the cycle have no member.
        while (row_there && row_scan.key().substr(rows.size()) < account) row_there = row_scan.next();
        CalendarRow row;
        if (row_there && row_scan.key().substr(rows.size()) == account) {
            auto decoded = eventstore::decode_into(row_scan.value(), row);
            if (!decoded) return decoded;
        }
        if (!use(AccountId{account}, row)) return {};
    }
    if (auto status = member_scan.status(); !status) return status;
    return row_scan.status();
}

Result<void> each_bill_date(const Point& point, View calendar, const Code& cycle,
                            const std::function<bool(Date, std::uint64_t)>& use) {
    const std::string prefix = key_of(bills_of_day, cycle.str(), "");
    auto scan = point.scan(calendar, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const Date date{static_cast<std::int32_t>(RowReader{scan.key().substr(prefix.size())}.big_endian(4))};
        if (!use(date, RowReader{scan.value()}.number())) return {};
    }
    return scan.status();
}

}  // namespace tally::projections
