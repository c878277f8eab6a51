// Every finding of `tally verify`: a fault is planted, and the finding is read.

#include "projections/verify/verify.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/codec/codec.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/keys/sealer.h"
#include "eventstore/log/log.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/pipeline/core_views.h"
#include "eventstore/storage/memory_store.h"
#include "projections/balances/balances.h"
#include "projections/render/render.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;
using eventstore::MemoryStore;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* origin = "ledger.test/gas";

std::optional<std::string> clear_text(const Personal& text) {
    return text.bytes;
}

// A bill and a payment, with the event ids that an executor gives.
std::vector<RecordedEvent> a_history() {
    HandMadeLog log;
    log.add_settings();
    log.add_customer("11");
    log.add_bill("A-11", 1, "2022-02-03", "2022-02-20", "70.00");
    log.add_payment("A-11", 1, "2022-02-10", "30.00", "A-11-I1");
    std::vector<RecordedEvent> events = log.events();
    std::uint32_t index = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        auto& envelope = events[i].envelope;
        index = i > 0 && events[i - 1].envelope.command_id == envelope.command_id ? index + 1 : 0;
        envelope.event_id = eventstore::event_id(origin, envelope.command_id, index);
    }
    return events;
}

std::vector<std::string> entries_of(const std::vector<RecordedEvent>& events) {
    std::vector<std::string> entries;
    for (const auto& recorded : events)
        eventstore::encode_entry(recorded.envelope, recorded.event, entries.emplace_back());
    return entries;
}

// What was found, as "check at place: problem".
std::vector<std::string> findings_of(const VerifyAnswer& answer, std::string_view check) {
    std::vector<std::string> found;
    std::uint64_t counted = 0;
    for (const auto& finding : answer.findings)
        if (finding.check.str() == check) found.push_back(finding.place.str() + ": " + finding.problem.str());
    for (const auto& one : answer.checks)
        if (one.check.str() == check) counted = one.findings;
    EXPECT_EQ(counted, found.size()) << "the count says what the list shows";
    return found;
}

std::vector<std::string> checks_with_findings(const VerifyAnswer& answer) {
    std::vector<std::string> names;
    for (const auto& check : answer.checks)
        if (check.findings > 0) names.push_back(check.check.str());
    return names;
}

// Which finding may follow from which, as "checkpoint from entries".
std::vector<std::string> causes_in(const VerifyAnswer& answer) {
    std::vector<std::string> causes;
    for (const auto& finding : answer.findings)
        if (!finding.may_follow_from.empty())
            causes.push_back(finding.check.str() + " from " + finding.may_follow_from.str());
    return causes;
}

// --- The log and its checkpoints

class VerifyLog : public testing::Test {
  protected:
    VerifyLog()
        : signer_(*eventstore::NoteSigner::from_seed(origin, std::array<std::uint8_t, 32>{1})),
          storage_(std::make_shared<MemoryStore>(eventstore::Log::families().size())) {
        options_.verifier_key = signer_.verifier().verifier_key();
    }

    void write(const std::vector<std::string>& entries) {
        ASSERT_TRUE(eventstore::Log::create(*storage_, origin));
        auto log = eventstore::Log::open(storage_);
        ASSERT_TRUE(log);
        log_ = std::move(*log);
        for (const auto& entry : entries) {
            const std::string_view one{entry};
            ASSERT_TRUE(log_->append({&one, 1}));
        }
        note_ = note_of(entries, entries.size());
    }
    void write(const std::vector<RecordedEvent>& events) { write(entries_of(events)); }

    // A note over the first entries, as they are in the log or as they should be.
    [[nodiscard]] std::string note_of(const std::vector<std::string>& entries, std::size_t size,
                                      const char* of = origin) const {
        eventstore::TreeBuilder tree;
        std::vector<std::string_view> leaves(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(size));
        std::vector<eventstore::Hash> hashes(size);
        eventstore::hash_leaves(leaves, hashes);
        tree.append(hashes);
        return signer_.sign(eventstore::checkpoint_text({of, size, tree.root()})).value();
    }
    [[nodiscard]] VerifyAnswer verified() const { return verify_log(*log_, note_, options_); }
    // Of a history in which one envelope was changed.
    std::vector<std::string> found_after(const std::function<void(std::vector<RecordedEvent>&)>& change) {
        auto events = a_history();
        change(events);
        write(events);
        return findings_of(verified(), "entries");
    }

