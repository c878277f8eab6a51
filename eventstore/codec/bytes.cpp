// What reading and writing bytes needs but no template does.

#include "eventstore/codec/bytes.h"

#include <algorithm>

#include "eventstore/codec/packed.h"

namespace tally::eventstore {

void ByteSink::grow(std::size_t size) {
    const auto used = static_cast<std::size_t>(at_ - out_->data());
    // Room is zeroed: as much as this record needs, however long what stands before it.
    out_->resize(used + std::max(size + first_bytes, used - begin_));
    at_ = out_->data() + used;
    end_ = out_->data() + out_->size();
}

void ByteSource::refuse(const char* problem) const {
    throw DecodeFailure{problem, field_, static_cast<std::size_t>(at_ - begin_)};
}

tl::unexpected<StoreError> decode_error(std::string_view what, const DecodeFailure& failure) {
    std::string message{what};
    message += " cannot be read: ";
    message += failure.problem;
    if (!failure.field.empty()) {
        message += ", in field ";
        message += failure.field;
    }
    message += ", near byte " + std::to_string(failure.offset_bytes);
    return fail(StoreErrorKind::damaged, std::move(message));
}

namespace detail {
OutputBytes& thread_output() {
    thread_local OutputBytes archive;
    return archive;
}
InputBytes& thread_input() {
    thread_local InputBytes archive;
    return archive;
}
PackedOutput& thread_packed_output() {
    thread_local PackedOutput archive;
    return archive;
}
PackedInput& thread_packed_input() {
    thread_local PackedInput archive;
    return archive;
}
}  // namespace detail

}  // namespace tally::eventstore
