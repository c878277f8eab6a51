#pragma once
// A division opened for work: its keys, its event store, and the one executor of its commands.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/commit_sink.h"
#include "eventstore/division/commit_states.h"
#include "eventstore/division/outcome.h"
#include "eventstore/event_store.h"
#include "eventstore/keys/sealer.h"

namespace tally::eventstore {

// What makers of further folders (the projections) are given.
struct FolderNeeds {
    std::shared_ptr<EventsOf> events;
    std::function<std::optional<std::string>(const domain::Personal&)> open;
};

struct DivisionOptions {
    std::filesystem::path directory;
    std::filesystem::path keys;              // Empty: directory/keys.
    std::function<domain::Instant()> clock;  // Empty: the system's.
    std::function<std::vector<std::shared_ptr<Folder>>(const FolderNeeds&)> make_folders;
    std::size_t part_cache_bytes_max = 64 << 20;
    StoreLimits limits;
    // Where the log of record is elsewhere: commands then carry their received_at, with or without simulated time.
    std::shared_ptr<CommitSink> commit_sink;
    // Of a copy, in words: where its log of record is, such as "partition 0 of the Kafka topic tally.log". Remembered
    // in the copy, which takes no commands without a commit sink from then on.
    std::string log_of_record;
};

// Before everything that a division with simulated time may be given.
inline constexpr domain::Instant simulated_beginning{43'200'000'000};  // 1970-01-01T12:00:00Z

struct NewDivision {
    std::string origin;
    std::string currency;
    std::string time_zone;
    bool simulated_time = false;
    std::optional<std::uint64_t> simulated_keys;  // Seed of keys that are a function of it, in memory: for tests only.
    // Of the first event, with simulated time only. Not set: the clock's, where one was given, else
    // simulated_beginning.
    domain::Instant received_at = {};
};

// Many commands on their way, answered into `outcomes` by their index. Keep it alive until wait() returned.
class CommandBatch {
  public:
    CommandBatch();
    ~CommandBatch();
    CommandBatch(const CommandBatch&) = delete;
    CommandBatch& operator=(const CommandBatch&) = delete;

    std::vector<ParsedCommand> commands;
    std::vector<Outcome> outcomes;
    // Until every command that was submitted is answered.
    void wait();

  private:
    friend class Division;
    class BatchWork;
    std::vector<std::unique_ptr<BatchWork>> works_;  // Kept for the batch's next commands.
    std::mutex mutex_;
    std::condition_variable all_answered_;
    std::size_t unanswered_ = 0;
};

class Division {
  public:
    // Makes keys, store and the first event. Errors: already_exists, io; field_invalid values come back as io with the
    // rule's words.
    [[nodiscard]] static Result<std::unique_ptr<Division>> create(const DivisionOptions&, const NewDivision&,
                                                                  std::string_view actor);
    [[nodiscard]] static Result<std::unique_ptr<Division>> open(const DivisionOptions&);
    // A local copy of a log that is elsewhere, made where there is none; it may have no event yet. The keys are there.
    [[nodiscard]] static Result<std::unique_ptr<Division>> open_copy(const DivisionOptions&);
    Division(const Division&) = delete;
    Division& operator=(const Division&) = delete;
    ~Division();
    // Spills and signs, so that the next opening is quick. An error leaves the log whole.
    [[nodiscard]] Result<void> close();
    // Drops what is under way, as a crash would: what became of it is in the log of record.
    void abandon();

    // Blocks until the answer is durable.
    [[nodiscard]] Outcome execute(ParsedCommand);
    // The callback runs on a thread of the store's and must not block. A command that could not be queued is answered
    // at once.
    // tag: for the commit sink.
    void execute_async(ParsedCommand, std::function<void(const ParsedCommand&, Outcome)> answered,
                       std::uint64_t tag = 0);
    // Queues them in order; wait() for the answers. Computes digests on the calling thread.
    void submit(CommandBatch&);
    // Entries of the log of record that follow the local log, before any command is decided. Durable when this returns,
    // and on their way into the views: learn_identity() waits for them, once the last are taken. Errors: damaged (they
    // do not follow), io.
    [[nodiscard]] Result<void> take_over(std::span<const std::string_view> entries);

    [[nodiscard]] EventStore& store() { return *store_; }
    [[nodiscard]] const EventStore& store() const { return *store_; }
    [[nodiscard]] View states() const { return states_; }
    [[nodiscard]] const domain::DivisionCreated& identity() const { return identity_; }
    [[nodiscard]] domain::Currency currency() const { return currency_; }
    // False: a copy without a first event yet; identity and currency are unknown.
    [[nodiscard]] bool founded() const { return currency_.code[0] != '\0'; }
    // Where the log of record is, if this is a copy of it; else empty. A copy refuses commands that come any other way
    // than from there: they would be lost.
    [[nodiscard]] const std::string& copy_of() const { return copy_of_; }
    // Once there is a first event; waits until the views have everything durable.
    [[nodiscard]] Result<void> learn_identity();
    [[nodiscard]] KeyStore& keys() { return *keys_; }
    // Amounts by the division's currency; personal text in clear where its key is there.
    [[nodiscard]] JsonContext json() const;
    [[nodiscard]] std::optional<std::string> open_text(const domain::Personal& text) const {
        return sealer_->open(text);
    }
    // The division's civil date now.
    [[nodiscard]] domain::Date today() const;
    // What a checkpoint is verified with.
    [[nodiscard]] std::string verifier_key() const;
    // The ids given out by an accepted command, read back from its events.
    [[nodiscard]] Result<std::vector<MadeId>> made_ids(const Receipt&) const;

  private:
    Division();
    [[nodiscard]] Result<void> start(const DivisionOptions&, std::unique_ptr<KeyStore>, std::string_view origin);
    void stamp(ParsedCommand&) const;

    friend class Trial;  // Decides on a copy what this would decide.
    friend class CommandBatch;
    friend class CommandBatch::BatchWork;
    class OneWork;
    class AsyncWork;
    class WaitingWork;
    [[nodiscard]] Result<void> check_person_keys(const std::filesystem::path& keys_directory) const;
    [[nodiscard]] Result<void> destroy_keys_of_erased();
    [[nodiscard]] Result<void> remember_log_of_record(const std::string&);
    // Nothing: it may be decided.
    [[nodiscard]] std::optional<Outcome> refuse_unread(const ParsedCommand&) const;
    [[nodiscard]] domain::Digest16 digest_of(const ParsedCommand&) const;
    std::function<domain::Instant()> clock_;
    std::unique_ptr<KeyStore> keys_;
    std::unique_ptr<Sealer> sealer_;
    std::shared_ptr<CommitSink> commit_sink_;
    std::string copy_of_;
    std::unique_ptr<class CommandExecutor> executor_;
    std::unique_ptr<EventStore> store_;
    View states_ = 0;
    domain::DivisionCreated identity_;
    domain::Currency currency_{};
};

}  // namespace tally::eventstore
