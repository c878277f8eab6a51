// Payments as text.
#include "projections/documents/payment_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const PaymentAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += cut_to("Payment event " + answer.payment_event.str() + "  " + texts.amount(answer.amount) +
                      "  paid by account " + answer.payor.str(),
                  line_width_max) +
           "\n";
    for (const auto& payment : answer.payments) {
        out += '\n';
        texts.heading(payment.heading, out);
        field(out, "Payment", payment.payment.str() + ", received " + to_string(payment.received_on));
        field(out, "Amount", texts.amount(payment.amount));
        for (const auto& tender : payment.tenders)
            field(out, "  tender " + tender.tender.str(),
                  texts.money(tender.amount) + "  " + words(name_of(tender.kind)) + "  " + tender.reference.str());
        if (!payment.batch.empty()) field(out, "Batch", payment.batch.str());
        if (!payment.suspense.empty()) field(out, "Matched from", payment.suspense.str() + " in suspense");
        field(out, "Used", texts.amount(payment.applied));
        if (!payment.to_deposits.is_zero()) field(out, "Deposit", texts.amount(payment.to_deposits));
        if (!payment.left_account.is_zero()) field(out, "Refunded or transferred", texts.amount(payment.left_account));
        field(out, "Not used", texts.amount(payment.unapplied));
        if (!payment.cancelled.is_zero())
            field(out, "Cancelled", texts.money(payment.cancelled) + "  " + payment.cancel_reason.str());
        if (payment.allocations.empty()) continue;
        TextTable table(
            {{"Document"}, {"Agreement"}, {"Tender"}, {"Amount", Align::right}, {"Position", Align::right}});
        for (const auto& allocation : payment.allocations)
            table.row({allocation.document.str(), allocation.sa.str(), allocation.tender.str(),
                       texts.money(allocation.amount), std::to_string(allocation.position)});
        table.write(out, 2);
    }
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
