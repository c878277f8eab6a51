// tally init: makes keys, store and the first event.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/file.h>
#include <unistd.h>

#include "domain/decide.h"
#include "eventstore/division/civil_time.h"
#include "tools/tally/init_on_kafka.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

namespace fs = std::filesystem;

// What the rule for a first event sees: nothing.
class NothingYet final : public domain::World {
  public:
    const domain::StatePart* find(const domain::PartKey&) override { return nullptr; }
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override {}
    std::optional<std::string> open(const domain::Personal&) override { return std::nullopt; }
};

}  // namespace

std::string what_is_wrong(const eventstore::NewDivision& made) {
    NothingYet world;
    const domain::CommandHeader header;
    const auto decided = domain::decide(domain::CreateDivision{domain::Plain{made.origin}, domain::Code{made.currency},
                                                               domain::Plain{made.time_zone}, made.simulated_time},
                                        {world, header, {}, 0});
    if (!decided) {
        std::string flag = "--" + decided.error().field;
        std::replace(flag.begin(), flag.end(), '_', '-');
        return flag + ": '" + decided.error().value + "': " + decided.error().cure;
    }
    if (auto zone = eventstore::CivilTime::of(made.time_zone); !zone) return "--time-zone: " + zone.error().message;
    return {};
}

namespace {

// Exclusive use of a directory that is being made; given back when the process ends, however it ends.
class Claim {
  public:
    explicit Claim(const fs::path& directory) : fd_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
    ~Claim() {
        if (fd_ >= 0) ::close(fd_);
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    [[nodiscard]] bool held() const { return fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0; }

  private:
    int fd_;
};

void remove_contents(const fs::path& directory) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored)) fs::remove_all(entry.path(), ignored);
}

// Where the store is to be. Nothing, with the error printed, where something is there already.
std::optional<fs::path> free_place(Session& session) {
    std::error_code error;
    fs::path store = fs::absolute(session.store, error).lexically_normal();
    if (!store.has_filename()) store = store.parent_path();  // "dir/"
    if (fs::is_directory(store / "log", error))
        session.fail(exit_usage,
                     store.string() + " holds a store already: it is never made anew; give another --store");
    else if (fs::exists(store, error) && (!fs::is_directory(store, error) || !fs::is_empty(store, error)))
        session.fail(exit_usage, store.string() + " is there and is not an empty directory: give another --store");
    else
        return store;
    return std::nullopt;
}

// The directory of the keys, where it is not the store's own: taken back to what it was where no store is made.
class KeysDirectory {
  public:
    explicit KeysDirectory(fs::path directory) : directory_(std::move(directory)) {
        std::error_code error;
        is_new_ = directory_.empty() || !fs::exists(directory_, error);
        was_empty_ = is_new_ || fs::is_empty(directory_, error);
    }
    [[nodiscard]] bool was_empty() const { return was_empty_; }
    void take_back() const {
        if (directory_.empty() || !was_empty_) return;
        remove_contents(directory_);
        std::error_code ignored;
        if (is_new_) fs::remove(directory_, ignored);
    }

  private:
    fs::path directory_;
    bool is_new_;
    bool was_empty_;
};

// Whether it was made; if not, the error is printed.
bool create_division(Session& session, const eventstore::DivisionOptions& options, const eventstore::NewDivision& made,
                     const KeysDirectory& keys) {
    auto division = eventstore::Division::create(options, made, session.actor);
    if (!division) {
        session.fail(division.error());
        if (!keys.was_empty())
            session.fail(exit_usage, "where no store was ever made with these keys, remove them and try again");
        return false;
    }
    if (auto closed = (*division)->close(); !closed) {
        session.fail(closed.error());
        return false;
    }
    return true;
}

}  // namespace

