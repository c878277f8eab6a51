#pragma once
// All views of this module: the one list that a program hands to its event store.

#include <memory>
#include <string_view>
#include <vector>

#include "eventstore/work.h"
#include "projections/queries.h"

namespace tally::projections {

// `open` is for the search index alone: no other view ever holds clear text. Without it persons are found by id only.
[[nodiscard]] std::vector<std::shared_ptr<eventstore::Folder>> make_folders(OpenPersonal open);
// One of them afresh, to rebuild it beside the live one; null where there is no such view.
[[nodiscard]] std::shared_ptr<eventstore::Folder> make_folder(std::string_view name, OpenPersonal open);

}  // namespace tally::projections
