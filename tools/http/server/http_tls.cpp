#include "tools/http/server/http_tls.h"

#include <boost/asio/ssl/context.hpp>
#include <fstream>
#include <openssl/ssl.h>
#include <utility>

#include "tools/http/server/http_stream.h"

namespace tally::tools {

namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

tl::expected<std::shared_ptr<HttpTls::Context>, std::string> context_from(const std::filesystem::path& certificate,
                                                                          const std::filesystem::path& key) {
    const auto wrong = [](const std::filesystem::path& file, std::string_view what, const error_code& error) {
        return tl::unexpected(file.string() + " " + std::string{what} + " (" + error.message() + ")");
    };
    for (const auto& file : {certificate, key})
        if (!std::ifstream{file}) return tl::unexpected(file.string() + " cannot be read");
    auto context = std::make_shared<HttpTls::Context>(ssl::context::tls_server);
    auto& openssl = context->of_openssl;
    error_code error;
    openssl.set_options(ssl::context::default_workarounds | ssl::context::no_compression, error);
    SSL_CTX_set_min_proto_version(openssl.native_handle(), TLS1_2_VERSION);
    // Of TLS 1.2 those with a key of each connection's own and authenticated encryption; of TLS 1.3 all are such.
    SSL_CTX_set_cipher_list(openssl.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(openssl.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Without this OpenSSL asks the terminal for the passphrase of a key that has one.
    openssl.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string{}; }, error);
    openssl.use_certificate_chain_file(certificate.string(), error);
    if (error) return wrong(certificate, "is not a certificate in PEM", error);
    openssl.use_private_key_file(key.string(), ssl::context::pem, error);
    if (error) return wrong(key, "is not the certificate's key, in PEM and without a passphrase", error);
    return context;
}

}  // namespace

HttpTls::HttpTls(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)), key_(std::move(key)) {}

tl::expected<std::shared_ptr<HttpTls>, std::string> HttpTls::read(std::filesystem::path certificate,
                                                                  std::filesystem::path key) {
    std::shared_ptr<HttpTls> tls{new HttpTls{std::move(certificate), std::move(key)}};
    if (auto read = tls->read_again(); !read) return tl::unexpected(std::move(read.error()));
    return tls;
}

tl::expected<void, std::string> HttpTls::read_again() try {
    auto context = context_from(certificate_, key_);
    if (!context) return tl::unexpected(std::move(context.error()));
    const std::lock_guard lock{mutex_};
    context_ = std::move(*context);
    return {};
} catch (const std::exception& thrown) {
    return tl::unexpected(certificate_.string() + " cannot be used: " + thrown.what());
}

std::shared_ptr<HttpTls::Context> HttpTls::context() const {
    const std::lock_guard lock{mutex_};
    return context_;
}

}  // namespace tally::tools
