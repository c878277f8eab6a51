#pragma once
// Failed sign-ins, counted together by the programs that answer for one division: one file for each key, in a directory
// that they share, named by the key's hash.

#include <filesystem>
#include <memory>
#include <string>

#include "tools/http/access/shared_folder.h"
#include "tools/http/access/sign_in_delays.h"

namespace tally::tools {

class SharedSignInDelays final : public SignInDelays {
  public:
    // Makes the directory. Error: names it.
    [[nodiscard]] static tl::expected<std::unique_ptr<SharedSignInDelays>, std::string> open(
        std::filesystem::path directory, DelayLimits limits = {});

    [[nodiscard]] tl::expected<std::int64_t, std::string> attempt(const std::string& key, domain::Instant now) override;
    void succeeded(const std::string& key) override;
    void take_back(const std::string& key) override;

  private:
    SharedSignInDelays(std::unique_ptr<SharedFolder> folder, DelayLimits limits)
        : folder_(std::move(folder)), limits_(limits) {}

    const std::unique_ptr<SharedFolder> folder_;
    const DelayLimits limits_;
};

}  // namespace tally::tools
