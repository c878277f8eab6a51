#include "consumers/intake/receipt_counts.h"

namespace tally::consumers {

bool count_receipt(const eventstore::CommandReceipt& receipt, const ReceiptCounts& counts) {
    using eventstore::ReceiptStatus;
    switch (receipt.status) {
        case ReceiptStatus::accepted:
            ++counts.accepted;
            return true;
        case ReceiptStatus::repeated:
            ++counts.repeated;
            return true;
        case ReceiptStatus::unchanged:
            ++counts.unchanged;
            return true;
        case ReceiptStatus::refused:
            ++counts.refused;
            return false;
        case ReceiptStatus::failed:
        case ReceiptStatus::unreadable:
            ++counts.failed;
            return false;
    }
    return false;
}

}  // namespace tally::consumers
