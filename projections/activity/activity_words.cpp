#include "projections/activity/activity_words.h"

#include <algorithm>
#include <optional>
#include <set>

#include "domain/event_arms.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

// ", " before all but the first and the last, which has " and ".
std::string listed(const std::vector<std::string>& parts) {
    std::string all;
    for (std::size_t i = 0; i < parts.size(); ++i)
        all += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return all;
}
std::string quantity(const UsageRecorded& usage) {
    return to_string(usage.quantity) + (usage.unit.empty() ? "" : " " + usage.unit.str());
}
std::string quantity(const IntervalDayRecorded& day) {
    return to_string(day.total()) + (day.unit.empty() ? "" : " " + day.unit.str());
}
std::string in_brackets(const std::string& text) {
    return text.empty() ? "" : " (" + text + ")";
}
std::string counted_instalments(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " instalment" : " instalments");
}
std::string because(const Code& reason) {
    return reason.empty() ? "" : ", reason " + reason.str();
}
std::string on_day(std::string_view word, Date day) {
    return day.is_set() ? " " + std::string{word} + " " + to_string(day) : "";
}
std::string terms(const Code& customer_class, const Code& customer_type, const Code& cycle, std::uint8_t due_day) {
    return "class " + customer_class.str() + (customer_type.empty() ? "" : ", type " + customer_type.str()) +
           ", cycle " + cycle.str() + (due_day == 0 ? "" : ", due on day " + std::to_string(due_day));
}
std::string documents_of(const std::vector<AllocationLine>& lines) {
    std::set<DocumentId> documents;
    for (const auto& line : lines) documents.insert(line.document);
    std::vector<std::string> ids;
    for (const auto& id : documents) ids.push_back(id.str());
    return listed(ids);
}
template <class Id>
std::string listed_ids(const std::vector<Id>& ids) {
    std::vector<std::string> texts;
    for (const Id& id : ids) texts.push_back(id.str());
    return listed(texts);
}
// Segments and charges of one invoice are shown there.
struct Shown {
    ActivityDocument kind;
    DocumentId id;
};
Shown on_invoice(const DocumentId& invoice) {
    return {ActivityDocument::invoice, invoice};
}

// The words of each event. One that has none does not compile; a fee is said by its kind of AR entry.
class EventWording : private Ignore<Topic::control_tables, Topic::user> {
  public:
    EventWording(const Sayings& sayings, EventWords& words) : say_(sayings), words_(words) {}
    using Ignore<Topic::control_tables, Topic::user>::operator();

    // --- The account and who is on it
    void operator()(const AccountOpened& e) const {
        tell("Account opened" + on_day("on", e.opened_on) + ": " +
             terms(e.customer_class, e.customer_type, e.bill_cycle, e.requested_due_day));
    }
    void operator()(const AccountTermsChanged& e) const {
        tell("Terms of the account changed: " +
             terms(e.customer_class, e.customer_type, e.bill_cycle, e.requested_due_day));
    }
    void operator()(const AccountPersonLinked& e) const {
        tell(say_.name(e.link.person) + (e.link.main_customer ? " added as main customer" : " added to the account") +
             in_brackets(e.link.relationship_type.str()));
    }
    void operator()(const AccountPersonChanged& e) const {
        tell("What " + say_.name(e.link.person) + " is on the account, or how bills are sent there, changed" +
             in_brackets(e.link.relationship_type.str()));
    }
    void operator()(const AccountPersonUnlinked& e) const { tell(say_.name(e.person) + " removed from the account"); }
    void operator()(const MainCustomerChanged& e) const {
        tell(say_.name(e.promoted.person) + " became main customer in place of " + say_.name(e.demoted.person));
    }
    void operator()(const AccountMasterChanged& e) const {
        if (e.master.empty())
            tell("Released from master " + e.left.str());
        else if (e.left.empty())
            tell("Assigned to master " + e.master.str());
        else
            tell("Reassigned to master " + e.master.str() + " from " + e.left.str());
    }
    // --- Communications
    void operator()(const ActivityRecorded& e) const {
        const bool unstated = e.direction == CommunicationDirection::unstated;
        tell(std::string{unstated ? "Note" : "Communication"} + " " + e.entry.str() +
             (unstated ? "" : " by " + words(name_of(e.channel)) + (from_customer(e) ? " from " : " to ")) +
             (unstated ? "" : say_.name(e.person)) + ": " + say_.clear(e.subject) +
             on_day("with follow-up on", e.follow_up_on));
    }
    void operator()(const MemoAdded& e) const {
        tell("Memo added to " + e.entry.str() + ": " + say_.clear(e.text) +
             (e.follow_up_done ? "; follow-up done" : on_day("with follow-up on", e.follow_up_on)));
    }
    void operator()(const LetterSent& e) const {
        tell("Letter " + e.letter.str() + in_brackets(e.letter_template.str()) + " sent to " + say_.name(e.person) +
                 ": " + say_.clear(e.subject),
             std::nullopt, {ActivityDocument::letter, e.letter});
    }
    void operator()(const LetterResent& e) const {
        tell("Letter " + e.first.str() + " sent again to " + say_.name(e.person) + " as " + e.letter.str(),
             std::nullopt, {ActivityDocument::letter, e.letter});
    }
    void operator()(const PersonRegistered& e) const {
        tell(say_.clear(e.name.full) + " registered as " + words(name_of(e.kind)));
    }
    void operator()(const PersonNameChanged& e) const { tell("Name changed to " + say_.clear(e.name.full)); }
    void operator()(const PersonPhoneSet& e) const {
        tell("Phone number " + e.phone_type.str() + " of " + say_.name(e.person) + " set");
    }
    void operator()(const PersonPhoneRemoved& e) const {
        tell("Phone number " + e.phone_type.str() + " of " + say_.name(e.person) + " removed");
    }
    void operator()(const PersonEmailSet& e) const {
        tell("E-mail address of " + say_.name(e.person) + (e.email.empty() ? " removed" : " set"));
    }
    void operator()(const PersonIdentifierSet& e) const {
        tell("Identifier " + e.identifier_type.str() + " of " + say_.name(e.person) +
             (e.identifier.empty() ? " removed" : " set"));
    }
    void operator()(const PersonAddressSet& e) const {
        tell(std::string{e.address.kind == AddressKind::mailing ? "Mailing" : "Seasonal"} + " address " +
             e.address.address_id.str() + " of " + say_.name(e.person) + " set");
    }
    void operator()(const PersonAddressRemoved& e) const {
        tell("Address " + e.address_id.str() + " of " + say_.name(e.person) + " removed");
    }

