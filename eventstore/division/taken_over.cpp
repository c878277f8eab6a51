#include "eventstore/division/taken_over.h"

#include <string>

#include "eventstore/codec/codec.h"

namespace tally::eventstore {

// The entries of one command.
class TakingOver::Command final : public Work {
  public:
    Command(TakingOver& all, std::string_view id, const CommandDigest& digest) : all_(all), id_(id), digest_(digest) {}
    void add(StreamName stream, std::uint64_t version, std::string_view bytes) {
        entries_.push_back({stream, version, bytes});
    }

    [[nodiscard]] std::string_view command_id() const override { return id_; }
    [[nodiscard]] const CommandDigest& command_digest() const override { return digest_; }
    [[nodiscard]] bool decide(Sequencer& sequencer) override {
        for (const Entry& entry : entries_) {
            auto length = sequencer.stream_length(entry.stream);
            if (!length) {
                refusal_ = std::move(length.error());
                return false;
            }
            if (*length != entry.version) {
                refusal_ = StoreError{StoreErrorKind::damaged, "the log of record has version " +
                                                                   std::to_string(entry.version) + " of stream " +
                                                                   std::string{entry.stream.id} + ", the local log " +
                                                                   std::to_string(*length) + " versions of it"};
                return false;
            }
            sequencer.begin_entry().append(entry.bytes);
            if (!sequencer.end_entry(entry.stream, entry.version)) {
                refusal_ = sequencer.refusal();
                return false;
            }
        }
        return true;
    }
    void answered(Result<std::optional<Receipt>> answer) override {
        if (!answer) {
            all_.answered(tl::unexpected(std::move(answer.error())));
        } else if (refusal_) {
            all_.answered(tl::unexpected(std::move(*refusal_)));
        } else if (answer->has_value() && (*answer)->repeated) {
            all_.answered(fail(StoreErrorKind::damaged, "the log of record has command " + std::string{id_} +
                                                            " twice: the local log has it at position " +
                                                            std::to_string((*answer)->first_position)));
        } else {
            all_.answered({});
        }
    }

  private:
    struct Entry {
        StreamName stream;
        std::uint64_t version;
        std::string_view bytes;
    };
    TakingOver& all_;
    std::string_view id_;
    CommandDigest digest_;
    std::vector<Entry> entries_;
    std::optional<StoreError> refusal_;
};

TakingOver::TakingOver() = default;
TakingOver::~TakingOver() = default;

Result<void> TakingOver::add(std::string_view entry, std::uint64_t position) {
    auto envelope = skim_envelope(entry);
    if (!envelope) return tl::unexpected(std::move(envelope.error()));
    if (envelope->position != position)
        return fail(StoreErrorKind::damaged, "the log of record goes on at position " +
                                                 std::to_string(envelope->position) + ", the local log at " +
                                                 std::to_string(position));
    if (commands_.empty() || commands_.back().command_id() != envelope->command_id)
        commands_.emplace_back(*this, envelope->command_id, envelope->command_digest);
    commands_.back().add({static_cast<std::uint8_t>(envelope->stream_kind), envelope->stream_id}, envelope->version,
                         entry);
    return {};
}

std::vector<Work*> TakingOver::works() {
    unanswered_ = commands_.size();
    std::vector<Work*> works;
    works.reserve(commands_.size());
    for (Command& command : commands_) works.push_back(&command);
    return works;
}

void TakingOver::answered(Result<void> answer) {
    if (!answer && !failure_) failure_ = std::move(answer.error());
    if (--unanswered_ == 0) all_answered_.ring();
}

Result<void> TakingOver::wait() {
    all_answered_.wait();
    if (failure_) return tl::unexpected(std::move(*failure_));
    return {};
}

}  // namespace tally::eventstore
