#include "tools/http/routes/event_followers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "eventstore/program_log.h"
#include "eventstore/thread_name.h"

namespace tally::tools {

namespace {

constexpr std::uint64_t entries_a_block = 256;
constexpr std::uint64_t entries_a_turn = 4'096;  // Looked at for one follower before the next one's turn.
constexpr std::size_t piece_bytes = 64 << 10;
constexpr std::chrono::milliseconds follow_time{100};
constexpr std::chrono::milliseconds room_time{20};
constexpr std::chrono::milliseconds allowed_for{500};  // Once it was found so.

}  // namespace

struct EventFollowers::Block {
    struct Entry {
        domain::RecordedEvent recorded;
        std::string text;  // Empty: of no use yet.
    };
    std::int32_t division = 0;
    std::uint64_t first = 0;
    std::vector<Entry> entries;

    [[nodiscard]] bool has(std::int32_t number, std::uint64_t position) const {
        return division == number && position >= first && position - first < entries.size();
    }
};

EventFollowers::EventFollowers(const DivisionDirectory& directory, std::chrono::milliseconds heartbeat)
    : directory_(directory), heartbeat_(heartbeat) {}

EventFollowers::~EventFollowers() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

std::shared_ptr<StreamPipe> EventFollowers::follow(Following what) {
    const std::lock_guard lock{mutex_};
    std::erase_if(followers_, [](const auto& follower) { return follower->pipe->gone(); });
    if (stopping_ || followers_.size() >= followers_max) return nullptr;
    auto pipe = std::make_shared<StreamPipe>([this] { room_was_made(); });
    // A client that was cut off asks again this soon.
    pipe->offer("retry: 2000\n\n");
    followers_.push_back(std::make_shared<Follower>(Follower{std::move(what), pipe, Clock::now(), Clock::now()}));
    if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
    changed_.notify_all();
    return pipe;
}

void EventFollowers::room_was_made() {
    const std::lock_guard lock{mutex_};
    room_made_ = true;
    changed_.notify_all();
}

void EventFollowers::run() {
    eventstore::name_this_thread("tally-follow");
    for (;;) {
        std::vector<std::shared_ptr<Follower>> followers;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || !followers_.empty(); });
            if (stopping_) break;
            followers = followers_;
        }
        bool more = false, no_room = false;
        for (const auto& follower : followers) {
            const auto fed = feed(*follower);
            more = more || fed == Fed::more;
            no_room = no_room || fed == Fed::no_room;
            if (fed != Fed::over) continue;
            const std::lock_guard lock{mutex_};
            std::erase(followers_, follower);
        }
        if (!more) wait(followers, no_room);
    }
    for (const auto& follower : followers_) follower->pipe->finish();
}

EventFollowers::Fed EventFollowers::feed(Follower& follower) {
    if (follower.pipe->gone()) return Fed::over;
    const auto looked_at = Clock::now();
    bool allowed = true;
    // Before the division is opened here: it is read there, too, and one thread must not open it twice.
    if (follower.what.allowed && looked_at - follower.allowed_at >= allowed_for) {
        allowed = follower.what.allowed();
        follower.allowed_at = looked_at;
    }
    const auto opened = directory_.reader_of(follower.what.division);
    if (!allowed || !opened || opened->owner_epoch != follower.what.owner_epoch) {
        follower.pipe->finish();
        return Fed::over;
    }
    const auto end = opened->division->store().durable_end();
    if (follower.what.next < end && !follower.pipe->has_room()) return Fed::no_room;
    std::string out;
    if (!tell(follower, *opened, end, out)) {
        follower.pipe->finish();
        return Fed::over;
    }
    const auto now = Clock::now();
    if (out.empty() && now - follower.said_at >= heartbeat_) out = ":\n\n";
    if (!out.empty()) {
        follower.said_at = now;
        follower.pipe->offer(out);
    }
    return follower.what.next < end ? Fed::more : Fed::all_told;
}

// False: the log cannot be read.
bool EventFollowers::tell(Follower& follower, const OpenDivision& opened, std::uint64_t end, std::string& out) {
    auto& what = follower.what;
    const auto turn_ends = std::min(end, what.next + entries_a_turn);
    for (; what.next < turn_ends && out.size() < piece_bytes; ++what.next) {
        if (!load(opened, what.division, what.next, end)) return false;
        auto& entry = block_->entries[what.next - block_->first];
        const auto& envelope = entry.recorded.envelope;
        if ((what.stream && envelope.stream != *what.stream) || !what.filter.takes(envelope)) continue;
        if (entry.text.empty()) {
            entry.text = "id: " + std::to_string(what.next) + "\ndata: ";
            eventstore::write_event_json(entry.recorded, opened.division->json(), entry.text);
            entry.text += "\n\n";
        }
        out += entry.text;
    }
    return true;
}

// Followers at the log's end are told from the same few entries, which are read once.
bool EventFollowers::load(const OpenDivision& opened, std::int32_t number, std::uint64_t from, std::uint64_t end) {
    if (block_ && block_->has(number, from)) return true;
    auto block = std::make_unique<Block>();
    block->division = number;
    block->first = from;
    auto reader = opened.division->store().log().reader(from, std::min(end, from + entries_a_block));
    while (reader.next())
        if (auto read = eventstore::decode_into(reader.entry(), block->entries.emplace_back().recorded); !read) {
            spdlog::error("http: events cannot be followed: {}", read.error().message);
            return false;
        }
    if (auto status = reader.status(); !status) {
        spdlog::error("http: events cannot be followed: {}", status.error().message);
        return false;
    }
    block_ = std::move(block);
    return block_->has(number, from);
}

// Until an event may have come, or a client has taken what it had.
void EventFollowers::wait(const std::vector<std::shared_ptr<Follower>>& followers, bool no_room) {
    const auto& first = followers.front()->what;
    const bool one_division = std::all_of(followers.begin(), followers.end(), [&](const auto& follower) {
        return follower->what.division == first.division;
    });
    if (!no_room && one_division) {
        std::uint64_t least = first.next;
        for (const auto& follower : followers) least = std::min(least, follower->what.next);
        if (const auto opened = directory_.reader_of(first.division)) {
            (void)opened->division->store().wait_for(least + 1, follow_time);
            return;
        }
    }
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, room_time, [this] { return stopping_ || room_made_; });
    room_made_ = false;
}

std::size_t EventFollowers::count() {
    const std::lock_guard lock{mutex_};
    return followers_.size();
}

}  // namespace tally::tools
