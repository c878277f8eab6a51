// A person's key goes through a topic sealed: only a node of the same division, and only for that person, opens it.

#include "consumers/node/person_key_record.h"

#include <gtest/gtest.h>

namespace tally::tests {
namespace {

using consumers::PersonKeySealer;
using domain::PersonId;
using eventstore::Secret;

Secret secret_of(std::uint8_t first) {
    Secret secret{};
    secret[0] = first;
    return secret;
}

TEST(PersonKeyRecord, OpensForItsPersonUnderTheSameSeedAndForNobodyElse) {
    const PersonKeySealer sealer(7, secret_of(1));
    const auto sealed = sealer.seal(PersonId{"P1"}, secret_of(42));
    EXPECT_EQ(sealer.open(PersonId{"P1"}, sealed), secret_of(42));
    EXPECT_EQ(PersonKeySealer(7, secret_of(1)).open(PersonId{"P1"}, sealed), secret_of(42));

    EXPECT_FALSE(sealer.open(PersonId{"P2"}, sealed));
    EXPECT_FALSE(PersonKeySealer(7, secret_of(2)).open(PersonId{"P1"}, sealed));
    EXPECT_FALSE(PersonKeySealer(8, secret_of(1)).open(PersonId{"P1"}, sealed));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        auto flipped = sealed;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(sealer.open(PersonId{"P1"}, flipped)) << "bit " << bit;
    }
    EXPECT_FALSE(sealer.open(PersonId{"P1"}, sealed.substr(1)));
    EXPECT_NE(sealer.seal(PersonId{"P1"}, secret_of(42)), sealed);
}

TEST(PersonKeyRecord, IsNamedAfterDivisionAndPerson) {
    const PersonKeySealer sealer(7, secret_of(1));
    EXPECT_EQ(sealer.record_key(PersonId{"P/1"}), "7/P/1");
    EXPECT_EQ(sealer.person_of("7/P/1"), PersonId{"P/1"});
    EXPECT_FALSE(sealer.person_of("77/P1"));
    EXPECT_FALSE(sealer.person_of("8/P1"));
    EXPECT_FALSE(sealer.person_of("7/"));
}

}  // namespace
}  // namespace tally::tests
