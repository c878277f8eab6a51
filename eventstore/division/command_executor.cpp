#include "eventstore/division/command_executor.h"

#include <algorithm>

#include "domain/books/journal.h"
#include "domain/core/assert.h"
#include "domain/look_further.h"
#include "domain/person/person.h"
#include "eventstore/codec/codec.h"

namespace tally::eventstore {

namespace {

// Each event carries these texts.
std::optional<domain::Refusal> check_texts(const domain::CommandHeader& header) {
    const auto check = [](const char* field, const std::string& text,
                          std::size_t bytes_max) -> std::optional<domain::Refusal> {
        const bool printable =
            std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
        if (text.size() <= bytes_max && printable) return std::nullopt;
        return domain::Refusal{domain::Rejection::field_invalid, field, "",
                               "Use at most " + std::to_string(bytes_max) + " bytes without control characters.", 0};
    };
    if (auto wrong = check("actor", header.actor.str(), header_name_bytes_max)) return wrong;
    if (auto wrong = check("correlation_id", header.correlation_id.str(), header_name_bytes_max)) return wrong;
    if (auto wrong = check("causation_id", header.causation_id.str(), header_name_bytes_max)) return wrong;
    return check("reason", header.reason.str(), header_reason_bytes_max);
}

}  // namespace

CommandExecutor::CommandExecutor(const Setup& setup)
    : keys_(setup.keys), sealer_(setup.keys), cache_(setup.part_cache_bytes_max) {}

Result<void> CommandExecutor::learn(const domain::DivisionCreated& division, domain::Instant last_recorded_at) {
    auto civil_time = CivilTime::of(division.time_zone.str());
    if (!civil_time) return tl::unexpected(std::move(civil_time.error()));
    civil_time_ = std::move(*civil_time);
    origin_ = division.origin.str();
    simulated_time_ = division.simulated_time;
    last_recorded_at_ = last_recorded_at;
    return {};
}

namespace {
// What is in memory; what is not is asked for.
class InMemory final : public domain::World {
  public:
    InMemory(const PartCache& cache, View states, Lookups& lookups)
        : cache_(cache), states_(states), lookups_(lookups) {}
    const domain::StatePart* find(const domain::PartKey& key) override {
        const auto* known = cache_.peek(key.bytes);
        if (known != nullptr) return known->exists ? &known->part : nullptr;
        lookups_.want_row(states_, key.bytes);
        asked_ = true;
        return nullptr;
    }
    [[nodiscard]] bool asked() const { return asked_; }
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override {}
    std::optional<std::string> open(const domain::Personal&) override { return std::nullopt; }

