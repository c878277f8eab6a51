#include "projections/activity/activity_queries.h"

#include <algorithm>
#include <map>

#include "domain/event_arms.h"
#include "eventstore/codec/codec.h"
#include "eventstore/pipeline/core_views.h"
#include "projections/activity/activity_words.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// Read from the log at once: about as many as a page has lines.
constexpr std::size_t entries_at_once = 64;

// Market transactions name the account that they concern.
struct ConcernedByMarket {
    const AccountId& account;
    bool& concerned;
    void operator()(const MarketTransactionSent& sent) const { concerned = sent.transaction.account == account; }
    void operator()(const MarketTransactionReceived& received) const {
        concerned = received.transaction.account == account;
    }
    void operator()(const MarketTransactionPaired& paired) const { concerned = paired.account == account; }
    void operator()(const MarketTransactionClosed& closed) const { concerned = closed.account == account; }
};

// What an account has to do with events of premises.
class ServedPlaces {
  public:
    explicit ServedPlaces(const AccountState& state) : account_(state.account) {
        for (const auto& agreement : state.agreements)
            if (!agreement.premise.empty() && agreement.status != SaStatus::cancelled)
                agreements_.push_back(&agreement);
    }
    [[nodiscard]] std::vector<PremiseId> premises() const {
        std::vector<PremiseId> ids;
        for (const auto* agreement : agreements_) ids.push_back(agreement->premise);
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        return ids;
    }
    // Of events of premises. Others concern their own account.
    [[nodiscard]] bool concerned_by(const Event& event, Date recorded_on) const {
        bool concerned = false;
        const auto measured = [&](const ServicePointId& point, Date from, Date last) {
            concerned = served(point, from, last);
        };
        visit(Overloaded{
                  [&](const RegisterRead& read) { measured(read.service_point, read.read_on, read.read_on); },
                  [&](const RegisterReadCorrected& corrected) {
                      measured(corrected.read.service_point, corrected.read.read_on, corrected.read.read_on);
                  },
                  [&](const RegisterReadWithdrawn& read) { measured(read.service_point, read.read_on, read.read_on); },
                  [&](const UsageRecorded& usage) { measured(usage.service_point, usage.from, usage.until - 1); },
                  [&](const UsageCorrected& corrected) {
                      measured(corrected.usage.service_point, corrected.usage.from, corrected.usage.until - 1);
                  },
                  [&](const UsageWithdrawn& usage) { measured(usage.service_point, usage.from, usage.until - 1); },
                  [&](const IntervalDayRecorded& day) { measured(day.service_point, day.date, day.date); },
                  [&](const IntervalDayCorrected& corrected) {
                      measured(corrected.day.service_point, corrected.day.date, corrected.day.date);
                  },
                  [&](const IntervalDayWithdrawn& day) { measured(day.service_point, day.date, day.date); },
                  [&](const RegisterReadDoubted& doubted) {
                      measured(doubted.read.service_point, doubted.read.read_on, doubted.read.read_on);
                  },
                  [&](const UsageDoubted& doubted) {
                      measured(doubted.usage.service_point, doubted.usage.from, doubted.usage.until - 1);
                  },
                  [&](const IntervalDayDoubted& doubted) {
                      measured(doubted.day.service_point, doubted.day.date, doubted.day.date);
                  },
                  [&](const DoubtAssigned& doubt) { measured(doubt.service_point, doubt.day, doubt.day); },
                  [&](const DoubtResolved& doubt) { measured(doubt.service_point, doubt.day, doubt.day); },
                  [&](const ReadEstimated& estimate) {
                      measured(estimate.service_point, estimate.from, estimate.until - 1);
                  },
                  [&](const MeterInstalled& meter) {
                      measured(meter.service_point, meter.installed_on, meter.installed_on);
                  },
                  [&](const MeterRemoved& meter) { measured(meter.service_point, meter.removed_on, meter.removed_on); },
                  [&](const RegisterChanged& changed) { measured(changed.service_point, recorded_on, recorded_on); },
                  [&](const OccupancyStarted& started) { concerned = started.account == account_; },
                  [&](const OccupancyEnded& ended) { concerned = ended.account == account_; },
                  [&](const StartWaits& start) { concerned = start.account == account_ || start.tenant == account_; },
                  [&](const LandlordAgreementSet& set) { concerned = set.agreement.account == account_; },
                  [&](const LandlordReverted& reverted) {
                      concerned = reverted.landlord == account_ || has(reverted.from_sa);
                  },
                  ConcernedByMarket{account_, concerned},
                  IgnoreByName<LocationAdded, LocationAddressChanged, ServicePointAdded>{},
                  Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                         Topic::unbilled, Topic::unclaimed, Topic::hierarchy>{},
                  Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::account_terms, Topic::account_person,
                         Topic::service_start, Topic::service_life, Topic::billing_error, Topic::document,
                         Topic::pending_charge, Topic::pending_adjustment, Topic::dispute, Topic::charge, Topic::fee,
                         Topic::payment, Topic::allocation, Topic::adjustment, Topic::deposit, Topic::arrangement,
                         Topic::budget>{},
              },
              event);
        return concerned;
    }

