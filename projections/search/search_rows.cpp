#include "projections/search/search_rows.h"

#include <algorithm>

#include "projections/row_bytes.h"

namespace tally::projections::search_rows {

namespace {

void append_text(std::string& out, std::string_view text) {
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size());
    out += text;
}
std::string_view take_text(RowReader& in) {
    return in.text(static_cast<std::size_t>(in.big_endian(2)));
}
tl::unexpected<eventstore::StoreError> damaged() {
    return eventstore::fail(eventstore::StoreErrorKind::damaged,
                            "a row of the search index does not read; `tally rebuild search` makes it anew");
}

}  // namespace

std::map<std::string, std::uint8_t> Subject::tokens() const {
    std::map<std::string, std::uint8_t> all;
    for (const auto& [field, of_field] : fields)
        for (const auto& token : of_field.tokens) {
            auto& weight = all[token];
            weight = std::max(weight, of_field.weight);
        }
    return all;
}

std::string encode_subject(const Subject& subject) {
    std::string out;
    append_text(out, subject.leads_to);
    for (const auto& [field, of_field] : subject.fields) {
        append_text(out, field);
        out += static_cast<char>(of_field.weight);
        out += static_cast<char>(of_field.tokens.size() >> 8);
        out += static_cast<char>(of_field.tokens.size());
        for (const auto& token : of_field.tokens) append_text(out, token);
    }
    return out;
}

Result<Subject> decode_subject(std::string_view bytes) {
    Subject subject;
    RowReader in{bytes};
    subject.leads_to = take_text(in);
    while (!in.at_end()) {
        auto& of_field = subject.fields[std::string{take_text(in)}];
        of_field.weight = in.byte();
        const std::uint64_t count = in.big_endian(2);
        for (std::uint64_t i = 0; i < count && in.ok(); ++i) of_field.tokens.emplace_back(take_text(in));
    }
    if (!in.ok()) return damaged();
    return subject;
}

Result<void> tokens_in(std::string_view row, std::vector<WeighedToken>& tokens) {
    tokens.clear();
    RowReader in{row};
    (void)take_text(in);  // What it leads to.
    while (!in.at_end()) {
        (void)take_text(in);  // The field's name.
        const std::uint8_t weight = in.byte();
        const std::uint64_t count = in.big_endian(2);
        for (std::uint64_t i = 0; i < count && in.ok(); ++i) tokens.push_back({weight, take_text(in)});
    }
    if (!in.ok()) return damaged();
    return {};
}

std::string subject_key(SubjectKind kind, std::string_view id) {
    std::string key{of_subject};
    key += static_cast<char>(kind);
    key += id;
    return key;
}

std::string token_prefix(std::string_view token) {
    std::string prefix{of_token};
    prefix += token;
    prefix += '\0';
    return prefix;
}

std::string token_key(std::string_view token, SubjectKind kind, std::string_view id) {
    std::string key = token_prefix(token);
    key += static_cast<char>(kind);
    key += id;
    return key;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

}  // namespace tally::projections::search_rows