    void operator()(const PersonErased& e) const {
        tell("Person " + e.person.str() + " erased" + in_brackets(words(name_of(e.ground))) +
             ": the key of their texts was destroyed");
    }

    // --- Service
    void operator()(const ServiceStartRequested& e) const {
        tell("Service " + e.service.str() + " to start on " + to_string(e.start_on) + ": agreement " + e.sa.str() +
             (e.tariff.empty() ? "" : ", tariff " + e.tariff.str()) +
             (e.premise.empty() ? "" : ", location " + e.premise.str()));
    }
    void operator()(const ServiceActivated& e) const { tell("Service started: agreement " + e.sa.str()); }
    void operator()(const ServiceStopRequested& e) const {
        tell("Service to stop on " + to_string(e.stop_on) + ": agreement " + e.sa.str());
    }
    void operator()(const ServiceStopWithdrawn& e) const {
        tell("Stop of service withdrawn: agreement " + e.sa.str() + " goes on");
    }
    void operator()(const ServiceStopped& e) const {
        tell("Service stopped on " + to_string(e.stop_on) + ": agreement " + e.sa.str());
    }
    void operator()(const ServiceClosed& e) const { tell("Agreement " + e.sa.str() + " closed"); }
    void operator()(const ServiceReactivated& e) const {
        tell("Agreement " + e.sa.str() + " open again, because money moved on it");
    }
    void operator()(const ServiceStartWithdrawn& e) const {
        tell("Start of service withdrawn: agreement " + e.sa.str() + " cancelled");
    }
    void operator()(const ServiceStartMoved& e) const {
        tell("Start of service moved to " + to_string(e.start_on) + ": agreement " + e.sa.str());
    }
    void operator()(const ServiceTariffChanged& e) const {
        tell("Tariff " + e.tariff.str() + " instead of " + e.previous_tariff.str() + " from " + to_string(e.from) +
             ": agreement " + e.sa.str());
    }
    void operator()(const ServiceQuantityChanged& e) const {
        tell("Charged for " + to_string(e.quantity) + " instead of " + to_string(e.previous_quantity) +
             (e.from.is_set() ? " from " + to_string(e.from) : " from its start") + ": agreement " + e.sa.str());
    }
    void operator()(const ServiceFrequencyChanged& e) const {
        tell("Billed for " + std::to_string(e.periods) + (e.periods == 1 ? " period" : " periods together") +
             " instead of " + std::to_string(e.previous_periods) + ": agreement " + e.sa.str());
    }

    // --- Bills
    void operator()(const BillSegmentErrored& e) const {
        tell("Bill of " + to_string(e.bill_date) + " not made" + (e.sa.empty() ? "" : " for agreement " + e.sa.str()) +
             " (attempt " + std::to_string(e.attempt) + "): " + e.explanation.str());
    }
    void operator()(const BillSegmentFrozen& e) const {
        tell("Charged " + money(e.total) + " for " + days_text(e.from, e.until) + ": agreement " + e.sa.str() +
                 (e.replaces.empty() ? "" : ", in place of " + e.replaces.str()),
             e.total, on_invoice(e.invoice));
    }
    void operator()(const BillingDemandFrozen& e) const {
        std::string all;
        for (const BilledDemand& one : e.demands)
            all += (all.empty() ? "" : "; ") + one.component.str() + " of " + days_text(one.from, one.until) + ", " +
                   to_string(one.measured) + " " + one.unit.str() + " measured and " + to_string(one.billed) + " " +
                   one.unit.str() + " charged";
        tell("Demand " + all + ": agreement " + e.sa.str());
    }
    void operator()(const YearToDateFrozen& e) const {
        std::string all;
        for (const BankedEnergy& one : e.year.banks)
            all += (all.empty() ? "" : "; ") + one.component.str() + " of " + days_text(one.from, one.until) + ", " +
                   to_string(one.closing) + " " + one.unit.str() + " in the bank";
        for (const YearMinimum& one : e.year.minimums)
            all += (all.empty() ? "" : "; ") + one.component.str() + ", " + money(one.charged_before + one.charged) +
                   " charged since " + to_string(one.year_from);
        tell("Carried on " + all + ": agreement " + e.sa.str());
    }
    void operator()(const BillSegmentCancelled& e) const {
        tell(
            "Charge for " + days_text(e.from, e.until) + " taken back: " + money(e.total) + ", agreement " + e.sa.str(),
            e.total, on_invoice(e.invoice));
    }
    void operator()(const InvoiceIssued& e) const {
        tell((e.final_bill ? "Final invoice " : "Invoice ") + e.invoice.str() + " of " + money(e.total) + " issued" +
                 (e.rebills.empty() ? "" : " in place of " + e.rebills.str()) +
                 (e.due_date.is_set() ? ", due " + to_string(e.due_date) : ""),
             e.total, on_invoice(e.invoice));
    }
    void operator()(const CreditNoteIssued& e) const {
        tell("Credit note " + e.credit_note.str() + " of " + money(e.total) + " issued over invoice " + e.invoice.str(),
             e.total, {ActivityDocument::credit_note, e.credit_note});
    }
    void operator()(const StatementIssued& e) const {
        tell("Statement " + e.statement.str() + " issued: " + money(e.ending_current) + on_day("due", e.due_date),
             e.ending_current, {ActivityDocument::statement, e.statement});
    }
    void operator()(const StatementCancelled& e) const {
        tell("Statement " + e.statement.str() + " of " + to_string(e.bill_date) + " cancelled" +
                 on_day("on", e.cancelled_on),
             std::nullopt, {ActivityDocument::statement, e.statement});
    }
    void operator()(const BillCopyUndeliverable& e) const {
        tell("Copy of the bill of " + to_string(e.bill_date) + " could not be sent to " + say_.name(e.person) + ": " +
             e.cure.str());
    }
    void operator()(const SpecialChargeCreated& e) const {
        tell("Special charge " + e.charge.str() + " of " + money(e.amount) +
                 " entered for the next bill: " + (e.description.empty() ? e.charge_type.str() : e.description.str()),
             e.amount, {ActivityDocument::special_charge, e.charge});
    }
    void operator()(const SpecialChargeRemoved& e) const {
        tell("Special charge " + e.charge.str() + " removed before it was billed", std::nullopt,
             {ActivityDocument::special_charge, e.charge});
    }
    void operator()(const SpecialChargeBilled& e) const {
        tell("Special charge " + e.charge.str() + " of " + money(e.total) + " billed on invoice " + e.invoice.str(),
             e.total, on_invoice(e.invoice));
    }
    void operator()(const SpecialChargeCancelled& e) const {
        tell("Special charge " + e.charge.str() + " taken back: " + money(e.total), e.total, on_invoice(e.invoice));
    }

