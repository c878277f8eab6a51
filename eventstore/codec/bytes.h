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
#include <string>
#include <string_view>
#include <utility>

#include "domain/core/copy_bytes.h"
#include "domain/core/describe.h"
#include "eventstore/codec/put_value.h"
#include "eventstore/codec/take_value.h"
#include "eventstore/result.h"

namespace tally::eventstore {

static_assert(std::endian::native == std::endian::little, "Bytes are little endian; this machine would have to swap.");

// Both are rebound for each record, because a new cereal archive costs more than a small record.
class OutputBytes : public ByteSink, public cereal::OutputArchive<OutputBytes, cereal::AllowEmptyClassElision> {
  public:
    OutputBytes() : OutputArchive(this) {}

    template <class T>
    [[nodiscard]] static char* put_number(char* at, T value) {
        std::memcpy(at, &value, sizeof value);
        return at + sizeof value;
    }
    [[nodiscard]] static char* put_count(char* at, std::size_t count) {
        return put_number(at, static_cast<std::uint64_t>(count));
    }
    [[nodiscard]] char* put_text(char* at, std::string_view text) {
        at = put_number(room(at, text.size()), static_cast<std::uint16_t>(text.size()));
        domain::copy_bytes(at, text.data(), text.size());
        return at + text.size();
    }
    static void pack(const domain::PackedQuantities& values, std::string& bytes) {
        detail::pack_quantities(values, bytes);
    }
};

class InputBytes : public ByteSource, public cereal::InputArchive<InputBytes, cereal::AllowEmptyClassElision> {
  public:
    static constexpr bool packed = false;

    InputBytes() : InputArchive(this) {}

    template <class T>
    [[nodiscard]] const char* take_number(const char* at, T& value) const {
        expect(at, sizeof value);
        std::memcpy(&value, at, sizeof value);
        return at + sizeof value;
    }
    [[nodiscard]] const char* take_count(const char* at, std::uint64_t& count) const { return take_number(at, count); }
    [[nodiscard]] const char* take_text(const char* at, std::string_view& text) const {
        std::uint16_t size = 0;
        at = take_number(at, size);
        expect(at, size);
        text = {at, size};
        return at + size;
    }
};

[[nodiscard]] tl::unexpected<StoreError> decode_error(std::string_view what, const DecodeFailure&);

namespace detail {

// Into one of cereal's archives.
template <class Archive, class T>
void write_value(Archive& archive, const T& value) {
    const auto write_text = [&](std::string_view text) {
        check_text(text);
        archive(static_cast<std::uint16_t>(text.size()));
        archive(cereal::binary_data(text.data(), text.size()));
    };
    if constexpr (is_numbers<T>) {
        as_numbers(value, [&](auto... numbers) { archive(numbers...); });
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        check_sealed(value);
        write_text(value.under.str());
        write_text(value.bytes);
    } else if constexpr (is_text<T>) {
        write_text(value.str());
    } else if constexpr (is_digest<T>) {
        archive(cereal::binary_data(value.data(), value.size()));
    } else if constexpr (is_packed_list<T>) {
        std::string bytes;
        pack_quantities(value, bytes);
        write_text(bytes);
    } else if constexpr (is_vector<T>) {
        archive(cereal::make_size_tag(static_cast<cereal::size_type>(value.size())));
        for (const auto& element : value) write_value(archive, element);
    } else if constexpr (is_optional<T>) {
        archive(value.has_value());
        if (value) write_value(archive, *value);
    } else {
        domain::for_each_field<T>([&](const auto& field) { write_value(archive, value.*field.member); });
    }
}

OutputBytes& thread_output();
InputBytes& thread_input();

}  // namespace detail

// A record is one value to cereal, whichever archive: what is inside it is walked here.
template <domain::Described Record>
void CEREAL_SAVE_FUNCTION_NAME(OutputBytes& archive, const Record& record) {
    static_assert(detail::slack_used_max<Record>() < ByteSink::slack_bytes);
    archive.finish(detail::put_value(archive, archive.first(), record));
}
template <domain::Described Record>
void CEREAL_LOAD_FUNCTION_NAME(InputBytes& archive, Record& record) {
    archive.expect_end(detail::take_value(archive, archive.first(), record));
}

// Appends the record's bytes.
template <domain::Described Record>
void encode(const Record& record, std::string& out) {
    OutputBytes& archive = detail::thread_output();
    archive.begin(out);
    archive(record);
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
        archive(record);
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
