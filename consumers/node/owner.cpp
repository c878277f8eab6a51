#include "consumers/node/owner.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "consumers/kafka/murmur2.h"
#include "consumers/node/commit_record.h"
#include "consumers/node/node_topics.h"
#include "eventstore/codec/json_place.h"
#include "eventstore/keys/verifier_file.h"
#include "eventstore/program_log.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using eventstore::Outcome;
using eventstore::StoreErrorKind;

constexpr std::uint64_t outstanding_max = 8192;
constexpr auto poll_slice = 20ms;
constexpr auto end_answer_wait = 500ms;  // The end of the commands is not urgent.
constexpr auto follow_every = 250ms;
constexpr auto mark_every = 60s;  // Commits wait meanwhile; after a crash this much is read again.
constexpr auto mark_patience = 500ms;
constexpr auto hand_over_patience = 5s;
constexpr auto recovery_pause = 100ms;
constexpr auto trouble_pause = 2s;
constexpr auto fenced_pause = 15s;  // Longer than a session: by then the group has said whose it is.
constexpr std::int64_t ahead_max_us = 5LL * 60 * 1'000'000;
constexpr unsigned claims_max = 5;

std::int64_t now_us() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

// What another attempt on this node may well cure. Not what an operator has set, or has not: another node may have it.
bool passes(const NodeError& error) {
    if (error.kafka)
        return error.kafka != KafkaErrorKind::authentication && error.kafka != KafkaErrorKind::encryption &&
               error.kafka != KafkaErrorKind::authorization && error.kafka != KafkaErrorKind::configuration;
    return error.store == StoreErrorKind::poisoned || error.store == StoreErrorKind::store_busy ||
           error.store == StoreErrorKind::in_use;
}

}  // namespace

Owner::Owner(OwnerSetup setup)
    : setup_(std::move(setup)),
      commands_topic_(setup_.configuration.topic("commands")),
      feeds_(setup_.configuration, setup_.division) {
    status_.division = setup_.division;
    thread_ = std::thread([this] { run(); });
}

Owner::~Owner() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Owner::assign() {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = true;
        handed_over_ = false;
    }
    changed_.notify_all();
}

void Owner::begin_revoke() {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = false;
    }
    changed_.notify_all();
}

void Owner::revoke() {
    begin_revoke();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, hand_over_patience, [&] { return handed_over_; });
}

DivisionStatus Owner::status() const {
    auto feeds = feeds_.status();
    const std::lock_guard lock(mutex_);
    auto status = status_;
    status.feeds = std::move(feeds);
    return status;
}

std::optional<OwnedDivision> Owner::owned() const {
    OwnedDivision owned;
    owned.lock_ = std::shared_lock(division_mutex_);
    if (!answers_questions_) return std::nullopt;
    owned.division_ = division_.get();
    owned.epoch_ = epoch_;
    return owned;
}

std::optional<OwnedDivision> Owner::copy() const {
    OwnedDivision copy;
    copy.lock_ = std::shared_lock(division_mutex_);
    if (!division_ || !division_->founded()) return std::nullopt;
    copy.division_ = division_.get();
    if (answers_questions_) copy.epoch_ = epoch_;
    return copy;
}

void Owner::set_state(OwnerState state, std::string trouble) {
    const std::lock_guard lock(mutex_);
    status_.state = state;
    if (!trouble.empty()) status_.trouble = std::move(trouble);
}

void Owner::pause(std::chrono::milliseconds time) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [&] { return role_ended(); });
}

void Owner::run() {
    while (!ending_) {
        {
            std::unique_lock lock(mutex_);
            owning_ = wanted_;
            if (!owning_) {
                handed_over_ = true;
                status_.state = setup_.standby ? OwnerState::standing_by : OwnerState::idle;
                changed_.notify_all();
                if (!setup_.standby) {
                    changed_.wait(lock, [&] { return role_ended(); });
                    continue;
                }
            }
        }
        const auto done = owning_ ? own() : stand_by();
        // A copy that was followed to here is taken over as it is.
        if (done && !owning_ && wanted()) continue;
        let_go(done.has_value());
        if (done || role_ended()) continue;
        const auto& error = done.error();
        spdlog::warn("division {}: {}", setup_.division, error.message);
        if (error.kafka == KafkaErrorKind::fenced) {
            set_state(OwnerState::fenced, error.message);
            pause(fenced_pause);
        } else if (!passes(error)) {
            set_state(OwnerState::failed, error.message);
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return role_ended(); });
        } else {
            set_state(OwnerState::waiting, error.message);
            // Transient errors are retried at once.
            pause(error.kafka == KafkaErrorKind::failed || error.store ? recovery_pause : trouble_pause);
        }
    }
    let_go(true);
}

