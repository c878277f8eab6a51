// What reading and writing bytes needs but no template does.

#include "eventstore/codec/bytes.h"

#include <algorithm>

#include "eventstore/codec/packed.h"

namespace tally::eventstore {

void ByteSink::make_buffer(std::size_t size) {
    buffer_ = std::make_unique_for_overwrite<char[]>(size);
    size_ = size;
    end_ = buffer_.get() + size;
}

char* ByteSink::grow(char* at, std::size_t size) {
    const auto before = std::move(buffer_);
    const auto used = static_cast<std::size_t>(at - before.get());
    make_buffer(std::max(2 * size_, used + size + slack_bytes));
    std::memcpy(buffer_.get(), before.get(), used);
    return buffer_.get() + used;
}

void ByteSource::refuse(const char* at, const char* problem) const {
    throw DecodeFailure{problem, field_, static_cast<std::size_t>(at - begin_)};
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
