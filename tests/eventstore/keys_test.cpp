// Keys on disk and what is sealed under them.

#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <sys/stat.h>

#include "eventstore/codec/codec.h"
#include "eventstore/crypto/hmac.h"
#include "eventstore/hex.h"
#include "eventstore/keys/key_store.h"
#include "eventstore/keys/sealer.h"
#include "eventstore/merkle/hash.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

using namespace tally::domain;
using namespace tally::eventstore;

std::string hex(const std::array<std::uint8_t, 32>& bytes) {
    return to_hex(bytes);
}
Secret key_of(std::string_view text) {
    Secret key{};
    std::memcpy(key.data(), text.data(), text.size());
    return key;
}

TEST(Hmac, AgreesWithRfc4231) {
    // A key shorter than a block is filled up with zeros, so that ours of 32 bytes can stand for the RFC's.
    EXPECT_EQ(hex(HmacSha256{key_of(std::string(20, '\x0b'))}.of({"Hi There"})),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex(HmacSha256{key_of("Jefe")}.of({"what do ya want ", "for nothing?"})),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(HmacSha256{key_of(std::string(20, '\xaa'))}.of({std::string(50, '\xdd')})),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
}

class Keys : public ::testing::Test {
  protected:
    TemporaryDirectory directory_;
    std::filesystem::path path() const { return directory_.path() / "keys"; }
};

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
}

TEST_F(Keys, AreMadeRandomlyAndKeptFromOthers) {
    const auto made = KeyStore::create(path());
    ASSERT_TRUE(made.has_value()) << made.error().message;
    EXPECT_EQ(mode_of(path()), 0700u);
    EXPECT_EQ(mode_of(path() / "signing_seed"), 0600u);
    EXPECT_EQ(mode_of(path() / "digest_key"), 0600u);
    const auto others = KeyStore::create(directory_.path() / "others");
    ASSERT_TRUE(others.has_value());
    EXPECT_NE((*made)->signing_seed(), (*others)->signing_seed());
}

TEST_F(Keys, AreTheSameWhenOpenedAgain) {
    Secret seed{};
    std::array<std::uint8_t, 32> digest{};
    Secret ada{};
    {
        auto made = KeyStore::create(path());
        ASSERT_TRUE(made.has_value());
        seed = (*made)->signing_seed();
        digest = (*made)->digest_key().of({"body"});
        const std::vector<PersonId> persons{PersonId{"P-2"}, PersonId{"P-1"}, PersonId{"P-2"}};
        ASSERT_TRUE((*made)->ensure(persons).has_value());
        ASSERT_TRUE((*made)->sync().has_value());
        ada = (*made)->person_key(PersonId{"P-1"}).value().value();
        EXPECT_NE(ada, (*made)->person_key(PersonId{"P-2"}).value().value());
    }
    auto opened = KeyStore::open(path());
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    EXPECT_EQ((*opened)->signing_seed(), seed);
    EXPECT_EQ((*opened)->digest_key().of({"body"}), digest);
    EXPECT_EQ((*opened)->person_key(PersonId{"P-1"}).value(), ada);
    // Who has a key keeps it; who has none gets one.
    const std::vector<PersonId> persons{PersonId{"P-1"}, PersonId{"P-3"}};
    ASSERT_TRUE((*opened)->ensure(persons).has_value());
    EXPECT_EQ((*opened)->person_key(PersonId{"P-1"}).value(), ada);
    EXPECT_TRUE((*opened)->person_key(PersonId{"P-3"}).value().has_value());
    EXPECT_FALSE((*opened)->person_key(PersonId{"P-4"}).value().has_value());
}

TEST_F(Keys, H4_ADestroyedKeyIsGoneFromMemoryAndDiskAndTheOthersStay) {
    const std::vector<PersonId> persons{PersonId{"P-1"}, PersonId{"P-2"}}, gone{PersonId{"P-1"}, PersonId{"P-9"}};
    std::string bytes;
    Secret kept{};
    {
        auto keys = KeyStore::create(path());
        ASSERT_TRUE(keys.has_value());
        // Where no person ever had a key, none is destroyed and no store of them is made.
        ASSERT_TRUE((*keys)->destroy(gone).has_value());
        EXPECT_FALSE(std::filesystem::exists(path() / "persons"));
        ASSERT_TRUE((*keys)->ensure(persons).has_value());
        ASSERT_TRUE((*keys)->sync().has_value());
        const Secret secret = (*keys)->person_key(PersonId{"P-1"}).value().value();
        bytes.assign(reinterpret_cast<const char*>(secret.data()), secret.size());
        kept = (*keys)->person_key(PersonId{"P-2"}).value().value();
        const auto destroyed = (*keys)->destroy(gone);
        ASSERT_TRUE(destroyed.has_value()) << destroyed.error().message;
        EXPECT_FALSE((*keys)->person_key(PersonId{"P-1"}).value().has_value());
        ASSERT_TRUE((*keys)->destroy(gone).has_value()) << "once more is nothing";
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path())) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(in), {}};
        EXPECT_EQ(all.find(bytes), std::string::npos) << entry.path();
    }
    auto opened = KeyStore::open(path());
    ASSERT_TRUE(opened.has_value());
    EXPECT_FALSE((*opened)->person_key(PersonId{"P-1"}).value().has_value());
    EXPECT_EQ((*opened)->person_key(PersonId{"P-2"}).value(), kept);
}

