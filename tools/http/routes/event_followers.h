#pragma once
// Tells clients of events as server-sent events: first what is there, then what comes, each event once and in order.
// One thread serves all of them; while a client does not read, the log is not read for it.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "tools/http/divisions/division_directory.h"
#include "tools/http/routes/event_filter.h"
#include "tools/http/server/stream_pipe.h"

namespace tally::tools {

struct Following {
    std::int32_t division = 0;
    std::uint64_t owner_epoch = 0;  // Another one ends it: the client asks again, and finds the owner.
    std::uint64_t next = 0;         // Position of the first event that it may be told of.
    EventFilter filter;
    std::optional<domain::StreamId> stream = {};  // Nothing: the whole log.
    std::function<bool()> allowed = {};           // Asked again and again; no: it ends. Empty: always.
};

// Every method may be called from any thread.
class EventFollowers {
  public:
    static constexpr std::size_t followers_max = 64;
    static constexpr std::chrono::milliseconds heartbeat_default{15'000};

    explicit EventFollowers(const DivisionDirectory&, std::chrono::milliseconds heartbeat = heartbeat_default);
    ~EventFollowers();
    EventFollowers(const EventFollowers&) = delete;
    EventFollowers& operator=(const EventFollowers&) = delete;

    // Null: there are followers_max already.
    [[nodiscard]] std::shared_ptr<StreamPipe> follow(Following);
    // How many there are.
    [[nodiscard]] std::size_t count();

  private:
    using Clock = std::chrono::steady_clock;
    struct Follower {
        Following what;
        std::shared_ptr<StreamPipe> pipe;
        Clock::time_point said_at;
        Clock::time_point allowed_at;
    };
    // The latest entries read, with the text of those that were sent to a client.
    struct Block;
    // Whether there is more to tell of just now.
    enum class Fed : std::uint8_t { all_told, no_room, more, over };

    void run();
    [[nodiscard]] Fed feed(Follower&);
    [[nodiscard]] bool tell(Follower&, const OpenDivision&, std::uint64_t end, std::string& out);
    [[nodiscard]] bool load(const OpenDivision&, std::int32_t number, std::uint64_t from, std::uint64_t end);
    void wait(const std::vector<std::shared_ptr<Follower>>&, bool no_room);
    void room_was_made();

    const DivisionDirectory& directory_;
    const std::chrono::milliseconds heartbeat_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool room_made_ = false;
    std::vector<std::shared_ptr<Follower>> followers_;
    std::thread thread_;
    std::unique_ptr<Block> block_;  // Of the following thread.
};

}  // namespace tally::tools
