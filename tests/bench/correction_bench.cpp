// Correcting what is billed, of an account that was billed and paid every month for years: one read of the first month,
// which two bills rest on; and a read below the estimates of every month, which makes all of its bills again. Tried on
// the ledger in memory, with all that is read from it; and written, durably.
//
//     correction_bench [MONTHS] [DIRECTORY]

#include <cstdlib>
#include <fmt/format.h>

#include "projections/what_if/what_if.h"
#include "tests/bench/bench_utility.h"
#include "tests/support/standard_utility.h"

namespace {

using namespace tally;
using namespace tally::bench;
using namespace tally::domain;

constexpr int rounds = 100;

class Correcting {
  public:
    Correcting(BenchUtility& utility, int months) : utility_(utility), months_(months) {}

    void live_through() {
        utility_.set_today(start_);
        for (const char* id : {"1", "2"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) send(std::move(command));
        for (int month = 1; month <= months_; ++month) {
            const Date day = add_months(start_, month, 5);
            utility_.set_today(day);
            for (const std::string id : {"1", "2"}) {
                send(read(id, day - 1, month * 55, id == "1" ? Quality::actual : Quality::estimated));
                send(BillAccount{.account = AccountId{id}, .bill_date = day});
                PostPayment payment;
                payment.tenders = {{.kind = TenderKind::cash, .amount = test::usd("60.00")}};
                payment.shares = {{.account = AccountId{id}}};
                send(payment);
            }
        }
        today_ = add_months(start_, months_, 5) + 10;
        utility_.set_today(today_);
        utility_.catch_up();
    }

    // Account 1: the read that the first two bills rest on.
    [[nodiscard]] RecordRead first_read(int value) const {
        return read("1", add_months(start_, 1, 5) - 1, value, Quality::actual);
    }
    // Account 2: three therms a month fewer than all its estimates, so that each of them is made again.
    [[nodiscard]] RecordRead last_read() const { return read("2", today_, months_ * 52, Quality::actual); }
    static CorrectBills correct(std::string_view account) { return {.account = AccountId{account}}; }

    void send(Command command) {
        const auto outcome = utility_.division().execute(parsed("c-" + std::to_string(++number_), std::move(command)));
        require(outcome.kind == eventstore::Outcome::Kind::accepted, outcome.refusal.cure);
    }
    // The commands, of which the last is the correction, without writing anything.
    [[nodiscard]] double tried_ms(const std::vector<Command>& commands) {
        std::vector<projections::CommandToTry> all;
        for (std::size_t i = 0; i < commands.size(); ++i)
            all.emplace_back(parsed("t-" + std::to_string(i), commands[i]));
        return 1e3 * seconds_of([&] {
                   const auto tried =
                       take(projections::what_if(utility_.division(), std::move(all), projections::WhatIfForm::json));
                   require(tried.accepted, tried.text);
               });
    }

  private:
    static RecordRead read(std::string_view account, Date day, int value, Quality quality) {
        RecordRead made = test::a_read("L" + std::string{account} + "-G", to_string(day), std::to_string(value));
        made.quality = quality;
        return made;
    }
    static eventstore::ParsedCommand parsed(const std::string& id, Command command) {
        eventstore::ParsedCommand made;
        made.header.command_id = CommandId{id};
        made.header.actor = Plain{"bench"};
        made.command = std::move(command);
        return made;
    }

    BenchUtility& utility_;
    int months_;
    Date start_ = test::date("2022-01-05");
    Date today_;
    std::uint64_t number_ = 0;
};

void add(Figures& figures, std::string_view name, std::vector<double> times_ms, const Goal& goal = {}) {
    figures.add(fmt::format("{}, median", name), percentile(times_ms, 0.5), "ms", Better::lower, goal);
    figures.add(fmt::format("{}, p99", name), percentile(times_ms, 0.99), "ms", Better::lower, goal);
}

}  // namespace

int main(int argc, char** argv) {
    const int months = static_cast<int>(number_argument(argc, argv, 1, 24));
    const auto store = directory_argument(argc, argv, 2, "tally-correction-bench");
    std::filesystem::remove_all(store);
    auto utility = BenchUtility::create(store);
    Correcting bench(utility, months);
    bench.live_through();
    Figures figures;
    const Goal goal{"20", "2", ""};
    std::vector<double> first, all;
    for (int i = -rounds / 4; i < rounds; ++i) {
        const double two = bench.tried_ms({bench.first_read(54), bench.correct("1")});
        const double every = bench.tried_ms({bench.last_read(), bench.correct("2")});
        if (i < 0) continue;
        first.push_back(two);
        all.push_back(every);
    }
    add(figures, "correction.first_read_tried", std::move(first), goal);
    add(figures, "correction.all_bills_tried", std::move(all));
    bench.send(bench.last_read());
    figures.add("correction.all_bills_written", 1e3 * seconds_of([&] { bench.send(bench.correct("2")); }), "ms",
                Better::lower, goal);
    bench.send(bench.first_read(54));
    figures.add("correction.first_read_written", 1e3 * seconds_of([&] { bench.send(bench.correct("1")); }), "ms",
                Better::lower, goal);
    utility.close();
    std::filesystem::remove_all(store);
}
