// That something by which one signs in was made, as the user whose it is sees it.

#include <algorithm>

#include "tools/http/access/access_bodies.h"
#include "tools/http/access/access_messages.h"
#include "tools/http/access/access_routes.h"
#include "tools/http/routes/query_routes.h"

namespace tally::tools {

KeptNotice AccessRoutes::notice_of(const HttpRequest& request, const Principal& by, const domain::UserId& user,
                                   CredentialKind kind) const {
    KeptNotice notice;
    notice.user = user;
    notice.kind = kind;
    notice.by = domain::Plain{by.user->user.str()};
    notice.at = access_.now();
    notice.address = domain::Plain{access_.client_of(request)};
    if (by.by_cookie) notice.session = domain::Code{access_.sessions().id_of(access_.session_secret(request))};
    return notice;
}

HttpAnswer AccessRoutes::notices(const HttpRequest& request) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (auto wrong = wrong_method(request)) return std::move(*wrong);
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    const auto own = principal->by_cookie ? access_.sessions().id_of(access_.session_secret(request)) : std::string{};
    NoticesAnswer answer;
    for (const auto& one : (*credentials)->notices)
        if (one.user == principal->user->user && (own.empty() || one.session.str() != own))
            answer.notices.push_back({one.id, one.kind, one.token, one.name, one.by, one.address, one.at});
    std::reverse(answer.notices.begin(), answer.notices.end());
    return record_answer(answer);
}

// Who signs in by a token sees notices but removes none: they would be hidden from the person.
HttpAnswer AccessRoutes::remove_notice(const HttpRequest& request, const std::string& id) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (request.method != "DELETE") return wrong_method_for(request, "DELETE");
    if (!principal->by_cookie) return not_permitted("a token removes no notices: sign in", "Authorization");
    bool removed = false;
    const auto done = access_.credentials().change([&](Credentials& credentials) {
        removed = std::erase_if(credentials.notices, [&](const KeptNotice& one) {
                      return one.id.str() == id && one.user == principal->user->user;
                  }) > 0;
        return removed;
    });
    if (!done) return credentials_fail(done.error());
    if (!removed)
        return http_problem(404, "you have no notice '" + id + "': GET /v1/access-notices lists yours",
                            "notice_unknown", "id");
    HttpAnswer answer;
    answer.status = 204;
    return answer;
}

}  // namespace tally::tools