TEST_F(Keys, AreNeverOverwritten) {
    ASSERT_TRUE(KeyStore::create(path()).has_value());
    const auto again = KeyStore::create(path());
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().kind, StoreErrorKind::already_exists);
}

TEST_F(Keys, AMissingDirectoryOrFileIsSaidToBeMissing) {
    auto opened = KeyStore::open(path());
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().kind, StoreErrorKind::not_a_store);
    EXPECT_NE(opened.error().message.find(path().string() + " is missing"), std::string::npos);

    ASSERT_TRUE(KeyStore::create(path()).has_value());
    std::filesystem::remove(path() / "digest_key");
    opened = KeyStore::open(path());
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().kind, StoreErrorKind::not_a_store);
    EXPECT_NE(opened.error().message.find("digest_key is missing: restore it"), std::string::npos);
}

TEST_F(Keys, OpenToOthersTheyAreRefused) {
    ASSERT_TRUE(KeyStore::create(path()).has_value());
    ASSERT_EQ(::chmod((path() / "signing_seed").c_str(), 0640), 0);
    auto opened = KeyStore::open(path());
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().message.find("open to others: run chmod 600"), std::string::npos)
        << opened.error().message;
    ASSERT_EQ(::chmod((path() / "signing_seed").c_str(), 0600), 0);
    ASSERT_EQ(::chmod(path().c_str(), 0755), 0);
    opened = KeyStore::open(path());
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().message.find("run chmod 700"), std::string::npos) << opened.error().message;
}

TEST_F(Keys, AWrongLengthOrCharacterIsDamage) {
    ASSERT_TRUE(KeyStore::create(path()).has_value());
    for (const std::string text : {"", "00ff\n", "zz"}) {
        std::ofstream(path() / "digest_key") << text;
        const auto opened = KeyStore::open(path());
        ASSERT_FALSE(opened.has_value());
        EXPECT_EQ(opened.error().kind, StoreErrorKind::damaged);
        EXPECT_NE(opened.error().message.find("digest_key is not 64 hex digits"), std::string::npos);
    }
    std::ofstream(path() / "digest_key") << std::string(64, 'A');
    EXPECT_FALSE(KeyStore::open(path()).has_value());
    std::ofstream(path() / "digest_key") << std::string(64, 'a');
    EXPECT_TRUE(KeyStore::open(path()).has_value());
}

TEST(SimulatedKeys, FollowFromTheirSeed) {
    const auto a = KeyStore::simulated(1);
    const auto b = KeyStore::simulated(1);
    const auto c = KeyStore::simulated(2);
    EXPECT_EQ(a->signing_seed(), b->signing_seed());
    EXPECT_NE(a->signing_seed(), c->signing_seed());
    EXPECT_EQ(a->person_key(PersonId{"P-1"}).value(), b->person_key(PersonId{"P-1"}).value());
    EXPECT_NE(a->person_key(PersonId{"P-1"}).value(), c->person_key(PersonId{"P-1"}).value());
}

TEST(EventId, IsWhatAnyToolCanWorkOut) {
    const Hash whole = sha256("ledger.example/gas\nc-1\n12");
    const auto id = event_id("ledger.example/gas", CommandId{"c-1"}, 12);
    EXPECT_TRUE(std::equal(id.begin(), id.end(), whole.begin()));
    EXPECT_NE(id, event_id("ledger.example/gas", CommandId{"c-1"}, 13));
}

Event linked() {
    AccountPersonLinked event;
    event.account = AccountId{"A-1"};
    event.link.person = PersonId{"P-1"};
    const Personal text{PersonId{"P-1"}, "Mill Lane", false};
    event.link.override_addresses.resize(2);
    event.link.override_addresses[0].address.address1 = text;
    event.link.override_addresses[1].address.address1 = text;
    event.link.override_addresses[1].address.city = text;
    return event;
}
const Digest16 some_id{1, 2, 3};

