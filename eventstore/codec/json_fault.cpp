// One pass without recursion, so that no depth of brackets ends the program.

#include "eventstore/codec/json_fault.h"

#include <algorithm>
#include <vector>

namespace tally::eventstore {

namespace {

class FaultFinder {
  public:
    explicit FaultFinder(std::string_view text) : text_(text) {}

    // False: reason() and place() say what is wrong.
    bool whole() {
        enum class Next { value, value_or_end, key, key_or_end, after_value };
        Next next = Next::value;
        for (;;) {
            skip_space();
            if (next == Next::after_value) {
                if (open_.empty()) return at_end() || wrong("the JSON value ends before this");
                const bool object = open_.back() == '{';
                if (take(',')) {
                    next = object ? Next::key : Next::value;
                } else if (take(object ? '}' : ']')) {
                    open_.pop_back();
                } else {
                    return wrong(object ? "a ',' or a '}' is expected" : "a ',' or a ']' is expected");
                }
            } else if (next == Next::key || next == Next::key_or_end) {
                if (next == Next::key_or_end && take('}')) {
                    open_.pop_back();
                    next = Next::after_value;
                    continue;
                }
                if (peek() != '"') return wrong("a name in quotes is expected");
                if (!text_value()) return false;
                skip_space();
                if (!take(':')) return wrong("a ':' is expected");
                next = Next::value;
            } else if (next == Next::value_or_end && take(']')) {
                open_.pop_back();
                next = Next::after_value;
            } else if (take('{')) {
                open_.push_back('{');
                next = Next::key_or_end;
            } else if (take('[')) {
                open_.push_back('[');
                next = Next::value_or_end;
            } else {
                if (!simple_value()) return false;
                next = Next::after_value;
            }
        }
    }

    [[nodiscard]] JsonFault fault() const {
        const auto before = text_.substr(0, at_);
        const auto line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
        const auto in_line = before.substr(line_start);
        const auto characters = std::count_if(in_line.begin(), in_line.end(),
                                              [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
        return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                static_cast<std::size_t>(characters) + 1, reason_ + (at_end() ? ", but the text ends here" : "")};
    }

  private:
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void skip_space() {
        while (!at_end() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool wrong(const char* reason) {
        reason_ = reason;
        return false;
    }
    bool digits() {
        const auto start = at_;
        while (peek() >= '0' && peek() <= '9') ++at_;
        return at_ > start || wrong("a digit is expected");
    }

    bool simple_value() {
        if (peek() == '"') return text_value();
        if (peek() == '-' || (peek() >= '0' && peek() <= '9')) return number();
        for (const std::string_view word : {"true", "false", "null"})
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return true;
            }
        return wrong("a value is expected: a text in quotes, a number, true, false, null, […] or {…}");
    }

    bool number() {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (!take('e') && !take('E')) return true;
        if (!take('+')) take('-');
        return digits();
    }

    bool text_value() {
        ++at_;
        while (!at_end()) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c == '"') {
                ++at_;
                return true;
            }
            if (c < 0x20) return wrong("a control character in a text is to be written as an escape such as \\n");
            if (c == '\\' ? !escape() : !character()) return false;
        }
        return wrong("a closing '\"' is expected");
    }

    bool escape() {
        const auto start = at_++;
        if (peek() != 'u') {
            if (at_end() || std::string_view{"\"\\/bfnrt"}.find(peek()) == std::string_view::npos)
                return wrong("one of \" \\ / b f n r t u is expected after a '\\'");
            ++at_;
            return true;
        }
        const auto unit = code_unit();
        if (!unit) return false;
        if (*unit < 0xD800 || *unit > 0xDFFF) return true;
        if (*unit <= 0xDBFF && text_.substr(at_).starts_with("\\u")) {
            ++at_;
            const auto second = code_unit();
            if (!second) return false;
            if (*second >= 0xDC00 && *second <= 0xDFFF) return true;
        }
        at_ = start;
        return wrong("a surrogate escape is to be one of a pair");
    }
    // After the 'u' at which it stands.
    std::optional<unsigned> code_unit() {
        ++at_;
        unsigned unit = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            const auto digit = std::string_view{"0123456789abcdef"}.find(static_cast<char>(peek() | 0x20));
            const bool hex = !at_end() && digit != std::string_view::npos && (digit >= 10 || peek() <= '9') &&
                             (digit < 10 ? peek() >= '0' : peek() >= 'A');
            if (!hex) {
                wrong("four hex digits are expected after \\u");
                return std::nullopt;
            }
            unit = unit * 16 + static_cast<unsigned>(digit);
        }
        return unit;
    }

    // One character of well-formed UTF-8: shortest form, no surrogates, at most U+10FFFF.
    bool character() {
        const auto byte = [&](std::size_t i) {
            return at_ + i < text_.size() ? static_cast<unsigned char>(text_[at_ + i]) : 0u;
        };
        const unsigned first = byte(0);
        const std::size_t length = first < 0x80                     ? 1
                                   : first >= 0xC2 && first <= 0xDF ? 2
                                   : (first & 0xF0) == 0xE0         ? 3
                                   : first >= 0xF0 && first <= 0xF4 ? 4
                                                                    : 0;
        bool good = length > 0;
        for (std::size_t i = 1; good && i < length; ++i) good = (byte(i) & 0xC0) == 0x80;
        if (first == 0xE0) good = good && byte(1) >= 0xA0;
        if (first == 0xED) good = good && byte(1) <= 0x9F;
        if (first == 0xF0) good = good && byte(1) >= 0x90;
        if (first == 0xF4) good = good && byte(1) <= 0x8F;
        if (!good) return wrong("this byte is not UTF-8");
        at_ += length;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<char> open_;
    std::string reason_;
};

}  // namespace

std::optional<JsonFault> json_fault(std::string_view text) {
    FaultFinder finder{text};
    if (finder.whole()) return std::nullopt;
    return finder.fault();
}

}  // namespace tally::eventstore
