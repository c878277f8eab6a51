// Bills a second that decide(BillAccount) makes in memory, on one core: one agreement, tiers, a percentage and two
// taxes, delivery resolved. Storage, encoding and sealing are not in it.

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "tests/bench/figures.h"
#include "tests/support/standard_utility.h"
#include "tests/support/test_world.h"

namespace tally::test {
namespace {

using namespace domain;
using bench::Clock;

constexpr std::size_t accounts = 5'000;
constexpr int rounds = 7;

CommandHeader header() {
    CommandHeader made;
    made.command_id = CommandId{"bench"};
    made.actor = Plain{"bench"};
    return made;
}

void accept(TestWorld& world, const Command& command, Date today) {
    const auto head = header();
    const auto events = decide(command, Context{world, head, today, world.next_position()});
    TALLY_ASSERT(events.has_value(), "the bench sets up what is accepted");
    world.append(*events, head);
}

void run() {
    TestWorld world;
    for (const Command& command : standard_settings()) accept(world, command, date("2022-01-05"));
    std::vector<BillAccount> bills;
    for (std::size_t i = 0; i < accounts; ++i) {
        const std::string number = std::to_string(100'000 + i);
        for (const Command& command : a_gas_customer(number, "2022-01-05")) accept(world, command, date("2022-01-05"));
        accept(world, a_read("L" + number + "-G", "2022-02-02", std::to_string(20 + i % 80)), date("2022-02-03"));
        bills.push_back({AccountId{number}, Code{"M01"}, date("2022-02-03")});
    }
    const auto head = header();
    double best = 0;
    std::size_t events = 0, lines = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto start = Clock::now();
        events = lines = 0;
        for (const BillAccount& bill : bills) {
            const auto made = decide(bill, Context{world, head, date("2022-02-03"), world.next_position()});
            TALLY_ASSERT(made.has_value(), "each account has a bill");
            events += made->size();
            for (const auto& event : *made)
                if (const auto* segment = std::get_if<BillSegmentFrozen>(&event.event)) lines += segment->lines.size();
        }
        const double seconds = bench::seconds_since(start);
        best = std::max(best, static_cast<double>(bills.size()) / seconds);
    }
    bench::Figures figures;
    figures.note(fmt::format("{} accounts, {} events, {} lines a round; best of {}", accounts, events, lines, rounds));
    figures.add("decide_bill_per_second", best, "bills/s", bench::Better::higher);
}

}  // namespace
}  // namespace tally::test

int main() {
    tally::test::run();
}
