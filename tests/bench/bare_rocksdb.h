#pragma once
// RocksDB by itself, doing less with the same bytes: what the store is held against, in the same run.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <rocksdb/db.h>
#include <rocksdb/options.h>

namespace tally::bench {

[[nodiscard]] rocksdb::Options bare_options();
// Makes or opens it.
[[nodiscard]] std::unique_ptr<rocksdb::DB> open_bare(const std::filesystem::path& directory);
// One put, one sync, and again; in an empty database that is gone afterwards.
[[nodiscard]] double bare_synced_puts_per_second(const std::filesystem::path& directory, std::uint64_t puts,
                                                 std::size_t value_bytes);

}  // namespace tally::bench
