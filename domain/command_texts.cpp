#include "domain/command_texts.h"

#include <optional>
#include <type_traits>
#include <vector>

#include "domain/core/check.h"
#include "domain/core/shown_text.h"

namespace tally::domain {

namespace {

std::optional<Refusal> refused_text(std::string_view text) {
    auto fault = unfit_to_show(text);
    if (!fault) return std::nullopt;
    return Refusal{Rejection::field_invalid, "", std::move(*fault),
                   "Give one line of at most " + std::to_string(shown_text_bytes_max) +
                       " bytes that can be seen, without control characters and bidirectional overrides."};
}
std::optional<Refusal> refused_id(std::string_view id) {
    if (id.empty() || valid_id(id)) return std::nullopt;
    return Refusal{Rejection::id_invalid, "", unfit_to_show(id).value_or(std::string{id}),
                   "Use 1 to 64 printable ASCII characters without blanks and '/'."};
}

// Values without text are passed over; a type of value that is not listed here does not compile.
template <class Tag>
std::optional<Refusal> refused(const Text<Tag>& text) {
    return refused_id(text.str());
}
std::optional<Refusal> refused(const Code& code) {
    return refused_text(code.str());
}
std::optional<Refusal> refused(const Plain& text) {
    return refused_text(text.str());
}
std::optional<Refusal> refused(const Personal& text) {
    return text.sealed ? std::nullopt : refused_text(text.bytes);
}
template <class Number>
requires(std::is_arithmetic_v<Number> || std::is_enum_v<Number>) std::optional<Refusal> refused(const Number&) {
    return std::nullopt;
}
template <class Tag, std::uint8_t Decimals>
std::optional<Refusal> refused(const Fixed<Tag, Decimals>&) {
    return std::nullopt;
}
std::optional<Refusal> refused(const Money&) {
    return std::nullopt;
}
std::optional<Refusal> refused(const Date&) {
    return std::nullopt;
}
std::optional<Refusal> refused(const MonthDay&) {
    return std::nullopt;
}
std::optional<Refusal> refused(const Instant&) {
    return std::nullopt;
}
template <class T>
std::optional<Refusal> refused(const std::vector<T>& list);
template <Described Record>
std::optional<Refusal> refused(const Record& record);

template <class T, bool Clearable, bool Otherwise>
std::optional<Refusal> refused(const BasicChange<T, Clearable, Otherwise>& change) {
    return change.said == Said::value ? refused(change.value) : std::nullopt;
}

// The path grows on the way up, where there is something to refuse.
std::optional<Refusal> within(std::string step, std::optional<Refusal> refusal) {
    if (!refusal) return refusal;
    const bool joins = refusal->field.empty() || refusal->field.front() == '[';
    refusal->field = std::move(step) + (joins ? "" : ".") + refusal->field;
    return refusal;
}
template <class T>
std::optional<Refusal> refused(const std::vector<T>& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
        if (auto refusal = refused(list[i])) return within("[" + std::to_string(i) + "]", std::move(refusal));
    return std::nullopt;
}
template <Described Record>
std::optional<Refusal> refused(const Record& record) {
    std::optional<Refusal> first;
    for_each_field<Record>([&](const auto& field) {
        if (first) return;
        if (auto refusal = refused(record.*field.member)) first = within(std::string{field.name}, std::move(refusal));
    });
    return first;
}

}  // namespace

Decided<void> check_texts(const Command& command, const CommandHeader& header) {
    auto refusal = refused(header);
    if (!refusal) refusal = visit([](const auto& order) { return refused(order); }, command);
    if (refusal) return tl::unexpected(std::move(*refusal));
    return {};
}

}  // namespace tally::domain
