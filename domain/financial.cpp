#include "domain/events.h"

namespace tally::domain {

const Financial* financial_of(const Event& event) {
    return visit(
        [](const auto& payload) -> const Financial* {
            if constexpr (FinancialEvent<decltype(payload)>)
                return &payload.financial;
            else
                return nullptr;
        },
        event);
}

}  // namespace tally::domain
