// A division as its users meet it. Deciding packs commands into groups and commits, reads ahead, keeps what it can in
// memory and spills: none of that may show in what it decides.

#include "eventstore/division/division.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/division/state_rows.h"
#include "eventstore/log/log.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"

namespace tally::tests {
namespace {

using namespace tally::domain;
using namespace tally::eventstore;

constexpr int accounts = 40;
constexpr int metered_accounts = 30;

ParsedCommand command_of(std::string id, Command order, std::int64_t seconds) {
    ParsedCommand parsed;
    parsed.header.command_id = CommandId{std::move(id)};
    parsed.header.actor = Plain{"test"};
    parsed.header.received_at.microseconds = 1'644'000'000'000'000 + seconds * 1'000'000;  // February 2022.
    parsed.command = std::move(order);
    return parsed;
}

PostPayment payment_of(int account, std::int64_t cents) {
    PostPayment payment;
    Tender tender;
    tender.kind = TenderKind::cheque;
    tender.amount = {cents};
    payment.tenders = {tender};
    PaymentShare share;
    share.account = AccountId{std::to_string(1000 + account)};
    payment.shares = {share};
    return payment;
}

// Payments on few accounts, among them unknown ones, commands sent again soon and long after, and ids that come back
// with another body; between them reads and, right behind or later, the bills that find them.
std::vector<ParsedCommand> a_busy_day() {
    std::mt19937 random{20220203};
    const auto below = [&](int end) { return static_cast<int>(random() % static_cast<unsigned>(end)); };
    std::vector<ParsedCommand> day;
    std::int64_t seconds = 0;
    const auto add = [&](std::string id, Command order) {
        day.push_back(command_of(std::move(id), std::move(order), ++seconds));
    };
    int number = 0;
    for (auto& setting : test::standard_settings()) {
        if (!holds_alternative<CreateDivision>(setting)) add("setting-" + std::to_string(++number), setting);
    }
    for (int i = 0; i < accounts; ++i) {
        const std::string id = std::to_string(1000 + i);
        add("person-" + id, test::a_person("P" + id, "Customer " + id));
        SetUpCustomer customer;
        customer.existing_person = PersonId{"P" + id};
        customer.account = test::an_account(id, "");
        customer.services = {test::a_service("", "", "TRASH", "", "2022-01-05")};
        add("customer-" + id, customer);
        for (int fee = 0; fee < 3; ++fee) {
            RequestAdjustment charge;
            charge.account = AccountId{id};
            charge.adjustment_type = Code{"FEE"};
            charge.amount = {50'00 + fee};
            add("fee-" + id + "-" + std::to_string(fee), charge);
        }
    }
    for (int i = 0; i < metered_accounts; ++i)
        for (auto& step : test::a_gas_customer(std::to_string(2000 + i), "2022-01-05"))
            add("metered-" + std::to_string(++number), step);
    for (int i = 0; i < 3'000; ++i) {
        if (i % 20 == 7) {
            const int turn = i / 20;
            const std::string account = std::to_string(2000 + turn % metered_accounts);
            const int month_day = 10 + 3 * (turn / metered_accounts);
            const std::string date = "2022-01-" + std::to_string(month_day);
            add("read-" + std::to_string(i), test::a_read("L" + account + "-G", date, std::to_string(10 * month_day)));
            BillAccount bill;
            bill.account = AccountId{account};
            bill.bill_date = test::date(date);
            add("bill-" + std::to_string(i), bill);
            bill.account = AccountId{std::to_string(2000 + (turn + 11) % (metered_accounts + 1))};
            add("other-bill-" + std::to_string(i), bill);
        }
        // Every third one of a person is so already, which the person's history answers.
        if (i % 15 == 0)
            add("email-" + std::to_string(i),
                SetPersonEmail{PersonId{"P" + std::to_string(1000 + i / 15 % 5)},
                               test::clear(i / 75 % 3 == 2 ? "second@example.com" : "first@example.com")});
        const int kind = below(20);
        if (kind < 2) {
            ParsedCommand again = day[day.size() - 1 - static_cast<std::size_t>(below(kind == 0 ? 5 : 200))];
            if (!holds_alternative<PostPayment>(again.command) && !holds_alternative<BillAccount>(again.command))
                continue;  // The receipts of some others have no ids to repeat.
            if (below(4) == 0) again.command = payment_of(below(accounts), 7'77);
            again.header.received_at.microseconds = 1'644'000'000'000'000 + ++seconds * 1'000'000;
            day.push_back(std::move(again));
        } else {
            add("payment-" + std::to_string(i), payment_of(below(accounts + 1), 1 + below(20'00)));
        }
    }
    return day;
}

struct Told {
    Outcome::Kind kind;
    std::uint64_t position;
    Rejection rejection;
    std::uint64_t so_since;  // Of what is so already.
    bool operator==(const Told&) const = default;
};
Told told(const Outcome& outcome) {
    return {outcome.kind, outcome.receipt.first_position, outcome.refusal.rejection, outcome.refusal.position};
}

struct History {
    std::vector<Told> answers;
    std::vector<std::string> entries;
    std::vector<std::pair<std::string, std::string>> states;
};

// Runs the day in batches of that many commands; 0: one command after the other.
History history_of(const StoreLimits& limits, std::size_t part_cache_bytes, std::size_t batch_commands) {
    const TemporaryDirectory directory;
    DivisionOptions options;
    options.directory = directory.path() / "store";
    options.limits = limits;
    options.part_cache_bytes_max = part_cache_bytes;
    options.clock = [] { return Instant{1'643'000'000'000'000}; };
    NewDivision made{"ledger.test/gas", "USD", "America/New_York", true, 7};
    auto division = Division::create(options, made, "test");
    EXPECT_TRUE(division) << division.error().message;
    History history;
    if (!division) return history;
    std::vector<ParsedCommand> day = a_busy_day();
    if (batch_commands == 0) {
        for (ParsedCommand& parsed : day) history.answers.push_back(told((*division)->execute(std::move(parsed))));
    } else {
        CommandBatch batch;  // Used again and again, as senders do.
        for (std::size_t begin = 0; begin < day.size(); begin += batch_commands) {
            batch.commands.clear();
            for (std::size_t i = begin; i < std::min(day.size(), begin + batch_commands); ++i)
                batch.commands.push_back(std::move(day[i]));
            (*division)->submit(batch);
            batch.wait();
            for (const Outcome& outcome : batch.outcomes) history.answers.push_back(told(outcome));
        }
    }
    EventStore& store = (*division)->store();
    EXPECT_TRUE(store.wait_for(store.durable_end(), std::chrono::seconds{60}));
    auto reader = store.log().reader(0, store.durable_end());
    while (reader.next()) history.entries.emplace_back(reader.entry());
    EXPECT_TRUE(reader.status());
    const auto point = store.pin();
    auto scan = point->scan((*division)->states());
    while (scan.next()) history.states.emplace_back(scan.key(), scan.value());
    EXPECT_TRUE(scan.status());
    EXPECT_TRUE((*division)->close());
    return history;
}

StoreLimits tight_limits() {
    StoreLimits limits;
    limits.group_works_max = 7;
    limits.commit_pack_bytes = 6'000;
    limits.views.generation_positions_max = 150;
    limits.unfolded_entries_max = 400;
    limits.stream_lengths_max = 2'000;
    return limits;
}

TEST(Division, HowCommandsAreGroupedReadAheadAndSpilledShowsInNothing) {
    const History one_by_one = history_of({}, 64 << 20, 0);
    ASSERT_GT(one_by_one.entries.size(), 3'500U);
    const auto count = [&](Outcome::Kind kind) {
        return std::count_if(one_by_one.answers.begin(), one_by_one.answers.end(),
                             [&](const Told& answer) { return answer.kind == kind; });
    };
    ASSERT_GT(count(Outcome::Kind::accepted), 2'500);
    ASSERT_GT(count(Outcome::Kind::repeated), 50);
    ASSERT_GT(count(Outcome::Kind::unchanged), 50);
    ASSERT_EQ(count(Outcome::Kind::failed), 0);
    ASSERT_GT(std::count_if(one_by_one.answers.begin(), one_by_one.answers.end(),
                            [](const Told& answer) { return answer.rejection == Rejection::command_id_reused; }),
              20);
    ASSERT_GT(count(Outcome::Kind::refused), 40);
    const auto day = a_busy_day();
    std::size_t bills = 0;
    for (std::size_t i = 0; i < day.size(); ++i)
        if (holds_alternative<BillAccount>(day[i].command))
            bills += one_by_one.answers[i].kind == Outcome::Kind::accepted ? 1 : 0;
    ASSERT_GT(bills, 100U);

    // Groups of seven of which a part waits for the next commit, a cache that holds a handful of accounts, and a spill
    // at every turn.
    const History tight = history_of(tight_limits(), 20'000, 1'000);
    EXPECT_EQ(tight.answers, one_by_one.answers);
    EXPECT_EQ(tight.entries, one_by_one.entries);
    EXPECT_EQ(tight.states, one_by_one.states);

    const History roomy = history_of({}, 64 << 20, 10'000);
    EXPECT_EQ(roomy.answers, one_by_one.answers);
    EXPECT_EQ(roomy.entries, one_by_one.entries);
    EXPECT_EQ(roomy.states, one_by_one.states);
}

// A log of record in memory: what Kafka is to a node.
class Recorder final : public CommitSink {
  public:
    Result<void> commit(const CommitToHandOver& handed) override {
        if (fails_at_ && commits_++ == *fails_at_) return fail(StoreErrorKind::io, "the log of record is away");
        if (!handed.commit.entries.empty()) {
            EXPECT_EQ(handed.commit.first_position, entries.size());
            roots.push_back({entries.size(), handed.root_before});
        }
        for (const auto& entry : handed.commit.entries) entries.emplace_back(entry.bytes);
        for (const auto& answer : handed.answers) {
            EXPECT_EQ(answer.tag, answers.size());
            answers.push_back(told(answer.outcome));
            EXPECT_TRUE(answer.outcome.kind != Outcome::Kind::repeated || !answer.outcome.made.empty());
        }
        for (const auto& key : handed.keys) keys[key.person.str()] = key.key;
        return {};
    }
    void fail_at(std::uint64_t commit) {
        fails_at_ = commit;
        commits_ = 0;
    }

    std::vector<std::string> entries;
    std::vector<std::pair<std::uint64_t, Hash>> roots;
    std::vector<Told> answers;
    std::map<std::string, Secret> keys;

  private:
    std::optional<std::uint64_t> fails_at_;
    std::uint64_t commits_ = 0;
};

// Keys of a division, for each of its nodes.
std::filesystem::path keys_for(const std::filesystem::path& directory) {
    DivisionOptions options;
    options.directory = directory / "founder";
    options.keys = directory / "keys";
    auto division = Division::create(options, {"ledger.test/gas", "USD", "America/New_York", true, {}}, "test");
    EXPECT_TRUE(division) << division.error().message;
    return options.keys;
}

std::unique_ptr<Division> copy_at(const std::filesystem::path& directory, const std::filesystem::path& keys,
                                  std::shared_ptr<CommitSink> sink) {
    DivisionOptions options;
    options.directory = directory;
    options.keys = directory.string() + "-keys";
    std::filesystem::copy(keys, options.keys, std::filesystem::copy_options::recursive);
    std::filesystem::permissions(options.keys, std::filesystem::perms::owner_all);
    options.limits = tight_limits();
    options.commit_sink = std::move(sink);
    auto division = Division::open_copy(options);
    EXPECT_TRUE(division) << division.error().message;
    return division ? std::move(*division) : nullptr;
}

std::vector<std::string_view> views_of(std::span<const std::string> entries) {
    return {entries.begin(), entries.end()};
}

// With settings and the customer of account 1000.
std::unique_ptr<Division> with_one_account(const std::filesystem::path& directory) {
    DivisionOptions options;
    options.directory = directory;
    auto division = Division::create(options, {"ledger.test/gas", "USD", "America/New_York", true, {}, {}}, "test");
    EXPECT_TRUE(division) << division.error().message;
    if (!division) return nullptr;
    for (ParsedCommand& parsed : a_busy_day()) {
        const bool last = parsed.header.command_id.str() == "customer-1000";
        EXPECT_EQ((*division)->execute(std::move(parsed)).kind, Outcome::Kind::accepted);
        if (last) break;
    }
    return std::move(*division);
}

TEST(Division, ACommandWithoutAnIdIsRefused) {
    const TemporaryDirectory directory;
    const auto division = with_one_account(directory.path() / "store");
    ASSERT_TRUE(division);
    const auto without = division->execute(command_of("", payment_of(0, 100), 10'000));
    EXPECT_EQ(without.kind, Outcome::Kind::refused);
    EXPECT_EQ(without.refusal.rejection, Rejection::field_missing);
    EXPECT_EQ(without.refusal.field, "command_id");
}

// `failed` is the world's fault alone.
TEST(Division, WhatTheStoreRefusesBecauseOfTheCommandIsARefusal) {
    const TemporaryDirectory directory;
    const auto division = with_one_account(directory.path() / "store");
    ASSERT_TRUE(division);
    ASSERT_EQ(division->execute(command_of("p1", payment_of(0, 100), 10'000)).kind, Outcome::Kind::accepted);
    const auto reused = division->execute(command_of("p1", payment_of(0, 101), 10'000));
    EXPECT_EQ(reused.kind, Outcome::Kind::refused);
    EXPECT_EQ(reused.refusal.rejection, Rejection::command_id_reused);
    EXPECT_EQ(reused.refusal.field, "command_id");
    // One event that no tile can hold.
    PostPayment payment = payment_of(0, 1);
    payment.tenders.assign(8'000, payment.tenders.front());
    payment.shares.front().amount = {};
    const auto large = division->execute(command_of("p2", payment, 10'000));
    EXPECT_EQ(large.kind, Outcome::Kind::refused);
    EXPECT_EQ(large.refusal.rejection, Rejection::entry_too_large) << large.refusal.cure;
    EXPECT_EQ(division->execute(command_of("p2", payment_of(0, 100), 10'000)).kind, Outcome::Kind::accepted)
        << "nothing was left behind";
}

TEST(Division, TextsOfACommandsHeaderAreBounded) {
    const TemporaryDirectory directory;
    const auto division = with_one_account(directory.path() / "store");
    ASSERT_TRUE(division);
    int number = 0;
    const auto refused_field = [&](Plain CommandHeader::*field, std::string text) {
        auto parsed = command_of("h" + std::to_string(++number), payment_of(0, 100), 10'000);
        parsed.header.*field = Plain{std::move(text)};
        const auto outcome = division->execute(std::move(parsed));
        return outcome.kind == Outcome::Kind::refused ? outcome.refusal.field : std::string{};
    };
    EXPECT_EQ(refused_field(&CommandHeader::actor, std::string(128, 'x')), "");
    EXPECT_EQ(refused_field(&CommandHeader::actor, std::string(129, 'x')), "actor");
    EXPECT_EQ(refused_field(&CommandHeader::actor, "two\nlines"), "actor");
    EXPECT_EQ(refused_field(&CommandHeader::correlation_id, std::string(129, 'x')), "correlation_id");
    EXPECT_EQ(refused_field(&CommandHeader::causation_id, std::string(129, 'x')), "causation_id");
    EXPECT_EQ(refused_field(&CommandHeader::reason, std::string(500, 'x')), "");
    EXPECT_EQ(refused_field(&CommandHeader::reason, std::string(501, 'x')), "reason");
}

// What goes to the log of record with a commit, and the entries so far.
class KeysHandedOver final : public CommitSink {
  public:
    Result<void> commit(const CommitToHandOver& handed) override {
        for (const auto& entry : handed.commit.entries) entries.emplace_back(entry.bytes);
        for (const auto& [person, key] : handed.keys) keys.emplace_back(person, key);
        for (const auto& person : handed.erased) erased.push_back(person.str());
        return {};
    }
    std::vector<std::string> entries;
    std::vector<std::pair<PersonId, Secret>> keys;
    std::vector<std::string> erased;
};

TEST(Division, H4_AnErasureGoesToTheLogOfRecordAndWhoTakesOverLosesTheKeyToo) {
    const TemporaryDirectory directory;
    const auto store = directory.path() / "store";
    const auto sink = std::make_shared<KeysHandedOver>();
    {
        const auto division = with_one_account(store);
        ASSERT_TRUE(division);
        auto reader = division->store().log().reader(0, division->store().durable_end());
        while (reader.next()) sink->entries.emplace_back(reader.entry());
        ASSERT_TRUE(division->close());
    }
    const PersonId erased{"P9"}, other{"P1000"};
    const auto taken_over = [&](const std::string& name, std::shared_ptr<CommitSink> to) {
        auto division = copy_at(directory.path() / name, store / "keys", std::move(to));
        for (const auto& [person, key] : sink->keys) EXPECT_TRUE(division->keys().take_over(person, key));
        EXPECT_TRUE(division->take_over(views_of(sink->entries)));
        EXPECT_TRUE(division->learn_identity());
        return division;
    };
    const auto owner = taken_over("owner", sink);
    EXPECT_EQ(owner->execute(command_of("r", test::a_person("P9", "Quillon"), 10'000)).kind, Outcome::Kind::accepted);
    EXPECT_TRUE(owner->keys().person_key(erased)->has_value());
    EXPECT_EQ(owner->execute(command_of("e", ErasePerson{erased, ErasureGround::request}, 10'000)).kind,
              Outcome::Kind::accepted);
    EXPECT_EQ(sink->erased, std::vector<std::string>{"P9"});
    ASSERT_FALSE(sink->keys.empty());
    EXPECT_EQ(sink->keys.front().first, erased);
    ASSERT_TRUE(owner->store().wait_for(sink->entries.size(), std::chrono::seconds{20}));
    const auto next = taken_over("next", nullptr);
    for (Division* division : {owner.get(), next.get()}) {
        EXPECT_FALSE(division->keys().person_key(erased)->has_value());
        EXPECT_TRUE(division->keys().person_key(other)->has_value());
    }
}

TEST(Division, NoKnownPersonIsGivenASecondKey) {
    const TemporaryDirectory directory;
    const auto store = directory.path() / "store";
    {
        const auto division = with_one_account(store);
        ASSERT_TRUE(division);
        // While it is open, somebody removes what it has not read yet: the same as a part of a backup.
        ASSERT_TRUE(division->close());
    }
    std::filesystem::rename(store / "keys" / "persons", directory.path() / "persons");
    DivisionOptions options;
    options.directory = store;
    const auto refused = Division::open(options);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("the key of person P1000 is missing"), std::string::npos)
        << refused.error().message;
    EXPECT_FALSE(std::filesystem::exists(store / "keys" / "persons"));
    // A copy opens before its keys have come, and still gives none.
    auto copy = Division::open_copy(options);
    ASSERT_TRUE(copy) << copy.error().message;
    SetPersonPhone phone;
    phone.person = PersonId{"P1000"};
    phone.phone_type = Code{"HOME"};
    phone.number = Personal{PersonId{"P1000"}, "+1 518 555 0100"};
    const auto outcome = (*copy)->execute(command_of("phone", phone, 10'000));
    EXPECT_EQ(outcome.kind, Outcome::Kind::failed);
    EXPECT_NE(outcome.failure.message.find("P1000"), std::string::npos) << outcome.failure.message;
}

TEST(DivisionCopy, OpenedWithoutItsLogOfRecordItAnswersAndTakesNoCommand) {
    const TemporaryDirectory directory;
    DivisionOptions options;
    options.directory = directory.path() / "store";
    std::uint64_t end = 0;
    {
        const auto division = with_one_account(options.directory);
        ASSERT_TRUE(division);
        end = division->store().durable_end();
        EXPECT_EQ(division->copy_of(), "");
        ASSERT_TRUE(division->close());
    }
    {
        DivisionOptions of_a_node = options;
        of_a_node.log_of_record = "partition 3 of the Kafka topic tally.log";
        auto copy = Division::open_copy(of_a_node);
        ASSERT_TRUE(copy) << copy.error().message;
        ASSERT_TRUE((*copy)->close());
    }
    auto opened = Division::open(options);
    ASSERT_TRUE(opened) << opened.error().message;
    Division& division = **opened;
    EXPECT_EQ(division.copy_of(), "partition 3 of the Kafka topic tally.log");
    const auto is_refused = [](const Outcome& outcome) {
        EXPECT_EQ(outcome.kind, Outcome::Kind::refused);
        EXPECT_EQ(outcome.refusal.rejection, Rejection::division_is_a_copy);
        EXPECT_NE(outcome.refusal.cure.find("partition 3"), std::string::npos) << outcome.refusal.cure;
    };
    is_refused(division.execute(command_of("p1", payment_of(0, 100), 10'000)));
    bool answered = false;
    division.execute_async(command_of("p2", payment_of(0, 100), 10'000),
                           [&](const ParsedCommand&, const Outcome& outcome) {
                               is_refused(outcome);
                               answered = true;
                           });
    EXPECT_TRUE(answered);
    CommandBatch batch;
    batch.commands.push_back(command_of("p3", payment_of(0, 100), 10'000));
    division.submit(batch);
    batch.wait();
    is_refused(batch.outcomes.at(0));
    EXPECT_EQ(division.store().durable_end(), end);
}

TEST(DivisionCopy, HandsOverEachCommitBeforeItIsItsOwnAndAnotherCopyGoesOnFromThere) {
    const TemporaryDirectory directory;
    const auto keys = keys_for(directory.path());
    const auto record = std::make_shared<Recorder>();
    std::vector<ParsedCommand> day = a_busy_day();
    day.insert(day.begin(), command_of("init", test::standard_settings().front(), 0));
    const std::size_t half = day.size() / 2;
    std::atomic<std::size_t> answered{0};
    std::size_t sent = 0;
    const auto send = [&](Division& division, std::size_t until) {
        for (; sent < until; ++sent)
            division.execute_async(
                day[sent], [&](const ParsedCommand&, const Outcome&) { ++answered; }, sent);
        while (answered < sent) std::this_thread::yield();
    };
    {
        const auto first = copy_at(directory.path() / "first", keys, record);
        ASSERT_TRUE(first);
        EXPECT_FALSE(first->founded());
        send(*first, 1);
        ASSERT_TRUE(first->store().wait_for(record->entries.size(), std::chrono::seconds{10}))
            << "the copy syncs behind the answers";
        ASSERT_TRUE(first->learn_identity());
        EXPECT_EQ(first->currency().str(), "USD");
        send(*first, half);
        // The log of record goes away: nothing is acknowledged that it does not have.
        const auto before = record->entries.size();
        record->fail_at(2);
        std::atomic<int> accepted{0};
        for (std::size_t i = half; i < half + 60; ++i) {
            first->execute_async(
                day[i],
                [&](const ParsedCommand&, const Outcome& outcome) {
                    if (outcome.kind == Outcome::Kind::accepted) ++accepted;
                    ++answered;
                },
                i);
        }
        while (answered < sent + 60) std::this_thread::yield();
        EXPECT_TRUE(first->store().poisoned());
        EXPECT_TRUE(first->store().wait_for(record->entries.size(), std::chrono::seconds{10}));
        EXPECT_EQ(first->store().durable_end(), record->entries.size());
        EXPECT_LT(record->entries.size() - before, 120U);
        first->abandon();
        record->fail_at(~std::uint64_t{0});
        sent = record->answers.size();
        answered = sent;
    }
    // An empty disk elsewhere: the log of record is all it needs.
    const auto second = copy_at(directory.path() / "second", keys, record);
    ASSERT_TRUE(second);
    for (const auto& [person, key] : record->keys) ASSERT_TRUE(second->keys().take_over(PersonId{person}, key));
    ASSERT_TRUE(second->keys().sync());
    const auto taken = second->take_over(views_of(record->entries));
    ASSERT_TRUE(taken) << taken.error().message;
    ASSERT_TRUE(second->learn_identity());
    ASSERT_TRUE(second->founded());
    EXPECT_EQ(second->store().durable_end(), record->entries.size());
    send(*second, day.size());
    EXPECT_EQ(record->answers.size(), day.size());

    // The same day in one embedded store says the same, all through.
    const History embedded = history_of({}, 64 << 20, 0);
    EXPECT_EQ(std::vector<Told>(record->answers.begin() + 1, record->answers.end()), embedded.answers);
    ASSERT_EQ(record->entries.size(), embedded.entries.size());
    // Roots are handed over with each commit, and are those of the local log.
    ASSERT_TRUE(second->store().wait_for(second->store().durable_end(), std::chrono::seconds{60}));
    for (const auto& [size, root] : record->roots) {
        if (size == 0) continue;
        ASSERT_EQ(second->store().root_at(size).value(), root) << size;
    }
    // A third copy, from nothing, has every state as the second has it.
    const auto third = copy_at(directory.path() / "third", keys, record);
    for (const auto& [person, key] : record->keys) ASSERT_TRUE(third->keys().take_over(PersonId{person}, key));
    ASSERT_TRUE(third->take_over(views_of(record->entries)));
    ASSERT_TRUE(third->learn_identity());
    const auto states_of = [](Division& division) {
        std::vector<std::pair<std::string, std::string>> states;
        auto scan = division.store().pin()->scan(division.states());
        while (scan.next()) states.emplace_back(scan.key(), scan.value());
        return states;
    };
    EXPECT_EQ(states_of(*second), states_of(*third));
    EXPECT_TRUE(second->close());
    EXPECT_TRUE(third->close());
}

TEST(DivisionCopy, RefusesEntriesThatDoNotFollowItsLog) {
    const TemporaryDirectory directory;
    const auto keys = keys_for(directory.path());
    const auto record = std::make_shared<Recorder>();
    {
        const auto first = copy_at(directory.path() / "first", keys, record);
        std::promise<void> done;
        first->execute_async(command_of("init", test::standard_settings().front(), 0),
                             [&](const ParsedCommand&, const Outcome&) { done.set_value(); });
        done.get_future().wait();
        EXPECT_TRUE(first->close());
    }
    const auto second = copy_at(directory.path() / "second", keys, record);
    ASSERT_TRUE(second->take_over(views_of(record->entries)));
    const auto again = second->take_over(views_of(record->entries));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, StoreErrorKind::damaged);
    EXPECT_NE(again.error().message.find("position 0"), std::string::npos) << again.error().message;
    EXPECT_TRUE(second->close());
}

}  // namespace
}  // namespace tally::tests
