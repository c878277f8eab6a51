#include "tools/shared/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace tally::tools {

namespace {

// Letters to insert, leave out, replace or swap with the next one.
std::size_t distance_of(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before;
    std::vector<std::size_t> last(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> now(b.size() + 1, i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before = std::exchange(last, std::move(now));
    }
    return last.back();
}

std::string plain(std::string_view option) {
    std::string letters;
    for (const char c : option.substr(0, option.find('=')))
        letters += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    while (letters.starts_with('-')) letters.erase(0, 1);
    return letters;
}

}  // namespace

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t distance_max = 2;
    std::string found;
    std::size_t least = distance_max + 1;
    const auto typed = plain(word);
    for (const auto& name : names) {
        // One letter names the option that begins with it.
        const auto letters = plain(name);
        const auto distance = typed.size() == 1 && letters.starts_with(typed) ? 0 : distance_of(typed, letters);
        if (distance >= least || distance >= letters.size()) continue;
        least = distance;
        found = name;
    }
    return found;
}

}  // namespace tally::tools
