#include "consumers/node/log_follower.h"

#include <algorithm>
#include <mutex>

#include "eventstore/program_log.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using eventstore::StoreErrorKind;

constexpr auto follower_answer_wait = 10ms;
constexpr auto log_slice = 100ms;
constexpr auto open_transaction_patience = 30s;  // Of another producer, which blocks reading the end.
constexpr std::size_t batch_bytes_max = 16 << 20;
constexpr std::size_t batch_entries_max = 50'000;  // Fewer than the store queues.

}  // namespace

LogFollower::LogFollower(const Setup& setup, eventstore::Division& division)
    : setup_(setup),
      division_(division),
      topic_(setup.configuration.topic("log")),
      keys_topic_(setup.configuration.topic("keys")),
      sealer_(setup.division, division.keys().signing_seed()) {}

NodeResult<std::unique_ptr<LogFollower>> LogFollower::open(const Setup& setup, eventstore::Division& division) {
    std::unique_ptr<LogFollower> follower{new LogFollower(setup, division)};
    if (auto started = follower->start(); !started) return tl::unexpected(std::move(started.error()));
    return follower;
}

std::string LogFollower::place() const {
    return "topic " + topic_ + ", partition " + std::to_string(setup_.division);
}

NodeResult<void> LogFollower::start() {
    auto& store = division_.store();
    local_end_ = store.durable_end();
    while (!store.wait_for(local_end_, 1s))
        if (store.poisoned())
            return node_fail({StoreErrorKind::poisoned, "the views of the local copy could not follow its log"});
    auto tree = eventstore::TreeBuilder::restore(local_end_, *store.tiles());
    if (!tree) return node_fail(std::move(tree.error()));
    tree_ = std::move(*tree);
    auto mark = read_follow_mark(setup_.directory);
    if (mark && mark->position > local_end_) mark.reset();
    PartitionReader::Range found;
    auto log = PartitionReader::open(
        setup_.configuration, topic_, setup_.division,
        [&](const PartitionReader::Range& range) {
            found = range;
            if (mark && (mark->log_offset < range.begin || mark->log_offset > range.end)) mark.reset();
            return mark ? mark->log_offset : range.begin;
        },
        follower_answer_wait, setup_.stop_asked);
    if (!log) return node_fail(std::move(log.error()));
    if (!mark && found.begin > 0)
        return node_fail({KafkaErrorKind::topic_unfit,
                          place() + ": its beginning was deleted: the log of record must be kept without limit "
                                    "(retention.ms=-1, cleanup.policy=delete); restore the topic, or bring a "
                                    "local copy that is not older"});
    log_ = std::move(*log);
    auto keys = PartitionReader::open(
        setup_.configuration, keys_topic_, setup_.division,
        [&](const PartitionReader::Range& range) {
            return mark && mark->keys_offset <= range.end ? std::max(mark->keys_offset, range.begin) : range.begin;
        },
        follower_answer_wait, setup_.stop_asked);
    if (!keys) return node_fail(std::move(keys.error()));
    keys_ = std::move(*keys);
    if (mark) mark_ = *mark;
    return {};
}

NodeResult<void> LogFollower::follow() {
    const auto range = log_->range_of(topic_, setup_.division);
    if (!range) return node_fail(range.error());
    if (auto read = read_to(range->end, std::nullopt); !read) return read;
    if (mark_.position < local_end_)
        return node_fail(
            {StoreErrorKind::damaged,
             setup_.directory.string() + ": the local copy has " + std::to_string(local_end_) + " events, " + place() +
                 " only " + std::to_string(mark_.position) +
                 ": they are not of one history; move the copy away, and it is made again from the topic"});
    return {};
}

NodeResult<void> LogFollower::follow_until(std::uint64_t owner_epoch) {
    return read_to(INT64_MAX, owner_epoch);
}

NodeResult<void> LogFollower::read_to(std::int64_t end, std::optional<std::uint64_t> epoch) {
    auto trouble_from = std::chrono::steady_clock::now();
    while (log_->offset() < end && (!epoch || mark_.owner_epoch < *epoch)) {
        if (setup_.stop_asked && setup_.stop_asked()) return node_fail({KafkaErrorKind::stopped, "asked to stop"});
        auto record = log_->next(log_slice);
        if (!record) return node_fail(std::move(record.error()));
        if (!*record) {
            if (std::chrono::steady_clock::now() - trouble_from > open_transaction_patience)
                return node_fail({KafkaErrorKind::unreachable,
                                  place() + ": its end cannot be read: no broker answers, or somebody has left a "
                                            "transaction open there"});
            continue;
        }
        if (auto considered = consider(std::move(**record)); !considered) return considered;
        if (entry_bytes_ >= batch_bytes_max || entries_.size() >= batch_entries_max)
            if (auto taken = take_over(); !taken) return taken;
        trouble_from = std::chrono::steady_clock::now();
    }
    mark_.log_offset = log_->offset();
    if (auto taken = take_over(); !taken) return taken;
    // While records come, the views follow behind: the next owner needs them.
    return local_end_ < mark_.position ? learn_identity() : NodeResult<void>{};
}

// Readers are kept out only once the views have everything, so that they wait for no more than a few reads.
NodeResult<void> LogFollower::learn_identity() {
    auto& store = division_.store();
    while (!store.wait_for(store.durable_end(), 1s))
        if (store.poisoned())
            return node_fail({StoreErrorKind::poisoned, "the views of the local copy could not follow its log"});
    std::unique_lock<std::shared_mutex> alone;
    if (setup_.readers) alone = std::unique_lock{*setup_.readers};
    if (auto learnt = division_.learn_identity(); !learnt) return node_fail(std::move(learnt.error()));
    return {};
}

