#pragma once
// What every program that answers over HTTP is told: where, to whom, with which certificate; as options of the command
// line and as settings of a file. One table for `tally serve` and `tallyd`.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "tools/http/access/access.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/client_limits.h"
#include "tools/http/server/http_server.h"
#include "tools/shared/oidc_options.h"
#include "tools/shared/session.h"
#include "tools/shared/settings_file.h"

namespace tally::tools {

struct ServingOptions {
    std::string listen;
    std::vector<std::string> hosts = {};
    std::string console = {};
    bool commands = false;
    bool sign_in = false;
    bool behind_proxy = false;
    std::string access = {};
    std::uint32_t keep_reads = 0;                     // Days; 0: without end.
    std::vector<std::string> second_factor_for = {};  // Roles.
    std::string tls_certificate = {};
    std::string tls_key = {};
    OidcGiven oidc = {};
    ClientLimits client_limits = {};
    // How a message names an option: "--" and "", or "[http] " and what stands in a file.
    bool in_file = false;

    [[nodiscard]] std::string name_of(std::string option) const;
};

// `default_access`: where the credentials are if --access is not given, for the help.
void add_serving_options(CLI::App&, ServingOptions&, Session&, const std::string& default_access);

// Empty: nothing. Else which option is wrong, and the cure.
[[nodiscard]] std::string wrong_with_serving(const ServingOptions&);
// Error, of each of these: names option, value and cure.
// Without --console, one that is not installed is not there.
[[nodiscard]] tl::expected<void, std::string> hold_console(HttpRoutes&, const ServingOptions&);
// Null without --tls-certificate.
[[nodiscard]] tl::expected<std::shared_ptr<HttpTls>, std::string> read_tls(const ServingOptions&);
// directory: of the credentials.
[[nodiscard]] tl::expected<AccessOptions, std::string> access_options_of(const ServingOptions&,
                                                                         const std::filesystem::path& directory);
// The names that requests may be addressed to.
[[nodiscard]] HttpLimits limits_of(const ServingOptions&);
// Whether an address such as "0.0.0.0:8090" is reached from other machines; a name is not looked up, and is not.
[[nodiscard]] bool reached_from_elsewhere(const std::string& address);
// Error: it may not listen at an address that is reached from elsewhere.
[[nodiscard]] tl::expected<void, std::string> may_listen_openly(const ServingOptions&, const std::string& address);
// Whether it may listen where it does; warns of what every client can read.
[[nodiscard]] tl::expected<void, std::string> may_listen(const ServingOptions&, const HttpServer&,
                                                         std::string_view program);

// What a user is told where there is none yet; `link`: of the first one.
[[nodiscard]] std::string first_user_text(const std::string& url, const std::string& link);

// Reads certificate and key again; where they are wrong, the old ones stay, and the log says so.
void read_certificate_again(HttpTls*);
// Names in the log what differs from what was read at the start, but for the log's level.
void report_changed_settings(const SettingValues& at_start, const SettingValues& now);

}  // namespace tally::tools
