#include "eventstore/codec/event_types.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <variant>

#include "domain/events.h"

namespace tally::eventstore::detail {

namespace {

template <class... Records>
constexpr auto names_of(std::type_identity<domain::TypeList<Records...>>) {
    return std::array<std::string_view, sizeof...(Records)>{Records::type_name...};
}
constexpr auto event_type_names = names_of(std::type_identity<domain::EventTypes>{});

// Open addressing over a hash of the name's length and some of its bytes.
class EventTypeTable {
  public:
    EventTypeTable() {
        for (std::size_t i = 0; i < event_type_names.size(); ++i) {
            std::size_t slot = slot_of(event_type_names[i]);
            while (slots_[slot] != 0) slot = (slot + 1) % slots_.size();
            slots_[slot] = static_cast<std::uint8_t>(i + 1);
        }
    }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
        for (std::size_t slot = slot_of(name); slots_[slot] != 0; slot = (slot + 1) % slots_.size()) {
            const std::size_t index = slots_[slot] - 1u;
            if (event_type_names[index] == name) return index;
        }
        return std::nullopt;
    }

  private:
    static_assert(event_type_names.size() < 255);
    static std::size_t slot_of(std::string_view name) {
        std::uint64_t last = 0;
        std::uint64_t middle = 0;
        if (name.size() >= 16) {
            std::memcpy(&last, name.data() + name.size() - 8, 8);
            std::memcpy(&middle, name.data() + name.size() - 16, 8);
        } else {
            std::memcpy(&last, name.data(), std::min<std::size_t>(name.size(), 8));
        }
        const std::uint64_t hash = (last ^ (middle * 0x9E3779B97F4A7C15ULL) ^ name.size()) * 0xD6E8FEB86659FD93ULL;
        return static_cast<std::size_t>(hash >> 54);
    }
    std::array<std::uint8_t, 1024> slots_{};
};

}  // namespace

std::optional<std::size_t> find_event_type(std::string_view name) {
    static const EventTypeTable table;
    return table.find(name);
}

}  // namespace tally::eventstore::detail
