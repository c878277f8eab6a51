#include "projections/search/likeness.h"

#include <algorithm>
#include <array>

#include "projections/search/folding.h"
#include "projections/search/near_words.h"
#include "projections/search/search_rows.h"

namespace tally::projections {

namespace {

constexpr std::size_t name_words_max = 8;
constexpr std::size_t compared_words_max = 16;
constexpr std::size_t address_words_max = 10;
constexpr std::size_t typed_beginning_min = 3;
constexpr unsigned mistakes_max = 2;

constexpr auto titles = std::to_array<std::string_view>({"mr",   "mrs",  "ms",  "miss", "mx",  "dr",   "prof", "rev",
                                                         "hon",  "sir",  "jr",  "sr",   "ii",  "iii",  "iv",   "esq",
                                                         "herr", "frau", "inc", "llc",  "ltd", "corp", "co",   "gmbh"});
bool is_title(const std::string& folded_word) {
    return std::find(titles.begin(), titles.end(), folded_word) != titles.end();
}

// What is compared of a name: each word folded, once for each time that it stands there.
std::vector<std::string> compared_words(std::string_view name) {
    std::vector<std::string> words = joined_words_of(name);
    if (words.size() > compared_words_max) words.resize(compared_words_max);
    std::vector<std::string> kept;
    for (auto& word : words)
        if (!is_title(word)) kept.push_back(std::move(word));
    return kept.empty() ? words : kept;
}

std::string letters_and_digits(std::string_view text) {
    std::string out;
    for (const auto& word : joined_words_of(text)) out += word;
    return out;
}

// How one word of the shorter name meets one of the longer.
struct WordLikeness {
    bool met = false;
    bool says_much = false;  // More than an initial.
    unsigned mistakes = 0;
};
WordLikeness word_likeness(const std::string& a, const std::string& b) {
    const auto& [shorter, longer] = a.size() <= b.size() ? std::pair{a, b} : std::pair{b, a};
    if (shorter == longer) return {true, shorter.size() > 1, 0};
    if (shorter.size() == 1) return {longer.front() == shorter.front(), false, 0};
    if (shorter.size() >= typed_beginning_min && longer.starts_with(shorter)) return {true, true, 1};
    if (!forgives_typos(a) || !forgives_typos(b)) return {};
    const auto match = NearTo(a).match(b);
    if (!match || !match->whole) return {};
    return {true, true, match->mistakes};
}

// Words that are equal meet first, so that a near one takes none of them away.
NameLikeness compare_words(std::vector<std::string> shorter, std::vector<std::string> longer) {
    bool says_much = false;
    unsigned mistakes = 0;
    const auto take_equal = [&](const std::string& word) {
        const auto equal = std::find(longer.begin(), longer.end(), word);
        if (equal == longer.end()) return false;
        says_much = says_much || word.size() > 1;
        longer.erase(equal);
        return true;
    };
    shorter.erase(std::remove_if(shorter.begin(), shorter.end(), take_equal), shorter.end());
    if (shorter.empty() && longer.empty()) return NameLikeness::same;
    for (const auto& word : shorter) {
        auto best = longer.end();
        WordLikeness of_best;
        for (auto at = longer.begin(); at != longer.end(); ++at) {
            const auto likeness = word_likeness(word, *at);
            if (!likeness.met) continue;
            const bool better = best == longer.end() || (likeness.says_much && !of_best.says_much) ||
                                (likeness.says_much == of_best.says_much && likeness.mistakes < of_best.mistakes);
            if (!better) continue;
            best = at;
            of_best = likeness;
        }
        if (best == longer.end()) return NameLikeness::none;
        says_much = says_much || of_best.says_much;
        mistakes += of_best.mistakes;
        longer.erase(best);
    }
    return says_much && mistakes <= mistakes_max ? NameLikeness::alike : NameLikeness::none;
}

}  // namespace

std::vector<std::string> values_in(std::string_view typed) {
    std::vector<std::string> values;
    for (std::size_t begin = 0; begin <= typed.size();) {
        const std::size_t end = std::min(typed.find(',', begin), typed.size());
        std::string_view value = typed.substr(begin, end - begin);
        begin = end + 1;
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
        if (!value.empty()) values.emplace_back(value);
    }
    return values;
}

std::vector<std::string> name_words(std::string_view name) {
    std::vector<std::string> kept;
    for (std::size_t begin = 0; begin < name.size() && kept.size() < name_words_max;) {
        const std::size_t end = std::min(name.find_first_of(" ,\t\n", begin), name.size());
        const std::string_view word = name.substr(begin, end - begin);
        begin = end + 1;
        const std::string compared = letters_and_digits(word);
        if (!compared.empty() && !is_title(compared)) kept.emplace_back(word);
    }
    return kept;
}

NameLikeness likeness_of(std::string_view typed, std::string_view had) {
    auto a = compared_words(typed);
    auto b = compared_words(had);
    if (a.empty() || b.empty()) return NameLikeness::none;
    return a.size() <= b.size() ? compare_words(std::move(a), std::move(b)) : compare_words(std::move(b), std::move(a));
}

bool same_phone(std::string_view a, std::string_view b) {
    const std::string digits_a = search_rows::digits_of(folded(a));
    const std::string digits_b = search_rows::digits_of(folded(b));
    const std::size_t shorter = std::min(digits_a.size(), digits_b.size());
    if (shorter < search_rows::local_digits) return false;
    const std::size_t compared = shorter >= search_rows::national_digits ? search_rows::national_digits : shorter;
    return std::string_view{digits_a}.substr(digits_a.size() - compared) ==
           std::string_view{digits_b}.substr(digits_b.size() - compared);
}

bool same_identifier(std::string_view a, std::string_view b) {
    const std::string compared = letters_and_digits(a);
    return !compared.empty() && compared == letters_and_digits(b);
}

bool same_email(std::string_view a, std::string_view b) {
    return !a.empty() && folded(a) == folded(b);
}

std::vector<std::string> address_words(std::string_view address) {
    std::vector<std::string> kept;
    constexpr std::size_t telling_letters = 3;
    for (auto& word : words_of(address)) {
        if (kept.size() == address_words_max) break;
        const bool has_digit = word.find_first_of("0123456789") != std::string::npos;
        if ((has_digit || word.size() >= telling_letters) && std::find(kept.begin(), kept.end(), word) == kept.end())
            kept.push_back(std::move(word));
    }
    return kept;
}

}  // namespace tally::projections
