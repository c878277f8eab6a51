#include "tools/shared/serving.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <filesystem>
#include <utility>

#include "eventstore/program_log.h"
#include "tools/shared/client_limit_options.h"

namespace tally::tools {

namespace {

// Where it was built, beside the program, or where it is installed. Empty: it is in neither place.
std::filesystem::path installed_console() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& place : {program / "console", program.parent_path() / "share" / "tallystick" / "console"})
        if (!program.empty() && std::filesystem::is_directory(place, error)) return place;
    return {};
}

void add_second_factor_option(CLI::App& command, std::vector<std::string>& roles, CLI::Option* sign_in) {
    std::vector<std::string> names;
    for (const auto role : enum_names(domain::Role{})) names.emplace_back(role);
    command
        .add_option(
            "--second-factor-for", roles,
            "Role whose users do nothing, once they signed in by a password, before they set up a second factor; "
            "may be given several times (default: none; such as admin and supervisor)")
        ->check(CLI::IsMember(names))
        ->needs(sign_in);
}

std::vector<domain::Role> roles_of(const std::vector<std::string>& names) {
    std::vector<domain::Role> roles;
    for (std::size_t i = 0; i < enum_names(domain::Role{}).size(); ++i)
        if (std::find(names.begin(), names.end(), enum_names(domain::Role{}).at(i)) != names.end())
            roles.push_back(static_cast<domain::Role>(i));
    return roles;
}

}  // namespace

std::string ServingOptions::name_of(std::string option) const {
    if (!in_file) return "--" + option;
    std::replace(option.begin(), option.end(), '-', '_');
    return "[http] " + option;
}

