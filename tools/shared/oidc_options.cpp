#include "tools/shared/oidc_options.h"

#include <fstream>

namespace tally::tools {

void add_oidc_options(CLI::App& command, OidcGiven& given, CLI::Option* sign_in) {
    auto& oidc = given.oidc;
    auto* issuer = command
                       .add_option("--oidc-issuer", oidc.issuer,
                                   "Users also sign in at this OpenID provider: its issuer, an https:// address")
                       ->needs(sign_in);
    auto* id = command.add_option("--oidc-client-id", oidc.client_id, "Id under which the provider knows this server")
                   ->needs(issuer);
    auto* redirect = command
                         .add_option("--oidc-redirect", oidc.redirect_url,
                                     "Address to which the provider sends browsers back: "
                                     "https://HOST/v1/session/oidc/callback, as browsers reach this server")
                         ->needs(issuer);
    issuer->needs(id)->needs(redirect);
    command
        .add_option("--oidc-client-secret-file", given.secret_file,
                    "File with the secret of this client (default: a public client, protected by PKCE alone)")
        ->needs(issuer);
    command
        .add_option("--oidc-user-claim", oidc.user_claim,
                    "Claim that has the user's id here (default: email, where the provider has verified it)")
        ->needs(issuer);
    command.add_option("--oidc-name", oidc.name, "The provider's name on the console (default: the issuer's host)")
        ->needs(issuer);
    command
        .add_option("--ca-file", oidc.ca_file,
                    "Certificates, in PEM, that the provider's must be signed by (default: those that the system "
                    "trusts)")
        ->needs(issuer);
}

tl::expected<std::optional<OidcOptions>, std::string> oidc_of(const OidcGiven& given) {
    if (given.oidc.issuer.empty()) return std::nullopt;
    auto options = given.oidc;
    if (!given.secret_file.empty()) {
        std::ifstream file{given.secret_file};
        auto& secret = options.client_secret;
        std::string rest;
        if (std::getline(file, secret) && secret.ends_with('\r')) secret.pop_back();
        if (secret.empty() || std::getline(file, rest))
            return tl::unexpected("--oidc-client-secret-file: " + given.secret_file +
                                  " cannot be read, or has not one line with the secret");
    }
    if (!options.ca_file.empty() && !std::ifstream{options.ca_file})
        return tl::unexpected("--ca-file: " + options.ca_file + " cannot be read");
    if (auto wrong = wrong_with_oidc(options); !wrong.empty()) return tl::unexpected(std::move(wrong));
    return options;
}

}  // namespace tally::tools
