#include "tools/http/access/access_openapi.h"

#include <fmt/format.h>
#include <type_traits>

#include "eventstore/codec/catalogue.h"
#include "tools/http/access/access_messages.h"
#include "tools/http/access/access_routes.h"
#include "tools/http/access/session_answer.h"
#include "tools/http/described/openapi_parts.h"

namespace tally::tools {

namespace {

constexpr std::string_view access_prefix = "access.";
constexpr Answered no_users{404, "This server knows no users: it was started without --sign-in"};
constexpr Answered misdirected{421, "Host is not a name of this server"};
constexpr Answered try_again{503, "Try again: the store or the credentials do not answer, or too many sign in at once"};
constexpr Answered held_up{429, "Too many attempts: Retry-After says when to try again"};

// One method of a path.
struct Operation {
    std::string_view method;
    std::string_view name;
    std::string_view summary;
    unsigned status = 200;
    std::string_view answer = {};  // Name of its schema; empty: there is no body.
    std::string_view body = {};    // The same of the request.
    std::string problems = {};
    std::string_view parameters = {};  // Of this method alone, as JSON.
    bool open = false;                 // For those who are not signed in.
};

std::string content(std::string_view schema) {
    if (schema.empty()) return {};
    return fmt::format(R"("content":{{"{}":{{"schema":{}}}}})", json_type, reference(access_prefix, schema));
}

std::string operation_json(const Operation& operation, const std::string& path_parameters) {
    const auto answer = content(operation.answer);
    const auto body = content(operation.body);
    std::string parameters = path_parameters;
    if (!operation.parameters.empty())
        parameters += (parameters.empty() ? "" : ",") + std::string{operation.parameters};
    return fmt::format(R"("{}":{{"operationId":{},"tags":["access"],"summary":{},{}"parameters":[{}],{}"responses":{{)"
                       R"("{}":{{"description":"Done"{}}}{}}}}})",
                       operation.method, json_text(operation.name), json_text(operation.summary),
                       operation.open ? R"("security":[],)" : "", parameters,
                       body.empty() ? "" : fmt::format(R"("requestBody":{{"required":true,{}}},)", body),
                       operation.status, answer.empty() ? "" : "," + answer, operation.problems);
}

std::string path_json(std::string_view path, std::initializer_list<Operation> operations) {
    std::string parameters;
    if (path.find("{id}") != std::string_view::npos)
        parameters = parameter_json({"id", "Which one", id_text_schema, "path"});
    if (path.find("{token}") != std::string_view::npos)
        parameters = parameter_json({"token", "The secret of the link", id_text_schema, "path"});
    std::string all;
    for (const auto& operation : operations) all += (all.empty() ? "" : ",") + operation_json(operation, parameters);
    return fmt::format("{}:{{{}}}", json_text(path), all);
}

// Of what a request may say; what is not required may be left out.
template <class Body>
std::string body_schema(std::string_view name, std::string_view required) {
    std::string properties;
    domain::for_each_field<Body>([&](const auto& field) {
        using Member = typename std::remove_cvref_t<decltype(field)>::member_type;
        std::string type = R"("type":"string")";
        if constexpr (std::is_same_v<Member, bool>) {
            type = R"("type":"boolean","default":false)";
        } else if constexpr (std::is_integral_v<Member>) {
            type = R"("type":"integer","minimum":0,"maximum":366)";
        } else if constexpr (std::is_same_v<Member, std::vector<domain::Role>>) {
            type = R"("type":"array","items":{"type":"string","enum":[)";
            for (const auto role : enum_names(domain::Role{}))
                type += (type.back() == '[' ? "" : ",") + json_text(role);
            type += "]}";
        }
        properties += fmt::format(R"({}{}:{{{},"description":{}}})", properties.empty() ? "" : ",",
                                  json_text(field.name), type, json_text(field.meaning));
    });
    return fmt::format(R"({}:{{"type":"object","required":[{}],"additionalProperties":false,"properties":{{{}}}}})",
                       json_text(std::string{access_prefix} + std::string{name}), required, properties);
}

constexpr Answered wrong_parameter{400, "A parameter or its encoding is invalid"};
constexpr Answered unreadable_body{400, "The body cannot be read, or there are parameters"};
constexpr Answered forbidden{
    403,
    "The roles of who asks may not do this, the CSRF token is wrong, or a second factor must be "
    "set up first"};
constexpr Answered must_enrol{403, "A second factor must be set up first"};
constexpr Answered token_or_csrf{403, "A token asks, or the CSRF token is wrong"};
constexpr Answered other_site{403, "A page of another site sent this"};
constexpr Answered wrong_type{415, "The body is not application/json"};
constexpr Answered too_long{413, "The body is too long"};

std::string session_operations() {
    return path_json(
        AccessRoutes::session_path,
        {{.method = "get",
          .name = "get_session",
          .summary = "Who is signed in, and what they may do",
          .answer = "session",
          .problems = problems({wrong_parameter, signed_out, no_users, misdirected, try_again})},
         {.method = "post",
          .name = "sign_in",
          .summary = "Signs in by a password, and sets the cookie of a session",
          .status = 201,
          .answer = "session",
          .body = "sign_in",
          .problems = problems({unreadable_body,
                                {401,
                                 "User or password is wrong, which of them is not said; or the password is right, and "
                                 "a code is needed, wrong or used already"},
                                other_site,
                                no_users,
                                too_long,
                                wrong_type,
                                misdirected,
                                held_up,
                                try_again}),
          .open = true},
         {.method = "delete",
          .name = "sign_out",
          .summary = "Ends the session",
          .status = 204,
          .problems = problems({wrong_parameter, signed_out, forbidden, no_users, misdirected, try_again})}});
}

std::string password_operations() {
    return path_json(
        AccessRoutes::password_path,
        {{.method = "post",
          .name = "change_password",
          .summary = "Changes the password of who is signed in; all sessions of before end, a new one begins",
          .status = 201,
          .answer = "session",
          .body = "change_password",
          .problems = problems({unreadable_body,
                                signed_out,
                                forbidden,
                                no_users,
                                {409, "The user has no password here"},
                                too_long,
                                wrong_type,
                                misdirected,
                                {422, "The password until now is wrong, or the new one is weak"},
                                held_up,
                                try_again})}});
}

constexpr Answered no_password{409, "The user has no password here, or has a second factor"};

std::string second_factor_operations() {
    return path_json(
        AccessRoutes::second_factor_path,
        {{.method = "get",
          .name = "get_second_factor",
          .summary = "Whether the user who is signed in has a second factor",
          .answer = "second_factor",
          .problems = problems({wrong_parameter, signed_out, token_or_csrf, no_users, misdirected, try_again})},
         {.method = "post",
          .name = "begin_second_factor",
          .summary = "Begins to set up a second factor: the key of its codes, which counts once it is confirmed",
          .status = 201,
          .answer = "begun_second_factor",
          .body = "enrol",
          .problems = problems({unreadable_body,
                                signed_out,
                                token_or_csrf,
                                no_users,
                                no_password,
                                too_long,
                                wrong_type,
                                misdirected,
                                {422, "The password is wrong"},
                                held_up,
                                try_again})},
         {.method = "delete",
          .name = "end_second_factor",
          .summary = "Removes the second factor of who is signed in; the user's other sessions end",
          .status = 204,
          .body = "end_second_factor",
          .problems = problems({unreadable_body,
                                signed_out,
                                token_or_csrf,
                                {404, "The user has no second factor, or this server knows no users"},
                                too_long,
                                wrong_type,
                                misdirected,
                                {422, "The password or the code is wrong, or neither or both are given"},
                                held_up,
                                try_again})}});
}

std::string confirmation_operations() {
    return path_json(
        AccessRoutes::confirmation_path,
        {{.method = "post",
          .name = "confirm_second_factor",
          .summary = "A code of the key that was begun: the second factor counts from now on, other sessions of the "
                     "user end, and ten recovery codes are shown once",
          .status = 201,
          .answer = "confirmed_second_factor",
          .body = "confirm",
          .problems = problems({unreadable_body,
                                signed_out,
                                token_or_csrf,
                                no_users,
                                {409, "Nothing was begun within ten minutes, or the user has a second factor"},
                                too_long,
                                wrong_type,
                                misdirected,
                                {422, "The code is wrong"},
                                try_again})}});
}

std::string user_second_factor_operation() {
    return path_json(AccessRoutes::user_second_factor_path,
                     {{.method = "delete",
                       .name = "remove_second_factor",
                       .summary = "Removes the second factor of another user, whose sessions end",
                       .status = 204,
                       .problems = problems({wrong_parameter,
                                             signed_out,
                                             forbidden,
                                             {404, "The user has no second factor, or this server knows no users"},
                                             misdirected,
                                             try_again})}});
}

std::string sign_in_ways_operations() {
    return path_json(AccessRoutes::ways_path, {{.method = "get",
                                                .name = "get_sign_in_ways",
                                                .summary = "How people sign in here",
                                                .answer = "sign_in_ways",
                                                .problems = problems({wrong_parameter, no_users, misdirected}),
                                                .open = true}});
}

constexpr Answered no_provider{404, "This server has no OpenID provider, or it knows no users"};
constexpr Answered provider_lies{502, "What the OpenID provider says is not true or no answer"};
constexpr Answered provider_away{503, "Try again: the OpenID provider does not answer, or too many sign in at once"};

std::string oidc_operations() {
    return path_json(AccessRoutes::oidc_path,
                     {{.method = "get",
                       .name = "begin_oidc_sign_in",
                       .summary = "Sends a browser to the OpenID provider to sign in there",
                       .status = 303,
                       .problems = problems({wrong_parameter, no_provider, misdirected, provider_lies, provider_away}),
                       .open = true}});
}

std::string oidc_callback_operations() {
    constexpr std::string_view parameters =
        R"({"name":"state","in":"query","required":true,"description":"Of the sign-in that was begun","schema":{"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}},)"
        R"({"name":"code","in":"query","required":false,"description":"What the provider gives tokens for","schema":{"type":"string","minLength":1,"maxLength":4096,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}},)"
        R"({"name":"iss","in":"query","required":false,"description":"Issuer of the answer, as RFC 9207 has it","schema":{"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}},)"
        R"({"name":"error","in":"query","required":false,"description":"Why the provider refused the sign-in","schema":{"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}})";
    return path_json(
        AccessRoutes::oidc_callback_path,
        {{.method = "get",
          .name = "end_oidc_sign_in",
          .summary = "Where the OpenID provider sends the browser back: begins a session and shows the console, which "
                     "also says why there is no session where text/html is accepted",
          .status = 303,
          .problems = problems({{400, "This sign-in was not begun in this browser, has ended, or there is no code"},
                                {403, "The provider refused the sign-in, or the person is no user here, or is locked"},
                                no_provider,
                                misdirected,
                                held_up,
                                provider_lies,
                                provider_away}),
          .parameters = parameters,
          .open = true}});
}

