#pragma once
// Options of a server at which people sign in by OpenID Connect.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "tools/http/access/oidc_provider.h"

namespace tally::tools {

struct OidcGiven {
    OidcOptions oidc;
    std::string secret_file;
};

// They need --sign-in, and each other.
void add_oidc_options(CLI::App&, OidcGiven&, CLI::Option* sign_in);
// Nothing: without --oidc-issuer. Error: names the option and the cure.
[[nodiscard]] tl::expected<std::optional<OidcOptions>, std::string> oidc_of(const OidcGiven&);

}  // namespace tally::tools
