#pragma once
// A record described once. fields() lists name, member, meaning and unit; bytes, JSON, schema, catalogue, printing and
// generators are all made from it. A member left out does not compile (see fully_described).

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "domain/core/type_list.h"

namespace tally::domain {

template <class Record, class Member>
struct Field {
    using record_type = Record;
    using member_type = Member;

    std::string_view name;
    Member Record::*member;
    std::string_view meaning;
    std::string_view unit = "";
};
template <class Record, class Member>
Field(std::string_view, Member Record::*, std::string_view) -> Field<Record, Member>;
template <class Record, class Member>
Field(std::string_view, Member Record::*, std::string_view, std::string_view) -> Field<Record, Member>;

namespace detail {
template <std::size_t place, class OneField>
struct FieldAt {
    OneField field;
};
template <class Places, class... Fields>
struct FieldsAt;
template <std::size_t... place, class... Fields>
struct FieldsAt<std::index_sequence<place...>, Fields...> : FieldAt<place, Fields>... {
    constexpr explicit FieldsAt(const Fields&... field) : FieldAt<place, Fields>{field}... {}
};
}  // namespace detail

// The fields of a record, in stored order. Flat, where std::tuple is a chain of classes as long as the record.
template <class... Fields>
struct FieldList : detail::FieldsAt<std::index_sequence_for<Fields...>, Fields...> {
    static constexpr std::size_t size = sizeof...(Fields);
    constexpr FieldList(const Fields&... field)  // NOLINT: a list in braces is one.
        : detail::FieldsAt<std::index_sequence_for<Fields...>, Fields...>(field...) {}

    // Calls use(field...) with all fields and returns its result.
    template <class Use>
    constexpr auto apply(Use&& use) const {
        return apply_in(use, std::index_sequence_for<Fields...>{});
    }

  private:
    template <class Use, std::size_t... place>
    constexpr auto apply_in(Use& use, std::index_sequence<place...>) const {
        return use(static_cast<const detail::FieldAt<place, Fields>&>(*this).field...);
    }
};

template <class T>
concept Described = requires {
    T::fields();
};

// The fields of a record as a constant: which member a field is of is known where it is visited, and no name is made.
template <Described Record>
inline constexpr auto field_list = Record::fields();

namespace detail {
template <std::size_t place, class OneField>
constexpr const OneField& field_of(const FieldAt<place, OneField>& at) {
    return at.field;
}
template <Described Record, class Visit, std::size_t... place>
constexpr void visit_fields(Visit& visit, std::index_sequence<place...>) {
    (visit(field_of<place>(field_list<Record>)), ...);
}
template <Described Record, class Visit, std::size_t... place>
constexpr void visit_numbered_fields(Visit& visit, std::index_sequence<place...>) {
    (visit(std::integral_constant<std::size_t, place>{}, field_of<place>(field_list<Record>)), ...);
}
}  // namespace detail

// Calls visit(field) for each field in stored order.
template <Described Record, class Visit>
constexpr void for_each_field(Visit&& visit) {
    detail::visit_fields<Record>(visit, std::make_index_sequence<field_list<Record>.size>{});
}

// The same with visit(place, field): a std::integral_constant from 0.
template <Described Record, class Visit>
constexpr void for_each_numbered_field(Visit&& visit) {
    detail::visit_numbered_fields<Record>(visit, std::make_index_sequence<field_list<Record>.size>{});
}

template <Described Record>
inline constexpr std::size_t field_count = decltype(Record::fields())::size;

namespace detail {
// Converts to any member type, so that counting how many fit into braces counts the members.
template <class Record>
struct AnyMember {
    template <class Member>
    requires(!std::is_same_v<Member, Record>) constexpr operator Member() const;
};

template <class Record, class... Members>
constexpr std::size_t member_count() {
    if constexpr (requires { Record{Members{}..., AnyMember<Record>{}}; })
        return member_count<Record, Members..., AnyMember<Record>>();
    else
        return sizeof...(Members);
}
}  // namespace detail

template <class Record>
constexpr bool fully_described() {
    return field_count<Record> == detail::member_count<Record>();
}

template <class Variant>
inline constexpr bool all_fully_described = false;
template <class... Records>
inline constexpr bool all_fully_described<TypeList<Records...>> = (fully_described<Records>() && ...);

// Enums that are stored or shown: `enum_names(E)` found by ADL gives one name a value, from 0 without gaps. Numbers are
// stored: add at the end, never reuse.
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E e) {
    enum_names(e);
};

template <NamedEnum E>
[[nodiscard]] constexpr std::string_view name_of(E value) {
    constexpr auto names = enum_names(E{});
    const auto index = static_cast<std::size_t>(value);
    return index < names.size() ? names[index] : std::string_view{"?"};
}

template <class... Arms>
struct Overloaded : Arms... {
    using Arms::operator()...;
};
template <class... Arms>
Overloaded(Arms...) -> Overloaded<Arms...>;

}  // namespace tally::domain
