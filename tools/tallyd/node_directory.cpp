#include "tools/tallyd/node_directory.h"

namespace tally::tools {

namespace {

using consumers::OwnerState;

std::optional<OpenDivision> opened(std::optional<consumers::OwnedDivision> held) {
    if (!held) return std::nullopt;
    OpenDivision open;
    open.division = &held->division();
    open.owner_epoch = held->epoch();
    open.hold = std::make_shared<const consumers::OwnedDivision>(std::move(*held));
    return open;
}

std::string_view name_of(OwnerState state) {
    switch (state) {
        case OwnerState::idle:
            return "idle";
        case OwnerState::standing_by:
            return "standing_by";
        case OwnerState::taking_over:
            return "taking_over";
        case OwnerState::owning:
            return "owning";
        case OwnerState::fenced:
            return "fenced";
        case OwnerState::waiting:
            return "waiting";
        case OwnerState::failed:
            return "failed";
    }
    return "unknown";
}

}  // namespace

std::vector<DivisionState> NodeDirectory::states() const {
    std::vector<DivisionState> all;
    for (const auto& status : node_.status()) {
        DivisionState state;
        state.number = status.division;
        state.state = name_of(status.state);
        state.followed_to = status.position;
        state.owner_epoch = status.epoch;
        state.trouble = status.trouble;
        state.take_overs = status.take_overs;
        state.commands = status.commands;
        state.dead_letters = status.dead;
        state.passed_over_records = status.passed_over;
        for (const auto& feed : status.feeds)
            state.feeds.push_back({feed.feed, feed.topic, feed.telling, feed.position, feed.failures, feed.trouble});
        all.push_back(std::move(state));
    }
    return all;
}

std::optional<OpenDivision> NodeDirectory::reader_of(std::int32_t number) const {
    return opened(node_.queries(number));
}

std::optional<OpenDivision> NodeDirectory::copy_of(std::int32_t number) const {
    return opened(node_.copy(number));
}

std::optional<std::string> NodeDirectory::address_of(std::int32_t number) const {
    const auto owner = owners_.owner_of(number);
    if (!owner || owner->address == own_address_) return std::nullopt;
    return owner->address;
}

}  // namespace tally::tools
