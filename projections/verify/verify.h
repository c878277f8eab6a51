#pragma once
// The whole ledger held against its log: every entry, the tree, the indexes, the states and every projection.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/answer_parts.h"
#include "projections/reader.h"

namespace tally::projections {

struct Finding {
    domain::Code check;
    std::uint64_t position = 0;
    domain::Plain place;
    domain::Plain problem;
    domain::Code may_follow_from;
    template <class T = Finding>
    static constexpr auto fields() {
        return FieldList{Field{"check", &T::check, "Which check failed."},
                         Field{"position", &T::position, "Position in the log, where it is about an entry."},
                         Field{"place", &T::place, "Stream, view and row, or account."},
                         Field{"problem", &T::problem, "What is wrong."},
                         Field{"may_follow_from", &T::may_follow_from,
                               "Check whose finding may be the cause of this one: mend that first. Empty: none."}};
    }
    bool operator==(const Finding&) const = default;
};
struct VerifyCheck {
    domain::Code check;
    std::uint64_t checked = 0;
    std::uint64_t findings = 0;
    template <class T = VerifyCheck>
    static constexpr auto fields() {
        return FieldList{Field{"check", &T::check, "What was checked."},
                         Field{"checked", &T::checked, "How many entries, streams, rows or accounts."},
                         Field{"findings", &T::findings, "How many of them were wrong."}};
    }
    bool operator==(const VerifyCheck&) const = default;
};
struct VerifyAnswer {
    std::uint64_t position = 0;
    domain::Digest32 root{};
    std::uint64_t checkpoint_size = 0;
    std::vector<VerifyCheck> checks;
    std::vector<Finding> findings;
    template <class T = VerifyAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "Entries that were verified."},
                         Field{"root", &T::root, "Merkle root recomputed from them."},
                         Field{"checkpoint_size", &T::checkpoint_size, "Size of the last signed checkpoint."},
                         Field{"checks", &T::checks, "In the order in which they were made."},
                         Field{"findings", &T::findings, "The first thousand; none: all is well."}};
    }
    bool operator==(const VerifyAnswer&) const = default;
    [[nodiscard]] bool well() const {
        for (const auto& check : checks)
            if (check.findings != 0) return false;
        return true;
    }
};
void render(const VerifyAnswer&, const RenderContext&, std::string& out);

// A checkpoint that was kept outside the store.
struct OutsideNote {
    std::string name;  // Such as its file's.
    std::string text;
};

struct VerifyOptions {
    std::string verifier_key;  // Empty: the checkpoint's root is checked, its signature is not.
    std::vector<OutsideNote> notes;
    std::function<Result<bool>(const domain::PersonId&)> has_key;  // Empty: keys of persons are not looked for.
    bool rebuild_views = true;                                     // Folds the whole log once more for each view.
    // What is being checked, and how far it is.
    std::function<void(std::string_view check, std::uint64_t done, std::uint64_t all)> progress;
};

// The log and its checkpoints alone: needs no view and no secret. `checkpoint`: the store's own last note.
[[nodiscard]] VerifyAnswer verify_log(const eventstore::Log&, const std::string& checkpoint, const VerifyOptions&);

// Damage is a finding; an error is only what kept verification from going on.
[[nodiscard]] Result<VerifyAnswer> verify(eventstore::EventStore&, const OpenPersonal& open, const VerifyOptions&);

}  // namespace tally::projections