NodeResult<eventstore::Hash> LogFollower::root_here() {
    if (mark_.position >= local_end_) return tree_.root();
    auto root = division_.store().root_at(mark_.position);
    if (!root) return node_fail(std::move(root.error()));
    return *root;
}

void LogFollower::pass_over(const KafkaRecord& record, std::string why) {
    ++passed_over_;
    last_passed_over_ = place() + ", offset " + std::to_string(record.offset) + ": passed over: " + std::move(why);
    spdlog::warn("{}", last_passed_over_);
}

NodeResult<void> LogFollower::consider(KafkaRecord record) {
    if (!record.value) {
        pass_over(record, "it has no value");
        return {};
    }
    auto read = read_commit_record(*record.value);
    if (!read) {
        // What a later release wrote may well continue the log: to pass it over would be to fork it.
        if (read.error().kind == StoreErrorKind::newer_format) return node_fail(std::move(read.error()));
        pass_over(record, read.error().message);
        return {};
    }
    if (read->owner_epoch < mark_.owner_epoch) {
        pass_over(record,
                  "owner epoch " + std::to_string(read->owner_epoch) + " after " + std::to_string(mark_.owner_epoch));
        return {};
    }
    if (read->first_position != mark_.position) {
        pass_over(record, "position " + std::to_string(read->first_position) + " where " +
                              std::to_string(mark_.position) + " comes next");
        return {};
    }
    const auto root = root_here();
    if (!root) return tl::unexpected(root.error());
    if (read->root_before != *root) {
        pass_over(record, "it continues another history");
        return {};
    }
    if (auto checked = check_against_local(*read); !checked) return checked;
    values_.push_back(std::move(*record.value));
    // Moving a long text leaves its bytes where they are; a record is never short.
    const auto known = static_cast<std::size_t>(
        std::min<std::uint64_t>(read->entries.size(), local_end_ > mark_.position ? local_end_ - mark_.position : 0));
    for (std::size_t i = known; i < read->entries.size(); ++i) {
        entries_.push_back(read->entries[i]);
        entry_bytes_ += read->entries[i].size();
    }
    const std::span<const std::string_view> fresh{entries_.data() + (entries_.size() - (read->entries.size() - known)),
                                                  read->entries.size() - known};
    std::vector<eventstore::Hash> leaves(fresh.size());
    eventstore::hash_leaves(fresh, leaves);
    tree_.append(leaves);
    (void)tree_.take_full_tiles();
    mark_.position += read->entries.size();
    mark_.owner_epoch = read->owner_epoch;
    mark_.next_command_offset = read->next_command_offset;
    ++accepted_;
    return {};
}

NodeResult<void> LogFollower::check_against_local(const CommitRecord& record) const {
    if (record.first_position >= local_end_) return {};
    const auto end = std::min<std::uint64_t>(local_end_, record.first_position + record.entries.size());
    auto reader = division_.store().log().reader(record.first_position, end);
    for (std::uint64_t position = record.first_position; position < end; ++position) {
        if (!reader.next()) break;
        if (reader.entry() != record.entries[position - record.first_position])
            return node_fail(
                {StoreErrorKind::damaged, setup_.directory.string() + ": event " + std::to_string(position) +
                                              " of the local copy is another one than in " + place() +
                                              ": move the copy away, and it is made again from the topic"});
    }
    if (auto status = reader.status(); !status) return node_fail(std::move(status.error()));
    return {};
}

NodeResult<void> LogFollower::take_over() {
    if (!entries_.empty()) {
        if (auto keys = take_keys(); !keys) return keys;
        if (auto taken = division_.take_over(entries_); !taken) return node_fail(std::move(taken.error()));
        if (setup_.reached) setup_.reached(mark_.position);
    }
    entries_.clear();
    values_.clear();
    entry_bytes_ = 0;
    return {};
}

NodeResult<void> LogFollower::take_keys() {
    const auto range = keys_->range_of(keys_topic_, setup_.division);
    if (!range) return node_fail(range.error());
    eventstore::Result<void> taken;
    std::vector<domain::PersonId> erased;
    auto read = keys_->read_until(range->end, open_transaction_patience, [&](const KafkaRecord& record) {
        const auto person = sealer_.person_of(record.key);
        const auto key = person && record.value ? sealer_.open(*person, *record.value) : std::nullopt;
        if (!key) {
            // A tombstone is of an erased person.
            if (person && !record.value)
                erased.push_back(*person);
            else
                spdlog::warn("topic {}, partition {}, offset {}: no person's key of this division: passed over",
                             keys_topic_, record.partition, record.offset);
            return;
        }
        if (taken) taken = division_.keys().take_over(*person, *key);
    });
    if (!read) return node_fail(std::move(read.error()));
    if (!*read) return node_fail({KafkaErrorKind::unreachable, "topic " + keys_topic_ + ": its end cannot be read"});
    if (taken) taken = division_.keys().sync();
    if (taken) taken = division_.keys().destroy(erased);
    if (!taken) return node_fail(std::move(taken.error()));
    mark_.keys_offset = keys_->offset();
    return {};
}

}  // namespace tally::consumers
