#include "consumers/node/owner_table.h"

#include <chrono>
#include <utility>

#include "consumers/kafka/partition_reader.h"
#include "domain/core/describe.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/program_log.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto slice = 200ms;  // How soon it ends.
constexpr auto table_answer_wait = 100ms;
constexpr auto asked_again = 1'000ms;

using domain::Field;
using domain::FieldList;

// As CommitPublisher::claim() writes it.
struct Claim {
    std::uint32_t division = 0;
    std::uint64_t epoch = 0;
    domain::Plain node;
    template <class T = Claim>
    static constexpr auto fields() {
        return FieldList{Field{"division", &T::division, "Its number."}, Field{"epoch", &T::epoch, "The owner's."},
                         Field{"node", &T::node, "The owner's address."}};
    }
    bool operator==(const Claim&) const = default;
};

}  // namespace

OwnerTable::OwnerTable(KafkaConfiguration configuration) : configuration_(std::move(configuration)) {
    thread_ = std::thread{[this] { run(); }};
}
OwnerTable::~OwnerTable() {
    ending_ = true;
    thread_.join();
}

std::optional<OwnerTable::Owner> OwnerTable::owner_of(std::int32_t division) const {
    const std::lock_guard lock{mutex_};
    const auto found = owners_.find(division);
    return found == owners_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::pair<std::int32_t, OwnerTable::Owner>> OwnerTable::read_claim(std::string_view key,
                                                                                 std::string_view value) {
    Claim claim;
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear};
    if (!reader.read(value, eventstore::ref(claim))) return std::nullopt;
    if (claim.division > INT32_MAX || std::to_string(claim.division) != key || claim.node.empty()) return std::nullopt;
    return std::pair{static_cast<std::int32_t>(claim.division), Owner{claim.epoch, claim.node.str()}};
}

void OwnerTable::run() {
    const auto topic = configuration_.topic("divisions");
    const auto ending = [this] { return ending_.load(); };
    while (!ending_) {
        auto reader = PartitionReader::open(
            configuration_, topic, 0, [](const PartitionReader::Range& range) { return range.begin; },
            table_answer_wait, ending);
        std::string trouble = reader ? "" : reader.error().message;
        while (reader && !ending_) {
            auto record = (*reader)->next(slice);
            if (!record) {
                trouble = record.error().message;
                break;
            }
            if (!*record || !(*record)->value) continue;
            auto claim = read_claim((*record)->key, *(*record)->value);
            if (!claim) {
                spdlog::warn("{}: the record at offset {} says nothing of a division's owner: passed over", topic,
                             (*record)->offset);
                continue;
            }
            const std::lock_guard lock{mutex_};
            auto& known = owners_[claim->first];
            if (claim->second.epoch >= known.epoch) known = std::move(claim->second);
        }
        if (ending_) return;
        spdlog::warn("owners are not known just now: {}", trouble);
        for (auto waited = 0ms; waited < asked_again && !ending_; waited += slice) std::this_thread::sleep_for(slice);
    }
}

}  // namespace tally::consumers