  private:
    // The read of the day before the first one is where the account's consumption begins.
    [[nodiscard]] bool served(const ServicePointId& point, Date from, Date last) const {
        return std::any_of(agreements_.begin(), agreements_.end(), [&](const ServiceAgreement* agreement) {
            return agreement->service_point == point && last >= agreement->start_on - 1 &&
                   (!agreement->stop_on.is_set() || from <= agreement->stop_on);
        });
    }
    [[nodiscard]] bool has(const ServiceAgreementId& sa) const {
        return std::any_of(agreements_.begin(), agreements_.end(),
                           [&](const ServiceAgreement* agreement) { return agreement->sa == sa; });
    }
    const AccountId& account_;
    std::vector<const ServiceAgreement*> agreements_;
};

// Positions of the events that may be shown, rising.
Result<std::vector<std::uint64_t>> positions_of(const StatesAsOf& states, const std::vector<StreamId>& streams,
                                                std::uint64_t end) {
    std::vector<std::uint64_t> all;
    for (const auto& stream : streams) {
        auto read = eventstore::each_run(
            *states.reader().point, eventstore::stream_key({static_cast<std::uint8_t>(stream.kind), stream.id.str()}),
            0, [&](std::uint64_t, std::span<const std::uint64_t> positions) {
                for (const auto position : positions)
                    if (position < end) all.push_back(position);
                return true;
            });
        if (!read) return tl::unexpected(std::move(read.error()));
    }
    std::sort(all.begin(), all.end());
    return all;
}

// Usages that are told together, newest first: of one channel in one month, each ending where the one after it begins,
// with nothing else between them than usages of other channels.
class UsageRuns {
  public:
    // Whether the event goes on where a run ends; then the run has it, and its entry says so.
    bool take(const RecordedEvent& recorded, std::vector<ActivityEntry>& entries) {
        const auto usage = usage_in(recorded.event);
        if (!usage) {
            runs_.clear();
            return false;
        }
        for (auto& run : runs_) {
            auto& entry = entries[run.entry];
            if (!goes_on(run.all, *usage) || entry.actor != recorded.envelope.actor) continue;
            Quantity sum;
            if (__builtin_add_overflow(run.all.quantity.units, usage->quantity.units, &sum.units)) continue;
            run.all.quantity = sum;
            run.all.from = usage->from;
            entry.first_position = recorded.envelope.position;
            entry.summary.bytes = words_of_usages(run.all, ++entry.events);
            return true;
        }
        return false;
    }
    // Of the entry made last.
    void begin(const RecordedEvent& recorded, std::size_t entry) {
        auto usage = usage_in(recorded.event);
        if (!usage) return;
        Run run{entry, std::move(*usage)};
        std::erase_if(runs_, [&](const Run& other) { return of_one_channel(other.all, run.all); });
        runs_.push_back(std::move(run));
    }

  private:
    struct Run {
        std::size_t entry;
        UsageRecorded all;
    };
    // The detail of a usage, or of a day's values.
    static std::optional<UsageRecorded> usage_in(const Event& event) {
        UsageRecorded told;
        if (const auto* usage = get_if<UsageRecorded>(&event)) {
            told.service_point = usage->service_point;
            told.channel = usage->channel;
            told.from = usage->from;
            told.until = usage->until;
            told.quantity = usage->quantity;
            told.unit = usage->unit;
            told.quality = usage->quality;
            return told;
        }
        const auto* day = get_if<IntervalDayRecorded>(&event);
        if (!day) return std::nullopt;
        told.service_point = day->service_point;
        told.channel = day->channel;
        told.from = day->date;
        told.until = day->date + 1;
        told.quantity = day->total();
        told.unit = day->unit;
        told.quality = day->worst_quality();
        return told;
    }
    static bool of_one_channel(const UsageRecorded& a, const UsageRecorded& b) {
        return a.service_point == b.service_point && a.channel == b.channel;
    }
    static bool goes_on(const UsageRecorded& all, const UsageRecorded& before) {
        return of_one_channel(all, before) && all.unit == before.unit && all.quality == before.quality &&
               before.until == all.from && first_of_month(before.from) == first_of_month(all.until - 1);
    }
    std::vector<Run> runs_;
};

