#include "tests/bench/bench_utility.h"

#include <array>
#include <fmt/format.h>
#include <future>

#include "eventstore/division/states_folder.h"
#include "eventstore/storage/rocksdb_store.h"
#include "eventstore/thread_priority.h"
#include "projections/folders.h"
#include "tests/support/standard_utility.h"

namespace tally::bench {

namespace fs = std::filesystem;
using namespace domain;
using namespace eventstore;

namespace {

constexpr std::uint64_t first_account = 1'000'000;
// A person's key costs a sync each, which is not what is measured: landlords have a hundred accounts.
constexpr std::uint64_t accounts_per_person = 100;

std::int64_t noon_us(Date date) {
    return (std::int64_t{date.days} * 86'400 + 17 * 3'600) * 1'000'000;
}

void fill_header(std::string_view series, std::uint64_t index, ParsedCommand& parsed) {
    std::array<char, 48> id;
    const auto end = fmt::format_to_n(id.data(), id.size(), "{}-{:09}", series, index).out;
    parsed.header.command_id = CommandId{std::string_view{id.data(), end}};
    if (parsed.header.actor.empty()) parsed.header.actor = Plain{"bench"};
}

std::string person_id(std::uint64_t person) {
    return fmt::format("P{}", person);
}
std::uint64_t persons_of(std::uint64_t accounts) {
    return accounts / accounts_per_person + 1;
}
void fill_person(std::uint64_t person, ParsedCommand& parsed) {
    fill_header("person", person, parsed);
    parsed.command = test::a_person(person_id(person), fmt::format("Customer {}", person));
}

}  // namespace

BenchUtility::BenchUtility(const fs::path& directory) : now_us_(std::make_shared<std::atomic<std::int64_t>>()) {
    options_.directory = directory;
    options_.make_folders = projections::make_folders;
    options_.clock = [now = now_us_] { return Instant{now->fetch_add(1, std::memory_order_relaxed)}; };
}

BenchUtility BenchUtility::create(const fs::path& directory, const std::string& time_zone) {
    fs::remove_all(directory);
    BenchUtility utility(directory);
    utility.set_today(test::date("2021-01-04"));
    NewDivision made;
    made.origin = "ledger.bench/gas";
    made.currency = "USD";
    made.time_zone = time_zone;
    utility.division_ = take(Division::create(utility.options_, made, "bench"));
    const auto settings = standard_setting_commands();
    send_in_bulk(*utility.division_, settings.size(),
                 [&](std::uint64_t i, ParsedCommand& parsed) { parsed = settings[i]; });
    return utility;
}
BenchUtility BenchUtility::create_as_served(const fs::path& directory) {
    return std::async(std::launch::async,
                      [&directory] {
                          lower_thread_priority();
                          return create(directory);
                      })
        .get();
}
BenchUtility BenchUtility::open(const fs::path& directory) {
    BenchUtility utility(directory);
    utility.set_today(test::date("2022-02-03"));
    utility.division_ = take(Division::open(utility.options_));
    return utility;
}

void BenchUtility::set_today(Date date) {
    now_us_->store(noon_us(date));
}
void BenchUtility::catch_up() {
    require(store().wait_for(store().durable_end(), std::chrono::minutes{10}), "the views did not follow");
}
void BenchUtility::close() {
    require(division_->close(), "closing");
    division_.reset();
}

void send_in_bulk(Division& division, std::uint64_t count, const FillCommand& fill,
                  const std::function<void(std::uint64_t)>& progress) {
    std::array<CommandBatch, 2> batches;
    const auto finish = [](CommandBatch& batch) {
        batch.wait();
        for (const Outcome& outcome : batch.outcomes)
            if (outcome.kind != Outcome::Kind::accepted)
                require(false, fmt::format("a command was not accepted: {} {} {}: {} {}", name_of(outcome.kind),
                                           outcome.refusal.field, outcome.refusal.value, outcome.refusal.cure,
                                           outcome.failure.message));
    };
    std::uint64_t sent = 0;
    for (std::size_t turn = 0; sent < count; ++turn) {
        CommandBatch& batch = batches[turn % 2];
        finish(batch);
        batch.commands.resize(std::min<std::uint64_t>(batch_commands, count - sent));
        for (ParsedCommand& parsed : batch.commands) fill(sent++, parsed);
        division.submit(batch);
        if (progress) progress(sent);
    }
    for (CommandBatch& batch : batches) finish(batch);
}

AccountId account_id(std::uint64_t account) {
    return AccountId{std::to_string(first_account + account)};
}

std::vector<ParsedCommand> standard_setting_commands() {
    auto settings = test::standard_settings();
    settings.erase(settings.begin());  // The division is made already.
    std::vector<ParsedCommand> commands(settings.size());
    for (std::size_t i = 0; i < settings.size(); ++i) {
        fill_header("setting", i, commands[i]);
        commands[i].command = std::move(settings[i]);
    }
    return commands;
}

std::uint64_t open_item_commands(std::uint64_t accounts) {
    return persons_of(accounts) + accounts * (1 + items_per_account);
}

void fill_open_item(std::uint64_t index, std::uint64_t accounts, Money item_amount, ParsedCommand& parsed) {
    if (index < persons_of(accounts)) return fill_person(index, parsed);
    index -= persons_of(accounts);
    fill_header("prepare", index, parsed);
    constexpr std::uint64_t commands_each = 1 + items_per_account;
    const std::uint64_t number = index / commands_each;
    const AccountId account = account_id(number);
    if (index % commands_each == 0) {
        SetUpCustomer customer;
        customer.existing_person = PersonId{person_id(number / accounts_per_person)};
        customer.account = test::an_account(account.str(), "");
        customer.services = {test::a_service("", "", "TRASH", "", "2022-01-05")};
        parsed.command = std::move(customer);
        return;
    }
    RequestAdjustment charge;
    charge.account = account;
    charge.adjustment_type = Code{"FEE"};
    charge.amount = item_amount;
    charge.ages_from = test::date("2022-01-20") + static_cast<std::int32_t>(index % commands_each);
    parsed.command = std::move(charge);
}

void prepare_open_items(BenchUtility& utility, std::uint64_t accounts, Money item_amount) {
    utility.set_today(test::date("2022-01-05"));
    send_in_bulk(utility.division(), open_item_commands(accounts),
                 [&](std::uint64_t i, ParsedCommand& parsed) { fill_open_item(i, accounts, item_amount, parsed); });
    utility.catch_up();
    utility.set_today(test::date("2022-02-03"));
}

void prepare_gas_customers(BenchUtility& utility, std::uint64_t accounts) {
    utility.set_today(test::date("2022-01-05"));
    Division& division = utility.division();
    send_in_bulk(division, persons_of(accounts), fill_person);
    send_in_bulk(division, accounts, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header("customer", i, parsed);
        const std::string id = account_id(i).str();
        const std::string service_point = "S" + id;
        SetUpCustomer customer;
        customer.existing_person = PersonId{person_id(i / accounts_per_person)};
        customer.account = test::an_account(id, "");
        customer.new_location = get<AddLocation>(test::a_location("L" + id).front());
        AddServicePoint added;
        added.service_point = ServicePointId{service_point};
        added.service = Code{"gas"};
        customer.new_service_points = {std::move(added)};
        customer.new_meters = {test::a_meter(service_point, "M" + id, "2022-01-04")};
        customer.services = {test::a_service("", "", "GAS", service_point, "2022-01-05")};
        parsed.command = std::move(customer);
    });
    utility.set_today(test::date("2022-02-03"));
    send_in_bulk(division, accounts, [&](std::uint64_t i, ParsedCommand& parsed) {
        fill_header("read", i, parsed);
        parsed.command = test::a_read("S" + account_id(i).str(), "2022-02-02", std::to_string(20 + i % 80));
    });
    utility.catch_up();
}

