#include "tools/http/server/request_target.h"

#include <optional>
#include <simdjson.h>
#include <utility>

namespace tally::tools {

namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

// Calls use with each part, the last one too; false stops.
template <class Use>
bool split(std::string_view text, char at, const Use& use) {
    for (;;) {
        const auto end = text.find(at);
        if (!use(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

tl::expected<std::string, std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char byte = text[at];
        if (byte == '%') {
            const auto high = at + 2 < text.size() ? hex_digit(text[at + 1]) : std::nullopt;
            const auto low = high ? hex_digit(text[at + 2]) : std::nullopt;
            if (!low) return tl::unexpected(std::string{"a '%' is not followed by two hex digits: write %25 for it"});
            byte = static_cast<char>(*high * 16 + *low);
            at += 2;
        } else if (byte == '+' && plus_is_blank) {
            byte = ' ';
        }
        if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f)
            return tl::unexpected(std::string{"it has a control character: leave it out"});
        decoded += byte;
    }
    if (!simdjson::validate_utf8(decoded))
        return tl::unexpected(std::string{"it is not UTF-8: encode each byte of the UTF-8 form as %XX"});
    return decoded;
}

tl::expected<RequestTarget, std::string> parse_target(std::string_view target) {
    RequestTarget parsed;
    const auto question_mark = target.find('?');
    std::string_view path = target.substr(0, question_mark);
    if (!path.starts_with('/'))
        return tl::unexpected(std::string{"the target is not a path: ask for one such as /v1/trial-balance"});
    path.remove_prefix(1);
    std::string wrong;
    split(path, '/', [&](std::string_view part) {
        auto decoded = percent_decoded(part, false);
        if (!decoded) {
            wrong = "path: " + decoded.error();
            return false;
        }
        if (decoded->empty() && !path.empty()) {
            wrong = "path: a part of it is empty: write one '/' between parts and none at the end";
            return false;
        }
        if (!decoded->empty()) parsed.segments.push_back(std::move(*decoded));
        return true;
    });
    if (wrong.empty() && question_mark != std::string_view::npos && question_mark + 1 < target.size()) {
        split(target.substr(question_mark + 1), '&', [&](std::string_view part) {
            const auto equals = part.find('=');
            auto name = percent_decoded(part.substr(0, equals), true);
            if (!name || name->empty()) {
                wrong = "query: a parameter has no name that can be read: write name=value, joined by '&'";
                return false;
            }
            auto value = percent_decoded(equals == std::string_view::npos ? "" : part.substr(equals + 1), true);
            if (!value || value->empty()) {
                wrong = *name + ": " + (value ? "it has no value: give one, or leave it out" : value.error());
                return false;
            }
            if (!parsed.parameters.emplace(*name, std::move(*value)).second) {
                wrong = *name + ": it is given twice: give it once";
                return false;
            }
            return true;
        });
    }
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
    return parsed;
}

}  // namespace tally::tools
