#pragma once
// What a server proves itself by and encrypts with: a certificate with its chain, and its key.

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>

namespace tally::tools {

class HttpTls {
  public:
    class Context;  // See http_stream.h.

    // Both files in PEM; the key without a passphrase. Error: names the file and what is wrong with it.
    [[nodiscard]] static tl::expected<std::shared_ptr<HttpTls>, std::string> read(std::filesystem::path certificate,
                                                                                  std::filesystem::path key);
    // The same files as they are now, for connections from now on. Where they are wrong, the old ones stay. From any
    // thread.
    [[nodiscard]] tl::expected<void, std::string> read_again();
    [[nodiscard]] std::shared_ptr<Context> context() const;

  private:
    HttpTls(std::filesystem::path certificate, std::filesystem::path key);
    const std::filesystem::path certificate_;
    const std::filesystem::path key_;
    mutable std::mutex mutex_;
    std::shared_ptr<Context> context_;
};

}  // namespace tally::tools