std::string link_operations() {
    constexpr Answered unknown{404, "The link was used or has expired, or this server knows no users"};
    return path_json(
        AccessRoutes::link_path,
        {{.method = "get",
          .name = "get_sign_in_link",
          .summary = "Whose one-time link this is; it stays unused",
          .answer = "link",
          .problems = problems({wrong_parameter, unknown, misdirected, held_up, try_again}),
          .open = true},
         {.method = "post",
          .name = "use_sign_in_link",
          .summary = "Sets a password by a one-time link, and signs in",
          .status = 201,
          .answer = "session",
          .body = "use_link",
          .problems = problems({unreadable_body,
                                {401, "The user has a second factor: a code is needed, wrong or used already"},
                                other_site,
                                unknown,
                                too_long,
                                wrong_type,
                                misdirected,
                                {422, "The password is weak, or the first user is refused"},
                                held_up,
                                try_again}),
          .open = true}});
}

std::string token_operations() {
    return path_json(
        AccessRoutes::tokens_path,
        {{.method = "get",
          .name = "get_tokens",
          .summary = "API tokens, without their secrets",
          .answer = "tokens",
          .problems = problems({wrong_parameter, signed_out, must_enrol, no_users, misdirected, try_again})},
         {.method = "post",
          .name = "make_token",
          .summary = "Makes an API token, and shows its secret once",
          .status = 201,
          .answer = "made_token",
          .body = "token_wanted",
          .problems = problems({unreadable_body,
                                signed_out,
                                forbidden,
                                no_users,
                                too_long,
                                wrong_type,
                                misdirected,
                                {422, "The user, the roles or the days are not possible"},
                                try_again})}});
}

