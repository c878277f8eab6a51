// Keys in a directory (two small text files and a store of person keys), or worked out from a seed.

#include "eventstore/keys/key_store.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "domain/core/assert.h"
#include "eventstore/byte_order_mark.h"
#include "eventstore/hex.h"
#include "eventstore/storage/key_value_store.h"
#include "eventstore/storage/rocksdb_store.h"

namespace tally::eventstore {

namespace {

constexpr std::string_view signing_seed_file = "signing_seed";
constexpr std::string_view digest_key_file = "digest_key";
constexpr std::string_view persons_directory = "persons";
constexpr std::size_t known_persons_max = 65'536;  // Keys kept in memory; older ones are read again.
constexpr std::uint64_t person_cache_bytes = 4ULL << 20;

std::string reason() {
    return std::strerror(errno);
}

Result<Secret> random_secret() {
    Secret secret;
    if (RAND_bytes(secret.data(), static_cast<int>(secret.size())) != 1)
        return fail(StoreErrorKind::io, "the system gives no random bytes for a key");
    return secret;
}

// 64 hex digits and a newline: easy to back up, and an editor does no harm to it.
std::string secret_text(const Secret& secret) {
    return to_hex(secret) + '\n';
}

class File {
  public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool good() const { return descriptor_ >= 0; }

  private:
    int descriptor_;
};

Result<void> sync_directory(const std::filesystem::path& directory) {
    const File file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.good() || ::fsync(file.get()) != 0)
        return fail(StoreErrorKind::io, directory.string() + " cannot be synced: " + reason());
    return {};
}

Result<void> write_secret(const std::filesystem::path& path, const Secret& secret) {
    const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.good()) return fail(StoreErrorKind::io, path.string() + " cannot be made: " + reason());
    std::string text = secret_text(secret);
    const bool written =
        ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file.get()) == 0;
    OPENSSL_cleanse(text.data(), text.size());
    if (!written) return fail(StoreErrorKind::io, path.string() + " cannot be written: " + reason());
    return {};
}

// Keys that others can read are keys no more.
Result<void> check_private(const std::filesystem::path& path, const char* cure) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno == ENOENT)
            return fail(
                StoreErrorKind::not_a_store,
                path.string() + " is missing: restore it from a backup, or name the keys' directory with --keys");
        return fail(StoreErrorKind::io, path.string() + " cannot be read: " + reason());
    }
    if ((status.st_mode & 077) != 0)
        return fail(StoreErrorKind::io,
                    path.string() + " holds secrets but is open to others: run chmod " + cure + " " + path.string());
    return {};
}

Result<Secret> read_secret(const std::filesystem::path& path) {
    if (auto checked = check_private(path, "600"); !checked) return tl::unexpected(checked.error());
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 128> text{};
    const ssize_t size = file.good() ? ::read(file.get(), text.data(), text.size()) : -1;
    if (size < 0) return fail(StoreErrorKind::io, path.string() + " cannot be read: " + reason());
    auto digits = without_byte_order_mark({text.data(), static_cast<std::size_t>(size)});
    while (!digits.empty() && (digits.back() == '\n' || digits.back() == '\r')) digits.remove_suffix(1);
    Secret secret;
    bool good = digits.size() == secret.size() * 2;
    const auto value = [&](char c) -> unsigned {
        if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
        good = false;
        return 0;
    };
    for (std::size_t i = 0; good && i < secret.size(); ++i)
        secret[i] = static_cast<std::uint8_t>(value(digits[2 * i]) << 4 | value(digits[2 * i + 1]));
    OPENSSL_cleanse(text.data(), text.size());
    if (!good)
        return fail(StoreErrorKind::damaged, path.string() + " is not 64 hex digits (it has " +
                                                 std::to_string(digits.size()) +
                                                 " characters): restore it from a backup");
    return secret;
}

class DirectoryKeys final : public KeyStore {
  public:
    DirectoryKeys(const Secret& signing_seed, const Secret& digest_key, std::filesystem::path directory)
        : KeyStore(signing_seed, digest_key), directory_(std::move(directory)) {}

    ~DirectoryKeys() override { forget_known(); }