class ActivityQuery {
  public:
    ActivityQuery(StatesAsOf& states, const AccountState& account, const Page& page)
        : states_(states), account_(account), places_(account), page_(page) {}

    Result<ActivityAnswer> answer() {
        answer_.position = states_.position();
        answer_.account = account_.account;
        answer_.currency = states_.reader().currency_code();
        const auto end =
            page_.after.empty() ? states_.position() : std::min(states_.position(), number_of_key(page_.after));
        auto on = states_.persons_on(account_.account);
        if (!on) return tl::unexpected(std::move(on.error()));
        auto positions = positions_of(states_, streams(*on), end);
        if (!positions) return tl::unexpected(std::move(positions.error()));
        for (std::span<const std::uint64_t> left{*positions}; !left.empty() && !more_;) {
            const auto count = std::min(left.size(), entries_at_once);
            if (auto read = read_back(left.last(count)); !read) return tl::unexpected(std::move(read.error()));
            left = left.first(left.size() - count);
        }
        if (more_) answer_.next.set(Plain{number_key(last_told_)});
        return std::move(answer_);
    }

  private:
    [[nodiscard]] std::vector<StreamId> streams(const AccountPersons* on) const {
        std::vector<StreamId> all{stream_of(account_.account)};
        if (on)
            for (const auto& link : on->persons) all.push_back(stream_of(link.person));
        for (const auto& premise : places_.premises()) all.push_back(stream_of(premise));
        return all;
    }

    // From the newest of them to the oldest.
    Result<void> read_back(std::span<const std::uint64_t> positions) {
        std::vector<RecordedEvent> events;
        Result<void> decoded;
        auto read = states_.reader().store.log().read_each(positions, [&](std::uint64_t, std::string_view bytes) {
            if (decoded) decoded = eventstore::decode_into(bytes, events.emplace_back());
        });
        if (!read) return read;
        if (!decoded) return decoded;
        for (auto event = events.rbegin(); event != events.rend() && !more_; ++event)
            if (auto added = add(*event); !added) return added;
        return {};
    }

    Result<void> add(const RecordedEvent& recorded) {
        const auto& envelope = recorded.envelope;
        const Date day = states_.reader().day_of(envelope.recorded_at);
        if (envelope.stream.kind == StreamKind::premise && !places_.concerned_by(recorded.event, day)) return {};
        const Date effective = states_.as_of().effective;
        if (effective.is_set() && !effective_on(recorded.event, effective)) return {};
        if (runs_.take(recorded, answer_.entries)) {
            last_told_ = envelope.position;
            return {};
        }
        if (page_.full(answer_.entries.size())) {
            more_ = true;
            return {};
        }
        auto words = words_of(recorded.event, sayings_);
        if (unreadable_) return tl::unexpected(std::move(*unreadable_));
        answer_.entries.push_back({envelope.position, envelope.recorded_at, day, envelope.actor, envelope.reason,
                                   envelope.command_id, envelope.event_type, Plain{to_string(envelope.stream)},
                                   Personal{{}, std::move(words.summary), false}, words.amount, words.kind,
                                   std::move(words.document), 1, envelope.position, words.usage_of});
        runs_.begin(recorded, answer_.entries.size() - 1);
        last_told_ = envelope.position;
        return {};
    }

    [[nodiscard]] std::string clear(const Personal& text) const {
        if (text.empty() || !text.sealed) return text.bytes;
        if (!states_.reader().open) return "(sealed)";
        const Reader& reader = states_.reader();
        auto opened = reader.open(text);
        return opened ? std::move(*opened) : text_without_key(text, reader.was_erased);
    }
    std::string name(const PersonId& id) {
        auto person = states_.person(id);
        if (!person) {
            unreadable_ = std::move(person.error());
            return {};
        }
        return *person ? clear((*person)->name.full) : "person " + id.str();
    }

    StatesAsOf& states_;
    const AccountState& account_;
    const ServedPlaces places_;
    const Page& page_;
    const Sayings sayings_{[this](const PersonId& id) { return name(id); },
                           [this](const Personal& text) { return clear(text); }, states_.reader().currency};
    ActivityAnswer answer_;
    std::optional<eventstore::StoreError> unreadable_;
    UsageRuns runs_;
    std::uint64_t last_told_ = 0;  // Position of the oldest event that has an entry: those before it follow.
    bool more_ = false;
};

}  // namespace

Answered<ActivityAnswer> activity(const Reader& reader, const AccountId& id, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->account(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<ActivityAnswer>{};
    auto answer = ActivityQuery{*states, **found, page}.answer();
    if (!answer) return tl::unexpected(std::move(answer.error()));
    return std::optional{std::move(*answer)};
}

}  // namespace tally::projections
