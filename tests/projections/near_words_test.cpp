// Nearness of words, against the plain table of the optimal string alignment over whole words.
#include "projections/search/near_words.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace tally::projections {
namespace {

// Mistakes between whole words: a letter too many, too few or wrong, or two that changed places.
unsigned mistakes_between(const std::string& a, const std::string& b) {
    std::vector<std::vector<unsigned>> of(a.size() + 1, std::vector<unsigned>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                of[i][j] = static_cast<unsigned>(i + j);
                continue;
            }
            of[i][j] =
                std::min({of[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u), of[i - 1][j] + 1, of[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                of[i][j] = std::min(of[i][j], of[i - 2][j - 2] + 1);
        }
    return of[a.size()][b.size()];
}

std::string word(std::mt19937_64& random) {
    std::string made;
    for (std::size_t letters = 4 + random() % 7; letters > 0; --letters) made += static_cast<char>('a' + random() % 4);
    return made;
}

// Up to three mistakes away, or any word at all.
std::string word_beside(const std::string& typed, std::mt19937_64& random) {
    if (random() % 4 == 0) return word(random);
    std::string made = typed;
    for (std::size_t mistakes = random() % 4; mistakes > 0; --mistakes) {
        const std::size_t at = random() % made.size();
        const auto letter = static_cast<char>('a' + random() % 4);
        switch (random() % 4) {
            case 0:
                made[at] = letter;
                break;
            case 1:
                made.insert(at, 1, letter);
                break;
            case 2:
                if (made.size() > 4) made.erase(at, 1);
                break;
            default:
                if (at + 1 < made.size()) std::swap(made[at], made[at + 1]);
        }
    }
    return made;
}

unsigned allowed_for(const std::string& typed) {
    return typed.size() < 8 ? 1 : 2;
}

TEST(NearWords, WholeWordsAreFoundExactlyWhereTheirMistakesAreAllowed) {
    std::mt19937_64 random(3);
    std::size_t near_ones = 0;
    for (int round = 0; round < 200; ++round) {
        const std::string typed = word(random);
        NearTo near(typed);  // Keeps what it compared last: words come one after the other.
        for (int i = 0; i < 200; ++i) {
            const std::string other = word_beside(typed, random);
            const unsigned mistakes = mistakes_between(other, typed);
            const auto match = near.match(other);
            const bool whole = match && match->whole;
            if (mistakes <= allowed_for(typed)) {
                ++near_ones;
                ASSERT_TRUE(match) << typed << " and " << other;
                // The typed word may be nearer to a beginning of the other.
                EXPECT_LE(match->mistakes, mistakes) << typed << " and " << other;
            }
            if (whole) {
                EXPECT_EQ(match->mistakes, mistakes) << typed << " and " << other;
            }
        }
    }
    EXPECT_GT(near_ones, 1000u);
}

TEST(NearWords, ABeginningThatIsTooFarHasNoNearWord) {
    std::mt19937_64 random(4);
    std::size_t too_far = 0;
    for (int round = 0; round < 100; ++round) {
        const std::string typed = word(random);
        NearTo by_beginning(typed);
        NearTo by_word(typed);
        for (int i = 0; i < 200; ++i) {
            const std::string other = word_beside(typed, random);
            if (!by_beginning.too_far(other.substr(0, 2))) continue;
            ++too_far;
            EXPECT_FALSE(by_word.match(other)) << typed << " and " << other;
        }
    }
    EXPECT_GT(too_far, 100u);
}

TEST(NearWords, LettersOfOtherScriptsCountAsOne) {
    NearTo near("иванов");
    const auto match = near.match("иванав");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->mistakes, 1u);
    EXPECT_TRUE(match->whole);
    EXPECT_FALSE(near.match("петров"));
    EXPECT_TRUE(forgives_typos("иван"));
    EXPECT_FALSE(forgives_typos("ива"));
    EXPECT_FALSE(forgives_typos("ab1d"));
}

}  // namespace
}  // namespace tally::projections