void fill_payment(std::string_view series, std::uint64_t index, std::uint64_t account, ParsedCommand& parsed) {
    fill_header(series, index, parsed);
    auto* payment = get_if<PostPayment>(&parsed.command);
    if (!payment) {
        payment = &parsed.command.emplace<PostPayment>();
        payment->tenders.resize(1);
        payment->shares.resize(1);
        payment->tenders[0].kind = TenderKind::cheque;
        payment->tenders[0].amount = payment_amount;
        payment->tenders[0].reference = Plain{"000123"};
    }
    payment->shares[0].account = account_id(account);
}

RawStores open_raw(const fs::path& directory) {
    const FolderNeeds needs{std::make_shared<EventsOf>(), {}};
    EventStoreOptions options;
    options.folders = projections::make_folders(needs);
    options.folders.insert(options.folders.begin(), std::make_shared<StatesFolder>(needs.events));
    std::vector<RocksdbFamily> families;
    for (auto& need : EventStore::view_families(options))
        families.push_back({std::move(need.name), need.asked_for_absent, need.compressed});
    RawStores stores;
    stores.log = take(open_rocksdb({.path = directory / "log", .families = Log::families()}));
    stores.views =
        take(open_rocksdb({.path = directory / "views", .families = std::move(families), .role = RocksdbRole::views}));
    return stores;
}

}  // namespace tally::bench
