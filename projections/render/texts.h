#pragma once
// Short texts that all layouts share: amounts, names, addresses, headings.

#include <string>
#include <vector>

#include "projections/answer_parts.h"
#include "projections/render/render.h"
#include "projections/render/table.h"

namespace tally::projections {

class Texts {
  public:
    explicit Texts(const RenderContext& context) : context_(context) {}
    [[nodiscard]] std::string money(domain::Money amount) const {
        return to_string(amount, context_.currency.decimals);
    }
    [[nodiscard]] std::string money(domain::MoneySum sum) const { return to_string(sum, context_.currency.decimals); }
    // "USD 12.00": where no line above says the currency.
    template <class Sum>
    [[nodiscard]] std::string amount(Sum amount) const {
        return std::string{context_.currency.str()} + " " + money(amount);
    }
    void currency(std::string& out) const;
    [[nodiscard]] std::string clear(const domain::Personal&) const;
    // With the account's prefix or suffix.
    [[nodiscard]] std::string name(const AccountHeading&) const;
    [[nodiscard]] static std::string one_line(const domain::LocationAddress&);
    [[nodiscard]] std::string one_line(const domain::PersonalAddress&) const;
    // "A-11  Ada Smith  (L-11: 11 Mill Lane, Albany)", then who the answer is about and when it was true.
    void heading(const AccountHeading&, std::string& out) const;
    static void position(std::uint64_t position, domain::Date effective_on, std::string& out);
    [[nodiscard]] const RenderContext& context() const { return context_; }

  private:
    const RenderContext& context_;
};

// "bill_segment" as "bill segment".
[[nodiscard]] std::string words(std::string_view name);
// "2022-02-01 to 2022-03-02": the last day charged, not the first one after.
[[nodiscard]] std::string days_text(domain::Date from, domain::Date until);
// Two columns: "Bill cycle     M01".
void field(std::string& out, std::string_view label, std::string_view value);
// "Age on 2022-04-10" over a line a bucket, and their sum.
void age_table(const std::vector<AgeBucket>&, domain::Date aged_on, const Texts&, std::string& out);

}  // namespace tally::projections
