#pragma once
// Sessions of the programs that serve one division together: each session is a file in a shared directory, so that
// every program accepts it and it ends in all of them at once. Its secret is not stored.

#include <filesystem>
#include <memory>
#include <string>

#include "tools/http/access/sessions.h"

namespace tally::tools {

class SharedSessions final : public Sessions {
  public:
    // Makes the directory. Limits: of_one_user_max; there are no more than that for each user. Error: names it.
    [[nodiscard]] static tl::expected<std::unique_ptr<SharedSessions>, std::string> open(
        std::filesystem::path directory, SessionLimits limits = {});

    [[nodiscard]] tl::expected<Begun, std::string> begin(const domain::UserId&, domain::Instant now,
                                                         const SessionOrigin& = {}) override;
    [[nodiscard]] std::optional<SignedIn> use(std::string_view secret, domain::Instant now) override;
    [[nodiscard]] std::optional<SignedIn> look_at(std::string_view secret, domain::Instant now) override;
    void end(std::string_view secret) override;
    [[nodiscard]] std::vector<OpenSession> open_of(const domain::UserId&, domain::Instant now) override;
    [[nodiscard]] std::string id_of(std::string_view secret) const override;
    [[nodiscard]] bool end_one(const domain::UserId&, std::string_view id) override;
    void end_all_of(const domain::UserId&) override;
    [[nodiscard]] std::size_t count() override;

  private:
    SharedSessions(std::filesystem::path directory, SessionLimits limits)
        : directory_(std::move(directory)), limits_(limits) {}
    // Empty: no secret of ours looks like that.
    [[nodiscard]] std::filesystem::path file_of(std::string_view secret) const;
    void make_room(const std::filesystem::path& of_user, domain::Instant now) const;

    const std::filesystem::path directory_;
    const SessionLimits limits_;
};

}  // namespace tally::tools
