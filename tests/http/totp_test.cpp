// Codes of a second factor, each rule alone: the numbers of RFC 6238 and RFC 4648, and that a code counts once.

#include "tools/http/access/totp.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "eventstore/codec/json.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/access/second_factor.h"

namespace tally::tools {
namespace {

using domain::Instant;
using domain::UserId;
using testing::HasSubstr;
using testing::Not;

Instant after_1970(std::int64_t seconds) {
    return {seconds * 1'000'000};
}

TEST(Totp, GivesTheCodesOfRfc6238) {
    const struct {
        std::int64_t second;
        const char* code;
    } of_appendix_b[]{{59, "94287082"},
                      {1'111'111'109, "07081804"},
                      {1'111'111'111, "14050471"},
                      {1'234'567'890, "89005924"},
                      {2'000'000'000, "69279037"},
                      {20'000'000'000, "65353130"}};
    for (const auto& one : of_appendix_b) {
        const auto step = totp_step_at(after_1970(one.second));
        EXPECT_EQ(totp_code("12345678901234567890", step, 8), one.code) << one.second;
        EXPECT_EQ(totp_code("12345678901234567890", step), std::string{one.code}.substr(2)) << one.second;
    }
}

TEST(Totp, TakesACodeOfOneStepEitherSide) {
    const std::string key = "12345678901234567890";
    constexpr std::int64_t now = 1'111'111'110;  // The first second of a step.
    const auto step = totp_step_at(after_1970(now));
    EXPECT_EQ(beginning_of_totp_step(step), after_1970(now));
    for (const std::int64_t other : {-2, -1, 0, 1, 2}) {
        const auto found = step_of_totp_code(key, totp_code(key, step + other), after_1970(now));
        EXPECT_EQ(found.has_value(), other >= -1 && other <= 1) << other;
        EXPECT_EQ(found.value_or(step + other), step + other);
    }
    const auto code = totp_code(key, step);
    EXPECT_TRUE(step_of_totp_code(key, code, after_1970(now + 59)));
    EXPECT_FALSE(step_of_totp_code(key, code, after_1970(now + 60)));
    for (const auto& wrong : {std::string{}, code.substr(1), code + "0", " " + code, std::string(6, '\0')})
        EXPECT_FALSE(step_of_totp_code(key, wrong, after_1970(now))) << wrong;
}

TEST(Totp, WritesKeysInBase32) {
    const struct {
        const char* bytes;
        const char* text;
    } of_rfc_4648[]{{"", ""},
                    {"f", "MY"},
                    {"fo", "MZXQ"},
                    {"foo", "MZXW6"},
                    {"foob", "MZXW6YQ"},
                    {"fooba", "MZXW6YTB"},
                    {"foobar", "MZXW6YTBOI"}};
    for (const auto& one : of_rfc_4648) {
        EXPECT_EQ(base32(one.bytes), one.text);
        EXPECT_EQ(from_base32(one.text), one.bytes);
    }
    for (const char* wrong : {"mzxw6", "MZXW6===", "MZXW 6", "MZXW1"}) EXPECT_FALSE(from_base32(wrong)) << wrong;
    const std::string all_bits("\xff\x00\x80\x01\xfe", 5);
    EXPECT_EQ(from_base32(base32(all_bits)), all_bits);
}

TEST(Totp, AnAppReadsIssuerUserAndKey) {
    EXPECT_EQ(otpauth_uri("Tallystick a.example", "ada@b.example", "MZXW6YTB"),
              "otpauth://totp/Tallystick%20a.example:ada%40b.example?secret=MZXW6YTB&issuer=Tallystick%20a.example"
              "&algorithm=SHA1&digits=6&period=30");
}

class SecondFactorCodes : public testing::Test {
  protected:
    void set_up() {
        secret_ = begin_enrolment(all_, ada_, after_1970(now_)).secret.str();
        const auto confirmed = confirm_enrolment(all_, ada_, code_at(now_), after_1970(now_));
        ASSERT_EQ(confirmed.outcome, Confirmed::yes);
        recovery_ = confirmed.recovery_codes;
    }
    [[nodiscard]] std::string code_at(std::int64_t second) const {
        return totp_code(from_base32(secret_).value_or(""), totp_step_at(after_1970(second)));
    }
    CodeTaken take(const std::string& code, std::int64_t second) {
        return take_code(all_, ada_, code, after_1970(second));
    }
    const UserId ada_{"ada"};
    const std::int64_t now_ = 1'800'000'000;
    Credentials all_;
    std::string secret_;
    std::vector<std::string> recovery_;
};

TEST_F(SecondFactorCodes, ACodeCountsOnceAndNoneBeforeIt) {
    set_up();
    EXPECT_EQ(take(code_at(now_), now_), CodeTaken::again) << "it was used to confirm";
    EXPECT_EQ(take(code_at(now_ - 30), now_), CodeTaken::wrong) << "older than the one used last";
    EXPECT_EQ(take(code_at(now_ + 30), now_), CodeTaken::by_device) << "a device's clock may be ahead";
    EXPECT_EQ(take(code_at(now_ + 30), now_ + 30), CodeTaken::again);
    EXPECT_EQ(take(code_at(now_ + 60), now_ + 60), CodeTaken::by_device);
    EXPECT_EQ(take(code_at(now_ + 30), now_ + 60), CodeTaken::wrong);
    EXPECT_EQ(take_code(all_, UserId{"bo"}, code_at(now_ + 90), after_1970(now_ + 90)), CodeTaken::no_factor);
}

TEST_F(SecondFactorCodes, ACodeIsTakenAsAnAppShowsIt) {
    set_up();
    const auto next = code_at(now_ + 60);
    EXPECT_EQ(take(next.substr(0, 3) + " " + next.substr(3), now_ + 60), CodeTaken::by_device);
    for (const auto& wrong : {std::string{}, std::string{"-"}, std::string(10'000, '1'), std::string{"12345\xff"}})
        EXPECT_EQ(take(wrong, now_ + 90), CodeTaken::wrong);
}

TEST_F(SecondFactorCodes, ARecoveryCodeCountsOnceHoweverItIsTyped) {
    set_up();
    ASSERT_EQ(recovery_.size(), 10u);
    EXPECT_EQ(std::set(recovery_.begin(), recovery_.end()).size(), 10u);
    for (const auto& code : recovery_) EXPECT_THAT(code, testing::MatchesRegex("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"));
    EXPECT_EQ(take(recovery_[3], now_), CodeTaken::by_recovery);
    EXPECT_EQ(take(recovery_[3], now_), CodeTaken::wrong);
    std::string typed = recovery_[7];
    for (auto& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(take(typed, now_), CodeTaken::by_recovery);
    EXPECT_EQ(all_.second_factor_of(ada_)->recovery_codes.size(), 8u);
    EXPECT_EQ(take("AAAA-AAAA-AAAA-AAAA", now_), CodeTaken::wrong);
}

TEST_F(SecondFactorCodes, OnlySaltedHashesOfRecoveryCodesAreKept) {
    set_up();
    const auto text = eventstore::to_json(all_, {});
    std::set<std::string> salts;
    for (const auto& kept : all_.second_factor_of(ada_)->recovery_codes) {
        EXPECT_GE(kept.salt.str().size(), 26u) << "128 bits";
        EXPECT_EQ(kept.hash.str().size(), 64u);
        EXPECT_TRUE(salts.insert(kept.salt.str()).second);
    }
    for (auto code : recovery_) {
        EXPECT_THAT(text, Not(HasSubstr(code)));
        std::erase(code, '-');
        EXPECT_THAT(text, Not(HasSubstr(code)));
    }
}

TEST_F(SecondFactorCodes, WhatBeganIsConfirmedWithinTenMinutesByItsOwnCode) {
    EXPECT_EQ(confirm_enrolment(all_, ada_, "123456", after_1970(now_)).outcome, Confirmed::not_begun);
    const auto first = begin_enrolment(all_, ada_, after_1970(now_)).secret;
    EXPECT_EQ(first.str().size(), 32u) << "160 bits";
    secret_ = first.str();
    const auto of_first = code_at(now_);
    secret_ = begin_enrolment(all_, ada_, after_1970(now_)).secret.str();
    EXPECT_NE(secret_, first.str());
    EXPECT_EQ(confirm_enrolment(all_, ada_, of_first, after_1970(now_)).outcome, Confirmed::wrong) << "begun anew";
    EXPECT_EQ(all_.second_factor_of(ada_), nullptr) << "it does not count yet";
    EXPECT_EQ(confirm_enrolment(all_, ada_, code_at(now_ + 600), after_1970(now_ + 600)).outcome, Confirmed::not_begun);
    EXPECT_EQ(confirm_enrolment(all_, ada_, code_at(now_ + 599), after_1970(now_ + 599)).outcome, Confirmed::yes);
    EXPECT_TRUE(all_.enrolments.empty());
    EXPECT_EQ(all_.second_factor_of(ada_)->since, after_1970(now_ + 599));
    begin_enrolment(all_, ada_, after_1970(now_ + 600));
    EXPECT_EQ(confirm_enrolment(all_, ada_, "123456", after_1970(now_ + 600)).outcome, Confirmed::there_already);
}

TEST_F(SecondFactorCodes, AreKeptInAFileThatOthersCannotRead) {
    set_up();
    const tests::TemporaryDirectory directory;
    const auto path = directory.path() / "access";
    auto store = CredentialStore::open(path);
    ASSERT_TRUE(store) << store.error();
    ASSERT_TRUE((*store)->change([&](Credentials& all) {
        all = all_;
        return true;
    }));
    namespace fs = std::filesystem;
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(path / "credentials").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto again = CredentialStore::open(path);
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(**(*again)->read(), all_);
    EXPECT_TRUE(all_.remove_second_factor_of(ada_));
    EXPECT_FALSE(all_.remove_second_factor_of(ada_));
}

}  // namespace
}  // namespace tally::tools
