#include "consumers/feed/feed_runner.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "consumers/feed/feed_tail.h"
#include "consumers/feed/feed_topic.h"
#include "consumers/feed/structured.h"
#include "consumers/kafka/kafka_topics.h"
#include "consumers/kafka/murmur2.h"
#include "consumers/kafka/tail_reader.h"
#include "consumers/kafka/transactional_producer.h"
#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"
#include "eventstore/hex.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t batches_waiting_max = 2;
constexpr auto follow_pause = 50ms;  // How long to wait for the next event before looking whether to stop.
constexpr auto gathering_pause = 2ms;
constexpr auto feed_recovery_pause = 500ms;
constexpr std::size_t event_id_digits = 32;

// The messages of whole events, for one transaction.
struct Batch {
    std::vector<FeedMessage> messages;
    std::uint64_t next = 0;  // Position after the last event looked at.
    std::optional<eventstore::StoreError> failure;
    bool last = false;
};

// Turns the log into batches on a thread of its own, a few ahead of the sender.
class BatchMaker {
  public:
    // one_first: the first batch is one event's.
    BatchMaker(eventstore::EventStore& store, FeedContent& content, const FeedOptions& options,
               std::uint64_t published_before, bool one_first)
        : content_(content),
          options_(options),
          store_(store),
          published_before_(published_before),
          one_first_(one_first),
          subscription_(store.subscribe(content.adds_up() ? 0 : published_before)),
          handed_over_(published_before),
          thread_([this] { make(); }) {}
    BatchMaker(const BatchMaker&) = delete;
    BatchMaker& operator=(const BatchMaker&) = delete;
    ~BatchMaker() {
        subscription_.stop();
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    // Nothing: none in time.
    std::optional<Batch> take(std::chrono::milliseconds timeout) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, timeout, [&] { return !ready_.empty(); })) return std::nullopt;
        Batch batch = std::move(ready_.front());
        ready_.pop_front();
        lock.unlock();
        changed_.notify_all();
        return batch;
    }

  private:
    // The thread.
    void make() {
        batch_.next = subscription_.position();
        while (true) {
            const bool caught_up = subscription_.position() >= store_.durable_end();
            const bool worth_sending = !batch_.messages.empty() || batch_.next > handed_over_;
            // While the sender is busy, what comes meanwhile goes into the same transaction.
            const bool sender_waits = is_empty();
            if (caught_up && options_.until_end) return hand_over_last();
            if (caught_up && worth_sending && sender_waits && !hand_over()) return;
            auto entry =
                subscription_.next(caught_up && worth_sending && !sender_waits ? gathering_pause : follow_pause);
            if (!entry) {
                batch_.failure = std::move(entry.error());
                return hand_over_last();
            }
            if (*entry ? !add(**entry) : is_stopping()) return;
        }
    }

    // False: no more are to be made.
    bool add(const eventstore::Subscription::Entry& entry) {
        const auto count = batch_.messages.size();
        auto made = eventstore::decode_into(entry.bytes, recorded_);
        if (made) made = content_.add_messages(recorded_, batch_.messages);
        if (!made) {
            batch_.messages.resize(count);
            batch_.failure = std::move(made.error());
            hand_over_last();
            return false;
        }
        batch_.next = entry.position + 1;
        if (entry.position < published_before_) {
            batch_.messages.clear();
            return true;
        }
        if (count == 0) begun_ = Clock::now();
        for (auto i = count; i < batch_.messages.size(); ++i) bytes_ += batch_.messages[i].value.size();
        if (!is_full()) return true;
        one_first_ = false;
        return hand_over();
    }
    bool is_full() const {
        if (bytes_ >= options_.transaction_bytes_max) return true;
        return !batch_.messages.empty() && (one_first_ || batch_.messages.size() >= options_.transaction_messages_max ||
                                            Clock::now() - begun_ >= options_.transaction_time_max);
    }

    // False: no more are wanted.
    bool hand_over() {
        handed_over_ = batch_.next;
        const bool wanted = put(std::move(batch_));
        batch_ = Batch{};
        batch_.next = handed_over_;
        bytes_ = 0;
        return wanted;
    }
    void hand_over_last() {
        batch_.last = true;
        (void)hand_over();
    }

    bool is_empty() {
        const std::lock_guard lock(mutex_);
        return ready_.empty();
    }
    bool is_stopping() {
        const std::lock_guard lock(mutex_);
        return stopping_;
    }
    // False: no more are wanted.
    bool put(Batch batch) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopping_ || ready_.size() < batches_waiting_max; });
        if (stopping_) return false;
        ready_.push_back(std::move(batch));
        lock.unlock();
        changed_.notify_all();
        return true;
    }

    FeedContent& content_;
    const FeedOptions& options_;
    eventstore::EventStore& store_;
    std::uint64_t published_before_;
    bool one_first_;
    eventstore::Subscription subscription_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> ready_;
    bool stopping_ = false;
    // The thread's own.
    Batch batch_;  // Being made.
    std::size_t bytes_ = 0;
    Clock::time_point begun_{};  // When its first message was made.
    std::uint64_t handed_over_;  // The `next` of the batch before.
    domain::RecordedEvent recorded_;
    std::thread thread_;
};

