// Payments in bulk through the whole ledger: typed commands, digest, id check, PaymentPosted and CreditAllocated, every
// view caught up, merges settled; beside it the same from JSON Lines.
//
//     payments_bench [PAYMENTS] [ACCOUNTS] [DIRECTORY] [JSON_PAYMENTS]
//
// DIRECTORY/prepared-ACCOUNTS-PAYMENTS is kept and copied where it is there: preparing a million accounts takes
// minutes.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <string>

#include "eventstore/division/state_rows.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/child.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;

struct Size {
    std::uint64_t payments;
    std::uint64_t accounts;
    // Figures of a run over many accounts are others.
    [[nodiscard]] std::string name(std::string_view what) const {
        const std::string count = accounts % 1'000'000 == 0 ? fmt::format("{}m", accounts / 1'000'000)
                                  : accounts % 1'000 == 0   ? fmt::format("{}k", accounts / 1'000)
                                                            : std::to_string(accounts);
        return fmt::format("payments_{}_accounts_{}", count, what);
    }
};

// Twice what is paid lies open at the start, so that items close now and then and none runs out.
Money item_amount(const Size& size) {
    const std::uint64_t each = std::max<std::uint64_t>(40, 2 * size.payments / size.accounts);
    return {static_cast<std::int64_t>(each) * payment_amount.minor / items_per_account};
}

void prepare(const Size& size, const fs::path& store, Figures& figures) {
    const fs::path kept = store.parent_path() / fmt::format("prepared-{}-{}", size.accounts, item_amount(size).minor);
    const auto start = Clock::now();
    if (!fs::exists(kept)) {
        const fs::path being_made = kept.string() + ".new";
        Child({"--prepare", being_made, std::to_string(size.payments), std::to_string(size.accounts)}).wait();
        fs::rename(being_made, kept);
    }
    fs::remove_all(store);
    fs::copy(kept, store, fs::copy_options::recursive);
    figures.note(fmt::format("{} accounts with {} open items each: {:.1f} s", size.accounts, items_per_account,
                             seconds_since(start)));
}

struct Ingest {
    double seconds = 0;
    double cpu = 0;
    double memory = 0;
    double memory_at_a_tenth = 0;
    std::uint64_t level0_runs = 0;
    std::map<std::string, double> by_thread;
};

// Answered, folded into every view and spilled.
template <class Send>
Ingest ingest(BenchUtility& utility, std::uint64_t payments, const Send& send) {
    Ingest measured;
    forget_peak_memory();
    const double cpu_before = cpu_seconds();
    const auto threads_before = cpu_seconds_by_thread();
    const auto start = Clock::now();
    send([&](std::uint64_t sent) {
        if (measured.memory_at_a_tenth == 0 && sent >= payments / 10) measured.memory_at_a_tenth = peak_memory_mib();
    });
    utility.catch_up();
    measured.level0_runs = utility.store().status().views.level0_runs;
    require(utility.store().spill(), "spilling");
    measured.seconds = seconds_since(start);
    measured.cpu = cpu_seconds() - cpu_before;
    measured.memory = peak_memory_mib();
    for (const auto& [name, seconds] : cpu_seconds_by_thread()) {
        const auto before = threads_before.find(name);
        measured.by_thread[name] = seconds - (before == threads_before.end() ? 0 : before->second);
    }
    return measured;
}

double look_up_us(BenchUtility& utility, std::uint64_t accounts, std::mt19937_64& random) {
    constexpr int reads = 20'000;
    const auto point = utility.store().pin();
    const auto start = Clock::now();
    for (int i = 0; i < reads; ++i) {
        const auto state = take(read_account(*point, utility.division().states(), account_id(random() % accounts)));
        require(state.has_value() && state->payment_count + state->adjustment_count > 0, "an account is not there");
    }
    return seconds_since(start) / reads * 1e6;
}

