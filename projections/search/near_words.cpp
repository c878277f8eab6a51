#include "projections/search/near_words.h"

#include <algorithm>
#include <bit>
#include <unicode/uchar.h>

#include "projections/search/search_rows.h"

namespace tally::projections {

namespace {

constexpr std::size_t forgiving_letters = 4;
constexpr std::size_t long_letters = 8;
constexpr std::size_t bucket_letters = 2;
// Of words that one question compares; a million customers have one megabyte of them.
constexpr std::size_t vocabulary_bytes_max = 8 << 20;

// The letter that begins at a byte, which is then the one behind it. Tokens are well formed, except that a long one may
// end within a letter, which is none.
std::optional<char32_t> next_letter(std::string_view word, std::size_t& at) {
    const auto first = static_cast<unsigned char>(word[at]);
    if (first < 0x80) {
        ++at;
        return first;
    }
    const std::size_t further = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (at + further >= word.size()) return std::nullopt;
    std::uint32_t letter = first & (0x3fu >> further);
    for (std::size_t i = 1; i <= further; ++i)
        letter = letter << 6 | (static_cast<unsigned char>(word[at + i]) & 0x3fu);
    at += 1 + further;
    return static_cast<char32_t>(letter);
}
Letters letters_of(std::string_view word) {
    Letters letters;
    for (std::size_t at = 0; at < word.size() && letters.size < letters_max;) {
        const auto letter = next_letter(word, at);
        if (!letter) break;
        letters.at[letters.size++] = *letter;
    }
    return letters;
}
// Which bytes it has, as bits. Other letters than a to z share theirs.
std::uint32_t kinds_of(std::string_view word) {
    std::uint32_t kinds = 0;
    for (const char byte : word) kinds |= 1u << (static_cast<unsigned char>(byte) & 31u);
    return kinds;
}
bool is_letter(char32_t letter) {
    if (letter < 0x80) return (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z';
    return u_isalpha(static_cast<UChar32>(letter)) != 0;
}

}  // namespace

bool forgives_typos(std::string_view word) {
    if (word.size() < forgiving_letters || word.size() > search_rows::token_bytes_max) return false;
    const Letters letters = letters_of(word);
    return letters.size >= forgiving_letters &&
           std::all_of(letters.at.begin(), letters.at.begin() + letters.size, is_letter);
}

NearTo::NearTo(std::string_view typed) : typed_(letters_of(typed)), allowed_(typed_.size < long_letters ? 1 : 2) {
    const auto far = static_cast<std::uint8_t>(allowed_ + 1);
    for (std::size_t j = 0; j <= typed_.size; ++j)
        rows_[0][j] = static_cast<std::uint8_t>(std::min<std::size_t>(j, far));
    beginning_[0] = far;
    for (const char byte : typed)
        if (static_cast<unsigned char>(byte) < 0x80) typed_kinds_ |= kinds_of({&byte, 1});
}

bool NearTo::compare(std::string_view word) {
    if (!hopeless_.empty() && word.starts_with(hopeless_)) return false;  // What was compared last is kept.
    hopeless_.clear();
    bool alike = true;
    std::size_t i = 0;
    for (std::size_t at = 0; at < word.size() && i < letters_max; ++i) {
        const auto letter = next_letter(word, at);
        if (!letter) break;
        alike = alike && i < word_.size && word_.at[i] == *letter;
        if (alike) continue;
        word_.at[i] = *letter;
        if (compare_letter(i + 1)) continue;
        word_.size = static_cast<std::uint32_t>(i + 1);
        hopeless_.assign(word, 0, at);
        return false;
    }
    word_.size = static_cast<std::uint32_t>(i);
    return true;
}

std::optional<NearTo::Match> NearTo::match(std::string_view word) {
    // A letter has at least a byte, and a mistake takes away one letter at most.
    if (word.size() + allowed_ < typed_.size) return std::nullopt;
    if (static_cast<unsigned>(std::popcount(typed_kinds_ & ~kinds_of(word))) > allowed_) return std::nullopt;
    if (!compare(word)) return std::nullopt;
    const std::size_t end = word_.size;
    const std::size_t typed = typed_.size;
    const bool all = end + allowed_ >= typed && end <= typed + allowed_;
    const unsigned whole = all ? rows_[end][typed] : allowed_ + 1;
    const unsigned fewest = std::min<unsigned>(whole, beginning_[end]);
    if (fewest > allowed_) return std::nullopt;
    return Match{fewest, whole == fewest};
}

// The optimal string alignment: Damerau-Levenshtein in which no letters are changed twice. Only cells that at most
// the allowed mistakes can reach are computed.
bool NearTo::compare_letter(std::size_t i) {
    const auto far = static_cast<std::uint8_t>(allowed_ + 1);
    const std::size_t typed = typed_.size;
    const char32_t letter = word_.at[i - 1];
    const auto& before = rows_[i - 1];
    auto& row = rows_[i];
    const std::size_t low = i > allowed_ ? i - allowed_ : 0;
    const std::size_t high = std::min(typed, i + allowed_);
    std::uint8_t least = far;
    std::uint8_t ended = far;
    for (std::size_t j = low; j <= high; ++j) {
        if (j == 0) {
            row[0] = static_cast<std::uint8_t>(std::min<std::size_t>(i, far));
            least = std::min(least, row[0]);
            continue;
        }
        const bool same = typed_.at[j - 1] == letter;
        unsigned aligned = same ? before[j - 1] : far;
        if (i > 1 && j > 1 && typed_.at[j - 2] == letter && typed_.at[j - 1] == word_.at[i - 2])
            aligned = std::min(aligned, rows_[i - 2][j - 2] + 1u);
        unsigned best = std::min(aligned, before[j - 1] + 1u);
        if (j < i + allowed_) best = std::min(best, before[j] + 1u);
        if (j > low) best = std::min(best, row[j - 1] + 1u);
        row[j] = static_cast<std::uint8_t>(std::min<unsigned>(best, far));
        least = std::min(least, row[j]);
        if (j == typed) ended = static_cast<std::uint8_t>(std::min<unsigned>(aligned, far));
    }
    beginning_[i] = std::min(beginning_[i - 1], ended);
    // Further letters cannot come nearer, but what began near stays so.
    return least != far || beginning_[i] != far;
}

namespace {
// Its size, then its bytes.
std::string_view word_at(std::string_view row, std::size_t at) {
    return row.substr(at + 1, static_cast<unsigned char>(row[at]));
}
}  // namespace

std::string words_key(std::string_view word) {
    std::size_t end = 0;
    for (std::size_t letters = 0; end < word.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(word[end]) & 0xc0) != 0x80;
        if (begins && letters++ == bucket_letters) break;
    }
    return search_rows::of_words + std::string{word.substr(0, end)};
}

std::string word_in_row(std::string_view word) {
    return static_cast<char>(word.size()) + std::string{word};
}

bool has_word(std::string_view row, std::string_view word) {
    for (std::size_t at = 0; at < row.size();) {
        const std::string_view one = word_at(row, at);
        if (one == word) return true;
        at += 1 + one.size();
    }
    return false;
}

std::string without_word(std::string_view row, std::string_view word) {
    std::string rest;
    for (std::size_t at = 0; at < row.size();) {
        const std::string_view one = word_at(row, at);
        if (one != word) rest += word_in_row(one);
        at += 1 + one.size();
    }
    return rest;
}

std::string words_in_order(std::string_view row) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < row.size(); at += 1 + words.back().size()) words.push_back(word_at(row, at));
    std::sort(words.begin(), words.end());
    std::string sorted;
    for (const std::string_view word : words) sorted += word_in_row(word);
    return sorted;
}

