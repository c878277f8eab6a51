#pragma once
// Where each document is: invoices, credit notes, statements, adjustments and charges by their id, so that their facts
// are read from the account's stream. Payments need none: their ids say the account.

#include <functional>
#include <memory>
#include <optional>

#include "projections/ar_history/ar_history_answers.h"
#include "projections/one_view.h"

namespace tally::projections {

struct DocumentRow {
    ArEntryKind kind = ArEntryKind::invoice;
    domain::AccountId account;
    std::uint64_t first_version = 0;
    std::uint64_t position = 0;
    template <class T = DocumentRow>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "What it is."}, Field{"account", &T::account, "Whose stream has it."},
                         Field{"first_version", &T::first_version, "Version of the first event that is part of it."},
                         Field{"position", &T::position, "Position of the event that issued it."}};
    }
    bool operator==(const DocumentRow&) const = default;
};

class Documents final : public OneView {
  public:
    static constexpr std::string_view view_name = "documents";
    explicit Documents(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    std::string row_;  // Kept for its memory.
};

// The rows that events make, in order; a later row of one document replaces an earlier one. The events of one commit
// are together.
void each_document_row(std::span<const domain::RecordedEvent>,
                       const std::function<void(const domain::DocumentId&, const DocumentRow&)>& use);

// Under which the cancellation of a statement is found. No id has a '/'.
[[nodiscard]] inline domain::DocumentId cancelled_key(const domain::DocumentId& statement) {
    return domain::DocumentId{statement.str() + "/cancelled"};
}
[[nodiscard]] Result<std::optional<DocumentRow>> read_document(const Point&, View documents, const domain::DocumentId&);

}  // namespace tally::projections
