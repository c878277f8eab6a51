#pragma once
// Sessions of a program that alone answers for its division. In memory only: a restart signs all users out.

#include <map>
#include <mutex>
#include <string>

#include "tools/http/access/sessions.h"

namespace tally::tools {

class SessionTable final : public Sessions {
  public:
    explicit SessionTable(SessionLimits limits = {}) : limits_(limits) {}

    [[nodiscard]] tl::expected<Begun, std::string> begin(const domain::UserId&, domain::Instant now,
                                                         const SessionOrigin& = {}) override;
    [[nodiscard]] std::optional<SignedIn> use(std::string_view secret, domain::Instant now) override;
    [[nodiscard]] std::optional<SignedIn> look_at(std::string_view secret, domain::Instant now) override;
    void end(std::string_view secret) override;
    [[nodiscard]] std::vector<OpenSession> open_of(const domain::UserId&, domain::Instant now) override;
    [[nodiscard]] std::string id_of(std::string_view secret) const override;
    [[nodiscard]] bool end_one(const domain::UserId&, std::string_view id) override;
    void end_all_of(const domain::UserId&) override;
    [[nodiscard]] std::size_t count() override {
        const std::lock_guard lock{mutex_};
        return sessions_.size();
    }

  private:
    void make_room(const domain::UserId&, domain::Instant now);

    const SessionLimits limits_;
    std::mutex mutex_;
    std::map<std::string, SignedIn, std::less<>> sessions_;  // By the kept form of their secrets.
};

}  // namespace tally::tools
