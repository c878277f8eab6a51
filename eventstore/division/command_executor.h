#pragma once
// Commands on the deciding thread: looks their facts up, decides, seals, encodes and evolves. The world it decides on
// is the durable views plus what was decided since; only it sees that.

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/decide.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/division/civil_time.h"
#include "eventstore/division/commit_states.h"
#include "eventstore/division/outcome.h"
#include "eventstore/division/part_cache.h"
#include "eventstore/division/parts_ahead.h"
#include "eventstore/event_store.h"
#include "eventstore/keys/sealer.h"

namespace tally::eventstore {

class CommandExecutor final : private domain::World, private domain::MutableWorld {
  public:
    struct Setup {
        KeyStore& keys;
        std::size_t part_cache_bytes_max = 64 << 20;
    };
    explicit CommandExecutor(const Setup&);

    // Once the store is open; before any command.
    void bind(const EventStore& store, View states) {
        store_ = &store;
        states_ = states;
    }
    // The origin and zone of a division that has events; a new one learns them from its first event.
    [[nodiscard]] Result<void> learn(const domain::DivisionCreated&, domain::Instant last_recorded_at);

    // Has decided nothing yet.
    [[nodiscard]] bool fresh() const { return cache_.bytes() == 0; }

    void look_up(const domain::Command&, Lookups&);
    // On the reading thread: touches nothing but its arguments.
    void look_further(const domain::Command&, FoundRows&, PartsAhead&) const;
    // Fetches into the processor's cache what is in memory for it.
    void warm(const domain::Command&, Ahead);
    // False: outcome says why not; nothing was left behind. Takes what it needs of what was read ahead for it.
    [[nodiscard]] bool decide(const ParsedCommand&, const domain::Digest16& digest, Sequencer&, Outcome&,
                              PartsAhead* = nullptr);
    // As decide() would find it. nullptr: there is none.
    [[nodiscard]] Result<const domain::StatePart*> part(const domain::PartKey&, Sequencer&);

  private:
    const domain::StatePart* find(const domain::PartKey&) override;
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override;
    std::optional<std::string> open(const domain::Personal&) override;

    domain::StatePart& change(const domain::PartKey&) override;

    // --- The steps of decide(), in order
    void begin(Sequencer&);
    // Whether the division is there and its time is known; learns them from the command that makes the division.
    [[nodiscard]] std::optional<domain::Refusal> check_division(const ParsedCommand&);
    // Collects the persons about whom the events have text. Nothing: none of them was erased.
    [[nodiscard]] std::optional<domain::Refusal> check_persons(const domain::Events&);
    // Of these persons: on disk before the commit that names them first (CommitStates::make_ready).
    [[nodiscard]] Result<void> ensure_keys();
    // Fills events_, with personal text sealed, and envelopes_.
    [[nodiscard]] Result<void> record(domain::Events, const domain::CommandHeader&, const domain::Digest16& digest,
                                      domain::Instant recorded_at);
    [[nodiscard]] std::uint64_t version_after(const domain::StreamId&, std::span<const domain::Envelope> before);
    [[nodiscard]] Result<void> encode();
    // The command is accepted: the world moves on, and the rows of what changed go with the commit.
    void evolve();
    // --- Its two ways to say no
    static bool refuse(Outcome&, domain::Refusal);
    bool give_up(Outcome&, StoreError);

    PartCache::Entry& entry(const domain::PartKey&);

    KeyStore& keys_;
    Sealer sealer_;
    const EventStore* store_ = nullptr;
    View states_ = 0;
    std::string origin_;
    std::optional<CivilTime> civil_time_;
    bool simulated_time_ = false;
    domain::Instant last_recorded_at_;
    PartCache cache_;
    // Found far ahead, for when their turn is near: a ring.
    struct Warmed {
        const domain::Command* command = nullptr;
        const PartCache::Entry* entry = nullptr;
        std::uint64_t dropped = 0;  // By the cache, until then.
    };
    std::array<Warmed, 16> warmed_{};
    std::size_t next_warmed_ = 0;

    // While one command is decided.
    Sequencer* sequencer_ = nullptr;
    PartsAhead* ahead_ = nullptr;
    std::optional<StoreError> failure_;
    std::vector<std::string> unread_;
    std::vector<PartCache::Entry*> met_;  // Parts looked at: a handful, asked for again and again.
    std::vector<PartCache::Entry*> touched_;
    std::vector<domain::StreamId> streams_;
    std::vector<domain::PersonId> persons_;
    domain::Events events_;
    // Of these events; the next command uses the memory again.
    static constexpr std::size_t envelopes_kept_max = 64;
    std::vector<domain::Envelope> envelopes_;
};

}  // namespace tally::eventstore