    // --- Money received, used and adjusted
    void operator()(const PaymentPosted& e) const {
        std::vector<std::string> kinds;
        for (const auto& tender : e.tenders) {
            auto kind = words(name_of(tender.kind));
            if (tender.kind != TenderKind::unspecified && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
                kinds.push_back(std::move(kind));
        }
        tell("Payment of " + money(e.amount) + " received on " + to_string(e.received_on) +
                 (kinds.empty() ? "" : " by " + listed(kinds)),
             e.amount, payment(e.payment));
    }
    void operator()(const CreditAllocated& e) const {
        tell("Credit of " + money(e.total) + " used for " + documents_of(e.lines), e.total);
    }
    void operator()(const CreditDeallocated& e) const {
        tell("Credit of " + money(e.total) + " taken back from " + documents_of(e.lines), e.total);
    }
    void operator()(const CreditReleased& e) const {
        tell("Credit of " + money(e.amount) + " on " + e.document.str() + " free for other charges", e.amount);
    }
    void operator()(const TenderCancelled& e) const {
        tell("Tender of " + money(e.amount) + (e.nsf ? " returned for insufficient funds" : " cancelled") +
                 ": payment " + e.payment.str() + because(e.cancel_reason),
             e.amount, payment(e.payment));
    }
    void operator()(const PaymentCancelled& e) const {
        tell("Payment " + e.payment.str() + " of " + money(e.amount) + " cancelled" + because(e.cancel_reason),
             e.amount, payment(e.payment));
    }
    template <Concerns<Topic::fee> Fee>
    void operator()(const Fee& e) const {
        tell("Fee of " + money(e.amount) + " charged: " + words(name_of(Fee::ar_kind)), e.amount,
             {ActivityDocument::fee, e.*Fee::ar_document});
    }
    void operator()(const LateChargeAssessed& e) const {
        tell("Late charge of " + money(e.amount) + " for " + days_text(e.period_from, e.period_until) + " on " +
                 e.overdue.str() + ", which was due on " + to_string(e.due_date),
             e.amount, {ActivityDocument::fee, e.charge});
    }
    void operator()(const LateChargeCancelled& e) const {
        tell("Late charge " + e.charge.str() + " of " + money(e.amount) + " cancelled: " + words(name_of(e.cause)) +
                 (e.caused_by.empty() ? "" : ", " + e.caused_by.str()) + because(e.cancel_reason),
             e.amount, {ActivityDocument::fee, e.charge});
    }
    void operator()(const DisputeOpened& e) const {
        tell("Dispute " + e.dispute.str() + " opened: " + money(e.amount) + " of " + e.document.str() +
                 because(e.dispute_reason),
             e.amount);
    }
    void operator()(const DisputeResolved& e) const {
        tell("Dispute " + e.dispute.str() + " of " + money(e.amount) + " on " + e.document.str() + " " +
                 std::string{name_of(e.outcome)} + (e.settled_by.empty() ? "" : " by " + e.settled_by.str()),
             e.amount);
    }
    void operator()(const NsfFeeCharged& e) const {
        tell("Fee of " + money(e.amount) + " charged for a returned tender of payment " + e.payment_event.str(),
             e.amount, {ActivityDocument::fee, e.charge});
    }
    void operator()(const AdjustmentRequested& e) const {
        tell(adjustment(e.adjustment, e.adjustment_type, e.amount) + " requested by " + e.requested_by.str(), e.amount,
             adjusted(e.adjustment));
    }
    void operator()(const AdjustmentApproved& e) const {
        tell("Adjustment " + e.adjustment.str() + " approved by " + e.approved_by.str(), std::nullopt,
             adjusted(e.adjustment));
    }
    void operator()(const AdjustmentRejected& e) const {
        tell("Adjustment " + e.adjustment.str() + " rejected by " + e.rejected_by.str(), std::nullopt,
             adjusted(e.adjustment));
    }
    void operator()(const AdjustmentPosted& e) const {
        tell(adjustment(e.adjustment, e.adjustment_type, e.amount) + " posted" +
                 (e.target.empty() ? "" : ", on " + e.target.str()),
             e.amount, adjusted(e.adjustment));
    }
    void operator()(const AdjustmentCancelled& e) const {
        tell(adjustment(e.adjustment, e.adjustment_type, e.amount) + " cancelled" + because(e.cancel_reason), e.amount,
             adjusted(e.adjustment));
    }

    // --- Deposits
    void operator()(const DepositBilled& e) const {
        tell("Deposit " + e.deposit.str() + " of " + money(e.amount) + " asked for, class " + e.deposit_class.str() +
                 (e.sa.empty() ? "" : ", for " + e.sa.str()),
             e.amount);
    }
    void operator()(const DepositBillCancelled& e) const {
        tell(money(e.amount) + " of deposit " + e.deposit.str() + " no longer asked for" + because(e.cancel_reason),
             e.amount);
    }
    void operator()(const DepositReceived& e) const {
        tell("Deposit " + e.deposit.str() + ": " + money(e.amount) + " received from " + e.source.document.str() +
                 ", held from now on",
             e.amount);
    }
    void operator()(const DepositReceiptReversed& e) const {
        tell("Deposit " + e.deposit.str() + ": " + money(e.amount) + " no longer held, since " +
                 e.source.document.str() + " was taken back",
             e.amount);
    }
    void operator()(const DepositInterestAccrued& e) const {
        tell("Interest of " + money(e.amount) + " through " + to_string(e.through) + " added to deposit " +
                 e.deposit.str(),
             e.amount);
    }
    void operator()(const DepositApplied& e) const {
        std::set<DocumentId> documents;
        for (const auto& line : e.lines) documents.insert(line.document);
        std::vector<std::string> ids;
        for (const auto& id : documents) ids.push_back(id.str());
        tell(money(e.amount) + " of deposit " + e.deposit.str() + " used for " + listed(ids), e.amount);
    }
    void operator()(const DepositRefunded& e) const {
        tell(money(e.amount) + " of deposit " + e.deposit.str() + " refunded through accounts payable", e.amount);
    }

    // --- Payment arrangements
    void operator()(const ArrangementRequested& e) const {
        tell("Arrangement " + e.arrangement.str() + " of " + money(e.amount) + " in " +
                 counted_instalments(e.instalments.size()) + " requested by " + e.requested_by.str(),
             e.amount);
    }
    void operator()(const ArrangementRejected& e) const {
        tell("Arrangement " + e.arrangement.str() + " rejected by " + e.rejected_by.str());
    }
    void operator()(const ArrangementGranted& e) const {
        tell("Arrangement " + e.arrangement.str() + " granted" +
                 (e.approved_by.empty() ? "" : ", approved by " + e.approved_by.str()) + ": " + money(e.amount) +
                 " in " + counted_instalments(e.instalments.size()) + ", the first on " +
                 to_string(e.instalments.front().due_on),
             e.amount);
    }
    void operator()(const ArrangementInstalmentBilled& e) const {
        tell("Instalment " + std::to_string(e.number) + " of arrangement " + e.arrangement.str() + ", " +
                 money(e.amount) + ", asked for by " + to_string(e.due_on),
             e.amount);
    }
    void operator()(const ArrangementBroken& e) const {
        tell("Arrangement " + e.arrangement.str() + " ended: " + words(name_of(e.cause)) +
                 (e.caused_by.empty() ? "" : ", " + e.caused_by.str()) + because(e.break_reason),
             e.amount);
    }
    void operator()(const ArrangementKept& e) const {
        tell("Arrangement " + e.arrangement.str() + " kept: " + money(e.amount) + " paid", e.amount);
    }

    // --- Budget plans
    void operator()(const BudgetEnrolled& e) const {
        tell("Service agreement " + e.sa.str() + " enrolled in a budget plan of " + money(e.terms.amount) + " a bill",
             e.terms.amount);
    }
    void operator()(const BudgetTruedUp& e) const {
        tell("Budget plan of " + e.sa.str() + " trued up: " + money(e.terms.amount) + " a bill in place of " +
                 money(e.previous_amount),
             e.terms.amount);
    }
    void operator()(const BudgetLeft& e) const {
        tell("Budget plan of " + e.sa.str() + " ended: " + words(name_of(e.cause)));
    }
    void operator()(const CurrentSynced& e) const {
        tell("What is asked for " + e.sa.str() + " made what is owed: " + money(e.amount) + " more asked for",
             e.amount);
    }

    // --- Collections, severances, protections
    void operator()(const CollectionStarted& e) const {
        tell("Collection " + e.collection.str() + " of " + money(e.debt) + " started, oldest debt due " +
                 to_string(e.oldest_due) + (e.resumes.empty() ? "" : "; it goes on from " + e.resumes.str()),
             e.debt);
    }
    void operator()(const CollectionStepTaken& e) const {
        tell("Step " + e.taken.step.str() + in_brackets(words(name_of(e.taken.kind))) + " of collection " +
                 e.collection.str() + " taken: " + money(e.debt) + ", " + std::to_string(e.days_overdue) +
                 " days overdue" + (e.letters.empty() ? "" : ", letter " + listed_ids(e.letters)) +
                 (e.not_reached.empty() ? "" : "; not reached: " + listed_ids(e.not_reached)),
             e.debt);
    }
    void operator()(const CollectionStepCancelled& e) const {
        tell("Step " + e.step.str() + " of collection " + e.collection.str() +
             " taken back: " + words(name_of(e.cause)) + because(e.cancel_reason));
    }
    void operator()(const CollectionCancelled& e) const {
        tell("Collection " + e.collection.str() + " ended: " + words(name_of(e.cause)) + because(e.cancel_reason) +
                 ", " + money(e.debt) + " left" + on_day("and none before", e.not_before),
             e.debt);
    }
    void operator()(const SeveranceStarted& e) const {
        tell("Severance " + e.severance.str() + " of agreement " + e.sa.str() + " started for " + money(e.debt),
             e.debt);
    }
    void operator()(const SeveranceCancelled& e) const {
        tell("Severance " + e.severance.str() + " of agreement " + e.sa.str() + " ended: " + words(name_of(e.cause)) +
             because(e.cancel_reason));
    }
    void operator()(const ServiceDisconnected& e) const {
        tell("Service of agreement " + e.sa.str() + " disconnected on " + to_string(e.disconnected_on) + " for " +
                 money(e.debt),
             e.debt);
    }
    void operator()(const ServiceReconnected& e) const {
        tell("Service of agreement " + e.sa.str() + " connected again on " + to_string(e.reconnected_on) +
             (e.charge.empty() ? "" : ", special charge " + e.charge.str()) +
             (e.waive_reason.empty() ? "" : ", not charged for" + because(e.waive_reason)) +
             (e.despite_debt.empty() ? "" : ", before its debt was paid" + because(e.despite_debt)));
    }
    void operator()(const ProtectionRecorded& e) const {
        tell("Protection " + e.protection.str() + in_brackets(e.protection_type.str()) +
             (e.sa.empty() ? "" : " of agreement " + e.sa.str()) + on_day("from", e.from) + on_day("until", e.until) +
             (e.person.empty() ? "" : " for " + say_.name(e.person)) + ": " + say_.clear(e.evidence));
    }
    void operator()(const ProtectionEnded& e) const {
        tell("Protection " + e.protection.str() + " ended as of " + to_string(e.until) + because(e.end_reason));
    }

    // --- Automatic payment
    void operator()(const AutopayEnrolled& e) const {
        tell("Enrolled in automatic payment from a " + words(name_of(e.account_type)) + " account, mandate " +
             e.mandate.str() + ", authorised " + words(name_of(e.authorised_by)) + on_day("on", e.authorised_on) +
             (e.limit.is_zero() ? "" : ", at most " + money(e.limit) + " a draft"));
    }
    void operator()(const AutopayEnded& e) const {
        tell("Automatic payment under " + e.mandate.str() + " ended " + words(name_of(e.cause)) +
             because(e.end_reason));
    }
    void operator()(const DraftAnnounced& e) const {
        tell(e.bill.str() + " says that it will be drafted on " + to_string(e.draft_on));
    }
    void operator()(const BillDrafted& e) const {
        tell("Draft " + e.draft.str() + " of " + money(e.amount) + " for " + e.bill.str() +
                 (e.attempt > 1 ? ", attempt " + std::to_string(e.attempt) : ""),
             e.amount, payment(e.payment));
    }
    void operator()(const DraftReturned& e) const {
        tell("Draft " + e.draft.str() + " of " + e.bill.str() + " returned as " + std::string{name_of(e.return_code)} +
                 in_brackets(std::string{meaning_of(e.return_code).text}) +
                 on_day("and is drafted again on", e.redraft_on),
             e.amount);
    }

    // --- Corrections of bills
    void operator()(const CorrectionDue& e) const {
        tell("Bills of agreement " + e.sa.str() + " are to be corrected: reads or usage of charged days after " +
             to_string(e.from) + " changed at " + e.service_point.str());
    }
    void operator()(const BillsCorrected& e) const {
        if (e.invoices.empty())
            return tell("Bills of " + listed_ids(e.agreements) + " looked at: they say what was measured, " +
                        e.correction.str() + in_brackets(e.reason.str()));
        const bool less = e.delta < Money{};
        tell("Bills corrected, " + e.correction.str() + ": " + std::to_string(e.invoices.size()) +
                 (e.invoices.size() == 1 ? " invoice" : " invoices") + " taken back and made again, " +
                 money(less ? -e.delta : e.delta) + (less ? " less" : " more") + " charged" +
                 in_brackets(e.reason.str()),
             e.delta);
    }

    // --- Unclaimed property
    void operator()(const UnclaimedNoticed& e) const {
        const Money amount = e.credit + e.deposits;
        tell("Owner written to about " + money(amount) + " that no one claimed since " + to_string(e.dormancy.since) +
                 ", notice " + e.notice.str() + ": the state gets it from " + to_string(e.escheats_on) + " on",
             amount);
    }
    void operator()(const UnclaimedNoticeCancelled& e) const {
        tell("Notice " + e.notice.str() + " of unclaimed property cancelled" + because(e.cancel_reason));
    }
    void operator()(const CreditEscheated& e) const {
        tell("Credit of " + money(e.amount) + " escheated as " + e.escheat.str() + ", report " + e.report.report.str() +
                 ": unclaimed since " + to_string(e.dormancy.since),
             e.amount);
    }
    void operator()(const DepositEscheated& e) const {
        tell("Deposit " + e.deposit.str() + " of " + money(e.amount) + " escheated as " + e.escheat.str() +
                 ", report " + e.report.report.str() + ": unclaimed since " + to_string(e.dormancy.since),
             e.amount);
    }
    void operator()(const EscheatRemitted& e) const {
        tell("Escheat " + e.escheat.str() + " of " + money(e.amount) + " paid to the state with report " +
                 e.report.str() + in_brackets(e.reference.str()),
             e.amount);
    }
    void operator()(const EscheatRemittanceReturned& e) const {
        tell("Escheat " + e.escheat.str() + " of " + money(e.amount) + " came back from the state" +
                 because(e.return_reason),
             e.amount);
    }
    void operator()(const EscheatReclaimed& e) const {
        tell("Escheat " + e.escheat.str() + " of " + money(e.amount) + " reclaimed by its owner: it is credit again" +
                 (e.remitted ? ", and the state owes it" : "") + because(e.reclaim_reason),
             e.amount);
    }

    // --- Unbilled revenue
    void operator()(const UnbilledAccrued& e) const {
        tell("Unbilled revenue until " + to_string(e.period_until - 1) + " accrued, " + e.accrual.str() + ": " +
                 money(e.amount) +
                 (e.replaces.empty() ? "" : ", instead of " + money(e.previous_amount) + " by " + e.replaces.str()),
             e.amount);
    }
    void operator()(const UnbilledReversed& e) const {
        tell("Accrual " + e.accrual.str() + " reversed on " + to_string(e.financial.accounting_date) + ": " +
                 money(e.amount),
             e.amount);
    }

    // --- Where payments come from
    void operator()(const TendersBatched& e) const {
        const bool in = !e.tenders.empty() && e.tenders.front().amount > Money{};
        tell("Payment " + e.payment.str() + (in ? " is in batch " : " taken out of batch ") + e.batch.str(),
             std::nullopt, payment(e.payment));
    }
    void operator()(const SuspenseMatched& e) const {
        tell("Payment " + e.payment.str() + " of " + money(e.amount) + " matched from " + e.suspense.str() +
                 " in suspense",
             e.amount, payment(e.payment));
    }
    void operator()(const SuspenseMatchCancelled& e) const {
        tell("Match of payment " + e.payment.str() + " taken back: " + money(e.amount) + " is held as " +
                 e.suspense.str() + " again",
             e.amount, payment(e.payment));
    }
    // --- The utility's own cash
    void operator()(const TenderBatchOpened& e) const {
        tell("Batch " + e.batch.str() + " opened on " + to_string(e.opened_on) +
             (e.clerk.empty() ? "" : " by " + e.clerk.str()) +
             (e.opening_float.is_zero() ? "" : ", with " + money(e.opening_float) + " in the till") +
             (e.declared_count == 0 ? "" : ", " + std::to_string(e.declared_count) + " tenders declared") +
             (e.declared_total.is_zero() ? "" : ", " + money(e.declared_total) + " declared"));
    }
    void operator()(const TenderBatchClosed& e) const {
        tell("Batch " + e.batch.str() + " closed on " + to_string(e.closed_on) + ": " + money(e.counted) +
                 " counted, " + money(e.expected) + " expected" + because(e.difference_reason),
             e.counted);
    }
    void operator()(const TenderBatchReopened& e) const {
        tell("Batch " + e.batch.str() + " opened again on " + to_string(e.reopened_on) + because(e.reopen_reason));
    }
    void operator()(const CashOverShort& e) const {
        tell("Batch " + e.batch.str() + (e.amount > Money{} ? " over by " : " short by ") +
                 money(e.amount > Money{} ? e.amount : -e.amount) + because(e.difference_reason),
             e.amount);
    }
    void operator()(const TillCashTransferred& e) const {
        const bool in = e.amount > Money{};
        tell("Cash of " + money(in ? e.amount : -e.amount) + (in ? " came from " : " went to ") + e.other_batch.str(),
             e.amount);
    }
    void operator()(const BankDeposited& e) const {
        tell("Deposit " + e.bank_deposit.str() + " of " + money(e.amount) + " made at the bank" +
                 in_brackets(e.reference.str()),
             e.amount);
    }
    void operator()(const SuspenseReceived& e) const {
        tell(money(e.amount) + " received on " + to_string(e.received_on) + " and held as " + e.suspense.str() +
                 (e.account_named.empty() ? "" : ", for account " + e.account_named.str()) +
                 (e.batch.empty() ? "" : ", in batch " + e.batch.str()),
             e.amount);
    }
    // --- Masters and collectives
    void operator()(const MasterCreated& e) const {
        tell("Master " + e.master.str() + " created: " + e.name.str() +
             (e.parent.empty() ? "" : ", under " + e.parent.str()));
    }
    void operator()(const MasterRenamed& e) const { tell("Master " + e.master.str() + " renamed: " + e.name.str()); }
    void operator()(const MasterMoved& e) const {
        tell("Master " + e.master.str() + " moved " + (e.parent.empty() ? "to the top" : "under " + e.parent.str()) +
             (e.left.empty() ? "" : ", from " + e.left.str()));
    }
    void operator()(const MasterJoined& e) const {
        tell((e.child.empty() ? "Account " + e.account.str() : "Master " + e.child.str()) + " joined " +
             e.master.str());
    }
    void operator()(const MasterLeft& e) const {
        tell((e.child.empty() ? "Account " + e.account.str() : "Master " + e.child.str()) + " left " + e.master.str());
    }
    void operator()(const MasterClosed& e) const {
        tell("Master " + e.master.str() + " closed on " + to_string(e.closed_on));
    }
    void operator()(const CollectiveBegun& e) const {
        tell("Account " + e.payer.str() + " pays for all under " + e.master.str());
    }
    void operator()(const CollectiveEnded& e) const { tell("Accounts under " + e.master.str() + " are billed alone"); }
    void operator()(const CollectiveStatementIssued& e) const {
        tell("Collective statement " + e.collective_statement.str() + " of " + std::to_string(e.lines.size()) +
                 " accounts, due on " + to_string(e.due_date),
             e.asked);
    }
    void operator()(const CollectivePaid& e) const {
        tell("Payment " + e.payment_event.str() + " for " + std::to_string(e.shares.size()) + " accounts under " +
                 e.master.str(),
             e.amount);
    }
    void operator()(const SuspenseReturned& e) const {
        tell(money(e.amount) + " of " + e.suspense.str() +
                 (e.to == SuspenseExit::bank ? " taken back by the bank"
                                             : " returned to who paid, by " + words(name_of(e.method))) +
                 in_brackets(e.reference.str()) + because(e.return_reason),
             e.amount);
    }

    // --- Refunds, write-offs, transfers
    void operator()(const CreditRefunded& e) const {
        tell("Credit of " + money(e.amount) + " refunded by " + words(name_of(e.method)) + ", refund " +
                 e.refund.str() + because(e.refund_reason) +
                 (e.despite_debt.empty() ? "" : ", although debt was unpaid: " + e.despite_debt.str()),
             e.amount);
    }
    void operator()(const CreditRefundCancelled& e) const {
        tell("Refund " + e.refund.str() + " of " + money(e.amount) + " cancelled: it is credit again" +
                 because(e.cancel_reason),
             e.amount);
    }
    void operator()(const WrittenOff& e) const {
        tell("Debt of " + money(e.amount) + " written off as " + e.write_off.str() + because(e.write_off_reason),
             e.amount);
    }
    void operator()(const WriteOffReversed& e) const {
        tell(money(e.amount) + " of write-off " + e.write_off.str() + " reversed: " + words(name_of(e.cause)) +
                 (e.caused_by.empty() ? "" : ", " + e.caused_by.str()) + because(e.cancel_reason),
             e.amount);
    }
    void operator()(const CreditTransferredOut& e) const {
        tell("Credit of " + money(e.amount) + " transferred to account " + e.to_account.str() +
                 because(e.transfer_reason),
             e.amount);
    }
    void operator()(const CreditTransferredIn& e) const {
        tell("Credit of " + money(e.amount) + " transferred from account " + e.from_account.str() +
                 because(e.transfer_reason),
             e.amount);
    }
    void operator()(const BalanceTransferredOut& e) const {
        tell("Debt of " + money(e.amount) + " of " + e.document.str() + " transferred to " + e.to_sa.str() +
                 " of account " + e.to_account.str() + because(e.transfer_reason),
             e.amount);
    }
    void operator()(const BalanceTransferredIn& e) const {
        tell("Debt of " + money(e.amount) + " transferred from " + e.from_document.str() + " of account " +
                 e.from_account.str() + ", open as " + e.transfer.str() + because(e.transfer_reason),
             e.amount);
    }

    // --- The market
    void operator()(const MarketTransactionSent& e) const { tell_market(e, "sent to " + e.transaction.receiver.str()); }
    void operator()(const MarketTransactionReceived& e) const {
        tell_market(e, "received from " + e.transaction.sender.str());
    }
    void operator()(const MarketTransactionPaired& e) const {
        tell("Market transaction " + e.market_transaction.str() + " paired with " + e.answers.str() + ", which it " +
             market_says(e.outcome));
    }
    void operator()(const MarketTransactionClosed& e) const {
        tell("Market transaction " + e.market_transaction.str() + " closed" + because(e.close_reason));
    }

    // --- Locations, meters and what they measured
    void operator()(const LocationAdded& e) const { tell("Location " + e.premise.str() + " added"); }
    void operator()(const LocationAddressChanged& e) const {
        tell("Address of location " + e.premise.str() + " changed from " + Texts::one_line(e.previous) + " to " +
             Texts::one_line(e.address));
    }
    void operator()(const ServicePointAdded& e) const {
        tell("Service point " + e.service_point.str() + " for " + e.service.str() + " added at location " +
             e.premise.str());
    }
    void operator()(const MeterInstalled& e) const {
        tell("Meter " + e.meter.str() + " installed on " + to_string(e.installed_on) + " at " + e.service_point.str());
    }
    void operator()(const MeterRemoved& e) const {
        tell("Meter " + e.meter.str() + " removed on " + to_string(e.removed_on) + " from " + e.service_point.str());
    }
    void operator()(const RegisterRead& e) const {
        tell("Meter " + e.meter.str() + " read on " + to_string(e.read_on) + ": " + to_string(e.value) +
             " on register " + e.channel.str() + in_brackets(words(name_of(e.quality))));
    }
    void operator()(const RegisterReadCorrected& e) const {
        tell("Read of meter " + e.read.meter.str() + " of " + to_string(e.read.read_on) + " corrected from " +
             to_string(e.previous_value) + " to " + to_string(e.read.value) + " on register " + e.read.channel.str());
    }
    void operator()(const RegisterReadWithdrawn& e) const {
        tell("Read of meter " + e.meter.str() + " of " + to_string(e.read_on) + " withdrawn: " + to_string(e.value) +
             " on register " + e.channel.str());
    }
    void operator()(const UsageRecorded& e) const {
        tell("Usage of " + quantity(e) + " for " + days_text(e.from, e.until) + " recorded at " +
             e.service_point.str() + in_brackets(words(name_of(e.quality))));
        words_.usage_of = e.service_point;
    }
    void operator()(const UsageCorrected& e) const {
        tell("Usage for " + days_text(e.usage.from, e.usage.until) + " corrected from " +
             to_string(e.previous_quantity) + " to " + quantity(e.usage) + " at " + e.usage.service_point.str());
    }
    void operator()(const UsageWithdrawn& e) const {
        tell("Usage of " + to_string(e.quantity) + " for " + days_text(e.from, e.until) + " withdrawn at " +
             e.service_point.str());
    }
    void operator()(const IntervalDayRecorded& e) const {
        tell("Usage of " + quantity(e) + " on " + to_string(e.date) + ", " + std::to_string(e.values.size()) +
             " values, recorded at " + e.service_point.str() + in_brackets(words(name_of(e.worst_quality()))));
        words_.usage_of = e.service_point;
    }
    void operator()(const IntervalDayCorrected& e) const {
        tell("Usage on " + to_string(e.day.date) + " corrected from " + to_string(e.previous_quantity) + " to " +
             quantity(e.day) + " at " + e.day.service_point.str());
    }
    void operator()(const IntervalDayWithdrawn& e) const {
        tell("Usage of " + to_string(e.quantity) + " on " + to_string(e.date) + " withdrawn at " +
             e.service_point.str());
    }
    void operator()(const RegisterReadDoubted& e) const {
        tell("Read of meter " + e.read.meter.str() + " of " + to_string(e.read.read_on) + " held in doubt" +
             in_brackets(kinds(e.doubts)) + ": " + to_string(e.read.value) + " on register " + e.read.channel.str());
    }
    void operator()(const UsageDoubted& e) const {
        tell("Usage of " + quantity(e.usage) + " for " + days_text(e.usage.from, e.usage.until) + " held in doubt" +
             in_brackets(kinds(e.doubts)) + " at " + e.usage.service_point.str());
    }
    void operator()(const IntervalDayDoubted& e) const {
        tell("Usage of " + quantity(e.day) + " on " + to_string(e.day.date) + " held in doubt" +
             in_brackets(kinds(e.doubts)) + " at " + e.day.service_point.str());
    }
    void operator()(const DoubtAssigned& e) const {
        tell("What is in doubt of " + to_string(e.day) + " at " + e.service_point.str() +
             (e.owner.empty() ? " is no one's to see to" : " is for " + e.owner.str() + " to see to"));
    }
    void operator()(const DoubtResolved& e) const {
        tell("What was in doubt of " + to_string(e.day) + " at " + e.service_point.str() + " " + words(name_of(e.way)) +
             (e.why.empty() ? "" : ": " + e.why.str()));
    }
    void operator()(const ReadEstimated& e) const {
        tell("Use of " + to_string(e.quantity) + " " + e.unit.str() + " for " + days_text(e.from, e.until) +
             " estimated at " + e.service_point.str() + in_brackets(words(name_of(e.method))));
    }
    void operator()(const RegisterChanged& e) const {
        tell("Register " + e.channel.str() + " of meter " + e.meter.str() + " may count " +
             to_string(e.rollover_threshold) + " of its range between two reads, instead of " +
             to_string(e.previous_threshold));
    }
    void operator()(const OccupancyStarted& e) const {
        tell("Account " + e.account.str() + " pays for " + e.service_point.str() + " from " + to_string(e.from) +
             ": agreement " + e.sa.str());
    }
    void operator()(const OccupancyEnded& e) const {
        if (e.until.is_set())
            tell("Account " + e.account.str() + " no longer pays for " + e.service_point.str() + " from " +
                 to_string(e.until) + ": agreement " + e.sa.str());
        else
            tell("Account " + e.account.str() + " pays for " + e.service_point.str() + " again: agreement " +
                 e.sa.str());
    }
    void operator()(const StartWaits& e) const {
        tell("Start of account " + e.account.str() + " on " + to_string(e.start_on) + " at " + e.service_point.str() +
             " waits until account " + e.tenant.str() + " stops");
    }
    void operator()(const LandlordAgreementSet& e) const {
        tell("Location " + e.premise.str() + " reverts to account " + e.agreement.account.str() + " between tenants" +
             on_day("from", e.agreement.from));
    }
    void operator()(const LandlordReverted& e) const {
        tell(e.service_point.str() + " reverted to account " + e.landlord.str() + " on " + to_string(e.on) +
             ": agreement " + e.to_sa.str());
    }

  private:
    static std::string market_says(MarketOutcome outcome) {
        if (outcome == MarketOutcome::accepted) return "accepts";
        if (outcome == MarketOutcome::rejected) return "rejects";
        return outcome == MarketOutcome::completed ? "completes" : "answers";
    }
    template <class Recorded>
    void tell_market(const Recorded& e, const std::string& way) const {
        const MarketTransaction& told = e.transaction;
        std::string answered;
        if (!e.answers.empty()) answered = "; it " + market_says(told.outcome) + " " + e.answers.str();
        if (e.answers.empty() && !told.original.empty())
            answered = "; it " + market_says(told.outcome) + " " + told.original.str() + ", which is not known";
        std::vector<std::string> reasons;
        for (const MarketReason& reason : told.reasons) reasons.push_back(reason.code.str());
        tell(std::string{meaning_of(told.kind).code} + " " + words(name_of(told.kind)) + " " + way + " as " +
                 e.market_transaction.str() + ", reference " + told.reference.str() + answered +
                 (reasons.empty() ? "" : ", reason " + listed(reasons)) + on_day("effective", told.effective_on) +
                 on_day("and due an answer by", e.due_on),
             told.amount.is_zero() ? std::nullopt : std::optional{told.amount});
    }
    void tell(std::string summary, std::optional<Money> amount = {}, Shown shown = {ActivityDocument::none, {}}) const {
        words_ = {std::move(summary), {}, shown.kind, std::move(shown.id)};
        if (amount) words_.amount.set(*amount);
    }
    [[nodiscard]] std::string money(Money amount) const {
        return to_string(amount, say_.currency.decimals) + " " + std::string{say_.currency.str()};
    }
    [[nodiscard]] std::string adjustment(const DocumentId& id, const Code& type, Money amount) const {
        return "Adjustment " + id.str() + " of " + money(amount) + in_brackets(type.str());
    }
    static std::string kinds(const std::vector<ReadDoubt>& doubts) {
        std::string all;
        for (const ReadDoubt& one : doubts) all += (all.empty() ? "" : ", ") + words(name_of(one.kind));
        return all;
    }
    static bool from_customer(const ActivityRecorded& e) { return e.direction == CommunicationDirection::in; }
    static Shown adjusted(const DocumentId& id) { return {ActivityDocument::adjustment, id}; }
    static Shown payment(const PaymentId& id) { return {ActivityDocument::payment, DocumentId{id.str()}}; }
    const Sayings& say_;
    EventWords& words_;
};

}  // namespace

std::string words_of_usages(const UsageRecorded& all, std::uint64_t count) {
    return "Usage of " + quantity(all) + " for " + days_text(all.from, all.until) + ", " + std::to_string(count) +
           " periods, recorded at " + all.service_point.str() + in_brackets(words(name_of(all.quality)));
}

EventWords words_of(const Event& event, const Sayings& sayings) {
    EventWords words;
    visit(EventWording{sayings, words}, event);
    return words;
}

}  // namespace tally::projections
