// The kinds of market transactions, as the Texas market's implementation guides number them; reinstatement, which
// those have no number for, as the Utility Industry Group's do.

#include "domain/core/assert.h"
#include "domain/premise/market/types.h"

namespace tally::domain {

namespace {

using enum MarketKind;
constexpr MarketPart never = MarketPart::never, may = MarketPart::may, must = MarketPart::must;

constexpr auto meanings_of_kinds = std::to_array<MarketMeaning>({
    // awaits, answers; outcome, effective_on, period, quantity, amount, documents, purpose
    {enrolment_request, "814", "814_01", "Enrolment request", true, false, never, must, never, never, never, never,
     may},
    {move_in_request, "814", "814_16", "Move-in request", true, false, never, must, never, never, never, never, may},
    {enrolment_response, "814", "814_05", "Enrolment response", false, true, must, may, never, never, never, never,
     may},
    {move_out_request, "814", "814_24", "Move-out request", true, false, never, must, never, never, never, never, may},
    {move_out_response, "814", "814_25", "Move-out response", false, true, must, may, never, never, never, never, may},
    {drop_notice, "814", "814_06", "Drop due to switch", false, false, never, must, never, never, never, never, may},
    {drop_request, "814", "814_10", "Drop request", true, false, never, must, never, never, never, never, may},
    {drop_response, "814", "814_11", "Drop response", false, true, must, may, never, never, never, never, may},
    {reinstatement_request, "814", "814_R", "Reinstatement request", true, false, never, must, never, never, never,
     never, may},
    {reinstatement_response, "814", "814_R", "Reinstatement response", false, true, must, may, never, never, never,
     never, may},
    {change_request, "814", "814_20", "Change of the service point", true, false, never, may, never, never, never,
     never, must},
    {change_response, "814", "814_21", "Change response", false, true, must, may, never, never, never, never, may},
    {date_change_request, "814", "814_12", "Date change request", true, true, never, must, never, never, never, never,
     may},
    {date_change_response, "814", "814_13", "Date change response", false, true, must, may, never, never, never, never,
     may},
    {cancel_request, "814", "814_08", "Cancel request", true, true, never, may, never, never, never, never, may},
    {cancel_response, "814", "814_09", "Cancel response", false, true, must, may, never, never, never, never, may},
    {historical_usage_request, "814", "814_26", "Historical usage request", true, false, never, may, may, never, never,
     never, may},
    {historical_usage_response, "814", "814_27", "Historical usage response", false, true, must, may, never, never,
     never, never, may},
    {historical_usage, "867", "867_02", "Historical usage", false, true, never, never, must, may, never, never, never},
    {monthly_usage, "867", "867_03", "Monthly usage", false, false, never, never, must, must, never, never, may},
    {initial_read, "867", "867_04", "Initial meter read", false, true, never, must, never, must, never, never, never},
    {invoice, "810", "810_02", "Invoice", false, true, never, never, may, never, must, may, may},
    {remittance, "820", "820_02", "Remittance", false, true, never, never, never, never, must, may, never},
    {application_advice, "824", "824", "Application advice", false, true, must, never, never, never, never, may, never},
    {service_order_request, "650", "650_01", "Service order", true, false, never, may, never, never, never, never,
     must},
    {service_order_completion, "650", "650_02", "Service order response", false, true, must, may, never, may, never,
     never, may},
    {delivery_suspension, "650", "650_04", "Suspension of delivery", false, false, never, must, never, never, never,
     never, may},
    {receivable_advice, "568", "568", "Accounts receivable advice", false, false, never, never, may, never, must, may,
     never},
    {account_assignment, "248", "248", "Account assignment", false, false, never, may, never, never, may, never, may},
    {acknowledgement, "997", "997", "Functional acknowledgement", false, true, must, never, never, never, never, never,
     never},
});

constexpr bool in_order() {
    for (std::size_t i = 0; i < meanings_of_kinds.size(); ++i)
        if (static_cast<std::size_t>(meanings_of_kinds[i].kind) != i) return false;
    return meanings_of_kinds.size() == enum_names(MarketKind{}).size();
}
static_assert(in_order(), "each kind has its meaning, in the order of the kinds");

}  // namespace

std::span<const MarketMeaning> market_meanings() {
    return meanings_of_kinds;
}

const MarketMeaning& meaning_of(MarketKind kind) {
    const auto place = static_cast<std::size_t>(kind);
    TALLY_ASSERT(place < meanings_of_kinds.size(), "every kind has its meaning");
    return meanings_of_kinds[place];
}

bool may_answer(MarketKind answer, MarketKind original) {
    switch (answer) {
        case enrolment_response:
            return original == enrolment_request || original == move_in_request;
        case move_out_response:
            return original == move_out_request;
        case drop_response:
            return original == drop_request;
        case reinstatement_response:
            return original == reinstatement_request;
        case change_response:
            return original == change_request;
        case date_change_request:
            return original == move_in_request || original == move_out_request;
        case date_change_response:
            return original == date_change_request;
        case cancel_request:
            return meaning_of(original).awaits && original != cancel_request;
        case cancel_response:
            return original == cancel_request;
        case historical_usage_response:
        case historical_usage:
            return original == historical_usage_request;
        case initial_read:
            return original == enrolment_request || original == move_in_request;
        case invoice:
            return original == monthly_usage;
        case remittance:
            return original == invoice;
        case application_advice:
            return original == historical_usage || original == monthly_usage || original == initial_read ||
                   original == invoice || original == remittance;
        case service_order_completion:
            return original == service_order_request;
        case acknowledgement:
            return original != acknowledgement;
        default:
            return false;
    }
}

bool answers_other_party(MarketKind answer) {
    return answer != invoice && answer != date_change_request && answer != cancel_request;
}

MarketStatus status_after(MarketStatus before, MarketKind answer, MarketOutcome outcome) {
    using enum MarketStatus;
    if (before == rejected || before == completed || before == closed) return before;
    // A later request about a request changes or withdraws it only by the answer to itself.
    if (answer == date_change_request || answer == cancel_request) return before;
    if (outcome == MarketOutcome::rejected) return rejected;
    if (answer == acknowledgement) return before == accepted ? before : acknowledged;
    if (outcome == MarketOutcome::accepted) return accepted;
    return completed;
}

bool ends_waiting(MarketKind answer, MarketOutcome outcome) {
    if (answer == date_change_request || answer == cancel_request) return false;
    return answer != acknowledgement || outcome == MarketOutcome::rejected;
}

}  // namespace tally::domain
