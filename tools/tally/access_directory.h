#pragma once
// Where a store's credentials are, and the record of who looked at what.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tools/shared/session.h"

namespace tally::tools {

// STORE/access, where none is given.
[[nodiscard]] std::filesystem::path access_directory(const Session&, const std::string& given);

// What this program shows of customers is kept as what a server shows is, where users sign in at the store. What cannot
// be kept is said, and shown all the same: who opens the store has its keys.
struct ShownByProgram {
    std::string_view what;  // "show balance".
    std::string_view id = {};
    std::vector<domain::AccountId> accounts = {};
    std::string_view as_of = {};
};
void note_read(const Session&, const ShownByProgram&);

}  // namespace tally::tools
