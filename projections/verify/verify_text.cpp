// A verification as text.
#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"
#include "projections/render/texts.h"
#include "projections/verify/verify.h"

namespace tally::projections {

using namespace domain;

void render(const VerifyAnswer& answer, const RenderContext&, std::string& out) {
    TextTable table({{"Check"}, {"Checked", Align::right}, {"Findings", Align::right}});
    for (const auto& check : answer.checks)
        table.row({words(check.check.str()), std::to_string(check.checked), std::to_string(check.findings)});
    table.write(out);
    out += '\n';
    for (const auto& finding : answer.findings)
        // Not cut: what is wrong is said whole.
        out += words(finding.check.str()) + ", " + finding.place.str() +
               (finding.position == 0 ? "" : ", position " + std::to_string(finding.position)) + ": " +
               finding.problem.str() +
               (finding.may_follow_from.empty() ? ""
                                                : " (may follow from what is wrong with " +
                                                      words(finding.may_follow_from.str()) + ": mend that first)") +
               "\n";
    out += answer.well() ? "All is well" : "There are findings";
    out += ", position " + std::to_string(answer.position);
    if (answer.checkpoint_size != 0) out += ", last checkpoint signed at " + std::to_string(answer.checkpoint_size);
    out += "\nRoot " + eventstore::to_hex(answer.root) + "\n";
}

}  // namespace tally::projections
