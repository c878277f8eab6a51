// Unbilled revenue: what an account's days earned that are not billed in the books of an accounting period, posted on
// its last day and taken back on the next period's first, when bills have it. No customer owes it.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/account/billing/bill.h"
#include "domain/account/billing/unbilled/unbilled_use.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/service/service.h"
#include "domain/books/journal.h"
#include "domain/decide_on.h"
#include "domain/rating/rating.h"

namespace tally::domain {

namespace {

// Until when agreements are billed in the books that end before a day. What a later period's books have was earned
// and not billed in these, whenever the accrual is made.
class BilledInBooks {
  public:
    BilledInBooks(World& world, const AccountState& account, Date until) {
        // At a month's end all that was billed is in these books, as it stands: years of history need no reading.
        if (account.segments_cancelled == 0 && account.segments_booked_on < until) {
            for (const ServiceAgreement& one : account.agreements)
                if (one.charged_until.is_set())
                    segments_.push_back({one.sa, one.last_segment, one.charged_until, one.final_billed});
            return;
        }
        world.history(stream_of(account.account), [&](const RecordedEvent& recorded) {
            if (const auto* frozen = get_if<BillSegmentFrozen>(&recorded.event)) {
                if (frozen->financial.accounting_date < until)
                    segments_.push_back({frozen->sa, frozen->segment, frozen->until, frozen->final_segment});
            } else if (const auto* cancelled = get_if<BillSegmentCancelled>(&recorded.event)) {
                if (cancelled->financial.accounting_date < until)
                    std::erase_if(segments_, [&](const Segment& one) { return one.segment == cancelled->segment; });
            }
        });
    }
    // Unset: no day is.
    [[nodiscard]] Date until(const ServiceAgreementId& sa) const {
        Date latest;
        for (const Segment& one : segments_)
            if (one.sa == sa && (!latest.is_set() || one.until > latest)) latest = one.until;
        return latest;
    }
    [[nodiscard]] bool finally(const ServiceAgreementId& sa) const {
        return std::any_of(segments_.begin(), segments_.end(),
                           [&](const Segment& one) { return one.sa == sa && one.final_segment; });
    }

  private:
    struct Segment {
        ServiceAgreementId sa;
        SegmentId segment;
        Date until;
        bool final_segment = false;
    };
    std::vector<Segment> segments_;
};

class Accruing {
  public:
    Accruing(const AccrueUnbilled& command, const Context& context)
        : context_(context), draft_(context), id_(command.account), given_(command.on) {}

    Decided<Events> decide() {
        account_ = draft_.account(id_);
        if (!account_)
            return refuse(Rejection::account_unknown, "account", id_.str(), "Name an account that was opened.");
        const auto on = business_day(given_, "on", context_);
        TALLY_TRY(on);
        on_ = *on;
        TALLY_TRY(find_period());
        const LatestAccrual& latest = account_->accrual;
        if (latest.sequence > 0 && latest.period_until > period_.until)
            return refuse(Rejection::date_out_of_order, "on", to_string(on_),
                          "The account is accrued until " + to_string(latest.period_until) +
                              ", in a later period: give a day of that one, or of one after it.");
        replaces_ = latest.sequence > 0 && latest.period_until == period_.until;
        if (replaces_)
            for (const UnbilledRevenue& one : latest.revenue)
                revenue_.push_back({one.role, one.gl_account, {}, one.amount});
        TALLY_TRY(propose());
        return record();
    }

  private:
    Decided<void> find_period() {
        const SettingsState& settings = draft_.settings();
        const AccountingPeriod* period = settings.period_of(on_);
        if (!period)
            return refuse(Rejection::accounting_period_unknown, "on", to_string(on_),
                          "No accounting period holds that day: send settings.open_period.");
        if (period->closed)
            return refuse(Rejection::period_closed, "on", to_string(on_),
                          "The accounting period from " + to_string(period->first_day) + " to " +
                              to_string(period->until - 1) + " is closed: give a day of an open one.");
        period_ = {period->first_day, period->until};
        const AccountingPeriod* next = settings.period_of(period_.until);
        if (!next || next->closed)
            return refuse(Rejection::next_period_not_open, "on", to_string(period_.until),
                          "The accrual is reversed on " + to_string(period_.until) +
                              (next ? ", and that period is closed: accrue in a later one."
                                    : ": send settings.open_period with that first day."));
        return {};
    }

