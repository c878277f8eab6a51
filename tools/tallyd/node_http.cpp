#include "tools/tallyd/node_http.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <utility>

#include "consumers/commands/kafka_wire.h"
#include "consumers/kafka/murmur2.h"
#include "eventstore/program_log.h"
#include "tools/http/client/client_tls.h"

namespace tally::tools {

namespace {

// Paths in the file are relative to it.
void resolve(const std::filesystem::path& directory, std::string& path) {
    if (!path.empty()) path = (directory / path).string();
}

void add_options(CLI::App& command, NodeHttpOptions& options, Session& said) {
    add_serving_options(command, options.serving, said, ", which all nodes share");
    command.add_option("--nodes-ca-file", options.nodes_ca_file,
                       "Certificates, in PEM, that the other nodes' must be signed by (default: those that the system "
                       "trusts)");
}

}  // namespace

std::string wrong_with_node_http(const NodeHttpOptions& options, const consumers::NodeConfiguration& node) {
    const auto& serving = options.serving;
    if (auto wrong = wrong_with_serving(serving); !wrong.empty()) return wrong;
    if (!serving.sign_in && !serving.commands) return {};
    const auto setting = serving.name_of(serving.sign_in ? "sign-in" : "commands");
    if (node.division_keys.size() != 1)
        return setting + ": this node has " + std::to_string(node.division_keys.size()) +
               " divisions, and over HTTP commands and users are one division's: leave it out, and send commands with "
               "`tally send --division N`";
    if (!node.standby)
        return setting +
               ": it needs the local copy of a division that another node owns: leave [node] standby = false "
               "out";
    if (serving.sign_in && serving.access.empty())
        return serving.name_of("access") + " is missing: give the directory of the credentials, which all nodes share";
    // Before the node joins: a member of a group that leaves at once can hang in librdkafka 2.0.2.
    if (reached_from_elsewhere(serving.listen))
        if (auto may = may_listen_openly(serving, serving.listen); !may) return may.error();
    return {};
}

std::string node_http_settings() {
    NodeHttpOptions options;
    Session said;
    CLI::App command{"Answers over HTTP", "http"};
    add_options(command, options, said);
    return settings_described(command, "tallyd");
}

tl::expected<NodeHttpOptions, std::string> read_node_http_options(const std::string& file) {
    NodeHttpOptions options;
    Session said;
    CLI::App command{"Answers over HTTP", "http"};
    add_options(command, options, said);
    auto settings = apply_settings(command, file);
    if (!settings) return tl::unexpected(std::move(settings.error()));
    if (options.serving.listen.empty() && !settings->empty())
        return tl::unexpected(file + ": [http] listen is missing: give an address and a port, such as 0.0.0.0:8090");
    options.settings = std::move(*settings);
    options.actor = said.actor.empty() ? "tallyd" : said.actor;
    const auto directory = std::filesystem::path{file}.parent_path();
    auto& serving = options.serving;
    for (auto* path : {&serving.console, &serving.access, &serving.tls_certificate, &serving.tls_key,
                       &serving.oidc.secret_file, &serving.oidc.oidc.ca_file, &options.nodes_ca_file})
        resolve(directory, *path);
    return options;
}

NodeHttp::NodeHttp(const consumers::Node& node, NodeHttpOptions options)
    : options_(std::move(options)),
      owners_(node.configuration().kafka),
      directory_(node, owners_, node.configuration().address) {}

NodeHttp::~NodeHttp() {
    stop();
}

tl::expected<std::unique_ptr<NodeHttp>, std::string> NodeHttp::start(const consumers::Node& node,
                                                                     NodeHttpOptions options) {
    std::unique_ptr<NodeHttp> http{new NodeHttp{node, std::move(options)}};
    auto wrong = http->open_commands(node);
    if (wrong.empty()) wrong = http->open_access();
    if (wrong.empty()) wrong = http->start_server(node);
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
    return http;
}

std::string NodeHttp::open_commands(const consumers::Node& node) {
    const auto& serving = options_.serving;
    if (!serving.commands && !serving.sign_in) return {};
    const auto& configuration = node.configuration();
    division_ = configuration.division_keys.begin()->first;
    const auto& kafka = configuration.kafka;
    consumers::AsyncKafkaPort::Setup setup;
    // Each node reads one partition of the replies, so that they share the work.
    setup.open = [&kafka, number = division_,
                  partition = consumers::partition_of(configuration.address, kafka.reply_partitions)](
                     std::optional<std::int64_t> from) {
        return consumers::open_kafka_wire({kafka, number, partition, interrupted, from});
    };
    setup.terms = [this]() -> std::optional<consumers::AsyncPort::Terms> {
        const auto copy = directory_.copy_of(division_);
        if (!copy) return std::nullopt;
        return consumers::AsyncPort::Terms{copy->division->currency(), copy->division->identity().simulated_time};
    };
    port_ = std::make_unique<consumers::AsyncKafkaPort>(std::move(setup));
    return {};
}

std::string NodeHttp::open_access() {
    if (!options_.serving.sign_in) return {};
    auto options = access_options_of(options_.serving, options_.serving.access);
    if (!options) return options.error();
    options->division = division_;
    auto access = Access::open(directory_, *port_, std::move(*options));
    if (!access) return options_.serving.name_of("access") + ": " + access.error();
    access_ = std::move(*access);
    return {};
}

std::string NodeHttp::start_server(const consumers::Node& node) {
    const auto& serving = options_.serving;
    routes_ = access_ ? std::make_unique<HttpRoutes>(directory_, *port_, *access_)
                      : std::make_unique<HttpRoutes>(directory_, port_.get(), options_.actor);
    if (access_) routes_->limit_clients(serving.client_limits);
    if (const auto held = hold_console(*routes_, serving); !held) return held.error();
    auto tls = read_tls(serving);
    if (!tls) return tls.error();
    tls_ = std::move(*tls);
    auto limits = limits_of(serving);
    // Other nodes ask by the address that this one gave them.
    const auto& address = node.configuration().address;
    limits.host_names.push_back(address.substr(0, address.rfind(':')));
    if (tls_) {
        auto context = client_context(options_.nodes_ca_file);
        if (!context) return serving.name_of("nodes-ca-file") + ": " + context.error();
        limits.other_nodes = std::move(*context);
    }
    auto server = HttpServer::start(serving.listen, *routes_, std::move(limits), tls_);
    if (!server) return "[http] listen: " + server.error();
    server_ = std::move(*server);
    if (const auto may = may_listen(serving, *server_, "tallyd"); !may) return may.error();
    return {};
}

std::string NodeHttp::first_link() {
    if (!access_) return {};
    if (!directory_.reader_of(division_)) {
        // Its next owner makes a link in place of this node's.
        users_are_known_ = false;
        return {};
    }
    if (users_are_known_) return {};
    const auto link = access_->make_first_link();
    if (!link) {
        spdlog::warn("a link for the first user cannot be made: {}", link.error());
        return {};
    }
    users_are_known_ = true;
    return link->value_or("");
}

void NodeHttp::read_again(const std::string& file) {
    if (const auto read = read_node_http_options(file))
        report_changed_settings(options_.settings, read->settings);
    else
        spdlog::error("the settings stay as they were: {}", read.error());
    read_certificate_again(tls_.get());
}

void NodeHttp::stop() {
    if (server_) server_->stop();
    if (access_) access_->stop();
    if (port_) port_->stop();
}

}  // namespace tally::tools
