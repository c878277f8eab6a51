// tally users: links for users who cannot sign in, made on the machine of the store.

#include <CLI/CLI.hpp>
#include <chrono>

#include "eventstore/division/state_rows.h"
#include "tools/http/access/credential_store.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct UsersOptions {
    std::string what;
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
        return true;
    });
    if (!made) return session.fail(exit_failed, made.error());
    print("The user " + options.user + " sets a password at this path of the server, once, within an hour:\n/#/link/" +
          token + "\n");
}

}  // namespace

std::filesystem::path access_directory(const Session& session, const std::string& given) {
    return given.empty() ? std::filesystem::path{session.store} / "access" : std::filesystem::path{given};
}

void add_users(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "users",
                                      "Make a one-time link by which a user sets a password; also while `tally serve` "
                                      "holds the store");
    auto options = std::make_shared<UsersOptions>();
    command->add_option("what", options->what, "link")->required()->check(CLI::IsMember({"link"}));
    command->add_option("user", options->user, "What the user signs in as")->required();
    command->add_option("--access", options->access, "Directory of the credentials (default: STORE/access)");
    command->callback([&session, options] { make_user_link(session, *options); });
}

}  // namespace tally::tools
