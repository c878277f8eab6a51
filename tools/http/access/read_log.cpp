#include "tools/http/access/read_log.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/program_log.h"

namespace tally::tools {

namespace {

constexpr std::chrono::seconds look_time{60};  // At whether a day has passed.

domain::Instant system_time() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

std::string reason() {
    return std::generic_category().message(errno);
}

int open_to_append(const std::filesystem::path& file) {
    return ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// False: the disk took less than all of it.
bool append_lines(int descriptor, std::string_view lines, bool synced = true) {
    while (!lines.empty()) {
        const auto written = ::write(descriptor, lines.data(), lines.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        lines.remove_prefix(static_cast<std::size_t>(written));
    }
    return !synced || ::fdatasync(descriptor) == 0;
}

// A line that was cut off by a crash or a full disk ends here.
bool end_last_line(int descriptor) {
    const auto size = ::lseek(descriptor, 0, SEEK_END);
    if (size < 0) return false;
    char last = '\n';
    if (size > 0 && ::pread(descriptor, &last, 1, size - 1) != 1) return false;
    return last == '\n' || append_lines(descriptor, "\n");
}

}  // namespace

bool is_of(const ReadEntry& entry, std::string_view id) {
    return entry.id.str() == id || std::any_of(entry.accounts.begin(), entry.accounts.end(),
                                               [id](const auto& account) { return account.str() == id; });
}

std::filesystem::path read_log_file(const std::filesystem::path& directory) {
    return directory / "reads";
}

tl::expected<std::unique_ptr<ReadLog>, std::string> ReadLog::open(const std::filesystem::path& directory,
                                                                  ReadKeeping keeping) {
    const auto path = read_log_file(directory);
    const int descriptor = open_to_append(path);
    if (descriptor < 0 || !end_last_line(descriptor)) {
        auto problem = path.string() + " cannot be written: " + std::generic_category().message(errno);
        if (descriptor >= 0) ::close(descriptor);
        return tl::unexpected(std::move(problem));
    }
    if (!keeping.now) keeping.now = system_time;
    return std::unique_ptr<ReadLog>{new ReadLog{path, descriptor, std::move(keeping)}};
}

ReadLog::ReadLog(std::filesystem::path file, int descriptor, ReadKeeping keeping)
    : file_(std::move(file)), keeping_(std::move(keeping)), descriptor_(descriptor), thread_([this] { run(); }) {}

ReadLog::~ReadLog() {
    {
        const std::lock_guard lock{mutex_};
        ends_ = true;
    }
    changed_.notify_one();
    thread_.join();
    ::close(descriptor_);
}

void ReadLog::add(ReadEntry entry) {
    {
        const std::lock_guard lock{mutex_};
        if (waiting_.size() >= waiting_bytes_max) {
            ++lost_;
            ++state_.lost;
            return;
        }
        entry.lost = std::exchange(lost_, 0);
        eventstore::write_json(eventstore::ref(entry), {}, waiting_);
        waiting_ += '\n';
    }
    changed_.notify_one();
}

void ReadLog::flush() {
    std::unique_lock lock{mutex_};
    written_.wait(lock, [&] { return waiting_.empty() && !writing_; });
}

ReadLog::State ReadLog::state() const {
    const std::lock_guard lock{mutex_};
    return state_;
}

void ReadLog::run() {
    bool whole = true;  // The last line that was written.
    std::string old_trouble;
    std::unique_lock lock{mutex_};
    for (;;) {
        writing_ = true;
        lock.unlock();
        if (auto removed = remove_old()) {
            old_trouble = std::move(*removed);
            if (!old_trouble.empty()) spdlog::error("access: {}", old_trouble);
        }
        lock.lock();
        if (whole) state_.trouble = old_trouble;
        writing_ = false;
        written_.notify_all();
        changed_.wait_for(lock, look_time, [&] { return ends_ || !waiting_.empty(); });
        if (waiting_.empty() && ends_) return;
        if (waiting_.empty()) continue;
        const std::string lines = std::exchange(waiting_, {});
        writing_ = true;
        lock.unlock();
        whole = (whole || end_last_line(descriptor_)) && append_lines(descriptor_, lines);
        const auto why = whole ? std::string{} : file_.string() + " cannot be written: " + reason();
        if (!whole) spdlog::error("access: who read what is lost: {}", why);
        lock.lock();
        if (!whole) {
            const auto lost = static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
            lost_ += lost;
            state_.lost += lost;
        }
        state_.trouble = why;
        writing_ = false;
        written_.notify_all();
    }
}

// Entries stand in the order of their times: those that stay are the end of the file, and are written to another one,
// which takes its place.
std::optional<std::string> ReadLog::remove_old() {
    const auto now = keeping_.now();
    if (keeping_.days == 0 || now < removes_at_) return std::nullopt;
    removes_at_ = {now.microseconds + domain::microseconds_per_day};
    const auto stays_from = now.microseconds - keeping_.days * domain::microseconds_per_day;
    std::ifstream all{file_, std::ios::binary};
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear, eventstore::UnknownFields::passed_over};
    std::uint64_t begin = 0;
    std::string line;
    for (; std::getline(all, line); begin += line.size() + 1) {
        ReadEntry entry;
        if (reader.read(line, eventstore::ref(entry)) && entry.at.microseconds >= stays_from) break;
    }
    if (begin == 0) return std::string{};
    auto fresh = file_;
    fresh += ".unfinished";
    const auto failed = [&] {
        auto why =
            "entries older than " + std::to_string(keeping_.days) + " days stay in " + file_.string() + ": " + reason();
        std::error_code ignored;
        std::filesystem::remove(fresh, ignored);
        return why;
    };
    std::error_code ignored;
    std::filesystem::remove(fresh, ignored);
    const int descriptor = open_to_append(fresh);
    if (descriptor < 0) return failed();
    bool copied = true;
    if (all)
        for (bool more = true; more && copied; more = static_cast<bool>(std::getline(all, line)))
            copied = append_lines(descriptor, line + '\n', false);
    if (!copied || ::fdatasync(descriptor) != 0 || ::rename(fresh.c_str(), file_.c_str()) != 0) {
        auto why = failed();
        ::close(descriptor);
        return why;
    }
    ::close(std::exchange(descriptor_, descriptor));
    return std::string{};
}

namespace {

constexpr std::uint64_t block_bytes = 64 << 10;
constexpr std::size_t line_bytes_max = 64 << 10;
constexpr std::uint64_t looked_at_bytes_max = std::uint64_t{32} << 20;  // For one page.

// Lines of a file from its end to its beginning.
class LinesBackward {
  public:
    LinesBackward(int descriptor, std::uint64_t end) : descriptor_(descriptor), begin_(end) {}
    // Nothing: there is no line before; or failed().
    std::optional<std::string> next() {
        for (;;) {
            const auto end = text_.ends_with('\n') ? text_.size() - 1 : text_.size();
            const auto before = end == 0 ? std::string::npos : text_.rfind('\n', end - 1);
            // What is longer was not written by this program.
            if (before != std::string::npos || begin_ == 0 || text_.size() > line_bytes_max) {
                if (text_.empty()) return std::nullopt;
                const auto first = before == std::string::npos ? 0 : before + 1;
                std::string line = text_.substr(first, end - first);
                text_.resize(first);
                return line;
            }
            if (!read_block()) return std::nullopt;
        }
    }
    // Where the line that was given last begins.
    [[nodiscard]] std::uint64_t offset() const { return begin_ + text_.size(); }
    [[nodiscard]] std::uint64_t looked_at() const { return looked_at_; }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    bool read_block() {
        std::string block(std::min(block_bytes, begin_), '\0');
        const auto got = ::pread(descriptor_, block.data(), block.size(), static_cast<off_t>(begin_ - block.size()));
        failed_ = got != static_cast<ssize_t>(block.size());
        if (failed_) return false;
        begin_ -= block.size();
        looked_at_ += block.size();
        text_.insert(0, block);
        return true;
    }
    int descriptor_;
    std::uint64_t begin_;  // Of text_, in the file.
    std::uint64_t looked_at_ = 0;
    std::string text_;
    bool failed_ = false;
};

}  // namespace

tl::expected<ReadsPage, std::string> read_page(const std::filesystem::path& file, const ReadsAsked& asked) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const auto size = descriptor < 0 ? off_t{-1} : ::lseek(descriptor, 0, SEEK_END);
    if (size < 0) {
        auto problem = file.string() + " cannot be read: " + std::generic_category().message(errno);
        if (descriptor >= 0) ::close(descriptor);
        return tl::unexpected(std::move(problem));
    }
    LinesBackward lines{descriptor, std::min(asked.before, static_cast<std::uint64_t>(size))};
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear, eventstore::UnknownFields::passed_over};
    ReadsPage page;
    while (page.reads.size() < asked.limit && lines.looked_at() < looked_at_bytes_max) {
        const auto line = lines.next();
        if (!line) break;
        ReadEntry entry;
        if (!reader.read(*line, eventstore::ref(entry))) continue;
        if (!asked.user.empty() && entry.user.str() != asked.user) continue;
        if (!asked.id.empty() && !is_of(entry, asked.id)) continue;
        page.reads.push_back(std::move(entry));
    }
    ::close(descriptor);
    if (lines.failed()) return tl::unexpected(file.string() + " cannot be read: it became shorter meanwhile");
    if (lines.offset() > 0) page.next = lines.offset();
    return page;
}

}  // namespace tally::tools
