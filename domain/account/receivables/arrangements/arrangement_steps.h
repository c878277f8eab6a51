#pragma once
// What other rules of receivables have to know of payment arrangements, and the step that ends one.

#include "domain/account/receivables/arrangements/state.h"
#include "domain/account/state.h"
#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// The account's arrangements; none, without a look at the part, where the state says that none stands.
[[nodiscard]] const AccountArrangements& standing_arrangements(World&, const AccountState&);

// Ends it: what is not paid is open and asked for under its documents again, with their age.
[[nodiscard]] Decided<void> record_break(Draft&, const AccountId&, const DocumentId& arrangement, ArrangementBreak,
                                         const DocumentId& caused_by, const Code& break_reason, Date on);
// Those that cover a document which is about to be taken back.
[[nodiscard]] Decided<void> end_arrangements_over(Draft&, const AccountId&, const DocumentId&, Date on);

// Those that cover debt of the agreement (empty: of any), which a deposit is about to pay since the service is over.
[[nodiscard]] Decided<void> end_arrangements_of(Draft&, const AccountId&, const ServiceAgreementId&, Date on);

// Refuses what cannot be done to debt under an arrangement, or to its instalment, and says what can.
[[nodiscard]] tl::unexpected<Refusal> refuse_arranged(std::string field, const DocumentId&, const Arrangement&,
                                                      std::string cure);

// What a statement says of payment plans: CIM pymtPlanAmt and pymtPlanType. The budget plans and
// arrangements of the account together; empty type: there is none.
struct PaymentPlan {
    Code type;
    Money amount;
};
[[nodiscard]] PaymentPlan payment_plan(World&, const AccountState&);

}  // namespace tally::domain
