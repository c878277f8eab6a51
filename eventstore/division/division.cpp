#include "eventstore/division/division.h"

#include <algorithm>
#include <chrono>

#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/civil_time.h"
#include "eventstore/division/command_executor.h"
#include "eventstore/division/command_work.h"
#include "eventstore/division/entry_header.h"
#include "eventstore/division/refused_header.h"
#include "eventstore/division/sink_as_log_of_record.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/division/states_folder.h"
#include "eventstore/division/taken_over.h"
#include "eventstore/doorbell.h"
#include "eventstore/keys/verifier_file.h"

namespace tally::eventstore {

namespace {

domain::Instant system_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

std::filesystem::path keys_of(const DivisionOptions& options) {
    return options.keys.empty() ? options.directory / "keys" : options.keys;
}

constexpr std::size_t persons_checked_max = 64;
constexpr std::size_t erased_at_once_max = 1'000;
constexpr std::string_view log_of_record_setting = "log_of_record";

}  // namespace

// One command of a batch on its way through the store.
class CommandBatch::BatchWork final : public CommandWork {
  public:
    explicit BatchWork(CommandBatch& batch) : batch_(batch) {}
    void set(std::size_t index, CommandExecutor& executor, const domain::Digest16& digest) {
        index_ = index;
        executor_ = &executor;
        digest_ = digest;
        ahead_ = {};
    }

    const ParsedCommand& parsed() const override { return batch_.commands[index_]; }
    Outcome& outcome() override { return batch_.outcomes[index_]; }
    std::string_view command_id() const override { return batch_.commands[index_].header.command_id.str(); }
    const CommandDigest& command_digest() const override { return digest_; }
    void look_up(Lookups& lookups) override { executor_->look_up(batch_.commands[index_].command, lookups); }
    void look_further(FoundRows& rows) override {
        executor_->look_further(batch_.commands[index_].command, rows, ahead_);
    }
    void warm(Ahead ahead) override {
        if (ahead == Ahead::command) return fetch(batch_.commands[index_]);
        const Outcome& outcome = batch_.outcomes[index_];
        if (ahead == Ahead::far)
            __builtin_prefetch(&outcome, 1);
        else if (outcome.made.data() != nullptr)
            __builtin_prefetch(outcome.made.data(), 1);
        executor_->warm(batch_.commands[index_].command, ahead);
    }
    bool decide(Sequencer& sequencer) override {
        return executor_->decide(batch_.commands[index_], digest_, sequencer, batch_.outcomes[index_], &ahead_);
    }
    void answered(Result<std::optional<Receipt>> answer) override {
        settle(answer);
        const std::lock_guard lock(batch_.mutex_);
        if (--batch_.unanswered_ == 0) batch_.all_answered_.notify_all();
    }

  private:
    CommandBatch& batch_;
    std::size_t index_ = 0;
    CommandExecutor* executor_ = nullptr;
    domain::Digest16 digest_{};
    PartsAhead ahead_;
};

CommandBatch::CommandBatch() = default;
CommandBatch::~CommandBatch() {
    wait();
}
void CommandBatch::wait() {
    std::unique_lock lock(mutex_);
    all_answered_.wait(lock, [&] { return unanswered_ == 0; });
}

// One command and its outcome; subclasses decide who owns the work and pass the answer on.
class Division::OneWork : public CommandWork {
  public:
    OneWork(ParsedCommand command, CommandExecutor& executor, const domain::Digest16& digest)
        : command_(std::move(command)), executor_(executor), digest_(digest) {}

    const ParsedCommand& parsed() const override { return command_; }
    Outcome& outcome() override { return outcome_; }
    std::string_view command_id() const override { return command_.header.command_id.str(); }
    const CommandDigest& command_digest() const override { return digest_; }
    void look_up(Lookups& lookups) override { executor_.look_up(command_.command, lookups); }
    void look_further(FoundRows& rows) override { executor_.look_further(command_.command, rows, ahead_); }
    void warm(Ahead ahead) override {
        if (ahead == Ahead::command) return fetch(command_);
        executor_.warm(command_.command, ahead);
    }
    bool decide(Sequencer& sequencer) override {
        return executor_.decide(command_, digest_, sequencer, outcome_, &ahead_);
    }