NodeResult<void> Owner::open_copy() {
    auto verifier = eventstore::read_verifier(setup_.keys);
    if (!verifier) return node_fail(std::move(verifier.error()));
    origin_ = verifier->name();
    const CommitPublisher::Setup publishing{
        setup_.configuration,
        setup_.division,
        setup_.configuration.topic("nodes"),
        setup_.address,
        setup_.at_step ? [this](CommitStep step) { setup_.at_step(setup_.division, step); }
                       : std::function<void(CommitStep)>{},
    };
    publisher_ = std::make_shared<CommitPublisher>(publishing);
    eventstore::DivisionOptions options;
    options.directory = setup_.directory;
    options.keys = setup_.keys;
    options.make_folders = setup_.make_folders;
    // A transaction takes as long for a full record as for a small one: what waited while one hung must fit in the
    // next.
    options.limits.commit_pack_bytes = commit_record_pack_bytes;
    options.commit_sink = publisher_;
    options.log_of_record = log_of_record_name(setup_.configuration, setup_.division);
    auto division = eventstore::Division::open_copy(options);
    if (!division) return node_fail(std::move(division.error()));
    {
        const std::unique_lock lock(division_mutex_);
        division_ = std::move(*division);
    }
    return {};
}

NodeResult<void> Owner::open_log() {
    auto log = LogFollower::open({setup_.configuration,
                                  setup_.division,
                                  setup_.directory,
                                  [this] { return role_ended(); },
                                  {},
                                  &division_mutex_},
                                 *division_);
    if (!log) return tl::unexpected(std::move(log.error()));
    log_ = std::move(*log);
    return {};
}

// The copy is written after commands are answered, and signed in the background, so a failure of it shows in no
// command: it is checked for here.
NodeResult<void> Owner::check_copy() const {
    if (!division_->store().poisoned()) return {};
    return node_fail({StoreErrorKind::poisoned, "the local copy cannot be written; it is opened anew"});
}

// To the end that the topic has now.
NodeResult<void> Owner::follow_log() {
    if (auto sound = check_copy(); !sound) return sound;
    if (auto followed = log_->follow(); !followed) return followed;
    mark_ = log_->mark();
    if (division_->founded() && division_->identity().origin.str() != origin_)
        return node_fail({StoreErrorKind::damaged, setup_.keys.string() + ": these are the keys of " + origin_ +
                                                       ", the log is of " + division_->identity().origin.str()});
    const std::lock_guard lock(mutex_);
    status_.position = log_->position();
    if (!owning_) status_.trouble.clear();
    return {};
}

// The copy and how far it has read stay as they are for own() when the division becomes this node's.
NodeResult<void> Owner::stand_by() {
    if (auto opened = open_copy(); !opened) return opened;
    auto followed = open_log();
    bool marked = false;
    while (followed && !role_ended()) {
        followed = follow_log();
        if (!followed) break;
        if (!marked || Clock::now() - marked_at_ >= mark_every) {
            if (auto kept = write_mark(); !kept) return kept;
            marked = true;
        }
        pause(follow_every);
    }
    if (!followed && followed.error().kafka == KafkaErrorKind::stopped) return {};
    return followed;
}

