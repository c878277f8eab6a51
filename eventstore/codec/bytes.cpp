// What reading and writing bytes needs but no template does.

#include "eventstore/codec/bytes.h"

#include <algorithm>

#include "eventstore/codec/packed.h"

namespace tally::eventstore {

void ByteSink::make_buffer(std::size_t size) {
    buffer_ = std::make_unique_for_overwrite<char[]>(size);
    size_ = size;
    at_ = buffer_.get();
    end_ = at_ + size;
}

void ByteSink::grow(std::size_t size) {
    const auto before = std::move(buffer_);
    const auto used = static_cast<std::size_t>(at_ - before.get());
    make_buffer(std::max(2 * size_, used + size));
    std::memcpy(buffer_.get(), before.get(), used);
    at_ += used;
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
