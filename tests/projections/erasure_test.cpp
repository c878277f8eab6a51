// A person who was erased: nothing in clear is left in the store's directory, and what the log proves it proves still.

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "eventstore/hex.h"
#include "projections/customers/customer_queries.h"
#include "projections/folders.h"
#include "projections/rebuild/rebuild.h"
#include "projections/render/render.h"
#include "projections/search/search_queries.h"
#include "projections/verify/verify.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::projections {
namespace {

namespace fs = std::filesystem;
using namespace domain;
using namespace test;
using eventstore::Division;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::TemporaryDirectory;

const PersonId erased_person{"31"};

// Person 31 is on account 1 as an authorised contact; person 32 has the same rare surname.
class ErasedPerson : public testing::Test {
  protected:
    void SetUp() override {
        options_.directory = store();
        options_.make_folders = projections::make_folders;
        auto made = Division::create(options_, {"ledger.test/gas", "USD", "America/New_York", true}, "test");
        ASSERT_TRUE(made) << made.error().message;
        division_ = std::move(*made);
        auto settings = standard_settings();
        std::erase_if(settings, [](const auto& one) { return holds_alternative<CreateDivision>(one); });
        execute(settings);
        execute(a_gas_customer("1", "2022-01-05"));
        RegisterPerson person = a_person("31", "Quillon Zwetschkenbaum");
        person.phones = {{Code{"HOME"}, clear("607 555 93741")}};
        person.email = clear("quillon@zwetschken.example");
        person.identifiers = {{Code{"TAXNO"}, clear("TX-8830417")}};
        execute({person, a_person("32", "Vera Zwetschkenbaum")});
        ChangePersonName married{erased_person, {}};
        married.name.full = clear("Quillon Hollunderbusch");
        SetPersonAddress moved{erased_person, a_mailing_address("A1", "Xanthippeville")};
        execute({married, moved, SetPersonAddress{erased_person, a_mailing_address("A1", "Yggdrasilton")}});
        AccountPerson link{.person = erased_person, .relationship_type = Code{"ACCT"}};
        link.override_addresses = {
            {.address_id = AddressId{"O1"}, .address = a_mailing_address("O1", "Kvasirheim").address}};
        execute({LinkPerson{AccountId{"1"}, link}});
    }

    [[nodiscard]] fs::path store() const { return directory_.path() / "store"; }
    void execute(const std::vector<Command>& commands) {
        for (const Command& command : commands) {
            const auto outcome = division_->execute(parsed(command));
            ASSERT_EQ(outcome.kind, eventstore::Outcome::Kind::accepted)
                << outcome.refusal.field << " " << outcome.refusal.cure << outcome.failure.message;
        }
        ASSERT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{20}));
    }
    eventstore::ParsedCommand parsed(const Command& command) {
        eventstore::ParsedCommand made;
        made.header.command_id = CommandId{"c-" + std::to_string(++commands_)};
        made.header.actor = Plain{"officer"};
        made.header.received_at = Instant{(std::int64_t{date("2022-01-05").days} * 86'400 + 17 * 3'600) * 1'000'000};
        made.command = command;
        return made;
    }
    void erase() {
        execute({UnlinkPerson{AccountId{"1"}, erased_person}, ErasePerson{erased_person, ErasureGround::request}});
    }
    void close() {
        ASSERT_TRUE(division_->close());
        division_.reset();
    }
    [[nodiscard]] eventstore::Result<void> open() {
        auto opened = Division::open(options_);
        if (!opened) return tl::unexpected(opened.error());
        division_ = std::move(*opened);
        return {};
    }
    [[nodiscard]] std::string key_bytes() {
        const auto key = division_->keys().person_key(erased_person);
        return key && *key ? std::string{reinterpret_cast<const char*>((*key)->data()), (*key)->size()} : "";
    }
    // Which of the texts are in which file below the directory, in whatever case.
    [[nodiscard]] std::vector<std::string> found(const std::vector<std::string>& texts) const {
        std::vector<std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(store())) {
            if (!entry.is_regular_file()) continue;
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            std::string lower = bytes;
            for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            for (const auto& text : texts)
                if (bytes.find(text) != std::string::npos || lower.find(text) != std::string::npos)
                    all.push_back(text + " in " + fs::relative(entry.path(), store()).string());
        }
        return all;
    }
    [[nodiscard]] Reader reader() const { return reader_of(*division_); }
    [[nodiscard]] std::vector<std::string> hits(std::string_view text) const {
        auto answer = search(reader(), text);
        EXPECT_TRUE(answer) << answer.error().message;
        std::vector<std::string> ids;
        if (answer)
            for (const SearchHit& hit : answer->hits)
                ids.push_back(std::string{name_of(hit.kind)} + " " + hit.id.str());
        return ids;
    }
    // All findings of `tally verify`, one a line.
    [[nodiscard]] std::string findings() {
        VerifyOptions options;
        options.verifier_key = division_->verifier_key();
        options.has_key = [&](const PersonId& person) {
            return division_->keys().person_key(person).map([](const auto& key) { return key.has_value(); });
        };
        const auto answer = verify(
            division_->store(), [&](const Personal& text) { return division_->open_text(text); }, options);
        if (!answer) return answer.error().message;
        std::string text;
        for (const Finding& one : answer->findings)
            text += one.check.str() + " " + one.place.str() + ": " + one.problem.str() + "\n";
        return text;
    }

    static inline const std::vector<std::string> texts_{"quillon",        "hollunderbusch",     "55593741",
                                                        "93741",          "zwetschken.example", "8830417",
                                                        "xanthippeville", "yggdrasilton",       "kvasirheim"};
    TemporaryDirectory directory_;
    eventstore::DivisionOptions options_;
    std::unique_ptr<Division> division_;
    int commands_ = 0;
};

