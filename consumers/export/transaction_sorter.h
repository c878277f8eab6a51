#pragma once
// Puts journal transactions into order of accounting date, then of position, in bounded memory: sorted runs in files
// without a name, merged once.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/books/posting.h"
#include "domain/core/date.h"
#include "domain/envelope.h"
#include "eventstore/result.h"

namespace tally::consumers {

// A financial event as a journal shows it.
struct JournalTransaction {
    domain::Date accounting_date;
    domain::Date effective_date;
    std::uint64_t position = 0;
    domain::Digest16 event_id{};
    std::string event_type;
    std::string account;
    std::string document;  // what it is about; several apart by a space
    domain::Money payoff;
    domain::Money current;
    std::vector<domain::Posting> postings;
};

class TransactionSorter {
  public:
    // Spills to `folder` whenever `buffer_bytes_max` are held.
    TransactionSorter(std::filesystem::path folder, std::size_t buffer_bytes_max)
        : folder_(std::move(folder)), buffer_bytes_max_(buffer_bytes_max) {}

    [[nodiscard]] eventstore::Result<void> add(const JournalTransaction& transaction);
    // Visits all in order and empties the sorter. Stops at the visitor's first error.
    using Visitor = std::function<eventstore::Result<void>(const JournalTransaction&)>;
    [[nodiscard]] eventstore::Result<void> drain(const Visitor& visit);

    [[nodiscard]] std::size_t run_count() const { return runs_.size(); }

  private:
    struct Row {
        std::int32_t date;
        std::uint64_t position;
        std::size_t offset;  // in buffer_
        std::uint32_t length;
    };
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    using File = std::unique_ptr<std::FILE, CloseFile>;
    class Source;

    [[nodiscard]] eventstore::Result<void> spill();
    void sort_rows();

    std::filesystem::path folder_;
    std::size_t buffer_bytes_max_;
    std::string buffer_;
    std::vector<Row> rows_;
    std::vector<File> runs_;
};

}  // namespace tally::consumers