class Feeding {
  public:
    Feeding(eventstore::EventStore& store, FeedContent& content, const KafkaConfiguration& configuration,
            const FeedOptions& options, const FeedWatch& watch)
        : store_(store),
          content_(content),
          configuration_(configuration),
          options_(options),
          watch_(watch),
          spec_(feed_topic(configuration, content.name(), options.topic)),
          headers_(options.origin, configuration.structured) {}

    tl::expected<FeedSummary, FeedError> run() {
        auto topics = KafkaTopics::open(configuration_);
        if (!topics) return division_fail(std::move(topics.error()));
        auto checked = (*topics)->check(spec_);
        if (!checked) return division_fail(std::move(checked.error()));
        if (!checked->empty()) warn(*checked);
        topics->reset();
        if (auto taken = take_over(); !taken) {
            if (taken.error().kind == KafkaErrorKind::stopped) return summary_;
            return division_fail(std::move(taken.error()));
        }
        if (auto same = tells_this_log(); !same) return tl::unexpected(std::move(same.error()));
        auto from = begin_at();
        if (!from) return division_fail(std::move(from.error()));
        summary_.from = summary_.to = *from;
        if (watch_.started) watch_.started(*from, store_.durable_end());
        // So that the first message of the topic says where it was begun, whatever becomes of the second transaction.
        BatchMaker maker(store_, content_, options_, *from, !told_before());
        while (!stop_asked()) {
            auto batch = maker.take(follow_pause);
            if (!batch) continue;
            if (auto sent = send(*batch); !sent) {
                producer_.reset();  // It may still be sending what the batch holds.
                if (sent.error().kind == KafkaErrorKind::stopped) break;
                return division_fail(std::move(sent.error()));
            }
            if (batch->failure) return division_fail(std::move(*batch->failure));
            if (batch->last) break;
        }
        return summary_;
    }

  private:
    [[nodiscard]] bool stop_asked() const { return watch_.stop_asked && watch_.stop_asked(); }
    void warn(std::string_view text) const {
        if (watch_.warned) watch_.warned(text);
    }
    tl::unexpected<KafkaError> unfit(const std::string& what) const {
        return kafka_fail(KafkaErrorKind::topic_unfit,
                          configuration_.bootstrap_servers + ": topic " + spec_.name + " " + what);
    }

    // First take the id, so that no other instance writes; then read what was written.
    KafkaResult<void> take_over() {
        producer_.reset();
        // A topic has one feeder: an instance that feeds another topic from this log does not count.
        auto producer =
            TransactionalProducer::open(configuration_, options_.origin + ":" + spec_.name, watch_.stop_asked);
        if (!producer) return tl::unexpected(std::move(producer.error()));
        auto reader = TailReader::open(configuration_, watch_.stop_asked);
        if (!reader) return tl::unexpected(std::move(reader.error()));
        std::vector<FeedTail> tails;
        for (std::int32_t partition = 0; partition < spec_.partitions; ++partition) {
            auto read = (*reader)->read(spec_.name, partition);
            if (!read) return tl::unexpected(std::move(read.error()));
            if (!read->last) {
                if (read->was_cut && !options_.compacted)
                    return unfit("lost every message of partition " + std::to_string(partition) +
                                 ", and with them the number to go on from: make it anew and feed it from the start");
                tails.emplace_back();
                continue;
            }
            auto tail = feed_tail_of(*read->last, options_.compacted);
            if (!tail)
                return unfit("holds a record that no feed wrote: partition " + std::to_string(partition) + ", offset " +
                             std::to_string(read->last->offset) + " " + tail.error());
            tails.push_back(std::move(*tail));
        }
        if (auto begun = find_begin(**reader, tails); !begun) return begun;
        tails_ = std::move(tails);
        producer_ = std::move(*producer);
        return {};
    }

