// Go's unmodified tlog and note packages verify the tiles, entries and checkpoint that we write, and find any change.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "eventstore/log/log.h"
#include "eventstore/merkle/checkpoint_file.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/storage/memory_store.h"
#include "tests/support/temporary_directory.h"

namespace tally::eventstore {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t entry_count = 70'000;
constexpr int flips = 120;

void write_file(const fs::path& path, std::string_view content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

std::string read_whole(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

int run(const std::string& command) {
    return std::system(command.c_str());
}

// "tile/0/…" of the tile that the entries belong to, under "tile/entries/".
std::string entries_path(std::uint64_t index, std::uint64_t width) {
    return "tile/entries" + tile_path({0, index}, width).substr(std::string("tile/0").size());
}

// A log of 70,000 entries, read back from the store, published as a directory of tiles.
void publish(const fs::path& directory, const NoteSigner& signer) {
    auto store = std::make_shared<MemoryStore>(Log::families().size());
    ASSERT_TRUE(Log::create(*store, signer.verifier().name()));
    const auto log = Log::open(store).value();
    std::mt19937 random(70);
    while (log->end() < entry_count) {
        std::vector<std::string> entries;
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(1'000, entry_count - log->end()); ++i) {
            entries.emplace_back(random() % 90, static_cast<char>(random()));
        }
        entries.back() = std::string(random() % 2'000, 'x');
        ASSERT_TRUE(log->append(std::vector<std::string_view>(entries.begin(), entries.end())));
    }

    TreeBuilder tree;
    std::string tile_entries;
    auto reader = log->reader(0, log->end());
    while (reader.next()) {
        const std::string_view entry = reader.entry();
        tree.append(hash_leaf(entry));
        tile_entries.push_back(static_cast<char>(entry.size() >> 8));
        tile_entries.push_back(static_cast<char>(entry.size() & 0xff));
        tile_entries += entry;
        const std::uint64_t index = reader.position() / tile_width;
        const std::uint64_t width = reader.position() % tile_width + 1;
        if (width < tile_width && reader.position() + 1 < log->end()) continue;
        write_file(directory / entries_path(index, width), tile_entries);
        tile_entries.clear();
    }
    ASSERT_TRUE(reader.status());
    for (const auto& row : tree.take_full_tiles()) write_file(directory / tile_path(row.id, tile_width), row.hashes);
    for (const auto& row : tree.partial_tiles()) {
        write_file(directory / tile_path(row.id, row.hashes.size() / 32), row.hashes);
    }
    fs::create_directories(directory / "signing");
    auto checkpoints = CheckpointFile::open(directory / "signing", signer.verifier());
    ASSERT_TRUE(checkpoints);
    const auto note = checkpoints->sign({signer.verifier().name(), tree.size(), tree.root()}, signer);
    ASSERT_TRUE(note) << note.error().message;
    write_file(directory / "checkpoint", *note);
    fs::remove_all(directory / "signing");
}

TEST(GoPackages, VerifyALogOf70000EntriesAndFindAnyFlippedBit) {
    if (run("go version >/dev/null 2>&1") != 0 || !fs::exists("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")) {
        GTEST_SKIP() << "NOT CHECKED BY GO: install golang-go and golang-golang-x-mod-dev";
    }
    const tests::TemporaryDirectory work;
    const fs::path program = work.path() / "go_check";
    const std::string build =
        "GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE=" +
        (std::getenv("HOME") != nullptr ? std::string("\"$HOME/.cache/go-build\"") : (work.path() / "cache").string()) +
        " go build -o " + program.string() + " " TALLY_SOURCE_DIR "/tests/eventstore/go_check/main.go";
    ASSERT_EQ(run(build), 0) << build;

    std::array<std::uint8_t, 32> seed{};
    seed[3] = 42;
    const auto signer = NoteSigner::from_seed("ledger.example/gas", seed).value();
    const fs::path directory = work.path() / "log";
    publish(directory, signer);
    const std::string check =
        program.string() + " " + directory.string() + " '" + signer.verifier().verifier_key() + "' >/dev/null 2>&1";
    ASSERT_EQ(run(check), 0) << check;

    std::vector<fs::path> files;
    std::vector<fs::path> rare;  // The few partial and higher tiles, of which each is tried.
    for (const auto& file : fs::recursive_directory_iterator(directory)) {
        if (!file.is_regular_file()) continue;
        const auto name = fs::relative(file.path(), directory).string();
        const bool is_rare = name == "checkpoint" || name.find(".p/") != std::string::npos ||
                             name.starts_with("tile/1/") || name.starts_with("tile/2/");
        (is_rare ? rare : files).push_back(file.path());
    }
    ASSERT_EQ(rare.size(), 6U);  // checkpoint; levels 0, 1 and 2 partial; level 1 full; entries partial.
    ASSERT_EQ(files.size(), 2 * (entry_count / tile_width));
    std::mt19937 random(71);
    for (int flip = 0; flip < flips; ++flip) {
        const auto& choice = flip % 2 == 0 ? rare : files;
        const fs::path path =
            choice[flip % 2 == 0 ? static_cast<std::size_t>(flip / 2) % rare.size() : random() % files.size()];
        const std::string good = read_whole(path);
        std::string bad = good;
        const std::size_t byte = random() % bad.size();
        bad[byte] = static_cast<char>(bad[byte] ^ (1 << random() % 8));
        write_file(path, bad);
        ASSERT_NE(run(check), 0) << path << " byte " << byte;
        write_file(path, good);
    }
    ASSERT_EQ(run(check), 0);
}

}  // namespace
}  // namespace tally::eventstore
