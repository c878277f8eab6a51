// Corrections of what is billed: every invoice that differs from what is held to have been measured is taken back and
// made again at the prices and taxes of its period, in one commit of its account [rules 6, 11, 20, 23, 24].

#include "domain/account/billing/corrections/corrections.h"

#include <algorithm>
#include <string>
#include <vector>

#include "domain/account/billing/taking_back.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/service/service.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

constexpr const char* reason_not_given = "Corrected to what was measured";

// Whether both charge the same. Taxes follow from the rest; what was waived follows from the day of the correction.
bool charge_alike(const std::vector<BillLine>& old, const std::vector<BillLine>& now) {
    const auto counts = [](const BillLine& line) {
        return line.component_kind != ComponentKind::tax && line.component.str() != backbill_limit_component;
    };
    auto other = now.begin();
    for (const BillLine& line : old) {
        if (!counts(line)) continue;
        while (other != now.end() && !counts(*other)) ++other;
        if (other == now.end() || line.component != other->component || line.from != other->from ||
            line.until != other->until || line.quantity != other->quantity || line.price != other->price ||
            line.amount != other->amount)
            return false;
        ++other;
    }
    return std::none_of(other, now.end(), counts);
}

// An invoice that differs, and what its segments charge from now on.
struct Differing {
    const PastInvoice* past = nullptr;
    std::vector<ProposedSegment> segments;
    DocumentId credit_note;

    [[nodiscard]] Date first_day() const {
        Date first = past->segments.front().from;
        for (const BillSegmentFrozen& segment : past->segments) first = std::min(first, segment.from);
        return first;
    }
};

class Correcting {
  public:
    Correcting(Draft& draft, const CorrectBills& command, Date on)
        : draft_(draft), command_(command), id_(command.account), on_(on), due_(draft.corrections_of(id_)) {}

    Decided<void> correct() {
        past_ = past_invoices(draft_, id_);
        TALLY_TRY(find_differing());
        TALLY_TRY(check_day());
        TALLY_TRY(check_disputes());
        for (BillingDemandFrozen& one : other_demands_) draft_.record(id_, std::move(one));
        for (YearToDateFrozen& one : other_years_) draft_.record(id_, std::move(one));
        if (!differing_.empty()) TALLY_TRY(make_again());
        record();
        return {};
    }

  private:
    // Oldest first: demand and banks that come out otherwise are what later bills look back on.
    Decided<void> find_differing() {
        std::vector<Looked> looked = segments_looked_at();
        DemandsMadeAgain demands;
        for (Looked& one : looked) {
            auto again = segment_again(draft_, id_, *one.invoice, *one.old, demands);
            if (!again) return cannot_measure(*one.invoice, *one.old, std::move(again.error()));
            demands[one.old->segment] = {one.old->segment, again->demands, again->year};
            one.again = std::move(*again);
        }
        for (const PastInvoice& invoice : past_) {
            if (!invoice.stands() || !concerns(invoice)) continue;
            Differing differing{&invoice, {}, {}};
            bool alike = true;
            for (const BillSegmentFrozen& old : invoice.segments) {
                const auto made =
                    std::find_if(looked.begin(), looked.end(), [&](const Looked& one) { return one.old == &old; });
                alike = alike && charge_alike(old.lines, made->again.lines);
                differing.segments.push_back(std::move(made->again));
            }
            if (!alike)
                differing_.push_back(std::move(differing));
            else
                note_demands(std::move(differing.segments));
        }
        std::stable_sort(differing_.begin(), differing_.end(),
                         [](const Differing& a, const Differing& b) { return a.first_day() < b.first_day(); });
        return {};
    }
    struct Looked {
        const PastInvoice* invoice = nullptr;
        const BillSegmentFrozen* old = nullptr;
        ProposedSegment again = {};
    };
    [[nodiscard]] std::vector<Looked> segments_looked_at() const {
        std::vector<Looked> looked;
        for (const PastInvoice& invoice : past_)
            if (invoice.stands() && concerns(invoice))
                for (const BillSegmentFrozen& old : invoice.segments) looked.push_back({&invoice, &old});
        std::stable_sort(looked.begin(), looked.end(),
                         [](const Looked& a, const Looked& b) { return a.old->from < b.old->from; });
        return looked;
    }
    // A segment that charges the same may have measured another demand, or carry on something else, which later bills
    // look back on.
    void note_demands(std::vector<ProposedSegment> segments) {
        for (ProposedSegment& one : segments) {
            const SegmentDemands* held = draft_.demands_of(one.sa).of(one.replaces);
            if (held && held->demands != one.demands)
                other_demands_.push_back({id_, one.replaces, one.sa, std::move(one.demands)});
            if (held && held->year != one.year)
                other_years_.push_back({id_, one.replaces, one.sa, std::move(one.year)});
        }
    }
    [[nodiscard]] bool concerns(const PastInvoice& invoice) const {
        return std::any_of(invoice.segments.begin(), invoice.segments.end(), [&](const BillSegmentFrozen& segment) {
            const DueCorrection* due = due_.of(segment.sa);
            return due && segment.until > due->from;
        });
    }
    [[nodiscard]] tl::unexpected<Refusal> cannot_measure(const PastInvoice& invoice, const BillSegmentFrozen& segment,
                                                         Refusal refusal) const {
        refusal.field = "account";
        refusal.cure = "Invoice " + invoice.invoice.invoice.str() + " cannot be made again for " + segment.sa.str() +
                       " from " + to_string(segment.from) + " until " + to_string(segment.until) + ": " + refusal.cure;
        return tl::unexpected(std::move(refusal));
    }