    // From where on a partition that has nothing may lack something, where others have something.
    KafkaResult<void> find_begin(TailReader& reader, const std::vector<FeedTail>& tails) {
        const auto is_empty = [](const FeedTail& tail) { return !tail.position; };
        topic_begin_ = 0;
        if (options_.compacted || std::none_of(tails.begin(), tails.end(), is_empty) ||
            std::all_of(tails.begin(), tails.end(), is_empty))
            return {};
        topic_begin_ = UINT64_MAX;
        for (std::size_t i = 0; i < tails.size(); ++i) {
            if (is_empty(tails[i])) continue;
            const auto record = reader.first(spec_.name, static_cast<std::int32_t>(i));
            if (!record) return tl::unexpected(record.error());
            const auto first = *record ? feed_tail_of(**record, options_.compacted) : FeedTail{};
            if (!first) return unfit("holds a record that no feed wrote: its first one " + first.error());
            topic_begin_ = std::min(topic_begin_, first->position.value_or(0));
        }
        return {};
    }

    // A restored or another store would publish other events under the same numbers.
    tl::expected<void, FeedError> tells_this_log() const {
        for (const auto& tail : tails_) {
            if (!tail.position) continue;
            if (tail.source != options_.origin)
                return division_fail(unfit("is fed from the ledger " + tail.source + ", not from " + options_.origin +
                                           ": set another topic_prefix in " + configuration_.path)
                                         .value());
            const std::string place = "holds event " + tail.id + " at position " + std::to_string(*tail.position);
            if (*tail.position >= store_.durable_end())
                return division_fail(unfit(place + ", but the log ends at " + std::to_string(store_.durable_end()) +
                                           ": is this an older copy of the store?")
                                         .value());
            auto reader = store_.read_log(*tail.position);
            const bool found = reader.next();
            if (auto status = reader.status(); !status) return division_fail(std::move(status.error()));
            auto envelope = eventstore::skim_envelope(found ? reader.entry() : std::string_view{});
            if (!envelope) return division_fail(std::move(envelope.error()));
            if (tail.id.substr(0, event_id_digits) != eventstore::to_hex(envelope->event_id))
                return division_fail(unfit(place + ", where the log has " + eventstore::to_hex(envelope->event_id) +
                                           ": is this another store?")
                                         .value());
        }
        return {};
    }

    KafkaResult<std::uint64_t> begin_at() const {
        const auto next = told_before();
        if (!next) return options_.from.value_or(0);
        if (options_.from.value_or(0) > *next)
            return unfit("ends before position " + std::to_string(*next) + ": from " + std::to_string(*options_.from) +
                         " on there would be a gap; leave --from out, or give --topic an empty one");
        // What all have is not looked at again; each has the messages of a transaction that was ended in its midst up
        // to where it was.
        auto begin = *next;
        for (const auto& tail : tails_) begin = std::min(begin, tail.position.value_or(topic_begin_));
        return begin;
    }

    [[nodiscard]] std::optional<std::uint64_t> told_before() const {
        std::optional<std::uint64_t> next;
        for (const auto& tail : tails_)
            if (tail.position) next = std::max(next.value_or(0), *tail.position + 1);
        return next;
    }

    KafkaResult<void> send(const Batch& batch) {
        if (!batch.messages.empty()) {
            auto after = tails_;
            auto sent = send(batch.messages, after);
            if (sent)
                tails_ = std::move(after);
            else
                sent = recover(batch.messages, std::move(sent.error()));
            if (!sent) return sent;
        }
        summary_.to = std::max(summary_.to, batch.next);
        if (watch_.reached) watch_.reached(summary_.to);
        return {};
    }

    [[nodiscard]] std::int32_t partition_for(const FeedMessage& message) const {
        return partition_of(message.key, spec_.partitions);
    }

