#include "domain/account/billing/bill.h"

#include <algorithm>
#include <string_view>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/autopay/autopay_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/rules_class.h"
#include "domain/books/journal.h"
#include "domain/core/check.h"
#include "domain/core/sha256.h"
#include "domain/rating/net_use.h"
#include "domain/rating/rating.h"
#include "domain/rating/tax.h"

namespace tally::domain {

namespace {

// The newest row of a role for the qualifiers in order of preference; nullptr: there is none.
const Code* find_gl_account(const SettingsState& settings, GlRole role, const Code& first, const Code& second) {
    using Entry = Table<GlAccount>::Entry;
    const Entry* by_first = nullptr;
    const Entry* by_second = nullptr;
    const Entry* by_role = nullptr;
    const auto take = [](const Entry*& best, const Entry& entry) {
        if (!best || best->effective_from <= entry.effective_from) best = &entry;
    };
    for (const Entry& entry : settings.gl_accounts.entries) {
        const GlAccount& row = entry.row;
        if (row.role != role) continue;
        if (row.qualifier.empty())
            take(by_role, entry);
        else if (row.qualifier == first)
            take(by_first, entry);
        else if (row.qualifier == second)
            take(by_second, entry);
    }
    const Entry* best = by_first ? by_first : by_second ? by_second : by_role;
    return best ? &best->row.gl_account : nullptr;
}

Money total_of(const std::vector<BillLine>& lines) {
    Money total;
    for (const BillLine& line : lines) total += line.amount;
    return total;
}

void number_lines(const std::string& document, LineKind kind, std::vector<BillLine>& lines) {
    std::size_t number = 0;
    for (BillLine& line : lines) {
        line.line_id = Plain{document + "-" + std::to_string(++number)};
        line.kind = kind;
    }
}

// All lines of a bill together, each without its sign: below this no sum over some of them overflows.
std::optional<Refusal> check_size(const ProposedBill& bill) {
    Int128 size = 0;
    for (const ProposedSegment& segment : bill.segments) size += rating::size_of(segment.lines);
    for (const ProposedCharge& charge : bill.charges) size += rating::size_of(charge.lines);
    if (size <= largest_balance.minor) return std::nullopt;
    return Refusal{Rejection::amount_too_large, "", "", "Check reads and prices, or charge less on one bill.", 0};
}

bool all_final_billed(const AccountState& account) {
    bool any = false;
    for (const ServiceAgreement& agreement : account.agreements) {
        if (agreement.status == SaStatus::cancelled) continue;
        if (!agreement.final_billed) return false;
        any = true;
    }
    return any;
}

// The versions of the agreement's tariffs, each in force for the days that its tariff prices.
Decided<std::shared_ptr<const TariffState>> joined_tariffs(World& world, const ServiceAgreement& agreement) {
    auto joined = std::make_shared<TariffState>();
    Date from;
    const auto add = [&](const TariffId& id, Date until) -> Decided<void> {
        const TariffState* tariff = world.tariff(id);
        if (!tariff) return refuse(Rejection::tariff_unknown, "tariff", id.str(), "Publish this tariff.");
        if (from.is_set()) {
            const TariffPublished* first = tariff->on(from);
            if (!first)
                return refuse(Rejection::tariff_not_effective, "tariff", id.str(),
                              "No version is in force on " + to_string(from) + "; publish one that is.");
            joined->versions.push_back(*first);
            joined->versions.back().effective_from = from;
        }
        joined->times.insert(joined->times.end(), tariff->times.begin(), tariff->times.end());
        joined->demand_terms.insert(joined->demand_terms.end(), tariff->demand_terms.begin(),
                                    tariff->demand_terms.end());
        joined->year_terms.insert(joined->year_terms.end(), tariff->year_terms.begin(), tariff->year_terms.end());
        for (const TariffPublished& version : tariff->versions)
            if ((!from.is_set() || version.effective_from > from) &&
                (!until.is_set() || version.effective_from < until))
                joined->versions.push_back(version);
        from = until;
        return {};
    };
    for (const EarlierTariff& each : agreement.earlier_tariffs) TALLY_TRY(add(each.tariff, each.until));
    TALLY_TRY(add(agreement.tariff, {}));
    return joined;
}

// What the agreement's standing segments charged as demand, where a version of its tariff looks back on it.
std::vector<BilledDemand> past_demands(World& world, const ServiceAgreement& agreement, const TariffState& tariff,
                                       const DemandsMadeAgain& again) {
    std::vector<BilledDemand> past;
    const bool looks_back =
        agreement.demand_segments > 0 &&
        std::any_of(tariff.demand_terms.begin(), tariff.demand_terms.end(),
                    [](const TariffDemandTermsPublished& one) { return !one.terms.ratchets.empty(); });
    if (!looks_back) return past;
    for (const SegmentDemands& one : world.demands_of(agreement.sa).segments) {
        const auto made = again.find(one.segment);
        const auto& demands = made == again.end() ? one.demands : made->second.demands;
        past.insert(past.end(), demands.begin(), demands.end());
    }
    return past;
}

// What the agreement's standing segments before the day carry on to it. Also where no version settles anything by the
// year any more: what is in the bank does not get lost by a change of tariff.
YearToDate carried_to(World& world, const ServiceAgreement& agreement, Date day, const DemandsMadeAgain& again) {
    if (agreement.demand_segments == 0) return {};
    std::vector<const YearToDate*> segments;
    for (const SegmentDemands& one : world.demands_of(agreement.sa).segments) {
        const auto made = again.find(one.segment);
        segments.push_back(made == again.end() ? &one.year : &made->second.year);
    }
    return rating::carried_to(day, segments);
}

// How many it is charged for, from which day on. Empty: one at all times.
std::vector<rating::CountFrom> counts_of(const ServiceAgreement& agreement) {
    std::vector<rating::CountFrom> counts;
    if (agreement.earlier_quantities.empty() && agreement.quantity == one_unit) return counts;
    Date from;
    for (const EarlierQuantity& each : agreement.earlier_quantities) {
        counts.push_back({from, each.quantity});
        from = each.until;
    }
    counts.push_back({from, agreement.quantity});
    return counts;
}

void set_gl_accounts(const SettingsState& settings, const Code& service, std::vector<BillLine>& lines,
                     std::vector<journal::MissingAccount>& missing) {
    for (BillLine& line : lines) {
        if (const Code* account = find_gl_account(settings, line.role, line.component, service))
            line.gl_account = *account;
        else
            missing.push_back({line.role, line.component});
    }
}

// Every line's account of the general ledger. Refused with all roles that have none.
Decided<void> set_all_gl_accounts(const SettingsState& settings, const AccountState& account, ProposedBill& bill) {
    std::vector<journal::MissingAccount> missing;
    for (ProposedSegment& segment : bill.segments) {
        const ServiceAgreement* agreement = account.agreement(segment.sa);
        TALLY_ASSERT(agreement, "a segment charges an agreement of the account");
        set_gl_accounts(settings, agreement->service, segment.lines, missing);
    }
    for (ProposedCharge& charge : bill.charges) set_gl_accounts(settings, {}, charge.lines, missing);
    if (missing.empty()) return {};
    return tl::unexpected(journal::gl_accounts_missing(settings, missing));
}

}  // namespace

Decided<Pricing> pricing_of(World& world, const ServiceAgreement& agreement, Date bill_date) {
    Pricing pricing;
    pricing.sa_type = world.settings().sa_type(agreement.sa_type, bill_date);
    if (!pricing.sa_type)
        return refuse(Rejection::code_unknown, "sa_type", agreement.sa_type.str(),
                      "Define this service agreement type in force on " + to_string(bill_date) + ".");
    if (!agreement.earlier_tariffs.empty()) {
        auto joined = joined_tariffs(world, agreement);
        TALLY_TRY(joined);
        pricing.joined = std::move(*joined);
        pricing.tariff = pricing.joined.get();
        return pricing;
    }
    pricing.tariff = world.tariff(agreement.tariff);
    if (!pricing.tariff)
        return refuse(Rejection::tariff_unknown, "tariff", agreement.tariff.str(), "Publish this tariff.");
    return pricing;
}

std::optional<Refusal> set_gl_accounts(const SettingsState& settings, const Code& service,
                                       std::vector<BillLine>& lines) {
    std::vector<journal::MissingAccount> missing;
    set_gl_accounts(settings, service, lines, missing);
    if (missing.empty()) return std::nullopt;
    return journal::gl_accounts_missing(settings, missing);
}

std::vector<Code> applicable_taxes(World& world, const PremiseId& premise_id, const std::vector<Code>& named,
                                   Date bill_date) {
    if (named.empty()) return {};
    const PremiseState* premise = premise_id.empty() ? nullptr : world.premise(premise_id);
    if (!premise || premise->jurisdiction.empty()) return named;
    std::vector<Code> taxes;
    for (const Code& code : named) {
        // One without a rate on that day is kept, to be refused by name.
        const TaxCode* tax = world.settings().tax_code(code, bill_date);
        if (!tax || covers_place(tax->jurisdiction, premise->jurisdiction)) taxes.push_back(code);
    }
    return taxes;
}

namespace {
rating::Usage usage_of(const ServiceAgreement& agreement, const Pricing& pricing, const SelectedUsage& selected,
                       std::span<const rating::CountFrom> counts) {
    rating::Usage usage{.charge_days = selected.charge_days, .reads = selected.reads};
    usage.counts = counts;
    // What is measured is billed with each bill.
    if (selected.reads.empty() && selected.intervals.empty())
        usage.periods = agreement.periods_on(selected.charge_days.until - 1);
    if (selected.first_segment) usage.edge = pricing.sa_type->first_proration;
    if (selected.final_segment && pricing.sa_type->final_proration != EdgeProration::by_tariff)
        usage.edge = pricing.sa_type->final_proration;
    usage.intervals = selected.intervals;
    return usage;
}
}  // namespace

Decided<rating::Rated> rated_for_study(const SettingsState& settings, const ServiceAgreement& agreement,
                                       const Pricing& pricing, const SelectedUsage& selected,
                                       const std::vector<BilledDemand>& past_demands, rating::TimePlans& plans) {
    const std::vector<rating::CountFrom> counts = counts_of(agreement);
    rating::Usage usage = usage_of(agreement, pricing, selected, counts);
    usage.past_demands = past_demands;
    usage.plans = &plans;
    return rating::rate_with_demand(*pricing.tariff, usage, {}, currency_decimals(settings));
}

Decided<rating::Rated> rated_segment(World& world, const ServiceAgreement& agreement, const Pricing& pricing,
                                     const SelectedUsage& selected, Date bill_date, const DemandsMadeAgain& again) {
    const std::vector<rating::CountFrom> counts = counts_of(agreement);
    rating::Usage usage = usage_of(agreement, pricing, selected, counts);
    const SettingsState& settings = world.settings();
    std::vector<Date> holidays;
    if (!selected.intervals.empty()) {
        for (const auto& entry : settings.holidays.entries)
            if (selected.charge_days.contains(entry.row.date)) holidays.push_back(entry.row.date);
        std::sort(holidays.begin(), holidays.end());
    }
    usage.holidays = holidays;
    const std::vector<BilledDemand> past = past_demands(world, agreement, *pricing.tariff, again);
    usage.past_demands = past;
    usage.carried = carried_to(world, agreement, selected.charge_days.from, again);
    usage.final_segment = selected.final_segment;
    return rating::rate_with_demand(*pricing.tariff, usage,
                                    applicable_taxes(world, agreement.premise, pricing.sa_type->tax_codes, bill_date),
                                    currency_decimals(settings));
}

Decided<std::vector<BillLine>> charge_lines(World& world, const AccountState& account, const PendingCharge& charge,
                                            Date bill_date) {
    const SettingsState& settings = world.settings();
    const SpecialChargeType* type = settings.special_charge_type(charge.charge_type, bill_date);
    if (!type)
        return refuse(Rejection::code_unknown, "charge_type", charge.charge_type.str(),
                      "Define this special charge type in force on " + to_string(bill_date) + ".");
    const ServiceAgreement* agreement = account.agreement(charge.sa);
    BillLine line;
    line.component = charge.charge_type;
    line.component_kind = ComponentKind::special_charge;
    line.description = charge.description.empty() ? type->description : charge.description;
    line.from = bill_date;
    line.until = bill_date + 1;
    line.quantity = Quantity{1'000'000};
    std::int64_t units = charge.amount.minor;
    for (std::uint8_t i = currency_decimals(settings); i < Price::decimals; ++i)
        if (__builtin_mul_overflow(units, std::int64_t{10}, &units))
            return refuse(Rejection::amount_too_large, "", charge.charge.str(), "Charge it in several parts.");
    line.price = line.unrounded = Price{units};
    line.amount = charge.amount;
    line.tax_codes = applicable_taxes(world, agreement ? agreement->premise : PremiseId{}, type->tax_codes, bill_date);
    line.role = GlRole::fee;
    return std::vector{std::move(line)};
}

std::optional<Refusal> add_taxes(World& world, ProposedBill& bill) {
    const bool taxed = std::any_of(bill.segments.begin(), bill.segments.end(),
                                   [](const ProposedSegment& segment) { return !segment.lines.empty(); }) ||
                       !bill.charges.empty();
    if (!taxed) return std::nullopt;
    std::vector<rating::TaxedDocument> documents;
    documents.reserve(bill.segments.size() + bill.charges.size());
    for (ProposedSegment& segment : bill.segments)
        documents.push_back({&segment.sa, &segment.lines, segment.usage.charge_days});
    const Date day = bill.priced_on.is_set() ? bill.priced_on : bill.bill_date;
    for (ProposedCharge& charge : bill.charges)
        documents.push_back({&charge.pending.sa, &charge.lines, {day, day + 1}});
    const SettingsState& settings = world.settings();
    auto taxes = rating::add_taxes(settings, day, currency_decimals(settings), documents);
    if (!taxes) return std::move(taxes.error());
    bill.taxes = std::move(*taxes);
    return std::nullopt;
}

namespace {
// Records the segments and charges of one invoice as they come, then the invoice over them.
class IssuedInvoice {
  public:
    IssuedInvoice(Draft& draft, const AccountId& id, const ProposedBill& bill)
        : draft_(draft),
          id_(id),
          kind_(bill.rebills.empty() ? LineKind::initial : LineKind::recalculation),
          dates_{bill.bill_date, bill.accounting_date, bill.due.date} {
        const AccountState& account = *draft.account(id);
        segment_number_ = account.segment_count;
        invoice_.account = id;
        invoice_.sequence = account.invoice_count + 1;
        invoice_.invoice = numbered_id<DocumentId>(id, invoice_mark, invoice_.sequence);
        invoice_.cycle = bill.cycle;
        invoice_.bill_date = bill.bill_date;
        invoice_.due_date = bill.due.date;
        invoice_.due_date_rule = bill.due.rule;
        invoice_.rebills = bill.rebills;
        invoice_.left_out = bill.left_out;
        invoice_.taxes = bill.taxes;
    }

