#pragma once
// What is said over HTTP about sessions, users, links and tokens, as described records.

#include <cstdint>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/user/types.h"
#include "eventstore/codec/maybe.h"
#include "tools/http/access/credential_store.h"
#include "tools/http/access/read_log.h"

namespace tally::tools {

struct SignInBody {
    domain::UserId user;
    domain::Plain password;
    domain::Plain code;
    template <class T = SignInBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Who signs in."}, Field{"password", &T::password, "The password."},
                         Field{"code", &T::code,
                               "Of a user with a second factor: a code of the device, or a recovery code. Where it is "
                               "missing, the answer is second_factor_needed."}};
    }
    bool operator==(const SignInBody&) const = default;
};

struct EnrolBody {
    domain::Plain password;
    template <class T = EnrolBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"password", &T::password, "The password, again."}};
    }
    bool operator==(const EnrolBody&) const = default;
};

struct ConfirmBody {
    domain::Plain code;
    template <class T = ConfirmBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"code", &T::code, "What the device shows: six digits."}};
    }
    bool operator==(const ConfirmBody&) const = default;
};

struct EndSecondFactorBody {
    domain::Plain password;
    domain::Plain code;
    template <class T = EndSecondFactorBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"password", &T::password, "The password; empty: the code is given."},
            Field{"code", &T::code, "A code of the device, or a recovery code; empty: the password is given."}};
    }
    bool operator==(const EndSecondFactorBody&) const = default;
};

struct SecondFactorAnswer {
    bool set_up = false;
    eventstore::Maybe<domain::Instant> since;
    std::uint16_t recovery_codes_left = 0;
    template <class T = SecondFactorAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"set_up", &T::set_up, "Whether the user who asks has a second factor."},
                         Field{"since", &T::since, "When it was set up; absent: there is none."},
                         Field{"recovery_codes_left", &T::recovery_codes_left, "How many were not used yet."}};
    }
    bool operator==(const SecondFactorAnswer&) const = default;
};

struct BegunSecondFactorAnswer {
    domain::Plain secret;
    domain::Plain uri;
    domain::Instant expires_at;
    template <class T = BegunSecondFactorAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"secret", &T::secret, "Key of the codes, in base32, for a device that reads no QR code."},
            Field{"uri", &T::uri, "otpauth://…, which a device reads as a QR code; it is not shown again."},
            Field{"expires_at", &T::expires_at, "Until then a code of it is taken as confirmation."}};
    }
    bool operator==(const BegunSecondFactorAnswer&) const = default;
};

struct ConfirmedSecondFactorAnswer {
    std::vector<domain::Plain> recovery_codes;
    template <class T = ConfirmedSecondFactorAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"recovery_codes", &T::recovery_codes,
                               "Each signs in once in place of a code of the device; they are not shown again."}};
    }
    bool operator==(const ConfirmedSecondFactorAnswer&) const = default;
};

struct SignInWaysAnswer {
    eventstore::Maybe<domain::Plain> oidc;
    template <class T = SignInWaysAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"oidc", &T::oidc,
                               "Name of the OpenID provider at which GET /v1/session/oidc signs in; absent: people "
                               "sign in by password only."}};
    }
    bool operator==(const SignInWaysAnswer&) const = default;
};

struct PasswordBody {
    domain::Plain current;
    domain::Plain password;
    template <class T = PasswordBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"current", &T::current, "The password until now."},
                         Field{"password", &T::password, "The password from now on: 12 characters or more."}};
    }
    bool operator==(const PasswordBody&) const = default;
};

struct LinkBody {
    domain::UserId user;
    domain::Plain name;
    domain::Plain password;
    domain::Plain code;
    template <class T = LinkBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"user", &T::user, "Of the first user: what to sign in as from now on."},
            Field{"name", &T::name, "Of the first user: name for other users; empty: the id."},
            Field{"password", &T::password, "The password from now on: 12 characters or more."},
            Field{"code", &T::code, "Of a user with a second factor: a code of the device, or a recovery code."}};
    }
    bool operator==(const LinkBody&) const = default;
};

struct TokenBody {
    domain::UserId user;
    domain::Plain name;
    std::vector<domain::Role> roles;
    bool read_only = false;
    std::uint16_t days = 0;
    template <class T = TokenBody>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "In whose name it acts; empty: who makes it."},
                         Field{"name", &T::name, "What it is for."},
                         Field{"roles", &T::roles, "Which of the user's roles it has; empty: all of them."},
                         Field{"read_only", &T::read_only, "Whether it only asks questions."},
                         Field{"days", &T::days, "How long it is valid, up to 366; 0: 90.", "days"}};
    }
    bool operator==(const TokenBody&) const = default;
};

struct UserAnswer {
    domain::UserId user;
    domain::Plain name;
    std::vector<domain::Role> roles;
    bool locked = false;
    domain::Plain locked_because;
    bool has_password = false;
    bool second_factor = false;
    template <class T = UserAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "What the user signs in as."},
                         Field{"name", &T::name, "Name for other users."},
                         Field{"roles", &T::roles, "What the user may do."},
                         Field{"locked", &T::locked, "Whether the user may not sign in."},
                         Field{"locked_because", &T::locked_because, "Why; empty unless locked."},
                         Field{"has_password", &T::has_password, "Whether a password was set by a link."},
                         Field{"second_factor", &T::second_factor, "Whether the user has set up a second factor."}};
    }
    bool operator==(const UserAnswer&) const = default;
};