void measure_typed(const Size& size, const fs::path& directory, Figures& figures) {
    auto utility = BenchUtility::open(directory);
    const std::uint64_t first_event = utility.store().durable_end();
    const std::uint64_t written_before = bytes_written();
    std::mt19937_64 random(7);
    Ingest measured = ingest(utility, size.payments, [&](const auto& progress) {
        send_in_bulk(
            utility.division(), size.payments,
            [&](std::uint64_t i, ParsedCommand& parsed) { fill_payment("pay", i, random() % size.accounts, parsed); },
            progress);
    });
    const std::uint64_t events = utility.store().durable_end() - first_event;
    require(events >= 2 * size.payments, "each payment makes two events");
    const auto status = utility.store().status();
    const double look_up = look_up_us(utility, size.accounts, random);
    const auto settling = Clock::now();
    const double cpu_before = cpu_seconds();
    utility.close();
    RawStores raw = open_raw(directory);
    require(raw.log->settle(), "settling");
    require(raw.views->settle(), "settling");
    measured.seconds += seconds_since(settling);
    measured.cpu += cpu_seconds() - cpu_before;

    const auto payments = static_cast<double>(size.payments);
    const bool many = size.accounts >= 1'000'000;
    figures.add(size.name("per_second"), payments / measured.seconds, "payments/s", Better::higher,
                many ? Goal{"60000", "200000", ""}
                     : Goal{"100000", "350000", "TigerBeetle 0.17.8, same shape: 320,000 transfers/s"});
    figures.add(size.name("wall"), measured.seconds / payments * 1e6, "us", Better::lower);
    figures.add(size.name("cpu"), measured.cpu / payments * 1e6, "us", Better::lower);
    for (const auto& [name, seconds] : measured.by_thread)
        if (seconds / payments * 1e6 >= 0.01)
            figures.note(fmt::format("    {:<20} {:>8.3f} us a payment", name, seconds / payments * 1e6));
    figures.add(size.name("peak_memory"), measured.memory, "MiB", Better::lower, {"1024", "300", ""});
    figures.add(size.name("peak_memory_at_a_tenth"), measured.memory_at_a_tenth, "MiB", Better::lower);
    figures.add(size.name("level0_runs"), static_cast<double>(measured.level0_runs), "runs", Better::lower);
    figures.add(size.name("look_up"), look_up, "us", Better::lower);
    figures.add(size.name("settling"), seconds_since(settling), "s", Better::lower);
    figures.add(size.name("commits"), static_cast<double>(status.commits), "commits", Better::lower);
    figures.add(size.name("spills"), static_cast<double>(status.views.spills), "spills", Better::lower);
    figures.add(size.name("folding_waits"), static_cast<double>(status.views.writer_waits), "waits", Better::lower);
    figures.add(size.name("written_per_payment"), static_cast<double>(bytes_written() - written_before) / payments,
                "bytes", Better::lower);
}

// What the whole store weighs once everything is merged, against the entries' own bytes.
void measure_size(const Size& size, const fs::path& directory, Figures& figures) {
    std::uint64_t entries = 0;
    std::uint64_t entry_bytes = 0;
    {
        auto utility = BenchUtility::open(directory);
        auto reader = utility.store().read_log(0);
        for (; reader.next(); ++entries) entry_bytes += reader.entry().size();
        require(reader.status(), "reading the log");
        utility.close();
    }
    RawStores raw = open_raw(directory);
    require(raw.log->compact(), "compacting");
    require(raw.views->compact(), "compacting");
    const auto count = static_cast<double>(entries);
    const auto log = static_cast<double>(raw.log->bytes_on_disk());
    const auto views = static_cast<double>(raw.views->bytes_on_disk());
    figures.add(size.name("entry_bytes"), static_cast<double>(entry_bytes) / count, "bytes", Better::lower);
    figures.add(size.name("log_bytes_per_event"), log / count, "bytes", Better::lower);
    figures.add(size.name("view_bytes_per_event"), views / count, "bytes", Better::lower);
    figures.add(size.name("store_bytes_per_entry_byte"), (log + views) / static_cast<double>(entry_bytes), "x",
                Better::lower, {"3", "2", ""});
}

// As `tally apply` does it: a line is read and parsed while the batch before is decided and written.
void measure_json_lines(const Size& size, const fs::path& directory, std::uint64_t count, Figures& figures) {
    auto utility = BenchUtility::open(directory);
    const fs::path file = directory / "payments.jsonl";
    {
        std::ofstream out(file);
        std::mt19937_64 random(8);
        ParsedCommand parsed;
        std::string line;
        for (std::uint64_t i = 0; i < count; ++i) {
            fill_payment("json", i, random() % size.accounts, parsed);
            line.clear();
            write_command_json(parsed.header, parsed.command, utility.division().json(), line);
            out << line << '\n';
        }
    }
    std::ifstream in(file);
    CommandReader reader(utility.division().currency());
    std::string line;
    const Ingest measured = ingest(utility, count, [&](const auto& progress) {
        send_in_bulk(
            utility.division(), count,
            [&](std::uint64_t i, ParsedCommand& parsed) {
                require(static_cast<bool>(std::getline(in, line)), "a line is missing");
                const auto read = reader.read_into(line, i + 1, parsed);
                require(read.has_value(), read ? "" : read.error().message());
            },
            progress);
    });
    utility.close();
    fs::remove(file);
    figures.add(size.name("json_lines_per_second"), static_cast<double>(count) / measured.seconds, "payments/s",
                Better::higher);
    figures.add(size.name("json_lines_cpu"), measured.cpu / static_cast<double>(count) * 1e6, "us", Better::lower);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 5 && std::string_view{argv[1]} == "--prepare") {
        const Size size{number_argument(argv[3]), number_argument(argv[4])};
        auto utility = BenchUtility::create(argv[2]);
        prepare_open_items(utility, size.accounts, item_amount(size));
        utility.close();
        return 0;
    }
    const auto number = [&](int at, std::uint64_t otherwise) { return number_argument(argc, argv, at, otherwise); };
    const Size size{number(1, 10'000'000), number(2, 10'000)};
    const fs::path directory = directory_argument(argc, argv, 3, "tally-payments-bench");
    const std::uint64_t json_payments = number(4, size.payments / 10);
    fs::create_directories(directory);
    Figures figures;
    const fs::path store = directory / "store";
    prepare(size, store, figures);
    measure_typed(size, store, figures);
    measure_size(size, store, figures);
    if (json_payments > 0) measure_json_lines(size, store, json_payments, figures);
    fs::remove_all(store);
    return 0;
}
