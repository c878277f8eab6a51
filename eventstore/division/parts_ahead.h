#pragma once
// Parts read for one command before its turn, on the reading thread.

#include <memory>
#include <string_view>
#include <vector>

#include "domain/commands.h"
#include "eventstore/division/part_cache.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class PartsAhead {
  public:
    // Goes from what was read to what it leads to, and asks for that (domain/look_further.h). A row that cannot be read
    // is left to deciding, which says so.
    void look_further(const domain::Command&, View states, FoundRows&);
    // As storage had it at the group's point. nullptr: not read ahead.
    [[nodiscard]] std::unique_ptr<PartCache::Entry> take(std::string_view key);

  private:
    class Read;
    std::vector<std::unique_ptr<PartCache::Entry>> parts_;
};

}  // namespace tally::eventstore
