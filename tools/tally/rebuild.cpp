// tally rebuild: folds views afresh beside the live ones, then switches.

#include <CLI/CLI.hpp>

#include "projections/folders.h"
#include "tools/tally/session.h"

namespace tally::tools {

void add_rebuild(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "rebuild", "Build a view, or all of them, from the log again");
    auto view = std::make_shared<std::string>();
    command->add_option("view", *view, "Name of the view; all without one");
    command->callback([&session, view] {
        auto division = session.open();
        if (!division) return;
        const eventstore::FolderNeeds needs{std::make_shared<eventstore::EventsOf>(),
                                            [&](const domain::Personal& text) { return division->open_text(text); }};
        std::vector<std::shared_ptr<eventstore::Folder>> folders;
        if (view->empty()) {
            folders = projections::make_folders(needs);
        } else if (auto folder = projections::make_folder(*view, needs)) {
            folders.push_back(std::move(folder));
        } else {
            std::string known;
            for (const auto name : projections::view_names()) known += (known.empty() ? "" : ", ") + std::string{name};
            session.fail(exit_usage, "rebuild: there is no view '" + *view + "': the views are " + known);
        }
        for (const auto& folder : folders) {
            const std::string name = folder->name();
            Progress progress(name, division->store().durable_end());
            auto rebuilt = division->store().rebuild(folder, {}, [&](std::uint64_t position) { progress.at(position); });
            if (!rebuilt) {
                session.fail(rebuilt.error());
                break;
            }
            print(name + " is built again from " + std::to_string(division->store().durable_end()) + " events.\n");
        }
        session.close(*division);
    });
}

}  // namespace tally::tools
