#pragma once
// A utility on disk for benchmarks: the real division with every projection, on a clock that the benchmark sets.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/division/division.h"
#include "tests/bench/figures.h"

namespace tally::bench {

class BenchUtility {
  public:
    // With the settings of tests/support/standard_utility.h, whatever was in the directory before.
    static BenchUtility create(const std::filesystem::path& directory,
                               const std::string& time_zone = "America/New_York");
    // The same with its threads at the priority that `tally serve` gives them.
    static BenchUtility create_as_served(const std::filesystem::path& directory);
    static BenchUtility open(const std::filesystem::path& directory);

    [[nodiscard]] eventstore::Division& division() { return *division_; }
    [[nodiscard]] eventstore::EventStore& store() { return division_->store(); }
    void set_today(domain::Date date);
    // Until the views have everything that was answered.
    void catch_up();
    // With the next opening folding nothing.
    void close();

  private:
    explicit BenchUtility(const std::filesystem::path& directory);
    std::shared_ptr<std::atomic<std::int64_t>> now_us_;
    eventstore::DivisionOptions options_;
    std::unique_ptr<eventstore::Division> division_;
};

// Sends commands 0 to count-1 in bulk, two batches under way: while one is decided and written the next is filled.
// `fill` makes a command in an object that is used again and holds an earlier one. All must be accepted.
inline constexpr std::size_t batch_commands = 4'096;
using FillCommand = std::function<void(std::uint64_t index, eventstore::ParsedCommand&)>;
void send_in_bulk(eventstore::Division&, std::uint64_t count, const FillCommand& fill,
                  const std::function<void(std::uint64_t sent)>& progress = {});

[[nodiscard]] domain::AccountId account_id(std::uint64_t account);

inline constexpr unsigned items_per_account = 12;
// Accounts with one agreement and twelve open items, each of item_amount.
void prepare_open_items(BenchUtility&, std::uint64_t accounts, domain::Money item_amount);
// The same as commands 0 to open_item_commands() - 1, in this order, for callers that send them themselves. A new
// division needs standard_setting_commands() first.
[[nodiscard]] std::uint64_t open_item_commands(std::uint64_t accounts);
void fill_open_item(std::uint64_t index, std::uint64_t accounts, domain::Money item_amount, eventstore::ParsedCommand&);
[[nodiscard]] std::vector<eventstore::ParsedCommand> standard_setting_commands();
// Customers with a gas meter, one agreement at a tiered and taxed tariff, and a read to bill on the 3rd of February.
void prepare_gas_customers(BenchUtility&, std::uint64_t accounts);

inline constexpr domain::Money payment_amount{40'00};
// The most frequent payment: one tender, one account, oldest items first. `series` keeps command ids of runs apart.
void fill_payment(std::string_view series, std::uint64_t index, std::uint64_t account, eventstore::ParsedCommand&);

// The two stores of a division that is closed.
struct RawStores {
    std::unique_ptr<eventstore::KeyValueStore> log;
    std::unique_ptr<eventstore::KeyValueStore> views;
};
[[nodiscard]] RawStores open_raw(const std::filesystem::path& directory);

}  // namespace tally::bench
