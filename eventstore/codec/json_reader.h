#pragma once
// Reads described records from JSON and says exactly what is wrong with it. Behind CommandReader, and for events that
// were exported.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <tl/expected.hpp>

#include "domain/events.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/shape.h"

namespace tally::eventstore {

// A text given from outside is at most this long, so that no single one fills an entry.
constexpr std::size_t input_text_bytes_max = 16'384;

// Whether personal text may come sealed: in exported events it does, in commands it is in clear.
enum class PersonalText { clear, clear_or_sealed };
// What a later release added to an answer is passed over; in what people write it is a slip.
enum class UnknownFields { refused, passed_over };

// Reuses its memory from call to call: one reader a thread.
class JsonReader {
  public:
    JsonReader(domain::Currency, PersonalText, UnknownFields = UnknownFields::refused);
    JsonReader(JsonReader&&) noexcept;
    JsonReader& operator=(JsonReader&&) noexcept;
    ~JsonReader();

    // Fields that are not given keep the value they have. After an error the record's content is unspecified.
    [[nodiscard]] tl::expected<void, InputError> read(std::string_view json, MutableRecordRef,
                                                      std::size_t line_number = 0);

    // A flat object that has `type` beside the fields of two records: `chosen` gives the second one for a type name, or
    // says no with a null shape, and `types` are all that it knows.
    struct Choice {
        std::span<const RecordShape* const> types;
        void* (*emplace)(void* variant, std::size_t index);
        void* variant;
    };
    [[nodiscard]] tl::expected<void, InputError> read_flat(std::string_view json, MutableRecordRef header, Choice,
                                                           std::size_t line_number);

    // What write_event_json() writes.
    [[nodiscard]] tl::expected<domain::RecordedEvent, InputError> read_event(std::string_view json,
                                                                             std::size_t line_number = 0);

  private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace tally::eventstore
