#pragma once
// What the executor hands to the folders with a commit: the rows of the states it changed. After an opening there is
// none, and StatesFolder evolves the states itself.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/events.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/keys/key_store.h"
#include "eventstore/result.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class CommitStates final : public CommitProduct {
  public:
    explicit CommitStates(KeyStore& keys) : keys_(keys) {}
    // The keys of persons named first are on disk before the entries that name them: one sync a commit.
    [[nodiscard]] Result<void> make_ready() override { return keys_.sync(); }

    // For the next commit; the memory is kept.
    void clear() override;

    // The state part as it is after the events so far; a later row of one key replaces an earlier one. Returns the
    // encoded part's size.
    std::size_t put_row(std::string_view key, const domain::StatePart&);
    // A person whom its events name.
    void add_person(const domain::PersonId& person) { persons_.push_back(person); }
    [[nodiscard]] const std::vector<domain::PersonId>& persons() const { return persons_; }
    // A person whom its events erased.
    void add_erased(const domain::PersonId& person) { erased_.push_back(person); }
    [[nodiscard]] const std::vector<domain::PersonId>& erased() const { return erased_; }
    struct PartRow {
        std::uint32_t offset;
        std::uint32_t key_size;
        std::uint32_t value_size;
    };
    [[nodiscard]] const std::vector<PartRow>& rows() const { return rows_; }
    [[nodiscard]] std::string_view key(const PartRow& row) const { return {bytes_.data() + row.offset, row.key_size}; }
    [[nodiscard]] std::string_view value(const PartRow& row) const {
        return {bytes_.data() + row.offset + row.key_size, row.value_size};
    }

  private:
    KeyStore& keys_;
    std::vector<PartRow> rows_;
    std::vector<domain::PersonId> persons_;
    std::vector<domain::PersonId> erased_;
    std::string bytes_;
};

// The typed events of a commit, decoded at most once however many folders ask: they share one of these. Used on the
// folding thread (or the one thread of a rebuild).
class EventsOf {
  public:
    // In log order, one for each entry; valid until the next call.
    [[nodiscard]] Result<std::span<const domain::RecordedEvent>> operator()(const CommitRef&);

  private:
    const void* decoded_entries_ = nullptr;
    std::uint64_t decoded_first_ = 0;
    std::size_t decoded_count_ = 0;
    std::vector<domain::RecordedEvent> decoded_;
};

}  // namespace tally::eventstore