  private:
    ParsedCommand command_;
    CommandExecutor& executor_;
    domain::Digest16 digest_;
    Outcome outcome_;
    PartsAhead ahead_;
};

// Owns itself, and is gone once it is answered.
class Division::AsyncWork final : public OneWork {
  public:
    using Answered = std::function<void(const ParsedCommand&, Outcome)>;
    AsyncWork(ParsedCommand command, CommandExecutor& executor, const domain::Digest16& digest, Answered on_answer,
              std::uint64_t tag)
        : OneWork(std::move(command), executor, digest), on_answer_(std::move(on_answer)), tag_(tag) {}
    std::uint64_t tag() const override { return tag_; }
    void answered(Result<std::optional<Receipt>> answer) override {
        const std::unique_ptr<AsyncWork> self(this);
        settle(answer);
        on_answer_(parsed(), std::move(outcome()));
    }

  private:
    Answered on_answer_;
    std::uint64_t tag_;
};

// Stands on the stack of the caller, who waits for it.
class Division::WaitingWork final : public OneWork {
  public:
    using OneWork::OneWork;
    void answered(Result<std::optional<Receipt>> answer) override {
        settle(answer);
        answered_.ring();
    }
    Outcome wait() {
        answered_.wait();
        return std::move(outcome());
    }

