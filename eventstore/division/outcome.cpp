#include "eventstore/division/outcome.h"

#include <algorithm>

namespace tally::eventstore {

void add_made_ids(const domain::Event& event, std::vector<MadeId>& made) {
    const auto add = [&](std::string_view what, const auto& id) {
        MadeId entry{what, id.str()};
        if (!entry.id.empty() && std::find(made.begin(), made.end(), entry) == made.end())
            made.push_back(std::move(entry));
    };
    std::visit(domain::Overloaded{
                   [&](const domain::PersonRegistered& made_one) { add("person", made_one.person); },
                   [&](const domain::AccountOpened& made_one) { add("account", made_one.account); },
                   [&](const domain::LocationAdded& made_one) { add("premise", made_one.premise); },
                   [&](const domain::ServiceStartRequested& made_one) { add("sa", made_one.sa); },
                   [&](const domain::InvoiceIssued& made_one) { add("invoice", made_one.invoice); },
                   [&](const domain::CreditNoteIssued& made_one) { add("credit_note", made_one.credit_note); },
                   [&](const domain::StatementIssued& made_one) { add("statement", made_one.statement); },
                   [&](const domain::SpecialChargeCreated& made_one) { add("charge", made_one.charge); },
                   [&](const domain::NsfFeeCharged& made_one) { add("charge", made_one.charge); },
                   [&](const domain::PaymentPosted& made_one) {
                       add("payment", made_one.payment);
                       add("payment_event", made_one.payment_event);
                   },
                   [&](const domain::AdjustmentRequested& made_one) { add("adjustment", made_one.adjustment); },
                   // Gives out no id of its own.
                   [](const auto&) {},
               },
               event);
}

}  // namespace tally::eventstore
