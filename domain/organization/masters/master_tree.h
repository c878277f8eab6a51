#pragma once
// Ways up and down the tree of masters, each bounded, and what a command's master must be.

#include <cstddef>
#include <string>
#include <vector>

#include "domain/core/check.h"
#include "domain/world.h"

namespace tally::domain {

// A chain of more levels, or more under one master than this, is refused: so each master's state stays small, and a
// walk through all of a tree short.
inline constexpr std::size_t master_levels_max = 8;
inline constexpr std::size_t master_children_max = 200;
inline constexpr std::size_t master_accounts_max = 1'000;
inline constexpr std::uint64_t masters_max = 10'000;
// Members of a collective: as many lines fit one event.
inline constexpr std::size_t collective_accounts_max = 300;

// From the master up to the top, itself first. Stops where one is not known, and after more levels than there may be.
[[nodiscard]] std::vector<MasterId> way_to_top(World&, const MasterId&);
// Levels of the tree under it, its own included.
[[nodiscard]] std::size_t levels_under(World&, const MasterId&);
// All accounts under it, in order of their ids; at most one more than `at_most`.
[[nodiscard]] std::vector<AccountId> accounts_under(World&, const MasterId&, std::size_t at_most);
// The master with collective billing that is on the way to the top, itself included; empty: there is none.
[[nodiscard]] MasterId collective_above(World&, const MasterId&);
// The first such master under it, itself included; empty: there is none.
[[nodiscard]] MasterId collective_under(World&, const MasterId&);

// The master, which may be closed.
[[nodiscard]] Decided<Master> known_master(World&, const MasterId&, std::string field);
[[nodiscard]] Decided<Master> open_master(World&, const MasterId&, std::string field);

}  // namespace tally::domain
