#include "consumers/node/commit_publisher.h"

#include "domain/core/assert.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

namespace {

using eventstore::StoreErrorKind;

constexpr std::pair<std::string_view, std::string_view> json_content{"content-type", "application/json"};

}  // namespace

CommitPublisher::CommitPublisher(const Setup& setup)
    : setup_(setup),
      log_topic_(setup.configuration.topic("log")),
      keys_topic_(setup.configuration.topic("keys")),
      divisions_topic_(setup.configuration.topic("divisions")),
      commands_topic_(setup.configuration.topic("commands")),
      replies_topic_(setup.configuration.topic("replies")),
      dead_letters_topic_(setup.configuration.topic("dead-letters")) {}

void CommitPublisher::step(CommitStep step) const {
    if (setup_.at_step) setup_.at_step(step);
}

std::string_view CommitPublisher::kept(std::string text) {
    return texts_.emplace_back(std::move(text));
}

NodeResult<void> CommitPublisher::claim(TransactionalProducer& producer, const CommitRecord& record) {
    const std::lock_guard lock(transaction_mutex_);
    texts_.clear();
    messages_.clear();
    record_ = write_commit_record(record);
    std::string who = "{\"division\":" + std::to_string(setup_.division) +
                      ",\"epoch\":" + std::to_string(record.owner_epoch) + ",\"node\":";
    eventstore::write_json_string(setup_.address, who);
    messages_.push_back({&divisions_topic_, 0, std::to_string(setup_.division), kept(who + "}"), {json_content}});
    if (auto sent = send_all(producer, record); !sent) return node_fail(std::move(sent.error()));
    return {};
}

void CommitPublisher::begin(TransactionalProducer& producer, const CommitRecord& record,
                            const eventstore::Secret& signing_seed) {
    {
        const std::lock_guard lock(transaction_mutex_);
        producer_ = &producer;
        last_ = record;
        last_.entries.clear();
        sealer_.emplace(setup_.division, signing_seed);
        epoch_text_ = std::to_string(record.owner_epoch);
    }
    step(CommitStep::claimed);
}

void CommitPublisher::expect(WaitingCommand command) {
    const std::lock_guard lock(waiting_mutex_);
    waiting_.push_back(std::move(command));
}

bool CommitPublisher::any_waiting() const {
    const std::lock_guard lock(waiting_mutex_);
    return !waiting_.empty();
}

std::optional<KafkaError> CommitPublisher::failure() const {
    const std::lock_guard lock(waiting_mutex_);
    return failure_;
}

void CommitPublisher::between_transactions(const std::function<void(const CommitRecord&)>& use) {
    const std::lock_guard lock(transaction_mutex_);
    use(last_);
}

void CommitPublisher::add_reply(const WaitingCommand& command, std::string key, std::string value) {
    messages_.push_back({&replies_topic_,
                         command.reply_partition,
                         std::move(key),
                         kept(std::move(value)),
                         {json_content, {"epoch", epoch_text_}, {"position", position_text_}}});
    if (!command.correlation.empty()) messages_.back().headers.emplace_back("correlation", kept(command.correlation));
}

void CommitPublisher::add_dead(const WaitingCommand& command) {
    const KafkaRecord& record = *command.dead;
    Message letter{&dead_letters_topic_, setup_.division, record.key, std::nullopt, {}};
    for (const auto& [name, value] : record.headers) letter.headers.emplace_back(name, value);
    letter.headers.emplace_back("origin_topic", record.topic);
    letter.headers.emplace_back("origin_partition", kept(std::to_string(record.partition)));
    letter.headers.emplace_back("origin_offset", kept(std::to_string(record.offset)));
    letter.headers.emplace_back("reason", command.reason);
    if (record.value) letter.value = *record.value;
    messages_.push_back(std::move(letter));
    if (record.key.empty()) return;
    // The sender named the record by its key and waits for an answer.
    add_reply(command, record.key,
              eventstore::receipt_json(eventstore::unreadable_receipt(record.key, 0, command.reason)));
}

// Those that come before the next command that is still under way, or before that offset.
void CommitPublisher::take_dead_before(std::uint64_t offset) {
    while (!waiting_.empty() && waiting_.front().dead && waiting_.front().offset < offset) {
        dead_now_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
        last_.next_command_offset = dead_now_.back().offset + 1;
    }
}

