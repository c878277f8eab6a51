// tally checkpoint: signs the log as it is now and prints the note.

#include <CLI/CLI.hpp>

#include "tools/tally/session.h"

namespace tally::tools {

void add_checkpoint(CLI::App& app, Session& session) {
    auto* command =
        add_store_command(app, session, "checkpoint", "Sign the log's size and root, and print the signed note");
    command->callback([&session] {
        auto division = session.open();
        if (!division) return;
        auto note = division->store().sign_checkpoint();
        if (!note)
            session.fail(note.error());
        else if (session.json) {
            std::string out = "{\"verifier_key\":";
            eventstore::write_json_string(division->verifier_key(), out);
            out += ",\"checkpoint\":";
            eventstore::write_json_string(*note, out);
            print(out + "}\n");
        } else {
            print(*note);
        }
        session.close(*division);
    });
}

}  // namespace tally::tools
