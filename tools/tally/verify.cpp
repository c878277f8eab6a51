// tally verify: the whole log, its tree, states and projections held against each other.

#include "projections/verify/verify.h"

#include <CLI/CLI.hpp>

#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

eventstore::Result<projections::VerifyAnswer> verify_with_progress(eventstore::Division& division, bool rebuild_views) {
    projections::VerifyOptions options;
    options.verifier_key = division.verifier_key();
    options.rebuild_views = rebuild_views;
    std::optional<Progress> progress;
    std::string under_way;
    options.progress = [&](std::string_view check, std::uint64_t done, std::uint64_t all) {
        if (under_way != check) {
            progress.emplace(check, all);
            under_way = check;
        }
        progress->at(done);
    };
    return projections::verify(
        division.store(), [&](const domain::Personal& text) { return division.open_text(text); }, options);
}

void add_verify(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "verify", "Prove that log, tree, states and projections agree");
    auto quick = std::make_shared<bool>(false);
    command->add_flag("--log-only", *quick, "Do not fold every projection once more");
    command->callback([&session, quick] {
        auto division = session.open();
        if (!division) return;
        auto answer = verify_with_progress(*division, !*quick);
        if (!answer) {
            session.fail(answer.error());
        } else if (session.json) {
            print(eventstore::to_json(*answer, division->json()) + "\n");
        } else {
            std::string out;
            for (const auto& check : answer->checks) {
                std::string name = check.check.str();
                name.resize(std::max<std::size_t>(name.size(), 28), ' ');
                out += "  " + name + std::to_string(check.checked) + " checked, " +
                       (check.findings == 0 ? "well" : std::to_string(check.findings) + " wrong") + "\n";
            }
            for (const auto& finding : answer->findings)
                out += "  " + finding.check.str() + " at position " + std::to_string(finding.position) + ", " +
                       finding.place.str() + ": " + finding.problem.str() + "\n";
            out += answer->well() ? "All " + std::to_string(answer->position) + " entries verify.\n"
                                  : "This ledger is not what was written. Restore it from a copy that verifies.\n";
            print(out);
        }
        if (answer && !answer->well()) session.exit_code = std::max(session.exit_code, exit_refused);
        session.close(*division);
    });
}

}  // namespace tally::tools
