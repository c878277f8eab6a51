#include "eventstore/keys/trial_keys.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace tally::eventstore {

TrialKeys::~TrialKeys() {
    for (auto& [person, key] : made_) OPENSSL_cleanse(key.data(), key.size());
}

Result<void> TrialKeys::ensure(std::span<const domain::PersonId> persons) {
    for (const auto& person : persons) {
        auto known = person_key(person);
        if (!known) return tl::unexpected(std::move(known.error()));
        if (*known) continue;
        Secret key;
        if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
            return fail(StoreErrorKind::io, "the system gives no random bytes for a key");
        made_.emplace(person.str(), key);
    }
    return {};
}

Result<void> TrialKeys::take_over(const domain::PersonId& person, const Secret& key) {
    made_.insert_or_assign(person.str(), key);
    return {};
}

Result<std::optional<Secret>> TrialKeys::person_key(const domain::PersonId& person) const {
    if (const auto made = made_.find(person.str()); made != made_.end()) return made->second;
    return keys_.person_key(person);
}

}  // namespace tally::eventstore
