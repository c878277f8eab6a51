#include "tools/http/routes/uploaded_file.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace tally::tools {

std::string UploadedFile::wrong_with(std::string_view name) {
    if (name.empty()) return "it is missing: give the file's name, such as march.csv";
    if (name.size() > name_bytes_max) return "it is longer than " + std::to_string(name_bytes_max) + " bytes";
    if (name == "." || name == ".." || name.find('/') != std::string_view::npos)
        return "give the file's name alone, without directories";
    return {};
}

UploadedFile::UploadedFile(std::filesystem::path directory, const std::string& name)
    : directory_(std::move(directory)), path_(directory_ / name) {}

UploadedFile::UploadedFile(UploadedFile&& other) noexcept
    : directory_(std::exchange(other.directory_, {})), path_(std::move(other.path_)) {}

UploadedFile::~UploadedFile() {
    std::error_code left;  // The system clears its temporary files.
    if (!directory_.empty()) std::filesystem::remove_all(directory_, left);
}

tl::expected<UploadedFile, std::string> UploadedFile::make(const std::string& name) {
    std::error_code error;
    const auto temporary = std::filesystem::temp_directory_path(error);
    std::string directory = (temporary / "tally-upload-XXXXXX").string();
    if (error || mkdtemp(directory.data()) == nullptr)
        return tl::unexpected("the server cannot keep files in " + temporary.string() + " (TMPDIR)");
    return UploadedFile{directory, name};
}

tl::expected<void, std::string> UploadedFile::receive(HttpExchange& exchange) {
    std::ofstream file{path_, std::ios::binary};
    std::uint64_t bytes = 0;
    std::string piece;
    auto state = HttpExchange::Body::open;
    while (state == HttpExchange::Body::open) {
        state = exchange.receive(piece);
        bytes += piece.size();
        if (bytes > bytes_max)
            return tl::unexpected("the file has more than " + std::to_string(bytes_max) +
                                  " bytes: send it in parts, or zipped");
        file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        if (!file)
            return tl::unexpected(std::string{"the server has no room to keep the file: make room and try again"});
        piece.clear();
    }
    if (state != HttpExchange::Body::ended) return tl::unexpected(std::string{});
    file.close();
    if (!file) return tl::unexpected(std::string{"the server has no room to keep the file: make room and try again"});
    return {};
}

std::string UploadedFile::without_directory(std::string message) const {
    const std::string prefix = directory_.string() + "/";
    for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix, at))
        message.erase(at, prefix.size());
    return message;
}

}  // namespace tally::tools
