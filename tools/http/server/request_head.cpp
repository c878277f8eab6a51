#include "tools/http/server/request_head.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>

namespace tally::tools {

namespace {

constexpr std::size_t shown_host_bytes_max = 200;

bool same_word(std::string_view one, std::string_view other) {
    return boost::beast::iequals({one.data(), one.size()}, {other.data(), other.size()});
}

// "HOST" or "HOST:PORT", of the characters that RFC 3986 allows there.
bool well_formed(std::string_view host) {
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=%:[]";
    if (host.find_first_not_of(allowed) != std::string_view::npos) return false;
    const auto bracket = host.rfind(']');
    const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon == std::string_view::npos) return true;
    return host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

std::string_view without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return host;
}

std::vector<std::string_view> words_of(std::string_view list) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto comma = list.find(',');
        auto word = list.substr(0, comma);
        while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) word.remove_prefix(1);
        while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
        words.push_back(word);
        if (comma == std::string_view::npos) return words;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace

HostAndTarget host_and_target(std::string_view host, std::string_view target) {
    constexpr std::string_view between = "://";
    for (const std::string_view scheme : {"http", "https"}) {
        if (target.size() < scheme.size() + between.size() || !same_word(target.substr(0, scheme.size()), scheme) ||
            target.substr(scheme.size(), between.size()) != between)
            continue;
        target.remove_prefix(scheme.size() + between.size());
        const auto path = target.find_first_of("/?");
        if (path == std::string_view::npos) return {target, "/", scheme};
        return {target.substr(0, path), target.substr(path), scheme};
    }
    return {host, target};
}

std::optional<HttpAnswer> wrong_with_host(const HostAndTarget& asked, const std::vector<std::string>& names,
                                          bool encrypted) {
    const auto shown = "Host: '" + std::string{asked.host.substr(0, shown_host_bytes_max)} + "' ";
    if (!well_formed(asked.host))
        return http_problem(400, shown + "is no host, or its port is no number: write HOST or HOST:PORT");
    if (!asked.scheme.empty() && (asked.scheme == "https") != encrypted)
        return http_problem(421, "the target asks for " + std::string{asked.scheme} + ", and this connection is " +
                                     (encrypted ? "encrypted" : "not encrypted") + ": ask for a path alone");
    const auto host = without_port(asked.host);
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(std::string{host}, not_an_address);
    if (!not_an_address || same_word(host, "localhost")) return std::nullopt;
    if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return same_word(host, name); }))
        return std::nullopt;
    return http_problem(421, shown + "is not a name of this server: ask by its address, or start it with this name");
}

std::optional<HttpAnswer> wrong_with_framing(const Framing& framing) {
    if (framing.transfer_encoding.empty()) return std::nullopt;
    if (framing.http_1_0)
        return http_problem(400, "Transfer-Encoding: HTTP/1.0 does not have it: send Content-Length, or HTTP/1.1");
    if (framing.has_length)
        return http_problem(400, "Transfer-Encoding: Content-Length is there, too: send one of the two");
    std::vector<std::string_view> codings;
    for (const auto value : framing.transfer_encoding)
        for (const auto word : words_of(value)) codings.push_back(word);
    if (codings.size() == 1 && same_word(codings.front(), "chunked")) return std::nullopt;
    const auto chunked =
        std::count_if(codings.begin(), codings.end(), [](const auto coding) { return same_word(coding, "chunked"); });
    if (chunked != 1 || !same_word(codings.back(), "chunked"))
        return http_problem(400,
                            "Transfer-Encoding: 'chunked' is not its last word, or stands there twice: send chunked");
    return http_problem(501, "Transfer-Encoding: only chunked is known here");
}

}  // namespace tally::tools
