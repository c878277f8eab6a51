#pragma once
// Many quantities of one kind as few bytes (FORMAT.md, "Entry"): whole numbers of the largest power of ten that all of
// them are multiples of, as they are or as differences from the one before, whichever is shorter.

#include <string>
#include <string_view>

#include "domain/core/packed_quantities.h"

namespace tally::eventstore::detail {

// Appends. One list has one form.
void pack_quantities(const domain::PackedQuantities&, std::string& out);
// The same for rows that are made again at will: as bits (quantity_bits.h) where that is shorter.
void pack_quantities_of_row(const domain::PackedQuantities&, std::string& out);
// Of both. What is wrong with the bytes; nullptr: nothing.
[[nodiscard]] const char* unpack_quantities(std::string_view bytes, domain::PackedQuantities&);

// For use between two calls on one thread.
[[nodiscard]] std::string& thread_quantity_bytes();

}  // namespace tally::eventstore::detail