    // Not before what is taken back was billed.
    Decided<void> check_day() {
        Date latest;
        for (const Differing& one : differing_) latest = std::max(latest, one.past->invoice.bill_date);
        if (!command_.on.is_set()) on_ = std::max(on_, latest);
        if (latest.is_set() && on_ < latest)
            return refuse(Rejection::date_out_of_order, "on", to_string(on_),
                          "It takes back an invoice of " + to_string(latest) + "; give that day or a later one.");
        return {};
    }
    // What a customer does not accept is decided by who looks into it, not by a run.
    Decided<void> check_disputes() {
        if (draft_.account(id_)->open_disputes == 0) return {};
        for (const DisputedItem& one : draft_.overdue_of(id_).disputes)
            for (const Differing& each : differing_)
                if (each.past->invoice.invoice == one.document)
                    return refuse(Rejection::item_disputed, "account", id_.str(),
                                  one.document.str() + " is disputed (" + one.dispute.str() +
                                      "): reject that by dispute.resolve, and the correction follows; or send "
                                      "invoice.reverse with rebill, and uphold it by the credit note.");
        return {};
    }

    Decided<void> make_again() {
        std::vector<ChargedMore> more = charged_more();
        const TakingBack how{on_,
                             command_.correction_reason.empty() ? Plain{reason_not_given} : command_.correction_reason,
                             command_.deliver, command_.customer_caused, &more};
        std::vector<DocumentId> cancelled, rebills;
        for (const Differing& one : differing_) cancelled.push_back(one.past->invoice.invoice);
        const auto freed = free_credit_of(draft_, id_, cancelled, on_);
        TALLY_TRY(freed);
        // The latest first, so that what is charged until goes back step by step.
        for (auto one = differing_.rbegin(); one != differing_.rend(); ++one) {
            auto note = cancel_invoice(draft_, id_, *one->past, how);
            TALLY_TRY(note);
            one->credit_note = std::move(*note);
        }
        for (Differing& one : differing_) {
            auto issued = issue_again(draft_, id_, *one.past, std::move(one.segments), how);
            TALLY_TRY(issued);
            corrected_.push_back({one.past->invoice.invoice, one.credit_note, issued->invoice,
                                  one.past->invoice.bill_date, one.past->invoice.total, issued->total});
            rebills.push_back(std::move(issued->invoice));
        }
        TALLY_TRY(pay_rebills(draft_, id_, *freed, rebills, on_));
        TALLY_TRY(cancel_disproved(draft_, id_, on_, {LateChargeCause::invoice_reversed, charged_late()}));
        reactivate_unbilled(draft_, id_);
        close_or_reactivate(draft_, id_);
        return {};
    }
    [[nodiscard]] std::vector<ChargedMore> charged_more() const {
        std::vector<ChargedMore> more;
        for (const Differing& one : differing_)
            for (std::size_t i = 0; i < one.segments.size(); ++i) {
                const Money by = charged_more_by(one.segments[i], one.past->segments[i]);
                const auto held = std::find_if(more.begin(), more.end(),
                                               [&](const ChargedMore& each) { return each.sa == one.segments[i].sa; });
                if (held == more.end())
                    more.push_back({one.segments[i].sa, by});
                else
                    held->left += by;
            }
        return more;
    }
    // The oldest that late charges are on.
    [[nodiscard]] DocumentId charged_late() const {
        for (const Differing& one : differing_)
            for (const ChargedDays& days : draft_.overdue_of(id_).charged)
                if (days.overdue == one.past->invoice.invoice) return days.overdue;
        return differing_.front().past->invoice.invoice;
    }

    void record() {
        BillsCorrected event;
        event.account = id_;
        event.sequence = draft_.account(id_)->correction_count + 1;
        event.correction = numbered_id<DocumentId>(id_, correction_mark, event.sequence);
        event.corrected_on = on_;
        event.reason = command_.correction_reason;
        for (const DueCorrection& one : due_.due) event.agreements.push_back(one.sa);
        event.invoices = std::move(corrected_);
        for (const CorrectedInvoice& one : event.invoices) event.delta += one.total - one.previous_total;
        draft_.record(id_, std::move(event));
    }

    Draft& draft_;
    const CorrectBills& command_;
    AccountId id_;
    Date on_;
    AccountCorrections due_;
    std::vector<PastInvoice> past_;
    std::vector<Differing> differing_;
    std::vector<BillingDemandFrozen> other_demands_;
    std::vector<YearToDateFrozen> other_years_;
    std::vector<CorrectedInvoice> corrected_;
};

}  // namespace

Decided<void> correct_bills(Draft& draft, const CorrectBills& command, Date on) {
    return Correcting(draft, command, on).correct();
}

Decided<Events> decide_on(const CorrectBills& command, const Context& context) {
    Draft draft(context);
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    if (account->corrections_due == 0)
        return refuse(Rejection::no_correction_due, "account", command.account.str(),
                      "No read or usage of its charged days was changed since its bills were made or corrected.");
    TALLY_TRY(correct_bills(draft, command, *on));
    return draft.take();
}

}  // namespace tally::domain
