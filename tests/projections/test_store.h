#pragma once
// A store in memory with the states and every view of projections, filled with recorded events as they are.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eventstore/event_store.h"
#include "eventstore/storage/memory_store.h"
#include "projections/folders.h"
#include "projections/reader.h"

namespace tally::test {

class TestStore {
  public:
    explicit TestStore(projections::OpenPersonal open = {}, eventstore::StoreLimits limits = {});
    ~TestStore();
    TestStore(const TestStore&) = delete;
    TestStore& operator=(const TestStore&) = delete;

    // The events of one command (one command id) go into one commit. Positions must continue the log.
    void append(std::span<const domain::RecordedEvent> events);
    // As a crash, then as an opening: what was not spilled is folded again.
    void crash_and_reopen();
    // Closes the store, puts a row into a view's storage as no fold would (none: takes it out), and opens again.
    void plant(std::string_view view, const std::string& key, std::optional<std::string> value);
    // The row as it is stored, closed or not yet spilled.
    [[nodiscard]] std::string row(std::string_view view, const std::string& key);
    [[nodiscard]] eventstore::MemoryStore& log_storage() { return *log_; }
    [[nodiscard]] eventstore::EventStore& store() { return *store_; }
    // Everything appended, folded.
    [[nodiscard]] projections::Reader reader();
    // Of every view by name, as it is now.
    struct Digest {
        std::string view;
        std::string hex;
        bool operator==(const Digest&) const = default;
    };
    [[nodiscard]] std::vector<Digest> digests();
    // Rebuilds every view beside the live one; the digests of what was built.
    [[nodiscard]] std::vector<Digest> rebuilt_digests();
    [[nodiscard]] eventstore::FolderNeeds needs() const;

  private:
    void open();
    projections::OpenPersonal open_personal_;
    eventstore::StoreLimits limits_;
    std::shared_ptr<eventstore::MemoryStore> log_;
    std::shared_ptr<eventstore::MemoryStore> views_;
    std::unique_ptr<eventstore::EventStore> store_;
};

}  // namespace tally::test
