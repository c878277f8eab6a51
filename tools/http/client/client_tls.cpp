#include "tools/http/client/client_tls.h"

#include <boost/asio/ip/address.hpp>

namespace tally::tools {

tl::expected<std::shared_ptr<HttpTls::Context>, std::string> client_context(const std::string& ca_file) {
    auto context = std::make_shared<HttpTls::Context>(boost::asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->of_openssl.native_handle(), TLS1_2_VERSION);
    boost::system::error_code wrong;
    if (ca_file.empty())
        context->of_openssl.set_default_verify_paths(wrong);
    else
        context->of_openssl.load_verify_file(ca_file, wrong);
    if (wrong) return tl::unexpected(ca_file + " has no certificates in PEM: " + wrong.message());
    return context;
}

void expect_host(HttpStream& stream, const std::string& host) {
    SSL_set_verify(stream.of_openssl(), SSL_VERIFY_PEER, nullptr);
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    if (not_an_address) {
        SSL_set_tlsext_host_name(stream.of_openssl(), host.c_str());
        SSL_set1_host(stream.of_openssl(), host.c_str());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream.of_openssl()), host.c_str());
    }
}

}  // namespace tally::tools