TEST_F(ErasedPerson, H4_NothingInClearAndNoKeyIsLeftInTheStoresDirectory) {
    const std::string key = key_bytes();
    ASSERT_EQ(key.size(), 32u);
    close();
    // So that the search is seen to find: the index has words in clear, the keys the key.
    const auto before = found({"hollunderbusch", "yggdrasilton", "quillon", key});
    EXPECT_GE(before.size(), 4u) << testing::PrintToString(before);
    ASSERT_TRUE(open());
    erase();
    EXPECT_EQ(key_bytes(), "");
    EXPECT_THAT(found({key}), IsEmpty()) << "while the program runs";
    close();
    // The list of files of the index names the first and last key of each; opening writes it anew.
    ASSERT_TRUE(open());
    close();
    EXPECT_THAT(found(texts_), IsEmpty());
    EXPECT_THAT(found({key}), IsEmpty());
    EXPECT_FALSE(fs::exists(store() / "keys/persons/going"));
}

TEST_F(ErasedPerson, H4_TheLogIsWhatItWasAndVerifies) {
    const auto end = division_->store().durable_end();
    const auto root = division_->store().root_at(end);
    erase();
    EXPECT_EQ(eventstore::to_hex(*division_->store().root_at(end)), eventstore::to_hex(*root));
    close();  // Which signs a checkpoint; a store as new as this may have none yet.
    ASSERT_TRUE(open());
    EXPECT_EQ(findings(), "");
    for (const auto view : rebuildable_views()) {
        const auto rebuilt =
            rebuild_view(division_->store(), view, [&](const Personal& text) { return division_->open_text(text); },
                         SwitchWhen::equal, {});
        ASSERT_TRUE(rebuilt) << rebuilt.error().message;
        EXPECT_TRUE(rebuilt->switched) << view << ": " << rebuilt->difference_count;
    }
    close();
    ASSERT_TRUE(open());
    EXPECT_EQ(findings(), "");
}

