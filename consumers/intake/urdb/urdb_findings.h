#pragma once
// What of a tariff file the ledger cannot take: all of it at once, each with the place in the file and the cure.

#include <cstdint>
#include <string>
#include <vector>

#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::consumers {

struct UrdbFinding {
    domain::Plain path;
    domain::Plain value;
    domain::Plain why;
    domain::Plain cure;
    template <class T = UrdbFinding>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"path", &T::path, "Place in the file, such as energyratestructure[1][0].sell."},
                         Field{"value", &T::value, "What stands there; empty: nothing does."},
                         Field{"why", &T::why, "What is wrong with it."}, Field{"cure", &T::cure, "What to do."}};
    }
    bool operator==(const UrdbFinding&) const = default;
};

// A file may have a fault in each of its values.
inline constexpr std::size_t urdb_findings_kept_max = 200;

struct UrdbFindings {
    std::vector<UrdbFinding> kept;
    std::uint64_t count = 0;

    void add(std::string path, std::string value, std::string why, std::string cure) {
        ++count;
        if (kept.size() < urdb_findings_kept_max)
            kept.push_back({domain::Plain{std::move(path)}, domain::Plain{std::move(value)},
                            domain::Plain{std::move(why)}, domain::Plain{std::move(cure)}});
    }
    [[nodiscard]] bool empty() const { return count == 0; }
};

}  // namespace tally::consumers