    // The message's value as it is sent.
    std::string_view add(const FeedMessage& message, FeedTail& tail) {
        tail.position = message.position;
        tail.id = message.id;
        if (tail.source != options_.origin) tail.source = options_.origin;
        if (!options_.compacted) ++tail.number;
        std::string_view value = message.value;
        if (configuration_.structured && !value.empty()) {
            auto& document = documents_.emplace_back();
            write_structured(message, options_.origin, options_.compacted ? nullptr : &tail, document);
            value = document;
        }
        if (!options_.compacted) tail.digest.add(message.id, message.type, message.key, value);
        return value;
    }

    // Of these messages, those that the topic does not have yet, in one transaction.
    KafkaResult<void> send(const std::vector<FeedMessage>& messages, std::vector<FeedTail>& tails) {
        documents_.clear();
        std::uint64_t count = 0;
        for (const auto& message : messages) {
            TALLY_ASSERT(options_.compacted || !message.value.empty(), "only a compacted feed has tombstones");
            const auto partition = partition_for(message);
            auto& tail = tails[static_cast<std::size_t>(partition)];
            if (has(tail, message)) continue;
            if (count++ == 0)
                if (auto begun = producer_->begin(); !begun) return begun;
            const auto value = add(message, tail);
            OutgoingRecord record{
                .topic = &spec_.name, .partition = partition, .key = message.key, .value = {}, .headers = {}};
            if (!value.empty()) record.value = value;
            record.headers = headers_.of(message, options_.compacted ? nullptr : &tail);
            if (auto sent = producer_->send(record); !sent) return sent;
        }
        if (count == 0) return {};
        if (auto committed = producer_->commit(watch_.stop_asked); !committed) return committed;
        summary_.messages += count;
        ++summary_.transactions;
        return {};
    }

    // What became of a transaction is written in the topic: read it, and send again what is not there. That may be a
    // part: the end of the transaction before, delayed by the network, can end this one anywhere.
    KafkaResult<void> recover(const std::vector<FeedMessage>& messages, KafkaError error) {
        auto known = tails_;
        const auto deadline = Clock::now() + options_.patience;
        while (true) {
            if (is_final(error.kind)) return tl::unexpected(std::move(error));
            if (stop_asked()) return kafka_fail(KafkaErrorKind::stopped, "asked to stop");
            if (Clock::now() > deadline) return tl::unexpected(std::move(error));
            warn(error.message + "; trying again");
            ++summary_.recoveries;
            if (auto taken = take_over(); !taken) {
                error = std::move(taken.error());
                std::this_thread::sleep_for(feed_recovery_pause);
                continue;
            }
            documents_.clear();
            const auto told = summary_.messages;
            for (const auto& message : messages) {
                const auto partition = static_cast<std::size_t>(partition_for(message));
                if (has(known[partition], message) || !has(tails_[partition], message)) continue;
                (void)add(message, known[partition]);
                ++summary_.messages;
            }
            if (summary_.messages > told) ++summary_.transactions;
            if (!options_.compacted && tails_ != known)
                return unfit("is not as this feed left it: somebody else wrote to it, or the cluster lost records");
            known = tails_;
            auto after = tails_;
            auto sent = send(messages, after);
            if (sent) {
                tails_ = std::move(after);
                return {};
            }
            error = std::move(sent.error());
        }
    }

    // Time cures the rest.
    static bool is_final(KafkaErrorKind kind) {
        switch (kind) {
            case KafkaErrorKind::unreachable:
            case KafkaErrorKind::topic_missing:  // Brokers that start say so, too.
            case KafkaErrorKind::failed:
                return false;
            default:
                return true;
        }
    }

    eventstore::EventStore& store_;
    FeedContent& content_;
    const KafkaConfiguration& configuration_;
    const FeedOptions& options_;
    const FeedWatch& watch_;
    TopicSpec spec_;
    FeedHeaders headers_;
    std::deque<std::string> documents_;  // Stay where they are for as long as the producer may send them.
    std::unique_ptr<TransactionalProducer> producer_;
    std::vector<FeedTail> tails_;
    std::uint64_t topic_begin_ = 0;
    FeedSummary summary_;
};

}  // namespace

tl::expected<FeedSummary, FeedError> run_feed(eventstore::EventStore& store, FeedContent& content,
                                              const KafkaConfiguration& configuration, const FeedOptions& options,
                                              const FeedWatch& watch) {
    return Feeding(store, content, configuration, options, watch).run();
}

}  // namespace tally::consumers
