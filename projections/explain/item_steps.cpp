#include "projections/explain/item_steps.h"

#include "domain/event_arms.h"
#include "projections/render/late_charge_arithmetic.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

// What a change of an item is named after, beside the invoice that the item is of.
DocumentId changed_by(const BillSegmentFrozen& event) {
    return DocumentId{event.segment.str()};
}
DocumentId changed_by(const BillSegmentCancelled& event) {
    return event.credit_note;
}
DocumentId changed_by(const SpecialChargeBilled& event) {
    return event.charge;
}
DocumentId changed_by(const SpecialChargeCancelled& event) {
    return event.credit_note;
}
DocumentId changed_by(const NsfFeeCharged& event) {
    return DocumentId{event.payment_event.str()};
}

// A fee is named after itself, unless it says otherwise above.
template <class Fee>
requires(Fee::topic == Topic::fee) DocumentId changed_by(const Fee& event) {
    return event.*Fee::ar_document;
}

// Credit and debt that leave the account, or come to it, otherwise than by being used or paid.
template <class Event>
concept Settles = AnyOf<Event, CreditRefunded, CreditRefundCancelled, WrittenOff, WriteOffReversed,
                        CreditTransferredOut, CreditTransferredIn, BalanceTransferredOut, BalanceTransferredIn,
                        CreditEscheated, DepositEscheated, EscheatReclaimed>;

// Of an event that says which item it changes: use(document, sa, kind of document, what happened, by, financial).
template <class Use>
struct EachChangedItem {
    Use use;
    template <class Changing>
    requires requires { Changing::changes; }
    void operator()(const Changing& event) const {
        constexpr std::string_view of_invoice = "invoice";
        use(event.*Changing::changes.document, event.*Changing::changes.sa,
            Changing::topic == Topic::fee ? name_of(Changing::ar_kind) : of_invoice, words(name_of(Changing::ar_kind)),
            changed_by(event), event.financial);
    }
};

}  // namespace

template <class Event>
void ItemSteps::change_deposit(const Event& event, std::string what, Money payoff, Money current) {
    change_item(event.deposit, event.sa, "deposit", {std::move(what), {}, payoff, current});
}

std::string by_rules_of(const Code& rules_class, const Code& customer_type) {
    return "class " + rules_class.str() + ", as customer type " + customer_type.str() + " says";
}

std::string ItemSteps::by_customer_type(const RecordedEvent& recorded, Date on) const {
    if (!holds_alternative<NsfFeeCharged>(recorded.event) && !holds_alternative<LateChargeAssessed>(recorded.event))
        return "";
    const Code& rules = settings_->rules_class(customer_class_, customer_type_, on);
    return rules == customer_class_ ? "" : ", by the rules of " + by_rules_of(rules, customer_type_);
}

void ItemSteps::note_terms(const RecordedEvent& recorded) {
    if (const auto* opened = get_if<AccountOpened>(&recorded.event)) {
        customer_class_ = opened->customer_class;
        customer_type_ = opened->customer_type;
    } else if (const auto* changed = get_if<AccountTermsChanged>(&recorded.event)) {
        customer_class_ = changed->customer_class;
        customer_type_ = changed->customer_type;
    }
}

