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
    static constexpr bool packed = true;

    // row_id: what many texts of the row begin with; it must outlive finish().
    void begin(std::string& out, std::string_view row_id) {
        ByteSink::begin(out);
        row_id_ = row_id;
        if (row_id.size() <= sizeof row_word_) {
            row_word_ = 0;
            row_id.copy(reinterpret_cast<char*>(&row_word_), row_id.size());
            row_mask_ = row_id.empty() ? 0 : ~std::uint64_t{} >> (8 * (sizeof row_word_ - row_id.size()));
        }
    }
    template <class... Values>
    void operator()(const Values&... values) {
        (write(values), ...);
    }
    void text(std::string_view text) {
        const bool begins = begins_with_row_id(text);
        if (begins) text.remove_prefix(row_id_.size());
        char* at = room(number_bytes_max + text.size());
        at = put_number(at, text.size() << 1 | static_cast<std::size_t>(begins));
        domain::copy_bytes(at, text.data(), text.size());
        ends_at(at + text.size());
    }

  private:
    static constexpr std::size_t number_bytes_max = 10;

    [[nodiscard]] bool begins_with_row_id(std::string_view text) const {
        if (row_id_.empty() || text.size() < row_id_.size()) return false;
        if (row_id_.size() > sizeof row_word_ || text.size() < sizeof row_word_) return text.starts_with(row_id_);
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        return (word & row_mask_) == row_word_;
    }
    static char* put_number(char* at, std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) *at++ = static_cast<char>(value | 0x80);
        *at++ = static_cast<char>(value);
        return at;
    }
    // Most are small.
    [[gnu::always_inline]] void number(std::uint64_t value) {
        char* const at = room(number_bytes_max);
        if (value < 0x80) {
            *at = static_cast<char>(value);
            ends_at(at + 1);
        } else {
            ends_at(put_number(at, value));
        }
    }
    template <class T>
    void write(const T& value) requires std::is_arithmetic_v<T> {
        if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(value);
            number(static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63));
        } else {
            number(value);
        }
    }
    template <class T>
    void write(const cereal::SizeTag<T>& tag) {
        number(tag.size);
    }
    template <class T>
    void write(const cereal::BinaryData<T>& data) {
        put(data.data, static_cast<std::size_t>(data.size));
    }

    std::string_view row_id_;
    // The id and the bits it takes, where it fits: little endian.
    std::uint64_t row_word_ = 0;
    std::uint64_t row_mask_ = 0;
};

class PackedInput : public ByteSource {
  public:
    static constexpr bool packed = true;

    void begin(std::string_view bytes, std::string_view row_id) {
        ByteSource::begin(bytes);
        row_id_ = row_id;
    }
    template <class... Values>
    void operator()(Values&&... values) {
        (read(values), ...);
    }
    // Valid until the next text.
    [[nodiscard]] std::string_view text() {
        const std::uint64_t count = number();
        if (count >> 1 > text_bytes_max) refuse("a text is longer than any");
        const std::string_view rest = take(static_cast<std::size_t>(count >> 1));
        if ((count & 1) == 0) return rest;
        text_ = row_id_;
        text_ += rest;
        return text_;
    }

  private:
    [[nodiscard]] std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<std::uint8_t>(take(1).front());
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return value;
        }
        refuse("a number has more bytes than any");
    }
    template <class T>
    void read(T& value) requires std::is_arithmetic_v<T> {
        const std::uint64_t bits = number();
        if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
            value = static_cast<T>(wide);
            if (value != wide) refuse("a number is out of range");
        } else {
            value = static_cast<T>(bits);
            if (value != bits) refuse("a number is out of range");
        }
    }
    template <class T>
    void read(cereal::SizeTag<T>& tag) {
        tag.size = static_cast<std::remove_reference_t<T>>(number());
    }
    template <class T>
    void read(cereal::BinaryData<T>& data) {
        get(data.data, static_cast<std::size_t>(data.size));
    }

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
    PackedOutput& archive = detail::thread_packed_output();
    archive.begin(out, row_id);
    detail::write_value(archive, record);
    archive.finish();
}

// Errors as decode_into().
template <domain::Described Record>
[[nodiscard]] Result<void> decode_packed(std::string_view bytes, std::string_view row_id, Record& record) {
    PackedInput& archive = detail::thread_packed_input();
    archive.begin(bytes, row_id);
    try {
        detail::read_value(archive, record);
        archive.expect_end();
    } catch (const DecodeFailure& failure) {
        return decode_error(detail::readable_name(detail::pretty_name<Record>()), failure);
    }
    return {};
}

}  // namespace tally::eventstore