    eventstore::NoteSigner signer_;
    std::shared_ptr<MemoryStore> storage_;
    std::unique_ptr<eventstore::Log> log_;
    std::string note_;
    VerifyOptions options_;
};

TEST_F(VerifyLog, WhatIsWellHasNoFinding) {
    const auto events = a_history();
    write(events);
    const auto answer = verified();
    EXPECT_THAT(answer.findings, IsEmpty());
    EXPECT_EQ(answer.position, events.size());
    EXPECT_EQ(answer.checkpoint_size, events.size());
    ASSERT_EQ(answer.checks.size(), 3U) << "entries, balanced, checkpoint";
    EXPECT_EQ(answer.checks[0].checked, events.size());
    EXPECT_EQ(answer.checks[1].checked, 3U) << "the bill, the payment and its allocation move money";
    EXPECT_EQ(answer.checks[2].checked, 1U);
}

TEST_F(VerifyLog, AnEntryThatDoesNotDecode) {
    auto entries = entries_of(a_history());
    entries[5].resize(entries[5].size() / 2);
    write(entries);
    const auto answer = verified();
    EXPECT_THAT(findings_of(answer, "entries"), ElementsAre(HasSubstr("entry: ")))
        << "versions and event ids go on behind it";
    EXPECT_THAT(causes_in(answer), IsEmpty());
}

TEST_F(VerifyLog, WhatFollowsFromAnEntryThatDoesNotDecodeSaysSo) {
    const auto signed_entries = entries_of(a_history());
    for (std::size_t i = 0; i < signed_entries.size(); ++i) {
        storage_ = std::make_shared<MemoryStore>(eventstore::Log::families().size());
        auto entries = signed_entries;
        entries[i].resize(entries[i].size() / 2);
        write(entries);
        note_ = note_of(signed_entries, signed_entries.size());
        const auto answer = verified();
        EXPECT_EQ(findings_of(answer, "entries").size(), 1U) << i;
        EXPECT_EQ(findings_of(answer, "checkpoint").size(), 1U) << i;
        EXPECT_THAT(causes_in(answer), ElementsAre("checkpoint from entries")) << i;
    }
}

TEST_F(VerifyLog, AnEntryOfAnotherPosition) {
    EXPECT_THAT(found_after([](auto& events) { events[4].envelope.position = 40; }),
                ElementsAre("settings/division: the entry says it stands at position 40"));
}

TEST_F(VerifyLog, AVersionThatDoesNotFollow) {
    EXPECT_THAT(found_after([](auto& events) { events[4].envelope.version = 9; }),
                ElementsAre("settings/division: version 9 follows 4 events"));
}

TEST_F(VerifyLog, AnEntryRecordedBeforeTheOneBeforeIt) {
    EXPECT_THAT(found_after([](auto& events) { events.back().envelope.recorded_at = instant("2021-12-31T00:00:00Z"); }),
                ElementsAre(HasSubstr("it was recorded before the entry before it")));
}

TEST_F(VerifyLog, AnEventIdOfAnotherCommand) {
    EXPECT_THAT(found_after([](auto& events) { events[4].envelope.event_id[0] ^= 1; }),
                ElementsAre("settings/division: its event id is not that of its command"));
}

TEST_F(VerifyLog, BytesThatNoEncoderWrites) {
    auto entries = entries_of(a_history());
    // The flag of simulated time is the last byte of the first event. Each value has one form: others do not decode.
    ASSERT_EQ(entries[0].back(), '\1');
    entries[0].back() = '\2';
    write(entries);
    const auto found = findings_of(verified(), "entries");
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found[0], HasSubstr("a truth value is neither 0 nor 1"));
}

TEST_F(VerifyLog, PostingsThatDoNotBalance) {
    auto events = a_history();
    for (auto& recorded : events)
        if (auto* bill = get_if<BillSegmentFrozen>(&recorded.event)) bill->financial.postings[0].amount += usd("1");
    write(events);
    EXPECT_THAT(findings_of(verified(), "balanced"), ElementsAre(HasSubstr("account/A-11: ")));
}

