// A rebuild as text.
#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"
#include "projections/rebuild/rebuild.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const RebuildAnswer& answer, const RenderContext&, std::string& out) {
    out += "View " + answer.view.str() + ": " + std::to_string(answer.rows) + " rows built from " +
           std::to_string(answer.position) + " entries, ";
    if (answer.difference_count == 0)
        out += "the same as the live ones";
    else
        out += std::to_string(answer.difference_count) + " differ";
    out += answer.switched ? "; switched in\n" : "; the live view is kept\n";
    out += "Digest " + eventstore::to_hex(answer.digest) + "\n";
    if (answer.differences.empty()) return;
    TextTable table({{"Row"}, {"Live"}, {"Built"}});
    for (const auto& difference : answer.differences)
        table.row({difference.key.str(), difference.live.str(), difference.built.str()});
    table.write(out);
}

}  // namespace tally::projections
