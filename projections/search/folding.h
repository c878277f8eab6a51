#pragma once
// What stands for text in the index: compatibility forms decomposed, case folded, accents and invisible characters
// removed, all apostrophes one, so that "NGUYỄN", "Nguyễn" with combining accents and "nguyen" are the same.

#include <string>
#include <string_view>
#include <vector>

namespace tally::projections {

// Word breaks are kept: for ids and e-mail addresses.
[[nodiscard]] std::string folded(std::string_view text);
// Runs of letters and digits: "O’Hara-Müller" → o, hara, muller.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);
// The same with apostrophes dropped inside words: "O’Hara-Müller" → ohara, muller.
[[nodiscard]] std::vector<std::string> joined_words_of(std::string_view text);

}  // namespace tally::projections
