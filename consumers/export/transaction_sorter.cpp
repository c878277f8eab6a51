#include "consumers/export/transaction_sorter.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <queue>
#include <type_traits>
#include <unistd.h>

#include "domain/core/assert.h"

namespace tally::consumers {

namespace {

using eventstore::fail;
using eventstore::Result;
using eventstore::StoreErrorKind;

// Rows live for one export on one machine, so they are in its own byte order.
template <class Number>
void put(std::string& bytes, Number number) {
    static_assert(std::is_trivially_copyable_v<Number>);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}
void put(std::string& bytes, std::string_view text) {
    put(bytes, static_cast<std::uint32_t>(text.size()));
    bytes.append(text);
}

class Taker {
  public:
    explicit Taker(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    void take(Number& number) {
        TALLY_ASSERT(bytes_.size() >= sizeof number, "a sorted row is as long as it was written");
        std::memcpy(&number, bytes_.data(), sizeof number);
        bytes_.remove_prefix(sizeof number);
    }
    std::string_view take_text() {
        std::uint32_t length = 0;
        take(length);
        TALLY_ASSERT(bytes_.size() >= length, "a sorted row is as long as it was written");
        const std::string_view text = bytes_.substr(0, length);
        bytes_.remove_prefix(length);
        return text;
    }

  private:
    std::string_view bytes_;
};

void encode(const JournalTransaction& transaction, std::string& bytes) {
    put(bytes, transaction.accounting_date.days);
    put(bytes, transaction.position);
    put(bytes, transaction.effective_date.days);
    put(bytes, transaction.event_id);
    put(bytes, std::string_view{transaction.event_type});
    put(bytes, std::string_view{transaction.account});
    put(bytes, std::string_view{transaction.document});
    put(bytes, transaction.payoff.minor);
    put(bytes, transaction.current.minor);
    put(bytes, static_cast<std::uint32_t>(transaction.postings.size()));
    for (const domain::Posting& posting : transaction.postings) {
        put(bytes, posting.role);
        put(bytes, std::string_view{posting.gl_account.str()});
        put(bytes, posting.amount.minor);
    }
}

void decode(std::string_view bytes, JournalTransaction& transaction) {
    Taker taker{bytes};
    taker.take(transaction.accounting_date.days);
    taker.take(transaction.position);
    taker.take(transaction.effective_date.days);
    taker.take(transaction.event_id);
    transaction.event_type = taker.take_text();
    transaction.account = taker.take_text();
    transaction.document = taker.take_text();
    taker.take(transaction.payoff.minor);
    taker.take(transaction.current.minor);
    std::uint32_t count = 0;
    taker.take(count);
    transaction.postings.resize(count);
    for (domain::Posting& posting : transaction.postings) {
        taker.take(posting.role);
        posting.gl_account = domain::Code{taker.take_text()};
        taker.take(posting.amount.minor);
    }
}

}  // namespace

// One sorted run, in a file or still in memory.
class TransactionSorter::Source {
  public:
    Source(std::FILE* file, const std::filesystem::path& folder) : file_(file), folder_(&folder) {}
    Source(const std::string& buffer, const std::vector<Row>& rows) : buffer_(&buffer), rows_(&rows) {}

    // False at the end.
    Result<bool> next() {
        if (file_ == nullptr) {
            if (at_ == rows_->size()) return false;
            const Row& row = (*rows_)[at_++];
            bytes_ = std::string_view{*buffer_}.substr(row.offset, row.length);
        } else {
            std::uint32_t length = 0;
            if (std::fread(&length, sizeof length, 1, file_) != 1) {
                if (std::ferror(file_) != 0) return cannot_read();
                return false;
            }
            own_.resize(length);
            if (std::fread(own_.data(), 1, length, file_) != length) return cannot_read();
            bytes_ = own_;
        }
        std::memcpy(&date_, bytes_.data(), sizeof date_);
        std::memcpy(&position_, bytes_.data() + sizeof date_, sizeof position_);
        return true;
    }
    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] bool after(const Source& other) const {
        return date_ != other.date_ ? date_ > other.date_ : position_ > other.position_;
    }

  private:
    [[nodiscard]] tl::unexpected<eventstore::StoreError> cannot_read() const {
        return fail(StoreErrorKind::io, "cannot read back sorted transactions from " + folder_->string() + ": " +
                                            std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
    }
    std::FILE* file_ = nullptr;
    const std::filesystem::path* folder_ = nullptr;
    const std::string* buffer_ = nullptr;
    const std::vector<Row>* rows_ = nullptr;
    std::size_t at_ = 0;
    std::string own_;
    std::string_view bytes_;
    std::int32_t date_ = 0;
    std::uint64_t position_ = 0;
};

void TransactionSorter::sort_rows() {
    const auto before = [](const Row& a, const Row& b) {
        return a.date != b.date ? a.date < b.date : a.position < b.position;
    };
    if (!std::is_sorted(rows_.begin(), rows_.end(), before)) std::sort(rows_.begin(), rows_.end(), before);
}

Result<void> TransactionSorter::add(const JournalTransaction& transaction) {
    const std::size_t offset = buffer_.size();
    encode(transaction, buffer_);
    rows_.push_back({transaction.accounting_date.days, transaction.position, offset,
                     static_cast<std::uint32_t>(buffer_.size() - offset)});
    if (buffer_.size() + rows_.size() * sizeof(Row) < buffer_bytes_max_) return {};
    return spill();
}

Result<void> TransactionSorter::spill() {
    const auto cannot_write = [&] {
        return fail(StoreErrorKind::io, "cannot write sorted transactions to " + folder_.string() + ": " +
                                            std::strerror(errno) +  // NOLINT(concurrency-mt-unsafe)
                                            "; set TMPDIR to a folder with room");
    };
    sort_rows();
    std::string name = (folder_ / "tally-journal-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) return cannot_write();
    // Without a name at once, so that nothing is left behind whatever happens.
    ::unlink(name.c_str());
    File file{::fdopen(descriptor, "w+b")};
    if (file == nullptr) {
        ::close(descriptor);
        return cannot_write();
    }
    for (const Row& row : rows_) {
        const bool written = std::fwrite(&row.length, sizeof row.length, 1, file.get()) == 1 &&
                             std::fwrite(buffer_.data() + row.offset, 1, row.length, file.get()) == row.length;
        if (!written) return cannot_write();
    }
    if (std::fflush(file.get()) != 0) return cannot_write();
    runs_.push_back(std::move(file));
    buffer_.clear();
    rows_.clear();
    return {};
}

Result<void> TransactionSorter::drain(const Visitor& visit) {
    sort_rows();
    std::vector<Source> sources;
    for (const File& run : runs_) {
        std::rewind(run.get());
        sources.emplace_back(run.get(), folder_);
    }
    sources.emplace_back(buffer_, rows_);

    const auto later = [&](std::size_t a, std::size_t b) { return sources[a].after(sources[b]); };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> queue{later};
    const auto advance = [&](std::size_t source) -> Result<void> {
        return sources[source].next().map([&](bool more) {
            if (more) queue.push(source);
        });
    };
    for (std::size_t i = 0; i < sources.size(); ++i)
        if (auto advanced = advance(i); !advanced) return advanced;
    JournalTransaction transaction;
    while (!queue.empty()) {
        const std::size_t source = queue.top();
        queue.pop();
        decode(sources[source].bytes(), transaction);
        if (auto visited = visit(transaction); !visited) return visited;
        if (auto advanced = advance(source); !advanced) return advanced;
    }
    runs_.clear();
    buffer_.clear();
    rows_.clear();
    return {};
}

}  // namespace tally::consumers