Result<std::vector<NearWord>> near_words(const Point& point, View search, std::string_view typed, std::size_t words_max,
                                         bool& cut) {
    std::vector<NearWord> found;
    NearTo near(typed);
    const std::string prefix{search_rows::of_words};
    auto scan = point.scan(search, prefix, eventstore::end_of_prefix(prefix));
    std::size_t bytes = 0;
    while (scan.next()) {
        if (near.too_far(scan.key().substr(prefix.size()))) continue;
        const std::string_view row = scan.value();
        bytes += row.size();
        if (bytes > vocabulary_bytes_max) {
            cut = true;
            break;
        }
        for (std::size_t at = 0; at < row.size();) {
            const std::string_view word = word_at(row, at);
            at += 1 + word.size();
            if (const auto match = near.match(word); match && match->mistakes > 0 && !word.starts_with(typed))
                found.push_back({std::string{word}, *match});
        }
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    std::sort(found.begin(), found.end(), [](const NearWord& a, const NearWord& b) {
        if (a.match.mistakes != b.match.mistakes) return a.match.mistakes < b.match.mistakes;
        return a.match.whole != b.match.whole ? a.match.whole : a.word < b.word;
    });
    if (found.size() > words_max) {
        found.resize(words_max);
        cut = true;
    }
    return found;
}

}  // namespace tally::projections