    // The store of person keys is opened when it is first needed: payments never do.
    Result<void> ensure(std::span<const domain::PersonId> persons) override {
        const std::lock_guard lock(mutex_);
        std::vector<std::string_view> unknown;
        for (const auto& person : persons) {
            TALLY_ASSERT(!person.empty(), "personal text is about a person who is named");
            if (!known_.contains(person.str())) unknown.push_back(person.str());
        }
        if (unknown.empty()) return {};
        std::sort(unknown.begin(), unknown.end());
        unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
        if (auto opened = open_store(); !opened) return opened;

        std::vector<std::optional<std::string>> stored;
        if (auto read = store_->multi_get(family_persons, unknown, stored); !read) return read;
        Batch batch;
        std::vector<std::pair<std::string_view, Secret>> found;
        for (std::size_t i = 0; i < unknown.size(); ++i) {
            auto key = stored[i] ? stored_secret(unknown[i], *stored[i]) : random_secret();
            if (!key) return tl::unexpected(key.error());
            if (!stored[i])
                batch.put(family_persons, std::string{unknown[i]},
                          std::string{reinterpret_cast<const char*>(key->data()), key->size()});
            found.emplace_back(unknown[i], *key);
        }
        if (!batch.changes().empty()) {
            if (auto written = store_->write(batch, Durability::buffered); !written) return written;
            unsynced_ = true;
        }
        for (const auto& [person, key] : found) remember(person, key);
        return {};
    }

    Result<void> take_over(const domain::PersonId& person, const Secret& key) override {
        const std::lock_guard lock(mutex_);
        if (auto opened = open_store(); !opened) return opened;
        Batch batch;
        batch.put(family_persons, person.str(), std::string{reinterpret_cast<const char*>(key.data()), key.size()});
        if (auto written = store_->write(batch, Durability::buffered); !written) return written;
        unsynced_ = true;
        known_.erase(person.str());
        remember(person.str(), key);
        return {};
    }

    Result<void> destroy(std::span<const domain::PersonId> persons) override {
        if (persons.empty()) return {};
        const std::lock_guard lock(mutex_);
        std::error_code error;
        if (!store_ && !std::filesystem::exists(directory_ / persons_directory, error)) return {};
        if (auto opened = open_store(); !opened) return opened;
        std::vector<std::string_view> there;
        for (const auto& person : persons) {
            if (const auto known = known_.find(person.str()); known != known_.end()) {
                OPENSSL_cleanse(known->second.data(), known->second.size());
                known_.erase(known);
            }
            auto stored = store_->get(family_persons, person.str());
            if (!stored) return tl::unexpected(std::move(stored.error()));
            if (!*stored) continue;
            OPENSSL_cleanse((*stored)->data(), (*stored)->size());
            there.push_back(person.str());
        }
        return there.empty() ? Result<void>{} : store_->erase_for_good(family_persons, there);
    }

    // Outside the mutex: keys are given and read while the disk works. One that is given meanwhile is either covered or
    // leaves the mark set.
    Result<void> sync() override {
        if (!unsynced_.exchange(false)) return {};
        auto synced = store_->sync();
        if (!synced) unsynced_ = true;
        return synced;
    }

    Result<std::optional<Secret>> person_key(const domain::PersonId& person) const override {
        const std::lock_guard lock(mutex_);
        if (const auto found = known_.find(person.str()); found != known_.end()) return found->second;
        // Reading makes no directory: an empty one would look as if no person had ever had a key.
        std::error_code error;
        if (!store_ && !std::filesystem::exists(directory_ / persons_directory, error)) return std::nullopt;
        if (auto opened = open_store(); !opened) return tl::unexpected(opened.error());
        auto stored = store_->get(family_persons, person.str());
        if (!stored) return tl::unexpected(std::move(stored.error()));
        if (!*stored) return std::nullopt;
        auto key = stored_secret(person.str(), **stored);
        if (!key) return tl::unexpected(std::move(key.error()));
        remember(person.str(), *key);
        return *key;
    }

  private:
    static constexpr Family family_persons = 0;

    Result<void> open_store() const {
        if (store_) return {};
        auto opened = open_rocksdb({.path = directory_ / persons_directory,
                                    .families = {{.name = "person_keys", .bloom_filter = true}},
                                    .role = RocksdbRole::log,
                                    .opening = RocksdbOpening::create_if_missing,
                                    .block_cache_bytes = person_cache_bytes});
        if (!opened) return tl::unexpected(std::move(opened.error()));
        store_ = std::move(*opened);
        return {};
    }