NodeResult<void> Owner::own() {
    set_state(OwnerState::taking_over);
    if (!division_)
        if (auto opened = open_copy(); !opened) return opened;
    // The owner before is fenced, and its open transaction ended, before its log is read to the end.
    auto producer = TransactionalProducer::open(setup_.configuration, origin_, [this] { return !wanted(); });
    if (!producer) return node_fail(std::move(producer.error()));
    producer_ = std::move(*producer);
    if (auto taken = take_over_log(); !taken) return taken;
    if (auto opened = open_commands(); !opened) return opened;
    {
        const std::lock_guard lock(mutex_);
        status_.state = OwnerState::owning;
        status_.epoch = epoch_;
        status_.position = division_->store().durable_end();
        ++status_.take_overs;
        status_.trouble.clear();
    }
    spdlog::info("division {}: owned in epoch {}, from position {} and command offset {}", setup_.division, epoch_,
                 division_->store().durable_end(), next_offset_);
    if (division_->founded()) open_to_others();
    return take_commands();
}

// From now on questions are answered and feeds published.
void Owner::open_to_others() {
    {
        const std::unique_lock lock(division_mutex_);
        answers_questions_ = true;
    }
    feeds_.start(*division_, origin_);
}

// Afterwards the local copy holds everything before our claim. Records that a previous owner's delayed transaction
// still appends behind the claim have a lower epoch, and every reader skips them.
NodeResult<void> Owner::take_over_log() {
    if (!log_)
        if (auto opened = open_log(); !opened) return opened;
    auto& log = *log_;
    const auto held = division_->store().durable_end();
    const auto begun = Clock::now();
    if (auto followed = follow_log(); !followed) return followed;
    if (log.position() > held)
        spdlog::info("division {}: {} events taken over in {} ms", setup_.division, log.position() - held,
                     (Clock::now() - begun) / 1ms);
    CommitRecord claim;
    for (unsigned attempt = 0;; ++attempt) {
        if (attempt == claims_max)
            return node_fail(
                {KafkaErrorKind::failed, "another instance goes on claiming the division at the same time"});
        claim.owner_epoch = log.owner_epoch() + 1;
        claim.first_position = log.position();
        claim.next_command_offset = log.next_command_offset();
        auto root = division_->store().root_at(log.position());
        if (!root) return node_fail(std::move(root.error()));
        claim.root_before = *root;
        if (auto claimed = publisher_->claim(*producer_, claim); !claimed) return claimed;
        const auto accepted = log.accepted();
        if (auto followed = log.follow_until(claim.owner_epoch); !followed) return followed;
        // Ours alone: otherwise two owners could not be distinguished.
        if (log.accepted() == accepted + 1) break;
    }
    publisher_->begin(*producer_, claim, division_->keys().signing_seed());
    mark_ = log.mark();
    next_mark_.reset();
    if (auto kept = write_mark(); !kept) return kept;
    next_offset_ = claim.next_command_offset;
    {
        const std::lock_guard lock(mutex_);
        status_.passed_over += log.passed_over();
    }
    log_.reset();
    const std::unique_lock lock(division_mutex_);
    epoch_ = claim.owner_epoch;
    return {};
}

NodeResult<void> Owner::open_commands() {
    auto commands = PartitionReader::open(
        setup_.configuration, commands_topic_, setup_.division,
        [this](const PartitionReader::Range& range) {
            const auto next = static_cast<std::int64_t>(next_offset_);
            if (next < range.begin && next > 0)
                spdlog::error("division {}: commands from offset {} to {} were deleted before they were decided",
                              setup_.division, next, range.begin);
            return std::clamp(next, range.begin, range.end);
        },
        end_answer_wait, [this] { return !wanted(); });
    if (!commands) return node_fail(std::move(commands.error()));
    commands_ = std::move(*commands);
    reader_.emplace(division_->currency());
    const std::lock_guard lock(mutex_);
    outstanding_ = 0;
    failure_.reset();
    return {};
}

std::optional<NodeError> Owner::trouble() const {
    std::optional<NodeError> error;
    {
        const std::lock_guard lock(mutex_);
        error = failure_;
    }
    // The cluster's own message says more than the store's.
    if (error)
        if (auto failure = publisher_->failure()) return NodeError{failure->kind, std::nullopt, failure->message};
    return error;
}

bool Owner::wait_until_answered(std::uint64_t at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outstanding_ <= at_most || failure_; });
    return !failure_;
}

