#include "projections/lists/lists.h"

#include <algorithm>
#include <array>

#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

namespace {

// First bytes of the other rows: a request by its position, and its position by the request.
constexpr char of_request = 'q';
constexpr char of_adjustment = 'Q';
// What is in doubt, by the position of the event that reported it: its premise, service point, channel and day.
constexpr char of_doubt = 'x';
// A service that ended: year and month, which are zeros where it never began, then the account.
constexpr char of_ended_service = 'u';

std::string list_key(ListKind kind, std::string_view id) {
    return static_cast<char>(kind) + natural_key(id);
}
std::string request_key(std::uint64_t position) {
    RowWriter<9> key;
    key.byte(static_cast<std::uint8_t>(of_request));
    key.big_endian(position, 8);
    return std::string{key.bytes()};
}
std::string doubt_key(std::uint64_t position) {
    RowWriter<9> key;
    key.byte(static_cast<std::uint8_t>(of_doubt));
    key.big_endian(position, 8);
    return std::string{key.bytes()};
}
// Year and month as digits, which rise with the months.
std::string ended_month_key(Date day) {
    return of_ended_service + (day.is_set() ? to_string(day).substr(0, 7) : std::string{"0000-00"});
}
Date month_in(std::string_view key) {
    return Date::parse(std::string{key.substr(1, 7)} + "-01").value_or(Date{});
}
std::string adjustment_key(const AccountId& account, const DocumentId& adjustment) {
    return of_adjustment + account.str() + '\0' + adjustment.str();
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string natural_key(std::string_view id) {
    std::string key;
    for (std::size_t at = 0; at < id.size();) {
        if (!is_digit(id[at])) {
            key += id[at++];
            continue;
        }
        std::size_t end = at;
        while (end < id.size() && is_digit(id[end])) ++end;
        while (at + 1 < end && id[at] == '0') ++at;
        // Stands among other characters as a digit does; then the longer number is the greater one.
        key += '0';
        key += static_cast<char>(end - at);
        key += id.substr(at, end - at);
        at = end;
    }
    key += '\0';
    key += id;
    return key;
}

Lists::Lists(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 2,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}) {}

void Lists::add(ListKind kind, const std::string& id, std::uint64_t position, ViewWriter& writer) {
    RowWriter<10> bytes;
    bytes.number(position);
    writer.put(view(), list_key(kind, id), bytes.bytes());
}

void Lists::wait(const AdjustmentRequested& request, std::uint64_t position, ViewWriter& writer) {
    RowWriter<10> bytes;
    bytes.number(position);
    const auto key = adjustment_key(request.account, request.adjustment);
    // Nearly all are posted by the same command, and then storage never sees them.
    writer.put_new(view(), key, bytes.bytes());
    writer.put_new(view(), request_key(position), std::string_view{key}.substr(1));
}

void Lists::doubt(const Envelope& envelope, const ServicePointId& service_point, const Code& channel, Date day,
                  std::uint64_t replaces, ViewWriter& writer) {
    if (replaces != 0) writer.erase(view(), doubt_key(replaces));
    std::string row = envelope.stream.id.str() + '\0' + service_point.str() + '\0' + channel.str() + '\0';
    row += to_string(day);
    writer.put(view(), doubt_key(envelope.position), row);
}

Result<void> Lists::wait_no_more(const AccountId& account, const DocumentId& adjustment, ViewWriter& writer) {
    const auto key = adjustment_key(account, adjustment);
    auto row = writer.get(view(), key);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return {};  // It was posted without approval.
    writer.erase(view(), request_key(RowReader{**row}.number()));
    writer.erase(view(), key);
    return {};
}

// Nearly every bill is of an account without an error, and then nothing is written.
Result<void> Lists::no_more_in_error(const AccountId& account, ViewWriter& writer) {
    const auto key = list_key(ListKind::accounts_in_error, account.str());
    auto row = writer.get(view(), key);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (*row) writer.erase(view(), key);
    return {};
}

Result<void> Lists::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Result<void> done;
    for (const auto& [envelope, event] : events) {
        const auto position = envelope.position;
        visit(
            Overloaded{
                [&](const AccountOpened& e) { add(ListKind::accounts, e.account.str(), position, writer); },
                [&](const PersonRegistered& e) { add(ListKind::persons, e.person.str(), position, writer); },
                [&](const LocationAdded& e) { add(ListKind::premises, e.premise.str(), position, writer); },
                [&](const ServiceStopped& e) { writer.put(view(), ended_month_key(e.stop_on) + e.account.str(), {}); },
                [&](const ServiceStartWithdrawn& e) { writer.put(view(), ended_month_key({}) + e.account.str(), {}); },
                IgnoreByName<ServiceActivated, ServiceStopRequested, ServiceStopWithdrawn, ServiceClosed,
                             ServiceReactivated, ServiceStartMoved, ServiceTariffChanged, ServiceQuantityChanged,
                             ServiceFrequencyChanged>{},
                [&](const BillSegmentErrored& e) {
                    add(ListKind::accounts_in_error, e.account.str(), position, writer);
                },
                [&](const StatementIssued& e) { done = no_more_in_error(e.account, writer); },
                [&](const AdjustmentRequested& e) { wait(e, position, writer); },
                [&](const AdjustmentRejected& e) { done = wait_no_more(e.account, e.adjustment, writer); },
                [&](const AdjustmentPosted& e) { done = wait_no_more(e.account, e.adjustment, writer); },
                [&](const RegisterReadDoubted& e) {
                    doubt(envelope, e.read.service_point, e.read.channel, e.read.read_on, e.replaces_position, writer);
                },
                [&](const UsageDoubted& e) {
                    doubt(envelope, e.usage.service_point, e.usage.channel, e.usage.from, e.replaces_position, writer);
                },
                [&](const IntervalDayDoubted& e) {
                    doubt(envelope, e.day.service_point, e.day.channel, e.day.date, e.replaces_position, writer);
                },
                [&](const DoubtResolved& e) { writer.erase(view(), doubt_key(e.doubted_position)); },
                Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                       Topic::unbilled, Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                Ignore<Topic::control_tables, Topic::user, Topic::meter_data, Topic::occupancy, Topic::landlord,
                       Topic::account_person, Topic::service_start, Topic::pending_charge, Topic::charge, Topic::fee,
                       Topic::payment, Topic::allocation, Topic::dispute, Topic::deposit, Topic::arrangement,
                       Topic::budget>{},
                IgnoreByName<LocationAddressChanged, AccountTermsChanged, PersonNameChanged, PersonPhoneSet,
                             PersonPhoneRemoved, PersonEmailSet, PersonIdentifierSet, PersonAddressSet,
                             PersonAddressRemoved, PersonErased, ServicePointAdded, MeterInstalled,
                             BillCopyUndeliverable, InvoiceIssued, CreditNoteIssued, StatementCancelled,
                             AdjustmentApproved, AdjustmentCancelled, CreditRefunded, CreditRefundCancelled, WrittenOff,
                             WriteOffReversed, CreditTransferredOut, CreditTransferredIn, BalanceTransferredOut,
                             BalanceTransferredIn>{},
            },
            event);
        if (!done) return done;
    }
    return {};
}

