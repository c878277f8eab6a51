#include "tests/tidy/sources.h"

#include <algorithm>
#include <fstream>

namespace tally::tidy {

namespace fs = std::filesystem;

fs::path source_root() {
    return TALLY_SOURCE_DIR;
}

std::vector<fs::path> sources_of(const std::string& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(source_root() / folder)) {
        const auto extension = entry.path().extension();
        if (entry.is_regular_file() && (extension == ".h" || extension == ".cpp")) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string name_of(const fs::path& source) {
    return fs::relative(source, source_root()).string();
}

std::vector<std::string> lines_of(const fs::path& source) {
    std::vector<std::string> found;
    std::ifstream file(source);
    for (std::string line; std::getline(file, line);) found.push_back(line);
    return found;
}

}  // namespace tally::tidy