TEST(Sealer, SealsEveryTextAndNoTwoAlike) {
    const auto keys = KeyStore::simulated(1);
    const Sealer sealer{*keys};
    Event event = linked();
    std::vector<PersonId> persons;
    collect_persons(event, persons);
    EXPECT_EQ(persons, std::vector<PersonId>(3, PersonId{"P-1"}));
    ASSERT_TRUE(sealer.seal(event, some_id).has_value());
    const auto& addresses = get<AccountPersonLinked>(event).link.override_addresses;
    const std::vector<Personal> sealed{addresses[0].address.address1, addresses[1].address.address1,
                                       addresses[1].address.city};
    for (const auto& text : sealed) {
        EXPECT_TRUE(text.sealed);
        EXPECT_EQ(text.bytes.size(), 12 + std::strlen("Mill Lane") + 16);
        EXPECT_EQ(text.bytes.find("Mill"), std::string::npos);
        EXPECT_EQ(sealer.open(text), "Mill Lane");
    }
    EXPECT_NE(sealed[0].bytes, sealed[1].bytes);
    EXPECT_NE(sealed[1].bytes, sealed[2].bytes);
    EXPECT_TRUE(addresses[0].address.city.empty());
    EXPECT_FALSE(addresses[0].address.city.sealed);
}

TEST(Sealer, TheNonceIsTheHmacOfEventFieldAndText) {
    const auto keys = KeyStore::simulated(1);
    Event event = linked();
    ASSERT_TRUE(Sealer{*keys}.seal(event, some_id).has_value());
    const auto mac = HmacSha256{keys->person_key(PersonId{"P-1"}).value().value()}.of(
        {std::string("\x01\x02\x03", 3) + std::string(13, '\0'), "link.override_addresses[1].address.city",
         std::string(1, '\0'), "Mill Lane"});
    const auto& city = get<AccountPersonLinked>(event).link.override_addresses[1].address.city;
    EXPECT_EQ(city.bytes.substr(0, 12), std::string(reinterpret_cast<const char*>(mac.data()), 12));
}

TEST(Sealer, TheSameEventSealsToTheSameBytesAndAnotherOneDoesNot) {
    const auto keys = KeyStore::simulated(1);
    const Sealer sealer{*keys};
    Event a = linked();
    Event b = linked();
    Event c = linked();
    ASSERT_TRUE(sealer.seal(a, some_id).has_value());
    ASSERT_TRUE(sealer.seal(b, some_id).has_value());
    ASSERT_TRUE(sealer.seal(c, Digest16{9}).has_value());
    EXPECT_EQ(a, b);
    EXPECT_NE(get<AccountPersonLinked>(a).link, get<AccountPersonLinked>(c).link);
    Event again = a;
    ASSERT_TRUE(sealer.seal(again, Digest16{9}).has_value());
    EXPECT_EQ(again, a) << "what is sealed stays as it is";
}

TEST(Sealer, H4_OpensNothingUnderAnotherKeyOrAfterAChange) {
    const auto keys = KeyStore::simulated(1);
    const Sealer sealer{*keys};
    Event event = PersonEmailSet{PersonId{"P-1"}, {PersonId{"P-1"}, "a@b.c", false}};
    ASSERT_TRUE(sealer.seal(event, some_id).has_value());
    const Personal sealed = get<PersonEmailSet>(event).email;
    ASSERT_EQ(sealer.open(sealed), "a@b.c");
    for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
        Personal changed = sealed;
        changed.bytes[i] = static_cast<char>(changed.bytes[i] ^ 1);
        EXPECT_FALSE(sealer.open(changed).has_value()) << "byte " << i;
    }
    Personal other = sealed;
    other.under = PersonId{"P-2"};
    EXPECT_FALSE(sealer.open(other).has_value());
    other = sealed;
    other.bytes.resize(20);
    EXPECT_FALSE(sealer.open(other).has_value());
    const auto others = KeyStore::simulated(2);
    EXPECT_FALSE(Sealer{*others}.open(sealed).has_value());
}

TEST_F(Keys, APersonWithoutAKeyCannotBeWrittenAbout) {
    auto keys = KeyStore::create(path());
    ASSERT_TRUE(keys.has_value());
    const Sealer sealer{**keys};
    Event event = PersonEmailSet{PersonId{"P-1"}, {PersonId{"P-1"}, "a@b.c", false}};
    const auto refused = sealer.seal(event, some_id);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().message.find("person P-1 has no key"), std::string::npos) << refused.error().message;
    std::vector<PersonId> persons;
    collect_persons(event, persons);
    ASSERT_TRUE((*keys)->ensure(persons).has_value());
    ASSERT_TRUE(sealer.seal(event, some_id).has_value());
    EXPECT_EQ(sealer.open(get<PersonEmailSet>(event).email), "a@b.c");
}

}  // namespace
}  // namespace tally::tests
