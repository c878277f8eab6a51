#pragma once
// The store that crash_writer fills and crash_test inspects: signed, with a view budget so small that it spills often.

#include <array>
#include <filesystem>

#include "eventstore/event_store.h"
#include "tests/support/test_entries.h"

namespace tally::tests {

// Counts events by stream.
class StreamCounts final : public eventstore::Folder {
  public:
    [[nodiscard]] std::string name() const override { return "counts"; }
    [[nodiscard]] std::vector<eventstore::ViewSpec> views() const override { return {{.name = "counts"}}; }
    void bind(std::span<const eventstore::View> views) override { view_ = views[0]; }
    [[nodiscard]] eventstore::Result<void> fold(const eventstore::CommitRef& commit,
                                                eventstore::ViewWriter& writer) override {
        for (const auto& entry : commit.entries) {
            auto row = writer.get(view_, entry.stream);
            if (!row) return tl::unexpected(row.error());
            writer.put(view_, entry.stream, std::to_string((*row ? std::stoull(**row) : 0) + 1));
        }
        return {};
    }

  private:
    eventstore::View view_ = 0;
};

inline eventstore::Result<std::unique_ptr<eventstore::EventStore>> open_crash_store(
    const std::filesystem::path& directory) {
    eventstore::EventStoreOptions options;
    options.read_header = read_header;
    options.folders = {std::make_shared<StreamCounts>()};
    options.limits.views.budget_bytes = 128 << 10;
    options.limits.checkpoint_every = std::chrono::milliseconds{20};
    const auto signer = eventstore::NoteSigner::from_seed("ledger.example/crash", std::array<std::uint8_t, 32>{});
    if (!signer) return tl::unexpected(signer.error());
    options.signer = *signer;
    options.checkpoint_directory = directory;
    return eventstore::EventStore::open(directory, std::move(options));
}

}  // namespace tally::tests
