#pragma once
// The files of the web console, held in memory: what a client can ask for is what the directory had at the start.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "tools/http/server/http_message.h"

namespace tally::tools {

// Scripts, styles and answers come from this server alone, and no other page may hold the console in a frame.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

class ConsoleFiles {
  public:
    static constexpr std::uint64_t bytes_max = 32 << 20;  // Of all files.

    // The files below `directory`, index.html among them; FILE.gz is FILE for clients that take gzip.
    // Error: names the directory or file, and the cure.
    [[nodiscard]] static tl::expected<ConsoleFiles, std::string> read(const std::filesystem::path& directory);

    // path: "/" or "/assets/index-4f3a.js", without parameters. Null: there is no such file.
    [[nodiscard]] bool has(std::string_view path) const { return find(path) != nullptr; }
    // Of a path that is there.
    [[nodiscard]] HttpAnswer answer(const HttpRequest&, std::string_view path) const;

  private:
    struct File {
        std::string bytes;
        std::string gzip;  // Empty: there is none.
        std::string_view type;
        std::string tag;  // ETag.
        bool named_by_content = false;
    };
    [[nodiscard]] const File* find(std::string_view path) const;
    std::map<std::string, File, std::less<>> files_;
};

}  // namespace tally::tools