TEST_F(VerifyLog, AStoredValueThatIsDamaged) {
    write(a_history());
    auto cursor = storage_->cursor(eventstore::Log::family_entries);
    cursor->seek("");
    for (int i = 0; i < 3; ++i) cursor->next();
    ASSERT_TRUE(cursor->valid());
    const std::string key{cursor->key()};
    cursor.reset();
    eventstore::Batch batch;
    batch.erase(eventstore::Log::family_entries, key);
    ASSERT_TRUE(storage_->write(batch, eventstore::Durability::synced));
    EXPECT_THAT(findings_of(verified(), "entries"), ElementsAre(HasSubstr("log: the log has nothing at position 3")));
}

TEST_F(VerifyLog, ACheckpointThatIsMissing) {
    write(a_history());
    note_.clear();
    EXPECT_THAT(findings_of(verified(), "checkpoint"), ElementsAre(HasSubstr("the signed checkpoint is missing")));
}

TEST_F(VerifyLog, AnEmptyLogNeedsNoCheckpoint) {
    write(std::vector<std::string>{});
    note_.clear();
    EXPECT_THAT(verified().findings, IsEmpty());
}

TEST_F(VerifyLog, AVerifierKeyThatIsNone) {
    write(a_history());
    options_.verifier_key = "ledger.test/gas+00000000+AAAA";
    EXPECT_THAT(findings_of(verified(), "checkpoint"), ElementsAre(HasSubstr("is not an Ed25519 verifier key")));
}

TEST_F(VerifyLog, ACheckpointThatAnotherKeySigned) {
    write(a_history());
    const auto other = *eventstore::NoteSigner::from_seed(origin, std::array<std::uint8_t, 32>{2});
    options_.verifier_key = other.verifier().verifier_key();
    EXPECT_EQ(findings_of(verified(), "checkpoint").size(), 1U);
}

TEST_F(VerifyLog, ASignedNoteThatIsNotACheckpoint) {
    write(a_history());
    note_ = signer_.sign("ledger.test/gas\nmany\nentries\n").value();
    EXPECT_EQ(findings_of(verified(), "checkpoint").size(), 1U);
}

TEST_F(VerifyLog, ACheckpointOfAnotherLog) {
    const auto entries = entries_of(a_history());
    write(entries);
    note_ = note_of(entries, entries.size(), "ledger.test/water");
    EXPECT_THAT(findings_of(verified(), "checkpoint"),
                ElementsAre("checkpoint: it is of another log: ledger.test/water"));
}

TEST_F(VerifyLog, ALogThatIsShorterThanItsCheckpoint) {
    auto entries = entries_of(a_history());
    const auto note = note_of(entries, entries.size());
    const auto size = std::to_string(entries.size());
    entries.pop_back();
    write(entries);
    note_ = note;
    EXPECT_THAT(findings_of(verified(), "checkpoint"), ElementsAre(HasSubstr("it was signed at size " + size)));
}

TEST_F(VerifyLog, EntriesThatAreNotThoseThatWereSigned) {
    const auto signed_entries = entries_of(a_history());
    auto events = a_history();
    events[1].envelope.actor = Plain{"another"};
    write(events);
    // Also where more was appended since.
    note_ = note_of(signed_entries, signed_entries.size() - 2);
    EXPECT_THAT(findings_of(verified(), "checkpoint"),
                ElementsAre(HasSubstr("the entries below it are not those that were signed")));
    note_ = note_of(signed_entries, 1);
    EXPECT_THAT(verified().findings, IsEmpty()) << "the first entry is the one that was signed";
}

// A store put back to an older copy of itself, its own checkpoint with it, shows nothing by itself.
TEST_F(VerifyLog, AStoreThatWasRolledBackIsFoundByANoteFromOutside) {
    auto entries = entries_of(a_history());
    const OutsideNote newer{"kept.note", note_of(entries, entries.size())};
    entries.resize(entries.size() - 2);
    write(entries);
    EXPECT_THAT(verified().findings, IsEmpty());
    options_.notes = {newer};
    const auto answer = verified();
    EXPECT_THAT(findings_of(answer, "note"), ElementsAre(HasSubstr("kept.note: it was signed at size")));
    EXPECT_FALSE(answer.well());
    options_.notes = {{"older.note", note_of(entries, 3)}, {"oldest.note", note_of(entries, 1)}};
    EXPECT_THAT(verified().findings, IsEmpty());
    options_.notes = {{"torn.note", newer.text.substr(0, newer.text.size() / 2)}};
    EXPECT_EQ(findings_of(verified(), "note").size(), 1U);
}

// --- What is folded from it

class VerifyViews : public testing::Test {
  protected:
    VerifyViews() : store_(&clear_text) { store_.append(a_history()); }

