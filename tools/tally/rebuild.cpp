// tally rebuild: builds views afresh beside the live ones and switches where they agree to the cent (H3).

#include "projections/rebuild/rebuild.h"

#include <CLI/CLI.hpp>

#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::string text_of(const projections::RebuildAnswer& answer) {
    std::string out = answer.view.str() + ": " + std::to_string(answer.rows) + " rows built from " +
                      std::to_string(answer.position) + " events, ";
    if (answer.difference_count == 0) return out + "equal to the live ones; switched.\n";
    out += std::to_string(answer.difference_count) + " differ; " +
           (answer.switched ? "switched, as asked.\n" : "not switched.\n");
    for (const auto& row : answer.differences)
        out += "  " + row.key.str() + ": live " + row.live.str() + ", built " + row.built.str() + "\n";
    return out;
}

}  // namespace

void add_rebuild(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "rebuild", "Build a view, or all of them, from the log again");
    auto view = std::make_shared<std::string>();
    auto accept = std::make_shared<bool>(false);
    command->add_option("view", *view, "Name of the view; all without one");
    command->add_flag("--accept-differences", *accept, "Switch even where rows differ from the live ones");
    command->callback([&session, view, accept] {
        std::vector<std::string_view> names = projections::rebuildable_views();
        if (!view->empty()) {
            if (std::find(names.begin(), names.end(), *view) == names.end()) {
                std::string known;
                for (const auto name : names) known += (known.empty() ? "" : ", ") + std::string{name};
                return session.fail(exit_usage, "there is no view '" + *view + "': the views are " + known);
            }
            names = {*view};
        }
        auto division = session.open();
        if (!division) return;
        for (const auto name : names) {
            Progress progress(name, division->store().durable_end());
            auto answer = projections::rebuild_view(
                division->store(), name, [&](const domain::Personal& text) { return division->open_text(text); },
                *accept ? projections::SwitchWhen::always : projections::SwitchWhen::equal,
                [&](std::uint64_t position) { progress.at(position); });
            if (!answer) {
                session.fail(answer.error());
                break;
            }
            if (answer->difference_count > 0) session.exit_code = std::max(session.exit_code, exit_refused);
            print(session.json ? eventstore::to_json(*answer, division->json()) + "\n" : text_of(*answer));
        }
        session.close(*division);
    });
}

}  // namespace tally::tools
