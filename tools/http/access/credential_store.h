#pragma once
// Passwords, API tokens, one-time links and second factors, in a directory of their own beside the log: an immutable
// log must not hold them. Of each only a hash is kept, but for the key of a second factor, of which codes are made.
// Also who a user is at the OpenID provider. Several programs may use the directory at a time.

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/user/types.h"

namespace tally::tools {

struct KeptPassword {
    domain::UserId user;
    domain::Plain hash;
    domain::Instant set_at;
    template <class T = KeptPassword>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Whose."},
                         Field{"hash", &T::hash, "Argon2id, with its salt and cost."},
                         Field{"set_at", &T::set_at, "When it was set."}};
    }
    bool operator==(const KeptPassword&) const = default;
};

struct KeptToken {
    domain::Code id;
    domain::UserId user;
    domain::Plain name;
    domain::Plain hash;
    std::vector<domain::Role> roles;
    bool read_only = false;
    domain::Instant made_at;
    domain::Instant expires_at;
    domain::Instant last_used_at;
    template <class T = KeptToken>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"id", &T::id, "Names the token; it is no secret."},
                         Field{"user", &T::user, "In whose name it acts."},
                         Field{"name", &T::name, "What it is for."},
                         Field{"hash", &T::hash, "SHA-256 of the token."},
                         Field{"roles", &T::roles, "Roles of the user that it has; empty: all of them."},
                         Field{"read_only", &T::read_only, "Whether it only asks questions."},
                         Field{"made_at", &T::made_at, "When it was made."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."},
                         Field{"last_used_at", &T::last_used_at, "Within ten minutes; 1970: never."}};
    }
    bool operator==(const KeptToken&) const = default;
};

struct KeptLink {
    domain::Plain hash;
    domain::UserId user;
    domain::Instant expires_at;
    template <class T = KeptLink>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"hash", &T::hash, "SHA-256 of the link's token."},
                         Field{"user", &T::user, "Who sets a password by it; empty: the first user of the store."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."}};
    }
    bool operator==(const KeptLink&) const = default;
};

// Who a user was at the OpenID provider when the user signed in there first. A claim such as an e-mail address may name
// another person later; the subject does not.
struct KeptSubject {
    domain::UserId user;
    domain::Plain issuer;
    domain::Plain subject;
    domain::Instant first_at;
    template <class T = KeptSubject>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Whose."}, Field{"issuer", &T::issuer, "Of the provider."},
                         Field{"subject", &T::subject, "The provider's own id of the person (sub)."},
                         Field{"first_at", &T::first_at, "When the user first signed in there."}};
    }
    bool operator==(const KeptSubject&) const = default;
};

// One of ten codes that a user keeps for the day on which the device is lost.
struct KeptRecoveryCode {
    domain::Plain salt;
    domain::Plain hash;
    template <class T = KeptRecoveryCode>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"salt", &T::salt, "By chance, of this code alone."},
                         Field{"hash", &T::hash, "SHA-256 of the salt and the code."}};
    }
    bool operator==(const KeptRecoveryCode&) const = default;
};

// By what a user proves to have a device, beside the password.
struct KeptSecondFactor {
    domain::UserId user;
    domain::Plain secret;
    domain::Instant since;
    domain::Instant used;
    std::vector<KeptRecoveryCode> recovery_codes;
    template <class T = KeptSecondFactor>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"user", &T::user, "Whose."}, Field{"secret", &T::secret, "Key of the codes, in base32."},
            Field{"since", &T::since, "When it was set up."},
            Field{"used", &T::used, "Beginning of the 30 seconds whose code was used last: codes until then are used."},
            Field{"recovery_codes", &T::recovery_codes, "Those that were not used."}};
    }
    bool operator==(const KeptSecondFactor&) const = default;
};

// A second factor that begins to be set up: it does not count until a code of it was given.
struct KeptEnrolment {
    domain::UserId user;
    domain::Plain secret;
    domain::Instant expires_at;
    template <class T = KeptEnrolment>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Whose."}, Field{"secret", &T::secret, "Key of the codes, in base32."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."}};
    }
    bool operator==(const KeptEnrolment&) const = default;
};

// What happened to that by which one signs in: what was made, but for the names that say something else. Stored.
enum class CredentialKind : std::uint8_t {
    password,
    token,
    link,
    second_factor,
    second_factor_removed,
    recovery_code_used,
    code_given_again
};
constexpr auto enum_names(CredentialKind) {
    return std::to_array<std::string_view>({"password", "token", "link", "second_factor", "second_factor_removed",
                                            "recovery_code_used", "code_given_again"});
}

