#include "tests/bench/bare_rocksdb.h"

#include <random>

#include "eventstore/log/log_value.h"
#include "tests/bench/figures.h"

namespace tally::bench {

rocksdb::Options bare_options() {
    rocksdb::Options made;
    made.create_if_missing = true;
    made.compression = rocksdb::kLZ4Compression;
    made.write_buffer_size = 64ULL << 20;
    return made;
}

std::unique_ptr<rocksdb::DB> open_bare(const std::filesystem::path& directory) {
    rocksdb::DB* opened = nullptr;
    require(rocksdb::DB::Open(bare_options(), directory.string(), &opened).ok(), "bare RocksDB did not open");
    return std::unique_ptr<rocksdb::DB>(opened);
}

double bare_synced_puts_per_second(const std::filesystem::path& directory, std::uint64_t puts,
                                   std::size_t value_bytes) {
    std::filesystem::remove_all(directory);
    auto bare = open_bare(directory);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    // Half of a value is random, as ids and digests are; the other half repeats.
    std::mt19937_64 random(7);
    std::string value(value_bytes, 'e');
    for (std::size_t at = 0; at < value_bytes / 2; ++at) value[at] = static_cast<char>(random());
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i < puts; ++i)
        require(bare->Put(synced, eventstore::position_key(i), value).ok(), "bare put");
    const double seconds = seconds_since(start);
    bare.reset();
    std::filesystem::remove_all(directory);
    return static_cast<double>(puts) / seconds;
}

}  // namespace tally::bench
