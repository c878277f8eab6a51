#pragma once
// What a user of the ledger's programs is made of.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

// What each may do is in permissions.h. Numbers are stored: add at the end.
enum class Role : std::uint8_t { clerk, supervisor, auditor, erp, admin };
constexpr auto enum_names(Role) {
    return std::to_array<std::string_view>({"clerk", "supervisor", "auditor", "erp", "admin"});
}

inline constexpr std::size_t preferences_max = 100;

// What a user has chosen for themselves, such as the order of tabs; the ledger gives it no meaning.
struct Preference {
    Code name;
    Plain value;
    template <class T = Preference>
    static constexpr auto fields() {
        return FieldList{Field{"name", &T::name, "Which choice."}, Field{"value", &T::value, "What was chosen."}};
    }
    bool operator==(const Preference&) const = default;
};

}  // namespace tally::domain
