// The Merkle tree and what is signed over it: the vectors of RFC 6962, laws of proofs, notes and the checkpoint file.
// Go's own packages check the same from outside in go_check_test.cpp.

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "eventstore/hex.h"
#include "eventstore/merkle/checkpoint_file.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/tree.h"
#include "tests/support/temporary_directory.h"

namespace tally::eventstore {
namespace {

using ::testing::HasSubstr;

class TilesInMemory final : public TileSource {
  public:
    void take(TreeBuilder& tree) {
        for (auto& row : tree.take_full_tiles()) tiles[row.id] = row.hashes;
        for (auto& row : tree.partial_tiles()) tiles[row.id] = row.hashes;
    }
    [[nodiscard]] Result<std::string> tile(TileId id, std::uint64_t) const override {
        const auto found = tiles.find(id);
        if (found == tiles.end()) return fail(StoreErrorKind::damaged, tile_path(id, 256) + " is missing");
        return found->second;
    }
    std::map<TileId, std::string> tiles;
};

std::string bytes_of_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return bytes;
}

Hash leaf_number(std::uint64_t i) {
    return hash_leaf("entry " + std::to_string(i));
}

// The definition of RFC 6962, 2.1, word for word.
Hash root_by_definition(std::span<const Hash> leaves) {
    if (leaves.empty()) return hash_empty_tree();
    if (leaves.size() == 1) return leaves[0];
    std::size_t split = 1;
    while (split * 2 < leaves.size()) split *= 2;
    return hash_node(root_by_definition(leaves.first(split)), root_by_definition(leaves.subspan(split)));
}

struct Grown {
    std::vector<Hash> leaves;
    std::vector<Hash> roots;  // roots[n] at size n.
    TreeBuilder tree;
    TilesInMemory tiles;

