#include "tools/tallyd/node_http.h"

#include <utility>

namespace tally::tools {

NodeHttp::NodeHttp(const consumers::Node& node)
    : owners_(node.configuration().kafka),
      directory_(node, owners_, node.configuration().address),
      routes_(directory_) {}

tl::expected<std::unique_ptr<NodeHttp>, std::string> NodeHttp::start(const consumers::Node& node) {
    std::unique_ptr<NodeHttp> http{new NodeHttp{node}};
    // Other nodes ask by the address that this one gave them.
    HttpLimits limits;
    const auto& address = node.configuration().address;
    limits.host_names = {address.substr(0, address.rfind(':'))};
    auto server = HttpServer::start(node.configuration().http_listen, http->routes_, std::move(limits));
    if (!server) return tl::unexpected("[http] listen: " + server.error());
    http->server_ = std::move(*server);
    return http;
}

}  // namespace tally::tools