std::string reads_operations() {
    constexpr std::string_view reads_page =
        R"({"name":"user","in":"query","required":false,"description":"Only of this user","schema":{"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}},)"
        R"({"name":"id","in":"query","required":false,"description":"Only of the account, person, premise or document with this id","schema":{"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}},)"
        R"({"name":"limit","in":"query","required":false,"description":"Lines at most","schema":{"type":"integer","minimum":1,"maximum":1000}},)"
        R"({"name":"cursor","in":"query","required":false,"description":"next of the answer before","schema":{"type":"string","pattern":"^[0-9]{1,18}$"}})";
    return path_json(AccessRoutes::reads_path,
                     {{.method = "get",
                       .name = "get_reads",
                       .summary = "Who looked at what about customers, newest first",
                       .answer = "reads",
                       .problems = problems({wrong_parameter, signed_out, forbidden, no_users, misdirected, try_again}),
                       .parameters = reads_page}});
}

std::string own_sessions_operation() {
    return path_json(
        AccessRoutes::sessions_path,
        {{.method = "get",
          .name = "get_sessions",
          .summary = "Where the user who asks is signed in",
          .answer = "sessions",
          .problems = problems({wrong_parameter, signed_out, must_enrol, no_users, misdirected, try_again})}});
}

std::string own_session_operation() {
    return path_json(AccessRoutes::own_session_path,
                     {{.method = "delete",
                       .name = "end_session",
                       .summary = "Ends a session of the user who asks",
                       .status = 204,
                       .problems = problems({wrong_parameter,
                                             signed_out,
                                             forbidden,
                                             {404, "You have no such session, or this server knows no users"},
                                             misdirected,
                                             try_again})}});
}