    explicit Grown(std::uint64_t size) {
        roots.push_back(tree.root());
        for (std::uint64_t i = 0; i < size; ++i) {
            leaves.push_back(leaf_number(i));
            tree.append(leaves.back());
            roots.push_back(tree.root());
        }
        tiles.take(tree);
    }
};

TEST(Merkle, GivesTheRootsOfRfc6962) {
    const std::map<std::uint64_t, std::string> expected = {
        {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
    TreeBuilder tree;
    EXPECT_EQ(to_hex(tree.root()), expected.at(0));
    for (const auto* leaf :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
        tree.append(hash_leaf(bytes_of_hex(leaf)));
        const auto root = expected.find(tree.size());
        if (root == expected.end()) continue;
        EXPECT_EQ(to_hex(tree.root()), root->second) << tree.size();
    }
    EXPECT_EQ(tree.size(), 8U);
}

TEST(Merkle, HashesManyLeavesAsItHashesOne) {
    std::mt19937 random(1);
    std::vector<std::string> entries;
    for (std::size_t size = 0; size < 300; ++size) {
        auto& entry = entries.emplace_back(size, '\0');
        for (auto& c : entry) c = static_cast<char>(random());
    }
    entries.emplace_back(65'535, 'x');
    const std::vector<std::string_view> views(entries.begin(), entries.end());
    std::vector<Hash> leaves(entries.size());
    hash_leaves(views, leaves);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        EXPECT_EQ(leaves[i], sha256(std::string(1, '\0') + entries[i])) << i;
        EXPECT_EQ(leaves[i], hash_leaf(entries[i])) << i;
    }
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Merkle, HashesManyNodesInPlaceAsItHashesOne) {
    std::vector<Hash> nodes;
    for (std::uint64_t i = 0; i < 254; ++i) nodes.push_back(leaf_number(i));
    std::vector<Hash> expected;
    for (std::size_t i = 0; i < nodes.size(); i += 2) expected.push_back(hash_node(nodes[i], nodes[i + 1]));
    hash_nodes(nodes, std::span(nodes).first(127));
    nodes.resize(127);
    EXPECT_EQ(nodes, expected);
}

TEST(Merkle, AppendingManyLeavesIsAppendingEach) {
    std::vector<Hash> leaves;
    for (std::uint64_t i = 0; i < 70'000; ++i) leaves.push_back(leaf_number(i));
    TreeBuilder one_by_one;
    TreeBuilder many;
    std::mt19937 random(12);
    for (std::size_t from = 0; from < leaves.size();) {
        const std::size_t count = std::min<std::size_t>(leaves.size() - from, random() % 2'000);
        many.append(std::span(leaves).subspan(from, count));
        for (std::size_t i = from; i < from + count; ++i) one_by_one.append(leaves[i]);
        from += count;
        ASSERT_EQ(many.size(), from);
        ASSERT_EQ(many.root(), one_by_one.root()) << from;
    }
    const auto rows = many.take_full_tiles();
    const auto expected = one_by_one.take_full_tiles();
    ASSERT_EQ(rows.size(), expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].id, expected[i].id);
        ASSERT_EQ(rows[i].hashes, expected[i].hashes);
    }
}

TEST(Merkle, RootsAtEverySizeAreThoseOfTheDefinition) {
    const Grown grown(600);
    for (std::uint64_t size = 0; size <= 600; ++size) {
        const Hash expected = root_by_definition(std::span(grown.leaves).first(size));
        ASSERT_EQ(grown.roots[size], expected) << size;
        ASSERT_EQ(root_at(grown.tiles, size).value(), expected) << size;
    }
    EXPECT_EQ(leaf_at(grown.tiles, 599, 600).value(), grown.leaves[599]);
}

TEST(Merkle, TilesHoldTheHashesThatTlogTilesNames) {
    const Grown grown(70'000);
    EXPECT_EQ(width_of_tile({0, 273}, 70'000), 112U);
    EXPECT_EQ(width_of_tile({1, 1}, 70'000), 17U);
    EXPECT_EQ(width_of_tile({2, 0}, 70'000), 1U);
    EXPECT_EQ(width_of_tile({3, 0}, 70'000), 0U);
    EXPECT_EQ(grown.tiles.tiles.size(), 274U + 2 + 1);
    EXPECT_EQ(grown.tiles.tiles.at({0, 273}).size(), 112U * 32);
    const auto hash_in = [&](TileId id, std::size_t i) { return grown.tiles.tiles.at(id).substr(32 * i, 32); };
    EXPECT_EQ(hash_in({0, 3}, 5), as_bytes(grown.leaves[3 * 256 + 5]));
    EXPECT_EQ(hash_in({1, 0}, 7), as_bytes(root_by_definition(std::span(grown.leaves).subspan(7 * 256, 256))));
    EXPECT_EQ(hash_in({2, 0}, 0), as_bytes(root_by_definition(std::span(grown.leaves).first(65'536))));
}

TEST(Merkle, NamesTilesAsTheSpecificationDoes) {
    EXPECT_EQ(tile_path({0, 1234067}, 256), "tile/0/x001/x234/067");
    EXPECT_EQ(tile_path({1, 0}, 17), "tile/1/000.p/17");
    EXPECT_EQ(tile_path({0, 1000}, 256), "tile/0/x001/000");
    for (const TileId id : {TileId{0, 0}, TileId{3, 1234067}, TileId{7, ~std::uint64_t{0}}}) {
        EXPECT_EQ(parse_tile_key(tile_key(id)), id);
    }
    EXPECT_LT(tile_key({0, 255}), tile_key({0, 256}));
    EXPECT_LT(tile_key({0, ~std::uint64_t{0}}), tile_key({1, 0}));
    EXPECT_EQ(parse_tile_key("short"), std::nullopt);
}

TEST(Merkle, ATreeGoesOnFromItsSpilledRows) {
    TilesInMemory spilled;
    TreeBuilder tree;
    std::uint64_t next = 0;
    std::mt19937 random(3);
    while (next < 70'000) {
        for (std::uint64_t i = random() % 3'000; i > 0; --i) tree.append(leaf_number(next++));
        spilled.take(tree);
        auto restored = TreeBuilder::restore(next, spilled);
        ASSERT_TRUE(restored) << restored.error().message;
        ASSERT_EQ(restored->size(), next);
        ASSERT_EQ(restored->root(), tree.root());
        tree = std::move(*restored);
    }
    const Grown at_once(next);
    EXPECT_EQ(tree.root(), at_once.roots.back());
    EXPECT_EQ(spilled.tiles, at_once.tiles.tiles);
}

TEST(Merkle, EveryEntryOfEverySizeHasAProofAndNoOtherHashPasses) {
    const Grown grown(300);
    for (std::uint64_t size = 1; size <= 300; size += size < 20 ? 1 : 37) {
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(grown.tiles, index, size);
            ASSERT_TRUE(proof);
            const Hash& root = grown.roots[size];
            ASSERT_TRUE(verify_inclusion(*proof, index, grown.leaves[index], size, root)) << index << " of " << size;
            ASSERT_FALSE(verify_inclusion(*proof, index, leaf_number(size), size, root));
            ASSERT_FALSE(verify_inclusion(*proof, index, grown.leaves[index], size, grown.roots[size - 1]));
            if (size > 1) {
                ASSERT_FALSE(verify_inclusion(*proof, (index + 1) % size, grown.leaves[index], size, root));
            }
            auto changed = *proof;
            for (auto& hash : changed) {
                hash[7] ^= 0x10;
                ASSERT_FALSE(verify_inclusion(changed, index, grown.leaves[index], size, root));
                hash[7] ^= 0x10;
            }
            changed.push_back(root);
            ASSERT_FALSE(verify_inclusion(changed, index, grown.leaves[index], size, root));
            if (!proof->empty()) {
                const auto shorter = std::span(*proof).first(proof->size() - 1);
                ASSERT_FALSE(verify_inclusion(shorter, index, grown.leaves[index], size, root));
            }
        }
    }
    EXPECT_FALSE(verify_inclusion({}, 0, grown.leaves[0], 0, grown.roots[0]));
}

TEST(Merkle, EveryTwoSizesAreConsistentAndNoOtherRootPasses) {
    const Grown grown(280);
    for (std::uint64_t size = 0; size <= 280; size += size < 20 ? 1 : 13) {
        for (std::uint64_t first = 0; first <= size; ++first) {
            const auto proof = consistency_proof(grown.tiles, first, size);
            ASSERT_TRUE(proof);
            ASSERT_TRUE(verify_consistency(*proof, first, grown.roots[first], size, grown.roots[size]))
                << first << " to " << size;
            ASSERT_FALSE(verify_consistency(*proof, first, leaf_number(1'000), size, grown.roots[size]));
            if (first > 0) {
                ASSERT_FALSE(verify_consistency(*proof, first, grown.roots[first], size, leaf_number(1'000)));
            }
            auto changed = *proof;
            for (auto& hash : changed) {
                hash[31] ^= 1;
                ASSERT_FALSE(verify_consistency(changed, first, grown.roots[first], size, grown.roots[size]));
                hash[31] ^= 1;
            }
            changed.push_back(grown.roots[first]);
            ASSERT_FALSE(verify_consistency(changed, first, grown.roots[first], size, grown.roots[size]));
        }
    }
    EXPECT_FALSE(verify_consistency({}, 5, grown.roots[5], 4, grown.roots[4]));
}

TEST(Merkle, ProofsFromTilesWorkInALargeTree) {
    const Grown grown(70'000);
    std::mt19937_64 random(11);
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t size = 1 + random() % 70'000;
        const std::uint64_t index = random() % size;
        const std::uint64_t first = random() % (size + 1);
        const auto inclusion = inclusion_proof(grown.tiles, index, size);
        ASSERT_TRUE(inclusion);
        ASSERT_TRUE(verify_inclusion(*inclusion, index, grown.leaves[index], size, grown.roots[size]));
        const auto consistency = consistency_proof(grown.tiles, first, size);
        ASSERT_TRUE(consistency);
        ASSERT_TRUE(verify_consistency(*consistency, first, grown.roots[first], size, grown.roots[size]));
    }
}

TEST(Merkle, NamesATileThatIsMissingOrCut) {
    Grown grown(300);
    grown.tiles.tiles.at({0, 1}).resize(40 * 32);
    EXPECT_THAT(root_at(grown.tiles, 300).error().message, HasSubstr("tile/0/001.p/44"));
    EXPECT_EQ(TreeBuilder::restore(300, grown.tiles).error().kind, StoreErrorKind::damaged);
    grown.tiles.tiles.erase({0, 1});
    EXPECT_EQ(inclusion_proof(grown.tiles, 0, 300).error().kind, StoreErrorKind::damaged);
}

// The key pair of Go's golang.org/x/mod/sumdb/note documentation.
constexpr std::string_view go_signer_key =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view go_verifier_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string go_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

NoteSigner some_signer(std::string_view name = "ledger.example/gas") {
    std::array<std::uint8_t, 32> seed{};
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i * 7);
    return NoteSigner::from_seed(name, seed).value();
}

TEST(SignedNote, ReadsAndMakesTheExampleOfGosPackage) {
    const auto signer = NoteSigner::parse(go_signer_key);
    ASSERT_TRUE(signer) << signer.error().message;
    EXPECT_EQ(signer->verifier().verifier_key(), go_verifier_key);
    EXPECT_EQ(signer->signer_key(), go_signer_key);
    const auto verifier = NoteVerifier::parse(go_verifier_key);
    ASSERT_TRUE(verifier);
    const auto opened = open_note(go_note, {&*verifier, 1});
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->signed_by, std::vector<std::string>{"PeterNeumann"});
    EXPECT_EQ(signer->sign(opened->text).value(), go_note);
}

TEST(SignedNote, NoChangedBitOfTextOrSignaturePasses) {
    const auto signer = some_signer();
    const std::string note = signer.sign("ledger.example/gas\n5\nqqq\n").value();
    ASSERT_TRUE(open_note(note, {&signer.verifier(), 1}));
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = note;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            ASSERT_FALSE(open_note(changed, {&signer.verifier(), 1})) << i << " " << bit;
        }
    }
    for (std::size_t length = 0; length < note.size(); ++length) {
        ASSERT_FALSE(open_note(note.substr(0, length), {&signer.verifier(), 1})) << length;
    }
}

TEST(SignedNote, PassesOverSignaturesOfUnknownKeysButNotOverABadOneOfAKnownKey) {
    const auto signer = some_signer();
    const auto witness = some_signer("witness.example/w");
    const std::string text = "ledger.example/gas\n5\nqqq\n";
    const std::string ours = signer.sign(text).value();
    const std::string both = ours + witness.sign(text).value().substr(text.size() + 1);
    EXPECT_TRUE(open_note(both, {&signer.verifier(), 1}));
    const std::vector<NoteVerifier> known = {signer.verifier(), witness.verifier()};
    EXPECT_EQ(open_note(both, known)->signed_by.size(), 2U);
    EXPECT_FALSE(open_note(ours, {&witness.verifier(), 1}));
    const std::string bad =
        ours + witness.sign("another text\n").value().substr(std::string("another text\n").size() + 1);
    EXPECT_TRUE(open_note(bad, {&signer.verifier(), 1}));
    EXPECT_FALSE(open_note(bad, known));
}

TEST(SignedNote, RefusesKeysThatAreNoKeys) {
    EXPECT_FALSE(NoteVerifier::parse("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
    EXPECT_FALSE(NoteVerifier::parse("PeterNeumann+c74f20a3+AhpcAQ=="));
    EXPECT_FALSE(NoteVerifier::parse(go_signer_key));
    EXPECT_FALSE(NoteSigner::parse(go_verifier_key));
    const auto refused =
        NoteSigner::parse("PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, ::testing::Not(HasSubstr("AYEKFALV")));
    EXPECT_FALSE(NoteSigner::from_seed("has space", {}));
    EXPECT_FALSE(NoteSigner::from_seed("has+plus", {}));
    EXPECT_FALSE(NoteSigner::from_seed("", {}));
}

TEST(SignedNote, Base64HasOneFormForEachValue) {
    for (const auto& [bytes, text] : std::map<std::string, std::string>{
             {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe", "//4="}}) {
        EXPECT_EQ(base64(bytes), text);
        EXPECT_EQ(parse_base64(text).value(), bytes);
    }
    for (const auto* wrong : {"Zg", "Zg=", "Zh==", "Z===", "====", "Zm8=Zm8=", "Zm9v\n", "Zm_v", "Z=g="}) {
        EXPECT_FALSE(parse_base64(wrong)) << wrong;
    }
}

TEST(Checkpoint, IsReadOnlyInItsOneForm) {
    const Checkpoint checkpoint{"ledger.example/gas", 70'000, sha256("root")};
    const std::string text = checkpoint_text(checkpoint);
    EXPECT_EQ(text, "ledger.example/gas\n70000\n" + base64(as_bytes(checkpoint.root)) + "\n");
    EXPECT_EQ(parse_checkpoint(text).value(), checkpoint);
    const std::string root = base64(as_bytes(checkpoint.root));
    for (const auto& wrong :
         {"ledger.example/gas\n070000\n" + root + "\n", "ledger.example/gas\n-1\n" + root + "\n", text + "extension\n",
          "ledger.example/gas\n\n" + root + "\n", "\n1\n" + root + "\n", "a+b\n1\n" + root + "\n",
          "ledger.example/gas\n18446744073709551616\n" + root + "\n", text.substr(0, text.size() - 1),
          std::string("ledger.example/gas\n1\nAAAA\n"), std::string("ledger.example/gas\n1\n\n"), std::string()}) {
        EXPECT_FALSE(parse_checkpoint(wrong)) << wrong;
    }
    EXPECT_EQ(parse_checkpoint("a\n18446744073709551615\n" + root + "\n")->size, ~std::uint64_t{0});
}

class CheckpointFileTest : public ::testing::Test {
  protected:
    CheckpointFile open() {
        auto file = CheckpointFile::open(directory_.path(), signer_.verifier());
        EXPECT_TRUE(file) << file.error().message;
        return std::move(*file);
    }
    Checkpoint at(std::uint64_t size) { return {"ledger.example/gas", size, grown_.roots[size]}; }
    void overwrite(std::string_view name, std::string_view content) {
        std::ofstream(directory_.path() / name, std::ios::binary | std::ios::trunc) << content;
    }

    tests::TemporaryDirectory directory_;
    NoteSigner signer_ = some_signer();
    Grown grown_{300};
};

TEST_F(CheckpointFileTest, RemembersTheLastCheckpointItSigned) {
    auto file = open();
    EXPECT_EQ(file.last(), std::nullopt);
    EXPECT_EQ(file.note(), "");
    ASSERT_TRUE(file.sign(at(0), signer_));
    const auto note = file.sign(at(200), signer_);
    ASSERT_TRUE(note) << note.error().message;
    EXPECT_EQ(open_note(*note, {&signer_.verifier(), 1})->text, checkpoint_text(at(200)));
    EXPECT_EQ(file.sign(at(200), signer_).value(), *note);

    auto again = open();
    EXPECT_EQ(again.last(), at(200));
    EXPECT_EQ(again.note(), *note);
    EXPECT_EQ(again.sign(at(200), signer_).value(), *note);
}

TEST_F(CheckpointFileTest, NeverSignsASecondRootOfOneSizeNorGoesBack) {
    auto file = open();
    ASSERT_TRUE(file.sign(at(200), signer_));
    Checkpoint other = at(200);
    other.root[0] ^= 1;
    const auto refused = file.sign(other, signer_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, StoreErrorKind::damaged);
    EXPECT_THAT(refused.error().message, HasSubstr("entries were changed"));
    EXPECT_FALSE(open().sign(other, signer_));
    EXPECT_FALSE(open().sign(at(199), signer_));
    EXPECT_TRUE(open().sign(at(201), signer_));
}

TEST_F(CheckpointFileTest, HoldsToWhatItWasAboutToSignWhenItCrashed) {
    ASSERT_TRUE(open().sign(at(100), signer_));
    overwrite("checkpoint.signing", checkpoint_text(at(150)));
    auto file = open();
    EXPECT_EQ(file.last(), at(150));
    Checkpoint other = at(150);
    other.root[5] ^= 4;
    EXPECT_FALSE(file.sign(other, signer_));
    EXPECT_FALSE(file.sign(at(149), signer_));
    const auto note = file.sign(at(150), signer_);
    ASSERT_TRUE(note);
    EXPECT_EQ(open().note(), *note);
}

TEST_F(CheckpointFileTest, RemembersASizeWhoseWritingFailed) {
    auto file = open();
    std::filesystem::create_directories(directory_.path() / "checkpoint.signing.new");
    const auto failed = file.sign(at(10), signer_);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, StoreErrorKind::io);
    EXPECT_EQ(file.note(), "");
    Checkpoint other = at(10);
    other.root[0] ^= 1;
    EXPECT_FALSE(file.sign(other, signer_));
    std::filesystem::remove(directory_.path() / "checkpoint.signing.new");
    EXPECT_TRUE(file.sign(at(10), signer_));
}

TEST_F(CheckpointFileTest, RefusesAnyChangedByteAndAnotherKey) {
    ASSERT_TRUE(open().sign(at(100), signer_));
    for (const auto* name : {"checkpoint", "checkpoint.signing"}) {
        std::ifstream in(directory_.path() / name, std::ios::binary);
        const std::string good{std::istreambuf_iterator<char>(in), {}};
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 1);
            overwrite(name, bad);
            const auto file = CheckpointFile::open(directory_.path(), signer_.verifier());
            // A changed size or root in the unsigned file reads well; then the log has to have that root, and has not.
            if (!file) continue;
            ASSERT_FALSE(file->check(300, grown_.tiles)) << name << " byte " << i;
        }
        overwrite(name, good);
    }
    const auto other = some_signer("ledger.example/water");
    EXPECT_EQ(CheckpointFile::open(directory_.path(), other.verifier()).error().kind, StoreErrorKind::damaged);
    EXPECT_FALSE(open().sign({"ledger.example/water", 200, grown_.roots[200]}, other));
}

TEST_F(CheckpointFileTest, ALogThatIsShorterOrHasAnotherRootIsDamaged) {
    auto file = open();
    EXPECT_TRUE(file.check(0, grown_.tiles));
    ASSERT_TRUE(file.sign(at(200), signer_));
    EXPECT_TRUE(file.check(200, grown_.tiles));
    EXPECT_TRUE(file.check(300, grown_.tiles));
    EXPECT_THAT(file.check(199, grown_.tiles).error().message, HasSubstr("ends at position 199"));
    grown_.tiles.tiles.at({0, 0})[32 * 77] ^= 2;
    const auto changed = file.check(300, grown_.tiles);
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().kind, StoreErrorKind::damaged);
    EXPECT_THAT(changed.error().message, HasSubstr("entries were changed"));
}

}  // namespace
}  // namespace tally::eventstore
