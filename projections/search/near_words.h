#pragma once
// Words that differ from a typed one by a few mistakes: a letter too many, too few or wrong, or two that changed
// places. The index holds each word of names and addresses once (search_rows::of_words), however many subjects have it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/one_view.h"
#include "projections/reader.h"

namespace tally::projections {

inline constexpr std::size_t letters_max = 64;  // As many bytes as a token has.
struct Letters {
    std::array<char32_t, letters_max> at;  // The first `size` are set.
    std::uint32_t size = 0;
};

// Only letters, and at least four of them: in shorter words a mistake makes another word.
[[nodiscard]] bool forgives_typos(std::string_view word);

// Compares words with a typed one. Words that begin alike, one after the other, are compared from where they differ.
class NearTo {
  public:
    struct Match {
        unsigned mistakes = 0;
        bool whole = false;  // False: it is near to a prefix of the word that ends in the last typed letter.
    };
    // The typed word is one that forgives typos: one mistake in up to seven letters, two in more.
    explicit NearTo(std::string_view typed);
    // Nothing: the word is further away.
    [[nodiscard]] std::optional<Match> match(std::string_view word);
    // No word that begins so is near.
    [[nodiscard]] bool too_far(std::string_view beginning) { return !compare(beginning); }

  private:
    // Whether a word that begins so can be near.
    bool compare(std::string_view word);
    // Of the first i letters of the word, where those of one less are known. False: the word is too far away.
    bool compare_letter(std::size_t i);

    Letters typed_;
    std::uint32_t typed_kinds_ = 0;  // Of its letters that have one byte: a bit each.
    unsigned allowed_;
    Letters word_;          // Compared last, as far as it was compared.
    std::string hopeless_;  // No word that begins so is near; of the word that was compared last.
    // rows_[i][j]: mistakes between the first i letters of the word and the first j typed ones.
    std::array<std::array<std::uint8_t, letters_max + 2>, letters_max + 1> rows_{};
    // Fewest mistakes of the typed word to a beginning of up to i letters.
    std::array<std::uint8_t, letters_max + 1> beginning_{};
};

// The row of the index where a word that forgives typos is kept.
[[nodiscard]] std::string words_key(std::string_view word);
[[nodiscard]] bool has_word(std::string_view row, std::string_view word);
[[nodiscard]] std::string word_in_row(std::string_view word);
[[nodiscard]] std::string without_word(std::string_view row, std::string_view word);
// The same words, sorted.
[[nodiscard]] std::string words_in_order(std::string_view row);

struct NearWord {
    std::string word;
    NearTo::Match match;
};
// Fewest mistakes first, without those that begin as typed. At most `words_max`: `cut` says that there were more.
[[nodiscard]] Result<std::vector<NearWord>> near_words(const Point&, View search, std::string_view typed,
                                                       std::size_t words_max, bool& cut);

}  // namespace tally::projections