TEST_F(ErasedPerson, H4_TheIndexForgetsThePersonAndNoOneElse) {
    EXPECT_THAT(hits("hollunderbusch"), testing::ElementsAre("person 31"));
    EXPECT_THAT(hits("zwetschkenbaum"), testing::UnorderedElementsAre("person 31", "person 32"));
    erase();
    for (const char* text : {"hollunderbusch", "holunderbusch", "quillon", "quilon", "93741", "zwetschken.example",
                             "tx-8830417", "yggdrasilton", "kvasirheim"})
        EXPECT_THAT(hits(text), IsEmpty()) << text;
    EXPECT_THAT(hits("zwetschkenbaum"), testing::ElementsAre("person 32"));
    EXPECT_THAT(hits("zwetschkenbaun"), testing::ElementsAre("person 32")) << "a word that another has stays";
    EXPECT_THAT(hits("31"), testing::Contains("person 31")) << "the number is not personal";
}

TEST_F(ErasedPerson, H4_AnswersSayErasedWhereTheTextWasTheirs) {
    const auto then = division_->store().durable_end();
    erase();
    for (const bool past : {false, true}) {
        AsOf as_of;
        if (past) as_of.position = then;
        const auto answer = person(reader(), erased_person, as_of);
        ASSERT_TRUE(answer && *answer);
        const Reader now = reader();
        const std::string text = render(**answer, context_of(now));
        EXPECT_THAT(text, HasSubstr("Person 31  (erased)"));
        EXPECT_THAT(text, testing::Not(HasSubstr("ollunder")));
        EXPECT_EQ((*answer)->erasure.ground, past ? ErasureGround::unstated : ErasureGround::request);
        if (past) continue;
        EXPECT_THAT(text, HasSubstr("by officer: request (event "));
    }
}

TEST_F(ErasedPerson, H4_WhatWouldBeAboutThePersonIsRefusedByName) {
    execute({a_person("33", "Olaf Tannenzapf"), an_account("9", "33"),
             ErasePerson{PersonId{"33"}, ErasureGround::request}});
    const auto refused = [&](const Command& command) {
        const auto outcome = division_->execute(parsed(command));
        return outcome.kind == eventstore::Outcome::Kind::refused
                   ? std::string{name_of(outcome.refusal.rejection)} + " " + outcome.refusal.field
                   : outcome.failure.message + " was not refused";
    };
    ChangePersonName name{PersonId{"33"}, {}};
    name.name.full = clear("Olaf");
    EXPECT_EQ(refused(name), "person_erased person");
    EXPECT_EQ(refused(RecordCommunication{.account = AccountId{"9"}, .subject = clear("called")}),
              "person_erased person");
    // Whose bank account it is, the command does not say: it is the main customer's.
    execute({Define<AutopayPolicy>{{}, {.code = Code{"RES"}}}});
    EXPECT_EQ(
        refused(EnrolInAutopay{
            .account = AccountId{"9"}, .routing_number = Plain{"021000021"}, .bank_account = clear("000123456789")}),
        "person_erased ");
    EXPECT_EQ(key_bytes().size(), 32u) << "of another person";
}

TEST_F(ErasedPerson, H4_ARestoredCopyOfTheKeysLosesTheKeyAgain) {
    const std::string key = key_bytes();
    close();
    const fs::path copy = directory_.path() / "keys";
    fs::copy(store() / "keys", copy, fs::copy_options::recursive);
    ASSERT_TRUE(open());
    erase();
    close();
    // As a crash between the event and the key's end leaves it, too.
    fs::remove_all(store() / "keys");
    fs::copy(copy, store() / "keys", fs::copy_options::recursive);
    fs::permissions(store() / "keys", fs::perms::owner_all);
    EXPECT_FALSE(found({key}).empty());
    ASSERT_TRUE(open());
    EXPECT_EQ(key_bytes(), "");
    EXPECT_EQ(findings(), "");
    close();
    EXPECT_THAT(found({key}), IsEmpty());
}

TEST_F(ErasedPerson, H4_AMissingKeyIsNotAnErasedOne) {
    erase();
    close();
    fs::rename(store() / "keys/persons", directory_.path() / "persons");
    const auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("is missing"));
    EXPECT_THAT(opened.error().message, testing::Not(HasSubstr("of person 31 ")));
    fs::rename(directory_.path() / "persons", store() / "keys/persons");
    ASSERT_TRUE(open());
}

}  // namespace
}  // namespace tally::projections