    Decided<void> add(ProposedSegment segment) {
        BillSegmentFrozen frozen;
        frozen.account = id_;
        frozen.segment = numbered_id<SegmentId>(id_, segment_mark, ++segment_number_);
        frozen.invoice = invoice_.invoice;
        frozen.sa = std::move(segment.sa);
        frozen.from = segment.usage.charge_days.from;
        frozen.until = segment.usage.charge_days.until;
        frozen.final_segment = segment.usage.final_segment;
        frozen.replaces = std::move(segment.replaces);
        frozen.reads = std::move(segment.usage.reads);
        frozen.lines = std::move(segment.lines);
        const std::string number = frozen.segment.str();
        const std::string sa = frozen.sa.str();
        TALLY_TRY(record(std::move(frozen), number, sa, "Check reads and prices.", segment.asked));
        if (!segment.demands.empty())
            draft_.record(
                id_, BillingDemandFrozen{id_, SegmentId{number}, ServiceAgreementId{sa}, std::move(segment.demands)});
        if (!segment.year.empty())
            draft_.record(id_,
                          YearToDateFrozen{id_, SegmentId{number}, ServiceAgreementId{sa}, std::move(segment.year)});
        return {};
    }

    Decided<void> add(ProposedCharge charge) {
        SpecialChargeBilled billed;
        billed.account = id_;
        billed.charge = charge.pending.charge;
        billed.invoice = invoice_.invoice;
        billed.sa = charge.pending.sa;
        billed.lines = std::move(charge.lines);
        const std::string number = billed.charge.str();
        return record(std::move(billed), number, number, "Charge less on one bill.");
    }

