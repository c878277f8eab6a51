#pragma once
// Described records as few bytes, for the rows of states: read and written at each command, made anew from the log at
// any time, so that no file format binds them. The same walk as bytes.h, but a number takes the bytes it needs (seven
// bits each, low ones first; signed ones zigzag), and a text that begins with the row's own id leaves that out. Of a
// record only what differs is written: from the element before it in its list, else from a record made with {}. A bit
// for each field, in front of them, says which those are; a single number is written as its difference.
//
// Include this in .cpp files only: its templates are compiled anew for each type of record.

#include <array>
#include <utility>

#include "eventstore/codec/bytes.h"

namespace tally::eventstore {

class PackedOutput : public ByteSink {
  public:
    static constexpr bool packed = true;

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

// Which fields of a record differ, one bit each in stored order.
template <domain::Described Record>
struct Differences {
    static constexpr std::size_t fields = domain::field_count<Record>;
    std::array<std::uint64_t, (fields + 63) / 64> words{};

    template <std::size_t place>
    [[nodiscard]] bool at() const {
        return (words[place / 64] >> place % 64 & 1) != 0;
    }
    template <std::size_t place>
    void set() {
        words[place / 64] |= std::uint64_t{1} << place % 64;
    }
    // No bit is set behind the last field's.
    [[nodiscard]] bool known() const { return fields % 64 == 0 || words.back() >> fields % 64 == 0; }
};

// Lists, optional values and personal texts are compared with none.
template <class T>
[[nodiscard]] bool differs(const T& value, const T& base) {
    if constexpr (is_vector<T> || is_packed_list<T>)
        return !value.empty();
    else if constexpr (is_optional<T>)
        return value.has_value();
    else if constexpr (std::is_same_v<T, domain::Personal>)
        return !value.empty() || !value.under.empty();
    else
        return !(value == base);
}

template <class T>
inline constexpr bool is_one_number = std::is_same_v<T, domain::Date> || std::is_same_v<T, domain::Instant> ||
                                      std::is_same_v<T, domain::Money> || is_fixed<T> ||
                                      (std::is_integral_v<T> && !std::is_same_v<T, bool>);
template <class T>
[[nodiscard]] std::uint64_t number_of(const T& value) {
    std::uint64_t number = 0;
    as_numbers(value, [&](auto only) { number = static_cast<std::uint64_t>(only); });
    return number;
}
// What a value is written as the difference from: a date that is not set lies too far off.
template <class T>
[[nodiscard]] std::uint64_t number_of_base(const T& base) {
    if constexpr (std::is_same_v<T, domain::Date>)
        return base.is_set() ? number_of(base) : 0;
    else
        return number_of(base);
}

// A source whose numbers are differences from another number.
template <class Source>
struct NumbersFrom {
    const Source& source;
    std::uint64_t base;

    template <class T>
    [[nodiscard]] const char* take_number(const char* at, T& value) const {
        std::int64_t difference = 0;
        at = source.take_number(at, difference);
        const std::uint64_t number = base + static_cast<std::uint64_t>(difference);
        value = static_cast<T>(number);
        if (static_cast<std::uint64_t>(value) != number) refuse(at, "a number is out of range");
        return at;
    }
    [[noreturn]] void refuse(const char* at, const char* problem) const { source.refuse(at, problem); }
};

template <class Sink, domain::Described Record>
char* put_difference(Sink& sink, char* at, const Record& value, const Record& base) {
    Differences<Record> differences;
    const std::ptrdiff_t start = at - sink.first();  // What is behind it may move.
    at += difference_bytes<Record>;
    domain::for_each_numbered_field<Record>([&](auto place, const auto& field) {
        const auto& member = value.*field.member;
        const auto& other = base.*field.member;
        if (!differs(member, other)) return;
        differences.template set<place>();
        using Member = std::remove_cvref_t<decltype(member)>;
        if constexpr (domain::Described<Member>)
            at = put_difference(sink, at, member, other);
        else if constexpr (is_one_number<Member>)
            at = Sink::put_number(at, static_cast<std::int64_t>(number_of(member) - number_of_base(other)));
        else
            at = put_value(sink, at, member);
    });
    std::memcpy(sink.first() + start, differences.words.data(), difference_bytes<Record>);
    return at;
}

template <class Source, domain::Described Record>
const char* take_difference(Source& source, const char* at, Record& value, const Record& base) {
    Differences<Record> differences;
    source.expect(at, difference_bytes<Record>);
    std::memcpy(differences.words.data(), at, difference_bytes<Record>);
    if (!differences.known()) source.refuse(at, "a record has fewer fields");
    at += difference_bytes<Record>;
    domain::for_each_numbered_field<Record>([&](auto place, const auto& field) {
        auto& member = value.*field.member;
        const auto& other = base.*field.member;
        using Member = std::remove_cvref_t<decltype(member)>;
        if (!differences.template at<place>()) {
            if constexpr (is_vector<Member> || is_packed_list<Member>)
                member.clear();
            else if constexpr (is_optional<Member>)
                member.reset();
            else if constexpr (std::is_same_v<Member, domain::Personal>)
                member = {};
            else if constexpr (is_text<Member>)
                member.assign(other.str());
            else
                member = other;
            return;
        }
        source.at_field(field.name);
        if constexpr (domain::Described<Member>)
            at = take_difference(source, at, member, other);
        else if constexpr (is_one_number<Member>)
            at = take_numbers(NumbersFrom<Source>{source, number_of_base(other)}, at, member);
        else
            at = take_value(source, at, member);
    });
    return at;
}

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
