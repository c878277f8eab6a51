#pragma once
// Which of many paths a target is at. Few paths end alike, so that their last segments find it.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tally::tools {

inline constexpr std::string_view id_segment = "{id}";

// Whether each segment is that of the path, in which {id} stands for any; `id`: that one.
[[nodiscard]] inline bool is_at(std::string_view path, const std::vector<std::string>& segments,
                                std::string_view* id = nullptr) {
    for (const std::string& segment : segments) {
        if (path.empty()) return false;
        path.remove_prefix(1);
        const auto part = path.substr(0, path.find('/'));
        if (part == id_segment) {
            if (id != nullptr) *id = segment;
        } else if (part != segment) {
            return false;
        }
        path.remove_prefix(part.size());
    }
    return path.empty();
}

template <class Row>
class PathIndex {
  public:
    struct Found {
        const Row* row = nullptr;  // Null: no path is there.
        std::string_view path = {};
        std::string_view id = {};  // A segment of the target.
    };

    // Both must outlive the index.
    void add(std::string_view path, const Row& row) {
        by_end_.emplace(path.substr(path.rfind('/') + 1), At{path, &row});
    }
    // A path that ends as the target does goes before one that ends with {id}.
    [[nodiscard]] Found find(const std::vector<std::string>& segments) const {
        if (segments.empty()) return {};
        for (const auto end : {std::string_view{segments.back()}, id_segment}) {
            const auto [first, last] = by_end_.equal_range(end);
            for (auto at = first; at != last; ++at)
                if (Found found{at->second.row, at->second.path, {}}; is_at(found.path, segments, &found.id))
                    return found;
        }
        return {};
    }

  private:
    struct At {
        std::string_view path;
        const Row* row;
    };
    std::unordered_multimap<std::string_view, At> by_end_;
};

}  // namespace tally::tools
