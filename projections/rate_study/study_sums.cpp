#include "projections/rate_study/study_sums.h"

#include <algorithm>
#include <array>

namespace tally::projections {

using namespace domain;

namespace {

// Bars of percent end at these; the last one has no end.
constexpr std::array<int, 6> percent_bounds{1, 2, 5, 10, 20, 50};
constexpr int percent_bars = static_cast<int>(percent_bounds.size()) + 1;

Int128 size_of_change(Money amount) {
    return amount.minor < 0 ? -Int128{amount.minor} : Int128{amount.minor};
}

// 1 for a change of at most the first bound, and so on.
int percent_place(const StudyAccount& account) {
    const Int128 change = size_of_change(account.difference) * 100;
    const Int128 of = size_of_change(account.present);
    int place = 1;
    for (const int bound : percent_bounds) {
        if (change <= of * bound) return place;
        ++place;
    }
    return percent_bars;
}

// 1, 2, 5, 10, 20, 50, … of the currency's major unit.
Int128 money_bound(int place, std::uint8_t decimals) {
    constexpr std::array<int, 3> steps{1, 2, 5};
    Int128 bound = steps[static_cast<std::size_t>((place - 1) % 3)];
    for (int i = 0; i < (place - 1) / 3 + decimals; ++i) bound *= 10;
    return bound;
}
int money_place(Money difference, std::uint8_t decimals) {
    const Int128 change = size_of_change(difference);
    int place = 1;
    while (money_bound(place, decimals) < change) ++place;  // Ends: bounds grow tenfold in three steps.
    return place;
}

std::string more_or_less(bool more) {
    return more ? " more" : " less";
}
std::string percent_words(int place) {
    if (place == 0) return "the same";
    const bool more = place > 0;
    const int size = more ? place : -place;
    if (size == percent_bars) return "over " + std::to_string(percent_bounds.back()) + " %" + more_or_less(more);
    const auto at = static_cast<std::size_t>(size - 1);
    const int above = at == 0 ? 0 : percent_bounds[at - 1];
    return std::to_string(above) + " to " + std::to_string(percent_bounds[at]) + " %" + more_or_less(more);
}

}  // namespace

std::string StudySums::money_bar_words(int place) const {
    if (place == 0) return "the same";
    const bool more = place > 0;
    const int size = more ? place : -place;
    const MoneySum above{size == 1 ? Int128{0} : money_bound(size - 1, currency_.decimals)};
    return to_string(above, currency_.decimals) + " to " +
           to_string(MoneySum{money_bound(size, currency_.decimals)}, currency_.decimals) + more_or_less(more);
}

void StudySums::add(const StudySegment& segment, StudyRevenue& revenue) {
    ++revenue.segments;
    revenue.billed += segment.billed;
    revenue.present += segment.present;
    revenue.proposed += segment.proposed;
    revenue.difference += segment.difference;
}

void StudySums::add_by_class(const StudiedAccount& account) {
    std::set<ClassKey> seen;
    for (const StudySegment& segment : account.segments) {
        if (!segment.not_rated.empty()) continue;
        const ClassKey key{account.sums.customer_class, segment.tariff, segment.by};
        StudyRevenue& revenue = classes_[key];
        if (seen.insert(key).second) ++revenue.accounts;
        add(segment, revenue);
        add(segment, total_);
    }
}

void StudySums::add_not_rated(const StudiedAccount& account) {
    std::set<Reason> seen;
    for (const StudySegment& segment : account.segments) {
        if (segment.not_rated.empty()) continue;
        const Reason reason{segment.not_rated, segment.side};
        StudyNotRated& one = not_rated_[reason];
        if (one.segments == 0) {
            one.reason = segment.not_rated;
            one.side = segment.side;
            one.example = account.sums.account;
            one.explanation = segment.explanation;
        }
        ++one.segments;
        if (seen.insert(reason).second) ++one.accounts;
    }
}

void StudySums::add_bars(const StudyAccount& account) {
    const int sign = account.difference > Money{} ? 1 : account.difference < Money{} ? -1 : 0;
    ++(sign > 0 ? more_ : sign < 0 ? less_ : same_);
    const auto count = [&](Bar& bar) {
        ++bar.accounts;
        bar.difference += account.difference;
    };
    count(by_money_[sign == 0 ? 0 : sign * money_place(account.difference, currency_.decimals)]);
    if (account.present.is_zero() && sign != 0)
        count(from_nothing_);
    else
        count(by_percent_[sign == 0 ? 0 : sign * percent_place(account)]);
}

// The first of equal ones stays: accounts come in the order of their ids.
void StudySums::keep(std::vector<StudyAccount>& kept, const StudyAccount& account) {
    const auto larger = [](const StudyAccount& a, const StudyAccount& b) {
        return size_of_change(a.difference) > size_of_change(b.difference);
    };
    if (kept.size() == study_accounts_listed && !larger(account, kept.back())) return;
    kept.insert(std::upper_bound(kept.begin(), kept.end(), account, larger), account);
    if (kept.size() > study_accounts_listed) kept.pop_back();
}

void StudySums::add(const StudiedAccount& account) {
    add_not_rated(account);
    if (account.sums.segments == 0) return;
    ++total_.accounts;
    add_by_class(account);
    add_bars(account.sums);
    if (account.sums.difference > Money{}) keep(losers_, account.sums);
    if (account.sums.difference < Money{}) keep(winners_, account.sums);
}

void StudySums::write(RateStudyAnswer& answer) const {
    answer.total = total_;
    for (const auto& [key, revenue] : classes_)
        answer.classes.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), revenue});
    answer.more = more_;
    answer.less = less_;
    answer.same = same_;
    // Without a gap between the first and the last, so that the eye sees how far they are apart.
    const auto bars = [](const std::map<int, Bar>& from, std::vector<StudyBar>& to, const auto& words) {
        if (from.empty()) return;
        for (int place = from.begin()->first; place <= from.rbegin()->first; ++place) {
            const auto found = from.find(place);
            const Bar bar = found == from.end() ? Bar{} : found->second;
            to.push_back({Plain{words(place)}, bar.accounts, bar.difference});
        }
    };
    bars(by_percent_, answer.by_percent, percent_words);
    if (from_nothing_.accounts > 0)
        answer.by_percent.push_back({Plain{"from nothing"}, from_nothing_.accounts, from_nothing_.difference});
    bars(by_money_, answer.by_money, [this](int place) { return money_bar_words(place); });
    answer.losers = losers_;
    answer.winners = winners_;
    for (const auto& [reason, one] : not_rated_) answer.not_rated.push_back(one);
}

}  // namespace tally::projections
