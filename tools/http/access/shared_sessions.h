#pragma once
// Sessions of programs that answer for one division together: each is a file in a directory that they share, so that
// whoever is asked knows it, and it ends everywhere at once. Its secret is not kept.

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