    InvoiceIssued close() {
        const AccountState& account = *draft_.account(id_);
        invoice_.segments_digest = sha256(digested_);
        invoice_.total = invoice_.charges_total + invoice_.tax_total;
        invoice_.final_bill = all_final_billed(account);
        invoice_.printed = !invoice_.final_bill || worth_a_letter(account);
        draft_.record(id_, invoice_);
        announce_draft(draft_, invoice_);
        return std::move(invoice_);
    }

  private:
    // A document of the invoice: its lines are numbered under it, posted, and counted into the invoice.
    template <class Document>
    Decided<void> record(Document document, const std::string& number, const std::string& blamed, const char* cure,
                         std::optional<Money> asked = std::nullopt) {
        number_lines(number, kind_, document.lines);
        document.total = total_of(document.lines);
        if (!fits_balance(*draft_.account(id_), std::max(document.total, asked.value_or(document.total))))
            return refuse(Rejection::amount_too_large, "", blamed, cure);
        auto financial = journal::charged(draft_.settings(), dates_, document.lines, asked);
        if (!financial) return tl::unexpected(std::move(financial.error()));
        document.financial = std::move(*financial);
        for (const BillLine& line : document.lines)
            (line.component_kind == ComponentKind::tax ? invoice_.tax_total : invoice_.charges_total) += line.amount;
        digested_ += number;
        digested_ += '=';
        digested_ += std::to_string(document.total.minor);
        digested_ += '\n';
        ++invoice_.segment_count;
        draft_.record(id_, std::move(document));
        return {};
    }

