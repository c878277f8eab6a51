#include "projections/ar_history/ar_history.h"

#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

namespace {

using namespace domain;

// A row is a run of lines, begun with the position in its key; it takes no more once it is this long.
constexpr std::size_t run_bytes_max = 2'048;
constexpr std::size_t line_bytes_max = 160;
constexpr std::int64_t day_microseconds = 86'400'000'000;

struct Line {
    ArEntryKind kind;
    const std::string& account;
    std::string_view document;
    Date effective_date;
    Date accounting_date;
    Money payoff;
    Money current;
};

template <class Use>
void with_line(const Event& event, const Use& use) {
    visit(Overloaded{
              [&]<ShownInArHistory Shown>(const Shown& shown) {
                  const Financial& financial = shown.financial;
                  use(Line{Shown::ar_kind, shown.account.str(), (shown.*Shown::ar_document).str(),
                           financial.effective_date, financial.accounting_date, financial.payoff, financial.current});
              },
              [&](const InvoiceIssued& invoice) {
                  use(Line{ArEntryKind::invoice, invoice.account.str(), invoice.invoice.str(), invoice.bill_date,
                           invoice.due_date, invoice.total, invoice.total});
              },
              [&](const CreditNoteIssued& note) {
                  use(Line{ArEntryKind::credit_note, note.account.str(), note.credit_note.str(), note.bill_date,
                           note.bill_date, note.total, note.total});
              },
              [&](const StatementIssued& statement) {
                  use(Line{ArEntryKind::statement, statement.account.str(), statement.statement.str(),
                           statement.bill_date, statement.due_date, statement.ending_payoff, statement.ending_current});
              },
              [&](const StatementCancelled& cancelled) {
                  use(Line{ArEntryKind::statement_cancelled, cancelled.account.str(), cancelled.statement.str(),
                           cancelled.cancelled_on, cancelled.cancelled_on, cancelled.previous_payoff,
                           cancelled.previous_current});
              },
              Ignore<Topic::communication, Topic::collection, Topic::correction, Topic::autopay, Topic::market,
                     Topic::hierarchy>{},
              // Where a payment came from, beside its line.
              [&](const SuspenseMatched& matched) {
                  use(Line{ArEntryKind::suspense_matched,
                           matched.account.str(),
                           matched.suspense.str(),
                           matched.received_on,
                           matched.matched_on,
                           {},
                           {}});
              },
              [&](const SuspenseMatchCancelled& cancelled) {
                  use(Line{ArEntryKind::suspense_match_cancelled,
                           cancelled.account.str(),
                           cancelled.suspense.str(),
                           cancelled.cancelled_on,
                           cancelled.cancelled_on,
                           {},
                           {}});
              },
              IgnoreByName<TendersBatched, UnclaimedNoticed, UnclaimedNoticeCancelled>{},
              IgnoreOwnCash{},
              IgnoreByName<TenderBatchOpened, TenderBatchClosed, TenderBatchReopened>{},
              Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                     Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                     Topic::service_start, Topic::service_life, Topic::billing_error, Topic::pending_charge,
                     Topic::pending_adjustment, Topic::dispute, Topic::allocation>{},
              IgnoreByName<ArrangementRequested, ArrangementRejected, ArrangementKept, BudgetEnrolled, BudgetTruedUp,
                           BudgetLeft, BillingDemandFrozen, YearToDateFrozen>{},
          },
          event);
}

// An unset date counts as 1970, so that the difference stays small.
std::int64_t midnight_microseconds(Date date) {
    return date.is_set() ? date.days * day_microseconds : 0;
}

// Most documents begin with the account's id, which the key has already.
constexpr std::uint64_t begins_with_account = 1;

void write_line(const Line& line, std::uint64_t position, std::uint64_t run, Instant recorded_at,
                RowWriter<line_bytes_max>& out) {
    out.byte(static_cast<std::uint8_t>(line.kind));
    out.number(position - run);
    out.signed_number(line.effective_date.days);
    out.signed_number(line.accounting_date.days - std::int64_t{line.effective_date.days});
    out.signed_number(recorded_at.microseconds - midnight_microseconds(line.effective_date));
    out.signed_number(line.payoff.minor);
    out.signed_number(line.current.minor - line.payoff.minor);
    std::string_view document = line.document;
    const bool starts = document.starts_with(line.account);
    if (starts) document.remove_prefix(line.account.size());
    out.number(document.size() << 1 | (starts ? begins_with_account : 0));
    out.text(document);
}

bool read_line(RowReader& in, std::string_view account, std::uint64_t run, ArHistoryRow& row) {
    row.kind = static_cast<ArEntryKind>(in.byte());
    row.position = run + in.number();
    row.effective_date.days = static_cast<std::int32_t>(in.signed_number());
    row.accounting_date.days = static_cast<std::int32_t>(row.effective_date.days + in.signed_number());
    row.recorded_at.microseconds = in.signed_number() + midnight_microseconds(row.effective_date);
    row.payoff.minor = in.signed_number();
    row.current.minor = row.payoff.minor + in.signed_number();
    const std::uint64_t size = in.number();
    std::string document;
    if ((size & begins_with_account) != 0) document = account;
    document += in.text(static_cast<std::size_t>(size >> 1));
    row.document = DocumentId{std::move(document)};
    return in.ok() && static_cast<std::size_t>(row.kind) < enum_names(ArEntryKind{}).size();
}

eventstore::StoreError damaged_row(std::string_view account) {
    return {eventstore::StoreErrorKind::damaged, "the AR history of account " + std::string{account} +
                                                     " does not read; `tally rebuild ar_history` makes it anew"};
}

}  // namespace

