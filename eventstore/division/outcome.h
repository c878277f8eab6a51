#pragma once
// What a command was answered with.

#include <string>
#include <vector>

#include "domain/commands.h"
#include "domain/core/refusal.h"
#include "eventstore/result.h"
#include "eventstore/work.h"

namespace tally::eventstore {

// An id that a command's events gave out: {"account", "1001"}.
struct MadeId {
    std::string_view what;
    std::string id;
    bool operator==(const MadeId&) const = default;
};

struct Outcome {
    enum class Kind {
        accepted,   // Durable: see receipt and made.
        repeated,   // Accepted before under this id: the first receipt again.
        unchanged,  // Already so: refusal.position says since when. Nothing was written, the id is not remembered.
        refused,    // The business said no: see refusal. Nothing was left behind; the command may be sent again.
        failed,     // The world failed: see failure.
    };
    Kind kind = Kind::failed;
    Receipt receipt;
    std::vector<MadeId> made;
    domain::Refusal refusal{};
    StoreError failure{};

    // For another command; `made` keeps its memory.
    void clear() {
        kind = Kind::failed;
        receipt = {};
        made.clear();
        refusal = {};
        failure = {};
    }
};
constexpr auto enum_names(Outcome::Kind) {
    return std::to_array<std::string_view>({"accepted", "repeated", "unchanged", "refused", "failed"});
}

// The ids that an event gives out, added to what is there.
void add_made_ids(const domain::Event&, std::vector<MadeId>&);

}  // namespace tally::eventstore
