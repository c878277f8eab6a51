#include "projections/cursor.h"

#include <algorithm>

#include "domain/core/sha256.h"
#include "eventstore/merkle/signed_note.h"

namespace tally::projections {

namespace {

constexpr std::size_t mark_bytes = 12;
constexpr std::size_t cursor_bytes_max = 1'024;

std::string mark_of(std::string_view question, std::string_view key) {
    std::string text = "tally cursor 1\n";
    text += std::to_string(question.size());
    text += '\n';
    text += question;
    text += key;
    const auto digest = domain::sha256(text);
    return {reinterpret_cast<const char*>(digest.data()), mark_bytes};
}

}  // namespace

std::string cursor_of(std::string_view question, std::string_view key) {
    std::string text = eventstore::base64(mark_of(question, key) + std::string{key});
    // For a parameter of a URL, as it stands (RFC 4648, section 5).
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    return text;
}

std::optional<std::string> key_in_cursor(std::string_view question, std::string_view cursor) {
    if (cursor.size() > cursor_bytes_max || cursor.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
    std::string text{cursor};
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    const auto bytes = eventstore::parse_base64(text);
    if (!bytes || bytes->size() < mark_bytes) return std::nullopt;
    auto key = bytes->substr(mark_bytes);
    if (bytes->compare(0, mark_bytes, mark_of(question, key)) != 0) return std::nullopt;
    return key;
}

}  // namespace tally::projections
