#pragma once
// Writes the books as a journal that tools which are not ours check: every financial event a balanced transaction,
// every posting with the balance it leads to.

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "consumers/export/transaction_sorter.h"
#include "domain/core/money.h"
#include "domain/events.h"
#include "eventstore/result.h"

namespace tally::consumers {

enum class JournalFormat : std::uint8_t { hledger, ledger, beancount, jsonl, csv };
constexpr auto enum_names(JournalFormat) {
    return std::to_array<std::string_view>({"hledger", "ledger", "beancount", "jsonl", "csv"});
}

struct JournalOptions {
    JournalFormat format = JournalFormat::hledger;
    domain::Currency currency;  // the division's
    std::string origin;         // stands in the first line
    domain::Date from;  // accounting date; what is before it is summed up as opening balances; absent: from the first
    domain::Date to;    // the last accounting date; absent: to the last
    std::filesystem::path temporary_folder = std::filesystem::temp_directory_path();
    std::size_t sort_bytes_max = 32u << 20;
};

struct JournalSummary {
    std::uint64_t events = 0;
    std::uint64_t transactions = 0;
    std::uint64_t postings = 0;
    std::uint64_t accounts = 0;  // of the journal
};

using GlNames = std::map<std::string, std::string>;  // general ledger account → its name for people
using NextEvent = std::function<eventstore::Result<bool>(domain::RecordedEvent&)>;  // false: no more
using TextSink = std::function<eventstore::Result<void>(std::string_view)>;

// Takes events in order of the log, then writes once. Memory grows with the number of journal accounts only.
//
// Transactions are dated and ordered by accounting date, then position: ledger checks balances in order of the file,
// the other two in order of dates, so the order must be both. Names of general ledger accounts are those that the
// events define.
class JournalExport {
  public:
    explicit JournalExport(JournalOptions options)
        : options_(std::move(options)), sorter_(options_.temporary_folder, options_.sort_bytes_max) {}

    // Refuses an event whose postings do not balance, or in another currency: the log is damaged.
    [[nodiscard]] eventstore::Result<void> add(const domain::RecordedEvent& event);
    [[nodiscard]] eventstore::Result<JournalSummary> write(const TextSink& sink);

  private:
    void learn(const domain::Event&);
    void add_to_opening(const JournalTransaction&);
    [[nodiscard]] std::vector<JournalTransaction> opening() const;

    struct Opening {
        std::uint64_t position = 0;
        std::map<std::pair<domain::GlRole, std::string>, std::int64_t> minor;  // by role and general ledger account
    };
    JournalOptions options_;
    TransactionSorter sorter_;
    JournalSummary summary_;
    std::optional<std::uint64_t> last_position_;
    GlNames gl_names_;
    std::map<std::string, Opening> opening_;  // by customer account
};

// The whole of it: pulls to the end, writes.
[[nodiscard]] eventstore::Result<JournalSummary> export_journal(const NextEvent& next, JournalOptions options,
                                                                const TextSink& sink);

}  // namespace tally::consumers
