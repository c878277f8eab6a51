// What access is made of, each alone: credentials on disk, sessions in memory, delays, passwords.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <mutex>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "tests/support/temporary_directory.h"
#include "tools/http/access/credential_store.h"
#include "tools/http/access/password_worker.h"
#include "tools/http/access/read_log.h"
#include "tools/http/access/secrets.h"
#include "tools/http/access/session_table.h"
#include "tools/http/access/shared_sessions.h"
#include "tools/http/access/shared_sign_in_delays.h"
#include "tools/http/access/sign_in_delays.h"

namespace tally::tools {
namespace {

namespace fs = std::filesystem;
using domain::Instant;
using domain::UserId;
using testing::HasSubstr;
using testing::Not;

Instant at_second(std::int64_t seconds) {
    return {seconds * 1'000'000};
}
std::string text_of(const fs::path& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}
mode_t mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
}

class CredentialStoreTest : public testing::Test {
  protected:
    std::unique_ptr<CredentialStore> open() {
        auto opened = CredentialStore::open(path_);
        EXPECT_TRUE(opened) << opened.error();
        return opened ? std::move(*opened) : nullptr;
    }
    tests::TemporaryDirectory directory_;
    fs::path path_ = directory_.path() / "access";
};

TEST_F(CredentialStoreTest, KeepsTheLastNoticesOfEachUser) {
    const auto store = open();
    ASSERT_TRUE(store->change([](Credentials& all) {
        for (int i = 0; i < 25; ++i)
            for (const char* user : {"ada", "bo"}) {
                KeptNotice notice;
                notice.user = UserId{user};
                notice.at = at_second(i);
                all.add_notice(notice);
            }
        return true;
    }));
    const auto kept = open()->read();
    ASSERT_TRUE(kept) << kept.error();
    std::vector<std::int64_t> of_ada;
    std::set<std::string> ids;
    for (const auto& notice : (*kept)->notices) {
        EXPECT_TRUE(ids.insert(notice.id.str()).second);
        if (notice.user == UserId{"ada"}) of_ada.push_back(notice.at.microseconds / 1'000'000);
    }
    ASSERT_EQ(of_ada.size(), 20u);
    EXPECT_EQ(of_ada.front(), 5);
    EXPECT_EQ(of_ada.back(), 24);
    EXPECT_EQ(ids.size(), 40u) << "each user alone";
}

// Of before there were notices.
TEST_F(CredentialStoreTest, ReadsAFileThatHasNone) {
    const auto store = open();
    std::ofstream{path_ / "credentials"} << R"({"passwords":[],"tokens":[],"links":[],"subjects":[]})"
                                         << "\n";
    const auto read = store->read();
    ASSERT_TRUE(read) << read.error();
    EXPECT_TRUE((*read)->notices.empty());
}

TEST_F(CredentialStoreTest, KeepsHashesThatOthersCannotRead) {
    auto store = open();
    std::string token;
    ASSERT_TRUE(store->change([&](Credentials& all) {
        all.set_password(UserId{"ada"}, *password_hash("correct horse battery", {1, 8'192}), at_second(5));
        token = add_link(all, UserId{"bo"}, at_second(5));
        return true;
    }));
    EXPECT_EQ(mode_of(path_), 0700u);
    EXPECT_EQ(mode_of(path_ / "credentials"), 0600u);
    const auto text = text_of(path_ / "credentials");
    EXPECT_THAT(text, HasSubstr("$argon2id$"));
    EXPECT_THAT(text, Not(HasSubstr("correct horse")));
    EXPECT_THAT(text, Not(HasSubstr(token)));
    EXPECT_THAT(text, HasSubstr(kept_form(token)));
    EXPECT_FALSE(fs::exists(path_ / "credentials.unfinished"));

    const auto again = open()->read();
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->passwords.size(), 1u);
    ASSERT_NE((*again)->link_of(kept_form(token), at_second(6)), nullptr);
    EXPECT_EQ((*again)->link_of(kept_form(token), at_second(5 + 3'600)), nullptr);
}

TEST_F(CredentialStoreTest, SeesWhatAnotherProgramWrote) {
    auto server = open(), tool = open();
    ASSERT_TRUE(server->read());
    std::string token;
    ASSERT_TRUE(tool->change([&](Credentials& all) {
        token = add_link(all, UserId{"bo"}, at_second(5));
        return true;
    }));
    ASSERT_NE((*server->read())->link_of(kept_form(token), at_second(6)), nullptr);
    ASSERT_TRUE(server->change([&](Credentials& all) {
        all.set_password(UserId{"ada"}, "hash", at_second(5));
        return true;
    }));
    EXPECT_EQ((*tool->read())->links.size(), 1u) << "neither loses what the other wrote";
    EXPECT_EQ((*tool->read())->passwords.size(), 1u);
}

TEST_F(CredentialStoreTest, SaysWhatIsWrongWithItsFiles) {
    ASSERT_TRUE(open()->change([](Credentials& all) {
        all.set_password(UserId{"ada"}, "hash", at_second(5));
        return true;
    }));
    fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
    EXPECT_THAT(CredentialStore::open(path_).error(), HasSubstr("chmod 700"));
    fs::permissions(path_, fs::perms::group_read, fs::perm_options::remove);
    std::ofstream(path_ / "credentials") << R"({"passwords":[{)";
    EXPECT_THAT(CredentialStore::open(path_).error(), HasSubstr("is damaged"));
    fs::remove_all(path_);
    std::ofstream{path_} << "no directory";
    EXPECT_THAT(CredentialStore::open(path_).error(), HasSubstr("is not a directory"));
}

TEST(ReadLog, AppendsLinesAndEndsOneThatWasCutOff) {
    const tests::TemporaryDirectory directory;
    std::ofstream(directory.path() / "reads") << "{\"at\":\"cut";
    {
        auto log = ReadLog::open(directory.path());
        ASSERT_TRUE(log) << log.error();
        ReadEntry entry;
        entry.user = UserId{"ada"};
        (*log)->add(entry);
        (*log)->flush();
        EXPECT_THAT(text_of(directory.path() / "reads"), HasSubstr("cut\n{\"at\":"));
        entry.user = UserId{"bo"};
        (*log)->add(entry);
    }
    const auto text = text_of(directory.path() / "reads");
    EXPECT_THAT(text, HasSubstr(R"("user":"bo")")) << "what waits is written at the end";
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    EXPECT_THAT(ReadLog::open(directory.path() / "missing").error(), HasSubstr("cannot be written"));
}

TEST(ReadLog, EntriesOlderThanTheDaysAreRemovedOnceADay) {
    const tests::TemporaryDirectory directory;
    constexpr std::int64_t day = 24 * 60 * 60;
    const auto add = [](ReadLog& log, std::int64_t on_day) {
        ReadEntry entry;
        entry.at = at_second(on_day * day);
        entry.id = domain::Plain{"of-day-" + std::to_string(on_day)};
        log.add(entry);
        log.flush();
    };
    {
        auto log = ReadLog::open(directory.path());
        ASSERT_TRUE(log) << log.error();
        for (int on_day = 1; on_day <= 5; ++on_day) add(**log, on_day);
    }
    std::ofstream(directory.path() / "reads", std::ios::app) << "not JSON\n";
    std::atomic<std::int64_t> today = 6;
    auto log = ReadLog::open(directory.path(), {3, [&] { return at_second(today * day); }});
    ASSERT_TRUE(log) << log.error();
    add(**log, 6);
    auto text = text_of(directory.path() / "reads");
    EXPECT_THAT(text, Not(HasSubstr("of-day-2")));
    EXPECT_THAT(text, HasSubstr("of-day-3"));
    EXPECT_THAT(text, HasSubstr("of-day-6"));
    EXPECT_THAT(text, HasSubstr("not JSON")) << "a line that cannot be read stays as long as those beside it";
    EXPECT_EQ(mode_of(directory.path() / "reads"), 0600u);
    EXPECT_FALSE(fs::exists(directory.path() / "reads.unfinished"));
    today = 9;
    add(**log, 9);
    add(**log, 9);
    text = text_of(directory.path() / "reads");
    EXPECT_THAT(text, Not(HasSubstr("of-day-5")));
    EXPECT_THAT(text, HasSubstr("of-day-6"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3)
        << "what comes afterwards is in the file that took its place";
    EXPECT_EQ((*log)->state().trouble, "");
    log->reset();
    auto whole = ReadLog::open(directory.path());
    ASSERT_TRUE(whole) << whole.error();
    (*whole)->flush();
    EXPECT_EQ(text_of(directory.path() / "reads"), text) << "without a number of days all of it stays";
}

TEST(ReadLog, WhatTheDiskDoesNotTakeIsCountedAndSaid) {
    const tests::TemporaryDirectory directory;
    fs::create_symlink("/dev/full", directory.path() / "reads");
    auto log = ReadLog::open(directory.path());
    ASSERT_TRUE(log) << log.error();
    EXPECT_EQ((*log)->state().trouble, "");
    (*log)->add({});
    (*log)->add({});
    (*log)->flush();
    EXPECT_EQ((*log)->state().lost, 2u);
    EXPECT_THAT((*log)->state().trouble, HasSubstr("reads cannot be written: No space left on device"));
}

TEST(ReadLog, IsReadBackwardsPageByPage) {
    const tests::TemporaryDirectory directory;
    const auto file = directory.path() / "reads";
    {
        auto log = ReadLog::open(directory.path());
        ASSERT_TRUE(log) << log.error();
        for (int i = 0; i < 3'000; ++i) {
            ReadEntry entry;
            entry.user = UserId{i % 3 == 0 ? "ada" : "bo"};
            entry.id = domain::Plain{std::to_string(i)};
            (*log)->add(entry);
            if (i == 1'500) {
                (*log)->flush();
                std::ofstream(file, std::ios::app) << "not JSON\n\n" << std::string(200'000, 'x') << '\n';
            }
        }
    }
    std::vector<std::string> found;
    ReadsAsked asked{.user = "ada", .limit = 7};
    for (int page_count = 0; page_count < 1'000; ++page_count) {
        const auto page = read_page(file, asked);
        ASSERT_TRUE(page) << page.error();
        for (const auto& entry : page->reads) found.push_back(entry.id.str());
        if (!page->next) break;
        asked.before = *page->next;
    }
    ASSERT_EQ(found.size(), 1'000u);
    for (std::size_t i = 0; i < found.size(); ++i) ASSERT_EQ(found[i], std::to_string(2'997 - 3 * i));
    EXPECT_THAT(read_page(directory.path() / "missing", {}).error(), HasSubstr("cannot be read"));
}

TEST(SessionTable, HoldsALimitedNumberForEachUserAndForAll) {
    SessionTable sessions{SessionLimits{.of_one_user_max = 2, .all_max = 3}};
    const UserId ada{"ada"}, bo{"bo"};
    const auto first = sessions.begin(ada, at_second(1));
    const auto second = sessions.begin(ada, at_second(2));
    EXPECT_NE(first->secret, second->secret);
    EXPECT_NE(first->csrf, first->secret);
    ASSERT_TRUE(sessions.use(first->secret, at_second(3)));
    const auto third = sessions.begin(ada, at_second(4));
    EXPECT_FALSE(sessions.use(second->secret, at_second(4))) << "unused longest";
    EXPECT_TRUE(sessions.use(first->secret, at_second(5)));
    EXPECT_TRUE(sessions.use(third->secret, at_second(5)));
    const auto fourth = sessions.begin(bo, at_second(6));
    const auto fifth = sessions.begin(UserId{"cy"}, at_second(7));
    EXPECT_EQ(int{sessions.use(first->secret, at_second(8)).has_value()} +
                  int{sessions.use(third->secret, at_second(8)).has_value()},
              1);
    EXPECT_TRUE(sessions.use(fourth->secret, at_second(8)));
    sessions.end_all_of(bo);
    EXPECT_FALSE(sessions.use(fourth->secret, at_second(8)));
    EXPECT_TRUE(sessions.use(fifth->secret, at_second(8)));
    sessions.end(fifth->secret);
    EXPECT_FALSE(sessions.use(fifth->secret, at_second(8)));
}

TEST(SharedSessions, AreKnownToEachProgramThatSharesTheDirectory) {
    const tests::TemporaryDirectory directory;
    const auto path = directory.path() / "sessions";
    const auto open = [&] {
        auto opened = SharedSessions::open(path, SessionLimits{.of_one_user_max = 2});
        EXPECT_TRUE(opened) << opened.error();
        return std::move(*opened);
    };
    const auto here = open(), there = open();
    const UserId ada{"ada"}, bo{"bo"};
    const auto first = here->begin(ada, at_second(1));
    ASSERT_TRUE(first) << first.error();
    const auto known = there->use(first->secret, at_second(2));
    ASSERT_TRUE(known);
    EXPECT_EQ(known->user, ada);
    EXPECT_EQ(known->csrf, first->csrf);
    EXPECT_EQ(known->began, at_second(1));
    EXPECT_EQ(there->look_at(first->secret, at_second(2))->user, ada);
    EXPECT_EQ(mode_of(path), 0700);
    for (const auto& entry : fs::recursive_directory_iterator{path}) {
        EXPECT_EQ(entry.path().string().find(first->secret.substr(16)), std::string::npos);
        if (!entry.is_regular_file()) continue;
        EXPECT_EQ(mode_of(entry.path()), 0600);
        EXPECT_THAT(text_of(entry.path()), Not(HasSubstr(first->secret.substr(16))));
    }
    // A use anywhere counts everywhere.
    const std::int64_t half_idle = 20 * 60;
    EXPECT_TRUE(there->use(first->secret, at_second(half_idle)));
    EXPECT_TRUE(here->use(first->secret, at_second(2 * half_idle)));
    EXPECT_FALSE(here->look_at(first->secret, at_second(2 * half_idle + 30 * 60))) << "not used for half an hour";

    const auto second = here->begin(ada, at_second(2 * half_idle + 1));
    const auto third = there->begin(ada, at_second(2 * half_idle + 2));
    EXPECT_FALSE(here->use(first->secret, at_second(2 * half_idle + 3))) << "unused longest";
    EXPECT_TRUE(there->use(second->secret, at_second(2 * half_idle + 3)));
    const auto of_bo = there->begin(bo, at_second(2 * half_idle + 3));
    EXPECT_EQ(here->count(), 3u);
    here->end(second->secret);
    EXPECT_FALSE(there->use(second->secret, at_second(2 * half_idle + 4)));
    here->end_all_of(ada);
    EXPECT_FALSE(there->use(third->secret, at_second(2 * half_idle + 4)));
    EXPECT_TRUE(here->use(of_bo->secret, at_second(2 * half_idle + 4))) << "another user's";
    EXPECT_FALSE(here->use(of_bo->secret, at_second(2 * half_idle + 4 + 12 * 60 * 60)));
    EXPECT_EQ(here->count(), 0u) << "what is over is removed when it is shown";
}

TEST(SharedSessions, AreListedToTheirUserAndEndedEachByItself) {
    const tests::TemporaryDirectory directory;
    const auto opened = SharedSessions::open(directory.path() / "sessions");
    ASSERT_TRUE(opened) << opened.error();
    auto& sessions = **opened;
    const UserId ada{"ada"}, bo{"bo"};
    const auto first = sessions.begin(ada, at_second(1), {"192.0.2.1", "Desk/1"});
    const auto second = sessions.begin(ada, at_second(2));
    const auto of_bo = sessions.begin(bo, at_second(3));
    ASSERT_TRUE(first && second && of_bo);
    const auto open = sessions.open_of(ada, at_second(4));
    ASSERT_EQ(open.size(), 2u);
    EXPECT_EQ(open[0].id, sessions.id_of(second->secret));
    EXPECT_EQ(open[1].id, sessions.id_of(first->secret));
    EXPECT_EQ(open[1].session.origin.address, "192.0.2.1");
    EXPECT_EQ(open[1].session.origin.program, "Desk/1");
    EXPECT_FALSE(sessions.end_one(ada, sessions.id_of(of_bo->secret)));
    EXPECT_FALSE(sessions.end_one(ada, ""));
    EXPECT_TRUE(sessions.end_one(ada, open[1].id));
    EXPECT_FALSE(sessions.use(first->secret, at_second(5)));
    EXPECT_TRUE(sessions.use(second->secret, at_second(5)));
    EXPECT_TRUE(sessions.open_of(ada, at_second(13 * 60 * 60)).empty()) << "what is over is not listed";
}

TEST(SharedSessions, NoSecretLeadsToAnotherFile) {
    const tests::TemporaryDirectory directory;
    const auto sessions = SharedSessions::open(directory.path() / "sessions");
    ASSERT_TRUE(sessions);
    const auto begun = (*sessions)->begin(UserId{"ada"}, at_second(1));
    const auto folder = begun->secret.substr(0, 16), secret = begun->secret.substr(16);
    for (const std::string& wrong : {std::string{}, secret, folder, folder + secret.substr(1), folder + secret + "x",
                                     std::string(16, '0') + secret, "../../../../../." + secret,
                                     std::string(16, '\0') + secret, folder + std::string(43, 'A')})
        EXPECT_FALSE((*sessions)->use(wrong, at_second(2))) << wrong;
    EXPECT_TRUE((*sessions)->use(begun->secret, at_second(2)));
    EXPECT_THAT(SharedSessions::open(directory.path() / "no" / "sessions").error(), HasSubstr("cannot be made"));
}

void expect_growing_up_to_a_limit(SignInDelays& delays) {
    EXPECT_EQ(delays.attempt("a", at_second(1'000)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'000)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'000)), 1);
    EXPECT_EQ(delays.attempt("b", at_second(1'000)), 0) << "each key alone";
    EXPECT_EQ(delays.attempt("a", at_second(1'001)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'001)), 2);
    EXPECT_EQ(delays.attempt("a", at_second(1'003)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'003)), 4);
    EXPECT_EQ(delays.attempt("a", at_second(1'007)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'007)), 4) << "no longer than that";
    EXPECT_EQ(delays.attempt("a", at_second(1'107)), 0) << "forgotten";
    delays.succeeded("a");
    EXPECT_EQ(delays.attempt("a", at_second(1'107)), 0);
    delays.take_back("a");
    EXPECT_EQ(delays.attempt("a", at_second(1'107)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'107)), 0);
    EXPECT_EQ(delays.attempt("a", at_second(1'107)), 1);
    // Keys that are made up push out old ones and take no more room.
    for (int i = 0; i < 100; ++i) EXPECT_EQ(delays.attempt("made-up-" + std::to_string(i), at_second(1'108)), 0);
    delays.succeeded("never tried");
    delays.take_back("never tried");
}
constexpr DelayLimits narrow_delays{
    .free_attempts = 2, .longest_seconds = 4, .forgotten_after_seconds = 100, .keys_max = 3};

TEST(SignInDelays, GrowUpToALimitAndAreForgotten) {
    SignInDelayTable delays{narrow_delays};
    expect_growing_up_to_a_limit(delays);
}

TEST(SharedSignInDelays, GrowUpToALimitAndAreForgotten) {
    const tests::TemporaryDirectory directory;
    const auto path = directory.path() / "delays";
    const auto delays = SharedSignInDelays::open(path, narrow_delays);
    ASSERT_TRUE(delays) << delays.error();
    expect_growing_up_to_a_limit(**delays);
    EXPECT_EQ(mode_of(path), 0700);
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator{path}) {
        EXPECT_EQ(mode_of(entry.path()), 0600);
        ++files;
    }
    EXPECT_LE(files, narrow_delays.keys_max);
    EXPECT_GT(files, 0u);
}

TEST(SharedSignInDelays, CountEachAttemptOfSeveralProgramsAtTheSameTime) {
    const tests::TemporaryDirectory directory;
    constexpr std::uint32_t free_attempts = 40;
    std::atomic<std::uint32_t> made = 0;
    std::vector<std::thread> programs;
    for (int program = 0; program < 8; ++program)
        programs.emplace_back([&] {
            const auto delays =
                SharedSignInDelays::open(directory.path() / "delays", DelayLimits{.free_attempts = free_attempts});
            ASSERT_TRUE(delays) << delays.error();
            for (int i = 0; i < 10; ++i) {
                // That succeeds at another key meanwhile removes files.
                (*delays)->succeeded("b");
                EXPECT_TRUE((*delays)->attempt("b", at_second(1'000)));
                const auto wait = (*delays)->attempt("a", at_second(1'000));
                ASSERT_TRUE(wait) << wait.error();
                if (*wait == 0) ++made;
            }
        });
    for (auto& program : programs) program.join();
    EXPECT_EQ(made, free_attempts);
}

TEST(SharedSignInDelays, WhereAnAttemptCannotBeCountedItIsNotMade) {
    const tests::TemporaryDirectory directory;
    const auto path = directory.path() / "delays";
    const auto delays = SharedSignInDelays::open(path);
    ASSERT_TRUE(delays) << delays.error();
    fs::remove(path);
    EXPECT_THAT((*delays)->attempt("a", at_second(1)).error(), HasSubstr("cannot be opened"));
    EXPECT_THAT(SharedSignInDelays::open(directory.path() / "no" / "delays").error(), HasSubstr("cannot be made"));
}

TEST(Secrets, AreLongAndNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto secret = random_secret();
        EXPECT_EQ(secret.size(), 43u);
        EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        EXPECT_TRUE(seen.insert(secret).second);
    }
    EXPECT_EQ(kept_form("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
}

TEST(Secrets, PasswordsAreArgon2idWithTheCostOfToday) {
    const PasswordCost cost;
    const auto hash = password_hash("correct horse battery", cost);
    ASSERT_TRUE(hash);
    EXPECT_THAT(*hash, HasSubstr("$argon2id$v=19$m=65536,t=2,p=1$"));
    EXPECT_TRUE(password_matches(*hash, "correct horse battery"));
    EXPECT_FALSE(password_matches(*hash, "correct horse batterz"));
    EXPECT_FALSE(password_matches("", "correct horse battery"));
    EXPECT_NE(*hash, *password_hash("correct horse battery", {1, 8'192})) << "salted";
}

TEST(Secrets, WeakPasswordsAreRefused) {
    const auto wrong = [](std::string_view password) { return wrong_with_password(password, "ada.l", "Lovelace"); };
    EXPECT_EQ(wrong("correct horse"), "");
    EXPECT_EQ(wrong("zwölf Zeichen"), "");
    EXPECT_THAT(wrong("elevenchars"), HasSubstr("too short"));
    EXPECT_THAT(wrong("öööööööööö"), HasSubstr("too short")) << "characters count, not bytes";
    EXPECT_THAT(wrong("aaaaaaaaaaaaaaa"), HasSubstr("one character"));
    EXPECT_THAT(wrong("my ADA.L password"), HasSubstr("guessed first"));
    EXPECT_THAT(wrong("countess lovelace"), HasSubstr("guessed first"));
    EXPECT_THAT(wrong("Tallystick2026!"), HasSubstr("guessed first"));
    // So many characters, none of them a repetition.
    const auto cut = [](const std::vector<std::string>& characters, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) text += characters[(i * i + i / 3) % characters.size()];
        return text;
    };
    const std::vector<std::string> ascii{"k", "7", "w", "Q", "-", "z", "p", "4", "m", "!", "R"};
    const std::vector<std::string> others{"ö", "ж", "ñ", "Ω", "ł", "ş", "я", "é", "ğ", "ü", "þ"};
    for (const auto& characters : {ascii, others}) {
        EXPECT_EQ(wrong(cut(characters, 128)), "");
        EXPECT_THAT(wrong(cut(characters, 129)), HasSubstr("too long")) << "characters count, not bytes";
    }
    EXPECT_EQ(wrong_with_password("correct horse", "c", "or"), "") << "so short a name is in many words";
}

// Of lists of passwords that were stolen elsewhere, the most frequent of at least twelve characters; and what people
// make of known words so that it looks like none.
TEST(Secrets, PasswordsThatAreKnownAreRefused) {
    for (const char* known :
         {"123456789012", "iloveyou1234", "qwertyuiop123", "1q2w3e4r5t6y", "letmeinletmein", "trustno1trustno1",
          "football12345", "sunshine1234", "Summer2026!!", "W3lc0me123456", "dragon monkey", "baseball football",
          "zxcvbnmasdfgh", "abcdefghijkl", "987654321987", "2026-11-302026", "qazwsxedcrfv"})
        EXPECT_THAT(wrong_with_password(known, "ada.l", "Lovelace"), HasSubstr("guessed too easily")) << known;
    for (const char* good : {"correct horse", "staple battery horse", "ein langes Passwort", "x7#Qm2!vLp9z",
                             "Müllers schöne Küche", "Tr0ub4dour&3xx", "the meter reads zero"})
        EXPECT_EQ(wrong_with_password(good, "ada.l", "Lovelace"), "") << good;
    // What is the user's own is no word among others, also where letters stand for others.
    EXPECT_EQ(wrong_with_password("Th1stlew00d 1", "ada.l", "Lovelace"), "");
    EXPECT_THAT(wrong_with_password("Th1stlew00d 1", "ada.l", "Ada Thistlewood"), HasSubstr("guessed too easily"));
    for (const char* known : {"123456789012", "iloveyou1234"})
        EXPECT_THAT(wrong_with_password(known, "ada.l", "Lovelace"), Not(HasSubstr(known))) << "not repeated";
}

TEST(PasswordWorker, DoesWhatWasSubmittedAndTakesALimitedNumber) {
    PasswordWorker worker;
    std::mutex gate;
    gate.lock();
    std::atomic<int> done = 0;
    std::atomic<bool> began = false;
    ASSERT_TRUE(worker.submit([&] {
        began = true;
        const std::lock_guard wait{gate};
        ++done;
    }));
    while (!began) std::this_thread::yield();
    for (std::size_t i = 0; i < PasswordWorker::waiting_max; ++i) ASSERT_TRUE(worker.submit([&] { ++done; }));
    EXPECT_FALSE(worker.submit([&] { ++done; }));
    EXPECT_TRUE(worker.add([&] { ++done; }));
    gate.unlock();
    worker.stop();
    EXPECT_EQ(done, static_cast<int>(PasswordWorker::waiting_max) + 2);
    EXPECT_FALSE(worker.submit([] {}));
    EXPECT_FALSE(worker.add([] {}));
}

}  // namespace
}  // namespace tally::tools