std::string notices_operation() {
    return path_json(
        AccessRoutes::notices_path,
        {{.method = "get",
          .name = "get_access_notices",
          .summary = "What was made for the user who asks to sign in by, or happened to it, and was not seen yet",
          .answer = "notices",
          .problems = problems({wrong_parameter, signed_out, must_enrol, no_users, misdirected, try_again})}});
}

std::string notice_operation() {
    return path_json(AccessRoutes::notice_path,
                     {{.method = "delete",
                       .name = "remove_access_notice",
                       .summary = "Says that the user who asks has seen it",
                       .status = 204,
                       .problems = problems({wrong_parameter,
                                             signed_out,
                                             forbidden,
                                             {404, "You have no such notice, or this server knows no users"},
                                             misdirected,
                                             try_again})}});
}

std::string own_token_operation() {
    return path_json(AccessRoutes::token_path,
                     {{.method = "delete",
                       .name = "remove_token",
                       .summary = "Ends an API token",
                       .status = 204,
                       .problems = problems({wrong_parameter,
                                             signed_out,
                                             forbidden,
                                             {404, "You have no such token, or this server knows no users"},
                                             misdirected,
                                             try_again})}});
}

}  // namespace

std::vector<std::string> access_operations() {
    constexpr Answered no_such_user{404, "There is no such user, or this server knows no users"};
    constexpr std::string_view page =
        R"({"name":"limit","in":"query","required":false,"description":"Users at most","schema":{"type":"integer","minimum":1,"maximum":1000}},)"
        R"({"name":"cursor","in":"query","required":false,"description":"next of the answer before","schema":{"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"}})";
    return {
        session_operations(),
        sign_in_ways_operations(),
        password_operations(),
        second_factor_operations(),
        confirmation_operations(),
        oidc_operations(),
        oidc_callback_operations(),
        link_operations(),
        path_json(AccessRoutes::users_path,
                  {{.method = "get",
                    .name = "get_users",
                    .summary = "Users, by id",
                    .answer = "users",
                    .problems = problems({wrong_parameter, signed_out, forbidden, no_users, misdirected, try_again}),
                    .parameters = page}}),
        path_json(
            AccessRoutes::user_path,
            {{.method = "get",
              .name = "get_user",
              .summary = "One user",
              .answer = "user",
              .problems = problems({wrong_parameter, signed_out, forbidden, no_such_user, misdirected, try_again})}}),
        path_json(AccessRoutes::user_link_path,
                  {{.method = "post",
                    .name = "make_sign_in_link",
                    .summary = "Makes a one-time link by which the user sets a password, and shows it once",
                    .status = 201,
                    .answer = "made_link",
                    .problems = problems({wrong_parameter,
                                          signed_out,
                                          forbidden,
                                          no_such_user,
                                          {409, "The user is locked"},
                                          misdirected,
                                          try_again})}}),
        user_second_factor_operation(),
        reads_operations(),
        own_sessions_operation(),
        own_session_operation(),
        notices_operation(),
        notice_operation(),
        token_operations(),
        own_token_operation(),
    };
}

