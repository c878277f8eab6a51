#pragma once
// The objects of a list in a JSON object, each as a text of its own, so that a wrong one spoils no other.

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "eventstore/codec/json.h"

namespace tally::eventstore {

// Of {"name":[{…}, {…}]}. Refuses malformed JSON, a missing, empty or too long list, any other field, and elements that
// are not objects. Fields of an object that are given twice stay so.
[[nodiscard]] tl::expected<std::vector<std::string>, InputError> objects_of_list(std::string_view json,
                                                                                 std::string_view name,
                                                                                 std::size_t count_max);

}  // namespace tally::eventstore
