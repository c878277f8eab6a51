#include "consumers/node/followed_copy.h"

#include <chrono>
#include <thread>

#include "consumers/node/node_topics.h"
#include "eventstore/keys/verifier_file.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using eventstore::StoreErrorKind;

constexpr auto copy_follow_pause = 20ms;
constexpr auto copy_follow_patience = 60s;

}  // namespace

DivisionResult<std::unique_ptr<FollowedCopy>> FollowedCopy::open(FollowedCopySetup setup) {
    std::unique_ptr<FollowedCopy> copy{new FollowedCopy(std::move(setup))};
    if (auto opened = copy->open_division(); !opened) return tl::unexpected(std::move(opened.error()));
    const auto& of = copy->setup_;
    auto log = LogFollower::open({of.configuration, of.division, of.directory, of.stop_asked, {}}, *copy->division_);
    if (!log) return tl::unexpected(std::move(log.error()));
    copy->log_ = std::move(*log);
    if (auto followed = copy->catch_up(); !followed) return tl::unexpected(std::move(followed.error()));
    if (!copy->division_->founded())
        return division_fail({StoreErrorKind::not_a_store,
                              log_of_record_name(of.configuration, of.division) +
                                  " has no first event yet: `tally init --kafka` sends it, and a node decides it"});
    if (auto checked = copy->check_origin(); !checked) return tl::unexpected(std::move(checked.error()));
    return copy;
}

// Named as a copy only once it is known to be one: a store of its own would take no commands from then on.
DivisionResult<void> FollowedCopy::open_division() {
    const auto name = log_of_record_name(setup_.configuration, setup_.division);
    eventstore::DivisionOptions options;
    options.directory = setup_.directory;
    options.keys = setup_.keys;
    options.make_folders = setup_.make_folders;
    auto division = eventstore::Division::open_copy(options);
    if (!division) {
        auto error = std::move(division.error());
        if (error.kind == StoreErrorKind::in_use)
            error.message += ". A node keeps its copy open: name another directory, which is made from the topic";
        return division_fail(std::move(error));
    }
    const bool is_copy = !(*division)->copy_of().empty() || read_follow_mark(setup_.directory).has_value();
    const bool is_new = (*division)->store().durable_end() == 0;
    if (!is_copy && !is_new)
        return division_fail(
            {StoreErrorKind::not_a_store, setup_.directory.string() + ": this store is not a copy of " + name +
                                              ": name another directory, which is made from the topic"});
    if (!(*division)->copy_of().empty() && (*division)->copy_of() != name)
        return division_fail({StoreErrorKind::not_a_store, setup_.directory.string() + ": this is a copy of " +
                                                               (*division)->copy_of() + ", not of " + name});
    if ((*division)->copy_of().empty()) {
        if (auto closed = (*division)->close(); !closed) return division_fail(std::move(closed.error()));
        division->reset();
        options.log_of_record = name;
        division = eventstore::Division::open_copy(options);
        if (!division) return division_fail(std::move(division.error()));
    }
    division_ = std::move(*division);
    return {};
}

DivisionResult<void> FollowedCopy::check_origin() const {
    auto verifier = eventstore::read_verifier(setup_.keys);
    if (!verifier) return division_fail(std::move(verifier.error()));
    const auto& origin = division_->identity().origin.str();
    if (origin == verifier->name()) return {};
    return division_fail({StoreErrorKind::damaged, setup_.keys.string() + ": these are the keys of " +
                                                       verifier->name() + ", the log is of " + origin});
}

DivisionResult<void> FollowedCopy::catch_up() {
    return log_->follow();
}

DivisionResult<void> FollowedCopy::reach(std::uint64_t position) {
    const auto give_up_at = Clock::now() + copy_follow_patience;
    while (log_->position() < position) {
        if (auto followed = log_->follow(); !followed) return followed;
        if (log_->position() >= position) break;
        if (setup_.stop_asked && setup_.stop_asked())
            return division_fail(KafkaError{KafkaErrorKind::stopped, "asked to stop"});
        if (Clock::now() > give_up_at)
            return division_fail(
                KafkaError{KafkaErrorKind::unreachable, log_of_record_name(setup_.configuration, setup_.division) +
                                                            ": event " + std::to_string(position - 1) +
                                                            " was not there in 60 s, though a reply names it"});
        std::this_thread::sleep_for(copy_follow_pause);
    }
    return {};
}

DivisionResult<void> FollowedCopy::close() {
    // What this program's own commands did is shown by its copy, too.
    if (!setup_.stop_asked || !setup_.stop_asked())
        if (auto followed = catch_up(); !followed) return followed;
    if (auto kept = write_follow_mark(setup_.directory, log_->mark()); !kept)
        return division_fail(std::move(kept.error()));
    log_.reset();
    if (auto closed = division_->close(); !closed) return division_fail(std::move(closed.error()));
    return {};
}

}  // namespace tally::consumers
