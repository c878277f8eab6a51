#pragma once
// Who looked at what, and when: JSON Lines in a file of their own beside the credentials, since no event is made by
// looking. The answer never waits for it.

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::tools {

struct ReadEntry {
    domain::Instant at;
    domain::UserId user;
    domain::Code way;
    domain::Plain client;
    domain::Plain request_id;
    domain::Plain path;
    domain::Plain id;
    std::vector<domain::AccountId> accounts;
    domain::Plain as_of;
    std::uint64_t lost = 0;
    template <class T = ReadEntry>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"at", &T::at, "When it was answered."},
                         Field{"user", &T::user, "Who asked."},
                         Field{"way", &T::way, "http, or cli: the program on the machine of the store."},
                         Field{"client", &T::client, "Address of the client; empty: the program itself."},
                         Field{"request_id", &T::request_id, "Of the request, as the log of requests has it."},
                         Field{"path", &T::path, "What was asked, such as /v1/accounts/{id}/balance, or the command."},
                         Field{"id", &T::id, "Of which one; empty for lists and searches."},
                         Field{"accounts", &T::accounts, "Whose answer it was, such as of an invoice."},
                         Field{"as_of", &T::as_of, "The time in the question; empty: now."},
                         Field{"lost", &T::lost, "Entries before this one that could not be kept."}};
    }
    bool operator==(const ReadEntry&) const = default;
};

// Whether it is about the one with the id, or shows the account of that id.
[[nodiscard]] bool is_of(const ReadEntry&, std::string_view id);

// How long entries stay.
struct ReadKeeping {
    std::uint32_t days = 0;                     // 0: without end.
    std::function<domain::Instant()> now = {};  // Empty: the system's clock.
};

class ReadLog {
  public:
    static constexpr std::size_t waiting_bytes_max = std::size_t{8} << 20;

    // Appends to `directory`/reads. Error: names value and cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<ReadLog>, std::string> open(
        const std::filesystem::path& directory, ReadKeeping = {});
    ReadLog(const ReadLog&) = delete;
    ReadLog& operator=(const ReadLog&) = delete;
    // Writes what waits.
    ~ReadLog();
    // Written within a second, by a thread of its own. Where it cannot keep up, later entries say how many were lost.
    void add(ReadEntry);
    // Returns once what was added before is written.
    void flush();
    struct State {
        std::uint64_t lost = 0;    // Entries, since the log was opened.
        std::string trouble = {};  // Why the last ones could not be written; empty: they were.
    };
    [[nodiscard]] State state() const;

  private:
    ReadLog(std::filesystem::path file, int descriptor, ReadKeeping);
    void run();
    // Nothing: no day has passed since. Else why old entries could not be removed; empty: they were.
    [[nodiscard]] std::optional<std::string> remove_old();
    const std::filesystem::path file_;
    const ReadKeeping keeping_;
    int descriptor_;  // Of the thread, as is what follows.
    domain::Instant removes_at_{};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable written_;
    std::string waiting_;
    std::uint64_t lost_ = 0;
    State state_;
    bool writing_ = false;
    bool ends_ = false;
    std::thread thread_;
};

struct ReadsAsked {
    std::string user = {};  // Empty: of all.
    std::string id = {};
    std::uint64_t before = UINT64_MAX;  // Offset in the file.
    std::size_t limit = 100;
};
// Newest first. `next`: the `before` of the page after this one, which may be short: it looks at a limited part of the
// file.
struct ReadsPage {
    std::vector<ReadEntry> reads;
    std::optional<std::uint64_t> next;
};
// Lines that cannot be read are passed over. Error: names the file.
[[nodiscard]] tl::expected<ReadsPage, std::string> read_page(const std::filesystem::path& file, const ReadsAsked&);

[[nodiscard]] std::filesystem::path read_log_file(const std::filesystem::path& directory);

}  // namespace tally::tools
