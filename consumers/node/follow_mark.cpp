#include "consumers/node/follow_mark.h"

#include <fstream>
#include <sstream>

#include "eventstore/storage/crc32c.h"

namespace tally::consumers {

namespace {

constexpr const char* file_name = "log-topic-mark";
constexpr const char* heading = "tallystick-log-topic-mark-1";

std::string text_of(const FollowMark& mark) {
    std::ostringstream text;
    text << heading << ' ' << mark.log_offset << ' ' << mark.position << ' ' << mark.owner_epoch << ' '
         << mark.next_command_offset << ' ' << mark.keys_offset;
    return text.str();
}

}  // namespace

eventstore::Result<void> write_follow_mark(const std::filesystem::path& directory, const FollowMark& mark) {
    const auto fresh = directory / (std::string{file_name} + ".new");
    const auto text = text_of(mark);
    std::error_code error;
    {
        std::ofstream file(fresh);
        file << text << ' ' << eventstore::crc32c(text) << '\n';
        file.close();
        if (!file)
            return eventstore::fail(eventstore::StoreErrorKind::io,
                                    fresh.string() + ": cannot be written: is the disk full?");
    }
    std::filesystem::rename(fresh, directory / file_name, error);
    if (error) return eventstore::fail(eventstore::StoreErrorKind::io, fresh.string() + ": " + error.message());
    return {};
}

std::optional<FollowMark> read_follow_mark(const std::filesystem::path& directory) {
    std::ifstream file(directory / file_name);
    FollowMark mark;
    std::string word;
    std::uint32_t checksum = 0;
    if (!(file >> word >> mark.log_offset >> mark.position >> mark.owner_epoch >> mark.next_command_offset >>
          mark.keys_offset >> checksum))
        return std::nullopt;
    if (word != heading || checksum != eventstore::crc32c(text_of(mark))) return std::nullopt;
    return mark;
}

}  // namespace tally::consumers
