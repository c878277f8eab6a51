#pragma once
// A file that a client sends: kept in a directory of its own, which only this program's user may read, while it is
// used.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "tools/http/server/http_exchange.h"

namespace tally::tools {

class UploadedFile {
  public:
    static constexpr std::uint64_t bytes_max = std::uint64_t{1} << 30;
    static constexpr std::size_t name_bytes_max = 128;

    // What is wrong with a file's name; empty: nothing.
    [[nodiscard]] static std::string wrong_with(std::string_view name);
    // With nothing in it. The name is one that nothing is wrong with. Error: why it cannot be kept.
    [[nodiscard]] static tl::expected<UploadedFile, std::string> make(const std::string& name);

    UploadedFile(UploadedFile&&) noexcept;
    UploadedFile& operator=(UploadedFile&&) = delete;
    UploadedFile(const UploadedFile&) = delete;
    UploadedFile& operator=(const UploadedFile&) = delete;
    ~UploadedFile();

    // All of the body. Error: why it is not kept; empty: the client has left.
    [[nodiscard]] tl::expected<void, std::string> receive(HttpExchange&);
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    // A message about the file, with its name in place of where it is kept.
    [[nodiscard]] std::string without_directory(std::string message) const;

  private:
    explicit UploadedFile(std::filesystem::path directory, const std::string& name);
    std::filesystem::path directory_;  // Empty: moved from.
    std::filesystem::path path_;
};

}  // namespace tally::tools
