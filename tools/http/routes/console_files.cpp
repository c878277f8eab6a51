#include "tools/http/routes/console_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "domain/core/sha256.h"
#include "eventstore/hex.h"

namespace tally::tools {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view index_path = "/index.html";
constexpr std::string_view compressed_ending = ".gz";
// Vite names these after a hash of what they hold, so that a client may keep them.
constexpr std::string_view assets = "/assets/";
std::string_view type_of(std::string_view name) {
    constexpr auto types = std::to_array<std::pair<std::string_view, std::string_view>>({
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
    });
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

tl::expected<std::string, std::string> bytes_of(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
    if (!stream.good() && !stream.eof()) return tl::unexpected(file.string() + " cannot be read");
    return bytes;
}

// "gzip, br;q=0.5" takes gzip; "gzip;q=0" does not.
bool takes_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        auto one = accept_encoding.substr(0, accept_encoding.find(','));
        accept_encoding.remove_prefix(std::min(accept_encoding.size(), one.size() + 1));
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (!one.starts_with("gzip")) continue;
        const auto quality = one.find("q=");
        return quality == std::string_view::npos || one.substr(quality + 2).find_first_of("123456789") != one.npos;
    }
    return false;
}

}  // namespace

tl::expected<ConsoleFiles, std::string> ConsoleFiles::read(const fs::path& directory) {
    ConsoleFiles all;
    std::uint64_t total = 0;
    std::error_code error;
    fs::recursive_directory_iterator at{directory, error};
    for (; !error && at != fs::recursive_directory_iterator{}; at.increment(error)) {
        if (!at->is_regular_file(error) || error) continue;
        auto bytes = bytes_of(at->path());
        if (!bytes) return tl::unexpected(bytes.error());
        total += bytes->size();
        if (total > bytes_max)
            return tl::unexpected(directory.string() + " has more than " + std::to_string(bytes_max >> 20) +
                                  " MiB of files: name the directory that tools/console/build made");
        std::string path = "/" + at->path().lexically_relative(directory).generic_string();
        if (path.ends_with(compressed_ending)) {
            path.resize(path.size() - compressed_ending.size());
            all.files_[path].gzip = std::move(*bytes);
            continue;
        }
        auto& file = all.files_[path];
        file.type = type_of(path);
        file.tag = '"' + eventstore::to_hex(domain::sha256(*bytes)).substr(0, 32) + '"';
        file.named_by_content = path.starts_with(assets);
        file.bytes = std::move(*bytes);
    }
    if (error) return tl::unexpected(directory.string() + " cannot be read: " + error.message());
    std::erase_if(all.files_, [](const auto& one) { return one.second.tag.empty(); });
    if (!all.files_.contains(index_path))
        return tl::unexpected(directory.string() + " has no index.html: tools/console/build makes it");
    return all;
}

const ConsoleFiles::File* ConsoleFiles::find(std::string_view path) const {
    const auto found = files_.find(path == "/" ? index_path : path);
    return found == files_.end() ? nullptr : &found->second;
}

HttpAnswer ConsoleFiles::answer(const HttpRequest& request, std::string_view path) const {
    const auto& file = *find(path);
    HttpAnswer answer;
    answer.content_type = file.type;
    answer.headers.emplace_back("ETag", file.tag);
    answer.headers.emplace_back("Cache-Control",
                                file.named_by_content ? "public, max-age=31536000, immutable" : "no-cache");
    answer.headers.emplace_back("Content-Security-Policy", std::string{content_security_policy});
    answer.headers.emplace_back("Referrer-Policy", "no-referrer");
    if (!file.gzip.empty()) answer.headers.emplace_back("Vary", "Accept-Encoding");
    if (names_entity_tag(request.if_none_match, file.tag)) {
        answer.status = 304;
    } else if (!file.gzip.empty() && takes_gzip(request.accept_encoding)) {
        answer.headers.emplace_back("Content-Encoding", "gzip");
        answer.body = file.gzip;
    } else {
        answer.body = file.bytes;
    }
    return answer;
}

}  // namespace tally::tools
