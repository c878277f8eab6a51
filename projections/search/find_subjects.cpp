#include "projections/search/find_subjects.h"

#include <algorithm>
#include <memory_resource>
#include <optional>
#include <span>
#include <unordered_map>

#include "projections/natural_order.h"
#include "projections/search/folding.h"
#include "projections/search/near_words.h"
#include "projections/search/search_rows.h"

namespace tally::projections {

using namespace search_rows;

namespace {

// Rows looked at per word: a beginning that more share is too short to be of use.
constexpr std::size_t word_rows_max = 10'000;
constexpr std::size_t near_words_max = 64;
// So few subjects are rather read themselves than that the rows of a further word are.
constexpr std::size_t few_subjects = 256;
// Subjects that are read for words whose rows are too many.
constexpr std::size_t checks_max = 2'560;
constexpr std::size_t checks_at_once = 256;

// Of a question: thousands of rows are met, and all of them go at its end.
using Arena = std::pmr::monotonic_buffer_resource;
std::string_view kept(Arena& arena, std::string_view text) {
    auto* bytes = static_cast<char*>(arena.allocate(text.size() + 1, 1));
    std::copy(text.begin(), text.end(), bytes);
    return {bytes, text.size()};
}

// Texts are in the question's arena.
struct Found {
    std::uint32_t score = 0;
    unsigned mistakes = 0;
    std::string_view leads_to;
};
struct Subjects {
    explicit Subjects(Arena& arena) : of(&arena) {}
    std::pmr::unordered_map<std::string_view, Found> of;  // By kind and id, as keys end.
    bool complete = true;
};

bool better(const Found& a, const Found& b) {
    return a.mistakes != b.mistakes ? a.mistakes < b.mistakes : a.score > b.score;
}
void add_better(Subjects& subjects, Subjects&& others) {
    subjects.complete = subjects.complete && others.complete;
    for (const auto& [id, found] : others.of) {
        const auto [known, is_new] = subjects.of.try_emplace(id, found);
        if (!is_new && better(found, known->second)) known->second = found;
    }
}
// Of incomplete ones some are missed.
void keep_common(Subjects& subjects, const Subjects& others) {
    subjects.complete = subjects.complete && others.complete;
    for (auto at = subjects.of.begin(); at != subjects.of.end();) {
        const auto other = others.of.find(at->first);
        if (other == others.of.end()) {
            at = subjects.of.erase(at);
            continue;
        }
        at->second.score += other->second.score;
        at->second.mistakes += other->second.mistakes;
        ++at;
    }
}

// One typed word. It is met by all beginnings of one of the ways to read it.
struct TypedWord {
    std::size_t length = 0;
    std::vector<std::vector<std::string>> readings;
    // Comparisons for the beginnings that forgive typos.
    std::unordered_map<std::string, NearTo> near;
};
std::vector<std::string> number_in(std::string_view text) {
    std::string digits = digits_of(text);
    if (digits.size() < 3 || text.find_first_not_of("0123456789()-+./") != std::string_view::npos) return {};
    return {std::move(digits)};
}
// As an id or e-mail address; as words with marks between; with apostrophes left out; as a number with marks in it.
TypedWord typed_word(std::string_view text) {
    TypedWord word;
    word.length = text.size();
    for (auto&& reading : {std::vector{folded(text)}, words_of(text), joined_words_of(text), number_in(text)})
        if (!reading.empty() && std::find(word.readings.begin(), word.readings.end(), reading) == word.readings.end())
            word.readings.push_back(reading);
    for (auto& reading : word.readings)
        for (auto& begin : reading) {
            begin.resize(std::min(begin.size(), token_bytes_max));
            if (forgives_typos(begin)) word.near.try_emplace(begin, begin);
        }
    return word;
}
std::vector<TypedWord> typed_words(std::string_view text) {
    std::vector<TypedWord> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t blank = std::min(text.find_first_of(" \t\n", begin), text.size());
        const std::string_view word = text.substr(begin, blank - begin);
        begin = blank + 1;
        if (!words_of(word).empty()) words.push_back(typed_word(word));
    }
    // Long words lead to few.
    std::stable_sort(words.begin(), words.end(),
                     [](const TypedWord& a, const TypedWord& b) { return a.length > b.length; });
    return words;
}

std::optional<Found> match_beginning(std::span<const WeighedToken> tokens, const std::string& begin, NearTo* near) {
    std::optional<Found> best;
    for (const auto& [weight, token] : tokens) {
        Found found;
        if (token.starts_with(begin)) {
            found.score = std::uint32_t{weight} * (token == begin ? 2 : 1);
        } else {
            if (!near || !forgives_typos(weight) || !forgives_typos(token)) continue;
            const auto match = near->match(token);
            if (!match) continue;
            found.score = std::uint32_t{weight} * (match->whole ? 2 : 1);
            found.mistakes = match->mistakes;
        }
        if (!best || better(found, *best)) best = found;
    }
    return best;
}
std::optional<Found> match_word(std::span<const WeighedToken> tokens, TypedWord& word, bool near) {
    std::optional<Found> best;
    for (const auto& reading : word.readings) {
        Found all;
        const bool met = std::all_of(reading.begin(), reading.end(), [&](const std::string& begin) {
            const auto of_near = near ? word.near.find(begin) : word.near.end();
            const auto found = match_beginning(tokens, begin, of_near == word.near.end() ? nullptr : &of_near->second);
            if (!found) return false;
            all.score += found->score;
            all.mistakes += found->mistakes;
            return true;
        });
        if (met && (!best || better(all, *best))) best = all;
    }
    return best;
}

// Looks up what one question needs.
class IndexSearch {
  public:
    IndexSearch(const Point& point, View search, Arena& arena) : point_(point), search_(search), arena_(arena) {}