  private:
    const PartCache& cache_;
    View states_;
    Lookups& lookups_;
    bool asked_ = false;
};
}  // namespace

void CommandExecutor::look_up(const domain::Command& command, Lookups& lookups) {
    if (domain::looks_further(command)) {
        InMemory known(cache_, states_, lookups);
        domain::look_further(command, known);
        if (known.asked()) lookups.want_further();
        return;
    }
    streams_.clear();
    domain::streams_touched(command, streams_);
    for (const auto& stream : streams_) {
        if (stream.id.empty()) continue;
        const domain::PartKey key = domain::part_key(stream);
        if (cache_.candidate(PartCache::hash_of(key.bytes)) == nullptr) lookups.want_row(states_, key.bytes);
    }
}

void CommandExecutor::warm(const domain::Command& command, Ahead ahead) {
    const auto fetch = [](const void* begin, std::size_t bytes) {
        for (std::size_t at = 0; at < bytes; at += 64) __builtin_prefetch(static_cast<const char*>(begin) + at);
    };
    if (ahead == Ahead::near) {
        for (const Warmed& one : warmed_) {
            if (one.command != &command || one.dropped != cache_.dropped()) continue;
            domain::each_list(one.entry->part, fetch);
        }
        return;
    }
    streams_.clear();
    domain::streams_touched(command, streams_);
    for (const auto& stream : streams_) {
        if (!domain::Parts::has_lists(stream.kind)) continue;
        const auto* known = cache_.candidate(PartCache::hash_of(domain::part_key(stream).bytes));
        if (known == nullptr) continue;
        fetch(known, sizeof *known);
        warmed_[next_warmed_++ % warmed_.size()] = {&command, known, cache_.dropped()};
    }
}

void CommandExecutor::look_further(const domain::Command& command, FoundRows& rows, PartsAhead& ahead) const {
    ahead.look_further(command, states_, rows);
}

bool CommandExecutor::decide(const ParsedCommand& parsed, const domain::Digest16& digest, Sequencer& sequencer,
                             Outcome& outcome, PartsAhead* ahead) {
    begin(sequencer);
    ahead_ = ahead;
    if (auto wrong = check_division(parsed)) return refuse(outcome, std::move(*wrong));
    const domain::CommandHeader& header = parsed.header;
    const domain::Instant recorded_at = std::max(last_recorded_at_, header.received_at);
    const domain::Context context{*this, header, civil_time_->date_of(recorded_at), sequencer.next_position(),
                                  &*civil_time_};
    auto decided = domain::decide(parsed.command, context);
    if (failure_) return give_up(outcome, std::move(*failure_));
    if (!decided) return refuse(outcome, std::move(decided.error()));

    if (auto wrong = check_persons(*decided)) return refuse(outcome, std::move(*wrong));
    if (failure_) return give_up(outcome, std::move(*failure_));
    if (auto ensured = ensure_keys(); !ensured) return give_up(outcome, std::move(ensured.error()));
    auto made = record(std::move(*decided), header, digest, recorded_at);
    if (made) made = encode();
    if (!made) return give_up(outcome, std::move(made.error()));
    last_recorded_at_ = recorded_at;
    evolve();
    for (const auto& made_event : events_) add_made_ids(made_event.event, outcome.made);
    return true;
}

Result<const domain::StatePart*> CommandExecutor::part(const domain::PartKey& key, Sequencer& sequencer) {
    begin(sequencer);
    const auto* const found = find(key);
    if (!failure_) return found;
    for (const auto& unread : unread_) cache_.erase(unread);
    unread_.clear();
    met_.clear();
    return tl::unexpected(std::move(*failure_));
}

void CommandExecutor::begin(Sequencer& sequencer) {
    sequencer_ = &sequencer;
    ahead_ = nullptr;
    failure_.reset();
    met_.clear();
    cache_.trim(sequencer.folded());
}

std::optional<domain::Refusal> CommandExecutor::check_division(const ParsedCommand& parsed) {
    const auto* founding = get_if<domain::CreateDivision>(&parsed.command);
    if (founding && !civil_time_) {
        domain::DivisionCreated division{founding->origin, founding->currency, founding->time_zone,
                                         founding->simulated_time};
        if (auto learnt = learn(division, {}); !learnt)
            return domain::Refusal{domain::Rejection::field_invalid, "time_zone", founding->time_zone.str(),
                                   learnt.error().message};
    }
    if (!civil_time_)
        return domain::Refusal{domain::Rejection::division_not_created, "", "",
                               "Make the division first: settings.create_division."};
    if (simulated_time_ && parsed.header.received_at == domain::Instant{})
        return domain::Refusal{domain::Rejection::field_missing, "received_at", "",
                               "This division has simulated time: each command carries its own received_at."};
    if (auto wrong = check_texts(parsed.header)) return wrong;
    if (simulated_time_ && parsed.header.received_at < last_recorded_at_)
        return domain::Refusal{domain::Rejection::received_at_goes_back, "received_at",
                               to_string(parsed.header.received_at),
                               "The event before it was recorded at " + to_string(last_recorded_at_) +
                                   ": give that instant or a later one."};
    return std::nullopt;
}

// Rules refuse by the field what they see; a memo or a letter is about the account's main customer, whom its command
// does not name.
std::optional<domain::Refusal> CommandExecutor::check_persons(const domain::Events& events) {
    persons_.clear();
    for (const auto& made : events) collect_persons(made.event, persons_);
    for (const auto& id : persons_)
        if (auto checked = domain::check_not_erased(*this, "", id); !checked) return std::move(checked.error());
    return std::nullopt;
}

Result<void> CommandExecutor::ensure_keys() {
    for (const auto& id : persons_) {
        if (!person(id)) continue;
        auto key = keys_.person_key(id);
        if (!key) return tl::unexpected(std::move(key.error()));
        if (!*key)
            return fail(StoreErrorKind::not_a_store,
                        "the key of person " + id.str() +
                            " is missing, and a known person gets no other one: restore the directory of keys");
    }
    if (failure_) return tl::unexpected(std::move(*failure_));
    return persons_.empty() ? Result<void>{} : keys_.ensure(persons_);
}

namespace {
// An envelope that is used again mostly says so already.
void assign_if_other(auto& text, const auto& other) {
    if (text != other) text = other;
}
}  // namespace

Result<void> CommandExecutor::record(domain::Events events, const domain::CommandHeader& header,
                                     const domain::Digest16& digest, domain::Instant recorded_at) {
    events_ = std::move(events);
    if (envelopes_.size() > envelopes_kept_max) envelopes_.resize(envelopes_kept_max);
    if (envelopes_.size() < events_.size()) envelopes_.resize(events_.size());
    domain::journal::BalanceCheck balance;
    for (std::size_t i = 0; i < events_.size(); ++i) {
        domain::Event& event = events_[i].event;
        domain::Envelope& envelope = envelopes_[i];
        envelope.position = sequencer_->next_position() + i;
        envelope.stream = std::move(events_[i].stream);
        envelope.version = version_after(envelope.stream, std::span{envelopes_}.first(i));
        // Its type's name and version are encode_entry's to write.
        envelope.event_id = event_id(origin_, header.command_id, static_cast<std::uint32_t>(i));
        envelope.command_id = header.command_id;
        envelope.command_digest = digest;
        envelope.recorded_at = recorded_at;
        assign_if_other(envelope.actor, header.actor);
        assign_if_other(envelope.reason, header.reason);
        assign_if_other(envelope.causation_id, header.causation_id);
        assign_if_other(envelope.correlation_id, header.correlation_id);
        const auto unbalanced = i + 1 < events_.size() ? balance.next(event) : balance.last(event);
        TALLY_ASSERT(!unbalanced, unbalanced->c_str());
        if (auto sealed = sealer_.seal(event, envelope.event_id); !sealed) return sealed;
    }
    if (failure_) return tl::unexpected(std::move(*failure_));
    return {};
}

// Streams of one command are few: the latest event before it is looked for, instead of keeping a map.
std::uint64_t CommandExecutor::version_after(const domain::StreamId& stream, std::span<const domain::Envelope> before) {
    for (auto one = before.rbegin(); one != before.rend(); ++one)
        if (one->stream == stream) return one->version + 1;
    return version_of_stream(stream);
}

Result<void> CommandExecutor::encode() {
    for (std::size_t i = 0; i < events_.size(); ++i) {
        const domain::Envelope& envelope = envelopes_[i];
        encode_entry(envelope, events_[i].event, sequencer_->begin_entry());
        const auto& stream = envelope.stream;
        if (!sequencer_->end_entry({static_cast<std::uint8_t>(stream.kind), stream.id.str()}, envelope.version))
            return tl::unexpected(sequencer_->refusal());
    }
    return {};
}

void CommandExecutor::evolve() {
    auto& product = sequencer_->product();
    if (!product) product = std::make_unique<CommitStates>(keys_);
    auto& commit = static_cast<CommitStates&>(*product);
    for (const auto& person : persons_) commit.add_person(person);
    for (const auto& made : events_)
        if (const auto* erased = domain::get_if<domain::PersonErased>(&made.event)) commit.add_erased(erased->person);
    touched_.clear();
    for (std::size_t i = 0; i < events_.size(); ++i) domain::evolve(*this, envelopes_[i], events_[i].event);
    // evolve() loads what it needs through the same look-ups as deciding did, which succeeded; a part that only
    // evolving touches and storage cannot give would make rows that are not the fold.
    TALLY_ASSERT(!failure_, "a state part could not be read while evolving");
    const std::uint64_t end = envelopes_[events_.size() - 1].position + 1;
    for (auto* changed : touched_) {
        changed->touched = false;
        changed->changed_until = end;
        cache_.resize(*changed, commit.put_row(changed->key, changed->part));
    }
}

bool CommandExecutor::refuse(Outcome& outcome, domain::Refusal refusal) {
    outcome.kind =
        refusal.rejection == domain::Rejection::already_so ? Outcome::Kind::unchanged : Outcome::Kind::refused;
    outcome.refusal = std::move(refusal);
    return false;
}

// What could not be read was taken for absent; it must not stay so.
bool CommandExecutor::give_up(Outcome& outcome, StoreError failure) {
    for (const auto& key : unread_) cache_.erase(key);
    unread_.clear();
    met_.clear();
    outcome.kind = Outcome::Kind::failed;
    outcome.failure = std::move(failure);
    return false;
}

PartCache::Entry& CommandExecutor::entry(const domain::PartKey& part_key) {
    const std::string& key = part_key.bytes;
    for (auto* known : met_)
        if (known->key == key) return *known;
    if (auto* known = cache_.find(key)) return *met_.emplace_back(known);
    if (ahead_ != nullptr)
        if (auto read = ahead_->take(key)) return *met_.emplace_back(&cache_.insert(std::move(read)));
    auto row = sequencer_->row(states_, key);
    auto read = row.and_then([&](const auto& found) { return PartCache::read(key, found); });
    if (!read) {
        failure_ = std::move(read.error());
        unread_.push_back(key);
        read = PartCache::read(key, std::nullopt);
    }
    return *met_.emplace_back(&cache_.insert(std::move(*read)));
}

const domain::StatePart* CommandExecutor::find(const domain::PartKey& key) {
    const auto& known = entry(key);
    return known.exists ? &known.part : nullptr;
}

domain::StatePart& CommandExecutor::change(const domain::PartKey& key) {
    auto& known = entry(key);
    known.exists = true;
    if (!known.touched) {
        known.touched = true;
        touched_.push_back(&known);
    }
    return known.part;
}

void CommandExecutor::history(const domain::StreamId& stream,
                              const std::function<void(const domain::RecordedEvent&)>& visit) {
    std::uint64_t next_version = 0;
    domain::RecordedEvent recorded;
    const auto use = [&](std::string_view bytes) {
        if (auto decoded = decode_into(bytes, recorded); !decoded) {
            failure_ = std::move(decoded.error());
            return false;
        }
        visit(recorded);
        return true;
    };
    const StreamName name{static_cast<std::uint8_t>(stream.kind), stream.id.str()};
    // What is folded may have passed the point that is decided on.
    auto read = store_->read_stream(name, 0, [&](const EventStore::Recorded& one) {
        if (one.position >= sequencer_->folded()) return false;
        next_version = one.version + 1;
        return use(one.bytes);
    });
    if (!read) failure_ = std::move(read.error());
    if (failure_) return;
    sequencer_->each_recent(name, [&](std::uint64_t version, std::string_view bytes) {
        if (version < next_version) return true;
        next_version = version + 1;
        return use(bytes);
    });
}

std::optional<std::string> CommandExecutor::open(const domain::Personal& text) {
    return sealer_.open(text);
}

}  // namespace tally::eventstore
