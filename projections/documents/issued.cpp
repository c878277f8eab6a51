#include "projections/documents/issued.h"

#include "eventstore/codec/codec.h"

namespace tally::projections {

using namespace domain;

Result<std::optional<DocumentRow>> find_document(const StatesAsOf& states, const DocumentId& id) {
    auto view = states.view(Documents::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    auto row = read_document(*states.reader().point, *view, id);
    if (row && *row && (*row)->position >= states.position()) return std::optional<DocumentRow>{};
    return row;
}

Result<RecordedEvent> read_event(const Reader& reader, std::uint64_t position) {
    auto entry = reader.store.log().read(position);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    return eventstore::decode_entry(*entry);
}

Answered<InvoiceIssued> issued_invoice(const StatesAsOf& states, const DocumentId& id) {
    auto row = find_document(states, id);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<InvoiceIssued>{};
    auto recorded = read_event(states.reader(), (*row)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* issued = std::get_if<InvoiceIssued>(&recorded->event);
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
