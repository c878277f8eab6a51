// tally users: links for users who cannot sign in, made on the machine of the store, and the end of a second factor
// whose device is lost.

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <utility>

#include "eventstore/codec/json_reader.h"
#include "eventstore/division/state_rows.h"
#include "tools/http/access/credential_store.h"
#include "tools/http/access/read_log.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct UsersOptions {
    std::string what;
    std::string id;
    std::string user;
    std::string access;
};

domain::Instant wall_clock() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

// Nothing: the user can sign in by a link. While a server holds the store that is seen when the link is opened.
std::string wrong_with_user(Session& session, const domain::UserId& id) {
    auto division = eventstore::Division::open(session.options());
    if (!division)
        return division.error().kind == eventstore::StoreErrorKind::in_use ? std::string{} : division.error().message;
    const auto user = eventstore::read_user(*(*division)->store().pin(), (*division)->states(), id);
    session.close(**division);
    if (!user) return user.error().message;
    if (!*user) return "there is no user '" + id.str() + "': add the user first (user.add)";
    if ((*user)->locked) return "the user '" + id.str() + "' is locked: unlock the user first (user.unlock)";
    return {};
}

void make_user_link(Session& session, const UsersOptions& options) {
    const domain::UserId id{options.user};
    if (!domain::valid_id(options.user))
        return session.fail(exit_usage, "'" + options.user + "' cannot be a user: give what the user signs in as");
    if (const auto wrong = wrong_with_user(session, id); !wrong.empty()) return session.fail(exit_refused, wrong);
    auto credentials = CredentialStore::open(access_directory(session, options.access));
    if (!credentials) return session.fail(exit_failed, credentials.error());
    std::string token;
    const auto made = (*credentials)->change([&](Credentials& all) {
        token = add_link(all, id, wall_clock());
        KeptNotice notice;
        notice.user = id;
        notice.kind = CredentialKind::link;
        notice.by = domain::Plain{session.actor};
        notice.at = wall_clock();
        all.add_notice(std::move(notice));
        return true;
    });
    if (!made) return session.fail(exit_failed, made.error());
    print("The user " + options.user + " sets a password at this path of the server, once, within an hour:\n/#/link/" +
          token + "\n");
}

// Also of the last admin, whom no other can help. Sessions that are open go on.
void remove_second_factor(Session& session, const UsersOptions& options) {
    auto credentials = CredentialStore::open(access_directory(session, options.access));
    if (!credentials) return session.fail(exit_failed, credentials.error());
    const domain::UserId id{options.user};
    bool removed = false;
    const auto done = (*credentials)->change([&](Credentials& all) {
        removed = all.remove_second_factor_of(id);
        KeptNotice notice;
        notice.user = id;
        notice.kind = CredentialKind::second_factor_removed;
        notice.by = domain::Plain{session.actor};
        notice.at = wall_clock();
        if (removed) all.add_notice(std::move(notice));
        return removed;
    });
    if (!done) return session.fail(exit_failed, done.error());
    if (!removed) return session.fail(exit_refused, "the user '" + options.user + "' has no second factor");
    print("The user " + options.user + " signs in without a second factor from now on.\n");
}

// Newest last, as they stand in the file.
void show_reads(Session& session, const UsersOptions& options) {
    const auto path = read_log_file(access_directory(session, options.access));
    std::ifstream file{path};
    if (!file) return session.fail(exit_refused, path.string() + " cannot be read: no user has signed in and read yet");
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear, eventstore::UnknownFields::passed_over};
    std::uint64_t unreadable = 0;
    for (std::string line; std::getline(file, line) && !interrupted();) {
        ReadEntry entry;
        if (!reader.read(line, eventstore::ref(entry))) {
            ++unreadable;
            continue;
        }
        if (!options.user.empty() && entry.user.str() != options.user) continue;
        if (!options.id.empty() && !is_of(entry, options.id)) continue;
        if (session.json) {
            print(line + "\n");
            continue;
        }
        std::string accounts;
        for (const auto& account : entry.accounts) accounts += (accounts.empty() ? "  account " : ", ") + account.str();
        print(to_string(entry.at) + "  " + entry.user.str() + "  " + (entry.way.empty() ? "http" : entry.way.str()) +
              "  " + (entry.client.empty() ? "-" : entry.client.str()) + "  " + entry.path.str() +
              (entry.id.empty() ? "" : "  " + entry.id.str()) + accounts +
              (entry.as_of.empty() ? "" : "  as of " + entry.as_of.str()) +
              (entry.lost > 0 ? "  (" + counted(entry.lost, "entry", "entries") + " before it lost)" : "") + "\n");
    }
    if (unreadable > 0)
        session.fail(exit_refused, path.string() + ": " + counted(unreadable, "line") +
                                       " cannot be read: a crash or another program cut them off");
}

}  // namespace

std::filesystem::path access_directory(const Session& session, const std::string& given) {
    return given.empty() ? std::filesystem::path{session.store} / "access" : std::filesystem::path{given};
}

void note_read(const Session& session, const ShownByProgram& shown) {
    const auto directory = access_directory(session, "");
    std::error_code none;
    if (!std::filesystem::is_directory(directory, none)) return;
    std::string trouble;
    if (const auto log = ReadLog::open(directory); log) {
        ReadEntry entry;
        entry.at = wall_clock();
        entry.user = domain::UserId{session.actor};
        entry.way = domain::Code{"cli"};
        entry.path = domain::Plain{"tally " + std::string{shown.what}};
        entry.id = domain::Plain{shown.id};
        entry.accounts = shown.accounts;
        entry.as_of = domain::Plain{shown.as_of};
        (*log)->add(std::move(entry));
        (*log)->flush();
        trouble = (*log)->state().trouble;
    } else {
        trouble = log.error();
    }
    if (!trouble.empty()) std::fprintf(stderr, "tally: this access is not recorded: %s\n", trouble.c_str());
}

void add_users(CLI::App& app, Session& session) {
    auto* command = add_store_command(
        app, session, "users",
        "Make a one-time link by which a user sets a password, remove the second factor of a user who "
        "has lost the device, or show who looked at which customer; also while `tally serve` holds "
        "the store");
    auto options = std::make_shared<UsersOptions>();
    command->add_option("what", options->what, "link, remove-second-factor or reads")
        ->required()
        ->check(CLI::IsMember({"link", "remove-second-factor", "reads"}));
    command->add_option("user", options->user, "What the user signs in as; reads: all users where it is left out");
    command->add_option("--of", options->id, "reads: only of the account, person, invoice, … with this id");
    command->add_option("--access", options->access, "Directory of the credentials (default: STORE/access)");
    command->callback([&session, options] {
        if (options->what == "reads") return show_reads(session, *options);
        if (!options->id.empty()) return session.fail(exit_usage, "--of: only `tally users reads` takes it");
        if (options->user.empty())
            return session.fail(exit_usage, "users " + options->what + ": give what the user signs in as");
        if (options->what == "link") return make_user_link(session, *options);
        remove_second_factor(session, *options);
    });
}

}  // namespace tally::tools
