#include "eventstore/division/outcome.h"

#include <algorithm>

namespace tally::eventstore {

namespace {
constexpr std::size_t ids_of_most = 4;  // Of a command.
}

void add_made_ids(const domain::Event& event, std::vector<MadeId>& made) {
    const auto add = [&](std::string_view what, const auto& id) {
        const auto is_this = [&](const MadeId& one) { return one.what == what && one.id == id.str(); };
        if (id.empty() || std::any_of(made.begin(), made.end(), is_this)) return;
        if (made.empty()) made.reserve(ids_of_most);
        made.push_back({what, id.str()});
    };
    visit([&](const auto& made_by) { domain::for_each_made_id(made_by, add); }, event);
}

}  // namespace tally::eventstore