    // Those that have all words.
    [[nodiscard]] Result<Subjects> all_of(std::span<TypedWord> words) {
        Subjects together(arena_);
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (i > 0 && together.complete && together.of.size() <= few_subjects) {
                if (auto done = keep_matching(together, words.subspan(i, 1), false); !done)
                    return tl::unexpected(std::move(done.error()));
                continue;
            }
            auto of_word = word(words[i], false);
            if (!of_word) return of_word;
            if (auto done = i == 0 ? start(together, *of_word) : join(together, *of_word, words.first(i), words[i]);
                !done)
                return tl::unexpected(std::move(done.error()));
        }
        return together;
    }
    // Those that nearly have all words, and those that have them. Starts with the word that leads to the fewest.
    [[nodiscard]] Result<Subjects> nearly_all_of(std::span<TypedWord> words) {
        std::optional<Subjects> fewest;
        std::size_t driver = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            auto of_word = word(words[i], true);
            if (!of_word) return of_word;
            if (!fewest || (of_word->complete && (!fewest->complete || of_word->of.size() < fewest->of.size()))) {
                fewest = std::move(*of_word);
                driver = i;
            }
            if (fewest->complete && fewest->of.size() <= few_subjects) break;
        }
        if (!fewest) return Subjects{arena_};
        for (std::size_t i = 0; i < words.size(); ++i)
            if (i != driver)
                if (auto done = keep_matching(*fewest, words.subspan(i, 1), true); !done)
                    return tl::unexpected(std::move(done.error()));
        return std::move(*fewest);
    }
    // All of it as a phone: blanks and marks anywhere, with or without the country.
    [[nodiscard]] Result<Subjects> phone(std::string_view text) {
        const std::string digits = digits_of(text);
        if (digits.size() < local_digits || text.find_first_not_of("0123456789()-+./ ") != std::string_view::npos)
            return Subjects{arena_};
        auto subjects = beginning(digits);
        if (!subjects || digits.size() <= national_digits) return subjects;
        auto national = beginning(digits.substr(digits.size() - national_digits));
        if (!national) return national;
        add_better(*subjects, std::move(*national));
        return subjects;
    }

  private:
    static Result<void> start(Subjects& together, Subjects& of_word) {
        together = std::move(of_word);
        return {};
    }
    // Where the rows of a word were too many, the subjects of the others are read instead.
    Result<void> join(Subjects& together, Subjects& of_word, std::span<TypedWord> before, TypedWord& word) {
        if (together.complete && !of_word.complete && together.of.size() <= checks_max)
            return keep_matching(together, {&word, 1}, false);
        if (!together.complete && of_word.complete && of_word.of.size() <= checks_max) {
            together = std::move(of_word);
            return keep_matching(together, before, false);
        }
        keep_common(together, of_word);
        return {};
    }
    Result<Subjects> word(TypedWord& word, bool near) {
        Subjects all(arena_);
        for (const auto& reading : word.readings) {
            std::optional<Subjects> together;
            for (const auto& begin : reading) {
                auto found = beginning(begin);
                if (found && near && word.near.contains(begin)) found = with_near(std::move(*found), begin);
                if (!found) return found;
                if (together)
                    keep_common(*together, *found);
                else
                    together = std::move(*found);
            }
            if (together) add_better(all, std::move(*together));
        }
        return all;
    }
    // Subjects that have a token with this beginning; a whole token counts twice.
    Result<Subjects> beginning(const std::string& begin) {
        Subjects subjects(arena_);
        std::string prefix{of_token};
        prefix += begin;
        if (auto done = scan(prefix, {}, subjects, word_rows_max); !done)
            return tl::unexpected(std::move(done.error()));
        return subjects;
    }
    Result<Subjects> with_near(Subjects subjects, const std::string& typed) {
        bool cut = false;
        auto words = near_words(point_, search_, typed, near_words_max, cut);
        if (!words) return tl::unexpected(std::move(words.error()));
        if (cut) subjects.complete = false;
        std::size_t rows = word_rows_max;
        for (const auto& near : *words) {
            std::string prefix{of_token};
            prefix += near.word;
            prefix += '\0';
            Subjects of_word(arena_);
            if (auto done = scan(prefix, near.match, of_word, rows); !done)
                return tl::unexpected(std::move(done.error()));
            rows -= std::min(rows, of_word.of.size());
            add_better(subjects, std::move(of_word));
            if (!subjects.complete) break;
        }
        return subjects;
    }
    Result<void> scan(const std::string& prefix, const std::optional<NearTo::Match>& near, Subjects& subjects,
                      std::size_t rows_max) {
        auto rows = point_.scan(search_, prefix, eventstore::end_of_prefix(prefix));
        std::size_t count = 0;
        while (rows.next()) {
            if (++count > rows_max) {
                subjects.complete = false;
                break;
            }
            const std::string_view key = rows.key();
            const std::size_t end = key.find('\0', 1);
            if (end == std::string_view::npos || end + 2 > key.size() || rows.value().empty()) continue;
            const auto weight = static_cast<std::uint8_t>(rows.value().front());
            if (near && !forgives_typos(weight)) continue;
            const bool whole = near ? near->whole : end == prefix.size();
            Found found{std::uint32_t{weight} * (whole ? 2 : 1), near ? near->mistakes : 0, {}};
            const std::string_view id = key.substr(end + 1);
            const auto known = subjects.of.find(id);
            if (known != subjects.of.end() && !better(found, known->second)) continue;
            found.leads_to = kept(arena_, rows.value().substr(1));
            if (known != subjects.of.end())
                known->second = found;
            else
                subjects.of.emplace(kept(arena_, id), found);
        }
        return rows.status();
    }
    // Reads the subjects, and keeps those that meet the words.
    Result<void> keep_matching(Subjects& subjects, std::span<TypedWord> words, bool near) {
        std::vector<std::string> keys;
        keys.reserve(subjects.of.size());
        for (const auto& [id, found] : subjects.of) keys.push_back(of_subject + std::string{id});
        std::sort(keys.begin(), keys.end());
        if (keys.size() > checks_max) {
            keys.resize(checks_max);
            subjects.complete = false;
        }
        Subjects still(arena_);
        still.complete = subjects.complete;
        for (std::size_t at = 0; at < keys.size(); at += checks_at_once) {
            const auto some = std::span(keys).subspan(at, std::min(checks_at_once, keys.size() - at));
            const std::vector<std::string_view> views(some.begin(), some.end());
            std::vector<std::optional<std::string>> rows;
            if (auto done = point_.multi_get(search_, views, rows); !done) return done;
            for (std::size_t i = 0; i < some.size(); ++i) {
                if (!rows[i]) continue;
                if (auto done = tokens_in(*rows[i], tokens_); !done) return done;
                const auto subject = subjects.of.find(views[i].substr(1));
                Found found = subject->second;
                if (meets(words, near, found)) still.of.emplace(subject->first, found);
            }
        }
        subjects = std::move(still);
        return {};
    }
    // The subject whose tokens were read last.
    bool meets(std::span<TypedWord> words, bool near, Found& found) const {
        return std::all_of(words.begin(), words.end(), [&](TypedWord& word) {
            const auto of_word = match_word(tokens_, word, near);
            if (!of_word) return false;
            found.score += of_word->score;
            found.mistakes += of_word->mistakes;
            return true;
        });
    }

    const Point& point_;
    View search_;
    Arena& arena_;
    std::vector<WeighedToken> tokens_;
};

