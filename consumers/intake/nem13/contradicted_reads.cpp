#include "consumers/intake/nem13/contradicted_reads.h"

#include <algorithm>

namespace tally::consumers {

namespace {
// FNV-1a over what names a read, so that each pass has its share of the reads of every meter.
class ReadHash {
  public:
    void add(const void* bytes, std::size_t size) {
        const auto* at = static_cast<const unsigned char*>(bytes);
        for (std::size_t i = 0; i < size; ++i) value_ = (value_ ^ at[i]) * 0x100000001b3ULL;
    }
    [[nodiscard]] std::uint64_t value() const { return value_ ^ value_ >> 32; }

  private:
    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};
}  // namespace

Intake<ContradictedReads> ContradictedReads::of(const std::filesystem::path& path, std::uint64_t records,
                                                const ChannelOf& channel_of, std::size_t reads_a_pass) {
    ContradictedReads contradicted;
    // A record has two reads. Half of the room, so that chance shares fit.
    const std::uint64_t passes = std::max<std::uint64_t>(1, (records * 4 + reads_a_pass - 1) / reads_a_pass);
    std::vector<Read> reads;
    reads.reserve(std::min<std::size_t>(reads_a_pass, records * 2));
    for (std::uint64_t number = 0; number < passes; ++number) {
        reads.clear();
        if (auto read = contradicted.read_one(path, {number, passes}, channel_of, reads, reads_a_pass); !read)
            return tl::unexpected(std::move(read.error()));
        if (auto kept = contradicted.keep_contradicted(path, reads); !kept)
            return tl::unexpected(std::move(kept.error()));
    }
    return contradicted;
}

Intake<void> ContradictedReads::read_one(const std::filesystem::path& path, Pass pass, const ChannelOf& channel_of,
                                         std::vector<Read>& reads, std::size_t reads_a_pass) {
    auto file = MeterFile::open(path);
    if (!file) return tl::unexpected(std::move(file.error()));
    Nem13Reader reader{*file};
    while (true) {
        auto more = file->next_file();
        if (!more) return tl::unexpected(std::move(more.error()));
        if (!*more) break;
        while (true) {
            auto step = reader.next();
            if (!step) return tl::unexpected(std::move(step.error()));
            if (std::holds_alternative<Nem13End>(*step)) break;
            const auto* record = std::get_if<Nem13Record>(&*step);
            if (record == nullptr) continue;
            const std::string channel = channel_of(record->suffix);
            if (channel.empty()) continue;
            if (record->previous) add(*record, channel, *record->previous, pass, reads);
            add(*record, channel, record->current, pass, reads);
            if (reads.size() < reads_a_pass) continue;
            // What is given again with one value is held once.
            std::sort(reads.begin(), reads.end());
            reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
        }
    }
    std::sort(reads.begin(), reads.end());
    return {};
}

void ContradictedReads::add(const Nem13Record& record, const std::string& channel, const Nem13Read& read, Pass pass,
                            std::vector<Read>& reads) {
    Read made;
    std::copy_n(record.nmi.begin(), std::min(record.nmi.size(), made.nmi.size()), made.nmi.begin());
    made.day = read.day.days;
    ReadHash hash;
    hash.add(made.nmi.data(), made.nmi.size());
    hash.add(channel.data(), channel.size());
    hash.add(&made.day, sizeof made.day);
    if (hash.value() % pass.of != pass.number) return;
    const auto [place, added] = places_.try_emplace(channel, static_cast<std::uint16_t>(channels_.size()));
    if (added) channels_.push_back(channel);
    made.channel = place->second;
    made.value = read.value.units;
    reads.push_back(made);
}

Intake<void> ContradictedReads::keep_contradicted(const std::filesystem::path& path, const std::vector<Read>& reads) {
    for (std::size_t i = 1; i < reads.size(); ++i) {
        const Read &one = reads[i], &before = reads[i - 1];
        if (!one.same_but_value(before) || one.value == before.value) continue;
        const std::string nmi{one.nmi.data(), std::find(one.nmi.begin(), one.nmi.end(), '\0')};
        found_.emplace(nmi, channels_[one.channel], one.day);
        if (found_.size() > nem13_contradictions_max)
            return refuse(IntakeErrorKind::limit_exceeded,
                          path.filename().string() + ": more than " + std::to_string(nem13_contradictions_max) +
                              " reads are given twice with different values: ask the sender for a file that gives "
                              "each once");
    }
    return {};
}

bool ContradictedReads::contains(const std::string& nmi, const std::string& channel, domain::Date day) const {
    return !found_.empty() && found_.contains({nmi, channel, day.days});
}

}  // namespace tally::consumers
