#pragma once
// A node's answers over HTTP: of the divisions that it owns from itself, of the others from their owners.

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "consumers/node/node.h"
#include "consumers/node/owner_table.h"
#include "tools/http/http_routes.h"
#include "tools/http/http_server.h"
#include "tools/tallyd/node_directory.h"

namespace tally::tools {

class NodeHttp {
  public:
    // Answers where the node's configuration says. The node must outlive it. Error: names value and cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<NodeHttp>, std::string> start(const consumers::Node&);
    NodeHttp(const NodeHttp&) = delete;
    NodeHttp& operator=(const NodeHttp&) = delete;
    [[nodiscard]] const HttpServer& server() const { return *server_; }

  private:
    explicit NodeHttp(const consumers::Node&);
    consumers::OwnerTable owners_;
    NodeDirectory directory_;
    HttpRoutes routes_;
    std::unique_ptr<HttpServer> server_;
};

}  // namespace tally::tools