void ItemSteps::add(const RecordedEvent& recorded) {
    note_terms(recorded);
    const Financial* financial = financial_of(recorded.event);
    if (financial == nullptr) return;
    payoff_ += financial->payoff;
    current_ += financial->current;
    cause_ = cause_of(recorded.envelope);
    effective_date_ = financial->effective_date;
    const auto change = [&](const DocumentId& document, const ServiceAgreementId& sa, std::string_view kind,
                            std::string what, DocumentId by, const Financial& moved) {
        what += by_customer_type(recorded, moved.effective_date);
        change_item(document, sa, kind, {std::move(what), std::move(by), moved.payoff, moved.current});
    };
    visit(Overloaded{
              EachChangedItem{change},
              [&](const LateChargeAssessed& event) {
                  change(event.charge, event.sa, name_of(LateChargeAssessed::ar_kind),
                         "late charge " + event.charge.str() + " on " + event.overdue.str() + ", " +
                             arithmetic_of(event.terms, event.steps, event.amount, decimals_),
                         event.charge, event.financial);
              },
              [&](const CreditAllocated& event) { allocate(event.lines, false); },
              [&](const CreditDeallocated& event) { allocate(event.lines, true); },
              [&](const CreditReleased& event) { release(event); },
              [&](const AdjustmentPosted& event) { adjust(event); },
              [&](const AdjustmentCancelled& event) { adjust_back(event); },
              [&](const PaymentPosted& event) { receive(event); },
              [&](const TenderCancelled& event) { give_back(event); },
              [&](const PaymentCancelled& event) { cancel_payment(event); },
              [&](const DepositBilled& event) { change_deposit(event, "asked for", Money{}, event.amount); },
              [&](const DepositBillCancelled& event) {
                  change_deposit(event, "no longer asked for", Money{}, -event.amount);
              },
              [&](const DepositReceived& event) { hold(event); },
              [&](const DepositReceiptReversed& event) { give_back(event); },
              [&](const DepositInterestAccrued& event) {
                  change_deposit(event, "interest through " + to_string(event.through), -event.amount, Money{});
              },
              [&](const DepositApplied& event) { pay_by_deposit(event); },
              [&](const DepositRefunded& event) { change_deposit(event, "refunded", event.amount, Money{}); },
              [&](const ArrangementGranted& event) { arrange(event); },
              [&](const ArrangementInstalmentBilled& event) { bill_instalment(event); },
              [&](const ArrangementBroken& event) { end_arrangement(event); },
              [&](const CurrentSynced& event) { sync(event); },
              IgnoreByName<ArrangementRequested, ArrangementRejected, ArrangementKept, BudgetEnrolled, BudgetTruedUp,
                           BudgetLeft, BillingDemandFrozen, UnclaimedNoticed, UnclaimedNoticeCancelled, EscheatRemitted,
                           EscheatRemittanceReturned, YearToDateFrozen>{},
              [&]<Settles Event>(const Event& event) { settle(event); },
              Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                     Topic::unbilled, Topic::market, Topic::hierarchy>{},
              Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                     Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                     Topic::service_start, Topic::service_life, Topic::billing_error, Topic::document,
                     Topic::pending_charge, Topic::pending_adjustment, Topic::dispute>{}},
          recorded.event);
}

void ItemSteps::hold(const DepositReceived& event) {
    change_deposit(event, "received and held", -event.amount, -event.amount);
    change_credit(event.source, "used as deposit", event.deposit, -event.amount);
}
void ItemSteps::give_back(const DepositReceiptReversed& event) {
    change_deposit(event, "what paid it was taken back", event.amount, event.amount);
    change_credit(event.source, "no longer a deposit", event.deposit, event.amount);
}
void ItemSteps::release(const CreditReleased& event) {
    change_item(event.document, event.sa, "invoice",
                {"what was below zero became credit", {}, event.amount, event.amount});
    change_credit({CreditSourceKind::released, event.document, {}}, "released from " + event.document.str(),
                  event.document, event.amount);
}
void ItemSteps::receive(const PaymentPosted& event) {
    const DocumentId payment{event.payment.str()};
    for (const TenderShare& tender : event.tenders)
        change_credit({CreditSourceKind::tender, payment, tender.tender}, "payment received", payment, tender.amount);
}
void ItemSteps::give_back(const TenderCancelled& event) {
    const DocumentId payment{event.payment.str()};
    change_credit({CreditSourceKind::tender, payment, event.tender},
                  event.nsf ? "returned for insufficient funds" : "tender cancelled", payment, -event.amount);
}

void ItemSteps::change_item(const DocumentId& document, const ServiceAgreementId& sa, std::string_view kind,
                            Change change) {
    SteppedItem& item = items_[{document.str(), sa.str()}];
    if (item.steps.empty()) item.kind = Code{kind};
    item.payoff += change.payoff;
    item.current += change.current;
    item.steps.push_back({Plain{std::move(change.what)}, std::move(change.by), effective_date_, change.payoff,
                          change.current, item.payoff, cause_});
}

