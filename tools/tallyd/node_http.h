#pragma once
// A node's answers over HTTP. Questions about divisions that it owns are answered from itself, the others by their
// owners. Commands go to the division's topic, no matter which node owns it, and users sign in at any node: the
// credentials are in a directory that the nodes share.

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "consumers/commands/async_kafka_port.h"
#include "consumers/node/node.h"
#include "consumers/node/owner_table.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"
#include "tools/shared/serving.h"
#include "tools/tallyd/node_directory.h"

namespace tally::tools {

// What stands below [http].
struct NodeHttpOptions {
    ServingOptions serving{.listen = {}, .in_file = true};
    std::string nodes_ca_file = {};
    std::string actor = {};
    SettingValues settings = {};  // As the file had them.
};

// Error: names file, setting and cure.
[[nodiscard]] tl::expected<NodeHttpOptions, std::string> read_node_http_options(const std::string& file);

// Whether the node can keep them. Empty: it can; else what is wrong, with setting and cure.
[[nodiscard]] std::string wrong_with_node_http(const NodeHttpOptions&, const consumers::NodeConfiguration&);
// A file with every setting below [http].
[[nodiscard]] std::string node_http_settings();

class NodeHttp {
  public:
    // Answers where the options say, which the node can keep. The node must outlive it. Error: names value and cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<NodeHttp>, std::string> start(const consumers::Node&,
                                                                                    NodeHttpOptions);
    NodeHttp(const NodeHttp&) = delete;
    NodeHttp& operator=(const NodeHttp&) = delete;
    ~NodeHttp();
    [[nodiscard]] const HttpServer& server() const { return *server_; }

    // To be called now and then. A link for the first user, once this node owns a division that has none; else empty.
    [[nodiscard]] std::string first_link();
    // The certificate as it is now; what else has changed in the file needs a restart, and is named in the log.
    void read_again(const std::string& file);
    // Accepts no more, and answers what is under way: while the node still decides.
    void stop();

  private:
    NodeHttp(const consumers::Node&, NodeHttpOptions);
    [[nodiscard]] std::string open_commands(const consumers::Node&);
    [[nodiscard]] std::string open_access();
    [[nodiscard]] std::string start_server(const consumers::Node&);

    const NodeHttpOptions options_;
    consumers::OwnerTable owners_;
    NodeDirectory directory_;
    std::int32_t division_ = 0;                        // Of commands and users.
    std::unique_ptr<consumers::AsyncKafkaPort> port_;  // Null: questions only.
    std::unique_ptr<Access> access_;                   // Null: without sign-in.
    std::unique_ptr<HttpRoutes> routes_;
    std::shared_ptr<HttpTls> tls_;
    std::unique_ptr<HttpServer> server_;
    bool users_are_known_ = false;  // Or have a link.
};

}  // namespace tally::tools
