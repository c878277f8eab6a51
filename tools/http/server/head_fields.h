#pragma once
// What a server takes of the fields of a request's head.

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/field.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "tools/http/client/http_forward.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_head.h"

namespace tally::tools {

// The fields of a request's head, each seen once. Of several of one name the first counts, unless said otherwise.
struct HeadFields {
    using Known = boost::beast::http::field;
    HttpRequest& request;
    Framing framing;
    std::size_t hosts = 0;
    std::string_view host = {};
    std::string_view request_id = {};

    void take(Known known, std::string_view name, std::string_view value) {
        switch (known) {
            case Known::host:
                if (hosts++ == 0) host = value;
                return;
            case Known::transfer_encoding:
                return framing.transfer_encoding.push_back(value);
            case Known::content_length:
                framing.has_length = true;
                return;
            case Known::origin:
                return keep(request.origin, value);
            case Known::content_type:
                return keep(request.content_type, value);
            case Known::if_none_match:
                return keep(request.if_none_match, value);
            case Known::accept:
                return keep(request.accept, value);
            case Known::accept_encoding:
                return keep(request.accept_encoding, value);
            case Known::cookie:
                return keep(request.cookie, value);
            case Known::authorization:
                return keep(request.authorization, value);
            case Known::user_agent:
                return keep(request.user_agent, value);
            default:
                return take_named(name, value);
        }
    }

  private:
    // Of names that Boost.Beast has no number for.
    void take_named(std::string_view name, std::string_view value) {
        if (is_named(name, "Idempotency-Key")) return keep(request.idempotency_key, value);
        if (is_named(name, "X-CSRF-Token")) return keep(request.csrf_token, value);
        if (is_named(name, "Last-Event-ID")) return keep(request.last_event_id, value);
        // Each proxy on the way may have added a line; the last one is the nearest proxy's.
        if (is_named(name, "X-Forwarded-For")) request.forwarded_for = std::string{value};
        if (is_named(name, forwarded_header)) request.forwarded = true;
        if (is_named(name, request_id_header) && request_id.empty()) request_id = value;
    }
    static bool is_named(std::string_view name, std::string_view wanted) {
        return name.size() == wanted.size() &&
               boost::beast::iequals({name.data(), name.size()}, {wanted.data(), wanted.size()});
    }
    static void keep(std::string& into, std::string_view value) {
        if (into.empty()) into = std::string{value};
    }
};

}  // namespace tally::tools
