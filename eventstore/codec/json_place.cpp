#include "eventstore/codec/json_place.h"

#include <algorithm>
#include <charconv>

#include "eventstore/codec/json_fault.h"

namespace tally::eventstore {

namespace {

// Walks text that is JSON, down the path of a field. Brackets are counted and not followed, so that no depth of them
// ends the program.
class PlaceFinder {
  public:
    explicit PlaceFinder(std::string_view text) : text_(text) {}

    // Where the path leads, as far as it does; at its last step the member's name, not its value.
    std::size_t find(std::string_view path, bool second) {
        skip_space();
        std::size_t place = at_;
        while (!path.empty()) {
            const auto next = path.front() == '[' ? element(path) : member(path, second);
            if (!next) break;
            place = *next;
        }
        return place;
    }

  private:
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_space() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool take(char c) {
        skip_space();
        if (peek() != c) return false;
        ++at_;
        skip_space();
        return true;
    }
    // Over a text in quotes; gives what stands between them, escapes as they are.
    std::string_view text_value() {
        const auto first = ++at_;
        for (; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        const auto found = text_.substr(first, std::min(at_, text_.size()) - first);
        ++at_;
        return found;
    }
    void skip_value() {
        std::size_t open = 0;
        do {
            const char c = peek();
            if (c == '"') {
                (void)text_value();
            } else {
                if (c == '{' || c == '[') ++open;
                if (c == '}' || c == ']') --open;
                ++at_;
                while (open == 0 && at_ < text_.size() && std::string_view{",]} \t\r\n"}.find(peek()) == npos) ++at_;
            }
        } while (open > 0 && at_ < text_.size());
    }
    // "[1]" of the path; stands at the element then.
    std::optional<std::size_t> element(std::string_view& path) {
        const auto end = path.find(']');
        if (end == npos || !take('[')) return std::nullopt;
        std::size_t index = 0;
        for (const char c : path.substr(1, end - 1)) index = index * 10 + static_cast<std::size_t>(c - '0');
        path.remove_prefix(end + 1);
        if (path.starts_with('.')) path.remove_prefix(1);
        for (; index > 0; --index) {
            skip_value();
            if (!take(',')) return std::nullopt;
        }
        return peek() == ']' ? std::nullopt : std::optional{at_};
    }
    // The member whose name the path begins with; stands at its value then.
    std::optional<std::size_t> member(std::string_view& path, bool second) {
        if (!take('{')) return std::nullopt;
        while (peek() == '"') {
            const auto place = at_;
            const auto name = text_value();
            if (!take(':')) return std::nullopt;
            if (begins_with_step(path, name)) {
                const bool last = path.size() == name.size();
                if (!last || !second) {
                    path.remove_prefix(name.size());
                    if (path.starts_with('.')) path.remove_prefix(1);
                    return place;
                }
                second = false;
            }
            skip_value();
            if (!take(',')) return std::nullopt;
        }
        return std::nullopt;
    }
    static bool begins_with_step(std::string_view path, std::string_view name) {
        if (name.empty() || !path.starts_with(name)) return false;
        return path.size() == name.size() || path[name.size()] == '.' || path[name.size()] == '[';
    }

    static constexpr auto npos = std::string_view::npos;
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

namespace {

std::size_t column_of_place(std::string_view json, std::string_view field, bool second) {
    if (const auto fault = json_fault(json)) return fault->column;
    const auto before = json.substr(0, PlaceFinder{json}.find(field, second));
    const auto characters = std::count_if(before.begin(), before.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return static_cast<std::size_t>(characters) + 1;
}

constexpr std::string_view column_word = "column ";

}  // namespace

std::size_t column_of(std::string_view json, std::string_view field) {
    return column_of_place(json, field, false);
}
std::size_t column_of(std::string_view json, const InputError& error) {
    return column_of_place(json, error.field, error.problem == given_twice);
}

std::string message_with_column(std::string_view json, const InputError& error) {
    return std::string{column_word} + std::to_string(column_of(json, error)) + ": " + error.message();
}

std::optional<std::size_t> column_in(std::string_view message) {
    if (!message.starts_with(column_word)) return std::nullopt;
    message.remove_prefix(column_word.size());
    std::size_t column = 0;
    const auto read = std::from_chars(message.data(), message.data() + message.size(), column);
    const auto digits = static_cast<std::size_t>(read.ptr - message.data());
    if (read.ec != std::errc{} || !message.substr(digits).starts_with(": ")) return std::nullopt;
    return column;
}

std::string place_text(std::string_view file, std::uint64_t line, std::size_t column) {
    return std::string{file == "-" ? "stdin" : file} + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace tally::eventstore
