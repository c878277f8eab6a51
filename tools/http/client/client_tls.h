#pragma once
// How a client of TLS makes sure whom it talks to. For client and server only.

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "tools/http/server/http_stream.h"

namespace tally::tools {

// ca_file: certificates to trust, in PEM; empty: those that the system trusts. Error: of the file.
[[nodiscard]] tl::expected<std::shared_ptr<HttpTls::Context>, std::string> client_context(const std::string& ca_file);

// Before the handshake: the other side must prove that it is this host, a name or a numeric address.
void expect_host(HttpStream&, const std::string& host);

}  // namespace tally::tools