void add_serving_options(CLI::App& command, ServingOptions& options, Session& session,
                         const std::string& default_access) {
    command.add_option("--listen", options.listen,
                       options.listen.empty() ? "Address and port, such as 0.0.0.0:8090 (default: no HTTP)"
                                              : "Address and port (default: 127.0.0.1:8090; port 0: any free one)");
    command.add_option(
        "--host", options.hosts,
        "Name that requests may be addressed to, beside localhost and numeric addresses; may be given several times");
    command.add_option(
        "--console", options.console,
        "Directory of the web console's files (default: where it was built or installed, if it is there)");
    auto* commands = command.add_flag(
        "--commands", options.commands,
        "Also take commands (POST /v1/commands) from every program on this machine, with the actor --actor");
    add_actor_option(command, session)->needs(commands);
    auto* sign_in =
        command.add_flag("--sign-in", options.sign_in,
                         "Answer only users who signed in, and take commands in their names (`tally describe roles`)");
    command
        .add_flag("--behind-proxy", options.behind_proxy,
                  "A proxy in front ends TLS and names its clients in X-Forwarded-For")
        ->needs(sign_in);
    add_oidc_options(command, options.oidc, sign_in);
    add_client_limit_options(command, options.client_limits);
    command.add_option("--access", options.access, "Directory of the credentials" + default_access)->needs(sign_in);
    command
        .add_option("--keep-reads", options.keep_reads,
                    "Days for which it stays known who looked at which customer; 0: without end")
        ->check(CLI::Range(0u, 36'500u))
        ->capture_default_str()
        ->needs(sign_in);
    add_second_factor_option(command, options.second_factor_for, sign_in);
    auto* certificate = command.add_option(
        "--tls-certificate", options.tls_certificate,
        "Encrypt with TLS: file of the certificate and its chain, in PEM; read again on SIGHUP, as is its key");
    auto* key = command.add_option("--tls-key", options.tls_key, "File of the certificate's key, in PEM");
    certificate->needs(key);
    key->needs(certificate);
}

std::string wrong_with_serving(const ServingOptions& options) {
    if (options.sign_in && options.commands)
        return options.name_of("commands") + ": with " + options.name_of("sign-in") +
               " commands come from users: leave it out";
    return {};
}

tl::expected<void, std::string> hold_console(HttpRoutes& routes, const ServingOptions& options) {
    const auto directory = options.console.empty() ? installed_console() : std::filesystem::path{options.console};
    if (directory.empty()) return {};
    auto files = ConsoleFiles::read(directory);
    if (!files) return tl::unexpected(options.name_of("console") + ": " + files.error());
    routes.hold(std::move(*files));
    return {};
}

tl::expected<std::shared_ptr<HttpTls>, std::string> read_tls(const ServingOptions& options) {
    if (options.tls_certificate.empty()) return nullptr;
    auto read = HttpTls::read(options.tls_certificate, options.tls_key);
    if (!read) return tl::unexpected(options.name_of("tls-certificate") + ": " + read.error());
    return std::move(*read);
}

tl::expected<AccessOptions, std::string> access_options_of(const ServingOptions& options,
                                                           const std::filesystem::path& directory) {
    AccessOptions access;
    access.directory = directory;
    access.behind_proxy = options.behind_proxy;
    access.keep_reads_days = options.keep_reads;
    access.second_factor_for = roles_of(options.second_factor_for);
    access.encrypts = !options.tls_certificate.empty();
    auto oidc = oidc_of(options.oidc);
    if (!oidc) return tl::unexpected(std::move(oidc.error()));
    access.oidc = std::move(*oidc);
    return access;
}

HttpLimits limits_of(const ServingOptions& options) {
    HttpLimits limits;
    limits.host_names = options.hosts;
    // Browsers come back from the provider by this name.
    if (const auto& redirect = options.oidc.oidc.redirect_url; !redirect.empty())
        limits.host_names.emplace_back(host_of_url(redirect));
    return limits;
}

bool reached_from_elsewhere(const std::string& address) {
    auto host = address.substr(0, address.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code no_number;
    const auto number = boost::asio::ip::make_address(host, no_number);
    return !no_number && !number.is_loopback();
}

tl::expected<void, std::string> may_listen_openly(const ServingOptions& options, const std::string& address) {
    const auto named = [&](const char* option) { return options.name_of(option); };
    if (options.sign_in && !options.behind_proxy && options.tls_certificate.empty())
        return tl::unexpected(named("sign-in") + ": " + address +
                              " can be reached from other machines, and passwords would be sent in clear: give " +
                              named("tls-certificate") + " and " + named("tls-key") + ", or " + named("behind-proxy") +
                              " where a proxy ends TLS, or listen on 127.0.0.1 or [::1]");
    if (options.commands && !options.sign_in)
        return tl::unexpected(
            named("commands") + ": " + address +
            " can be reached from other machines, and any program that reaches it could write: listen on "
            "127.0.0.1 or [::1], or let users sign in (" +
            named("sign-in") + ")");
    return {};
}

tl::expected<void, std::string> may_listen(const ServingOptions& options, const HttpServer& server,
                                           std::string_view program) {
    if (server.only_this_machine()) return {};
    if (auto may = may_listen_openly(options, server.address()); !may) return may;
    if (!options.sign_in)
        std::fprintf(
            stderr,
            "%s: every client that reaches %s reads names and balances: let only those you trust through to it\n",
            std::string{program}.c_str(), server.address().c_str());
    return {};
}

std::string first_user_text(const std::string& url, const std::string& link) {
    return "There is no user yet. The first one, an admin, signs in by this link, once, within an hour:\n" + url +
           "/#/link/" + link + "\n";
}

void read_certificate_again(HttpTls* tls) {
    if (tls == nullptr) return;
    if (const auto read = tls->read_again(); !read) spdlog::error("the certificate stays as it was: {}", read.error());
}

void report_changed_settings(const SettingValues& at_start, const SettingValues& now) {
    std::string changed;
    const auto compare = [&](const SettingValues& all, const SettingValues& others) {
        for (const auto& [name, value] : all) {
            const auto other = others.find(name);
            const bool told = changed.find(" " + name + ",") != std::string::npos;
            if (name == "log_level" || told || (other != others.end() && other->second == value)) continue;
            changed += " " + name + ",";
        }
    };
    compare(now, at_start);
    compare(at_start, now);
    if (changed.empty()) return;
    changed.pop_back();
    spdlog::warn("these settings have changed and need a restart:{}", changed);
}

}  // namespace tally::tools
