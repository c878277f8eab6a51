// AR history and the list of an account's documents. Now they are read from the view, as of another time from the
// account's stream, by one function from event to line.
#include "projections/ar_history/ar_history_queries.h"

#include <map>

#include "projections/ar_history/ar_history.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
Result<void> each_row(StatesAsOf& states, const AccountId& account,
                      const std::function<void(const ArHistoryRow&)>& use) {
    if (states.known_now()) {
        auto view = states.view(ArHistory::view_name);
        if (!view) return tl::unexpected(std::move(view.error()));
        return each_history_row(*states.reader().point, *view, account, [&](const ArHistoryRow& row) {
            if (!states.as_of().effective.is_set() || row.effective_date <= states.as_of().effective) use(row);
            return true;
        });
    }
    ArHistoryRow row;
    return each_event(states.reader(), stream_of(account), 0, states.position(), [&](const RecordedEvent& recorded) {
        if (history_row_of(recorded, row) &&
            (!states.as_of().effective.is_set() || row.effective_date <= states.as_of().effective))
            use(row);
        return true;
    });
}

// Lines are in order of entry, so that a position says where a page ended.
template <class Line, class Next>
void keep_page_by_position(std::vector<Line>& lines, const Page& page, Next& next) {
    keep_page(
        lines, page, next, [](const Line& line) { return number_key(line.position); },
        [](std::string_view a, std::string_view b) { return number_of_key(a) < number_of_key(b); });
}
}  // namespace

Answered<ArHistoryAnswer> ar_history(const Reader& reader, const AccountId& id, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->account(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<ArHistoryAnswer>{};
    auto heading = states->heading(**found);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    ArHistoryAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.effective_on = as_of.effective;
    answer.heading = std::move(*heading);
    auto done = each_row(*states, id, [&](const ArHistoryRow& row) {
        if (is_document(row.kind)) return;  // Their segments and charges are lines of their own.
        answer.payoff += row.payoff;
        answer.current += row.current;
        answer.lines.push_back({row.position, row.recorded_at, row.kind, row.document, row.effective_date,
                                row.accounting_date, row.payoff, row.current, answer.payoff, answer.current});
    });
    if (!done) return tl::unexpected(std::move(done.error()));
    keep_page_by_position(answer.lines, page, answer.next);
    return std::optional{std::move(answer)};
}

Answered<DocumentsAnswer> documents(const Reader& reader, const AccountId& id, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->account(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<DocumentsAnswer>{};
    auto heading = states->heading(**found);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    std::map<DocumentId, Money> open;
    for (const auto& item : (*found)->items) open[item.document] += item.payoff_open;
    DocumentsAnswer answer{states->position(), std::move(*heading), {}, reader.currency_code(), {}};
    auto done = each_row(*states, id, [&](const ArHistoryRow& row) {
        const bool part_of_invoice =
            row.kind == ArEntryKind::bill_segment || row.kind == ArEntryKind::bill_segment_cancelled ||
            row.kind == ArEntryKind::special_charge || row.kind == ArEntryKind::special_charge_cancelled;
        if (part_of_invoice) return;
        const auto still_open = open.find(row.document);
        const bool due = row.kind == ArEntryKind::invoice || row.kind == ArEntryKind::statement;
        answer.documents.push_back(
            {row.kind, row.document, row.effective_date, due ? row.accounting_date : Date{},
             row.kind == ArEntryKind::statement || row.payoff.is_zero() ? row.current : row.payoff,
             still_open == open.end() ? Money{} : still_open->second, row.position});
    });
    if (!done) return tl::unexpected(std::move(done.error()));
    keep_page_by_position(answer.documents, page, answer.next);
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