NodeResult<void> Owner::take_commands() {
    while (wanted()) {
        if (!wait_until_answered(outstanding_max - 1)) return tl::unexpected(*trouble());
        auto record = commands_->next(poll_slice);
        if (auto error = trouble()) return tl::unexpected(std::move(*error));
        if (auto sound = check_copy(); !sound) return sound;
        if (!record) return node_fail(std::move(record.error()));
        if (*record) {
            if (static_cast<std::uint64_t>((*record)->offset) < next_offset_) continue;
            next_offset_ = static_cast<std::uint64_t>((*record)->offset) + 1;
            if (auto taken = take(std::move(**record)); !taken) return taken;
        } else if (auto aside = put_aside(); !aside) {
            return aside;
        }
        if (auto kept = keep_mark(false); !kept) return kept;
    }
    // What is decided is answered before the division is another's.
    if (!wait_until_answered(0)) return tl::unexpected(*trouble());
    if (auto aside = put_aside(); !aside) return aside;
    return keep_mark(true);
}

NodeResult<void> Owner::take(KafkaRecord record) {
    WaitingCommand waiting;
    waiting.offset = static_cast<std::uint64_t>(record.offset);
    waiting.reply_partition = reply_partition(record);
    waiting.correlation = record.header("correlation").value_or("");
    eventstore::ParsedCommand parsed;
    waiting.reason = read(record, parsed);
    if (!waiting.reason.empty()) {
        waiting.dead = std::move(record);
        publisher_->expect(std::move(waiting));
        return {};
    }
    const auto offset = waiting.offset;
    publisher_->expect(std::move(waiting));
    {
        const std::lock_guard lock(mutex_);
        ++outstanding_;
    }
    division_->execute_async(
        std::move(parsed),
        [this](const eventstore::ParsedCommand&, const Outcome& outcome) {
            if (setup_.at_step) setup_.at_step(setup_.division, CommitStep::answered);
            bool tell = false;
            {
                const std::lock_guard lock(mutex_);
                --outstanding_;
                if (outcome.kind == Outcome::Kind::failed && !failure_)
                    failure_ = NodeError{std::nullopt, outcome.failure.kind, outcome.failure.message};
                tell = failure_ || outstanding_ == 0 || outstanding_ == outstanding_max - 1;
                ++status_.commands;
                if (outcome.kind == Outcome::Kind::accepted)
                    status_.position =
                        std::max(status_.position, outcome.receipt.first_position + outcome.receipt.count);
            }
            if (tell) changed_.notify_all();
        },
        offset);
    if (division_->founded()) return {};
    // The first event says how everything else is to be read.
    if (!wait_until_answered(0)) return tl::unexpected(*trouble());
    const auto end = recorded_end();
    if (end == 0) return {};
    auto& store = division_->store();
    while (!store.wait_for(end, 1s))
        if (store.poisoned()) return node_fail({StoreErrorKind::poisoned, "the views could not follow the log"});
    {
        const std::unique_lock lock(division_mutex_);
        if (auto learnt = division_->learn_identity(); !learnt) return node_fail(std::move(learnt.error()));
    }
    open_to_others();
    reader_.emplace(division_->currency());
    return {};
}

// Of what the topic has; the local copy may have less for a moment.
std::uint64_t Owner::recorded_end() const {
    std::uint64_t end = 0;
    publisher_->between_transactions([&](const CommitRecord& after) { end = after.first_position; });
    return end;
}

