#include "eventstore/division/outcome.h"

#include <algorithm>

namespace tally::eventstore {

void add_made_ids(const domain::Event& event, std::vector<MadeId>& made) {
    const auto add = [&](std::string_view what, const auto& id) {
        const auto is_this = [&](const MadeId& one) { return one.what == what && one.id == id.str(); };
        if (!id.empty() && std::none_of(made.begin(), made.end(), is_this)) made.push_back({what, id.str()});
    };
    visit([&](const auto& made_by) { domain::for_each_made_id(made_by, add); }, event);
}

}  // namespace tally::eventstore
