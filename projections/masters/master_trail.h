#pragma once
// The way from an account, or a master, up to the top.

#include <vector>

#include "domain/organization/masters/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct MasterStep {
    domain::MasterId master;
    domain::MasterKind kind = domain::MasterKind::organizational;
    domain::Plain name;
    template <class T = MasterStep>
    static constexpr auto fields() {
        return FieldList{Field{"master", &T::master, "A master."},
                         Field{"kind", &T::kind, "An organisation with its parts, or a place with what is there."},
                         Field{"name", &T::name, "What it is called."}};
    }
    bool operator==(const MasterStep&) const = default;
};

}  // namespace tally::projections
