// What access is made of, each alone: credentials on disk, sessions in memory, delays, passwords.

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

#include "tests/support/temporary_directory.h"
#include "tools/http/access/credential_store.h"
#include "tools/http/access/password_worker.h"
#include "tools/http/access/secrets.h"
#include "tools/http/access/session_table.h"
#include "tools/http/access/sign_in_delays.h"

namespace tally::tools {
namespace {

namespace fs = std::filesystem;
using domain::Instant;
using domain::UserId;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t second_us = 1'000'000;
Instant at_second(std::int64_t seconds) {
    return {seconds * second_us};
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

TEST(SessionTable, HoldsALimitedNumberForEachUserAndForAll) {
    SessionTable sessions{SessionLimits{.of_one_user_max = 2, .all_max = 3}};
    const UserId ada{"ada"}, bo{"bo"};
    const auto first = sessions.begin(ada, at_second(1));
    const auto second = sessions.begin(ada, at_second(2));
    EXPECT_NE(first.secret, second.secret);
    EXPECT_NE(first.csrf, first.secret);
    ASSERT_TRUE(sessions.use(first.secret, at_second(3)));
    const auto third = sessions.begin(ada, at_second(4));
    EXPECT_FALSE(sessions.use(second.secret, at_second(4))) << "unused longest";
    EXPECT_TRUE(sessions.use(first.secret, at_second(5)));
    EXPECT_TRUE(sessions.use(third.secret, at_second(5)));
    const auto fourth = sessions.begin(bo, at_second(6));
    const auto fifth = sessions.begin(UserId{"cy"}, at_second(7));
    EXPECT_EQ(int{sessions.use(first.secret, at_second(8)).has_value()} +
                  int{sessions.use(third.secret, at_second(8)).has_value()},
              1);
    EXPECT_TRUE(sessions.use(fourth.secret, at_second(8)));
    sessions.end_all_of(bo);
    EXPECT_FALSE(sessions.use(fourth.secret, at_second(8)));
    EXPECT_TRUE(sessions.use(fifth.secret, at_second(8)));
    sessions.end(fifth.secret);
    EXPECT_FALSE(sessions.use(fifth.secret, at_second(8)));
}

TEST(SignInDelays, GrowUpToALimitAndAreForgotten) {
    SignInDelays delays{
        DelayLimits{.free_attempts = 2, .longest_seconds = 4, .forgotten_after_seconds = 100, .keys_max = 3}};
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
    EXPECT_THAT(wrong(std::string(257, 'a') + "b"), HasSubstr("too long"));
    EXPECT_EQ(wrong_with_password("correct horse", "c", "or"), "") << "so short a name is in many words";
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
