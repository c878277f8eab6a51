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
constexpr std::size_t word_rows_max = 3'000;
constexpr std::size_t near_words_max = 64;
// Up to so many subjects are checked one by one; above, the rows of another word are looked up to narrow them.
constexpr std::size_t few_subjects = 256;
// Subjects read at most to check words that have too many rows; reading stops once `choice` times the wanted number
// match.
constexpr std::size_t checks_max = 768;
constexpr std::size_t checks_at_once = 128;
constexpr std::size_t choice = 2;

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
    Subjects(const Subjects& others, Arena& arena) : of(others.of, &arena), complete(others.complete) {}
    std::pmr::unordered_map<std::string_view, Found> of;  // By kind and id, as keys end.
    bool complete = true;
};

bool better(const Found& a, const Found& b) {
    return a.mistakes != b.mistakes ? a.mistakes < b.mistakes : a.score > b.score;
}
void add_better(Subjects& subjects, Subjects&& others) {
    subjects.complete = subjects.complete && others.complete;
    if (subjects.of.empty()) subjects.of.swap(others.of);
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
    // wanted: subjects.
    IndexSearch(const Point& point, View search, Arena& arena, std::size_t wanted)
        : point_(point), search_(search), arena_(arena), enough_((wanted + 1) * choice) {}

    // Those that have all words; or, `near`, nearly have them. Starts with the word that leads to the fewest.
    [[nodiscard]] Result<Subjects> all_of(std::span<TypedWord> words, bool near) {
        std::vector<Subjects> of_words;
        std::size_t driver = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            auto of_word = word(words[i], near);
            if (!of_word) return of_word;
            // What very many have was not mistyped.
            if (!of_word->complete && !near) words[i].near.clear();
            of_words.push_back(std::move(*of_word));
            if (leads_to_fewer(of_words[i], of_words[driver])) driver = i;
            if (of_words[driver].complete && of_words[driver].of.size() <= few_subjects) break;
        }
        if (of_words.empty()) return Subjects{arena_};
        Subjects together = std::move(of_words[driver]);
        std::vector<TypedWord*> others;
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (i == driver) continue;
            if (i < of_words.size() && together.complete && of_words[i].complete)
                keep_common(together, of_words[i]);
            else
                others.push_back(&words[i]);
        }
        if (!others.empty())
            if (auto done = keep_matching(together, others, near); !done)
                return tl::unexpected(std::move(done.error()));
        return together;
    }
    // All of it as a phone: blanks and marks anywhere, with or without the country.
    [[nodiscard]] Result<Subjects> phone(std::string_view text) {
        const std::string digits = digits_of(text);
        if (digits.size() < local_digits || text.find_first_not_of("0123456789()-+./ ") != std::string_view::npos)
            return Subjects{arena_};
        Subjects subjects(arena_);
        const auto add = [&](const std::string& number) -> Result<void> {
            auto found = beginning(number);
            if (!found) return tl::unexpected(std::move(found.error()));
            add_better(subjects, Subjects(**found, arena_));
            return {};
        };
        if (auto done = add(digits); !done) return tl::unexpected(std::move(done.error()));
        if (digits.size() > national_digits)
            if (auto done = add(digits.substr(digits.size() - national_digits)); !done)
                return tl::unexpected(std::move(done.error()));
        return subjects;
    }

  private:
    // Of two that are incomplete the one of the longer word, which comes first.
    static bool leads_to_fewer(const Subjects& one, const Subjects& other) {
        return one.complete && (!other.complete || one.of.size() < other.of.size());
    }
    Result<Subjects> word(TypedWord& word, bool near) {
        Subjects all(arena_);
        for (const auto& reading : word.readings) {
            std::optional<Subjects> together;
            for (const auto& begin : reading) {
                auto known = beginning(begin);
                if (!known) return tl::unexpected(std::move(known.error()));
                Subjects found(**known, arena_);
                if (near && word.near.contains(begin))
                    if (auto done = add_near(found, begin); !done) return tl::unexpected(std::move(done.error()));
                if (together)
                    keep_common(*together, found);
                else
                    together = std::move(found);
            }
            if (together) add_better(all, std::move(*together));
        }
        return all;
    }
    // Subjects that have a token with this beginning; a whole token counts twice.
    Result<const Subjects*> beginning(const std::string& begin) {
        const auto [known, is_new] = beginnings_.try_emplace(begin, arena_);
        if (!is_new) return &known->second;
        std::string prefix{of_token};
        prefix += begin;
        if (auto done = scan(prefix, {}, known->second, word_rows_max); !done)
            return tl::unexpected(std::move(done.error()));
        return &known->second;
    }
    Result<void> add_near(Subjects& subjects, const std::string& typed) {
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
            if (auto done = scan(prefix, near.match, of_word, rows); !done) return done;
            rows -= std::min(rows, of_word.of.size());
            add_better(subjects, std::move(of_word));
            if (!subjects.complete) break;
        }
        return {};
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
    // Reads the subjects, and keeps those that meet the words, until there are enough of them.
    Result<void> keep_matching(Subjects& subjects, std::span<TypedWord* const> words, bool near) {
        std::vector<std::string> keys;
        keys.reserve(subjects.of.size());
        for (const auto& [id, found] : subjects.of) keys.push_back(of_subject + std::string{id});
        std::sort(keys.begin(), keys.end());
        Subjects still(arena_);
        still.complete = subjects.complete;
        for (std::size_t at = 0; at < keys.size(); at += checks_at_once) {
            if (at >= checks_max || still.of.size() >= enough_) {
                still.complete = false;
                break;
            }
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
    bool meets(std::span<TypedWord* const> words, bool near, Found& found) const {
        return std::all_of(words.begin(), words.end(), [&](TypedWord* word) {
            const auto of_word = match_word(tokens_, *word, near);
            if (!of_word) return false;
            found.score += of_word->score;
            found.mistakes += of_word->mistakes;
            return true;
        });
    }

    const Point& point_;
    View search_;
    Arena& arena_;
    const std::size_t enough_;
    std::unordered_map<std::string, Subjects> beginnings_;  // Looked up so far.
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
    IndexSearch finding(point, search, arena, wanted);
    auto words = typed_words(text);
    if (words.empty()) return std::vector<IndexHit>{};
    auto all = finding.all_of(words, false);
    if (!all) return tl::unexpected(std::move(all.error()));
    auto by_phone = finding.phone(text);
    if (!by_phone) return tl::unexpected(std::move(by_phone.error()));
    add_better(*all, std::move(*by_phone));
    const bool forgives = std::any_of(words.begin(), words.end(), [](const auto& word) { return !word.near.empty(); });
    if (all->of.size() < wanted && forgives) {
        auto nearly = finding.all_of(words, true);
        if (!nearly) return tl::unexpected(std::move(nearly.error()));
        add_better(*all, std::move(*nearly));
    }
    cut = cut || !all->complete;
    return best_first(*all, wanted);
}

}  // namespace tally::projections