std::unique_ptr<eventstore::Division> make_store(Session& session, const eventstore::NewDivision& made,
                                                 std::function<domain::Instant()> clock) {
    const auto fail = [&](int code, const std::string& message) {
        session.fail(code, message);
        return nullptr;
    };
    if (const std::string wrong = what_is_wrong(made); !wrong.empty()) return fail(exit_usage, wrong);
    const auto store = free_place(session);
    if (!store) return nullptr;

    // Made under another name and moved when it is whole, so that what is cut off is never taken for a store.
    fs::path unfinished = *store;
    unfinished += ".unfinished";
    std::error_code error;
    fs::create_directories(unfinished, error);
    if (error) return fail(exit_failed, unfinished.string() + " cannot be made: " + error.message());
    const Claim claim(unfinished);
    if (!claim.held()) return fail(exit_failed, unfinished.string() + " is in use: another `tally init` is making it");
    remove_contents(unfinished);

    auto options = session.options();
    options.directory = unfinished;
    options.clock = clock;
    const KeysDirectory keys(session.keys);
    bool moved = false;
    if (create_division(session, options, made, keys)) {
        fs::rename(unfinished, *store, error);
        moved = !error;
        if (error) session.fail(exit_failed, store->string() + " cannot be made: " + error.message());
    }
    if (!moved) {
        fs::remove_all(unfinished, error);
        keys.take_back();
        return nullptr;
    }
    options.directory = *store;
    auto division = eventstore::Division::open(options);
    if (division) return std::move(*division);
    session.fail(division.error());
    return nullptr;
}

namespace {

void run_init(Session& session, eventstore::NewDivision made, const OnKafka& on_kafka) {
    if (on_kafka.file.empty() == session.store.empty())
        return session.fail(exit_usage, "give either --store, or --kafka with --keys");
    std::optional<domain::Instant> received_at;
    if (!read_optional_instant(session, "--received-at", on_kafka.received_at, received_at)) return;
    if (received_at && !made.simulated_time)
        return session.fail(exit_usage, "--received-at: it is given with --simulated-time only: leave it out");
    if (received_at) made.received_at = *received_at;
    if (!on_kafka.file.empty()) return init_on_kafka(session, made, on_kafka);
    const auto division = make_store(session, made);
    if (!division) return;
    const std::string verifier = division->verifier_key();
    const std::string keys = session.keys.empty() ? (fs::path(session.store) / "keys").string() : session.keys;
    if (session.json) {
        std::string out = "{\"store\":";
        eventstore::write_json_string(session.store, out);
        out += ",\"keys\":";
        eventstore::write_json_string(keys, out);
        out += ",\"verifier_key\":";
        eventstore::write_json_string(verifier, out);
        print(out + "}\n");
    } else {
        print("Made " + session.store + " for " + made.origin + " in " + made.currency + ", " + made.time_zone +
              ".\nKeys are in " + keys + ": back them up apart from the store, and keep them secret.\n" +
              "Auditors verify its checkpoints with:\n  " + verifier + "\n");
    }
    session.close(*division);
}

}  // namespace

void add_init(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "init", "Make a store and its keys");
    add_actor_option(*command, session);
    auto made = std::make_shared<eventstore::NewDivision>();
    command
        ->add_option("--origin", made->origin,
                     "Permanent name of the log: a URL without scheme, such as ledger.example/gas")
        ->required();
    command->add_option("--currency", made->currency, "ISO 4217 code of its currency, such as USD")->required();
    command->add_option("--time-zone", made->time_zone, "IANA time zone of its civil dates, such as America/New_York")
        ->required();
    command->add_flag("--simulated-time", made->simulated_time,
                      "Each command carries its own received_at, permanently (demonstrations, comparisons)");
    command->get_option("--store")->required(false);
    auto on_kafka = std::make_shared<OnKafka>();
    auto* kafka = command->add_option(
        "--kafka", on_kafka->file,
        "Make a division on Kafka instead of a store: configuration file whose section [kafka] names the cluster");
    command->add_option("--division", on_kafka->division, "Number of the division on Kafka (default: 0)")
        ->needs(kafka)
        ->check(CLI::NonNegativeNumber);
    command->add_option(
        "--received-at", on_kafka->received_at,
        "With --simulated-time: instant of the first event, such as 2022-01-05T12:00:00Z; no command may "
        "be received before it (default: 1970-01-01T12:00:00Z)");
    command->callback([&session, made, on_kafka] { run_init(session, *made, *on_kafka); });
}

}  // namespace tally::tools
