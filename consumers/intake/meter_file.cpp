#include "consumers/intake/meter_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tally::consumers {

namespace {

constexpr std::size_t file_block_bytes = std::size_t{128} << 10;

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t,") == std::string_view::npos;
}

}  // namespace

void MeterFile::Close::operator()(archive* reader) const {
    archive_read_free(reader);
}

MeterFile::MeterFile(std::filesystem::path path, std::unique_ptr<archive, Close> reader)
    : path_(std::move(path)), reader_(std::move(reader)), name_(path_.filename().string()) {}

Intake<MeterFile> MeterFile::open(const std::filesystem::path& path) {
    std::unique_ptr<archive, Close> reader{archive_read_new()};
    // By its directory, so that an archive that was cut off is none. A file that is not an archive is read as it is.
    archive_read_support_format_zip_seekable(reader.get());
    archive_read_support_format_raw(reader.get());
    archive_read_support_format_empty(reader.get());
    if (std::error_code error; std::filesystem::is_directory(path, error))
        return refuse(IntakeErrorKind::cannot_read, path.string() + ": is a directory: name a file in it");
    if (archive_read_open_filename(reader.get(), path.c_str(), file_block_bytes) != ARCHIVE_OK)
        return refuse(IntakeErrorKind::cannot_read,
                      path.string() + ": cannot be read: " + std::strerror(archive_errno(reader.get())));
    return MeterFile{path, std::move(reader)};
}

Intake<bool> MeterFile::next_file() {
    while (true) {
        archive_entry* entry = nullptr;
        const int found = archive_read_next_header(reader_.get(), &entry);
        if (found == ARCHIVE_EOF) return false;
        if (found != ARCHIVE_OK && found != ARCHIVE_WARN) return failed();
        const bool is_archive = archive_format(reader_.get()) != ARCHIVE_FORMAT_RAW;
        if (is_archive && archive_entry_filetype(entry) == AE_IFDIR) continue;
        const char* member = archive_entry_pathname_utf8(entry);
        name_ = path_.filename().string();
        if (is_archive) name_ += ": " + as_shown(member != nullptr ? member : "?");
        begin_ = 0;
        end_ = 0;
        line_ = 0;
        at_end_ = false;
        return true;
    }
}

Intake<bool> MeterFile::next_line(std::string_view& text) {
    while (true) {
        const char* const from = buffer_.data() + begin_;
        const auto* const stop = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
        if (stop == nullptr && !at_end_) {
            if (end_ - begin_ > meter_line_bytes_max)
                return refuse(IntakeErrorKind::limit_exceeded, name_ + ", line " + std::to_string(line_ + 1) +
                                                                   ": the line has more than " +
                                                                   std::to_string(meter_line_bytes_max) + " bytes");
            if (auto filled = fill(); !filled) return tl::unexpected(std::move(filled.error()));
            continue;
        }
        if (stop == nullptr && begin_ == end_) return false;
        const char* const until = stop != nullptr ? stop : buffer_.data() + end_;
        text = {from, static_cast<std::size_t>(until - from)};
        begin_ = std::min(end_, begin_ + text.size() + 1);
        if (text.size() > meter_line_bytes_max)
            return refuse(IntakeErrorKind::limit_exceeded, name_ + ", line " + std::to_string(line_ + 1) +
                                                               ": the line has more than " +
                                                               std::to_string(meter_line_bytes_max) + " bytes");
        ++line_;
        if (line_ == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (!is_blank(text)) return true;
    }
}

Intake<void> MeterFile::fill() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (buffer_.size() < end_ + file_block_bytes) buffer_.resize(end_ + file_block_bytes);
    const auto bytes = archive_read_data(reader_.get(), buffer_.data() + end_, buffer_.size() - end_);
    // A wrong check sum is a warning to the library, and its bytes are not what the sender wrote.
    if (bytes < 0) return failed();
    if (bytes == 0) at_end_ = true;
    end_ += static_cast<std::size_t>(bytes);
    return {};
}

tl::unexpected<IntakeError> MeterFile::failed() const {
    const char* why = archive_error_string(reader_.get());
    return refuse(IntakeErrorKind::cannot_read,
                  name_ + ": the archive cannot be read: " + (why != nullptr ? std::string{why} : "it is damaged"));
}

std::string as_shown(std::string_view text) {
    constexpr std::size_t shown_max = 40;
    std::string shown;
    for (const char c : text.substr(0, shown_max)) shown += c >= ' ' && c <= '~' ? c : '?';
    return text.size() > shown_max ? shown + "…" : shown;
}

}  // namespace tally::consumers