    [[nodiscard]] VerifyAnswer verified(bool rebuild_views = false) {
        (void)store_.reader();
        options_.rebuild_views = rebuild_views;
        auto answer = verify(store_.store(), &clear_text, options_);
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::move(*answer) : VerifyAnswer{};
    }
    // The key of the only account.
    const std::string account_key_ = domain::part_key(AccountId{"A-11"}).bytes;
    VerifyOptions options_;
    TestStore store_;
};

// No store in memory keeps a checkpoint.
TEST_F(VerifyViews, WhatIsWellHasNoFindingButTheCheckpoints) {
    EXPECT_THAT(checks_with_findings(verified(true)), ElementsAre("checkpoint"));
}

TEST_F(VerifyViews, ATreeOfOtherEntries) {
    // The tile of the leaves: 32 bytes each.
    const auto point = store_.reader().point;
    auto scan = point->scan(eventstore::CoreViews::tree);
    ASSERT_TRUE(scan.next());
    const std::string key{scan.key()};
    std::string tile{scan.value()};
    tile[3] = static_cast<char>(tile[3] ^ 1);
    const auto name = store_.store().views().spec(eventstore::CoreViews::tree).name;
    store_.plant(name, key, tile);
    EXPECT_THAT(findings_of(verified(), "tree"), ElementsAre(HasSubstr("tree: its root is ")));
}

TEST_F(VerifyViews, AStreamOfWhichTheIndexHasFewerEvents) {
    store_.plant("stream_index", eventstore::run_key(eventstore::stream_key({2, "A-11"}), 0), std::nullopt);
    const auto found = findings_of(verified(), "stream_index");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0], HasSubstr("account/A-11: the index has 0 events"));
}

TEST_F(VerifyViews, ARunOfAStreamThatDoesNotRead) {
    store_.plant("stream_index", eventstore::run_key(eventstore::stream_key({2, "A-11"}), 0), "\x7f");
    EXPECT_THAT(findings_of(verified(), "stream_index"), ElementsAre(HasSubstr("account/A-11: ")));
}

TEST_F(VerifyViews, AReceiptThatIsMissing) {
    store_.plant("command_ids", "c-2", std::nullopt);
    EXPECT_THAT(findings_of(verified(), "command_ids"), ElementsAre(HasSubstr("the index has 3 receipts, the log 4")));
}

TEST_F(VerifyViews, AReceiptThatDoesNotRead) {
    store_.plant("command_ids", "c-2", "short");
    EXPECT_THAT(findings_of(verified(), "command_ids"), ElementsAre("command_ids: a receipt does not read"));
}

TEST_F(VerifyViews, AStateThatDoesNotDecode) {
    store_.plant("states", account_key_, "\x7f");
    const auto found = findings_of(verified(), "balances_of_states");
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found[0], HasSubstr("account/A-11: "));
}

TEST_F(VerifyViews, AStateThatSaysAnotherBalanceThanItsPostings) {
    auto part = eventstore::decode_part(account_key_, store_.row("states", account_key_));
    ASSERT_TRUE(part);
    auto& account = std::get<AccountState>(*part);
    ASSERT_FALSE(account.items.empty());
    account.items[0].payoff_open += usd("5");
    std::string row;
    eventstore::encode_part(account_key_, *part, row);
    store_.plant("states", account_key_, row);
    EXPECT_THAT(findings_of(verified(), "balances_of_states"),
                ElementsAre(HasSubstr("its state says payoff 4500, current 4000")));
    const auto answer = verified(true);
    EXPECT_THAT(checks_with_findings(answer), ElementsAre("checkpoint", "balances_of_states", "states"));
    EXPECT_THAT(causes_in(answer), ElementsAre("balances_of_states from states"));
}

TEST_F(VerifyViews, PostingsOfAnAccountWithoutAState) {
    store_.plant("states", account_key_, std::nullopt);
    EXPECT_THAT(findings_of(verified(), "balances_of_states"),
                ElementsAre("account/A-11: it has postings, but no state"));
}

TEST_F(VerifyViews, ATrialBalanceThatDoesNotAddUp) {
    const auto view = store_.store().find_view("trial_balance");
    ASSERT_TRUE(view);
    std::string key;
    {
        auto scan = store_.reader().point->scan(*view);
        ASSERT_TRUE(scan.next());
        key = scan.key();
    }
    store_.plant("trial_balance", key, std::nullopt);
    EXPECT_THAT(findings_of(verified(), "balances_of_states"),
                ElementsAre(HasSubstr("trial balance: debits and credits differ by ")));
    EXPECT_THAT(causes_in(verified(true)), ElementsAre("balances_of_states from trial_balance"));
}

