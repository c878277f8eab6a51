#include "projections/documents/issued.h"

#include <algorithm>
#include <vector>

#include "eventstore/codec/codec.h"
#include "eventstore/division/trial.h"
#include "projections/ar_history/ar_history.h"

namespace tally::projections {

using namespace domain;

namespace {
// The view has no row of a document that is on trial.
Result<std::optional<DocumentRow>> tried_document(const StatesAsOf& states, const DocumentId& id) {
    std::optional<DocumentRow> found;
    const auto* const trial = states.reader().trial;
    if (trial == nullptr) return found;
    std::vector<RecordedEvent> events;
    for (auto position = trial->point()->position(); position < std::min(trial->end(), states.position()); ++position) {
        auto event = eventstore::decode_entry(trial->entry(position));
        if (!event) return tl::unexpected(std::move(event.error()));
        events.push_back(std::move(*event));
    }
    each_document_row(events, [&](const DocumentId& document, const DocumentRow& row) {
        if (document == id) found = row;
    });
    return found;
}
}  // namespace

Result<std::optional<DocumentRow>> find_document(const StatesAsOf& states, const DocumentId& id) {
    if (auto tried = tried_document(states, id); !tried || *tried) return tried;
    auto view = states.view(Documents::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    auto row = read_document(*states.reader().point, *view, id);
    if (row && *row && (*row)->position >= states.position()) return std::optional<DocumentRow>{};
    return row;
}

namespace {
Result<std::optional<DocumentRow>> latest_of_account(StatesAsOf& states, const AccountId& id, ArEntryKind kind,
                                                     DocumentId& document) {
    auto account = states.account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<DocumentRow>{};
    std::vector<DocumentId> found;  // In order; a statement that was cancelled is taken out again.
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(id), 0, states.position(), [&](const RecordedEvent& recorded) {
        ArHistoryRow row;
        if (!history_row_of(recorded, row) || (day.is_set() && row.effective_date > day)) return true;
        if (row.kind == kind) found.push_back(row.document);
        if (kind == ArEntryKind::statement && row.kind == ArEntryKind::statement_cancelled)
            std::erase(found, row.document);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (found.empty()) return std::optional<DocumentRow>{};
    document = found.back();
    return find_document(states, document);
}
}  // namespace

Result<std::optional<DocumentRow>> find_document_or_latest(StatesAsOf& states, DocumentId& id,
                                                           std::initializer_list<ArEntryKind> kinds) {
    auto row = find_document(states, id);
    if (!row) return row;
    if (*row) {
        if (std::find(kinds.begin(), kinds.end(), (*row)->kind) != kinds.end()) return row;
        return std::optional<DocumentRow>{};
    }
    return latest_of_account(states, AccountId{id.str()}, *kinds.begin(), id);
}

Result<RecordedEvent> read_event(const Reader& reader, std::uint64_t position) {
    auto entry = entry_at(reader, position);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    return eventstore::decode_entry(*entry);
}

Answered<InvoiceIssued> issued_invoice(const StatesAsOf& states, const DocumentId& id) {
    auto row = find_document(states, id);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<InvoiceIssued>{};
    auto recorded = read_event(states.reader(), (*row)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* issued = get_if<InvoiceIssued>(&recorded->event);
    return issued ? std::optional{*issued} : std::optional<InvoiceIssued>{};
}

Result<AsIssued> AsIssued::of(const StatesAsOf& asked, const DocumentRow& row) {
    AsOf then;
    then.position = row.position + 1;
    auto states = StatesAsOf::at(asked.reader(), then);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto account = states->account(row.account);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account)
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "the view documents leads to an account that did not exist then; `tally rebuild "
                                "documents` makes it anew");
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    return AsIssued{std::move(*states), *account, std::move(*heading)};
}

}  // namespace tally::projections
