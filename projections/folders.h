#pragma once
// All views of this module: the one list that a program hands to its event store.

#include <memory>
#include <string_view>
#include <vector>

#include "eventstore/division/division.h"
#include "projections/one_view.h"

namespace tally::projections {

// needs.open is for the search index alone: no other view ever holds clear text. Without it persons are found by id
// only.
[[nodiscard]] std::vector<std::shared_ptr<eventstore::Folder>> make_folders(const eventstore::FolderNeeds&);
// One of them afresh, to rebuild it beside the live one; null where there is no such view.
[[nodiscard]] std::shared_ptr<eventstore::Folder> make_folder(std::string_view name, const eventstore::FolderNeeds&);
[[nodiscard]] std::shared_ptr<OneView> make_view(std::string_view name, const eventstore::FolderNeeds&);
// In the order of make_folders().
[[nodiscard]] std::vector<std::string_view> view_names();

}  // namespace tally::projections