TEST_F(VerifyViews, ReceivablesThatTheTrialBalanceHasNot) {
    // Every row of the general ledger is gone: zero equals zero there, and not over the accounts.
    const auto view = store_.store().find_view("trial_balance");
    ASSERT_TRUE(view);
    std::vector<std::string> keys;
    {
        auto scan = store_.reader().point->scan(*view);
        while (scan.next()) keys.emplace_back(scan.key());
    }
    for (const auto& key : keys) store_.plant("trial_balance", key, std::nullopt);
    EXPECT_THAT(findings_of(verified(), "balances_of_states"),
                ElementsAre(HasSubstr("trial balance: AR is 0 there and 4000 over all accounts")));
}

TEST_F(VerifyViews, AViewThatSaysSomethingElseThanTheLog) {
    const auto view = store_.store().find_view("balances");
    ASSERT_TRUE(view);
    std::string key;
    {
        auto scan = store_.reader().point->scan(*view);
        ASSERT_TRUE(scan.next());
        key = scan.key();
    }
    store_.plant("balances", key, std::nullopt);
    EXPECT_THAT(findings_of(verified(true), "balances"),
                ElementsAre(HasSubstr("it says nothing, the log says payoff 4000")));
}

TEST_F(VerifyViews, ABalanceThatCannotBeRead) {
    const auto view = store_.store().find_view("balances");
    ASSERT_TRUE(view);
    std::string key;
    {
        auto scan = store_.reader().point->scan(*view);
        ASSERT_TRUE(scan.next());
        key = scan.key();
    }
    store_.plant("balances", key, "short");
    const auto answer = verified(true);
    EXPECT_EQ(findings_of(answer, "balances_of_states").size(), 1U) << "damage is a finding, and the rest is checked";
    EXPECT_EQ(findings_of(answer, "balances").size(), 1U);
}

TEST_F(VerifyViews, ALogThatCannotBeFoldedAgain) {
    auto cursor = store_.log_storage().cursor(eventstore::Log::family_entries);
    cursor->seek("");
    cursor->next();
    ASSERT_TRUE(cursor->valid());
    const std::string key{cursor->key()};
    cursor.reset();
    eventstore::Batch batch;
    batch.erase(eventstore::Log::family_entries, key);
    ASSERT_TRUE(store_.log_storage().write(batch, eventstore::Durability::synced));
    const auto answer = verified(true);
    for (const auto* view : {"states", "balances", "search"})
        EXPECT_THAT(findings_of(answer, view), ElementsAre(HasSubstr("the log has nothing at position"))) << view;
    EXPECT_EQ(causes_in(answer).size() + findings_of(answer, "entries").size(), answer.findings.size())
        << "one fault, and all else says that it may follow from it";
    std::string text;
    render(answer, {}, text);
    EXPECT_THAT(text, HasSubstr(" (may follow from what is wrong with entries: mend that first)"));
}

TEST_F(VerifyViews, NamesThatDoNotOpenAreNotTheIndexedOnes) {
    auto answer = verify(store_.store(), [](const Personal&) { return std::optional<std::string>{}; }, {});
    ASSERT_TRUE(answer);
    EXPECT_FALSE(findings_of(*answer, "search").empty());
}

TEST_F(VerifyViews, APersonWhoseKeyIsMissing) {
    options_.has_key = [](const PersonId& person) -> Result<bool> { return person.str() != "P-11"; };
    EXPECT_THAT(findings_of(verified(), "person_keys"),
                ElementsAre(HasSubstr("person/P-11: the key of this person is missing")));
    options_.has_key = [](const PersonId&) -> Result<bool> {
        return eventstore::fail(eventstore::StoreErrorKind::io, "the disk of the keys is gone");
    };
    EXPECT_THAT(findings_of(verified(), "person_keys"), ElementsAre("person/P-11: the disk of the keys is gone"));
    options_.has_key = [](const PersonId&) -> Result<bool> { return true; };
    EXPECT_THAT(checks_with_findings(verified()), ElementsAre("checkpoint"));
}

}  // namespace
}  // namespace tally::projections
