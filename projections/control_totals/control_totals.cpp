#include "projections/control_totals/control_totals.h"

#include <algorithm>
#include <cstring>

#include "domain/books/control_line.h"
#include "domain/event_arms.h"
#include "eventstore/codec/bytes.h"
#include "eventstore/program_log.h"
#include "projections/control_totals/control_rows.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

namespace {
constexpr std::size_t days_max = 1'024;  // Beyond this they are dropped and read again when they are needed.
}  // namespace

void ControlSum::add(Money amount, const eventstore::Hash& line) {
    ++count_;
    if (amount > Money{}) debit_ += amount;
    bool carry = false;
    for (std::size_t word = 0; word < digest_.size(); ++word) {
        std::uint64_t theirs = 0;
        std::memcpy(&theirs, line.data() + 8 * (3 - word), sizeof theirs);
        theirs = __builtin_bswap64(theirs);
        const bool over = __builtin_add_overflow(digest_[word], theirs, &digest_[word]);
        carry = __builtin_add_overflow(digest_[word], carry ? 1u : 0u, &digest_[word]) || over;
    }
}

eventstore::Hash ControlSum::digest() const {
    eventstore::Hash bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(digest_[3 - i / 8] >> (8 * (7 - i % 8)));
    return bytes;
}

std::string ControlSum::bytes() const {
    RowWriter<64> row;
    row.number(count_);
    row.signed_sum(debit_);
    for (const std::uint64_t word : digest_) row.big_endian(word, 8);
    return std::string{row.bytes()};
}

ControlSum ControlSum::from(std::string_view bytes) {
    RowReader in{bytes};
    ControlSum sum;
    sum.count_ = in.number();
    sum.debit_ = in.signed_sum();
    for (std::uint64_t& word : sum.digest_) word = in.big_endian(8);
    return sum;
}

ControlTotals::ControlTotals(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 2,
                                  .owner_length = nullptr,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

void ControlTotals::forget() {
    days_.clear();
    lines_.clear();
    text_.clear();
}

Result<ControlTotals::Day*> ControlTotals::day_of(Date date, ViewWriter& writer) {
    const auto known = std::find_if(days_.rbegin(), days_.rend(), [&](const Day& day) { return day.date == date; });
    if (known != days_.rend()) return &*known;
    auto row = writer.get(view(), control_day_key(date));
    if (!row) return tl::unexpected(std::move(row.error()));
    Day day{.date = date, .sum = {}, .last_position = 0, .changed = false};
    if (*row) {
        const auto stored = read_control_day(**row);
        day.sum = stored.sum;
        day.last_position = stored.last_position;
    }
    return &days_.emplace_back(day);
}

// What was collected goes into its days.
Result<void> ControlTotals::keep_postings(ViewWriter& writer) {
    views_of_lines_.clear();
    for (const Line& line : lines_) views_of_lines_.push_back(std::string_view{text_}.substr(line.offset, line.size));
    hashes_.resize(lines_.size());
    eventstore::hash_leaves(views_of_lines_, hashes_);
    Day* day = nullptr;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const Line& line = lines_[i];
        if (day == nullptr || day->date != line.day) {
            auto found = day_of(line.day, writer);
            if (!found) return tl::unexpected(std::move(found.error()));
            day = *found;
        }
        day->sum.add(line.amount, hashes_[i]);
        day->last_position = line.position;
        day->changed = true;
    }
    lines_.clear();
    text_.clear();
    return {};
}

Result<void> ControlTotals::keep_report(const Envelope& envelope, const ControlTotalsReported& report,
                                        ViewWriter& writer) {
    if (auto kept = keep_postings(writer); !kept) return kept;
    auto day = day_of(report.day, writer);
    if (!day) return tl::unexpected(std::move(day.error()));
    const ControlSum& ledger = (*day)->sum;
    ControlReport row{.day = report.day,
                      .system = report.system,
                      .standing = ControlStanding::agrees,
                      .position = report.position,
                      .reported_at = envelope.recorded_at,
                      .reported_by = envelope.position,
                      .reported = {report.count, report.debit, report.digest},
                      .ledger = totals_of(ledger)};
    // A report that does not have all of the day cannot be held against it; the next one can.
    if (row.reported != row.ledger)
        row.standing = ledger.count() > 0 && (*day)->last_position >= report.position ? ControlStanding::behind
                                                                                      : ControlStanding::drifted;
    if (row.standing == ControlStanding::drifted)
        spdlog::error(
            "projections: the books of {} have drifted from the ledger: on {} they have {} postings, the ledger "
            "has {}; see `tally show control-totals {}`",
            report.system.str(), to_string(report.day), report.count, ledger.count(), to_string(report.day));
    writer.put(view(), control_report_key(report.day, report.system), eventstore::encode(row));
    return {};
}

void ControlTotals::keep_days(ViewWriter& writer) {
    for (Day& day : days_) {
        if (!day.changed) continue;
        writer.put(view(), control_day_key(day.date), control_day_bytes({day.sum, day.last_position}));
        day.changed = false;
    }
    if (days_.size() > days_max) days_.clear();
}

Result<void> ControlTotals::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Result<void> done;
    for (const auto& recorded : events) {
        const Envelope& envelope = recorded.envelope;
        visit(Overloaded{[&]<FinancialEvent Event>(const Event& event) {
                             const Financial& financial = event.financial;
                             std::size_t number = 0;
                             for (const Posting& posting : financial.postings) {
                                 const std::size_t offset = text_.size();
                                 journal::append_control_line(text_, envelope.event_id, ++number, posting);
                                 lines_.push_back({financial.accounting_date, envelope.position, posting.amount, offset,
                                                   text_.size() - offset});
                             }
                         },
                         [&](const ControlTotalsReported& report) { done = keep_report(envelope, report, writer); },
                         IgnoreNotFinancial{}},
              recorded.event);
        if (!done) return done;
    }
    if (auto kept = keep_postings(writer); !kept) return kept;
    keep_days(writer);
    return {};
}

}  // namespace tally::projections