// Empty: it is a command. Else why not.
std::string Owner::read(const KafkaRecord& record, eventstore::ParsedCommand& parsed) {
    if (!record.value) return "a record without a value is not a command";
    if (auto read = reader_->read_into(*record.value, 0, parsed); !read)
        return eventstore::message_with_column(*record.value, read.error());
    const auto& id = parsed.header.command_id.str();
    if (id.empty() || id.size() > eventstore::command_id_bytes_max ||
        !std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7f; }))
        return "command_id: give each command an id of its own, of 1 to 128 printable ASCII characters without blanks";
    bool simulated = division_->identity().simulated_time;
    if (!division_->founded()) {
        const auto* settings = get_if<domain::CreateDivision>(&parsed.command);
        if (!settings) return "the division has no first event yet: `tally init --kafka` sends it";
        if (settings->origin.str() != origin_)
            return "origin: '" + settings->origin.str() + "': the keys of this division are those of " + origin_;
        simulated = settings->simulated_time;
    }
    // The first command is made by `tally init --kafka`, which says who ran it.
    if (division_->founded())
        if (const auto wrong = eventstore::wrong_in_header(parsed.header, simulated))
            return eventstore::message_with_column(*record.value, *wrong);
    const std::int64_t appended_us = record.timestamp_ms * 1000;
    if (!simulated) {
        if (appended_us > now_us() + ahead_max_us)
            return "the cluster's clock is more than 5 minutes ahead of the node's: set the clocks right, then send it "
                   "again";
        parsed.header.received_at.microseconds = appended_us;
    } else if (!division_->founded() && parsed.header.received_at == domain::Instant{}) {
        parsed.header.received_at.microseconds = appended_us;
    }
    if (parsed.header.actor.empty()) {
        const auto actor = record.header("actor");
        parsed.header.actor = domain::Plain{actor ? std::string{*actor} : "kafka:" + commands_topic_};
    }
    return {};
}

std::int32_t Owner::reply_partition(const KafkaRecord& record) const {
    const auto count = setup_.configuration.reply_partitions;
    std::int32_t asked = -1;
    if (const auto text = record.header("reply_to")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), asked);
        if (error != std::errc{} || end != text->data() + text->size()) asked = -1;
    }
    return asked >= 0 && asked < count ? asked : partition_of(record.key, count);
}

NodeResult<void> Owner::put_aside() {
    if (!publisher_->any_waiting()) return {};
    {
        const std::lock_guard lock(mutex_);
        if (outstanding_ > 0) return {};
    }
    auto& store = division_->store();
    const auto end = recorded_end();
    if (!store.wait_for(end, 1s)) return {};
    auto root = store.root_at(end);
    if (!root) return node_fail(std::move(root.error()));
    if (auto aside = publisher_->put_aside(*root); !aside) return aside;
    const std::lock_guard lock(mutex_);
    status_.dead = publisher_->dead();
    return {};
}

// Asked while no transaction is open, the end of the topic is behind all records of positions that the mark says.
NodeResult<void> Owner::keep_mark(bool now) {
    if (now || Clock::now() - marked_at_ >= mark_every) {
        marked_at_ = Clock::now();
        NodeResult<void> asked;
        publisher_->between_transactions([&](const CommitRecord& after) {
            // A hint must neither stop the node nor delay commits.
            const auto log = commands_->range_of(setup_.configuration.topic("log"), setup_.division, mark_patience);
            if (!log) return;
            const auto keys = commands_->range_of(setup_.configuration.topic("keys"), setup_.division, mark_patience);
            if (!keys) return;
            next_mark_ =
                FollowMark{log->end, after.first_position, after.owner_epoch, after.next_command_offset, keys->end};
        });
        const std::lock_guard lock(mutex_);
        status_.transactions = publisher_->transactions();
        status_.dead = publisher_->dead();
    }
    if (!next_mark_ || division_->store().durable_end() < next_mark_->position) return {};
    mark_ = *next_mark_;
    next_mark_.reset();
    return write_mark();
}

NodeResult<void> Owner::write_mark() {
    marked_at_ = Clock::now();
    if (auto kept = write_follow_mark(setup_.directory, mark_); !kept) return node_fail(std::move(kept.error()));
    return {};
}

// The producer first: from then on another may have the division.
void Owner::let_go(bool whole) {
    feeds_.begin_stop();
    std::unique_ptr<eventstore::Division> division;
    {
        // The owner answers questions: wait for those under way.
        const std::unique_lock lock(division_mutex_);
        answers_questions_ = false;
        division = std::move(division_);
    }
    commands_.reset();
    log_.reset();
    if (!whole && division) division->abandon();
    producer_.reset();
    if (!wanted_) {
        const std::lock_guard lock(mutex_);
        handed_over_ = true;
        changed_.notify_all();
    }
    feeds_.stop();
    if (whole && division)
        if (auto closed = division->close(); !closed)
            spdlog::warn("division {}: {}", setup_.division, closed.error().message);
    division.reset();
    publisher_.reset();
}

}  // namespace tally::consumers
