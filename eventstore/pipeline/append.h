#pragma once
// Entries that need no deciding, appended as a work of their own.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/doorbell.h"
#include "eventstore/work.h"

namespace tally::eventstore {

struct AppendRequest {
    struct Write {
        StreamName stream;
        std::optional<std::uint64_t> expected_version;  // Length of the stream as last seen; absent: any.
        std::uint32_t entry_count = 1;
    };
    struct Place {
        std::size_t write = 0;    // Index into writes.
        std::uint32_t entry = 0;  // Of that write.
        std::uint64_t position = 0;
        std::uint64_t version = 0;
    };
    std::string command_id;
    CommandDigest digest{};
    std::vector<Write> writes;  // All or none; a conflict in one refuses the whole.
    // Appends one entry's bytes; on the deciding thread.
    std::function<void(const Place&, std::string& out)> encode;
};

// A request on its way. Owned by its maker.
class ReadyAppend : public Work {
  public:
    explicit ReadyAppend(AppendRequest);
    [[nodiscard]] std::string_view command_id() const override { return request_.command_id; }
    [[nodiscard]] const CommandDigest& command_digest() const override { return request_.digest; }
    void look_up(Lookups&) override;
    [[nodiscard]] bool decide(Sequencer&) override;

  protected:
    // What the caller is answered: decide() returning false is an error here.
    [[nodiscard]] Result<Receipt> outcome(Result<std::optional<Receipt>>);

  private:
    bool refuse(StoreError);
    AppendRequest request_;
    std::optional<StoreError> refused_;
};

// The caller waits for it, on whose stack it stands.
class BlockingAppend final : public ReadyAppend {
  public:
    using ReadyAppend::ReadyAppend;
    void answered(Result<std::optional<Receipt>> result) override {
        result_ = outcome(std::move(result));
        bell_.ring();
    }
    [[nodiscard]] Result<Receipt> wait() {
        bell_.wait();
        return std::move(*result_);
    }

  private:
    Doorbell bell_;
    std::optional<Result<Receipt>> result_;
};

// Owns itself from the time it is queued.
class PromisedAppend final : public ReadyAppend {
  public:
    using ReadyAppend::ReadyAppend;
    void answered(Result<std::optional<Receipt>> result) override {
        promise.set_value(outcome(std::move(result)));
        delete this;  // The queue held the only pointer.
    }
    std::promise<Result<Receipt>> promise;
};

}  // namespace tally::eventstore
