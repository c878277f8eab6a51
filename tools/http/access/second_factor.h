#pragma once
// A user's second factor among the credentials: how it is set up, and how a code of it is used, once.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/date.h"
#include "domain/user/types.h"
#include "tools/http/access/credential_store.h"

namespace tally::tools {

inline constexpr std::size_t recovery_codes_at_first = 10;

// A key of 160 bits for the user, in place of an earlier one that was not confirmed. It is valid for ten minutes.
const KeptEnrolment& begin_enrolment(Credentials&, const domain::UserId&, domain::Instant now);

enum class Confirmed : std::uint8_t { yes, there_already, not_begun, wrong };
struct Confirmation {
    Confirmed outcome = Confirmed::wrong;
    std::vector<std::string> recovery_codes = {};  // Of 80 bits each; only hashes of them are kept.
};
// Of the key that begin_enrolment() made, by a code of it, which is used then.
[[nodiscard]] Confirmation confirm_enrolment(Credentials&, const domain::UserId&, std::string_view code,
                                             domain::Instant now);

enum class CodeTaken : std::uint8_t {
    by_device,    // The code counted, and counts no more.
    by_recovery,  // The same.
    wrong,        // Of no such device and no recovery code, or older than the one used last.
    again,        // That of the device which was used last.
    no_factor     // The user has none.
};
// A code of the device or a recovery code, with or without blanks and hyphens.
[[nodiscard]] CodeTaken take_code(Credentials&, const domain::UserId&, std::string_view code, domain::Instant now);
[[nodiscard]] constexpr bool counted(CodeTaken taken) {
    return taken == CodeTaken::by_device || taken == CodeTaken::by_recovery;
}

}  // namespace tally::tools
