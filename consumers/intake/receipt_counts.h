#pragma once
// Counts the receipts of the commands that a file made; every format counts alike.

#include <cstdint>

#include "eventstore/division/receipt.h"

namespace tally::consumers {

// Where a report counts them.
struct ReceiptCounts {
    std::uint64_t& accepted;
    std::uint64_t& repeated;
    std::uint64_t& unchanged;
    std::uint64_t& refused;
    std::uint64_t& failed;  // Failed, or unreadable to the division.
};
// Of a report that has them under these names.
template <class Report>
[[nodiscard]] ReceiptCounts counts_of(Report& report) {
    return {report.accepted, report.repeated, report.unchanged, report.refused, report.failed};
}

// Whether what the command says is recorded now, by it or before it. False: it was refused, or failed.
[[nodiscard]] bool count_receipt(const eventstore::CommandReceipt&, const ReceiptCounts&);

}  // namespace tally::consumers
