#include "domain/rating/tax.h"

#include <algorithm>
#include <numeric>

#include "domain/core/assert.h"
#include "domain/rating/rating.h"

namespace tally::domain::rating {

namespace {

bool contains(const std::vector<Code>& codes, const Code& code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Int128 floor_divide(Int128 numerator, Int128 denominator) {
    Int128 quotient = numerator / denominator;
    if (numerator % denominator != 0 && ((numerator < 0) != (denominator < 0))) --quotient;
    return quotient;
}

// A rate of one code and the days it is for: all days where the bill date decides.
struct RatePeriod {
    const TaxCode* tax = nullptr;
    Period days;
    bool whole = true;
};

// What one document has under one rate.
struct Basis {
    std::size_t document = 0;
    Money basis;
    Money amount;
    Int128 remainder = 0;
};

class Taxer {
  public:
    Taxer(const SettingsState& settings, Date bill_date, std::uint8_t currency_decimals,
          std::vector<TaxedDocument>& documents)
        : settings_(settings), bill_date_(bill_date), currency_decimals_(currency_decimals), documents_(documents) {}

    Decided<std::vector<InvoiceTax>> run() {
        for (const TaxedDocument& document : documents_)
            for (const BillLine& line : *document.lines)
                for (const Code& code : line.tax_codes)
                    if (!contains(codes_, code)) codes_.push_back(code);
        // A tax runs once all taxes that it counts have run; codes_ shrinks each round or they go in a circle.
        while (!codes_.empty()) {
            std::size_t next = 0;
            while (next < codes_.size()) {
                const TaxCode* tax = settings_.tax_code(codes_[next], bill_date_);
                if (!tax || std::none_of(tax->on_taxes.begin(), tax->on_taxes.end(),
                                         [&](const Code& code) { return contains(codes_, code); }))
                    break;
                ++next;
            }
            if (next == codes_.size())
                return refuse(Rejection::field_invalid, "on_taxes", codes_.front().str(),
                              "Taxes count each other in a circle; define one of them anew.");
            const Code code = std::move(codes_[next]);
            codes_.erase(codes_.begin() + static_cast<std::ptrdiff_t>(next));
            if (auto refused = add(code)) return tl::unexpected(std::move(*refused));
        }
        return std::move(taxes_);
    }

  private:
    std::optional<Refusal> not_effective(const Code& code, Date on) const {
        return Refusal{Rejection::tax_code_not_effective, "tax_code", code.str(),
                       "Define its rate in force on " + to_string(on) + ".", 0};
    }

    // The rates that decide for the code, over the days of all lines it taxes.
    std::optional<Refusal> find_rates(const Code& code) {
        rates_.clear();
        const TaxCode* on_bill_date = settings_.tax_code(code, bill_date_);
        if (on_bill_date && on_bill_date->rate_date == TaxRateDate::bill_date) {
            rates_.push_back({on_bill_date, {}, true});
            return std::nullopt;
        }
        Period days{Date{INT32_MAX}, Date{INT32_MIN}};
        for (const TaxedDocument& document : documents_)
            for (const BillLine& line : *document.lines) {
                if (!contains(line.tax_codes, code)) continue;
                days.from = std::min(days.from, line.from);
                days.until = std::max(days.until, line.until);
            }
        const TaxCode* tax = settings_.tax_code(code, days.from);
        if (!tax) return not_effective(code, on_bill_date ? days.from : bill_date_);
        std::vector<Date> changes;
        for (const auto& entry : settings_.tax_codes.entries)
            if (entry.row.code == code && entry.effective_from > days.from && entry.effective_from < days.until)
                changes.push_back(entry.effective_from);
        std::sort(changes.begin(), changes.end());
        changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
        rates_.push_back({tax, days, changes.empty()});
        for (const Date change : changes) {
            const TaxCode* changed = settings_.tax_code(code, change);
            RatePeriod& last = rates_.back();
            if (changed->rate == last.tax->rate && changed->jurisdiction == last.tax->jurisdiction) continue;
            last.days.until = change;
            last.whole = false;
            rates_.push_back({changed, {change, days.until}, false});
        }
        if (rates_.size() == 1) rates_.front().whole = true;
        return std::nullopt;
    }

    std::optional<Refusal> add(const Code& code) {
        if (auto refused = find_rates(code)) return refused;
        for (const RatePeriod& rate : rates_)
            if (auto refused = add(rate)) return refused;
        return std::nullopt;
    }

    [[nodiscard]] Money taxable(const BillLine& line, const RatePeriod& rate) const {
        if (rate.whole) return line.amount;
        return Money{share_of_days(line.amount.minor, {line.from, line.until}, rate.days)};
    }

    std::optional<Refusal> add(const RatePeriod& rate) {
        const TaxCode& tax = *rate.tax;
        bases_.clear();
        bool too_large = false;
        const auto add_to = [&](Money& sum, Money amount) {
            const auto more = checked_add(sum, amount);
            too_large |= !more || *more > largest_balance || *more < -largest_balance;
            if (!too_large) sum = *more;
        };
        const auto rounded = [&](Money basis) {
            const auto amount = percentage(tax.rate, basis, Rounding::half_away_from_zero);
            too_large |= !amount;
            return amount.value_or(Money{});
        };
        for (std::size_t i = 0; i < documents_.size(); ++i) {
            Basis part{i, {}, {}, 0};
            bool taxed = false;
            for (const BillLine& line : *documents_[i].lines) {
                if (!contains(line.tax_codes, tax.code)) continue;
                if (!rate.whole && (line.until <= rate.days.from || line.from >= rate.days.until)) continue;
                taxed = true;
                const Money basis = taxable(line, rate);
                add_to(part.basis, basis);
                if (tax.rounding_basis == TaxRoundingBasis::line) add_to(part.amount, rounded(basis));
            }
            if (!taxed) continue;
            if (tax.rounding_basis == TaxRoundingBasis::segment) part.amount = rounded(part.basis);
            bases_.push_back(part);
        }
        if (bases_.empty()) return std::nullopt;
        Money basis;
        for (const Basis& part : bases_) add_to(basis, part.basis);
        if (tax.rounding_basis == TaxRoundingBasis::invoice && !too_large)
            too_large = too_large || !share_out(rounded(basis), basis, tax.rate);
        Money amount;
        for (const Basis& part : bases_) {
            add_to(amount, part.amount);
            if (!add_line(rate, part)) too_large = true;
        }
        if (too_large) return Refusal{Rejection::amount_too_large, "", tax.code.str(), "Check reads and prices.", 0};
        taxes_.push_back({tax.code, tax.jurisdiction, tax.rate, basis, amount});
        return std::nullopt;
    }

    // Largest remainder by basis, ties to the lower agreement. False: a share is over the largest amount.
    [[nodiscard]] bool share_out(Money amount, Money basis, Rate rate) {
        if (bases_.size() == 1) {
            bases_.front().amount = amount;
            return true;
        }
        // Bases that cancel out have no quota of nothing: each then stands for its own tax before rounding.
        const bool cancels = basis.is_zero();
        const Int128 numerator = cancels ? Int128{rate.units} : Int128{amount.minor} * (basis.minor < 0 ? -1 : 1);
        const Int128 denominator = cancels ? Int128{100'000'000} : Int128{basis.minor} * (basis.minor < 0 ? -1 : 1);
        Int128 left = amount.minor;
        for (Basis& part : bases_) {
            const Int128 exact = numerator * part.basis.minor;  // At most 10^15 or 2^63 times 10^18.
            const Int128 whole = floor_divide(exact, denominator);
            part.remainder = exact - whole * denominator;
            if (whole > largest_amount.minor || whole < -Int128{largest_amount.minor}) return false;
            part.amount = Money{static_cast<std::int64_t>(whole)};
            left -= whole;
        }
        std::vector<Basis*> order;
        order.reserve(bases_.size());
        for (Basis& part : bases_) order.push_back(&part);
        std::stable_sort(order.begin(), order.end(), [&](const Basis* a, const Basis* b) {
            if (a->remainder != b->remainder) return a->remainder > b->remainder;
            return *documents_[a->document].sa < *documents_[b->document].sa;
        });
        TALLY_ASSERT(left >= 0 && left <= static_cast<Int128>(order.size()),
                     "what rounding down left over is less than one unit a document");
        for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) order[i]->amount += Money{1};
        return true;
    }

    bool add_line(const RatePeriod& rate, const Basis& part) {
        TaxedDocument& document = documents_[part.document];
        const TaxCode& tax = *rate.tax;
        // Taxes on this tax count the line wherever they count the document.
        std::vector<Code> counted_by;
        for (const Code& other : codes_) {
            const TaxCode* later = settings_.tax_code(other, bill_date_);
            if (!later || !contains(later->on_taxes, tax.code)) continue;
            if (std::any_of(document.lines->begin(), document.lines->end(),
                            [&](const BillLine& line) { return contains(line.tax_codes, other); }))
                counted_by.push_back(other);
        }
        BillLine line;
        line.component = tax.code;
        line.component_kind = ComponentKind::tax;
        line.description = tax.description;
        line.from = rate.whole ? document.days.from : std::max(rate.days.from, document.days.from);
        line.until = rate.whole ? document.days.until : std::min(rate.days.until, document.days.until);
        const auto quantity = as_quantity(part.basis, currency_decimals_);
        line.quantity = quantity.value_or(Quantity{});
        line.price = Price{tax.rate.units};
        const auto unrounded = unrounded_charge(line.price, line.quantity, {});
        line.unrounded = unrounded.value_or(Price{});
        line.amount = part.amount;
        line.tax_codes = std::move(counted_by);
        line.role = GlRole::tax;
        document.lines->push_back(std::move(line));
        return quantity && unrounded;
    }

    const SettingsState& settings_;
    Date bill_date_;
    std::uint8_t currency_decimals_;
    std::vector<TaxedDocument>& documents_;
    std::vector<Code> codes_;
    std::vector<RatePeriod> rates_;
    std::vector<Basis> bases_;
    std::vector<InvoiceTax> taxes_;
};

}  // namespace

Decided<std::vector<InvoiceTax>> add_taxes(const SettingsState& settings, Date bill_date,
                                           std::uint8_t currency_decimals, std::vector<TaxedDocument>& documents) {
    return Taxer(settings, bill_date, currency_decimals, documents).run();
}

}  // namespace tally::domain::rating
