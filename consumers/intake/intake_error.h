#pragma once
// How intake says no to a file. Nothing of a refused file is used.

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tally::consumers {

enum class IntakeErrorKind : std::uint8_t {
    cannot_read,        // The file system returned an error.
    not_well_formed,    // Cut off, or no XML or JSON.
    not_green_button,   // XML, but of something else, or without usage.
    not_nem_file,       // Without its header or end, or without a meter.
    mapping_wrong,      // The mapping of a CSV file is invalid, or belongs to another kind of file.
    limit_exceeded,     // Larger or deeper than any honest file.
    unresolved_link,    // A part that belongs to no other part, or to two.
    choice_needed,      // The file leaves open what the caller must say: usage point, channel.
    unit_unknown,       // No unit, one that is not known, or one that cannot become the one asked for.
    value_refused,      // A number that is none, does not fit, or contradicts another.
    time_zone_unknown,  // Not in the system's time zone database.
};

// kind is for code to react to; message is for people: it names file, line, field, value and cure.
struct IntakeError {
    IntakeErrorKind kind;
    std::string message;
};

template <class T>
using Intake = tl::expected<T, IntakeError>;

[[nodiscard]] inline tl::unexpected<IntakeError> refuse(IntakeErrorKind kind, std::string message) {
    return tl::unexpected(IntakeError{kind, std::move(message)});
}

}  // namespace tally::consumers
