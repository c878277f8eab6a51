#include "tools/http/access/session_answer.h"

#include "eventstore/codec/json.h"

namespace tally::tools {

namespace {

void add_text(std::string_view text, std::string& out) {
    if (out.back() != '[') out += ',';
    eventstore::write_json_string(text, out);
}

}  // namespace

std::string session_json(const Principal& principal) {
    std::string out = R"({"user":)";
    eventstore::write_json_string(principal.user->user.str(), out);
    out += R"(,"name":)";
    eventstore::write_json_string(principal.user->name.str(), out);
    out += R"(,"roles":[)";
    for (const auto role : principal.roles) add_text(name_of(role), out);
    out += R"(],"csrf":)";
    eventstore::write_json_string(principal.csrf, out);
    out += R"(,"must_enrol":)";
    out += principal.must_enrol ? "true" : "false";
    const auto roles = principal.must_enrol ? std::vector<domain::Role>{} : principal.roles;
    out += R"(,"commands":[)";
    for (std::size_t i = 0; i < enum_names(domain::Duty{}).size(); ++i) {
        const auto duty = static_cast<domain::Duty>(i);
        if (principal.read_only || !domain::may(roles, duty)) continue;
        for (const auto type : domain::commands_of(duty)) add_text(type, out);
    }
    out += R"(],"sees":[)";
    for (std::size_t i = 0; i < enum_names(domain::Sight{}).size(); ++i)
        if (const auto sight = static_cast<domain::Sight>(i); domain::may_see(roles, sight))
            add_text(name_of(sight), out);
    out += R"(],"preferences":{)";
    for (const auto& preference : principal.user->preferences) {
        if (out.back() != '{') out += ',';
        eventstore::write_json_string(preference.name.str(), out);
        out += ':';
        eventstore::write_json_string(preference.value.str(), out);
    }
    return out + "}}\n";
}

std::string session_schema() {
    std::string roles = "[";
    for (const auto role : enum_names(domain::Role{})) add_text(role, roles);
    std::string sights = "[";
    for (const auto sight : enum_names(domain::Sight{})) add_text(sight, sights);
    return R"({"type":"object","required":["user","name","roles","csrf","must_enrol","commands","sees","preferences"],"properties":{)"
           R"("user":{"type":"string","description":"What the user signs in as; the actor of what they do."},)"
           R"("name":{"type":"string","description":"Name for other users."},)"
           R"("roles":{"type":"array","items":{"type":"string","enum":)" +
           roles +
           R"(]}},"csrf":{"type":"string","description":"Send it as X-CSRF-Token with every request but GET and HEAD; empty for a token."},)"
           R"("must_enrol":{"type":"boolean","description":"Whether one of the roles takes a second factor that the user has not set up: until then the session does nothing but set it up, sign out and read itself."},)"
           R"("commands":{"type":"array","items":{"type":"string"},"description":"Types of commands that may be sent."},)"
           R"("sees":{"type":"array","items":{"type":"string","enum":)" +
           sights +
           R"(]},"description":"What may be seen: of the customers, their documents, the sums of the books."},)"
           R"("preferences":{"type":"object","additionalProperties":{"type":"string"},"description":"By name, as user.set_preference set them."}}})";
}

}  // namespace tally::tools
