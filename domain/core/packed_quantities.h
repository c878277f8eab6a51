#pragma once
// Many quantities of one kind, such as the values of a day's intervals. A list to all who use it; its bytes are packed
// (eventstore/codec/quantities.h), because a ledger has a hundred of them a day for each meter.

#include <initializer_list>
#include <utility>
#include <vector>

#include "domain/core/decimal.h"

namespace tally::domain {

class PackedQuantities : public std::vector<Quantity> {
  public:
    PackedQuantities() = default;
    PackedQuantities(std::initializer_list<Quantity> values) : std::vector<Quantity>(values) {}
    explicit PackedQuantities(std::vector<Quantity> values) : std::vector<Quantity>(std::move(values)) {}
    bool operator==(const PackedQuantities&) const = default;
};

}  // namespace tally::domain