struct UsersAnswer {
    std::vector<UserAnswer> users;
    eventstore::Maybe<domain::Plain> next;
    template <class T = UsersAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"users", &T::users, "By id, rising."},
                         Field{"next", &T::next, "Give it as cursor for those that follow; absent: there are none."}};
    }
    bool operator==(const UsersAnswer&) const = default;
};

struct ReadsAnswer {
    std::vector<ReadEntry> reads;
    eventstore::Maybe<domain::Plain> next;
    template <class T = ReadsAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"reads", &T::reads, "Newest first."},
                         Field{"next", &T::next, "Give it as cursor for older ones; absent: there are none."}};
    }
    bool operator==(const ReadsAnswer&) const = default;
};

struct LinkAnswer {
    domain::UserId user;
    domain::Plain name;
    bool first = false;
    domain::Instant expires_at;
    template <class T = LinkAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Who sets a password by it; empty for the first user."},
                         Field{"name", &T::name, "Name of the user."},
                         Field{"first", &T::first, "Whether it makes the first user, who then chooses an id."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."}};
    }
    bool operator==(const LinkAnswer&) const = default;
};

struct MadeLinkAnswer {
    domain::UserId user;
    domain::Plain token;
    domain::Plain path;
    domain::Instant expires_at;
    template <class T = MadeLinkAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Who sets a password by it."},
                         Field{"token", &T::token, "The secret; it is not shown again."},
                         Field{"path", &T::path, "Where the console opens it."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."}};
    }
    bool operator==(const MadeLinkAnswer&) const = default;
};

struct SessionAnswer {
    domain::Code id;
    bool this_one = false;
    domain::Instant began_at;
    domain::Instant used_at;
    domain::Plain address;
    domain::Plain program;
    template <class T = SessionAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"id", &T::id, "Names the session; it is no secret."},
                         Field{"this_one", &T::this_one, "Whether it is the one that asks."},
                         Field{"began_at", &T::began_at, "When the user signed in."},
                         Field{"used_at", &T::used_at, "When it was used last, within half a minute."},
                         Field{"address", &T::address, "From where the user signed in."},
                         Field{"program", &T::program, "By what, as it called itself; empty: it did not say."}};
    }
    bool operator==(const SessionAnswer&) const = default;
};

struct SessionsAnswer {
    std::vector<SessionAnswer> sessions;
    template <class T = SessionsAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"sessions", &T::sessions, "Those of the user who asks, the one used last first."}};
    }
    bool operator==(const SessionsAnswer&) const = default;
};

struct NoticeAnswer {
    domain::Code id;
    CredentialKind kind = CredentialKind::password;
    domain::Code token;
    domain::Plain name;
    domain::Plain by;
    domain::Plain address;
    domain::Instant at;
    template <class T = NoticeAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"id", &T::id, "Names the notice."},
            Field{"kind", &T::kind,
                  "What was made: a password, an API token, a link by which a password is set, or a second factor; or "
                  "that a second factor was removed, a recovery code was used, or a code of the device was "
                  "given a second time and refused."},
            Field{"token", &T::token, "Id of the token; empty: none."},
            Field{"name", &T::name, "What the token is for; empty: no token."},
            Field{"by", &T::by,
                  "The user who did it; cli:NAME: the program; empty: who had a one-time link or the password."},
            Field{"address", &T::address, "From where; empty: on the machine of the store."},
            Field{"at", &T::at, "When."}};
    }
    bool operator==(const NoticeAnswer&) const = default;
};

struct NoticesAnswer {
    std::vector<NoticeAnswer> notices;
    template <class T = NoticesAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"notices", &T::notices,
                               "What was made for the user who asks, or happened, and was not seen yet, newest first; "
                               "without what the session that asks has done."}};
    }
    bool operator==(const NoticesAnswer&) const = default;
};

struct TokenAnswer {
    domain::Code id;
    domain::UserId user;
    domain::Plain name;
    std::vector<domain::Role> roles;
    bool read_only = false;
    domain::Instant made_at;
    domain::Instant expires_at;
    eventstore::Maybe<domain::Instant> last_used_at;
    template <class T = TokenAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"id", &T::id, "Names the token; it is no secret."},
                         Field{"user", &T::user, "In whose name it acts."},
                         Field{"name", &T::name, "What it is for."},
                         Field{"roles", &T::roles, "Which of the user's roles it has; empty: all of them."},
                         Field{"read_only", &T::read_only, "Whether it only asks questions."},
                         Field{"made_at", &T::made_at, "When it was made."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."},
                         Field{"last_used_at", &T::last_used_at, "Within ten minutes; absent: never."}};
    }
    bool operator==(const TokenAnswer&) const = default;
};

struct TokensAnswer {
    std::vector<TokenAnswer> tokens;
    template <class T = TokensAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"tokens", &T::tokens, "As they were made; of all users for who may add users."}};
    }
    bool operator==(const TokensAnswer&) const = default;
};

struct MadeTokenAnswer {
    domain::Code id;
    domain::Plain token;
    domain::Instant expires_at;
    template <class T = MadeTokenAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"id", &T::id, "Names the token."},
                         Field{"token", &T::token, "The secret, for Authorization: Bearer; it is not shown again."},
                         Field{"expires_at", &T::expires_at, "From when on it is refused."}};
    }
    bool operator==(const MadeTokenAnswer&) const = default;
};

}  // namespace tally::tools
