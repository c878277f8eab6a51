#pragma once
// POST /v1/rate-studies: bills of a span of days charged again at proposed tariffs; nothing is written. Parameters say
// which days and which tariff takes the place of which, the body is the proposed versions: tariff.publish, as JSON
// Lines or as {"commands":[…]}. The answer is JSON Lines: how far it is, `{"progress":{"accounts":…,"of":…}}`, with
// accounts=true each account, `{"account":…}`, and at the end `{"study":…}`; with account=ID, `{"account_study":…}`
// alone; or `{"error":…}`. A client that leaves ends the study.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "projections/rate_study/rate_study.h"
#include "tools/http/divisions/division_directory.h"
#include "tools/http/server/http_exchange.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

class RateStudyRoutes {
  public:
    static constexpr std::string_view path = "/v1/rate-studies";
    static constexpr std::size_t body_bytes_max = 1 << 20;

    explicit RateStudyRoutes(const DivisionDirectory& directory) : directory_(directory) {}

    // Nothing: run() may begin.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with(const HttpRequest&) const;
    // False: it broke off. In the name of `actor`; empty: of "study".
    [[nodiscard]] bool run(const HttpRequest&, const std::string& actor, const std::shared_ptr<HttpExchange>&);
    // Whether one account alone is studied there.
    [[nodiscard]] static bool of_one_account(const RequestTarget&);

  private:
    struct Asked {
        projections::RateStudyRequest study;
        domain::AccountId account;
        bool each_account = false;
        std::int32_t division = 0;
    };
    [[nodiscard]] tl::expected<Asked, HttpAnswer> read(const RequestTarget&) const;
    bool answer(const OpenDivision&, Asked, HttpExchange&);

    const DivisionDirectory& directory_;
    std::atomic<bool> under_way_{false};  // One study of all accounts at a time: it takes most of the cores.
};

// OLD=NEW, and more of them after commas. Error: what is wrong with the text.
[[nodiscard]] tl::expected<std::vector<projections::TariffReplaced>, std::string> replaced_tariffs(
    std::string_view text);

}  // namespace tally::tools