void ItemSteps::change_credit(const CreditSource& source, std::string what, const DocumentId& by, Money amount) {
    SteppedCredit& credit = credits_[source];
    credit.amount += amount;
    credit.steps.push_back({Plain{std::move(what)}, by, effective_date_, amount, amount, credit.amount, cause_});
}

void ItemSteps::allocate(const std::vector<AllocationLine>& lines, bool given_back) {
    for (const AllocationLine& line : lines) {
        const Money amount = given_back ? line.amount : -line.amount;
        change_item(line.document, line.sa, "invoice",
                    {given_back ? "payment taken back from it" : "paid", line.source.document, amount, amount});
        change_credit(line.source, (given_back ? "taken back from " : "used on ") + line.document.str(), line.document,
                      amount);
    }
}

void ItemSteps::adjust(const AdjustmentPosted& event) {
    if (event.amount > Money{})
        change_item(event.adjustment, event.sa, "adjustment",
                    {"adjustment " + event.adjustment_type.str(), event.adjustment, event.financial.payoff,
                     event.financial.current});
    if (!event.to_target.is_zero())
        change_item(
            event.target, event.target_sa, "invoice",
            {"adjustment " + event.adjustment_type.str(), event.adjustment, -event.to_target, -event.to_target});
    if (!event.to_unapplied.is_zero())
        change_credit({CreditSourceKind::credit_adjustment, event.adjustment, {}},
                      "adjustment " + event.adjustment_type.str(), event.adjustment, event.to_unapplied);
}

void ItemSteps::adjust_back(const AdjustmentCancelled& event) {
    const std::string what = "adjustment " + event.adjustment_type.str() + " cancelled";
    if (event.amount > Money{})
        change_item(event.adjustment, event.sa, "adjustment",
                    {what, event.adjustment, event.financial.payoff, event.financial.current});
    if (!event.to_target.is_zero())
        change_item(event.target, event.target_sa, "invoice",
                    {what, event.adjustment, event.to_target, event.to_target});
    if (!event.to_unapplied.is_zero())
        change_credit({CreditSourceKind::credit_adjustment, event.adjustment, {}}, what, event.adjustment,
                      -event.to_unapplied);
}

void ItemSteps::cancel_payment(const PaymentCancelled& event) {
    for (auto& [source, credit] : credits_)
        if (source.kind == CreditSourceKind::tender && source.document.str() == event.payment.str() &&
            !credit.amount.is_zero())
            change_credit(source, "payment cancelled", DocumentId{event.payment.str()}, -credit.amount);
}

void ItemSteps::pay_by_deposit(const DepositApplied& event) {
    change_deposit(event, "applied", event.amount, Money{});
    for (const DepositLine& line : event.lines)
        change_item(line.document, line.sa, "invoice",
                    {"paid from the deposit", event.deposit, -line.amount, -line.amount});
}

void ItemSteps::arrange(const ArrangementGranted& event) {
    for (const ArrangedPart& part : event.items)
        change_item(part.document, part.sa, "invoice",
                    {"in an arrangement: asked for by instalments", event.arrangement, Money{}, -part.amount});
}

void ItemSteps::bill_instalment(const ArrangementInstalmentBilled& event) {
    for (const ArrangedPart& line : event.lines) {
        change_item(line.document, line.sa, "invoice",
                    {"moved to an instalment", event.instalment, -line.amount, Money{}});
        change_item(event.instalment, line.sa, "instalment",
                    {"instalment " + std::to_string(event.number) + " of the arrangement, from " + line.document.str(),
                     event.arrangement, line.amount, line.amount});
    }
}

void ItemSteps::end_arrangement(const ArrangementBroken& event) {
    for (const ArrangedPart& part : event.restored)
        change_item(part.document, part.sa, "invoice",
                    {"the arrangement ended: asked for again", event.arrangement, Money{}, part.amount});
    for (const ReturnedPart& part : event.returned) {
        change_item(
            part.instalment, part.sa, "instalment",
            {"the arrangement ended: back to " + part.document.str(), event.arrangement, -part.amount, -part.amount});
        change_item(part.document, part.sa, "invoice",
                    {"not paid of the instalment, asked for again", part.instalment, part.amount, part.amount});
    }
}

