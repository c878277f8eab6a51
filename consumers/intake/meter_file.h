#pragma once
// The lines of a meter file: of the file itself, or of each file in a zip archive, one after the other. Memory is that
// of one line and one buffer, whatever the size of the file.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "consumers/intake/intake_error.h"

struct archive;

namespace tally::consumers {

// The longest line of an honest file has 288 values of five minutes.
inline constexpr std::size_t meter_line_bytes_max = std::size_t{64} << 10;

class MeterFile {
  public:
    // Errors: cannot_read.
    [[nodiscard]] static Intake<MeterFile> open(const std::filesystem::path&);

    // Goes to the next file of the archive; a file that is not an archive is the only one. False: there are no more.
    // Errors: cannot_read, for an archive that is damaged.
    [[nodiscard]] Intake<bool> next_file();
    // As messages name it: "march.csv", or "march.zip: march.csv".
    [[nodiscard]] const std::string& name() const { return name_; }

    // The next line that is not blank, without its end; valid until the next call. False: the file ends.
    // Errors: cannot_read, limit_exceeded.
    [[nodiscard]] Intake<bool> next_line(std::string_view& text);
    // Of the line that next_line() gave, from 1.
    [[nodiscard]] std::uint32_t line() const { return line_; }

  private:
    struct Close {
        void operator()(archive*) const;
    };
    MeterFile(std::filesystem::path path, std::unique_ptr<archive, Close> reader);
    [[nodiscard]] Intake<void> fill();
    [[nodiscard]] tl::unexpected<IntakeError> failed() const;

    std::filesystem::path path_;
    std::unique_ptr<archive, Close> reader_;
    std::string name_;
    std::string buffer_;
    std::size_t begin_ = 0;  // Of what was not given out yet.
    std::size_t end_ = 0;    // Of what was read.
    std::uint32_t line_ = 0;
    bool at_end_ = true;
};

// What a file says, as messages show it: cut to 40 bytes, with a question mark for what is not printable ASCII.
[[nodiscard]] std::string as_shown(std::string_view text);

}  // namespace tally::consumers