// That something by which one signs in as a user was made, removed or used, until the user has seen it.
struct KeptNotice {
    domain::Code id;
    domain::UserId user;
    CredentialKind kind = CredentialKind::password;
    domain::Code token;
    domain::Plain name;
    domain::Plain by;
    domain::Plain address;
    domain::Code session;
    domain::Instant at;
    template <class T = KeptNotice>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"id", &T::id, "Names the notice."},
            Field{"user", &T::user, "Who signs in by it."},
            Field{"kind", &T::kind, "What was made or happened."},
            Field{"token", &T::token, "Id of the token; empty: none."},
            Field{"name", &T::name, "What the token is for."},
            Field{"by", &T::by,
                  "The user who did it; cli:NAME: the program; empty: who had a one-time link or the password."},
            Field{"address", &T::address, "From where; empty: on the machine of the store."},
            Field{"session", &T::session, "Id of the session that made it, which does not see it; empty: none."},
            Field{"at", &T::at, "When."}};
    }
    bool operator==(const KeptNotice&) const = default;
};

struct Credentials {
    std::vector<KeptPassword> passwords;
    std::vector<KeptToken> tokens;
    std::vector<KeptLink> links;
    std::vector<KeptSubject> subjects;
    std::vector<KeptNotice> notices;
    std::vector<KeptSecondFactor> second_factors;
    std::vector<KeptEnrolment> enrolments;
    template <class T = Credentials>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"passwords", &T::passwords, "One a user."},
                         Field{"tokens", &T::tokens, "API tokens."},
                         Field{"links", &T::links, "One-time links."},
                         Field{"subjects", &T::subjects, "Of users who signed in by OpenID Connect, one a user."},
                         Field{"notices", &T::notices, "What was made for users who have not seen it yet."},
                         Field{"second_factors", &T::second_factors, "One a user at most."},
                         Field{"enrolments", &T::enrolments, "Second factors that begin to be set up."}};
    }
    bool operator==(const Credentials&) const = default;

    [[nodiscard]] const KeptPassword* password_of(const domain::UserId&) const;
    void set_password(const domain::UserId&, std::string_view hash, domain::Instant now);
    // Null: there is none of this hash, or it has expired.
    [[nodiscard]] KeptToken* token_of(std::string_view hash, domain::Instant now);
    [[nodiscard]] const KeptToken* token_of(std::string_view hash, domain::Instant now) const;
    [[nodiscard]] const KeptLink* link_of(std::string_view hash, domain::Instant now) const;
    [[nodiscard]] const KeptSubject* subject_of(const domain::UserId&) const;
    [[nodiscard]] KeptSecondFactor* second_factor_of(const domain::UserId&);
    [[nodiscard]] const KeptSecondFactor* second_factor_of(const domain::UserId&) const;
    // Null: there is none, or it has expired.
    [[nodiscard]] const KeptEnrolment* enrolment_of(const domain::UserId&, domain::Instant now) const;
    // Under an id of its own; of a user the last 20 are kept.
    void add_notice(KeptNotice);
    void remove_links_of(const domain::UserId&);
    void remove_subject_of(const domain::UserId&);
    void remove_tokens_of(const domain::UserId&);
    void remove_enrolment_of(const domain::UserId&);
    // With what begins to be set up. False: the user has none.
    bool remove_second_factor_of(const domain::UserId&);
    void remove_expired(domain::Instant now);
};

// A new link for the user, in place of earlier ones; the token is returned and not kept. Empty: the first user.
[[nodiscard]] std::string add_link(Credentials&, const domain::UserId&, domain::Instant now);

class CredentialStore {
  public:
    // Makes the directory where it is missing. Error: names value and cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<CredentialStore>, std::string> open(
        const std::filesystem::path& directory);

    // As they are now. Error: they cannot be read.
    [[nodiscard]] tl::expected<std::shared_ptr<const Credentials>, std::string> read();
    // Durable when it returns; nothing is written where `change` says false. Error: nothing was changed.
    [[nodiscard]] tl::expected<void, std::string> change(const std::function<bool(Credentials&)>& change);

  private:
    struct Seen {  // Which file was read last.
        std::uint64_t inode = 0;
        std::int64_t changed_ns = 0;
        std::uint64_t bytes = 0;
        bool operator==(const Seen&) const = default;
    };
    explicit CredentialStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
    [[nodiscard]] std::filesystem::path file() const { return directory_ / "credentials"; }
    [[nodiscard]] tl::expected<std::shared_ptr<const Credentials>, std::string> read_locked();
    [[nodiscard]] tl::expected<void, std::string> write_locked(const Credentials&);

    const std::filesystem::path directory_;
    std::mutex mutex_;
    Seen seen_;
    std::shared_ptr<const Credentials> held_ = std::make_shared<const Credentials>();
};

}  // namespace tally::tools
