// tally init: makes keys, store and the first event.

#include <CLI/CLI.hpp>
#include <filesystem>

#include "tools/tally/session.h"

namespace tally::tools {

void add_init(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "init", "Make a store, with keys of its own");
    auto made = std::make_shared<eventstore::NewDivision>();
    command
        ->add_option("--origin", made->origin,
                     "Name of the log for ever: a URL without scheme, such as ledger.example/gas")
        ->required();
    command->add_option("--currency", made->currency, "ISO 4217 code of its one currency")->required();
    command->add_option("--time-zone", made->time_zone, "IANA zone that decides what day it is")->required();
    command->add_flag("--simulated-time", made->simulated_time,
                      "Each command carries its own received_at, for ever (demonstrations, comparisons)");
    command->callback([&session, made] {
        auto division = eventstore::Division::create(session.options(), *made, session.actor);
        if (!division) return session.fail(division.error());
        const std::string verifier = (*division)->verifier_key();
        const std::string keys =
            session.keys.empty() ? (std::filesystem::path(session.store) / "keys").string() : session.keys;
        if (session.json) {
            std::string out = "{\"store\":";
            eventstore::write_json_string(session.store, out);
            out += ",\"keys\":";
            eventstore::write_json_string(keys, out);
            out += ",\"verifier_key\":";
            eventstore::write_json_string(verifier, out);
            print(out + "}\n");
        } else {
            print("Made " + session.store + " for " + made->origin + " in " + made->currency + ", " + made->time_zone +
                  ".\nKeys are in " + keys + ": back them up apart from the store, and show them to nobody.\n" +
                  "Auditors verify its checkpoints with:\n  " + verifier + "\n");
        }
        session.close(**division);
    });
}

}  // namespace tally::tools