    // What it charges, or what is left to pay or to give back [rule 14].
    [[nodiscard]] bool worth_a_letter(const AccountState& account) const {
        const auto size = [](Money amount) { return amount < Money{} ? -amount : amount; };
        const Money worth = std::max(size(invoice_.total), size(account.current()));
        const CustomerClass* customer_class = draft_.settings().customer_class(
            rules_class_of(draft_.settings(), account, invoice_.bill_date), invoice_.bill_date);
        return !customer_class || worth >= customer_class->minimum_printed_bill;
    }

    Draft& draft_;
    const AccountId& id_;
    const LineKind kind_;
    const journal::Dates dates_;
    InvoiceIssued invoice_;
    std::uint32_t segment_number_ = 0;
    std::string digested_;
};
}  // namespace

Decided<InvoiceIssued> issue_invoice(Draft& draft, const AccountId& id, ProposedBill bill) {
    TALLY_ASSERT(!bill.segments.empty() || !bill.charges.empty(), "an invoice charges something");
    const AccountState* account = draft.account(id);
    TALLY_ASSERT(account, "a bill is of an account that exists");
    if (auto refused = check_size(bill)) return tl::unexpected(std::move(*refused));
    TALLY_TRY(set_all_gl_accounts(draft.settings(), *account, bill));
    IssuedInvoice invoice(draft, id, bill);
    for (ProposedSegment& segment : bill.segments) TALLY_TRY(invoice.add(std::move(segment)));
    for (ProposedCharge& charge : bill.charges) TALLY_TRY(invoice.add(std::move(charge)));
    return invoice.close();
}

}  // namespace tally::domain
