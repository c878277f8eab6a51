#include "eventstore/division/trial.h"

#include <map>
#include <string>
#include <vector>

#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/command_executor.h"
#include "eventstore/division/command_work.h"
#include "eventstore/keys/trial_keys.h"

namespace tally::eventstore {

// Entries in memory behind a point that does not move.
class Trial::Entries final : public Sequencer {
  public:
    Entries(const EventStore& store, std::shared_ptr<const Point> point) : store_(store), point_(std::move(point)) {}

    struct Entry {
        std::string stream;
        std::uint64_t version = 0;
        std::string bytes;
    };
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const std::shared_ptr<const Point>& point() const { return point_; }
    // A refused command takes its entries back.
    void begin_command() {
        before_ = entries_.size();
        command_bytes_ = 0;
        refusal_.reset();
        product_.reset();
    }
    void take_back() { entries_.resize(before_); }

    [[nodiscard]] std::uint64_t next_position() const override { return point_->position() + entries_.size(); }
    [[nodiscard]] const Point& rows() const override { return *point_; }
    [[nodiscard]] Result<std::optional<std::string>> row(View view, std::string_view key) override {
        return point_->get(view, key);
    }
    [[nodiscard]] Result<std::uint64_t> stream_length(StreamName stream) override {
        std::uint64_t length = 0;
        auto read = store_.read_stream(stream, 0, [&](const EventStore::Recorded& recorded) {
            if (recorded.position >= point_->position()) return false;
            length = recorded.version + 1;
            return true;
        });
        if (!read) return tl::unexpected(std::move(read.error()));
        const auto key = stream_key(stream);
        for (const Entry& entry : entries_)
            if (entry.stream == key) length = entry.version + 1;
        return length;
    }
    void each_recent(StreamName stream, const UseEntry& use) const override {
        const auto key = stream_key(stream);
        for (const Entry& entry : entries_)
            if (entry.stream == key && !use(entry.version, entry.bytes)) return;
    }
    [[nodiscard]] std::string& begin_entry() override { return entries_.emplace_back().bytes; }
    [[nodiscard]] bool end_entry(StreamName stream, std::uint64_t version) override {
        Entry& entry = entries_.back();
        entry.stream = stream_key(stream);
        entry.version = version;
        command_bytes_ += entry.bytes.size();
        if (entry.bytes.size() > entry_bytes_max)
            refusal_ = StoreError{StoreErrorKind::entry_too_large,
                                  "an event needs " + std::to_string(entry.bytes.size()) + " bytes; " +
                                      std::to_string(entry_bytes_max) + " is the most"};
        else if (command_bytes_ > commit_bytes_max)
            refusal_ = StoreError{StoreErrorKind::commit_too_large,
                                  "the events of one command need over " + std::to_string(command_bytes_) + " bytes; " +
                                      std::to_string(commit_bytes_max) + " is the most: split the command"};
        return !refusal_;
    }
    [[nodiscard]] StoreError refusal() const override { return *refusal_; }
    [[nodiscard]] std::unique_ptr<CommitProduct>& product() override { return product_; }

  private:
    const EventStore& store_;
    std::shared_ptr<const Point> point_;
    std::vector<Entry> entries_;
    std::size_t before_ = 0;
    std::size_t command_bytes_ = 0;
    std::optional<StoreError> refusal_;
    std::unique_ptr<CommitProduct> product_;
};

// Only to be answered as every command is.
class Trial::TriedWork final : public CommandWork {
  public:
    TriedWork(const ParsedCommand& command, const domain::Digest16& digest, Outcome& outcome)
        : command_(command), digest_(digest), outcome_(outcome) {}
    const ParsedCommand& parsed() const override { return command_; }
    Outcome& outcome() override { return outcome_; }
    std::string_view command_id() const override { return command_.header.command_id.str(); }
    const CommandDigest& command_digest() const override { return digest_; }
    bool decide(Sequencer&) override { return false; }
    void answered(Result<std::optional<Receipt>> answer) override { settle(answer); }

  private:
    const ParsedCommand& command_;
    const domain::Digest16& digest_;
    Outcome& outcome_;
};

class Trial::Copy {
  public:
    explicit Copy(const Division& division)
        : division_(division),
          keys_(*division.keys_),
          sealer_(keys_),
          executor_({keys_}),
          sequencer_(division.store(), division.store().pin()) {
        executor_.bind(division.store(), division.states());
    }

    Result<void> start() {
        const auto position = sequencer_.point()->position();
        if (position == 0)
            return fail(StoreErrorKind::not_a_store, "the division has no event yet: make it with `tally init`");
        auto entry = division_.store().log().read(position - 1);
        if (!entry) return tl::unexpected(std::move(entry.error()));
        auto envelope = skim_envelope(*entry);
        if (!envelope) return tl::unexpected(std::move(envelope.error()));
        latest_ = envelope->recorded_at;
        return executor_.learn(division_.identity(), latest_);
    }

