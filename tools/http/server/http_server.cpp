#include "tools/http/server/http_server.h"

#include <exception>
#include <utility>

#include "tools/http/server/http_core.h"

namespace tally::tools {

HttpServer::HttpServer(std::unique_ptr<HttpCore> core) : core_(std::move(core)) {}
HttpServer::~HttpServer() = default;

tl::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::start(std::string_view listen, HttpHandler& handler,
                                                                         HttpLimits limits,
                                                                         std::shared_ptr<HttpTls> tls) try {
    auto core = std::make_unique<HttpCore>(handler, std::move(limits), std::move(tls));
    if (auto started = core->start(listen); !started) return tl::unexpected(started.error());
    return std::unique_ptr<HttpServer>{new HttpServer{std::move(core)}};
} catch (const std::exception& thrown) {
    return tl::unexpected("cannot serve on " + std::string{listen} + ": " + thrown.what());
}

void HttpServer::stop() {
    core_->stop();
}
std::string HttpServer::address() const {
    const auto endpoint = core_->endpoint();
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}
std::string HttpServer::url() const {
    return (core_->encrypts() ? "https://" : "http://") + address();
}
bool HttpServer::only_this_machine() const {
    return core_->endpoint().address().is_loopback();
}

}  // namespace tally::tools
