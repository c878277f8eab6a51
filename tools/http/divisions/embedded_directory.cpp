#include "tools/http/divisions/division_directory.h"

namespace tally::tools {

std::vector<DivisionState> EmbeddedDirectory::states() const {
    DivisionState state;
    const bool poisoned = division_.store().poisoned();
    state.state = poisoned ? "failed" : "owning";
    if (poisoned) state.trouble = "a write failed: stop this program, see to the disk, open the store again";
    return {state};
}

std::optional<OpenDivision> EmbeddedDirectory::reader_of(std::int32_t number) const {
    if (number != 0) return std::nullopt;
    return OpenDivision{nullptr, &division_, 0};
}

}  // namespace tally::tools