std::vector<IndexHit> best_first(const Subjects& subjects, std::size_t wanted) {
    std::vector<IndexHit> hits;
    hits.reserve(subjects.of.size());
    for (const auto& [id, found] : subjects.of)
        hits.push_back({static_cast<SubjectKind>(id.front()), std::string{id.substr(1)}, std::string{found.leads_to},
                        found.score, found.mistakes});
    // One more than is wanted, so that it shows that there is more.
    const auto sorted = std::min(hits.size(), wanted + 1);
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(sorted), hits.end(),
                      [](const IndexHit& a, const IndexHit& b) {
                          if (a.mistakes != b.mistakes) return a.mistakes < b.mistakes;
                          if (a.score != b.score) return a.score > b.score;
                          return a.kind != b.kind ? a.kind < b.kind : naturally_before(a.id, b.id);
                      });
    hits.resize(sorted);
    return hits;
}

}  // namespace

Result<std::vector<IndexHit>> find_subjects(const Point& point, View search, std::string_view text, std::size_t wanted,
                                            bool& cut) {
    Arena arena(std::size_t{64} << 10);
    IndexSearch finding(point, search, arena);
    auto words = typed_words(text);
    if (words.empty()) return std::vector<IndexHit>{};
    auto all = finding.all_of(words);
    if (!all) return tl::unexpected(std::move(all.error()));
    auto by_phone = finding.phone(text);
    if (!by_phone) return tl::unexpected(std::move(by_phone.error()));
    add_better(*all, std::move(*by_phone));
    const bool forgives = std::any_of(words.begin(), words.end(), [](const auto& word) { return !word.near.empty(); });
    if (all->of.size() < wanted && forgives) {
        auto nearly = finding.nearly_all_of(words);
        if (!nearly) return tl::unexpected(std::move(nearly.error()));
        add_better(*all, std::move(*nearly));
    }
    cut = cut || !all->complete;
    return best_first(*all, wanted);
}

}  // namespace tally::projections