std::string access_schemas() {
    using eventstore::record_shape;
    const std::vector<eventstore::CatalogueEntry> records{
        {"sign_in_ways", &record_shape<SignInWaysAnswer>()},
        {"user", &record_shape<UserAnswer>()},
        {"users", &record_shape<UsersAnswer>()},
        {"link", &record_shape<LinkAnswer>()},
        {"made_link", &record_shape<MadeLinkAnswer>()},
        {"sessions", &record_shape<SessionsAnswer>()},
        {"notices", &record_shape<NoticesAnswer>()},
        {"second_factor", &record_shape<SecondFactorAnswer>()},
        {"begun_second_factor", &record_shape<BegunSecondFactorAnswer>()},
        {"confirmed_second_factor", &record_shape<ConfirmedSecondFactorAnswer>()},
        {"tokens", &record_shape<TokensAnswer>()},
        {"made_token", &record_shape<MadeTokenAnswer>()},
        {"reads", &record_shape<ReadsAnswer>()}};
    return eventstore::answer_schemas(records, access_prefix, std::string{schemas_at} + std::string{access_prefix}) +
           ",\n" + json_text(std::string{access_prefix} + "session") + ":" + session_schema() + ",\n" +
           body_schema<SignInBody>("sign_in", R"("user","password")") + ",\n" +
           body_schema<PasswordBody>("change_password", R"("current","password")") + ",\n" +
           body_schema<EnrolBody>("enrol", R"("password")") + ",\n" + body_schema<ConfirmBody>("confirm", R"("code")") +
           ",\n" + body_schema<EndSecondFactorBody>("end_second_factor", "") + ",\n" +
           body_schema<LinkBody>("use_link", R"("password")") + ",\n" +
           body_schema<TokenBody>("token_wanted", R"("name")");
}

std::string security_schemes() {
    return R"("cookie":{"type":"apiKey","in":"cookie","name":"tally","description":"Set by signing in; __Host-tally behind a proxy that ends TLS. Requests but GET and HEAD also carry X-CSRF-Token."},)"
           R"("bearer":{"type":"http","scheme":"bearer","description":"An API token."})";
}

}  // namespace tally::tools