    Decided<void> propose() {
        const BilledInBooks billed(draft_, *account_, period_.until);
        Int128 size = 0;
        for (const ServiceAgreement& agreement : account_->agreements) {
            if (agreement.status == SaStatus::pending_start || agreement.status == SaStatus::cancelled ||
                billed.finally(agreement.sa))
                continue;
            const Date charged = billed.until(agreement.sa);
            const Date end = charge_end(agreement);
            const Period days{charged.is_set() ? charged : first_charge_day(agreement),
                              end.is_set() ? std::min(end, period_.until) : period_.until};
            if (days.days() <= 0) continue;
            TALLY_TRY(propose(agreement, days, end.is_set() && end <= period_.until));
            size += rating::size_of(agreements_.back().lines);
        }
        if (size > largest_amount.minor)
            return refuse(Rejection::amount_too_large, "account", id_.str(), "Check reads and prices.");
        return {};
    }
    Decided<void> propose(const ServiceAgreement& agreement, Period days, bool ends) {
        UnbilledAgreement& one = agreements_.emplace_back();
        one.sa = agreement.sa;
        one.service = agreement.service;
        one.from = days.from;
        one.until = days.until;
        const Date priced_on = days.until - 1;
        const auto pricing = pricing_of(draft_, agreement, priced_on);
        if (!pricing) return without(one, pricing.error());
        UnbilledUsage usage = unbilled_usage(context_, agreement, *pricing->tariff, days, ends);
        auto rated = rated_segment(draft_, agreement, *pricing, usage.selected, priced_on);
        if (rated) {
            one.uses = std::move(usage.uses);
            if (usage.missing) without(one, *usage.missing);
        } else {
            without(one, usage.missing ? *usage.missing : rated.error());
            if (usage.missing) return {};
            usage.selected.reads.clear();
            usage.selected.intervals.clear();
            rated = rated_segment(draft_, agreement, *pricing, usage.selected, priced_on);
            if (!rated) return {};
        }
        return add_lines(one, std::move(rated->lines));
    }
    static Decided<void> without(UnbilledAgreement& one, const Refusal& refusal) {
        one.no_basis = Code{name_of(refusal.rejection)};
        one.explanation = Plain{refusal.cure};
        return {};
    }
    Decided<void> add_lines(UnbilledAgreement& one, std::vector<BillLine> lines) {
        if (auto missing = set_gl_accounts(draft_.settings(), one.service, lines))
            return tl::unexpected(std::move(*missing));
        for (BillLine& line : lines) {
            line.line_id = Plain{accrual().str() + "-" + std::to_string(++lines_)};
            line.tax_codes.clear();  // A bill has tax; tax earns nothing.
            one.amount += line.amount;
            const auto same = std::find_if(revenue_.begin(), revenue_.end(), [&](const UnbilledRevenue& held) {
                return held.role == line.role && held.gl_account == line.gl_account;
            });
            if (same != revenue_.end())
                same->amount += line.amount;
            else
                revenue_.push_back({line.role, line.gl_account, line.amount, {}});
        }
        one.lines = std::move(lines);
        return {};
    }
    [[nodiscard]] DocumentId accrual() const {
        return numbered_id<DocumentId>(id_, accrual_mark, account_->accrual.sequence + std::uint64_t{1});
    }

    Decided<Events> record() {
        std::erase_if(revenue_,
                      [](const UnbilledRevenue& one) { return one.amount.is_zero() && one.previous_amount.is_zero(); });
        const bool differs = std::any_of(revenue_.begin(), revenue_.end(),
                                         [](const UnbilledRevenue& one) { return one.amount != one.previous_amount; });
        if (!differs) {
            if (replaces_) return already_so(account_->accrual.position);
            return nothing();
        }
        UnbilledAccrued event;
        event.account = id_;
        event.accrual = accrual();
        event.sequence = account_->accrual.sequence + 1;
        event.period_from = period_.from;
        event.period_until = period_.until;
        event.accrued_on = on_;
        if (replaces_) event.replaces = numbered_id<DocumentId>(id_, accrual_mark, account_->accrual.sequence);
        event.agreements = std::move(agreements_);
        event.revenue = std::move(revenue_);
        for (const UnbilledRevenue& one : event.revenue) {
            event.amount += one.amount;
            event.previous_amount += one.previous_amount;
        }
        auto financial = journal::unbilled_accrued(draft_.settings(), {period_.until - 1, {}, {}}, event.revenue);
        TALLY_TRY(financial);
        event.financial = std::move(*financial);
        auto negated = journal::negated(draft_.settings(), event.financial, period_.until);
        TALLY_TRY(negated);
        UnbilledReversed reversed{id_, event.accrual, event.amount - event.previous_amount, std::move(*negated)};
        draft_.record(id_, std::move(event));
        draft_.record(id_, std::move(reversed));
        return draft_.take();
    }
    [[nodiscard]] tl::unexpected<Refusal> nothing() const {
        for (const UnbilledAgreement& one : agreements_)
            if (!one.no_basis.empty())
                return refuse(Rejection::nothing_unbilled, "account", id_.str(),
                              "Of " + one.sa.str() + " nothing can be charged: " + one.explanation.str());
        return refuse(Rejection::nothing_unbilled, "account", id_.str(),
                      "All days until " + to_string(period_.until) + " are billed, or earn nothing.");
    }

    const Context& context_;
    Draft draft_;
    AccountId id_;
    Date given_;
    const AccountState* account_ = nullptr;
    Date on_;
    Period period_;
    bool replaces_ = false;
    std::vector<UnbilledAgreement> agreements_;
    std::vector<UnbilledRevenue> revenue_;
    std::uint64_t lines_ = 0;
};

}  // namespace

Decided<Events> decide_on(const AccrueUnbilled& command, const Context& context) {
    return Accruing(command, context).decide();
}

}  // namespace tally::domain