void ItemSteps::sync(const CurrentSynced& event) {
    for (const SyncedItem& one : event.items)
        change_item(one.document, one.sa, "invoice", {"asked for as it is owed", {}, Money{}, one.amount});
}

void ItemSteps::settle(const CreditRefunded& event) {
    take_credits(event.lines, "refunded", event.refund, false);
}
void ItemSteps::settle(const CreditRefundCancelled& event) {
    take_credits(event.lines, "refund cancelled", event.refund, true);
}
void ItemSteps::settle(const WrittenOff& event) {
    write_off(event.lines, "written off", event.write_off, false);
}
void ItemSteps::settle(const WriteOffReversed& event) {
    write_off(event.lines, "write-off reversed: " + words(name_of(event.cause)), event.write_off, true);
}
void ItemSteps::settle(const CreditTransferredOut& event) {
    take_credits(event.lines, "transferred to account " + event.to_account.str(), event.transfer, false);
}
void ItemSteps::settle(const CreditTransferredIn& event) {
    change_credit({CreditSourceKind::transfer, event.transfer, {}},
                  "transferred from account " + event.from_account.str(), event.transfer, event.amount);
}
void ItemSteps::settle(const BalanceTransferredOut& event) {
    change_item(event.document, event.sa, "invoice",
                {"transferred to " + event.to_sa.str() + " of account " + event.to_account.str(), event.transfer,
                 -event.amount, -event.amount});
}
void ItemSteps::settle(const BalanceTransferredIn& event) {
    change_item(event.transfer, event.sa, "transfer",
                {"transferred from " + event.from_document.str() + " of account " + event.from_account.str(),
                 event.from_document, event.amount, event.amount});
}

void ItemSteps::settle(const CreditEscheated& event) {
    take_credits(event.lines, "escheated to the state", event.escheat, false);
}
void ItemSteps::settle(const DepositEscheated& event) {
    change_deposit(event, "escheated to the state", event.amount, Money{});
}
void ItemSteps::settle(const EscheatReclaimed& event) {
    take_credits(event.lines, "reclaimed by its owner", event.escheat, true);
}

void ItemSteps::take_credits(const std::vector<CreditLine>& lines, std::string what, const DocumentId& by,
                             bool given_back) {
    for (const CreditLine& line : lines) change_credit(line.source, what, by, given_back ? line.amount : -line.amount);
}

void ItemSteps::write_off(const std::vector<WriteOffLine>& lines, std::string what, const DocumentId& by,
                          bool given_back) {
    for (const WriteOffLine& line : lines) {
        const Money amount = given_back ? line.amount : -line.amount;
        change_item(line.document, line.sa, "invoice", {what, by, amount, amount});
    }
}

void ItemSteps::take_back_early_credit() {
    for (auto& [key, item] : items_) {
        if (item.payoff >= Money{} || item.current >= Money{}) continue;
        const DocumentId document{std::get<0>(key)};
        SteppedCredit& credit = credits_[{CreditSourceKind::released, document, {}}];
        credit.amount -= item.payoff;
        for (const AmountStep& step : item.steps) {
            credit.steps.push_back(step);
            credit.steps.back().payoff = -step.payoff;
            credit.steps.back().current = -step.current;
            credit.steps.back().payoff_open = -step.payoff_open;
        }
        item = {};
    }
}

const SteppedItem* ItemSteps::item(const DocumentId& document, const ServiceAgreementId& sa) const {
    const auto found = items_.find({document.str(), sa.str()});
    return found == items_.end() ? nullptr : &found->second;
}

const SteppedCredit* ItemSteps::credit(const CreditSource& source) const {
    const auto found = credits_.find(source);
    return found == credits_.end() ? nullptr : &found->second;
}

}  // namespace tally::projections
