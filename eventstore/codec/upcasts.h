#pragma once
// Old shapes of events, and how each becomes the next one. An old shape is never deleted, and none is ever edited.
//
// To change an event: copy its struct here as it is (namespace v1, with its type_name and schema_version), raise
// schema_version in domain/, and add a row to upcasts():
//
//     upcast<v1::PaymentPosted, domain::PaymentPosted>([](v1::PaymentPosted&& old) { … })

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/result.h"

namespace tally::eventstore {

// Turns a payload of one schema version into the next version's payload.
struct Upcast {
    std::string_view type_name;
    std::uint16_t from_version;
    Result<void> (*rewrite)(std::string_view payload, std::string& out);
};

// Every upcast there is.
[[nodiscard]] std::span<const Upcast> upcasts();

}  // namespace tally::eventstore
