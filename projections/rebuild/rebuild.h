#pragma once
// Builds a view again from the log beside the live one, says how they differ, to the cent, and switches only where they
// do not.

#include <functional>
#include <string_view>
#include <vector>

#include "eventstore/division/division.h"
#include "projections/answer_parts.h"
#include "projections/folders.h"
#include "projections/reader.h"

namespace tally::projections {

struct RowDifference {
    domain::Plain key;
    domain::Plain live;
    domain::Plain built;
    template <class T = RowDifference>
    static constexpr auto fields() {
        return FieldList{Field{"key", &T::key, "Which row; of balances the account."},
                         Field{"live", &T::live, "What it said; empty: not there."},
                         Field{"built", &T::built, "What the log says; empty: not there."}};
    }
    bool operator==(const RowDifference&) const = default;
};
struct RebuildAnswer {
    domain::Plain view;
    std::uint64_t position = 0;
    std::uint64_t rows = 0;
    domain::Digest32 digest{};
    bool switched = false;
    std::uint64_t difference_count = 0;
    std::vector<RowDifference> differences;
    domain::Plain unreadable;
    template <class T = RebuildAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"view", &T::view, "Which view."},
            Field{"position", &T::position, "Entries it was built from."},
            Field{"rows", &T::rows, "Rows that were built."},
            Field{"digest", &T::digest, "Of what was built: equal histories have equal digests."},
            Field{"switched", &T::switched, "Whether it replaced the live one."},
            Field{"difference_count", &T::difference_count, "Rows that differ."},
            Field{"differences", &T::differences, "The first thousand of them."},
            Field{"unreadable", &T::unreadable, "Why the live one could not be read, so that nothing was compared."}};
    }
    bool operator==(const RebuildAnswer&) const = default;
};
void render(const RebuildAnswer&, const RenderContext&, std::string& out);

// equal: also where the live one cannot be read.
enum class SwitchWhen { never, equal, always };

// Every view that can be rebuilt: `states`, then view_names().
[[nodiscard]] std::vector<std::string_view> rebuildable_views();
// not_a_store: there is no view of that name.
[[nodiscard]] eventstore::Result<RebuildAnswer> rebuild_view(
    eventstore::EventStore&, std::string_view name, const OpenPersonal& open, SwitchWhen,
    const std::function<void(std::uint64_t position)>& progress = {});

}  // namespace tally::projections
