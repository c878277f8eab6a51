#include "tests/tidy/rooms.h"

#include <regex>

namespace tally::tidy {

std::optional<std::string> room_of(const Rooms& rooms, const std::string& path) {
    if (!path.starts_with(rooms.module + "/")) return std::nullopt;
    std::string place = path.substr(rooms.module.size() + 1);
    place.erase(place.find_last_of('.'));
    if (const auto found = rooms.of_file.find(place); found != rooms.of_file.end()) return found->second;
    while (place.find('/') != std::string::npos) {
        place.erase(place.find_last_of('/'));
        if (rooms.arrows.contains(place)) return place;
    }
    return std::nullopt;
}

std::optional<std::string> broken_arrow(const Rooms& rooms, const std::string& path, const std::string& line) {
    static const std::regex include(R"re(^\s*#include "([^"]+)")re");
    std::smatch match;
    if (!std::regex_search(line, match, include)) return std::nullopt;
    const std::string included = match[1];
    if (!included.starts_with(rooms.module + "/")) return std::nullopt;
    const auto from = room_of(rooms, path);
    if (!from) return path + " is in no room of the table: add it";
    const auto to = room_of(rooms, included);
    if (!to) return included + " is in no room of the table: add it";
    if (*from == *to || rooms.arrows.at(*from).contains(*to)) return std::nullopt;
    return "room " + *from + " must not know room " + *to + ": move the code up, or give it a port";
}

std::optional<std::string> cycle_in(const Rooms& rooms) {
    auto reached = rooms.arrows;
    for (bool grew = true; grew;) {
        grew = false;
        for (auto& [room, known] : reached) {
            const auto before = known.size();
            for (const auto& next : std::set{known})
                if (const auto found = reached.find(next); found != reached.end())
                    known.insert(found->second.begin(), found->second.end());
            grew = grew || known.size() > before;
        }
    }
    for (const auto& [room, known] : reached)
        for (const auto& other : known)
            if (other == room || (reached.contains(other) && reached.at(other).contains(room)))
                return room + ", " + other;
    return std::nullopt;
}

}  // namespace tally::tidy