Result<void> each_listed(const Point& point, View lists, ListKind kind, std::string_view after,
                         const std::function<bool(std::string_view, std::uint64_t)>& use) {
    const std::string prefix{static_cast<char>(kind)};
    // The least key behind that of an id is the id's own with a NUL.
    const auto from = after.empty() ? prefix : list_key(kind, after) + '\0';
    auto scan = point.scan(lists, from, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const auto key = scan.key();
        if (!use(key.substr(key.find('\0') + 1), RowReader{scan.value()}.number())) return {};
    }
    return scan.status();
}

Result<void> each_waiting(const Point& point, View lists, std::optional<std::uint64_t> after,
                          const std::function<bool(const WaitingAdjustment&)>& use) {
    const std::string prefix{of_request};
    auto scan = point.scan(lists, after ? request_key(*after) + '\0' : prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const auto value = scan.value();
        const auto end = value.find('\0');
        if (end == std::string_view::npos)
            return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                    "a row of the view lists does not read; `tally rebuild lists` makes it anew");
        if (!use({RowReader{scan.key().substr(1)}.big_endian(8), AccountId{value.substr(0, end)},
                  DocumentId{value.substr(end + 1)}}))
            return {};
    }
    return scan.status();
}

Result<void> each_doubt(const Point& point, View lists, std::optional<std::uint64_t> after,
                        const std::function<bool(const ListedDoubt&)>& use) {
    const std::string prefix{of_doubt};
    auto scan = point.scan(lists, after ? doubt_key(*after) + '\0' : prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        std::array<std::string_view, 4> parts;
        std::string_view rest = scan.value();
        for (auto& part : parts) {
            part = rest.substr(0, rest.find('\0'));
            rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        }
        const auto day = Date::parse(parts[3]);
        if (!day)
            return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                    "a row of the view lists does not read; `tally rebuild lists` makes it anew");
        if (!use({RowReader{scan.key().substr(1)}.big_endian(8), PremiseId{parts[0]}, ServicePointId{parts[1]},
                  Code{parts[2]}, *day}))
            return {};
    }
    return scan.status();
}

Result<void> each_ended_service(const Point& point, View lists, const std::string& after, Date until,
                                const std::function<bool(const EndedService&)>& use) {
    const std::string prefix{of_ended_service};
    const std::string month = ended_month_key(until);
    auto scan = point.scan(lists, after.empty() ? prefix : after + '\0', eventstore::end_of_prefix(month));
    while (scan.next()) {
        const std::string_view key = scan.key();
        if (!use({AccountId{key.substr(month.size())}, month_in(key), std::string{key}})) return {};
    }
    return scan.status();
}

}  // namespace tally::projections
