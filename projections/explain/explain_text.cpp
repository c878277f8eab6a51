// Explanations as text that a clerk reads out on the phone.

#include "projections/corrections/correction_text.h"
#include "projections/explain/balance_explanation.h"
#include "projections/explain/bill_explanation.h"
#include "projections/explain/item_steps.h"
#include "projections/explain/payment_explanation.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr std::size_t part_indent = 2;
constexpr std::size_t step_indent = 4;

class ExplanationText {
  public:
    ExplanationText(const RenderContext& context, std::string& out) : context_(context), texts_(context), out_(out) {}

    void say(const std::string& text, std::size_t indent) { wrapped(text, indent, out_); }
    [[nodiscard]] std::string cause(const EventCause& cause) const { return cause_text(cause, context_); }
    [[nodiscard]] std::string money(Money amount) const { return texts_.money(amount); }

    void segment(const ExplainedSegment& segment) {
        out_ += '\n';
        const bool charge = segment.segment.empty();
        std::string title = charge ? "Special charge " + segment.charge.str() : "Segment " + segment.segment.str();
        if (!segment.service.empty()) title += ", " + segment.service.str();
        if (!segment.premise.empty()) title += " at location " + segment.premise.str();
        say(title + ", agreement " + segment.sa.str() + ": " + texts_.amount(segment.total), 0);
        if (!charge) {
            say("For " + days_text(segment.from, segment.until) + (segment.first_segment ? ", its first" : "") +
                    (segment.final_segment ? ", its last" : ""),
                part_indent);
            if (!segment.proration.empty()) say(segment.proration.str(), part_indent);
        }
        if (!segment.replaces.empty()) say("Replaces segment " + segment.replaces.str(), part_indent);
        if (!segment.cancelled_by.empty()) say("Taken back by " + segment.cancelled_by.str(), part_indent);
        for (const ExplainedRead& one : segment.reads) read(one);
        for (const ExplainedLine& one : segment.lines) line(one);
        if (segment.entered != segment.charged) say("Rests on what was " + cause(segment.entered), part_indent);
        say("Charged: " + cause(segment.charged) + ", command " + segment.charged.command_id.str(), part_indent);
        postings_text(segment.postings, context_, part_indent, out_);
    }

    void differences(bool agrees, const std::vector<Plain>& found, std::string_view all_well) {
        out_ += '\n';
        if (agrees) {
            say(std::string{all_well}, 0);
            return;
        }
        say("Computed again, this does not agree:", 0);
        for (const Plain& one : found) say(one.str(), part_indent);
    }

    void steps(const std::vector<AmountStep>& all) {
        for (const AmountStep& step : all) {
            std::string text = to_string(step.effective_date) + "  " + step.what.str();
            if (!step.by.empty() && text.find(step.by.str()) == std::string::npos) text += " " + step.by.str();
            text += ": " + money(step.payoff);
            if (step.current != step.payoff) text += " (asked for now: " + money(step.current) + ")";
            say(text + ", leaves " + money(step.payoff_open) + "; " + cause(step.entered), step_indent);
        }
    }

  private:
    void read_fact(std::string_view which, const ReadFact& fact) {
        std::string text = std::string{which} + to_string(fact.read_on) + "  " + to_string(fact.value) + "  " +
                           words(name_of(fact.quality));
        if (!fact.reading_reason.empty()) text += ", " + fact.reading_reason.str();
        if (!fact.meter.empty()) text += ", meter " + fact.meter.str();
        if (!fact.source.empty()) text += ", from " + fact.source.str();
        if (fact.entered.given) text += "; " + cause(fact.entered.value);
        say(text, step_indent);
        if (!fact.estimate.empty()) say("      estimated: " + fact.estimate.str(), step_indent);
    }
    void read(const ExplainedRead& read) {
        say("Measured at " + read.service_point.str() + " " + read.channel.str() + ", " +
                days_text(read.from, read.until) + ": " + to_string(read.quantity) + " " + read.unit.str(),
            part_indent);
        if (read.start.given) read_fact("from  ", read.start.value);
        if (read.stop.given) read_fact("to    ", read.stop.value);
        for (const ReadFact& usage : read.usage) read_fact("until ", usage);
        say(read.arithmetic.str(), step_indent);
        for (const ReadChange& change : read.changes) {
            const std::string now = change.withdrawn ? "withdrawn" : "corrected to " + to_string(change.value);
            say((change.after_bill ? "After this bill, " : "") + std::string{"the read of "} +
                    to_string(change.read_on) + " was " + now + " (it was " + to_string(change.previous) + "); " +
                    cause(change.entered),
                step_indent);
        }
    }
    void line(const ExplainedLine& line) {
        const auto title = line.description.empty() ? line.component.str() : line.description.str();
        say(title + " (" + line.line_id.str() + "): " + money(line.amount), part_indent);
        if (line.tariff.given) {
            const ExplainedTariff& tariff = line.tariff.value;
            say("Tariff " + tariff.tariff.str() + " version " + std::to_string(tariff.version) + ", in force from " +
                    to_string(tariff.effective_from) + "; " + cause(tariff.published),
                step_indent);
        }
        for (const Plain& step : line.arithmetic) say(step.str(), step_indent);
    }

    const RenderContext& context_;
    const Texts texts_;
    std::string& out_;
};

}  // namespace

