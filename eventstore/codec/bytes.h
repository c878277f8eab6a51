#pragma once
// Described records as bytes: fields in described order, bit for bit what cereal's portable binary archive writes in
// little endian (without its leading flag byte), but over byte spans, because iostreams are too slow for replay.
// Rows of projections are stored in the same way as events; states are packed: see packed.h. FORMAT.md, "Entry", has
// the layout of each type.
//
// Include this in .cpp files only: its templates are compiled anew for each type of record.

#include <bit>
#include <cereal/cereal.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "domain/core/assert.h"
#include "domain/core/copy_bytes.h"
#include "domain/core/describe.h"
#include "eventstore/codec/quantities.h"
#include "eventstore/codec/shape.h"
#include "eventstore/result.h"

namespace tally::eventstore {

static_assert(std::endian::native == std::endian::little, "Bytes are little endian; this machine would have to swap.");

constexpr std::size_t text_bytes_max = 65'535;  // A text counts its bytes in two.

// Makes a record in memory of its own and appends it to a string.
class ByteSink {
  public:
    void begin(std::string& out) {
        out_ = &out;
        if (!buffer_ || size_ > kept_bytes_max) make_buffer(first_bytes);
        at_ = buffer_.get();
    }
    void finish() { out_->append(buffer_.get(), at_); }

    void put(const void* bytes, std::size_t size) {
        std::memcpy(room(size), bytes, size);
        at_ += size;
    }
    // Where up to that many bytes may be written; ends_at() says how many were.
    [[nodiscard]] char* room(std::size_t size) {
        if (static_cast<std::size_t>(end_ - at_) < size) grow(size);
        return at_;
    }
    void ends_at(char* end) { at_ = end; }

  private:
    static constexpr std::size_t first_bytes = 4'096;
    static constexpr std::size_t kept_bytes_max = 1 << 20;
    void make_buffer(std::size_t size);
    void grow(std::size_t size);

    std::string* out_ = nullptr;
    std::unique_ptr<char[]> buffer_;
    std::size_t size_ = 0;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

// Reads from a span and never past its end. What is wrong is thrown as DecodeFailure, which stays inside this folder.
class ByteSource {
  public:
    void begin(std::string_view bytes) {
        begin_ = at_ = bytes.data();
        end_ = at_ + bytes.size();
        field_ = {};
    }
    void at_field(std::string_view name) { field_ = name; }
    [[nodiscard]] std::size_t left_bytes() const { return static_cast<std::size_t>(end_ - at_); }

    void get(void* bytes, std::size_t size) {
        if (left_bytes() < size) refuse("the bytes end too early");
        std::memcpy(bytes, at_, size);
        at_ += size;
    }
    [[nodiscard]] std::string_view take(std::size_t size) {
        if (left_bytes() < size) refuse("the bytes end too early");
        const std::string_view taken{at_, size};
        at_ += size;
        return taken;
    }
    void expect_end() {
        if (at_ != end_) {
            field_ = {};
            refuse("bytes are left over");
        }
    }
    [[noreturn]] void refuse(const char* problem) const;

  private:
    const char* begin_ = nullptr;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    std::string_view field_;
};

// Both are rebound for each record, because a new cereal archive costs more than a small record.
class OutputBytes : public ByteSink, public cereal::OutputArchive<OutputBytes, cereal::AllowEmptyClassElision> {
  public:
    OutputBytes() : OutputArchive(this) {}

    // Numbers, which most fields are, bypass cereal.
    template <class... Values>
    void operator()(Values&&... values) {
        if constexpr ((std::is_arithmetic_v<std::remove_cvref_t<Values>> && ...))
            (put(&values, sizeof values), ...);
        else
            OutputArchive::operator()(std::forward<Values>(values)...);
    }
    void text(std::string_view text) {
        const auto count = static_cast<std::uint16_t>(text.size());
        char* const at = room(sizeof count + text.size());
        std::memcpy(at, &count, sizeof count);
        domain::copy_bytes(at + sizeof count, text.data(), text.size());
        ends_at(at + sizeof count + text.size());
    }
};
class InputBytes : public ByteSource, public cereal::InputArchive<InputBytes, cereal::AllowEmptyClassElision> {
  public:
    InputBytes() : InputArchive(this) {}

