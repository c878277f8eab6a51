#pragma once
// A value that a described record may lack. JSON leaves its field out then, where it writes null for an absent optional
// or date: for answers whose kinds differ in what they have.

#include <utility>

namespace tally::eventstore {

// An aggregate, so that the members of a record that has it can be counted (domain/core/describe.h).
template <class T>
struct Maybe {
    using value_type = T;
    bool given = false;
    T value{};

    void set(T now) {
        given = true;
        value = std::move(now);
    }
    bool operator==(const Maybe&) const = default;
};

}  // namespace tally::eventstore
