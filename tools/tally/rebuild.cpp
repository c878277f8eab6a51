// tally rebuild: builds views afresh beside the live ones and switches where they agree to the cent.

#include "projections/rebuild/rebuild.h"

#include <CLI/CLI.hpp>

#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::string text_of(const projections::RebuildAnswer& answer) {
    std::string out = answer.view.str() + ": " + std::to_string(answer.rows) + " rows built from " +
                      std::to_string(answer.position) + " events, ";
    if (!answer.unreadable.empty())
        return out + (answer.switched ? "switched" : "not switched") +
               "; the live ones could not be read: " + answer.unreadable.str() + "\n";
    if (answer.difference_count == 0) return out + "equal to the live ones; switched.\n";
    out += std::to_string(answer.difference_count) + " differ; " +
           (answer.switched ? "switched, as asked.\n" : "not switched.\n");
    for (const auto& row : answer.differences)
        out += "  " + row.key.str() + ": live " + row.live.str() + ", built " + row.built.str() + "\n";
    return out;
}

class Rebuilding {
  public:
    Rebuilding(Session& session, projections::SwitchWhen when) : session_(session), when_(when) {}

    void one(std::string_view name) {
        auto division = session_.open();
        if (!division) return;
        if (auto built = rebuild(*division, name); !built) session_.fail(built.error());
        session_.close(*division);
    }

    // Views that cannot be read, whatever is the matter with them, are made anew as a whole.
    void all() {
        auto division = eventstore::Division::open(session_.options());
        if (!division) {
            if (!may_be_the_views(division.error().kind)) return session_.fail(division.error());
            return replace(division.error().message);
        }
        auto& store = (*division)->store();
        if (auto sound = store.views().storage().verify_checksums(); !sound) {
            (*division)->abandon();
            division->reset();
            return replace(sound.error().message);
        }
        for (const auto name : projections::rebuildable_views()) {
            auto built = rebuild(**division, name);
            if (built) continue;
            if (!may_be_the_views(built.error().kind)) {
                session_.fail(built.error());
                break;
            }
            (*division)->abandon();
            division->reset();
            return replace(built.error().message);
        }
        session_.close(**division);
    }

  private:
    static bool may_be_the_views(eventstore::StoreErrorKind kind) {
        using eventstore::StoreErrorKind;
        return kind == StoreErrorKind::damaged || kind == StoreErrorKind::io || kind == StoreErrorKind::newer_format ||
               kind == StoreErrorKind::poisoned;
    }

    eventstore::Result<void> rebuild(eventstore::Division& division, std::string_view name) {
        Progress progress(name, division.store().durable_end());
        auto answer = projections::rebuild_view(
            division.store(), name, [&](const domain::Personal& text) { return division.open_text(text); }, when_,
            [&](std::uint64_t position) { progress.at(position); });
        if (!answer) return tl::unexpected(std::move(answer.error()));
        if (answer->difference_count > 0) session_.exit_code = std::max(session_.exit_code, exit_refused);
        print(session_.json ? eventstore::to_json(*answer, division.json()) + "\n" : text_of(*answer));
        return {};
    }

    void replace(const std::string& why) {
        if (auto gone = eventstore::EventStore::discard_views(session_.store); !gone)
            return session_.fail(gone.error());
        const auto division = session_.open();
        if (!division) return;
        const auto events = division->store().durable_end();
        if (session_.json) {
            std::string out = "{\"replaced\":true,\"position\":" + std::to_string(events) + ",\"unreadable\":";
            eventstore::write_json_string(why, out);
            print(out + "}\n");
        } else {
            print("All views were made anew from " + counted(events, "event") +
                  "; the old ones were unreadable: " + why + "\n");
        }
        session_.close(*division);
    }

    Session& session_;
    projections::SwitchWhen when_;
};

}  // namespace

void add_rebuild(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "rebuild", "Build a view, or all views, again from the log");
    auto view = std::make_shared<std::string>();
    auto accept = std::make_shared<bool>(false);
    command->add_option("view", *view, "View to build; left out: all views, also those that cannot be read");
    command->add_flag("--accept-differences", *accept, "Switch even if rows differ from those of the live view");
    command->callback([&session, view, accept] {
        const std::vector<std::string_view> names = projections::rebuildable_views();
        if (!view->empty()) {
            if (std::find(names.begin(), names.end(), *view) == names.end()) {
                std::string known;
                for (const auto name : names) known += (known.empty() ? "" : ", ") + std::string{name};
                return session.fail(exit_usage, "there is no view '" + *view + "': the views are " + known);
            }
        }
        Rebuilding rebuilding(session, *accept ? projections::SwitchWhen::always : projections::SwitchWhen::equal);
        if (view->empty()) return rebuilding.all();
        rebuilding.one(*view);
    });
}

}  // namespace tally::tools