    template <class... Values>
    void operator()(Values&&... values) {
        if constexpr ((std::is_arithmetic_v<std::remove_cvref_t<Values>> && ...))
            (get(&values, sizeof values), ...);
        else
            InputArchive::operator()(std::forward<Values>(values)...);
    }
    static constexpr bool packed = false;
};

struct DecodeFailure {
    const char* problem;
    std::string_view field;
    std::size_t offset_bytes;
};
[[nodiscard]] tl::unexpected<StoreError> decode_error(std::string_view what, const DecodeFailure&);

template <class T>
std::enable_if_t<std::is_arithmetic_v<T>> CEREAL_SAVE_FUNCTION_NAME(OutputBytes& archive, const T& value) {
    archive.put(&value, sizeof value);
}
template <class T>
std::enable_if_t<std::is_arithmetic_v<T>> CEREAL_LOAD_FUNCTION_NAME(InputBytes& archive, T& value) {
    archive.get(&value, sizeof value);
}
template <class T>
void CEREAL_SERIALIZE_FUNCTION_NAME(OutputBytes& archive, cereal::SizeTag<T>& tag) {
    archive(tag.size);
}
template <class T>
void CEREAL_SERIALIZE_FUNCTION_NAME(InputBytes& archive, cereal::SizeTag<T>& tag) {
    archive(tag.size);
}
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(OutputBytes& archive, const cereal::BinaryData<T>& data) {
    archive.put(data.data, static_cast<std::size_t>(data.size));
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(InputBytes& archive, cereal::BinaryData<T>& data) {
    archive.get(data.data, static_cast<std::size_t>(data.size));
}

namespace detail {

// The least bytes a value can take, so that a wild count is refused before memory is taken for it.
template <class T, bool packed>
constexpr std::size_t bytes_min() {
    if constexpr (domain::Described<T>) {
        std::size_t sum = 0;
        domain::for_each_field<T>([&](const auto& field) {
            sum += bytes_min<typename std::decay_t<decltype(field)>::member_type, packed>();
        });
        return sum;
    } else if constexpr (std::is_same_v<T, domain::Personal>)
        return packed ? 2 : 4;
    else if constexpr (std::is_enum_v<T> || is_optional<T> || packed)
        return 1;
    else if constexpr (is_text<T> || is_packed_list<T>)
        return 2;
    else if constexpr (is_vector<T>)
        return 8;
    else
        return sizeof(T);
}

template <class Archive>
void write_text(Archive& archive, std::string_view text) {
    TALLY_ASSERT(text.size() <= text_bytes_max, "a text is longer than its count can say");
    if constexpr (requires { archive.text(text); }) {  // Our own archives.
        archive.text(text);
    } else {
        archive(static_cast<std::uint16_t>(text.size()));
        archive(cereal::binary_data(text.data(), text.size()));
    }
}

template <class Archive, class T>
void write_value(Archive& archive, const T& value) {
    if constexpr (std::is_same_v<T, domain::Date>) {
        archive(value.days);
    } else if constexpr (std::is_same_v<T, domain::MonthDay>) {
        archive(value.month, value.day);
    } else if constexpr (std::is_same_v<T, domain::Instant>) {
        archive(value.microseconds);
    } else if constexpr (std::is_same_v<T, domain::Money>) {
        archive(value.minor);
    } else if constexpr (std::is_same_v<T, domain::MoneySum>) {
        archive(static_cast<std::uint64_t>(value.minor), static_cast<std::int64_t>(value.minor >> 64));
    } else if constexpr (is_fixed<T>) {
        archive(value.units);
    } else if constexpr (std::is_same_v<T, domain::Fraction>) {
        archive(value.numerator, value.denominator);
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        TALLY_ASSERT(value.sealed || value.empty(), "personal text is sealed before it is written");
        write_text(archive, value.under.str());
        write_text(archive, value.bytes);
    } else if constexpr (is_text<T>) {
        write_text(archive, value.str());
    } else if constexpr (std::is_enum_v<T>) {
        archive(static_cast<std::uint8_t>(value));
    } else if constexpr (is_digest<T>) {
        archive(cereal::binary_data(value.data(), value.size()));
    } else if constexpr (is_packed_list<T>) {
        std::string& bytes = thread_quantity_bytes();
        bytes.clear();
        if constexpr (requires { Archive::packed; })
            pack_quantities_of_row(value, bytes);
        else
            pack_quantities(value, bytes);
        write_text(archive, bytes);
    } else if constexpr (is_vector<T>) {
        archive(cereal::make_size_tag(static_cast<cereal::size_type>(value.size())));
        for (const auto& element : value) write_value(archive, element);
    } else if constexpr (is_optional<T>) {
        archive(value.has_value());
        if (value) write_value(archive, *value);
    } else if constexpr (std::is_arithmetic_v<T>) {
        archive(value);
    } else {
        domain::for_each_field<T>([&](const auto& field) { write_value(archive, value.*field.member); });
    }
}

// Valid until the next text is taken.
template <class Archive>
std::string_view take_text(Archive& archive) {
    if constexpr (requires { archive.text(); }) {
        return archive.text();
    } else {
        std::uint16_t size = 0;
        archive(size);
        return archive.take(size);
    }
}
template <class Archive>
void read_bool(Archive& archive, bool& value) {
    std::uint8_t byte = 0;
    archive(byte);
    if (byte > 1) archive.refuse("a truth value is neither 0 nor 1");
    value = byte == 1;
}
template <class Archive, class T>
void read_text(Archive& archive, T& text) {
    text.assign(take_text(archive));
}

template <class Archive, class T>
void read_value(Archive& archive, T& value);

template <class Archive, class T>
void read_list(Archive& archive, std::vector<T>& list) {
    cereal::size_type size = 0;
    archive(cereal::make_size_tag(size));
    if (size > archive.left_bytes() / bytes_min<T, Archive::packed>())
        archive.refuse("a list counts more elements than there are bytes");
    list.resize(static_cast<std::size_t>(size));
    for (auto& element : list) read_value(archive, element);
}

// Events have one form only: what is read is what would be written.
template <class Archive>
void read_quantities(Archive& archive, domain::PackedQuantities& values) {
    const std::string_view bytes = take_text(archive);
    if (const char* problem = unpack_quantities(bytes, values)) archive.refuse(problem);
    if constexpr (!Archive::packed) {
        std::string& again = thread_quantity_bytes();
        again.clear();
        pack_quantities(values, again);
        if (again != bytes) archive.refuse("packed quantities are not in their shortest form");
    }
}

template <class Archive, class T>
void read_value(Archive& archive, T& value) {
    if constexpr (std::is_same_v<T, domain::Date>) {
        archive(value.days);
        // 1900-01-01 to 2999-12-31: what a date can be written as.
        if (value.is_set() && (value.days < -25'567 || value.days > 376'199)) archive.refuse("a date is out of range");
    } else if constexpr (std::is_same_v<T, domain::MonthDay>) {
        archive(value.month, value.day);
        if (value.month > 12 || value.day > 31 || (value.month == 0) != (value.day == 0))
            archive.refuse("a day of the year does not exist");
    } else if constexpr (std::is_same_v<T, domain::Instant>) {
        archive(value.microseconds);
    } else if constexpr (std::is_same_v<T, domain::Money>) {
        archive(value.minor);
    } else if constexpr (std::is_same_v<T, domain::MoneySum>) {
        std::uint64_t low = 0;
        std::int64_t high = 0;
        archive(low, high);
        value = domain::MoneySum{domain::Int128{high} << 64 | low};
    } else if constexpr (is_fixed<T>) {
        archive(value.units);
    } else if constexpr (std::is_same_v<T, domain::Fraction>) {
        archive(value.numerator, value.denominator);
        if (value.denominator <= 0) archive.refuse("a fraction's denominator is not above zero");
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        read_text(archive, value.under);
        value.bytes.assign(take_text(archive));
        value.sealed = !value.bytes.empty();
        if (value.sealed && value.under.empty()) archive.refuse("sealed text does not say under whose key");
    } else if constexpr (is_text<T>) {
        read_text(archive, value);
    } else if constexpr (std::is_enum_v<T>) {
        std::uint8_t byte = 0;
        archive(byte);
        if (byte >= enum_names(T{}).size()) archive.refuse("a number stands for none of the known names");
        value = static_cast<T>(byte);
    } else if constexpr (is_digest<T>) {
        archive(cereal::binary_data(value.data(), value.size()));
    } else if constexpr (is_packed_list<T>) {
        read_quantities(archive, value);
    } else if constexpr (is_vector<T>) {
        read_list(archive, value);
    } else if constexpr (is_optional<T>) {
        bool present = false;
        read_bool(archive, present);
        if (present)
            read_value(archive, value.emplace());
        else
            value.reset();
    } else if constexpr (std::is_same_v<T, bool>) {
        read_bool(archive, value);
    } else if constexpr (std::is_arithmetic_v<T>) {
        archive(value);
    } else {
        domain::for_each_field<T>([&](const auto& field) {
            archive.at_field(field.name);
            read_value(archive, value.*field.member);
        });
    }
}

OutputBytes& thread_output();
InputBytes& thread_input();

}  // namespace detail

// Appends the record's bytes.
template <domain::Described Record>
void encode(const Record& record, std::string& out) {
    OutputBytes& archive = detail::thread_output();
    archive.begin(out);
    detail::write_value(archive, record);
    archive.finish();
}
template <domain::Described Record>
[[nodiscard]] std::string encode(const Record& record) {
    std::string out;
    encode(record, out);
    return out;
}

// damaged: not the bytes of such a record, every one of them; says which field and byte. After an error the record's
// content is unspecified.
template <domain::Described Record>
[[nodiscard]] Result<void> decode_into(std::string_view bytes, Record& record) {
    InputBytes& archive = detail::thread_input();
    archive.begin(bytes);
    try {
        detail::read_value(archive, record);
        archive.expect_end();
    } catch (const DecodeFailure& failure) {
        return decode_error(detail::readable_name(detail::pretty_name<Record>()), failure);
    }
    return {};
}
template <domain::Described Record>
[[nodiscard]] Result<Record> decode(std::string_view bytes) {
    Record record{};
    if (auto decoded = decode_into(bytes, record); !decoded) return tl::unexpected(std::move(decoded.error()));
    return record;
}

}  // namespace tally::eventstore

CEREAL_REGISTER_ARCHIVE(tally::eventstore::OutputBytes)
CEREAL_REGISTER_ARCHIVE(tally::eventstore::InputBytes)
CEREAL_SETUP_ARCHIVE_TRAITS(tally::eventstore::InputBytes, tally::eventstore::OutputBytes)

namespace cereal {  // Found through the archive, so that domain/ never includes cereal; any cereal archive may write.
template <class Archive, tally::domain::Described Record>
void CEREAL_SAVE_FUNCTION_NAME(Archive& archive, const Record& record) {
    tally::eventstore::detail::write_value(archive, record);
}
}  // namespace cereal