void render(const BillExplanation& bill, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    ExplanationText text(context, out);
    texts.heading(bill.heading, out);
    const bool note = !bill.credits_invoice.empty();
    field(out, note ? "Credit note" : "Invoice",
          bill.invoice.str() + " of " + to_string(bill.billing_date) + ", " + texts.amount(bill.amount));
    if (note) field(out, "Takes back", "invoice " + bill.credits_invoice.str());
    if (!note)
        field(out, "Due",
              to_string(bill.due_date) + ", by " + words(name_of(bill.due_date_rule)) +
                  (bill.rules_class.empty() ? "" : " of " + by_rules_of(bill.rules_class, bill.customer_type)));
    if (!bill.rebills.empty()) field(out, "Replaces", "invoice " + bill.rebills.str());
    if (!bill.rebilled_by.empty()) field(out, "Replaced by", "invoice " + bill.rebilled_by.str());
    for (const auto& one : bill.credit_notes) field(out, "Taken back by", "credit note " + one.str());
    text.say("Issued: " + text.cause(bill.issued) + ", command " + bill.issued.command_id.str(), 0);
    for (const auto& segment : bill.segments) text.segment(segment);
    out += '\n';
    for (const auto& tax : bill.taxes) text.say("Tax " + tax.tax_code.str() + ": " + tax.arithmetic.str(), 0);
    text.say("Charges " + text.money(bill.charges_total) + " + taxes " + text.money(bill.tax_total) + " = " +
                 text.money(bill.amount),
             0);
    text.differences(bill.agrees, bill.differences,
                     note ? "Held against the lines that it takes back: every amount agrees."
                          : "Computed again from reads, prices and rules: every amount agrees.");
    for (const auto& one : bill.corrections) corrected_invoice_text(one, texts, out);
    if (!bill.corrections.empty()) out += '\n';
    Texts::position(bill.position, {}, out);
}

void render(const LineExplanation& line, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    ExplanationText text(context, out);
    texts.heading(line.heading, out);
    field(out, "On", "invoice " + line.invoice.str());
    text.segment(line.segment);
    text.differences(line.agrees, {}, "Computed again from reads, prices and rules: it agrees.");
    Texts::position(line.position, {}, out);
}

void render(const BalanceExplanation& balance, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    ExplanationText text(context, out);
    texts.heading(balance.heading, out);
    field(out, "Payoff balance", texts.amount(balance.payoff));
    field(out, "Current balance", texts.amount(balance.current));
    for (const auto& item : balance.items) {
        out += '\n';
        std::string age = "due " + to_string(item.due_date);
        if (item.days_overdue > 0) age += ", " + std::to_string(item.days_overdue) + " days overdue";
        text.say(words(item.kind.str()) + " " + item.document.str() + ", agreement " + item.sa.str() + ": " +
                     text.money(item.payoff_open) + " open, " + age,
                 0);
        text.steps(item.steps);
    }
    for (const auto& credit : balance.credits) {
        out += '\n';
        text.say("Credit of " + words(name_of(credit.source.kind)) + " " + credit.source.document.str() +
                     (credit.source.tender.empty() ? "" : " " + credit.source.tender.str()) + ": " +
                     text.money(credit.amount) + " not used" + (credit.on_hold ? ", on hold" : ""),
                 0);
        text.steps(credit.steps);
    }
    out += '\n';
    text.say("Payoff: " + balance.payoff_arithmetic.str(), 0);
    if (balance.current_arithmetic != balance.payoff_arithmetic)
        text.say("Current: " + balance.current_arithmetic.str(), 0);
    for (const auto& one : balance.asked_otherwise) text.say(one.explanation.str(), 0);
    text.differences(balance.agrees, balance.differences,
                     "Everything that was ever entered comes to the same balance.");
    out += "Ages on " + to_string(balance.aged_on) + "\n";
    Texts::position(balance.position, balance.effective_on, out);
}

void render(const PaymentExplanation& payment, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    ExplanationText text(context, out);
    text.say("Payment event " + payment.payment_event.str() + ": " + texts.amount(payment.amount) +
                 ", paid by account " + payment.payor.str(),
             0);
    if (!payment.market_transaction.empty())
        text.say("It is the remittance that the market sent as " + payment.market_transaction.str() +
                     ": show market-transaction " + payment.market_transaction.str(),
                 0);
    for (const auto& share : payment.payments) {
        out += '\n';
        texts.heading(share.heading, out);
        field(out, "Payment", share.payment.str() + ", received " + to_string(share.received_on));
        text.say("Posted: " + text.cause(share.entered) + ", command " + share.entered.command_id.str(), 0);
        for (const auto& tender : share.tenders)
            field(out, "  tender " + tender.tender.str(),
                  text.money(tender.amount) + "  " + words(name_of(tender.kind)) + "  " + tender.reference.str());
        if (!share.batch.empty()) text.say("Its tenders came in batch " + share.batch.str(), 0);
        if (!share.suspense.empty())
            text.say("It was matched from " + share.suspense.str() + ", which was held in suspense", 0);
        text.say("It pays " + share.policy_words.str(), 0);
        for (const auto& used : share.used)
            text.say(text.money(used.amount) + " on " + used.document.str() + ", agreement " + used.sa.str() +
                         ", due " + to_string(used.due_date) + ": " + text.money(used.open_before) +
                         " was open, then " + text.money(used.open_after) + "; " + used.why.str() + "; " +
                         text.cause(used.entered),
                     part_indent);
        for (const auto& reversal : share.reversals)
            text.say(reversal.what.str() + (reversal.tender.empty() ? "" : " " + reversal.tender.str()) +
                         (reversal.fee.empty() ? "" : ", charge " + reversal.fee.str()) + ": " +
                         text.money(reversal.amount) +
                         (reversal.cancel_reason.empty() ? "" : ", reason " + reversal.cancel_reason.str()) + "; " +
                         text.cause(reversal.entered),
                     part_indent);
        text.say(share.arithmetic.str() + (share.agrees ? "" : ", which is not what the account has left of it"), 0);
        postings_text(share.postings, context, part_indent, out);
    }
    out += '\n';
    Texts::position(payment.position, {}, out);
}

}  // namespace tally::projections
