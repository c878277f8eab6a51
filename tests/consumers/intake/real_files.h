#pragma once
// The real meter files that stand beside the project. They are never copied in; tests skip where they are absent.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tally::consumers {

inline std::filesystem::path real_green_button_folder() {
    return std::filesystem::path{TALLY_SOURCE_DIR} / "../shared/data/greenbutton";
}

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// Every real feed, whatever it holds.
inline std::vector<std::filesystem::path> real_green_button_files() {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(real_green_button_folder())) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{real_green_button_folder()})
        if (entry.path().extension() == ".xml") files.push_back(entry.path());
    return files;
}

}  // namespace tally::consumers

#define TALLY_NEEDS_REAL_FILES()                                                  \
    if (!std::filesystem::exists(::tally::consumers::real_green_button_folder())) \
    GTEST_SKIP() << "NOT TESTED: the real Green Button files are not at "         \
                 << ::tally::consumers::real_green_button_folder()
