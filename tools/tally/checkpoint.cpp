// tally checkpoint: signs the log as it is now and prints the note.

#include <CLI/CLI.hpp>

#include "eventstore/hex.h"
#include "eventstore/merkle/signed_note.h"
#include "tools/tally/session.h"

namespace tally::tools {

void add_checkpoint(CLI::App& app, Session& session) {
    auto* command =
        add_store_command(app, session, "checkpoint", "Sign the log's size and root, and print the signed note");
    command->callback([&session] {
        auto division = session.open();
        if (!division) return;
        auto note = division->store().sign_checkpoint();
        if (!note) {
            session.fail(note.error());
            return session.close(*division);
        }
        auto checkpoint = eventstore::parse_checkpoint(note->substr(0, note->find("\n\n") + 1));
        if (!checkpoint) {
            session.fail(checkpoint.error());
        } else if (session.json) {
            std::string out = "{\"verifier_key\":";
            eventstore::write_json_string(division->verifier_key(), out);
            out += ",\"size\":" + std::to_string(checkpoint->size) + ",\"root\":\"" +
                   eventstore::to_hex(checkpoint->root) + "\",\"checkpoint\":";
            eventstore::write_json_string(*note, out);
            print(out + "}\n");
        } else {
            // The note alone, so that it can be kept as it is.
            print(*note);
            std::fprintf(stderr,
                         "Root of %s, as `tally replay` writes it: %s\nKeep the note outside the store: `tally "
                         "verify --checkpoint FILE` holds the store against it.\n",
                         counted(checkpoint->size, "entry", "entries").c_str(),
                         eventstore::to_hex(checkpoint->root).c_str());
        }
        session.close(*division);
    });
}

}  // namespace tally::tools
