#include "projections/replay/replay.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "eventstore/codec/financial_ref.h"
#include "eventstore/merkle/tree.h"
#include "projections/log_position.h"

namespace tally::projections {

namespace {

using namespace domain;

constexpr std::uint64_t entries_between_reports = 1 << 16;

// Sums per account: open addressing over indexes, so that growing moves no sum.
class AccountSums {
  public:
    struct Sum {
        std::uint64_t hash = 0;
        std::string account;
        BalanceRow row;
    };
    BalanceRow& at(std::string_view account) {
        const std::uint64_t hash = std::hash<std::string_view>{}(account);
        std::size_t slot = hash & mask_;
        while (slots_[slot] != 0) {
            Sum& sum = sums_[slots_[slot] - 1];
            if (sum.hash == hash && sum.account == account) return sum.row;
            slot = (slot + 1) & mask_;
        }
        sums_.push_back({hash, std::string{account}, {}});
        slots_[slot] = static_cast<std::uint32_t>(sums_.size());
        if (sums_.size() * 2 > slots_.size()) grow();
        return sums_.back().row;
    }
    [[nodiscard]] std::vector<Sum>& sums() { return sums_; }

  private:
    void grow() {
        slots_.assign(slots_.size() * 2, 0);
        mask_ = slots_.size() - 1;
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            std::size_t slot = sums_[i].hash & mask_;
            while (slots_[slot] != 0) slot = (slot + 1) & mask_;
            slots_[slot] = static_cast<std::uint32_t>(i + 1);
        }
    }
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(1024, 0);
    std::size_t mask_ = 1023;
    std::vector<Sum> sums_;
};

// What one thread folds of its part of the log. All of it adds up, so parts are folded in any order.
struct Part {
    AccountSums accounts;
    TrialSums trial;
    std::uint64_t financial_events = 0;
    Result<void> done;
};

struct Progress {
    const std::function<void(std::uint64_t, std::uint64_t)>& report;
    std::uint64_t entries;
    std::atomic<std::uint64_t> entries_done{0};
};

template <class Use>
Result<void> each_money(const eventstore::Log& log, std::uint64_t from, std::uint64_t to, Progress& progress,
                        bool report, const Use& use) {
    auto reader = log.reader(from, to);
    eventstore::FinancialRef view;
    std::uint64_t unreported = 0;
    for (auto run = reader.next_run(); !run.empty(); run = reader.next_run()) {
        for (const std::string_view entry : run) {
            auto money = eventstore::read_financial(entry, view);
            if (!money) return tl::unexpected(std::move(money.error()));
            if (*money) use(view);
        }
        unreported += run.size();
        if (unreported < entries_between_reports) continue;
        const std::uint64_t done = progress.entries_done.fetch_add(unreported) + unreported;
        unreported = 0;
        if (report && progress.report) progress.report(done, progress.entries);
    }
    progress.entries_done.fetch_add(unreported);
    return reader.status();
}

// Folds parts of the log on as many threads; reports come from this one.
template <class Fold>
Result<void> fold_parts(const eventstore::Log& log, std::uint64_t end, unsigned threads,
                        const std::function<void(std::uint64_t, std::uint64_t)>& report, std::vector<Part>& parts,
                        const Fold& fold) {
    threads = std::max(1u, std::min(threads, 64u));
    parts.resize(threads);
    Progress progress{report, end};
    const auto run = [&](unsigned i) {
        Part& part = parts[i];
        part.done = each_money(log, end * i / threads, end * (i + 1) / threads, progress, i == 0,
                               [&](const eventstore::FinancialRef& view) { fold(part, view); });
    };
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(run, i);
    run(0);
    for (auto& other : others) other.join();
    for (const Part& part : parts)
        if (!part.done) return part.done;
    if (report) report(end, end);
    return {};
}

BalanceRow delta_of(const eventstore::FinancialRef& view) {
    BalanceRow delta{view.payoff, view.current, {}, {}};
    view.each_posting([&](GlRole role, std::string_view, Money amount) {
        if (role == GlRole::ar) delta.receivable += amount;
        if (role == GlRole::unapplied) delta.unapplied -= amount;
    });
    return delta;
}
void post(TrialSums& sums, const eventstore::FinancialRef& view) {
    view.each_posting([&](GlRole role, std::string_view gl_account, Money amount) {
        TrialSums::add(sums.at(view.accounting_date, role, gl_account), amount);
    });
}

// What all parts together say.
ReplayAnswer answer_of(Part& all, std::uint64_t position, const eventstore::Hash& root, const ReplayOptions& options) {
    ReplayAnswer answer;
    answer.position = position;
    answer.root = root;
    answer.effective_on = options.effective;
    answer.entries = position;
    answer.financial_events = all.financial_events;
    answer.totals = all.trial.rows();
    auto& sums = all.accounts.sums();
    answer.account_count = sums.size();
    for (const auto& sum : sums) {
        answer.payoff += sum.row.payoff;
        answer.current += sum.row.current;
        answer.receivable += sum.row.receivable;
        answer.unapplied += sum.row.unapplied;
    }
    if (!options.each_account) return answer;
    std::sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.account < b.account; });
    for (const auto& sum : sums)
        answer.accounts.push_back(
            {AccountId{sum.account}, sum.row.payoff, sum.row.current, sum.row.receivable, sum.row.unapplied});
    return answer;
}

