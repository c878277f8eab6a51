#include "eventstore/division/taken_over.h"

namespace tally::eventstore {

bool TakenOver::decide(Sequencer& sequencer) {
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

void TakenOver::answered(Result<std::optional<Receipt>> answer) {
    if (!answer) {
        answer_.set_value(tl::unexpected(std::move(answer.error())));
    } else if (refusal_) {
        answer_.set_value(tl::unexpected(std::move(*refusal_)));
    } else if (answer->has_value() && (*answer)->repeated) {
        answer_.set_value(fail(StoreErrorKind::damaged, "the log of record has command " + std::string{id_} +
                                                            " twice: the local log has it at position " +
                                                            std::to_string((*answer)->first_position)));
    } else {
        answer_.set_value({});
    }
}

}  // namespace tally::eventstore
