#pragma once
// Sign-ins at an OpenID provider that were begun at any of the programs that answer for one division together: each is
// an empty file in a directory that they share, so that the provider may send the browser back to any of them.

#include <filesystem>
#include <memory>
#include <string>

#include "tools/http/access/oidc_attempts.h"
#include "tools/http/access/shared_folder.h"

namespace tally::tools {

class SharedOidcAttempts final : public OidcAttempts {
  public:
    // Makes the directory. Error: names it.
    [[nodiscard]] static tl::expected<std::unique_ptr<SharedOidcAttempts>, std::string> open(
        std::filesystem::path directory, OidcLimits limits = {});

  private:
    SharedOidcAttempts(std::unique_ptr<SharedFolder> folder, OidcLimits limits)
        : OidcAttempts(limits), folder_(std::move(folder)) {}
    [[nodiscard]] tl::expected<void, std::string> keep(const std::string& name, domain::Instant now) override;
    [[nodiscard]] std::optional<domain::Instant> take(const std::string& name) override;

    const std::unique_ptr<SharedFolder> folder_;
};

}  // namespace tally::tools