    Result<Secret> stored_secret(std::string_view person, std::string& bytes) const {
        Secret key;
        if (bytes.size() != key.size())
            return fail(StoreErrorKind::damaged, (directory_ / persons_directory).string() + ": the key of person " +
                                                     std::string{person} + " has " + std::to_string(bytes.size()) +
                                                     " bytes, not " + std::to_string(key.size()));
        std::memcpy(key.data(), bytes.data(), key.size());
        OPENSSL_cleanse(bytes.data(), bytes.size());
        return key;
    }

    void forget_known() const {
        for (auto& [person, key] : known_) OPENSSL_cleanse(key.data(), key.size());
        known_.clear();
    }
    void remember(std::string_view person, const Secret& key) const {
        if (known_.size() >= known_persons_max) forget_known();
        known_.emplace(person, key);
    }

    std::filesystem::path directory_;
    mutable std::mutex mutex_;
    std::atomic<bool> unsynced_{false};
    mutable std::unique_ptr<KeyValueStore> store_;
    mutable std::unordered_map<std::string, Secret> known_;
};

Secret derived(std::uint64_t seed, std::string_view what) {
    Secret root{};
    std::memcpy(root.data(), &seed, sizeof seed);
    return HmacSha256{root}.of({what});
}

// Every person has a key from the start, until it is destroyed.
class SimulatedKeys final : public KeyStore {
  public:
    explicit SimulatedKeys(std::uint64_t seed)
        : KeyStore(derived(seed, signing_seed_file), derived(seed, digest_key_file)),
          persons_(derived(seed, persons_directory)) {}

    Result<void> ensure(std::span<const domain::PersonId>) override { return {}; }
    Result<void> take_over(const domain::PersonId&, const Secret&) override { return {}; }
    Result<void> sync() override { return {}; }
    Result<void> destroy(std::span<const domain::PersonId> persons) override {
        const std::lock_guard lock(mutex_);
        for (const auto& person : persons) destroyed_.insert(person.str());
        return {};
    }
    Result<std::optional<Secret>> person_key(const domain::PersonId& person) const override {
        const std::lock_guard lock(mutex_);
        if (destroyed_.contains(person.str())) return std::nullopt;
        return persons_.of({person.str()});
    }

  private:
    HmacSha256 persons_;
    mutable std::mutex mutex_;
    std::unordered_set<std::string> destroyed_;
};

}  // namespace

KeyStore::KeyStore(const Secret& signing_seed, const Secret& digest_key)
    : signing_seed_(signing_seed), digest_key_(digest_key) {}

KeyStore::~KeyStore() {
    OPENSSL_cleanse(signing_seed_.data(), signing_seed_.size());
}

Result<std::unique_ptr<KeyStore>> KeyStore::create(const std::filesystem::path& directory) {
    std::error_code error;
    if (std::filesystem::exists(directory / signing_seed_file, error))
        return fail(StoreErrorKind::already_exists,
                    directory.string() + " holds keys already: they are never overwritten");
    std::filesystem::create_directories(directory, error);
    if (error) return fail(StoreErrorKind::io, directory.string() + " cannot be made: " + error.message());
    if (::chmod(directory.c_str(), 0700) != 0)
        return fail(StoreErrorKind::io, directory.string() + " cannot be kept from others: " + reason());
    auto signing_seed = random_secret();
    if (!signing_seed) return tl::unexpected(signing_seed.error());
    auto digest_key = random_secret();
    if (!digest_key) return tl::unexpected(digest_key.error());
    if (auto written = write_secret(directory / digest_key_file, *digest_key); !written)
        return tl::unexpected(written.error());
    if (auto written = write_secret(directory / signing_seed_file, *signing_seed); !written)
        return tl::unexpected(written.error());
    if (auto synced = sync_directory(directory); !synced) return tl::unexpected(synced.error());
    return std::make_unique<DirectoryKeys>(*signing_seed, *digest_key, directory);
}

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::filesystem::path& directory) {
    if (auto checked = check_private(directory, "700"); !checked) return tl::unexpected(checked.error());
    auto signing_seed = read_secret(directory / signing_seed_file);
    if (!signing_seed) return tl::unexpected(signing_seed.error());
    auto digest_key = read_secret(directory / digest_key_file);
    if (!digest_key) return tl::unexpected(digest_key.error());
    return std::make_unique<DirectoryKeys>(*signing_seed, *digest_key, directory);
}

std::unique_ptr<KeyStore> KeyStore::simulated(std::uint64_t seed) {
    return std::make_unique<SimulatedKeys>(seed);
}

}  // namespace tally::eventstore
