#pragma once
// Described records as few bytes, for the rows of states: read and written at each command, made anew from the log at
// any time, so that no file format binds them. The same walk as bytes.h, but a number takes the bytes it needs (seven
// bits each, low ones first; signed ones zigzag), and a text that begins with the row's own id leaves that out.
//
// Include this in .cpp files only: its templates are compiled anew for each type of record.

#include "eventstore/codec/bytes.h"

namespace tally::eventstore {

class PackedOutput : public ByteSink {
  public:
    // row_id: what many texts of the row begin with; it must outlive finish(). The place of the first byte.
    [[nodiscard]] char* begin(std::string& out, std::string_view row_id) {
        row_id_ = row_id;
        if (row_id.size() <= sizeof row_word_) {
            row_word_ = 0;
            row_id.copy(reinterpret_cast<char*>(&row_word_), row_id.size());
            row_mask_ = row_id.empty() ? 0 : ~std::uint64_t{} >> (8 * (sizeof row_word_ - row_id.size()));
        }
        return ByteSink::begin(out);
    }
    template <class T>
    [[nodiscard]] static char* put_number(char* at, T value) {
        if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(value);
            return put_count(at, static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63));
        } else {
            return put_count(at, value);
        }
    }
    [[nodiscard]] static char* put_count(char* at, std::uint64_t count) {
        for (; count >= 0x80; count >>= 7) *at++ = static_cast<char>(count | 0x80);
        *at++ = static_cast<char>(count);
        return at;
    }
    [[nodiscard]] char* put_text(char* at, std::string_view text) {
        const bool begins = begins_with_row_id(text);
        if (begins) text.remove_prefix(row_id_.size());
        at = put_count(room(at, text.size()), text.size() << 1 | static_cast<std::size_t>(begins));
        domain::copy_bytes(at, text.data(), text.size());
        return at + text.size();
    }
    static void pack(const domain::PackedQuantities& values, std::string& bytes) {
        detail::pack_quantities_of_row(values, bytes);
    }

  private:
    [[nodiscard]] bool begins_with_row_id(std::string_view text) const {
        if (row_id_.empty() || text.size() < row_id_.size()) return false;
        if (row_id_.size() > sizeof row_word_ || text.size() < sizeof row_word_) return text.starts_with(row_id_);
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        return (word & row_mask_) == row_word_;
    }

    std::string_view row_id_;
    // The id and the bits it takes, where it fits: little endian.
    std::uint64_t row_word_ = 0;
    std::uint64_t row_mask_ = 0;
};

class PackedInput : public ByteSource {
  public:
    static constexpr bool packed = true;

    // The place of the first byte.
    [[nodiscard]] const char* begin(std::string_view bytes, std::string_view row_id) {
        row_id_ = row_id;
        return ByteSource::begin(bytes);
    }
    template <class T>
    [[nodiscard]] const char* take_number(const char* at, T& value) const {
        std::uint64_t bits = 0;
        at = take_count(at, bits);
        if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
            value = static_cast<T>(wide);
            if (value != wide) refuse(at, "a number is out of range");
        } else {
            value = static_cast<T>(bits);
            if (value != bits) refuse(at, "a number is out of range");
        }
        return at;
    }
    [[nodiscard]] const char* take_count(const char* at, std::uint64_t& count) const {
        count = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            expect(at, 1);
            const auto byte = static_cast<std::uint8_t>(*at++);
            count |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return at;
        }
        refuse(at, "a number has more bytes than any");
    }
    // Valid until the next text.
    [[nodiscard]] const char* take_text(const char* at, std::string_view& text) {
        std::uint64_t count = 0;
        at = take_count(at, count);
        if (count >> 1 > text_bytes_max) refuse(at, "a text is longer than any");
        const auto size = static_cast<std::size_t>(count >> 1);
        expect(at, size);
        text = {at, size};
        if ((count & 1) != 0) {
            text_ = row_id_;
            text_ += text;
            text = text_;
        }
        return at + size;
    }

  private:
    std::string_view row_id_;
    std::string text_;
};

namespace detail {
PackedOutput& thread_packed_output();
PackedInput& thread_packed_input();
}  // namespace detail

// Appends the record's bytes, as the row of that id.
template <domain::Described Record>
void encode_packed(const Record& record, std::string_view row_id, std::string& out) {
    static_assert(detail::slack_used_max<Record>() < ByteSink::slack_bytes);
    PackedOutput& sink = detail::thread_packed_output();
    sink.finish(detail::put_value(sink, sink.begin(out, row_id), record));
}

// Errors as decode_into().
template <domain::Described Record>
[[nodiscard]] Result<void> decode_packed(std::string_view bytes, std::string_view row_id, Record& record) {
    PackedInput& source = detail::thread_packed_input();
    try {
        source.expect_end(detail::take_value(source, source.begin(bytes, row_id), record));
    } catch (const DecodeFailure& failure) {
        return decode_error(detail::readable_name(detail::pretty_name<Record>()), failure);
    }
    return {};
}

}  // namespace tally::eventstore
