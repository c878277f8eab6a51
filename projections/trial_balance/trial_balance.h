#pragma once
// Debits and credits per month of the accounting date, account of the general ledger and role.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/one_view.h"
#include "projections/trial_balance/trial_balance_answers.h"

namespace tally::projections {

// Sums postings in memory. Few distinct sums, millions of postings.
class TrialSums {
  public:
    struct Sum {
        domain::Date period;  // First day of the month.
        domain::Code gl_account;
        domain::GlRole role = domain::GlRole::ar;
        domain::MoneySum debit;
        domain::MoneySum credit;
        std::uint64_t first = 0;  // Positions of the events that post here, of a view alone.
        std::uint64_t end = 0;
        bool changed = false;
        bool known = false;  // Begun from what is stored.
    };
    // The sum of this place, made where there is none.
    [[nodiscard]] Sum& at(domain::Date accounting_date, domain::GlRole role, std::string_view gl_account);
    void add(const domain::Financial&);
    void add(const TrialSums&);
    static void add(Sum&, domain::Money amount);
    [[nodiscard]] std::vector<Sum>& sums() { return sums_; }
    [[nodiscard]] const std::vector<Sum>& sums() const { return sums_; }
    void clear();
    // By month, account, role.
    [[nodiscard]] std::vector<TrialBalanceRow> rows() const;

  private:
    std::vector<Sum> sums_;
    // Where each role was found last: postings of one kind follow one another.
    std::array<std::size_t, enum_names(domain::GlRole{}).size()> last_{};
    domain::Date month_of_;
    domain::Date month_;
};

class TrialBalance final : public OneView {
  public:
    static constexpr std::string_view view_name = "trial_balance";
    explicit TrialBalance(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    void forget() override { sums_.clear(); }
    TrialSums sums_;
    std::string key_;
};

[[nodiscard]] Result<std::vector<TrialBalanceRow>> read_trial_balance(const Point&, View trial_balance);

// Between these positions are all events that post to an account of the general ledger in the months of these days, and
// others. Equal: none do.
struct PostedBetween {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};
[[nodiscard]] Result<PostedBetween> posted_between(const Point&, View trial_balance, std::string_view gl_account,
                                                   domain::Date from, domain::Date to);
// Totals, debit and credit of an answer from its rows.
void add_up(TrialBalanceAnswer&);

}  // namespace tally::projections
