#include "projections/trial_balance/trial_balance.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

namespace {
using namespace domain;

// Beyond this the sums in memory are dropped and read again when they are needed.
constexpr std::size_t sums_max = 4'096;
constexpr std::size_t number_bytes_max = 10;

void make_key(const TrialSums::Sum& sum, std::string& key) {
    RowWriter<8> begin;
    begin.big_endian(static_cast<std::uint32_t>(sum.period.days) ^ 0x8000'0000u, 4);
    key.assign(begin.bytes());
    key += sum.gl_account.str();
    key += '\0';
    key += static_cast<char>(sum.role);
}
Date period_in(std::string_view key) {
    Date period;
    period.days = static_cast<std::int32_t>(static_cast<std::uint32_t>(RowReader{key}.big_endian(4)) ^ 0x8000'0000u);
    return period;
}
std::string_view account_in(std::string_view key) {
    return key.substr(4, key.size() - 6);
}
}  // namespace

TrialSums::Sum& TrialSums::at(Date accounting_date, GlRole role, std::string_view gl_account) {
    if (accounting_date != month_of_) {
        month_of_ = accounting_date;
        month_ = first_of_month(accounting_date);
    }
    const auto matches = [&](const Sum& sum) {
        return sum.role == role && sum.period == month_ && sum.gl_account.str() == gl_account;
    };
    std::size_t& last = last_[static_cast<std::size_t>(role)];
    if (last < sums_.size() && matches(sums_[last])) return sums_[last];
    last = static_cast<std::size_t>(std::find_if(sums_.begin(), sums_.end(), matches) - sums_.begin());
    if (last == sums_.size()) sums_.push_back({month_, Code{gl_account}, role, {}, {}, 0, 0, false, false});
    return sums_[last];
}

void TrialSums::add(Sum& sum, Money amount) {
    if (amount < Money{})
        sum.credit -= amount;
    else
        sum.debit += amount;
    sum.changed = true;
}
void TrialSums::add(const Financial& financial) {
    for (const auto& posting : financial.postings)
        add(at(financial.accounting_date, posting.role, posting.gl_account.str()), posting.amount);
}
void TrialSums::add(const TrialSums& other) {
    for (const Sum& theirs : other.sums_) {
        Sum& sum = at(theirs.period, theirs.role, theirs.gl_account.str());
        sum.debit += theirs.debit;
        sum.credit += theirs.credit;
    }
}
void TrialSums::clear() {
    sums_.clear();
    last_.fill(0);
}

std::vector<TrialBalanceRow> TrialSums::rows() const {
    std::vector<TrialBalanceRow> rows;
    rows.reserve(sums_.size());
    for (const Sum& sum : sums_)
        rows.push_back({sum.period, sum.gl_account, sum.role, sum.debit, sum.credit, sum.debit - sum.credit});
    std::sort(rows.begin(), rows.end(), [](const TrialBalanceRow& a, const TrialBalanceRow& b) {
        return std::tie(a.period, a.gl_account, a.role) < std::tie(b.period, b.gl_account, b.role);
    });
    return rows;
}

TrialBalance::TrialBalance(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 2,
                                  .owner_length = nullptr,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

Result<void> TrialBalance::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    std::optional<eventstore::StoreError> failure;
    std::uint64_t position = 0;
    const auto post = [&](const Financial& financial) {
        for (const auto& posting : financial.postings) {
            auto& sum = sums_.at(financial.accounting_date, posting.role, posting.gl_account.str());
            if (!sum.known) {
                make_key(sum, key_);
                auto row = writer.get(view(), key_);
                if (!row) {
                    failure = std::move(row.error());
                    return;
                }
                if (*row) {
                    RowReader in{**row};
                    sum.debit = in.signed_sum();
                    sum.credit = in.signed_sum();
                    sum.first = in.number();
                    sum.end = in.number();
                }
                sum.known = true;
            }
            if (sum.end == 0) sum.first = position;
            sum.end = position + 1;
            TrialSums::add(sum, posting.amount);
        }
    };
    for (const auto& recorded : events) {
        position = recorded.envelope.position;
        visit(
            Overloaded{[&]<FinancialEvent Event>(const Event& event) { post(event.financial); }, IgnoreNotFinancial{}},
            recorded.event);
        if (failure) return tl::unexpected(std::move(*failure));
    }
    for (auto& sum : sums_.sums()) {
        if (!sum.changed) continue;
        RowWriter<2 * sum_bytes_max + 2 * number_bytes_max> bytes;
        bytes.signed_sum(sum.debit);
        bytes.signed_sum(sum.credit);
        bytes.number(sum.first);
        bytes.number(sum.end);
        make_key(sum, key_);
        writer.put(view(), key_, bytes.bytes());
        sum.changed = false;
    }
    if (sums_.sums().size() > sums_max) sums_.clear();
    return {};
}

Result<std::vector<TrialBalanceRow>> read_trial_balance(const Point& point, View trial_balance) {
    std::vector<TrialBalanceRow> rows;
    auto scan = point.scan(trial_balance);
    while (scan.next()) {
        const std::string_view key = scan.key();
        TrialBalanceRow row;
        row.period = period_in(key);
        row.gl_account = Code{account_in(key)};
        row.role = static_cast<GlRole>(key.back());
        RowReader in{scan.value()};
        row.debit = in.signed_sum();
        row.credit = in.signed_sum();
        row.balance = row.debit - row.credit;
        rows.push_back(std::move(row));
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return rows;
}

Result<PostedBetween> posted_between(const Point& point, View trial_balance, std::string_view gl_account, Date from,
                                     Date to) {
    PostedBetween between;
    auto scan = point.scan(trial_balance);
    while (scan.next()) {
        const std::string_view key = scan.key();
        const Date period = period_in(key);
        if (account_in(key) != gl_account || (to.is_set() && period > to) ||
            (from.is_set() && period < first_of_month(from)))
            continue;
        RowReader in{scan.value()};
        in.signed_sum();
        in.signed_sum();
        const std::uint64_t first = in.number();
        const std::uint64_t end = in.number();
        between.first = between.end == 0 ? first : std::min(between.first, first);
        between.end = std::max(between.end, end);
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return between;
}

void add_up(TrialBalanceAnswer& answer) {
    std::map<std::pair<std::string, GlRole>, TrialBalanceRow> totals;
    answer.debit = answer.credit = {};
    for (const auto& row : answer.rows) {
        auto& total = totals[{row.gl_account.str(), row.role}];
        total.gl_account = row.gl_account;
        total.role = row.role;
        total.debit += row.debit;
        total.credit += row.credit;
        total.balance += row.balance;
        answer.debit += row.debit;
        answer.credit += row.credit;
    }
    answer.totals.clear();
    for (auto& [key, total] : totals) answer.totals.push_back(std::move(total));
}

}  // namespace tally::projections
