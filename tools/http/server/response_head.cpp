#include "tools/http/server/response_head.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <ctime>

namespace tally::tools {

namespace {

constexpr unsigned no_content = 204;
constexpr unsigned not_modified = 304;
constexpr std::size_t usual_bytes = 640;

// Of the second that it is.
std::string_view http_date() {
    static thread_local std::time_t second = -1;
    static thread_local char text[40];
    static thread_local std::size_t size = 0;
    if (const std::time_t now = std::time(nullptr); now != second) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        second = now;
    }
    return {text, size};
}

bool same_name(std::string_view one, std::string_view other) {
    return one.size() == other.size() && boost::beast::iequals({one.data(), one.size()}, {other.data(), other.size()});
}

bool is_control(char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

class Lines {
  public:
    explicit Lines(const HttpAnswer& answer) : headers_(answer.headers) {
        text_.reserve(usual_bytes);
        add_text("HTTP/1.1 ");
        add_number(answer.status);
        text_ += ' ';
        add_text(http_reason(answer.status));
        add_text("\r\n");
    }
    // Unless the answer has one of that name.
    void add_ours(std::string_view name, std::string_view value) {
        if (std::none_of(headers_.begin(), headers_.end(), [&](const auto& one) { return same_name(one.first, name); }))
            add(name, value);
    }
    void add(std::string_view name, std::string_view value) {
        add_text(name);
        add_text(": ");
        add_text(value);
        add_text("\r\n");
    }
    void add_length(std::uint64_t bytes) {
        add_text("Content-Length: ");
        add_number(bytes);
        add_text("\r\n");
    }
    void add_answers() {
        for (auto one = headers_.begin(); one != headers_.end(); ++one) {
            const auto again = [&](const auto& later) { return same_name(later.first, one->first); };
            if (one->first != "Set-Cookie" && std::any_of(one + 1, headers_.end(), again)) continue;
            if (std::none_of(one->second.begin(), one->second.end(), is_control)) {
                add(one->first, one->second);
                continue;
            }
            auto value = one->second;
            std::erase_if(value, is_control);
            add(one->first, value);
        }
    }
    [[nodiscard]] std::string ended() && {
        add_text("\r\n");
        return std::move(text_);
    }

  private:
    void add_text(std::string_view text) { text_ += text; }
    void add_number(std::uint64_t number) {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        text_.append(digits, end);
    }
    const std::vector<std::pair<std::string, std::string>>& headers_;
    std::string text_;
};

}  // namespace

std::string head_text(const ResponseHead& head) {
    Lines lines{head.answer};
    lines.add("Date", http_date());
    if (head.answer.status != no_content) lines.add_ours("Content-Type", head.answer.content_type);
    // Balances and names are not for a cache to keep, nor for a browser to guess at.
    lines.add_ours("Cache-Control", "no-store");
    for (const auto& [name, value] : security_headers) lines.add_ours(name, value);
    if (head.encrypted) lines.add_ours(tls_only_header.first, tls_only_header.second);
    lines.add_ours(request_id_header, head.request_id);
    lines.add_answers();
    if (!head.length)
        lines.add("Transfer-Encoding", "chunked");
    else if (head.answer.status != no_content && head.answer.status != not_modified)  // Their heads end them.
        lines.add_length(*head.length);
    if (!head.connection.empty()) lines.add("Connection", head.connection);
    return std::move(lines).ended();
}

}  // namespace tally::tools
