#include "domain/books/journal.h"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/core/check.h"

namespace tally::domain::journal {

namespace {

// A posting before its account of the general ledger is known.
struct Leg {
    GlRole role;
    Money amount;
    const Code* qualifier = nullptr;
};
const Code no_qualifier;

// What the customer owes or is owed.
constexpr bool is_customers(GlRole role) {
    return role == GlRole::ar || role == GlRole::unapplied || role == GlRole::deposit;
}

Decided<void> set_dates(Financial& financial, const SettingsState& settings, const Dates& dates) {
    if (settings.division.currency.empty())
        return refuse(Rejection::division_not_created, "", "", "Create the division, which has the currency.");
    const Date wanted = dates.accounting_date.is_set() ? dates.accounting_date : dates.effective_date;
    const auto accounting_date = settings.accounting_date(wanted);
    if (!accounting_date) return refuse(Rejection::period_closed, "", to_string(wanted), "Open an accounting period.");
    financial.effective_date = dates.effective_date;
    financial.accounting_date = *accounting_date;
    financial.ages_from = dates.ages_from.is_set() ? dates.ages_from : dates.effective_date;
    financial.currency = settings.division.currency;
    return {};
}

// Legs of zero make no posting.
template <std::size_t Count>
Decided<Financial> posted(const SettingsState& settings, const Dates& dates, Money delta,
                          const std::array<Leg, Count>& legs) {
    Decided<Financial> financial;
    TALLY_TRY(set_dates(*financial, settings, dates));
    financial->payoff = financial->current = delta;
    financial->postings.reserve(Count);
    std::vector<MissingAccount> missing;
    for (const Leg& leg : legs) {
        if (leg.amount.is_zero()) continue;
        const Code& qualifier = leg.qualifier ? *leg.qualifier : no_qualifier;
        const Code* const account = settings.gl_account(leg.role, qualifier);
        if (!account) {
            missing.push_back({leg.role, qualifier});
            continue;
        }
        Posting& posting = financial->postings.emplace_back();
        posting.role = leg.role;
        posting.gl_account = *account;
        posting.amount = leg.amount;
    }
    if (!missing.empty()) return tl::unexpected(gl_accounts_missing(settings, missing));
    return financial;
}

}  // namespace

Refusal gl_accounts_missing(const SettingsState& settings, std::span<const MissingAccount> missing) {
    std::vector<GlRole> named;
    std::string roles, cure;
    const auto name = [&](GlRole role, const std::string& special) {
        if (std::find(named.begin(), named.end(), role) != named.end()) return;
        named.push_back(role);
        (roles += roles.empty() ? "" : ", ") += name_of(role);
        ((cure += cure.empty() ? "" : ", ") += name_of(role)) += special;
    };
    for (const MissingAccount& one : missing)
        name(one.role, one.qualifier.empty() ? "" : " (or " + one.qualifier.str() + " within it)");
    const auto& rows = settings.gl_accounts.entries;
    for (const GlRole role : posted_roles)
        if (std::none_of(rows.begin(), rows.end(), [&](const auto& entry) { return entry.row.role == role; }))
            name(role, "");
    return {Rejection::gl_account_missing, "", std::move(roles),
            "Send settings.define_gl_account for each of these roles: " + cure + ".", 0};
}

Decided<Financial> charged(const SettingsState& settings, const Dates& dates, std::span<const BillLine> lines,
                           std::optional<Money> current) {
    Money total;
    for (const BillLine& line : lines) total += line.amount;
    auto financial = posted(settings, dates, total, std::array{Leg{GlRole::ar, total}});
    if (!financial) return financial;
    if (current) financial->current = *current;
    auto& postings = financial->postings;
    const std::size_t first = postings.size();
    for (const BillLine& line : lines) {
        TALLY_ASSERT(!line.gl_account.empty(), "a line without its GL account");
        const auto same = std::find_if(
            postings.begin() + static_cast<std::ptrdiff_t>(first), postings.end(),
            [&](const Posting& posting) { return posting.role == line.role && posting.gl_account == line.gl_account; });
        if (same != postings.end())
            same->amount -= line.amount;
        else
            postings.push_back({line.role, line.gl_account, -line.amount});
    }
    std::erase_if(postings, [](const Posting& posting) { return posting.amount.is_zero(); });
    return financial;
}

Decided<Financial> posted(const SettingsState& settings, const Dates& dates, Legs legs, Money amount) {
    const Money debited = is_customers(legs.debit) ? amount : Money{};
    const Money credited = is_customers(legs.credit) ? amount : Money{};
    return posted(settings, dates, debited - credited, std::array{Leg{legs.debit, amount}, Leg{legs.credit, -amount}});
}
Decided<Financial> posted(const SettingsState& settings, const Dates& dates, Legs legs, Money amount,
                          const Code& tender_source) {
    const auto leg = [&](GlRole role, Money of_leg) {
        return Leg{role, of_leg, role == GlRole::cash ? &tender_source : nullptr};
    };
    const Money debited = is_customers(legs.debit) ? amount : Money{};
    const Money credited = is_customers(legs.credit) ? amount : Money{};
    return posted(settings, dates, debited - credited, std::array{leg(legs.debit, amount), leg(legs.credit, -amount)});
}
Decided<Financial> deposited(const SettingsState& settings, const Dates& dates,
                             std::span<const DepositedBatch> batches) {
    Decided<Financial> financial;
    TALLY_TRY(set_dates(*financial, settings, dates));
    const Code* const bank = settings.gl_account(GlRole::cash);
    if (!bank) return tl::unexpected(gl_accounts_missing(settings, std::array{MissingAccount{GlRole::cash, {}}}));
    auto& postings = financial->postings;
    postings.push_back({GlRole::cash, *bank, Money{}});
    for (const DepositedBatch& batch : batches) {
        const Code* const account = settings.gl_account(GlRole::cash, batch.source);  // At least the bank's.
        auto same = std::find_if(postings.begin(), postings.end(),
                                 [&](const Posting& posting) { return posting.gl_account == *account; });
        if (same == postings.end()) same = postings.insert(same, {GlRole::cash, *account, Money{}});
        same->amount -= batch.amount;
        postings.front().amount += batch.amount;
    }
    std::erase_if(postings, [](const Posting& posting) { return posting.amount.is_zero(); });
    return financial;
}
Decided<Financial> posted(const SettingsState& settings, const Dates& dates, Legs legs, Money amount, CurrentBy by) {
    auto financial = posted(settings, dates, legs, amount);
    if (financial) financial->current = current_by(by, amount);
    return financial;
}
Decided<Financial> only_current(const SettingsState& settings, const Dates& dates, Money amount, CurrentBy by) {
    Decided<Financial> financial;
    TALLY_TRY(set_dates(*financial, settings, dates));
    financial->current = current_by(by, amount);
    return financial;
}
Decided<Financial> credit_allocated(const SettingsState& settings, const Dates& dates, Money total) {
    return posted(settings, dates, Legs{GlRole::unapplied, GlRole::ar}, total);
}
Decided<Financial> credit_deallocated(const SettingsState& settings, const Dates& dates, Money total) {
    return posted(settings, dates, Legs{GlRole::ar, GlRole::unapplied}, total);
}
Decided<Financial> debit_adjusted(const SettingsState& settings, const Dates& dates, const Code& adjustment_type,
                                  Money amount) {
    return posted(settings, dates, amount,
                  std::array{Leg{GlRole::ar, amount}, Leg{GlRole::fee, -amount, &adjustment_type}});
}
Decided<Financial> credit_adjusted(const SettingsState& settings, const Dates& dates, const Code& adjustment_type,
                                   Money to_target, Money to_unapplied) {
    const Money amount = to_target + to_unapplied;
    return posted(settings, dates, -amount,
                  std::array{Leg{GlRole::concession, amount, &adjustment_type}, Leg{GlRole::ar, -to_target},
                             Leg{GlRole::unapplied, -to_unapplied}});
}

Decided<Financial> unbilled_accrued(const SettingsState& settings, const Dates& dates,
                                    std::span<const UnbilledRevenue> revenue) {
    Money total;
    for (const UnbilledRevenue& one : revenue) total += one.amount - one.previous_amount;
    auto financial = posted(settings, dates, Money{}, std::array{Leg{GlRole::unbilled, total}});
    if (!financial) return financial;
    for (const UnbilledRevenue& one : revenue)
        if (one.amount != one.previous_amount)
            financial->postings.push_back({one.role, one.gl_account, one.previous_amount - one.amount});
    return financial;
}

Decided<Financial> negated(const SettingsState& settings, const Financial& original, Date effective_date,
                           Date accounting_date) {
    Decided<Financial> financial;
    TALLY_TRY(set_dates(*financial, settings, {effective_date, accounting_date, original.ages_from}));
    financial->payoff = -original.payoff;
    financial->current = -original.current;
    financial->postings = original.postings;
    for (Posting& posting : financial->postings) posting.amount = -posting.amount;
    return financial;
}

namespace {

struct WriteOffSums {
    Money amount;
    Money tax;
    std::vector<Posting> taxes;  // One for each account of the general ledger.
};
WriteOffSums sums_of(std::span<const WriteOffLine> lines) {
    WriteOffSums sums;
    for (const WriteOffLine& line : lines) {
        sums.amount += line.amount;
        for (const TaxRelieved& tax : line.taxes) {
            sums.tax += tax.amount;
            const auto same = std::find_if(sums.taxes.begin(), sums.taxes.end(),
                                           [&](const Posting& one) { return one.gl_account == tax.gl_account; });
            if (same != sums.taxes.end())
                same->amount += tax.amount;
            else
                sums.taxes.push_back({GlRole::tax, tax.gl_account, tax.amount});
        }
    }
    return sums;
}

}  // namespace

Decided<Financial> written_off(const SettingsState& settings, const Dates& dates, std::span<const WriteOffLine> lines) {
    WriteOffSums sums = sums_of(lines);
    const bool kept = settings.gl_account(GlRole::allowance) != nullptr;
    auto financial = posted(settings, dates, -sums.amount,
                            std::array{Leg{kept ? GlRole::allowance : GlRole::bad_debt, sums.amount - sums.tax},
                                       Leg{GlRole::ar, -sums.amount}});
    if (financial)
        financial->postings.insert(std::prev(financial->postings.end()), sums.taxes.begin(), sums.taxes.end());
    return financial;
}
Decided<Financial> write_off_reversed(const SettingsState& settings, const Dates& dates,
                                      std::span<const WriteOffLine> lines, const Posting& loss) {
    WriteOffSums sums = sums_of(lines);
    auto financial = posted(settings, dates, sums.amount, std::array{Leg{GlRole::ar, sums.amount}});
    if (!financial) return financial;
    if (sums.tax != sums.amount) financial->postings.push_back({loss.role, loss.gl_account, sums.tax - sums.amount});
    for (Posting& tax : sums.taxes) {
        tax.amount = -tax.amount;
        financial->postings.push_back(std::move(tax));
    }
    return financial;
}

namespace {

using Trouble = std::optional<std::string>;

std::string differs(std::string_view what, Int128 is, Int128 expected) {
    // Shown as 64 bits: a larger sum is wrong anyway.
    return std::string{what} + " is " + std::to_string(static_cast<std::int64_t>(is)) + ", not " +
           std::to_string(static_cast<std::int64_t>(expected)) + " minor units";
}

// Sums in 128 bits, since what was read may be damaged and must not overflow.
Int128 posted_to(const Financial& financial, GlRole role) {
    Int128 sum = 0;
    for (const Posting& posting : financial.postings)
        if (posting.role == role) sum += posting.amount.minor;
    return sum;
}

// What every financial event keeps to.
Trouble check_financial(const Financial& financial) {
    Int128 sum = 0;
    for (const Posting& posting : financial.postings) {
        sum += posting.amount.minor;
        if (posting.gl_account.empty()) return "a posting has no GL account";
        if (posting.amount.is_zero()) return "a posting is zero";
    }
    if (sum != 0) return differs("sum of postings", sum, 0);
    if (!financial.effective_date.is_set()) return "effective_date is missing";
    if (!financial.accounting_date.is_set()) return "accounting_date is missing";
    if (financial.currency.empty()) return "currency is missing";
    Int128 payoff = 0;
    for (const Posting& posting : financial.postings)
        if (is_customers(posting.role)) payoff += posting.amount.minor;
    if (payoff != financial.payoff.minor) return differs("payoff", financial.payoff.minor, payoff);
    return std::nullopt;
}

// The postings are these and no others, and payoff and current are as given.
template <std::size_t Count>
Trouble check_legs(const Financial& financial, Int128 payoff, Int128 current,
                   const std::array<std::pair<GlRole, Int128>, Count>& legs, std::size_t others = 0) {
    if (auto trouble = check_financial(financial)) return trouble;
    std::size_t expected_count = others;
    for (const auto& [role, amount] : legs) {
        const Int128 is = posted_to(financial, role);
        if (is != amount) return differs("posting to " + std::string{name_of(role)}, is, amount);
        if (amount != 0) ++expected_count;
    }
    if (financial.postings.size() != expected_count) return "there are other postings than there should be";
    if (financial.payoff.minor != payoff) return differs("payoff", financial.payoff.minor, payoff);
    if (financial.current.minor != current) return differs("current", financial.current.minor, current);
    return std::nullopt;
}
template <std::size_t Count>
Trouble check_legs(const Financial& financial, Int128 delta, const std::array<std::pair<GlRole, Int128>, Count>& legs) {
    return check_legs(financial, delta, delta, legs);
}
using Leg2 = std::array<std::pair<GlRole, Int128>, 2>;
using Leg3 = std::array<std::pair<GlRole, Int128>, 3>;

Trouble check_lines(const Financial& financial, const std::vector<BillLine>& lines, Money total) {
    if (auto trouble = check_financial(financial)) return trouble;
    Int128 sum = 0;
    for (const BillLine& line : lines) sum += line.amount.minor;
    if (sum != total.minor) return differs("total", total.minor, sum);
    if (financial.payoff != total) return differs("payoff", financial.payoff.minor, total.minor);
    for (const Posting& posting : financial.postings) {
        Int128 expected = 0;
        if (posting.role == GlRole::ar)
            expected = sum;
        else
            for (const BillLine& line : lines)
                if (line.role == posting.role && line.gl_account == posting.gl_account) expected -= line.amount.minor;
        if (posting.amount.minor != expected)
            return differs("posting to " + posting.gl_account.str(), posting.amount.minor, expected);
    }
    return std::nullopt;
}

Trouble check_allocation(const Financial& financial, const std::vector<AllocationLine>& lines, Money total, int sign) {
    Int128 sum = 0;
    for (const AllocationLine& line : lines) {
        if (line.amount <= Money{}) return "an allocation is not above zero";
        sum += line.amount.minor;
    }
    if (sum != total.minor || sum == 0) return differs("total", total.minor, sum);
    return check_legs(financial, 0, Leg2{{{GlRole::unapplied, sign * sum}, {GlRole::ar, -sign * sum}}});
}

Trouble check_posted(const Financial& financial, Legs legs, Money posted, std::optional<CurrentBy> by = std::nullopt) {
    if (posted <= Money{}) return "the amount is not above zero";
    const Int128 amount = posted.minor;
    const Int128 delta = (is_customers(legs.debit) ? amount : 0) - (is_customers(legs.credit) ? amount : 0);
    return check_legs(financial, delta, by ? Int128{current_by(*by, posted).minor} : delta,
                      Leg2{{{legs.debit, amount}, {legs.credit, -amount}}});
}
// Nothing is posted.
Trouble check_only_current(const Financial& financial, Money amount, CurrentBy by) {
    if (amount <= Money{}) return "the amount is not above zero";
    return check_legs(financial, 0, current_by(by, amount).minor, std::array<std::pair<GlRole, Int128>, 0>{});
}

// `sign` is 1 for the posting, -1 for its cancellation.
template <class Adjustment>
Trouble check_adjustment(const Adjustment& event, int sign) {
    const Int128 amount = Int128{event.amount.minor} * sign;
    const Int128 to_target = Int128{event.to_target.minor} * sign;
    const Int128 to_unapplied = Int128{event.to_unapplied.minor} * sign;
    if (event.amount > Money{}) {
        if (to_target != 0 || to_unapplied != 0) return "a charge has no target";
        return check_legs(event.financial, amount, Leg2{{{GlRole::ar, amount}, {GlRole::fee, -amount}}});
    }
    if (event.amount.is_zero() || event.to_target < Money{} || event.to_unapplied < Money{})
        return "a credit is below zero, its parts are not";
    if (to_target + to_unapplied != -amount)
        return differs("to_target and to_unapplied", to_target + to_unapplied, -amount);
    return check_legs(
        event.financial, amount,
        Leg3{{{GlRole::concession, -amount}, {GlRole::ar, -to_target}, {GlRole::unapplied, -to_unapplied}}});
}

Trouble check(const BillSegmentFrozen& event) {
    return check_lines(event.financial, event.lines, event.total);
}
Trouble check(const BillSegmentCancelled& event) {
    return check_lines(event.financial, event.lines, event.total);
}
Trouble check(const SpecialChargeBilled& event) {
    return check_lines(event.financial, event.lines, event.total);
}
Trouble check(const SpecialChargeCancelled& event) {
    return check_lines(event.financial, event.lines, event.total);
}
Trouble check(const InvoiceIssued& event) {
    Int128 taxes = 0;
    for (const InvoiceTax& tax : event.taxes) taxes += tax.amount.minor;
    if (taxes != event.tax_total.minor) return differs("tax_total", event.tax_total.minor, taxes);
    const Int128 total = Int128{event.charges_total.minor} + event.tax_total.minor;
    if (total != event.total.minor) return differs("total", event.total.minor, total);
    return std::nullopt;
}
Trouble check(const StatementIssued& event) {
    const Int128 payoff = Int128{event.previous_payoff.minor} + event.payments_payoff.minor +
                          event.adjustments_payoff.minor + event.corrections_payoff.minor + event.charges_payoff.minor;
    if (payoff != event.ending_payoff.minor) return differs("ending_payoff", event.ending_payoff.minor, payoff);
    const Int128 current = Int128{event.previous_current.minor} + event.payments_current.minor +
                           event.adjustments_current.minor + event.corrections_current.minor +
                           event.charges_current.minor;
    if (current != event.ending_current.minor) return differs("ending_current", event.ending_current.minor, current);
    return std::nullopt;
}
bool is_from_suspense(const PaymentPosted& event) {
    return posted_to(event.financial, GlRole::suspense) != 0;
}
Trouble check(const PaymentPosted& event) {
    Int128 shares = 0;
    for (const TenderShare& share : event.tenders) {
        if (share.amount <= Money{}) return "a tender's share is not above zero";
        shares += share.amount.minor;
    }
    if (shares != event.amount.minor) return differs("sum of the tenders' shares", shares, event.amount.minor);
    return check_posted(event.financial,
                        is_from_suspense(event) ? PaymentPosted::legs_from_suspense : PaymentPosted::legs,
                        event.amount);
}
// The utility's own cash: no customer owes more or less. The amount may be below zero.
Trouble check_own_cash(const Financial& financial, Legs legs, Money amount) {
    if (amount.is_zero()) return "the amount is zero";
    return check_legs(financial, 0, Leg2{{{legs.debit, amount.minor}, {legs.credit, -Int128{amount.minor}}}});
}
Trouble check(const CashOverShort& event) {
    return check_own_cash(event.financial, {GlRole::cash, GlRole::cash_over_short}, event.amount);
}
Trouble check(const TillCashTransferred& event) {
    return check_own_cash(event.financial, {GlRole::cash, GlRole::clearing}, event.amount);
}
Trouble check(const SuspenseReturned& event) {
    if (event.amount <= Money{}) return "the amount is not above zero";
    const GlRole to = event.to == SuspenseExit::payor ? GlRole::payables : GlRole::cash;
    return check_own_cash(event.financial, {GlRole::suspense, to}, event.amount);
}
Trouble check(const BankDeposited& event) {
    Int128 sum = 0;
    for (const DepositedBatch& batch : event.batches) sum += batch.amount.minor;
    if (sum != event.amount.minor || sum <= 0) return differs("amount", event.amount.minor, sum);
    for (const Posting& posting : event.financial.postings)
        if (posting.role != GlRole::cash) return "a deposit at the bank posts to another role than cash";
    return check_legs(event.financial, 0, 0, std::array<std::pair<GlRole, Int128>, 0>{},
                      event.financial.postings.size());
}
// No customer owes more or less by it, and nothing but revenue and fees stands against it.
Trouble check_unbilled(const Financial& financial, Money posted) {
    for (const Posting& posting : financial.postings)
        if (posting.role != GlRole::unbilled && posting.role != GlRole::revenue && posting.role != GlRole::fee)
            return "an accrual posts to another role than unbilled, revenue and fee";
    const Int128 unbilled = posted_to(financial, GlRole::unbilled);
    if (unbilled != posted.minor) return differs("posting to unbilled", unbilled, posted.minor);
    if (financial.payoff != Money{} || financial.current != Money{}) return "an accrual changes a balance";
    return check_financial(financial);
}
Trouble check(const UnbilledAccrued& event) {
    Int128 amount = 0, previous = 0, lines = 0;
    for (const UnbilledRevenue& one : event.revenue) {
        amount += one.amount.minor;
        previous += one.previous_amount.minor;
        Int128 posted = 0;
        for (const Posting& posting : event.financial.postings)
            if (posting.role == one.role && posting.gl_account == one.gl_account) posted += posting.amount.minor;
        const Int128 expected = Int128{one.previous_amount.minor} - one.amount.minor;
        if (posted != expected) return differs("posting to " + one.gl_account.str(), posted, expected);
    }
    for (const UnbilledAgreement& agreement : event.agreements)
        for (const BillLine& line : agreement.lines) lines += line.amount.minor;
    if (amount != event.amount.minor) return differs("amount", event.amount.minor, amount);
    if (lines != amount) return differs("sum of the lines", lines, amount);
    if (previous != event.previous_amount.minor)
        return differs("previous_amount", event.previous_amount.minor, previous);
    return check_unbilled(event.financial, event.amount - event.previous_amount);
}
Trouble check(const UnbilledReversed& event) {
    return check_unbilled(event.financial, -event.amount);
}
Trouble check(const CreditAllocated& event) {
    return check_allocation(event.financial, event.lines, event.total, 1);
}
Trouble check(const CreditDeallocated& event) {
    return check_allocation(event.financial, event.lines, event.total, -1);
}
Trouble check(const AdjustmentPosted& event) {
    return check_adjustment(event, 1);
}
Trouble check(const AdjustmentCancelled& event) {
    return check_adjustment(event, -1);
}

Trouble check(const DepositInterestAccrued& event) {
    if (event.lines.empty()) return "interest without the days it is of";
    return check_posted(event.financial, DepositInterestAccrued::legs, event.amount,
                        DepositInterestAccrued::current_by);
}
Trouble check(const DepositApplied& event) {
    Int128 sum = 0;
    for (const DepositLine& line : event.lines) {
        if (line.amount <= Money{}) return "what pays an item is not above zero";
        sum += line.amount.minor;
    }
    if (sum != event.amount.minor) return differs("amount", event.amount.minor, sum);
    if (event.from_interest < Money{} || event.from_interest > event.amount) return "more interest than is applied";
    return check_posted(event.financial, DepositApplied::legs, event.amount, DepositApplied::current_by);
}
Trouble check(const DepositRefunded& event) {
    if (event.from_interest < Money{} || event.from_interest > event.amount) return "more interest than is refunded";
    return check_posted(event.financial, DepositRefunded::legs, event.amount, DepositRefunded::current_by);
}
Trouble check(const DepositEscheated& event) {
    if (event.from_interest < Money{} || event.from_interest > event.amount) return "more interest than escheats";
    return check_posted(event.financial, DepositEscheated::legs, event.amount, DepositEscheated::current_by);
}

// What an arrangement covers or an instalment takes: each part above zero, and together the amount.
Trouble check_parts(const std::vector<ArrangedPart>& parts, Money amount) {
    Int128 sum = 0;
    for (const ArrangedPart& part : parts) {
        if (part.amount <= Money{}) return "a part of the debt is not above zero";
        sum += part.amount.minor;
    }
    if (sum != amount.minor) return differs("amount", amount.minor, sum);
    return std::nullopt;
}
Trouble check(const ArrangementGranted& event) {
    if (auto trouble = check_parts(event.items, event.amount)) return trouble;
    Int128 sum = 0;
    for (const Instalment& one : event.instalments) {
        if (one.amount <= Money{}) return "an instalment is not above zero";
        sum += one.amount.minor;
    }
    if (sum != event.amount.minor) return differs("sum of the instalments", sum, event.amount.minor);
    return check_only_current(event.financial, event.amount, ArrangementGranted::current_by);
}
Trouble check(const CurrentSynced& event) {
    Int128 sum = 0;
    for (const SyncedItem& item : event.items) {
        if (item.amount.is_zero()) return "an item that is synced does not change";
        sum += item.amount.minor;
    }
    if (event.items.empty() || sum != event.amount.minor) return differs("amount", event.amount.minor, sum);
    return check_legs(event.financial, 0, sum, std::array<std::pair<GlRole, Int128>, 0>{});
}
Trouble check(const ArrangementInstalmentBilled& event) {
    if (auto trouble = check_parts(event.lines, event.amount)) return trouble;
    return check_only_current(event.financial, event.amount, ArrangementInstalmentBilled::current_by);
}
Trouble check(const ArrangementBroken& event) {
    if (auto trouble = check_parts(event.restored, event.amount)) return trouble;
    for (const ReturnedPart& part : event.returned)
        if (part.amount <= Money{}) return "what is returned is not above zero";
    return check_legs(event.financial, 0, event.amount.minor, std::array<std::pair<GlRole, Int128>, 0>{});
}

// `sign` is 1 for the write-off, -1 for its reversal.
Trouble check_written_off(const Financial& financial, const std::vector<WriteOffLine>& lines, Money amount, int sign) {
    if (auto trouble = check_financial(financial)) return trouble;
    Int128 sum = 0, tax = 0;
    for (const WriteOffLine& line : lines) {
        if (line.amount <= Money{}) return "what is written off of an item is not above zero";
        Int128 of_line = 0;
        for (const TaxRelieved& one : line.taxes) {
            if (one.amount <= Money{}) return "the tax in what is written off is not above zero";
            of_line += one.amount.minor;
        }
        if (of_line > line.amount.minor) return "more tax than is written off";
        sum += line.amount.minor;
        tax += of_line;
    }
    if (sum != amount.minor || sum == 0) return differs("amount", amount.minor, sum);
    if (financial.payoff.minor != -sign * sum) return differs("payoff", financial.payoff.minor, -sign * sum);
    if (financial.current.minor != -sign * sum) return differs("current", financial.current.minor, -sign * sum);
    if (posted_to(financial, GlRole::ar) != -sign * sum)
        return differs("posting to ar", posted_to(financial, GlRole::ar), -sign * sum);
    if (posted_to(financial, GlRole::tax) != sign * tax)
        return differs("posting to tax", posted_to(financial, GlRole::tax), sign * tax);
    const Int128 allowed = posted_to(financial, GlRole::allowance), bad = posted_to(financial, GlRole::bad_debt);
    if (allowed != 0 && bad != 0) return "both allowance and bad debt are posted";
    if (allowed + bad != sign * (sum - tax)) return differs("what is lost", allowed + bad, sign * (sum - tax));
    return std::nullopt;
}
Trouble check(const WrittenOff& event) {
    return check_written_off(event.financial, event.lines, event.amount, 1);
}
Trouble check(const WriteOffReversed& event) {
    return check_written_off(event.financial, event.lines, event.amount, -1);
}
// What leaves or comes back is the sum of its credits.
template <class Payload>
Trouble check_credit_lines(const Payload& event) {
    Int128 sum = 0;
    for (const CreditLine& line : event.lines) {
        if (line.amount <= Money{}) return "what is taken of a credit is not above zero";
        sum += line.amount.minor;
    }
    if (sum != event.amount.minor) return differs("amount", event.amount.minor, sum);
    return check_posted(event.financial, Payload::legs, event.amount);
}
Trouble check(const CreditRefunded& event) {
    return check_credit_lines(event);
}
Trouble check(const CreditRefundCancelled& event) {
    return check_credit_lines(event);
}
Trouble check(const CreditTransferredOut& event) {
    return check_credit_lines(event);
}
Trouble check(const CreditEscheated& event) {
    return check_credit_lines(event);
}
Trouble check(const EscheatReclaimed& event) {
    return check_credit_lines(event);
}

template <class Payload>
requires requires {
    Payload::legs;
}
Trouble check(const Payload& event) {
    if constexpr (requires { Payload::current_by; })
        return check_posted(event.financial, Payload::legs, event.amount, Payload::current_by);
    else
        return check_posted(event.financial, Payload::legs, event.amount);
}
// An event that only asks.
template <class Payload>
requires(
    requires { Payload::current_by; } && !requires { Payload::legs; }) Trouble check(const Payload& event) {
    return check_only_current(event.financial, event.amount, Payload::current_by);
}

template <class Payload>
concept HasFigures = requires(const Payload& payload) {
    check(payload);
};

}  // namespace

std::optional<std::string> check_balanced(const Event& event) {
    return BalanceCheck{}.last(event);
}

std::optional<std::string> BalanceCheck::next(const Event& event) {
    if (auto trouble = follow(event)) return trouble;
    return visit(
        []<class Payload>(const Payload& payload) -> Trouble {
            static_assert(HasFigures<Payload> || !FinancialEvent<Payload>, "a financial event is checked");
            if constexpr (HasFigures<Payload>)
                return check(payload);
            else
                return std::nullopt;
        },
        event);
}

// Holds the event against the one before it, and remembers what the next one has to be held against.
std::optional<std::string> BalanceCheck::follow(const Event& event) {
    const auto to_match = std::exchange(to_match_, std::nullopt), cancelled = std::exchange(cancelled_, std::nullopt);
    const bool skipped = std::exchange(skipped_, false);
    if (const auto* matched = get_if<SuspenseMatched>(&event)) {
        if (to_match == Moved{matched->account, matched->payment, matched->amount} || (skipped && !to_match))
            return std::nullopt;
        return "the match is not of a payment that was posted from suspense right before it";
    }
    if (to_match) return "the payment before it was posted from suspense, and no match follows";
    if (const auto* posted = get_if<PaymentPosted>(&event)) {
        if (is_from_suspense(*posted)) to_match_ = {posted->account, posted->payment, posted->amount};
    } else if (const auto* taken_back = get_if<PaymentCancelled>(&event)) {
        cancelled_ = {taken_back->account, taken_back->payment, taken_back->amount};
    } else if (const auto* given_back = get_if<SuspenseMatchCancelled>(&event)) {
        if (cancelled != Moved{given_back->account, given_back->payment, given_back->amount} && !skipped)
            return "what goes back to where it was matched from is not the payment that was cancelled right before it";
    }
    return std::nullopt;
}

std::optional<std::string> BalanceCheck::last(const Event& event) {
    if (auto trouble = next(event)) return trouble;
    if (to_match_) return "the payment was posted from suspense, and no match follows";
    return std::nullopt;
}

void BalanceCheck::skip() {
    *this = {};
    skipped_ = true;
}

}  // namespace tally::domain::journal