eventstore::Result<void> CommitPublisher::commit(const eventstore::CommitToHandOver& handed) {
    const auto& entries = handed.commit.entries;
    step(CommitStep::decided);
    const std::lock_guard lock(transaction_mutex_);
    TALLY_ASSERT(producer_, "commits come after begin()");
    texts_.clear();
    messages_.clear();
    dead_now_.clear();
    position_text_ = std::to_string(handed.commit.first_position + entries.size());
    for (const auto& [person, key] : handed.keys)
        messages_.push_back(
            {&keys_topic_, setup_.division, sealer_->record_key(person), kept(sealer_->seal(person, key)), {}});
    // After the keys: one of them may be of a person whom the same commit erases. Compaction takes the key, then this.
    for (const auto& person : handed.erased)
        messages_.push_back({&keys_topic_, setup_.division, sealer_->record_key(person), std::nullopt, {}});
    {
        const std::lock_guard waiting_lock(waiting_mutex_);
        for (const auto& answer : handed.answers) {
            take_dead_before(answer.tag);
            TALLY_ASSERT(!waiting_.empty() && waiting_.front().offset == answer.tag,
                         "commands are answered in the order they were read");
            add_reply(waiting_.front(), answer.parsed.header.command_id.str(),
                      eventstore::receipt_json(eventstore::receipt_of(answer.parsed, answer.outcome)));
            waiting_.pop_front();
            last_.next_command_offset = answer.tag + 1;
        }
        take_dead_before(UINT64_MAX);
    }
    for (const auto& command : dead_now_) add_dead(command);
    CommitRecord record = last_;
    record.first_position = handed.commit.first_position;
    record.root_before = handed.root_before;
    begin_commit_record(record, static_cast<std::uint32_t>(entries.size()), record_);
    for (const auto& entry : entries) add_entry(entry.bytes, record_);
    finish_commit_record(record_);
    if (auto sent = send_all(*producer_, record); !sent) {
        const std::lock_guard waiting_lock(waiting_mutex_);
        failure_ = sent.error();
        return eventstore::fail(StoreErrorKind::io, std::move(sent.error().message));
    }
    last_.first_position = record.first_position + entries.size();
    answered_ += handed.answers.size();
    dead_ += dead_now_.size();
    return {};
}

NodeResult<void> CommitPublisher::put_aside(const eventstore::Hash& root) {
    const std::lock_guard lock(transaction_mutex_);
    TALLY_ASSERT(producer_, "commands come after begin()");
    texts_.clear();
    messages_.clear();
    dead_now_.clear();
    {
        const std::lock_guard waiting_lock(waiting_mutex_);
        take_dead_before(UINT64_MAX);
    }
    if (dead_now_.empty()) return {};
    position_text_ = std::to_string(last_.first_position);
    for (const auto& command : dead_now_) add_dead(command);
    last_.root_before = root;
    record_ = write_commit_record(last_);
    if (auto sent = send_all(*producer_, last_); !sent) return node_fail(std::move(sent.error()));
    dead_ += dead_now_.size();
    return {};
}

KafkaResult<void> CommitPublisher::send_all(TransactionalProducer& producer, const CommitRecord& after) {
    if (auto begun = producer.begin(); !begun) return begun;
    for (const auto& message : messages_) {
        const OutgoingRecord record{.topic = message.topic,
                                    .partition = message.partition,
                                    .key = message.key,
                                    .value = message.value,
                                    .headers = message.headers};
        if (auto sent = producer.send(record); !sent) return sent;
    }
    if (auto sent = producer.send_offset(setup_.group, commands_topic_, setup_.division,
                                         static_cast<std::int64_t>(after.next_command_offset));
        !sent)
        return sent;
    step(CommitStep::offset_set);
    // The record that says that these commands are answered comes when the answers, and the keys of its persons, are
    // with the cluster: the end of a transaction before, delayed by the network, may end this one anywhere.
    if (auto flushed = producer.flush(); !flushed) return flushed;
    const OutgoingRecord log_record{
        .topic = &log_topic_, .partition = setup_.division, .key = {}, .value = record_, .headers = {}};
    if (auto sent = producer.send(log_record); !sent) return sent;
    step(CommitStep::produced);
    if (auto committed = producer.commit(); !committed) return committed;
    ++transactions_;
    step(CommitStep::committed);
    return {};
}

}  // namespace tally::consumers
