#include "consumers/commands/receipt_text.h"

#include "domain/core/shown_text.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

std::string events_text(const CommandReceipt& receipt) {
    const auto first = receipt.first_position.value;
    const auto last = first + receipt.count.value - 1;
    std::string out = first == last ? "event " + std::to_string(last)
                                    : "events " + std::to_string(first) + " to " + std::to_string(last);
    for (const auto& one : eventstore::made_by(receipt)) out += ", " + std::string{one.what} + " " + one.id;
    return out;
}

std::string status_text(const CommandReceipt& receipt) {
    switch (receipt.status) {
        case ReceiptStatus::accepted:
            return "accepted, " + events_text(receipt);
        case ReceiptStatus::repeated:
            return "accepted before, " + events_text(receipt);
        case ReceiptStatus::unchanged:
            return "unchanged, so since event " + std::to_string(receipt.position.value);
        case ReceiptStatus::refused:
            return why_not(receipt);
        case ReceiptStatus::failed:
            return "failed, " + receipt.error.value.str();
        case ReceiptStatus::unreadable:
            return "unreadable, " + receipt.error.value.str();
    }
    return {};
}

}  // namespace

std::string why_not(const CommandReceipt& receipt) {
    std::string out = "refused, " + receipt.rejection.value.str();
    if (!receipt.field.value.empty()) out += ": " + receipt.field.value.str();
    if (!receipt.value.value.empty()) out += " \"" + receipt.value.value.str() + "\"";
    return out + ": " + receipt.cure.value.str();
}

std::string receipt_text_alone(const CommandReceipt& receipt) {
    const std::string& id = receipt.command_id.value.str();
    return domain::escaped_to_show((id.empty() ? "(no id)" : id) + ": " + status_text(receipt));
}

std::string receipt_text(const CommandReceipt& receipt) {
    return (receipt.line.given ? "line " + std::to_string(receipt.line.value) + ": " : "") +
           receipt_text_alone(receipt);
}

}  // namespace tally::consumers
