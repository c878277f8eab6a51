#pragma once
// The store's commits as a division's decisions: what a CommitSink is given.

#include <functional>
#include <memory>
#include <vector>

#include "eventstore/division/commit_sink.h"
#include "eventstore/log_of_record.h"

namespace tally::eventstore {

class SinkAsLogOfRecord final : public LogOfRecord {
  public:
    // The ids a command made that was accepted in an earlier commit.
    using MadeIdsOf = std::function<Result<std::vector<MadeId>>(const Receipt&)>;
    SinkAsLogOfRecord(std::shared_ptr<CommitSink> sink, const KeyStore& keys, MadeIdsOf made_ids_of)
        : sink_(std::move(sink)), keys_(keys), made_ids_of_(std::move(made_ids_of)) {}

    [[nodiscard]] Result<void> commit(const CommitRef&, const Hash& root_before,
                                      std::span<const WorkAnswer> answers) override;

  private:
    [[nodiscard]] Result<void> add_ids_made_before(const CommitRef&, Outcome&) const;

    std::shared_ptr<CommitSink> sink_;
    const KeyStore& keys_;
    MadeIdsOf made_ids_of_;
};

}  // namespace tally::eventstore
