#pragma once
// RocksDB behind the storage port. rocksdb_store.cpp is the only file that includes rocksdb/.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/result.h"
#include "eventstore/storage/key_value_store.h"

namespace tally::eventstore {

struct RocksdbFamily {
    std::string name;
    bool bloom_filter = false;  // For families asked for keys that are mostly absent.
    bool compressed = true;     // False: single rows are read at random, and often.
};

// log: small synced writes, never ingested; recovery refuses to lose anything but a torn last write.
// views: written by ingest() alone, read at random.
enum class RocksdbRole { log, views };

// What to do when there is no store at the path, or one already.
enum class RocksdbOpening { existing, create_new, create_if_missing };

struct RocksdbOptions {
    std::filesystem::path path;
    std::vector<RocksdbFamily> families;  // Family i of the port is families[i]; missing ones are made.
    RocksdbRole role = RocksdbRole::log;
    RocksdbOpening opening = RocksdbOpening::existing;
    std::uint64_t block_cache_bytes = 64ULL << 20;
};

// One process holds a store at a time: the file `holder` in its directory is locked and names the process.
// Errors: not_a_store, already_exists, in_use (by which process), damaged (which file, which byte), io.
[[nodiscard]] Result<std::unique_ptr<KeyValueStore>> open_rocksdb(const RocksdbOptions&);

}  // namespace tally::eventstore