Result<ReplayAnswer> replay_entries(const eventstore::Log& log, std::uint64_t position, const eventstore::Hash& root,
                                    const ReplayOptions& options) {
    std::vector<Part> parts;
    auto folded = fold_parts(log, position, options.threads, options.progress, parts,
                             [&](Part& part, const eventstore::FinancialRef& view) {
                                 if (options.effective.is_set() && view.effective_date > options.effective) return;
                                 if (!options.account.empty() && view.account != options.account.str()) return;
                                 ++part.financial_events;
                                 if (!view.account.empty()) part.accounts.at(view.account) += delta_of(view);
                                 post(part.trial, view);
                             });
    if (!folded) return tl::unexpected(std::move(folded.error()));
    for (std::size_t i = 1; i < parts.size(); ++i) {
        for (const auto& sum : parts[i].accounts.sums()) parts[0].accounts.at(sum.account) += sum.row;
        parts[0].trial.add(parts[i].trial);
        parts[0].financial_events += parts[i].financial_events;
        parts[i] = {};
    }
    return answer_of(parts[0], position, root, options);
}

Result<std::uint64_t> replayed_end(const eventstore::Log& log, std::uint64_t end, const ReplayOptions& options) {
    if (options.to) end = std::min(end, *options.to);
    if (!options.recorded_before) return end;
    // An instant is whole microseconds: before it is up to the one before.
    return entries_recorded_by(log, end, Instant{options.recorded_before->microseconds - 1});
}

Result<eventstore::Hash> root_of(const eventstore::Log& log, std::uint64_t end) {
    eventstore::TreeBuilder tree;
    std::vector<eventstore::Hash> hashes;
    auto reader = log.reader(0, end);
    for (auto run = reader.next_run(); !run.empty(); run = reader.next_run()) {
        hashes.resize(run.size());
        eventstore::hash_leaves(run, hashes);
        tree.append(hashes);
        (void)tree.take_full_tiles();  // Only the root is wanted.
    }
    if (auto status = reader.status(); !status) return tl::unexpected(std::move(status.error()));
    return tree.root();
}

}  // namespace

Result<ReplayAnswer> replay(const eventstore::EventStore& store, const ReplayOptions& options) {
    // The tree, which gives the root, is folded behind the log: what is durable now is waited for.
    if (!store.wait_for(store.durable_end(), std::chrono::minutes{1}))
        return eventstore::fail(eventstore::StoreErrorKind::store_busy,
                                "the views are more than a minute behind the log; try again when less is written");
    const auto position = replayed_end(store.log(), store.pin()->position(), options);
    if (!position) return tl::unexpected(position.error());
    const auto root = store.root_at(*position);
    if (!root) return tl::unexpected(root.error());
    return replay_entries(store.log(), *position, *root, options);
}

Result<ReplayAnswer> replay_log(const eventstore::Log& log, const ReplayOptions& options) {
    const auto position = replayed_end(log, log.end(), options);
    if (!position) return tl::unexpected(position.error());
    const auto root = root_of(log, *position);
    if (!root) return tl::unexpected(root.error());
    return replay_entries(log, *position, *root, options);
}

Result<TrialSums> replay_trial_balance(const eventstore::EventStore& store, std::uint64_t end, Date accounted_to) {
    std::vector<Part> parts;
    auto folded = fold_parts(store.log(), end, 2, {}, parts, [&](Part& part, const eventstore::FinancialRef& view) {
        if (!accounted_to.is_set() || view.accounting_date <= accounted_to) post(part.trial, view);
    });
    if (!folded) return tl::unexpected(std::move(folded.error()));
    for (std::size_t i = 1; i < parts.size(); ++i) parts[0].trial.add(parts[i].trial);
    return std::move(parts[0].trial);
}

}  // namespace tally::projections
