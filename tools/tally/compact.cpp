// tally compact: makes a store smaller on disk and changes nothing that it holds.

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "domain/core/describe.h"
#include "eventstore/codec/json.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct Compacted {
    std::uint64_t log_bytes_before = 0;
    std::uint64_t log_bytes = 0;
    std::uint64_t view_bytes_before = 0;
    std::uint64_t view_bytes = 0;
    bool finished = false;
    template <class T = Compacted>
    static constexpr auto fields() {
        using domain::Field;
        return domain::FieldList{
            Field{"log_bytes_before", &T::log_bytes_before, "Of the log on disk, before.", "bytes"},
            Field{"log_bytes", &T::log_bytes, "Of the log on disk, now.", "bytes"},
            Field{"view_bytes_before", &T::view_bytes_before, "Of the views on disk, before.", "bytes"},
            Field{"view_bytes", &T::view_bytes, "Of the views on disk, now.", "bytes"},
            Field{"finished", &T::finished, "False: it was interrupted."}};
    }
};

std::string megabytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}
std::string text_of(const Compacted& done) {
    return fmt::format("Log {}, was {}. Views {}, were {}.{}\n", megabytes(done.log_bytes),
                       megabytes(done.log_bytes_before), megabytes(done.view_bytes), megabytes(done.view_bytes_before),
                       done.finished ? "" : " Interrupted: nothing is lost, and the same command goes on.");
}

// Sets `stop` once the program is interrupted.
class StopOnInterrupt {
  public:
    explicit StopOnInterrupt(std::atomic<bool>& stop)
        : thread_([this, &stop] {
              while (!over_ && !stop) {
                  std::this_thread::sleep_for(std::chrono::milliseconds{50});
                  if (interrupted()) stop = true;
              }
          }) {}
    ~StopOnInterrupt() {
        over_ = true;
        thread_.join();
    }
    StopOnInterrupt(const StopOnInterrupt&) = delete;
    StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

  private:
    std::atomic<bool> over_ = false;
    std::thread thread_;
};

void run_compact(Session& session) {
    const auto division = session.open();
    if (!division) return;
    auto& store = division->store();
    const auto before = store.bytes_on_disk();
    std::atomic<bool> stop = false;
    eventstore::Result<void> compacted;
    {
        const StopOnInterrupt interrupts(stop);
        compacted = store.compact(stop);
    }
    if (!compacted) {
        session.fail(compacted.error());
    } else {
        const auto now = store.bytes_on_disk();
        const Compacted done{before.log, now.log, before.views, now.views, !stop};
        print(session.json ? eventstore::to_json(done, division->json()) + "\n" : text_of(done));
    }
    session.close(*division);
}

}  // namespace

void add_compact(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "compact",
                                      "Compress a store as closely as it goes; nothing that it holds changes");
    command->callback([&session] { run_compact(session); });
}

}  // namespace tally::tools
