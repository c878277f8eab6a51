#include "projections/division_sums/gl_extract_query.h"

#include <algorithm>
#include <map>
#include <utility>

#include "projections/replay/replay.h"
#include "projections/states_as_of.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

using namespace domain;

namespace {

Date month_after(Date first_day) {
    return first_of_month(first_day + 31);
}

// The period that begins on that day.
std::optional<AccountingPeriod> period_from(const SettingsState& settings, Date first_day) {
    for (const AccountingPeriod& period : settings.periods)
        if (period.first_day == first_day) return period;
    if (!settings.periods.empty() || first_day != first_of_month(first_day)) return std::nullopt;
    return AccountingPeriod{.first_day = first_day, .until = month_after(first_day)};
}

class GlExtract {
  public:
    explicit GlExtract(GlExtractAnswer& answer) : answer_(answer) {}

    // Posted before the period.
    void open_with(const TrialBalanceRow& row) { at(row).opening += row.balance; }
    // Posted in the period.
    void move(const TrialBalanceRow& row) {
        GlExtractLine& line = at(row);
        line.debit += row.debit;
        line.credit += row.credit;
        answer_.debit += row.debit;
        answer_.credit += row.credit;
    }
    // Of what is said to be posted in the period, this was before it.
    void open_from_moves(const TrialBalanceRow& row) {
        GlExtractLine& line = at(row);
        line.opening += row.balance;
        line.debit -= row.debit;
        line.credit -= row.credit;
        answer_.debit -= row.debit;
        answer_.credit -= row.credit;
    }
    void finish() {
        for (auto& [place, line] : lines_) {
            line.closing = line.opening;
            line.closing += line.debit;
            line.closing -= line.credit;
            if (line.opening.is_zero() && line.debit.is_zero() && line.credit.is_zero()) continue;
            answer_.lines.push_back(std::move(line));
        }
    }

  private:
    GlExtractLine& at(const TrialBalanceRow& row) {
        GlExtractLine& line = lines_[{row.gl_account.str(), row.role}];
        line.gl_account = row.gl_account;
        line.role = row.role;
        return line;
    }

    GlExtractAnswer& answer_;
    std::map<std::pair<std::string, GlRole>, GlExtractLine> lines_;
};

Result<void> add_months(const Reader& reader, View view, const GlExtractAnswer& answer, GlExtract& extract) {
    auto rows = read_trial_balance(*reader.point, view);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    for (const TrialBalanceRow& row : *rows) {
        if (row.period > answer.last_day) continue;
        row.period < answer.first_day ? extract.open_with(row) : extract.move(row);
    }
    return {};
}

Result<void> add_days(const Reader& reader, const GlExtractAnswer& answer, GlExtract& extract) {
    auto until = replay_trial_balance(reader.store, answer.position, answer.last_day);
    if (!until) return tl::unexpected(std::move(until.error()));
    // A day asked for may lie before the period: then nothing of it counts.
    const Date day_before = std::min(answer.first_day - 1, answer.last_day);
    auto before = replay_trial_balance(reader.store, answer.position, day_before);
    if (!before) return tl::unexpected(std::move(before.error()));
    for (const TrialBalanceRow& row : until->rows()) extract.move(row);
    for (const TrialBalanceRow& row : before->rows()) extract.open_from_moves(row);
    return {};
}

}  // namespace

Answered<GlExtractAnswer> gl_extract(const Reader& reader, Date first_day, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    const auto period = period_from(**settings, first_day);
    if (!period) return std::optional<GlExtractAnswer>{};
    GlExtractAnswer answer;
    answer.position = states->position();
    answer.first_day = period->first_day;
    answer.last_day = period->until - 1;
    if (as_of.effective.is_set() && as_of.effective < answer.last_day) answer.last_day = as_of.effective;
    answer.closed = period->closed;
    answer.currency = reader.currency_code();
    GlExtract extract(answer);
    const bool whole_months =
        period->first_day == first_of_month(period->first_day) && period->until == first_of_month(period->until);
    if (as_of.now() && whole_months) {
        auto view = states->view(TrialBalance::view_name);
        if (!view) return tl::unexpected(std::move(view.error()));
        if (auto added = add_months(reader, *view, answer, extract); !added)
            return tl::unexpected(std::move(added.error()));
    } else if (auto added = add_days(reader, answer, extract); !added) {
        return tl::unexpected(std::move(added.error()));
    }
    extract.finish();
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