bool history_row_of(const RecordedEvent& recorded, ArHistoryRow& row) {
    bool made = false;
    with_line(recorded.event, [&](const Line& line) {
        row = {recorded.envelope.position, recorded.envelope.recorded_at, line.kind,   DocumentId{line.document},
               line.effective_date,        line.accounting_date,          line.payoff, line.current};
        made = true;
    });
    return made;
}

ArHistory::ArHistory(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = run_owner_length,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

Result<void> ArHistory::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    RowWriter<line_bytes_max> bytes;
    for (std::size_t i = 0; i < events.size(); ++i) {
        prefetch_accounts(events, i, writer);
        const auto& recorded = events[i];
        with_line(recorded.event, [&](const Line& line) {
            const std::uint64_t position = recorded.envelope.position;
            key_.assign(line.account);
            key_ += '\0';
            const auto run = writer.newest_run(view(), key_);
            bytes.clear();
            if (run && run->bytes < run_bytes_max) {
                write_line(line, position, run_begin(run->key), recorded.envelope.recorded_at, bytes);
                writer.append_to_run(view(), *run, bytes.bytes());
                return;
            }
            RowWriter<8> begin;
            begin.big_endian(position, 8);
            key_ += begin.bytes();
            write_line(line, position, position, recorded.envelope.recorded_at, bytes);
            writer.put(view(), key_, bytes.bytes());
        });
    }
    return {};
}

Result<void> ArHistory::each_row(const Point& point, View view, const UseRow& use) const {
    RowWriter<line_bytes_max> bytes;
    RowWriter<8> place;
    ArHistoryRow row;
    auto scan = point.scan(view);
    while (scan.next()) {
        const std::string account{owner_id(scan.key())};
        RowReader in{scan.value()};
        while (!in.at_end()) {
            if (!read_line(in, account, run_begin(scan.key()), row)) return tl::unexpected(damaged_row(account));
            bytes.clear();
            write_line({row.kind, account, row.document.str(), row.effective_date, row.accounting_date, row.payoff,
                        row.current},
                       row.position, row.position, row.recorded_at, bytes);
            place.clear();
            place.big_endian(row.position, 8);
            use(owner_key(account) + std::string{place.bytes()}, bytes.bytes());
        }
    }
    return scan.status();
}

Result<void> each_history_row(const Point& point, View ar_history, const AccountId& account,
                              const std::function<bool(const ArHistoryRow&)>& use) {
    ArHistoryRow row;
    auto scan = point.scan_owner(ar_history, owner_key(account.str()));
    while (scan.next()) {
        RowReader in{scan.value()};
        while (!in.at_end()) {
            if (!read_line(in, account.str(), run_begin(scan.key()), row))
                return tl::unexpected(damaged_row(account.str()));
            if (!use(row)) return {};
        }
    }
    return scan.status();
}

}  // namespace tally::projections