  private:
    Doorbell answered_;
};

Division::Division() = default;
Division::~Division() = default;

Result<std::unique_ptr<Division>> Division::create(const DivisionOptions& options, const NewDivision& made,
                                                   std::string_view actor) {
    std::error_code code;
    std::filesystem::create_directories(options.directory, code);
    if (code) return fail(StoreErrorKind::io, options.directory.string() + ": cannot be made: " + code.message());
    // What can be wrong with the words is found before anything is written.
    if (!domain::Currency::parse(made.currency))
        return fail(StoreErrorKind::io,
                    "--currency: '" + made.currency + "' is no ISO 4217 code: give one such as USD");
    if (auto zone = CivilTime::of(made.time_zone); !zone)
        return fail(StoreErrorKind::io, "--time-zone: " + zone.error().message);

    const auto keys_directory = keys_of(options);
    std::unique_ptr<KeyStore> keys;
    if (made.simulated_keys) {
        keys = KeyStore::simulated(*made.simulated_keys);
    }
    const std::array<std::uint8_t, 32> probe{};
    if (auto signer = NoteSigner::from_seed(made.origin, keys ? keys->signing_seed() : probe); !signer)
        return fail(StoreErrorKind::io, "--origin: " + signer.error().message);
    if (auto stored = EventStore::create(options.directory, made.origin); !stored)
        return tl::unexpected(std::move(stored.error()));
    if (!keys) {
        auto fresh = KeyStore::create(keys_directory);
        if (!fresh) return tl::unexpected(std::move(fresh.error()));
        keys = std::move(*fresh);
        auto signer = NoteSigner::from_seed(made.origin, keys->signing_seed());
        if (!signer) return tl::unexpected(std::move(signer.error()));
        if (auto written = write_verifier(keys_directory, signer->verifier()); !written)
            return tl::unexpected(std::move(written.error()));
    }

    std::unique_ptr<Division> division(new Division);
    if (auto started = division->start(options, std::move(keys), made.origin); !started)
        return tl::unexpected(std::move(started.error()));
    // A history with simulated time is a function of its commands alone.
    const auto clock = division->clock_;
    if (made.simulated_time && (made.received_at != domain::Instant{} || !options.clock)) {
        const auto at = made.received_at != domain::Instant{} ? made.received_at : simulated_beginning;
        division->clock_ = [at] { return at; };
    }
    ParsedCommand founding;
    founding.header.command_id = domain::CommandId{"init"};
    founding.header.actor = domain::Plain{actor};
    founding.header.received_at = division->clock_();
    founding.command = domain::CreateDivision{domain::Plain{made.origin}, domain::Code{made.currency},
                                              domain::Plain{made.time_zone}, made.simulated_time};
    const Outcome outcome = division->execute(std::move(founding));
    division->clock_ = clock;
    if (outcome.kind == Outcome::Kind::failed) return tl::unexpected(outcome.failure);
    if (outcome.kind != Outcome::Kind::accepted)
        return fail(StoreErrorKind::io, outcome.refusal.field + ": " + outcome.refusal.cure);
    if (auto learnt = division->learn_identity(); !learnt) return tl::unexpected(std::move(learnt.error()));
    return division;
}

Result<std::unique_ptr<Division>> Division::open(const DivisionOptions& options) {
    if (!std::filesystem::is_directory(options.directory / "log"))
        return fail(StoreErrorKind::not_a_store, options.directory.string() +
                                                     ": no Tallystick store: make one with `tally init --store " +
                                                     options.directory.string() + " …`");
    const auto keys_directory = keys_of(options);
    auto keys = KeyStore::open(keys_directory);
    if (!keys) return tl::unexpected(std::move(keys.error()));
    const auto verifier = read_verifier(keys_directory);
    if (!verifier) return tl::unexpected(verifier.error());
    std::unique_ptr<Division> division(new Division);
    if (auto started = division->start(options, std::move(*keys), verifier->name()); !started)
        return tl::unexpected(std::move(started.error()));
    if (auto learnt = division->learn_identity(); !learnt) return tl::unexpected(std::move(learnt.error()));
    if (auto destroyed = division->destroy_keys_of_erased(); !destroyed)
        return tl::unexpected(std::move(destroyed.error()));
    if (auto there = division->check_person_keys(keys_directory); !there)
        return tl::unexpected(std::move(there.error()));
    return division;
}

// Once more, of all persons who were ever erased: the program may have been cut off between the event and the key, or
// the keys may be an older copy, restored. Costs a look for each of them.
Result<void> Division::destroy_keys_of_erased() {
    const std::string prefix = domain::part_key(domain::DirectoryKind::erased_person, "").bytes;
    const auto point = store_->pin();
    auto scan = point->scan(states_, prefix, end_of_prefix(prefix));
    std::vector<domain::PersonId> persons;
    while (scan.next()) {
        persons.emplace_back(scan.key().substr(prefix.size()));
        if (persons.size() < erased_at_once_max) continue;
        if (auto destroyed = keys_->destroy(persons); !destroyed) return destroyed;
        persons.clear();
    }
    if (auto status = scan.status(); !status) return status;
    return keys_->destroy(persons);
}

// What was sealed under missing keys would read as if it had been erased. A few persons stand for all: `tally verify`
// looks for each one's key, and no known person is given a second one.
Result<void> Division::check_person_keys(const std::filesystem::path& keys_directory) const {
    const std::string prefix = part_prefix(domain::PartKind::person);
    const auto point = store_->pin();
    auto scan = point->scan(states_, prefix, end_of_prefix(prefix));
    for (std::size_t seen = 0; seen < persons_checked_max && scan.next(); ++seen) {
        const std::string person{part_id(scan.key())};
        auto key = keys_->person_key(domain::PersonId{person});
        if (!key) return tl::unexpected(std::move(key.error()));
        if (*key) continue;
        const auto state = read_person(*point, states_, domain::PersonId{person});
        if (!state) return tl::unexpected(state.error());
        if (!*state || !(*state)->erased())
            return fail(StoreErrorKind::not_a_store,
                        (keys_directory / "persons").string() + ": the key of person " + person +
                            " is missing: restore the directory of keys, whole, from a backup");
    }
    return scan.status();
}

Result<std::unique_ptr<Division>> Division::open_copy(const DivisionOptions& options) {
    auto keys = KeyStore::open(keys_of(options));
    if (!keys) return tl::unexpected(std::move(keys.error()));
    const auto verifier = read_verifier(keys_of(options));
    if (!verifier) return tl::unexpected(verifier.error());
    if (!std::filesystem::is_directory(options.directory / "log")) {
        std::error_code code;
        std::filesystem::create_directories(options.directory, code);
        if (code) return fail(StoreErrorKind::io, options.directory.string() + ": cannot be made: " + code.message());
        if (auto made = EventStore::create(options.directory, verifier->name()); !made)
            return tl::unexpected(std::move(made.error()));
    }
    std::unique_ptr<Division> division(new Division);
    if (auto started = division->start(options, std::move(*keys), verifier->name()); !started)
        return tl::unexpected(std::move(started.error()));
    if (auto remembered = division->remember_log_of_record(options.log_of_record); !remembered)
        return tl::unexpected(std::move(remembered.error()));
    if (division->store_->durable_end() > 0) {
        if (auto learnt = division->learn_identity(); !learnt) return tl::unexpected(std::move(learnt.error()));
        if (auto destroyed = division->destroy_keys_of_erased(); !destroyed)
            return tl::unexpected(std::move(destroyed.error()));
    }
    return division;
}

Result<void> Division::start(const DivisionOptions& options, std::unique_ptr<KeyStore> keys, std::string_view origin) {
    clock_ = options.clock ? options.clock : system_now;
    commit_sink_ = options.commit_sink;
    keys_ = std::move(keys);
    sealer_ = std::make_unique<Sealer>(*keys_);
    executor_ = std::make_unique<CommandExecutor>(CommandExecutor::Setup{*keys_, options.part_cache_bytes_max});
    auto signer = NoteSigner::from_seed(origin, keys_->signing_seed());
    if (!signer) return tl::unexpected(std::move(signer.error()));

    auto events = std::make_shared<EventsOf>();
    EventStoreOptions store_options;
    store_options.read_header = read_entry_header;
    store_options.folders.push_back(std::make_shared<StatesFolder>(
        events, [this](std::span<const domain::PersonId> persons) { return keys_->destroy(persons); }));
    if (options.make_folders) {
        const FolderNeeds needs{events, [this](const domain::Personal& text) { return sealer_->open(text); }};
        for (auto& folder : options.make_folders(needs)) store_options.folders.push_back(std::move(folder));
    }
    store_options.limits = options.limits;
    store_options.signer = std::move(*signer);
    store_options.checkpoint_directory = options.directory;
    if (commit_sink_)
        store_options.log_of_record = std::make_shared<SinkAsLogOfRecord>(
            commit_sink_, *keys_, [this](const Receipt& receipt) -> Result<std::vector<MadeId>> {
                // The disk may be behind the log of record, which is about to repeat them.
                while (!store_->wait_for(receipt.first_position + receipt.count, std::chrono::seconds{1}))
                    if (store_->poisoned())
                        return fail(StoreErrorKind::poisoned, "the local copy could not follow the log of record");
                return made_ids(receipt);
            });
    auto store = EventStore::open(options.directory, std::move(store_options));
    if (!store) return tl::unexpected(std::move(store.error()));
    store_ = std::move(*store);
    const auto states = store_->find_view(states_view_name);
    TALLY_ASSERT(states.has_value(), "the store has the view that was asked for");
    states_ = *states;
    executor_->bind(*store_, states_);
    auto copy_of = store_->log().setting(log_of_record_setting);
    if (!copy_of) return tl::unexpected(std::move(copy_of.error()));
    copy_of_ = copy_of->value_or(std::string{});
    return {};
}

Result<void> Division::remember_log_of_record(const std::string& where) {
    if (where.empty() || where == copy_of_) return {};
    if (auto kept = store_->keep_setting(log_of_record_setting, where); !kept) return kept;
    copy_of_ = where;
    return {};
}

Result<void> Division::learn_identity() {
    const auto end = store_->durable_end();
    if (end == 0)
        return fail(StoreErrorKind::not_a_store,
                    "the store has no first event: `tally init` was cut off; delete it and "
                    "make it again");
    while (!store_->wait_for(end, std::chrono::seconds{1})) {
        if (store_->poisoned()) return fail(StoreErrorKind::poisoned, "the views could not follow the log");
    }
    auto settings = read_settings(*store_->pin(), states_);
    if (!settings) return tl::unexpected(std::move(settings.error()));
    identity_ = (*settings)->division;
    const auto currency = domain::Currency::parse(identity_.currency.str());
    if (!currency)
        return fail(StoreErrorKind::newer_format,
                    "currency " + identity_.currency.str() + " is unknown to this release");
    currency_ = *currency;
    auto last = store_->log().read(end - 1);
    if (!last) return tl::unexpected(std::move(last.error()));
    auto envelope = decode_envelope(*last);
    if (!envelope) return tl::unexpected(std::move(envelope.error()));
    return executor_->learn(identity_, envelope->envelope.recorded_at);
}

Result<void> Division::close() {
    return store_->close();
}

void Division::abandon() {
    store_->abandon();
}

Result<void> Division::take_over(std::span<const std::string_view> entries) {
    TALLY_ASSERT(executor_->fresh(), "what the executor knows would be out of date");
    TakingOver commands;
    std::uint64_t position = store_->durable_end();
    for (const std::string_view entry : entries)
        if (auto added = commands.add(entry, position++); !added) return added;
    if (commands.empty()) return {};
    if (auto taken = store_->submit(commands.works()); !taken) return taken;
    return commands.wait();
}

void Division::stamp(ParsedCommand& parsed) const {
    if (!identity_.simulated_time && !commit_sink_) parsed.header.received_at = clock_();
}

void Division::submit(CommandBatch& batch) {
    batch.outcomes.resize(batch.commands.size());
    for (auto& outcome : batch.outcomes) outcome.clear();
    std::vector<Work*> works;
    works.reserve(batch.commands.size());
    for (std::size_t i = 0; i < batch.commands.size(); ++i) {
        ParsedCommand& parsed = batch.commands[i];
        if (auto refused = refuse_unread(parsed)) {
            batch.outcomes[i] = std::move(*refused);
            continue;
        }
        stamp(parsed);
        if (works.size() == batch.works_.size())
            batch.works_.push_back(std::make_unique<CommandBatch::BatchWork>(batch));
        CommandBatch::BatchWork& work = *batch.works_[works.size()];
        work.set(i, *executor_, digest_of(parsed));
        works.push_back(&work);
    }
    if (works.empty()) return;
    {
        const std::lock_guard lock(batch.mutex_);
        batch.unanswered_ = works.size();
    }
    if (auto taken = store_->submit(works); !taken)
        for (auto* work : works) work->answered(tl::unexpected(taken.error()));
}

std::optional<Outcome> Division::refuse_unread(const ParsedCommand& parsed) const {
    auto wrong = refused_header(parsed.header);
    if (!wrong && !copy_of_.empty() && !commit_sink_)
        wrong = domain::Refusal{domain::Rejection::division_is_a_copy, "", "",
                                "This store is a copy, its log of record is " + copy_of_ +
                                    ": send the command there, with `tally send --kafka FILE`.",
                                0};
    if (!wrong) return std::nullopt;
    Outcome outcome;
    outcome.kind = Outcome::Kind::refused;
    outcome.refusal = std::move(*wrong);
    return outcome;
}

domain::Digest16 Division::digest_of(const ParsedCommand& parsed) const {
    return eventstore::command_digest(keys_->digest_key(), parsed.header, parsed.command, currency_.decimals);
}

void Division::execute_async(ParsedCommand parsed, std::function<void(const ParsedCommand&, Outcome)> answered,
                             std::uint64_t tag) {
    if (auto refused = refuse_unread(parsed)) return answered(parsed, std::move(*refused));
    stamp(parsed);
    const auto digest = digest_of(parsed);
    auto* work = new AsyncWork(std::move(parsed), *executor_, digest, std::move(answered), tag);  // Owns itself.
    if (auto taken = store_->submit(*work); !taken) work->answered(tl::unexpected(std::move(taken.error())));
}

Outcome Division::execute(ParsedCommand parsed) {
    if (auto refused = refuse_unread(parsed)) return std::move(*refused);
    stamp(parsed);
    const auto digest = digest_of(parsed);
    WaitingWork work(std::move(parsed), *executor_, digest);
    if (auto taken = store_->submit(work); !taken) work.answered(tl::unexpected(std::move(taken.error())));
    return work.wait();
}

JsonContext Division::json() const {
    return {currency_, [this](const domain::Personal& text) { return sealer_->open(text); }};
}

domain::Date Division::today() const {
    auto zone = CivilTime::of(identity_.time_zone.str());
    TALLY_ASSERT(zone.has_value(), "the zone was known when the division was opened");
    return zone->date_of(clock_());
}

std::string Division::verifier_key() const {
    auto signer = NoteSigner::from_seed(identity_.origin.str(), keys_->signing_seed());
    TALLY_ASSERT(signer.has_value(), "the origin was good when the division was made");
    return signer->verifier().verifier_key();
}

Result<std::vector<MadeId>> Division::made_ids(const Receipt& receipt) const {
    std::vector<MadeId> made;
    domain::RecordedEvent recorded;
    auto reader = store_->log().reader(receipt.first_position, receipt.first_position + receipt.count);
    while (reader.next()) {
        if (auto decoded = decode_into(reader.entry(), recorded); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        add_made_ids(recorded.event, made);
    }
    if (auto status = reader.status(); !status) return tl::unexpected(std::move(status.error()));
    return made;
}

}  // namespace tally::eventstore
