#pragma once
// Entries that were decided elsewhere and are durable in the log of record, on their way into the local one.

#include <future>
#include <span>
#include <string_view>
#include <vector>

#include "eventstore/work.h"

namespace tally::eventstore {

// The entries of one command, as they are.
class TakenOver final : public Work {
  public:
    explicit TakenOver(std::string_view command_id, const CommandDigest& digest) : id_(command_id), digest_(digest) {}
    void add(StreamName stream, std::uint64_t version, std::string_view bytes) {
        entries_.push_back({stream, version, bytes});
    }
    [[nodiscard]] std::future<Result<void>> answer() { return answer_.get_future(); }

    [[nodiscard]] std::string_view command_id() const override { return id_; }
    [[nodiscard]] const CommandDigest& command_digest() const override { return digest_; }
    [[nodiscard]] bool decide(Sequencer&) override;
    void answered(Result<std::optional<Receipt>>) override;

  private:
    struct Entry {
        StreamName stream;
        std::uint64_t version;
        std::string_view bytes;
    };
    std::string_view id_;
    CommandDigest digest_;
    std::vector<Entry> entries_;
    std::optional<StoreError> refusal_;
    std::promise<Result<void>> answer_;
};

}  // namespace tally::eventstore