    Outcome decide(ParsedCommand parsed) {
        if (auto refused = division_.refuse_unread(parsed)) return std::move(*refused);
        if (!division_.identity().simulated_time)
            parsed.header.received_at = division_.clock_();
        else if (parsed.header.received_at == domain::Instant{})
            parsed.header.received_at = latest_;
        const auto digest = division_.digest_of(parsed);
        Outcome outcome;
        TriedWork work(parsed, digest, outcome);
        auto before = accepted_before(work);
        if (!before) {
            work.answered(tl::unexpected(std::move(before.error())));
            return outcome;
        }
        if (*before) {
            const Receipt receipt = **before;
            work.answered(std::move(*before));
            if (receipt.first_position >= sequencer_.point()->position()) add_made(receipt, outcome);
            return outcome;
        }
        sequencer_.begin_command();
        const std::uint64_t first = sequencer_.next_position();
        if (!executor_.decide(parsed, digest, sequencer_, outcome)) {
            sequencer_.take_back();
            work.answered(std::optional<Receipt>{});
            return outcome;
        }
        const Receipt receipt{.first_position = first,
                              .count = static_cast<std::uint32_t>(sequencer_.next_position() - first)};
        accepted_.emplace(parsed.header.command_id.str(), Accepted{digest, receipt});
        latest_ = std::max(latest_, parsed.header.received_at);
        work.answered(std::optional{receipt});
        return outcome;
    }

    [[nodiscard]] const Entries& sequencer() const { return sequencer_; }
    [[nodiscard]] domain::Instant latest() const { return latest_; }
    [[nodiscard]] std::optional<std::string> open(const domain::Personal& text) const { return sealer_.open(text); }
    Result<const domain::StatePart*> part(const domain::PartKey& key) { return executor_.part(key, sequencer_); }

  private:
    // Ids that the log does not have.
    void add_made(const Receipt& receipt, Outcome& outcome) const {
        for (std::uint32_t i = 0; i < receipt.count; ++i) {
            const auto at = receipt.first_position + i - sequencer_.point()->position();
            auto event = decode_entry(sequencer_.entries()[at].bytes);
            TALLY_ASSERT(event.has_value(), "an entry that was encoded can be decoded");
            add_made_ids(event->event, outcome.made);
        }
    }
    struct Accepted {
        domain::Digest16 digest;
        Receipt receipt;
    };
    // By the trial, or by the division at the point.
    Result<std::optional<Receipt>> accepted_before(const TriedWork& work) {
        const std::string id{work.command_id()};
        auto known = accepted_.find(id);
        if (known == accepted_.end()) {
            auto receipt = division_.store().receipt_of(id);
            if (!receipt) return tl::unexpected(std::move(receipt.error()));
            // One that came after the point is not known at it.
            if (!*receipt || (*receipt)->first_position >= sequencer_.point()->position())
                return std::optional<Receipt>{};
            auto entry = division_.store().log().read((*receipt)->first_position);
            if (!entry) return tl::unexpected(std::move(entry.error()));
            auto envelope = decode_envelope(*entry);
            if (!envelope) return tl::unexpected(std::move(envelope.error()));
            known = accepted_.emplace(id, Accepted{envelope->envelope.command_digest, **receipt}).first;
        }
        if (known->second.digest != work.command_digest())
            return fail(StoreErrorKind::command_id_reused, "command " + id + " was accepted before, at position " +
                                                               std::to_string(known->second.receipt.first_position) +
                                                               ", with another body; give this one an id of its own");
        Receipt receipt = known->second.receipt;
        receipt.repeated = true;
        return std::optional{receipt};
    }

    const Division& division_;
    TrialKeys keys_;
    Sealer sealer_;
    CommandExecutor executor_;
    Entries sequencer_;
    domain::Instant latest_;
    std::map<std::string, Accepted> accepted_;
};

Trial::Trial(std::unique_ptr<Copy> copy) : copy_(std::move(copy)) {}
Trial::~Trial() = default;

Result<std::unique_ptr<Trial>> Trial::of(const Division& division) {
    auto copy = std::make_unique<Copy>(division);
    if (auto started = copy->start(); !started) return tl::unexpected(std::move(started.error()));
    return std::unique_ptr<Trial>(new Trial(std::move(copy)));
}

Outcome Trial::decide(ParsedCommand parsed) {
    return copy_->decide(std::move(parsed));
}

const std::shared_ptr<const Point>& Trial::point() const {
    return copy_->sequencer().point();
}

std::uint64_t Trial::end() const {
    return copy_->sequencer().next_position();
}

std::string_view Trial::entry(std::uint64_t position) const {
    const auto begin = point()->position();
    TALLY_ASSERT(begin <= position && position < end(), "the event was made by the trial");
    return copy_->sequencer().entries()[position - begin].bytes;
}

void Trial::each_entry(StreamName stream, std::uint64_t from_version,
                       const std::function<bool(const EventStore::Recorded&)>& use) const {
    const auto key = stream_key(stream);
    std::uint64_t position = point()->position();
    for (const auto& entry : copy_->sequencer().entries()) {
        const EventStore::Recorded recorded{position++, entry.version, entry.bytes};
        if (entry.stream == key && entry.version >= from_version && !use(recorded)) return;
    }
}

Result<const domain::StatePart*> Trial::part(const domain::PartKey& key) {
    return copy_->part(key);
}

domain::Instant Trial::latest() const {
    return copy_->latest();
}

std::optional<std::string> Trial::open_text(const domain::Personal& text) const {
    return copy_->open(text);
}

}  // namespace tally::eventstore
